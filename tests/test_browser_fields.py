"""Audience, products and tone on the draft page in a real Chromium: typed, saved by themselves, told by the check."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import PHONE, Visitor
from cast import Cast, make_cast
from playwright.sync_api import expect

Visit = Callable[..., Visitor]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = "#saved[data-state=saved]"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def test_audience_and_products_are_saved_while_typing_and_the_check_asks_for_them(
    cast: Cast, visit: Visit
) -> None:
    text = "Salut, tu vas adorer cette tourte, vraiment délicieuse !"
    draft = cast.draft(text=text, surfaces=("linkedin.text",))
    visitor = visit(cast.user("editor"))
    page = visitor.open(f"/w/{draft.workspace.slug}/drafts/{draft.pk}/")
    page.get_by_text("Brief, audience, products, labels").click()
    page.get_by_label("Products").fill("Tourte, Brioche = brioche.jpg")
    expect(page.locator(SAVED)).to_be_visible()
    page.get_by_label("Audience", exact=True).fill("new bakers")
    page.get_by_label("Do they know the brand?").select_option("new")
    panel = page.locator("#check-panel")
    expect(panel.locator('details[data-rule="R-BRAND-06"] > summary')).to_contain_text("Brioche")
    expect(panel.locator('details[data-rule="R-BRAND-08"]')).to_be_visible()
    expect(page.locator(SAVED)).to_be_visible()
    tone = panel.locator('details[data-rule="tone"]')
    expect(tone.locator("> summary")).to_contain_text("Tone: warm, casual, tutoiement")
    tone.locator("> summary").click()
    expect(tone.get_by_text("délicieuse")).to_be_visible()
    expect(page.locator(".twin mark[data-lit]").first).to_be_attached()
    visitor.is_accessible()
    page.reload()
    expect(page.get_by_label("Products")).to_have_value("Tourte, Brioche = brioche.jpg")
    expect(page.get_by_label("Audience", exact=True)).to_have_value("new bakers")
    expect(page.get_by_label("Do they know the brand?")).to_have_value("new")
    draft.refresh_from_db()
    assert [one["name"] for one in draft.products] == ["Tourte", "Brioche"]


def test_the_kit_keeps_what_every_post_carries(cast: Cast, visit: Visit) -> None:
    visitor = visit(cast.user("manager"), viewport=PHONE)
    page = visitor.open(f"/w/{cast.workspace.slug}/settings/brands/{cast.malo.pk}/")
    page.get_by_label("Hashtags that every post carries").fill("#PainAuLevain")
    page.get_by_label("Wordings that every post carries").fill("Pub\nPhoto retouchée")
    page.get_by_label("Speaks to the reader with").select_option("tu")
    page.get_by_label("Register").select_option("casual")
    page.get_by_role("button", name="Save the kit").click()
    expect(page.get_by_label("Hashtags that every post carries")).to_have_value("PainAuLevain")
    expect(page.get_by_label("Wordings that every post carries")).to_have_value("Pub\nPhoto retouchée")
    expect(page.get_by_label("Speaks to the reader with")).to_have_value("tu")
    visitor.is_accessible()
