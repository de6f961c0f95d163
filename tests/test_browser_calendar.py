"""The calendar in a real Chromium: moving with the mouse and with keys, undo, the whole of a day, and accessibility."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from browsing import PHONE, Visitor
from cast import Cast
from django.utils import timezone
from playwright.sync_api import Page, expect

from planner.models import Draft, Variant

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def first_of_month(cast: Cast) -> date:
    return timezone.now().astimezone(cast.malo.zone).date().replace(day=1)


def put(draft: Draft, day: date, at: time = time(9, 30)) -> None:
    for variant in draft.variants.all():
        variant.planned_on, variant.planned_time = day, at
        variant.planned_at = datetime.combine(day, at, draft.brand.zone)
        variant.save()


def where(cast: Cast, query: str = "") -> str:
    return f"/w/{cast.workspace.slug}/calendar/{query}"


def cell(page: Page, day: date) -> str:
    return f'[data-date="{day.isoformat()}"]'


def drag(page: Page, what: str, to: str, *, down: float = 0.6) -> None:
    source, target = page.locator(what).bounding_box(), page.locator(to).bounding_box()
    assert source
    assert target
    page.mouse.move(source["x"] + 20, source["y"] + 12)
    page.mouse.down()
    page.mouse.move(source["x"] + 40, source["y"] + 30)
    page.mouse.move(target["x"] + 40, target["y"] + target["height"] * down, steps=4)
    page.mouse.up()


def test_drag_to_another_day_and_undo(cast: Cast, visit: Visit) -> None:
    start = first_of_month(cast) + timedelta(days=9)
    draft = cast.draft(title="Levain", surfaces=("linkedin.text", "instagram.image"))
    put(draft, start)
    page = visit(cast.user("editor")).open(where(cast))
    drag(page, ".chip", cell(page, start + timedelta(days=8)))
    moved = page.locator(cell(page, start + timedelta(days=8))).locator(".chip")
    expect(moved).to_contain_text("Levain")
    expect(moved).to_be_focused()
    assert set(Variant.objects.values_list("planned_on", flat=True)) == {start + timedelta(days=8)}
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(cell(page, start)).locator(".chip")).to_contain_text("Levain")
    assert set(Variant.objects.values_list("planned_on", "planned_time")) == {(start, time(9, 30))}


def test_an_idea_without_a_day_is_dragged_onto_one_and_back(cast: Cast, visit: Visit) -> None:
    day = first_of_month(cast) + timedelta(days=9)
    cast.draft(title="Levain")
    page = visit(cast.user("editor")).open(where(cast))
    drag(page, ".unplanned .chip", cell(page, day))
    expect(page.locator(cell(page, day)).locator(".chip")).to_contain_text("Levain")
    drag(page, f"{cell(page, day)} .chip", "[data-unplan]")
    expect(page.locator(".unplanned .chip")).to_contain_text("Levain")
    assert Variant.objects.get().planned_at is None


def test_in_a_week_the_height_of_the_drop_is_the_hour(cast: Cast, visit: Visit) -> None:
    day = date(2026, 11, 10)
    put(cast.draft(title="Levain"), day)
    page = visit(cast.user("editor")).open(where(cast, "?view=week&date=2026-11-10"))
    page.locator(".chip").hover()
    page.mouse.down()
    page.mouse.move(700, 300)
    at_six = page.locator(cell(page, date(2026, 11, 12))).get_by_text("18:00").bounding_box()
    assert at_six
    page.mouse.move(at_six["x"], at_six["y"], steps=3)
    expect(page.locator("#move-hint")).to_contain_text("Thu 12 Nov, 18:00")
    page.mouse.up()
    expect(page.locator(cell(page, date(2026, 11, 12))).locator("time")).to_have_text("18:00")
    drag(page, ".chip", f"{cell(page, date(2026, 11, 13))} .day-head", down=0.5)
    expect(page.locator(cell(page, date(2026, 11, 13))).locator("time")).to_have_text("18:00")


def test_keys_move_a_chip_say_so_and_can_let_go(cast: Cast, visit: Visit) -> None:
    start = first_of_month(cast) + timedelta(days=9)
    put(cast.draft(title="Levain"), start)
    page = visit(cast.user("editor")).open(where(cast))
    chip = page.locator(".chip").first
    said = page.locator("#move-said")
    chip.focus()
    page.keyboard.press("m")
    expect(said).to_contain_text("Enter puts it there")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Levain stays where it was.")
    assert Variant.objects.get().planned_on == start
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(said).to_contain_text("10:00")
    page.keyboard.press("Enter")
    there = page.locator(cell(page, start + timedelta(days=8))).locator(".chip")
    expect(there).to_contain_text("10:00")
    expect(there).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("m")
    page.locator("dialog #move-day").fill((start + timedelta(days=2)).isoformat())
    page.locator("dialog").get_by_role("button", name="Move").click()
    expect(page.locator(cell(page, start + timedelta(days=2))).locator(".chip")).to_contain_text("Levain")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_screen_that_is_behind_is_told_and_shown_how_it_is(cast: Cast, visit: Visit) -> None:
    start = first_of_month(cast) + timedelta(days=9)
    draft = cast.draft(title="Levain")
    put(draft, start)
    page = visit(cast.user("editor")).open(where(cast))
    put(draft, start + timedelta(days=1))
    drag(page, ".chip", cell(page, start + timedelta(days=8)))
    expect(page.locator(".toast")).to_contain_text("Levain was moved meanwhile")
    expect(page.locator(cell(page, start + timedelta(days=1))).locator(".chip")).to_contain_text("Levain")


def test_more_opens_the_day_and_a_form_there_moves(cast: Cast, visit: Visit) -> None:
    day = first_of_month(cast) + timedelta(days=9)
    for number in range(60):
        put(cast.draft(title=f"Post {number:02}"), day, time(8, number))
    page = visit(cast.user("editor")).open(where(cast))
    page.get_by_role("link", name="58 more").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".chip")).to_have_count(50)
    dialog.get_by_role("link", name="All 60 on a page").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".chip")).to_have_count(10)


def test_the_day_in_its_dialog_is_accessible_and_its_form_moves(cast: Cast, visit: Visit) -> None:
    day = first_of_month(cast) + timedelta(days=9)
    for number in range(4):
        put(cast.draft(title=f"Post {number}"), day, time(8, number))
    visitor = visit(cast.user("editor"))
    page = visitor.open(where(cast))
    page.get_by_role("link", name="2 more").click()
    visitor.is_accessible()
    page.get_by_role("link", name="Move Post 0").click()
    visitor.is_accessible()
    page.locator("dialog #move-day").fill((day + timedelta(days=1)).isoformat())
    page.locator("dialog").get_by_role("button", name="Move").click()
    expect(page.locator(cell(page, day + timedelta(days=1))).locator(".chip")).to_contain_text("Post 0")


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_every_view_is_accessible_and_fits_a_phone(cast: Cast, visit: Visit, view: str) -> None:
    day = first_of_month(cast) + timedelta(days=9)
    for number, state in enumerate(("drafting", "in_review", "approved", "changes_requested")):
        draft = cast.draft(
            title=f"Post {number}", surfaces=("linkedin.text", "instagram.image", "tiktok.video")
        )
        put(draft, day + timedelta(days=number))
        Draft.objects.filter(pk=draft.pk).update(review_state=state, stale=state == "drafting")
    cast.draft(title="Idea")
    query = f"?view={view}&date={day.isoformat()}"
    visitor = visit(cast.user("editor"))
    visitor.open(where(cast, query))
    visitor.is_accessible()
    visitor.page.locator("[popovertarget=calendar-filters]").click()
    visitor.is_accessible()
    phone = visit(cast.user("editor"), viewport=PHONE)
    page = phone.open(where(cast, query))
    phone.is_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
