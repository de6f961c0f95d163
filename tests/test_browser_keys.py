"""The whole journey with keys alone, and how few presses it takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsing import PHONE, Visitor
from cast import Cast
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from planner.models import Draft, ReviewState

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "tests/texts/linkedin_fr_strong.txt").read_text()
MOST = 12
# What has the focus: what it is called, whether it lies in view, whether the eye can tell.
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const drawn = [one, one.closest('.editor'), one.closest('.composer'), one.closest('label')].filter(Boolean).some((part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  });
  return {
    words: `${one.tagName} ${one.id} ${(one.getAttribute('aria-label') || one.textContent).trim().slice(0, 60)}`,
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    drawn: drawn || one === document.body,
  };
}"""


def go_to(page: Page, wanted: Locator, key: str = "Tab", most: int = 90) -> None:
    """Press Tab until ``wanted`` has the focus; every stop on the way is in view and can be told."""
    expect(wanted).to_be_visible()
    for _stop in range(most):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
        page.evaluate("new Promise(requestAnimationFrame)")
        focus = page.evaluate(FOCUS)
        assert focus["drawn"], f"the focus cannot be seen on {focus['words']} of {page.url}"
        assert focus["seen"] or focus["words"].startswith("BODY"), (
            f"out of view: {focus['words']} of {page.url}"
        )
    raise AssertionError(f"{most} times Tab do not lead to {wanted}")


def enter(page: Page, wanted: Locator, key: str = "Tab") -> None:
    go_to(page, wanted, key)
    page.keyboard.press("Enter")


def approve(page: Page, lead: str, thanks: str) -> None:
    enter(page, page.get_by_role("main").get_by_role("link", name=lead, exact=True))
    enter(page, page.get_by_role("button", name="Approve", exact=True))
    expect(page.get_by_text(thanks).first).to_be_visible()


def test_the_whole_journey_with_keys_alone(visit: Visit, cast: Cast) -> None:
    page = visit(cast.user("editor")).open(f"/w/{cast.workspace.slug}/")
    page.keyboard.press("c")
    enter(page, page.get_by_role("button", name="Boulangerie Malo"))
    page.wait_for_url(re.compile(r"/drafts/\d+/"))
    page.keyboard.insert_text(TEXT)
    enter(page, page.get_by_role("button", name="Boulangerie Malo linkedin"))
    expect(page.locator("#check-panel .verdict.pass").first).to_be_visible()
    finding = page.locator("#check-panel section > details.finding > summary").first
    enter(page, finding)
    expect(page.locator("#check-panel section > details.finding").first).to_have_attribute("open", "")
    enter(page, page.get_by_role("button", name=re.compile("^Plan for")), "Shift+Tab")
    expect(page.get_by_text("proposed until approved").first).to_be_visible()
    enter(page, page.get_by_role("button", name="Send to review"), "Shift+Tab")
    expect(page.get_by_text("Round 1, sent by Inès Carpentier")).to_be_visible()

    approve(visit(cast.user("reviewer")).open("/"), "Review", "Nadia Benali approved")
    approve(visit(cast.user("client"), viewport=PHONE).open("/"), "Look", "Approved. Thank you.")

    draft = Draft.objects.get()
    page.goto(page.url.replace("review/", ""))
    enter(page, page.get_by_role("link", name="Hand off", exact=True))
    enter(page, page.get_by_role("button", name="Mark as handed off"))
    expect(page.get_by_text("Handed off", exact=True)).to_be_visible()
    go_to(page, page.get_by_label("Address of the published post"))
    page.keyboard.type("https://www.linkedin.com/posts/malo-1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Published", exact=True)).to_be_visible()
    assert draft.variants.get().published_url.endswith("malo-1")


@dataclass
class Presses:
    """Counts what people do with their hands: a press is one, and so is a field that is filled in."""

    done: list[str] = field(default_factory=list)

    def press(self, button: Locator, words: str) -> None:
        self.done.append(words)
        button.click()

    def fill(self, box: Locator, text: str, words: str) -> None:
        self.done.append(words)
        box.fill(text)


def test_from_an_empty_page_to_approved_and_planned_in_few_presses(visit: Visit, cast: Cast) -> None:
    draft, hands = cast.draft(surfaces=(), text="", title=""), Presses()
    page = visit(cast.user("editor")).open(reverse("draft", args=[cast.workspace.slug, draft.pk]))
    hands.press(page.get_by_role("button", name="Boulangerie Malo linkedin"), "Choose the channel")
    expect(page.get_by_role("heading", name="Validity")).to_be_visible()
    hands.fill(page.get_by_role("textbox", name="Base text"), TEXT, "Write the text")
    hands.press(page.get_by_role("button", name=re.compile("^Plan for")), "Take the suggested day and hour")
    expect(page.get_by_text("proposed until approved").first).to_be_visible()
    hands.press(page.get_by_role("button", name="Send to review"), "Send to review")
    expect(page.get_by_text("Round 1")).to_be_visible()

    desk = visit(cast.user("reviewer")).open("/")
    hands.press(desk.get_by_role("main").get_by_role("link", name="Review", exact=True), "Reviewer: Review")
    hands.press(desk.get_by_role("button", name="Approve", exact=True), "Reviewer: Approve")
    expect(desk.get_by_text("Nadia Benali approved").first).to_be_visible()

    phone = visit(cast.user("client"), viewport=PHONE).open("/")
    hands.press(phone.get_by_role("link", name="Look"), "Client: Look")
    hands.press(phone.get_by_role("button", name="Approve", exact=True), "Client: Approve")
    expect(phone.get_by_text("Approved. Thank you.")).to_be_visible()

    draft.refresh_from_db()
    variant = draft.variants.get()
    assert (draft.review_state, draft.text, variant.full_text) == (ReviewState.APPROVED, TEXT, TEXT)
    assert variant.planned_at, "planned, no longer proposed"
    assert len(hands.done) <= MOST
    told = (ROOT / "docs/performance.md").read_text()
    assert f"**{len(hands.done)} presses and fields**" in told
    assert [words for words in hands.done if words not in told] == []
