"""Reviews in a real Chromium: what a client and another agency can see, and answers about a content that has moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import PHONE, Visitor
from cast import Cast
from django.urls import reverse
from playwright.sync_api import Page, expect
from rounds import answer, approve, edit, send

from planner.models import Decision, Draft, Review, User
from planner.services import comments

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
SECRET = "Entre nous, le client hésite"


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def reached(cast: Cast, draft: Draft) -> Draft:
    """Up to the client's step, with secrets of the team on the way."""
    comments.add(draft, member=cast.members["editor"], body=SECRET)
    comments.add(draft, member=cast.members["editor"], body="Bonjour Malo", client_sees=True)
    send(cast, draft)
    answer(cast, draft, "reviewer", note=SECRET)
    return draft


def status(visitor: Visitor, path: str) -> int:
    return visitor.context.request.get(visitor.origin + path, max_redirects=0).status


def pages_within_reach(visitor: Visitor, start: str, most: int = 25) -> dict[str, str]:
    """Every page that following links from ``start`` leads to, with its words."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting and len(found) < most:
        path = waiting.pop()
        if path in found:
            continue
        page = visitor.open(path)
        found[path] = page.locator("body").inner_text() + page.title()
        links = page.locator("a[href^='/']:not([href*='.csv'])").evaluate_all(
            "all => all.map((one) => one.getAttribute('href'))"
        )
        waiting += [link.partition("#")[0] for link in links if "logout" not in link]
    return found


def test_a_client_sees_nothing_internal_wherever_they_go(visit: Visit, cast: Cast) -> None:
    draft = reached(cast, cast.draft(title="Le levain", brief=SECRET, labels=[SECRET], campaign=SECRET))
    done = cast.draft(title="La brioche", brief=SECRET)
    approve(cast, done)
    cast.draft(title="Jamais montré")
    held = cast.draft(title="Chez le relecteur")
    send(cast, held)
    other = reached(cast, cast.draft(cast.kiln, title="Glaze recipe"))

    phone = visit(cast.user("client"), viewport=PHONE)
    pages = pages_within_reach(phone, url(cast, "client_home"))
    words = "\n".join(pages.values())
    assert len(pages) >= 6, sorted(pages)
    assert "Le levain" in words
    assert "La brioche" in words
    assert "Bonjour Malo" in words
    for hidden in (SECRET, "Jamais montré", "Chez le relecteur", "Glaze recipe", "Kiln & Co", "Team only"):
        assert hidden not in words, [path for path, text in pages.items() if hidden in text]
    for path, text in pages.items():
        assert not set(text.splitlines()) & {"Drafts", "Calendar", "Settings"}, path
    assert status(phone, url(cast, "client_draft", held.pk)) == 404
    assert status(phone, url(cast, "client_draft", other.pk)) == 404
    for name in ("desk", "calendar", "drafts", "media", "audit", "members"):
        assert status(phone, url(cast, name)) == 403, name
    assert status(phone, url(cast, "draft", draft.pk)) == 403
    page = phone.open(url(cast, "calendar"))
    expect(page.get_by_text("Clients see what is sent to them for approval, not the desk.")).to_be_visible()
    phone.is_accessible()


def test_another_workspace_sees_nothing_at_all(visit: Visit, cast: Cast, outsider: User) -> None:
    draft = cast.draft(title="Le levain", planned=True)
    approve(cast, draft)
    stranger = visit(outsider)
    page = stranger.open("/")
    assert "elsewhere" in page.url
    words = "\n".join(pages_within_reach(stranger, "/w/elsewhere/").values())
    for hidden in ("Le levain", "Boulangerie Malo", "Atelier Nord", "Inès Carpentier"):
        assert hidden not in words
    approval, variant = draft.approvals.get(), draft.variants.get()
    for name, *args in (
        ("desk",), ("calendar",), ("drafts",), ("media",), ("imports",), ("client_home",), ("audit",), ("members",),
        ("draft", draft.pk), ("review", draft.pk), ("draft_history", draft.pk), ("handoff", draft.pk),
        ("handoff_package", draft.pk), ("client_draft", draft.pk), ("receipt", approval.pk),
        ("brand", cast.malo.pk), ("channel", variant.channel_id),
    ):  # fmt: skip
        assert status(stranger, url(cast, name, *args)) == 404, name
        # the same numbers under one's own address lead nowhere either
        if args:
            assert status(stranger, reverse(name, args=["elsewhere", *args])) == 404, name
    page = stranger.open(url(cast, "draft", draft.pk))
    expect(page.get_by_role("heading").first).to_be_visible()
    stranger.is_accessible()


def moved_under_their_eyes(page: Page) -> None:
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("This has changed since you opened it.")).to_be_visible()
    expect(page.locator("ins", has_text="baguettes").first).to_be_visible()


def test_an_answer_about_what_has_moved_is_refused_with_the_difference(visit: Visit, cast: Cast) -> None:
    draft = cast.draft(text="Nous vendons 38 pains.", planned=True)
    send(cast, draft)
    reviewer = visit(cast.user("reviewer"))
    page = reviewer.open(url(cast, "review", draft.pk))
    page.wait_for_load_state("networkidle")  # the page has said what it shows
    edit(cast, draft, text="Nous vendons 38 baguettes.")
    page.get_by_label("Note").fill("Parfait.")
    moved_under_their_eyes(page)
    assert not Decision.objects.exists()
    expect(page.get_by_label("Note")).to_have_value("Parfait.")
    reviewer.is_accessible()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Nadia Benali approved").first).to_be_visible()
    assert Decision.objects.get().content_hash == Review.objects.get().content_hash

    edit(cast, draft, text="Nous vendons 39 baguettes.")
    page.reload()
    expect(page.get_by_text("void since an edit").first).to_be_visible()
    assert Decision.objects.get().voided_at


def test_own_work_waits_for_somebody_else_until_the_brand_allows_it(visit: Visit, cast: Cast) -> None:
    manager = visit(cast.user("manager"))
    page = manager.open(reverse("draft_new", args=[cast.workspace.slug]))
    page.get_by_role("button", name="Kiln & Co").click()
    page.get_by_role("button", name="Kiln & Co linkedin").click()
    expect(page.get_by_role("heading", name="Validity")).to_be_visible()
    page.get_by_role("textbox", name="Base text").fill("We threw 40 bowls. 12 survived the kiln.")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("You wrote a part of this since it was last approved")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    review = page.url
    manager.open(url(cast, "brand", cast.kiln.pk))
    page.get_by_label("Members may decide on their own work").check()
    page.get_by_label("Owners and managers may decide for the client").check()
    page.get_by_role("button", name="Save the review steps").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.goto(review)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("own work", exact=True).first).to_be_visible()
    expect(page.get_by_text("You answer for the client; that is recorded.")).to_be_visible()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_text("for the client", exact=True)).to_be_visible()
    manager.is_accessible()
