"""Weekly slots and medians out of a channel's own results."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.history.exports import Metrics
from scoring.history.medians import against_median, main_result
from scoring.history.slots import (
    NEEDED,
    BestSlots,
    Measured,
    NotEnough,
    best_slots,
    recent_posts,
    week_surface,
)

PARIS = "Europe/Paris"
START = datetime(2026, 1, 5, tzinfo=ZoneInfo(PARIS))  # a Monday


def channel(posts: int, lift: float, seed: int = 1, noise: float = 0.5) -> list[Measured]:
    """Posts at random hours of 25 weeks; those on Tuesdays and Thursdays from 17 to 19 do ``lift`` (log) better."""
    dice = random.Random(seed)
    found = []
    for _ in range(posts):
        at = START + timedelta(days=dice.randrange(175))
        at = at.replace(hour=dice.choice([8, 9, 12, 17, 18, 19, 21]), minute=dice.randrange(60))
        good = at.weekday() in (1, 3) and 17 <= at.hour <= 19
        found.append(Measured(at.astimezone(UTC), math.expm1(5 + lift * good + dice.gauss(0, noise)), "reel"))
    return found


def found(posts: list[Measured], zone: str = PARIS) -> BestSlots:
    answer = best_slots(posts, zone)
    assert isinstance(answer, BestSlots)
    return answer


def test_below_sixty_posts_it_says_so_and_at_sixty_it_answers() -> None:
    posts = channel(NEEDED, 0.8)
    assert best_slots(posts[:-1], PARIS) == NotEnough(NEEDED - 1, NEEDED)
    assert best_slots([], PARIS) == NotEnough(0, NEEDED)
    assert found(posts).n == NEEDED


def test_only_the_last_half_year_counts() -> None:
    posts = channel(80, 0.8)
    old = [Measured(post.at - timedelta(weeks=60), post.value, post.format) for post in posts]
    assert len(recent_posts(old + posts)) == 80
    late = Measured(posts[0].at + timedelta(weeks=90), 1.0)
    assert best_slots([*posts, late], PARIS) == NotEnough(1, NEEDED)


def test_hours_that_did_better_are_found_with_their_count_and_interval() -> None:
    answer = found(channel(400, 1.0))
    best = answer.slots[0]
    assert best.weekday in (1, 3)
    assert 17 <= best.hour <= 19
    assert best.n >= 3
    assert 0 < best.low < best.lift < best.high
    assert answer.n == 400
    assert [slot.lift for slot in answer.slots] == sorted((slot.lift for slot in answer.slots), reverse=True)


def test_best_slots_stand_apart_and_have_posts_near_them() -> None:
    slots = found(channel(400, 1.0, seed=3)).slots
    places = [slot.weekday * 24 + slot.hour for slot in slots]
    assert all(min(abs(a - b), 168 - abs(a - b)) >= 2 for a in places for b in places if a != b)
    assert all(slot.n >= 3 for slot in slots)


def test_where_hours_do_not_matter_hardly_any_slot_is_surely_better() -> None:
    sure = [slot for seed in range(20) for slot in found(channel(200, 0.0, seed)).slots if slot.low > 0]
    assert len(sure) <= 10  # of 100 slots shown


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(25):
        dice = random.Random(seed)
        days, own = [dice.gauss(0, 0.15) for _ in range(7)], [dice.gauss(0, 0.1) for _ in range(168)]
        truth = [
            0.35 * math.sin(2 * math.pi * (c % 24 - 11) / 24) + days[c // 24] + own[c] for c in range(168)
        ]
        places = [(post, _cell(post)) for post in channel(200, 0.0, seed, noise=0.6)]
        posts = recent_posts(
            Measured(post.at, math.exp(math.log(post.value) + truth[c])) for post, c in places
        )
        average = sum(truth[_cell(post)] for post in posts) / len(posts)
        for slot in found(posts).slots:
            real = math.expm1(truth[slot.weekday * 24 + slot.hour] - average)
            held.append(slot.low <= real <= slot.high)
    assert 0.88 <= sum(held) / len(held) <= 1
    assert len(held) > 100


def _cell(post: Measured) -> int:
    at = post.at.astimezone(ZoneInfo(PARIS))
    return at.weekday() * 24 + at.hour


def test_hours_are_the_brands_own_across_the_change_of_clocks() -> None:
    """Thursdays at 18:00 in Paris is another hour of UTC in winter and in summer."""
    winter = week_surface(channel(300, 1.0), PARIS)
    assert sum(winter.counts[day * 24 + hour] for day in range(7) for hour in (6, 7, 20, 22)) == 0
    tokyo = found(channel(400, 1.0), "Asia/Tokyo").slots[0]
    assert (tokyo.weekday, tokyo.hour) in {(day, hour) for day in (2, 4) for hour in (0, 1, 2, 3)}


def test_a_slow_rise_of_the_channel_and_the_format_are_no_merit_of_the_hour() -> None:
    dice = random.Random(5)
    posts = []
    for number in range(300):  # evenings only lately, and only reels; both on another level altogether
        at = START + timedelta(hours=14 * number)
        late = number > 150
        at = at.replace(hour=20 if late else 9)
        level = 4 + number / 100 + (1.5 if number % 2 else 0)
        posts.append(Measured(at, math.expm1(level + dice.gauss(0, 0.2)), "reel" if number % 2 else "image"))
    assert all(slot.lift < 0.35 for slot in found(posts).slots)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.floats(0, 1e12)), min_size=60, max_size=90))
def test_any_results_give_finite_numbers(rows: list[tuple[int, float]]) -> None:
    answer = found([Measured(START + timedelta(hours=hour), value) for hour, value in rows])
    for slot in answer.slots:
        assert slot.low <= slot.lift <= slot.high
        assert math.isfinite(slot.lift)
        assert slot.low > -1


def test_same_posts_in_another_order_give_the_same_slots() -> None:
    posts = channel(120, 0.5)
    assert best_slots(posts, PARIS) == best_slots(sorted(posts, key=lambda post: post.value), PARIS)


def test_the_main_result_is_the_same_sum_for_all_posts_of_a_channel() -> None:
    linkedin = [Metrics(impressions=900, engagements=10)] * 9 + [Metrics(impressions=5)]
    names, values = main_result(linkedin)
    assert names == ("engagements",)
    assert values == [10.0] * 9 + [None]
    tiktok = [Metrics(likes=3, comments=1, shares=1, saves=None, views=100)] * 4
    assert main_result(tiktok) == (("likes", "comments", "shares"), [5.0] * 4)
    assert main_result([Metrics(views=7, reach=5)]) == (("views",), [7.0])
    assert main_result([Metrics(), Metrics(likes=1)]) == ((), [None, None])
    assert main_result([]) == ((), [])


def test_a_post_is_compared_with_earlier_posts_of_its_format_only() -> None:
    reels = [Measured(START + timedelta(days=day), 99.0, "reel") for day in range(6)]
    image = Measured(START + timedelta(days=7), 5.0, "image")
    double = Measured(START + timedelta(days=8), 199.0, "reel")
    values = against_median([double, image, *reels])
    assert values[0] == pytest.approx(math.log(2))
    assert values[1] is None  # no image before
    assert values[2:] == [None] * 5 + [pytest.approx(0.0)]
