"""Results in a real Chromium: an export goes in, one sees how far it is, what it says, and takes a recommendation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import PHONE, Visitor
from cast import Cast, make_cast
from exported import claim, imported, upload, with_a_rhythm, work
from playwright.sync_api import expect

from planner.jobs import ledger, posts
from planner.models import Import, Recommendation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/w/atelier-nord"


@pytest.fixture
def house(transactional_db: None) -> Cast:
    return make_cast()


def test_an_export_goes_in_and_its_best_hour_is_planned_with(
    house: Cast, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit(house.user("editor"))
    page = visitor.open(f"{HERE}/results/")
    file = tmp_path / "instagram.csv"
    file.write_bytes(with_a_rhythm())
    channel = house.channels["malo.instagram"]
    page.get_by_label("Channel", exact=True).select_option(str(channel.pk))
    page.get_by_label("Export", exact=True).set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Waits for the worker.")).to_be_visible()

    job = claim(row := Import.objects.get())
    ledger.beat(job, 40, 90)
    Import.objects.update(state="running", done=40, total=90)
    expect(page.get_by_text("40 of 90 rows")).to_be_visible()  # by itself
    expect(page.locator("#progress progress")).to_have_attribute("value", "40")
    page.reload()
    expect(page.get_by_text("40 of 90 rows")).to_be_visible()
    visitor.open(f"{HERE}/drafts/")
    expect(page.locator("#progress").get_by_text("Reading results")).to_be_attached()  # wherever one goes
    visitor.open(f"{HERE}/results/imports/{row.pk}/")

    posts.read_import(job)
    expect(page.get_by_text("90 posts read.")).to_be_visible()
    work()
    expect(page.locator("#progress progress")).to_have_count(0)
    page.get_by_role("link", name="See the posts").click()
    expect(page.locator("#numbers .title", has_text="Thursday around 18:00 on Instagram")).to_be_visible()
    visitor.is_accessible()
    page.get_by_role("button", name="Plan with it Thursday around 18:00").click()
    expect(page.get_by_text("accepted: proposed first")).to_be_visible()
    slot = Recommendation.objects.get(state="accepted")
    assert (slot.facts["weekday"], slot.facts["hour"]) == (3, 18)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("accepted: proposed first")).to_have_count(0)


def test_a_gap_on_the_desk_becomes_a_draft_by_keyboard(house: Cast, visit: Callable[..., Visitor]) -> None:
    imported(house, with_a_rhythm())
    work()
    visitor = visit(house.user("editor"))
    page = visitor.open(f"{HERE}/")
    expect(page.get_by_role("heading", name="Gaps in the calendar")).to_be_visible()
    expect(page.get_by_role("heading", name="Recommendations")).to_be_visible()
    visitor.is_accessible()
    gap = Recommendation.objects.filter(kind="gap", state="open").order_by(
        "facts__month", "-facts__short_by", "pk"
    )[0]
    button = page.locator("#desk-gaps").get_by_role("button", name="Start a draft").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*/")
    gap.refresh_from_db()
    assert gap.state == "accepted"
    assert page.url.endswith(f"/drafts/{gap.facts['draft']}/")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(
    house: Cast, visit: Callable[..., Visitor], viewport: dict[str, int] | None
) -> None:
    good = imported(house, with_a_rhythm().replace(b"04/13/2026", b"99/99/2026"))
    bad = imported(house, b"%PDF-1.7", name="report.csv")
    waits = upload(house, with_a_rhythm(20), "malo.tiktok")
    visitor = visit(house.user("editor"), **({"viewport": viewport} if viewport else {}))
    paths = ["", *(f"imports/{row.pk}/" for row in (good, bad, waits)), "posts/"]
    for path in paths:
        page = visitor.open(f"{HERE}/results/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        visitor.is_accessible()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    house: Cast, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit(house.user("editor"))
    page = visitor.open(f"{HERE}/results/")
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.truncate(50 * 2**20 + 1)
    field = page.get_by_label("Export", exact=True)
    field.set_input_files(file)
    assert "larger than 50 MB" in field.evaluate("field => field.validationMessage")
    page.get_by_role("button", name="Import", exact=True).click()
    assert not Import.objects.exists()
    small = tmp_path / "small.csv"
    small.write_bytes(with_a_rhythm(3))
    field.set_input_files(small)
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/results/imports/*/")
