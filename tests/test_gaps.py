"""What a month lacks per pillar, and where it would fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scoring.history.gaps import Gap, free_slots, gaps, targets
from scoring.history.slots import WeeklySlot

PARIS = "Europe/Paris"


def slot(weekday: int, hour: int) -> WeeklySlot:
    return WeeklySlot(weekday, hour, n=9, lift=0.2, low=0.05, high=0.4)


def test_pillars_that_are_short_come_with_the_shortest_first() -> None:
    shares = {"Recettes": 50, "Coulisses": 30, "Clients": 20}
    found = gaps({"Recettes": 6, "Clients": 1, "": 4}, shares, 12)
    assert found == [Gap("Coulisses", 0, 4, 4), Gap("Clients", 1, 2, 1)]
    assert gaps({"Recettes": 9, "Coulisses": 9, "Clients": 9}, shares, 12) == []
    assert gaps({}, {}, 12) == []
    assert gaps({}, shares, 0) == []


def test_shares_that_do_not_add_up_to_a_hundred_count_in_proportion() -> None:
    assert targets({"a": 1, "b": 1, "c": 1}, 10) == {"a": 4, "b": 3, "c": 3}
    assert targets({"a": 60, "b": 60}, 10) == {"a": 5, "b": 5}
    assert targets({"a": 0, "b": 0}, 10) == {"a": 0, "b": 0}


@given(
    st.dictionaries(st.text(max_size=5), st.floats(0.01, 100), min_size=1, max_size=9), st.integers(0, 500)
)
def test_targets_add_up_and_stay_within_one_of_the_exact_share(shares: dict[str, float], posts: int) -> None:
    found = targets(shares, posts)
    assert sum(found.values()) == posts
    for pillar, share in shares.items():
        assert abs(found[pillar] - share * posts / sum(shares.values())) < 1 + 1e-6


def test_free_slots_are_the_hours_with_nothing_planned_near_them() -> None:
    start, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    tuesdays = [datetime(2026, 3, day, 17, tzinfo=UTC) for day in (3, 10, 17, 24)]  # 18:00 in Paris in winter
    tuesdays.append(datetime(2026, 3, 31, 16, tzinfo=UTC))  # and in summer
    assert [free.at for free in free_slots([slot(1, 18)], [], PARIS, start, end)] == tuesdays
    taken = [tuesdays[0] + timedelta(minutes=80), tuesdays[1] - timedelta(hours=2), tuesdays[4]]
    assert [free.at for free in free_slots([slot(1, 18)], taken, PARIS, start, end)] == tuesdays[1:4]
    assert free_slots([], [], PARIS, start, end) == []
    assert free_slots([slot(1, 18)], [], PARIS, end, start) == []
    assert free_slots([slot(1, 18)], [], PARIS, tuesdays[4] + timedelta(seconds=1), end) == []


def test_an_hour_that_the_clocks_skip_is_no_slot_and_one_shown_twice_is_one() -> None:
    spring = free_slots(
        [slot(6, 2)], [], PARIS, datetime(2026, 3, 22, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC)
    )
    assert [free.at.day for free in spring] == [22, 5]  # not 29 March
    autumn = free_slots(
        [slot(6, 2)], [], PARIS, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    )
    assert [free.at for free in autumn] == [datetime(2026, 10, 25, 0, tzinfo=UTC)]
