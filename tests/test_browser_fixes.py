"""Mechanical fixes in a real Chromium: shown as a difference, applied at a press, undone, and never without the press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import PHONE, Visitor
from cast import Cast, make_cast
from playwright.sync_api import Page, expect

from planner.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
TEXT, SAVED = ".pane-text .editor textarea", "#saved[data-state=saved]"
BODY = "nous avons perdu 40 % de nos commandes 🥖 en six semaines."
GREETED = f"Bonjour à toutes et à tous ! {BODY}"
PLAIN = BODY.capitalize()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def path(draft: Draft, tab: int | None = None) -> str:
    return f"/w/{draft.workspace.slug}/drafts/{draft.pk}/" + (f"?tab={tab}" if tab else "")


def ask(page: Page, rule: str) -> None:
    """Open the finding and press its Apply, by keyboard."""
    line = page.locator(f'#check-panel details.finding[data-rule="{rule}"]')
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(line.locator("[data-fix]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.fix[open]")).to_be_visible()


def test_a_fix_is_shown_first_then_applied_saved_and_undone(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=GREETED)
    visitor = visit(cast.user("editor"))
    page = visitor.open(path(draft))
    box, dialog = page.locator(TEXT), page.locator("dialog.fix")
    box.evaluate("(it, at) => { it.focus(); it.setSelectionRange(at, at); }", GREETED.index("perdu"))
    ask(page, "S-HOOK-TXT")
    expect(dialog.locator("del")).to_contain_text("Bonjour à toutes et à tous !")
    expect(dialog.locator("ins")).to_contain_text("N")
    expect(dialog.locator(".results")).to_contain_text("Signals:")
    expect(dialog.get_by_role("button", name="Apply")).to_be_focused()
    visitor.is_accessible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert box.input_value() == GREETED  # looking changes nothing
    page.locator("#check-panel [data-fix=S-HOOK-TXT]").click()
    expect(dialog.get_by_role("button", name="Apply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_value(PLAIN)
    expect(box).to_be_focused()
    units = "it => [it.selectionStart, it.selectionEnd]"
    assert box.evaluate(units) == [PLAIN.index("perdu")] * 2  # the caret stays at its word
    assert page.locator(".twin").text_content() == PLAIN
    expect(page.locator("#check-panel [data-fix=S-HOOK-TXT]")).to_have_count(0)
    expect(page.locator(SAVED)).to_be_visible()
    page.wait_for_timeout(900)
    draft.refresh_from_db()
    assert draft.text == PLAIN
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(box).to_have_value(GREETED)
    assert box.evaluate(units) == [GREETED.index("perdu")] * 2
    page.wait_for_timeout(900)
    draft.refresh_from_db()
    assert draft.text == GREETED


def test_words_typed_after_a_fix_are_not_lost_to_its_undo(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=GREETED)
    page = visit(cast.user("editor")).open(path(draft))
    ask(page, "S-HOOK-TXT")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value(PLAIN)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Et vous ?")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast[data-level=error]")).to_contain_text("changed meanwhile")
    expect(page.locator(TEXT)).to_have_value(PLAIN + " Et vous ?")


def test_a_channel_that_inherits_gets_its_own_text_and_gives_it_back(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=GREETED, surfaces=("linkedin.text", "instagram.image"))
    linkedin, _instagram = draft.variants.order_by("pk")
    page = visit(cast.user("editor")).open(path(draft, linkedin.pk))
    ask(page, "S-HOOK-TXT")
    expect(page.locator("dialog.fix")).to_contain_text("gets a text of its own")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_have_value(PLAIN)
    expect(page.locator(".editor.inherited")).to_have_count(0)
    page.wait_for_timeout(900)
    draft.refresh_from_db()
    linkedin.refresh_from_db()
    assert (draft.text, linkedin.text) == (GREETED, PLAIN)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".editor.inherited textarea")).to_have_value(GREETED)
    linkedin.refresh_from_db()
    assert linkedin.text is None
    page.goto(page.url.split("?")[0])
    ask(page, "S-HOOK-TXT")
    expect(page.locator("dialog.fix")).to_contain_text("every channel that inherits it")
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    draft.refresh_from_db()
    assert draft.text == PLAIN


def test_the_way_to_green_leads_to_its_findings_and_readers_press_nothing(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=GREETED + " #fyp #love #viral #pain #levain #farine #four")
    visitor = visit(cast.user("editor"), viewport=PHONE)
    page = visitor.open(path(draft))
    page.locator("label", has_text="Check").first.click()
    green = page.locator(".green")
    expect(green).to_contain_text("to 70")
    expect(green).to_contain_text("Left out of the score")
    step = green.locator("ol [data-finding]").first
    rule = step.get_attribute("data-finding")
    step.click()
    expect(page.locator(f'#check-panel details[data-rule="{rule}"][open] > summary')).to_be_focused()
    visitor.is_accessible()
    reader = visit(cast.user("reviewer")).open(path(draft))
    reader.locator('#check-panel details.finding[data-rule="S-HOOK-TXT"] > summary').click()
    expect(reader.locator("[data-fix=S-HOOK-TXT]")).to_be_hidden()


def test_what_cannot_be_mended_says_so(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Bonjour à tous ! Je suis ravie de vous annoncer la suite de notre histoire.")
    page = visit(cast.user("editor")).open(path(draft))
    ask(page, "S-HOOK-TXT")
    expect(page.locator("dialog.fix")).to_contain_text("no mechanical fix")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.fix")).to_have_count(0)
