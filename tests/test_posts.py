"""Measured posts: the list, what it may honestly say, and the file one takes away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from django.test import Client
from exported import INSTAGRAM, START, as_csv, imported, instagram, instagram_row, linkedin, with_a_rhythm

from planner.models import Post, User
from planner.queries import posts as queries
from scoring.history.medians import usual

HERE = "/w/atelier-nord/results/posts/"


def page_of(cast: Cast, query: str = "", who: str = "editor") -> str:
    return cast.browser(who).get(HERE + query).content.decode()


def texts(cast: Cast, query: dict[str, str]) -> list[str]:
    member = cast.members["editor"]
    return [line.post.text for line in queries.listed(member, queries.filters(member, query), None).lines]


def test_results_that_no_file_gives_are_not_given_and_never_zero(cast: Cast) -> None:
    imported(cast, instagram(2))
    assert "not given" not in page_of(cast)
    assert "Impressions" not in page_of(cast, "?sort=date").partition("<table")[2]  # no post has any
    imported(cast, linkedin((7_204_703_086_211_198_976, "6/7/2024", 12, 900)), "malo.linkedin", name="a.xlsx")
    page = page_of(cast)
    assert "not given" in page
    assert "900" in page


def test_a_post_leads_to_its_draft_and_to_the_platform(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    draft.variants.update(published_url="https://www.instagram.com/p/Dxx00000001/")
    imported(cast, instagram(2))
    page = page_of(cast)
    assert f"/drafts/{draft.pk}/" in page
    assert 'href="https://www.instagram.com/p/Dxx00000001/"' in page
    assert 'rel="noopener noreferrer"' in page


def test_filters_and_orders(cast: Cast) -> None:
    rows = [instagram_row(n, START + timedelta(days=n), likes=10 * (n % 3)) for n in range(3)]
    rows.append(instagram_row(9, START - timedelta(days=9), Likes=""))
    imported(cast, as_csv(INSTAGRAM, *rows))
    imported(cast, instagram(1), "kiln.instagram")
    everything = texts(cast, {})
    assert everything[0] == "Post 2"
    assert len(everything) == 5
    malo = {"brand": str(cast.malo.pk)}
    assert texts(cast, malo | {"sort": "likes"}) == [
        "Post 2",
        "Post 1",
        "Post 0",
        "Post 9",
    ]  # unknown comes last
    assert texts(cast, malo | {"q": "post 1"}) == ["Post 1"]
    assert texts(cast, malo | {"first": "2026-04-14", "last": "2026-04-14"}) == ["Post 1"]
    assert texts(cast, {"channel": str(cast.channels["kiln.instagram"].pk)}) == ["Post 0"]
    assert texts(cast, malo | {"format": "reel"}) == []
    assert "No post is like this" in page_of(cast, "?format=reel&q=nothing")


@pytest.mark.parametrize(
    "query",
    [
        "?page=-1",
        "?page=x&sort=raw",
        "?brand=%00&channel=99999999999999999999",
        "?first=9999-12-31&last=x",
        "?q=%00%00",
    ],
)
def test_nonsense_in_the_address_gives_a_page(cast: Cast, query: str) -> None:
    imported(cast, instagram(2))
    browser = cast.browser("editor")
    assert browser.get(HERE + query).status_code == 200
    assert browser.get(f"{HERE}posts.csv{query}").status_code == 200


def test_a_channels_numbers_come_with_n_and_interval_or_say_that_there_are_too_few(cast: Cast) -> None:
    imported(cast, instagram(7))
    channel = cast.channels["malo.instagram"]
    assert "not enough data yet: 8 are needed" in page_of(cast, f"?channel={channel.pk}")
    imported(cast, with_a_rhythm())
    found = queries.numbers_of(channel)
    assert found.metric == "likes+comments+shares+saves"
    line = found.formats[0]
    assert line.usual
    assert line.usual.n == line.n == 90
    assert line.usual.low < line.usual.median < line.usual.high
    page = page_of(cast, f"?channel={channel.pk}")
    assert "90 % interval" in page
    assert "likes, comments, shares, saves" in page


def test_each_post_is_compared_with_the_channels_own_posts_before_it(cast: Cast) -> None:
    rows = [instagram_row(n, START + timedelta(days=n), likes=94) for n in range(6)]
    rows.append(instagram_row(6, START + timedelta(days=6), likes=194))
    imported(cast, as_csv(INSTAGRAM, *rows))
    page = page_of(cast, f"?channel={cast.channels['malo.instagram'].pk}")
    assert "× 2.0" in page
    assert "× 1.0" in page
    assert page.count("too early") == 5  # with fewer than five before it nothing is said
    assert "× 2.0" not in page_of(cast)  # channels are not thrown together


def test_the_median_interval_holds_what_it_says() -> None:
    assert usual([1.0] * 7) is None
    few = usual([float(n) for n in range(8)])
    assert few
    assert (few.n, few.median, few.low, few.high) == (8, 3.5, 1, 6)
    many = usual([float(n) for n in range(1001)])
    assert many
    assert (many.low, many.high) == (473, 527)
    beyond = usual([float(n) for n in range(1003)])
    assert beyond
    assert abs(beyond.low - 474) <= 1


def test_the_file_holds_the_filtered_list_and_no_formula(cast: Cast) -> None:
    rows = [
        instagram_row(1, START, Description='=HYPERLINK("http://evil";"x")'),
        instagram_row(2, START, Description="+33 1 23"),
        instagram_row(3, START, Description="fine", Saves=""),
    ]
    imported(cast, as_csv(INSTAGRAM, *rows))
    imported(cast, instagram(1), "kiln.instagram")
    answer = cast.browser("editor").get(f"{HERE}posts.csv?brand={cast.malo.pk}")
    assert answer["Content-Disposition"] == 'attachment; filename="results-atelier-nord.csv"'
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(body)))
    assert sorted(line["Text"] for line in lines) == ["'+33 1 23", '\'=HYPERLINK("http://evil";"x")', "fine"]
    assert next(line for line in lines if line["Text"] == "fine")["Saves"] == ""
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.values())


def test_who_sees_which_posts(cast: Cast, outsider: User) -> None:
    imported(cast, instagram(1))
    stranger = Client()
    stranger.force_login(outsider)
    for path in (HERE, f"{HERE}posts.csv"):
        assert stranger.get(path).status_code == 404
        assert cast.browser("client").get(path).status_code == 403
        assert cast.browser("reviewer").get(path).status_code == 200
    limited = cast.members["writer"]
    limited.all_brands = False
    limited.save()
    limited.brands.add(cast.kiln)
    assert "Post 0" not in page_of(cast, who="writer")
    assert "Post 0" not in page_of(cast, f"?channel={cast.channels['malo.instagram'].pk}", who="writer")


@pytest.mark.parametrize("count", [3, 800])
def test_the_list_costs_the_same_whatever_it_holds(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    channel = cast.channels["malo.tiktok"]
    Post.objects.bulk_create(
        Post(
            workspace=cast.workspace, brand=cast.malo, channel=channel, key=f"tiktok:{n}", text=f"n {n}",
            published_on=(START + timedelta(days=n)).date(), views=n, likes=n,
        )
        for n in range(count)
    )  # fmt: skip
    browser = cast.browser("editor")
    browser.get(HERE)
    for query in ("", f"?channel={channel.pk}&sort=views"):
        with django_assert_max_num_queries(18):
            page = browser.get(HERE + query).content.decode()
        assert f"n {count - 1}" in page
        assert f"of {count}" in page
