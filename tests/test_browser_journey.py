"""A newcomer's first day in a real Chromium: from the sign-up to the published post."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from browsing import Visitor
from cast import PASSWORD, make_person
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from planner.models import Brand, Draft, Member, User, Workspace

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
TEXTS = Path(__file__).parent / "texts"
STRONG = (TEXTS / "linkedin_fr_strong.txt").read_text()
WEAK = (TEXTS / "linkedin_fr_weak.txt").read_text()


def sign_up(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill("nora@example.org")
    page.get_by_label("Your name").fill("Nora Neuf")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    visitor.is_accessible()
    link = re.search(r"https?://[^/]+(/\S*confirm-email\S*)", str(mail.outbox[-1].body))
    assert link, mail.outbox[-1].body
    visitor.open(link[1])


def first_channel(visitor: Visitor) -> None:
    """Each empty page teaches the next step with one button."""
    page = visitor.page
    page.get_by_label("Name of the workspace").fill("Atelier Neuf")
    page.get_by_role("button", name="Create workspace").click()
    expect(page.get_by_role("heading", name="A brand comes first")).to_be_visible()
    visitor.is_accessible()
    page.get_by_role("main").get_by_role("link").click()
    page.get_by_label("Name").fill("Boulangerie Malo")
    page.get_by_label("Language").select_option("fr")
    page.get_by_label("Time zone").select_option("Europe/Paris")
    page.get_by_role("button", name="Add the brand").click()
    page.get_by_role("link", name="Add a channel").click()
    page.get_by_role("radio", name="LinkedIn").check()
    page.get_by_label("Name", exact=True).fill("Boulangerie Malo")
    page.get_by_role("button", name="Add the channel").click()
    page.get_by_role("link", name="new draft for this brand").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/"))


def write(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Base text").fill(words)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(page.locator("#saved")).to_contain_text("Saved")


def score(page: Page) -> int:
    return int(page.locator("#check-panel .score").inner_text())


def the_weak_text_is_told_what_is_wrong(page: Page) -> None:
    write(page, WEAK)
    risk = page.locator("#check-panel section", has=page.get_by_role("heading", name="Risk"))
    expect(risk.locator("details.finding")).not_to_have_count(0)
    marks = page.locator(".editor .twin mark")
    expect(marks.filter(has_text="OUI")).not_to_have_count(0)
    bait = page.locator("details.finding", has_text="Commentez OUI").first
    bait.locator("summary").click()
    expect(bait.get_by_text("Fix:")).to_be_visible()


def the_strong_text_is_better(page: Page) -> None:
    page.wait_for_function("!document.querySelector('.checking')")
    before = score(page)
    write(page, STRONG)
    fits = page.locator("#check-panel .verdict").first
    expect(fits).to_have_class(re.compile("pass"))
    page.wait_for_function(
        f"Number(document.querySelector('#check-panel .score').textContent) > {before + 20}"
    )
    expect(page.locator(".editor .twin mark", has_text="Commentez")).to_have_count(0)


def planned_by_drag(nora: Visitor) -> None:
    """From the ideas without a day onto the last day that the month shows, and back to the draft."""
    page = nora.open(reverse("calendar", args=["atelier-neuf"]))
    day = page.locator("[data-date]").last
    page.locator(".unplanned .chip").drag_to(day)
    chip = day.locator(".chip")
    expect(chip).to_contain_text("38 baguettes")
    expect(chip).to_have_class(re.compile("proposed"))
    nora.is_accessible()
    chip.click()
    expect(page.get_by_text("proposed until approved").first).to_be_visible()


def colleagues() -> tuple[User, User]:
    """A reviewer and a client of the newcomer's brand; how people are invited has tests of its own."""
    workspace, brand = Workspace.objects.get(slug="atelier-neuf"), Brand.objects.get()
    reviewer = make_person("rita@example.org", "Rita Relit")
    client = make_person("malo@example.org", "Malo Kerdraon")
    Member.objects.create(workspace=workspace, user=reviewer, role="reviewer")
    Member.objects.create(workspace=workspace, user=client, role="client", all_brands=False).brands.add(brand)
    return reviewer, client


def reviewer_asks_for_changes(reviewer: Visitor) -> None:
    page = reviewer.open("/")
    expect(page.get_by_text("new to you")).to_be_visible()
    reviewer.is_accessible()
    page.get_by_role("main").get_by_role("link", name="Review", exact=True).click()
    expect(page.get_by_text("You see this for the first time.")).to_be_visible()
    reviewer.is_accessible()
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_text("Please say what should change.")).to_be_visible()
    page.get_by_label("Note").fill("Le chiffre de la première ligne, s’il te plaît.")
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_text("Rita Relit asked for changes")).to_be_visible()
    reviewer.is_accessible()


def writer_revises(nora: Visitor) -> None:
    page = nora.open("/")
    expect(page.get_by_text("Rita Relit: Le chiffre de la première ligne")).to_be_visible()
    nora.is_accessible()
    page.get_by_role("link", name="Revise").click()
    write(page, f"{STRONG} Merci.")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("Round 2, sent by Nora Neuf")).to_be_visible()


def reviewer_approves(reviewer: Visitor) -> None:
    page = reviewer.open("/")
    expect(page.get_by_text("changed since you looked: Text")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Review", exact=True).click()
    expect(page.locator(".review-sheets ins").first).to_be_visible()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Rita Relit approved").first).to_be_visible()
    reviewer.is_accessible()


def client_looks(client: Visitor) -> None:
    page = client.open("/")
    expect(page.get_by_role("heading", name="1 post waits for you")).to_be_visible()
    client.is_accessible()
    page.get_by_role("link", name="Look").click()
    client.is_accessible()


def client_approves(client: Visitor) -> None:
    page = client.open("/")
    page.get_by_role("link", name="Look").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Approved. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_role("heading", name="Who said yes")).to_be_visible()


def one_letter_makes_it_stale(nora: Visitor) -> None:
    draft = Draft.objects.get()
    page = nora.open(reverse("handoff", args=["atelier-neuf", draft.pk]))
    expect(page.get_by_role("button", name="Mark as handed off")).to_be_visible()
    nora.open(reverse("draft", args=["atelier-neuf", draft.pk]))
    page.get_by_role("navigation", name="Base text and channels").get_by_role("link", name="LinkedIn").click()
    page.get_by_role("link", name="Edit here").click()
    nora.is_accessible()
    own = page.locator(".editor textarea")
    own.press("Control+End")
    own.press("!")
    expect(page.locator("#draft-state").get_by_text("Changed since approval")).to_be_visible()
    nora.open(reverse("handoff", args=["atelier-neuf", draft.pk]))
    expect(page.get_by_text("Changed since it was approved: ask for approval again.")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as handed off")).to_have_count(0)
    nora.is_accessible()
    nora.open(reverse("desk", args=["atelier-neuf"]))
    expect(page.get_by_role("heading", name="Changed since approval")).to_be_visible()
    expect(page.get_by_text("cannot go out before it is approved again")).to_be_visible()
    nora.open(reverse("calendar", args=["atelier-neuf"]))
    expect(page.locator(".chip [data-state=stale]")).to_have_count(1)
    nora.open(reverse("desk", args=["atelier-neuf"]))


def handed_off_and_published(nora: Visitor) -> None:
    draft = Draft.objects.get()
    nora.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=nora.origin)
    page = nora.open(reverse("draft", args=["atelier-neuf", draft.pk]))
    page.get_by_role("link", name="Hand off", exact=True).click()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{STRONG} Merci.!"
    with page.expect_download() as package:
        page.get_by_role("link", name="Texts and media as a zip").click()
    with ZipFile(package.value.path()) as files:
        texts = [files.read(name).decode() for name in files.namelist() if name.endswith(".txt")]
    assert any(f"{STRONG} Merci.!" in text for text in texts)
    page.get_by_role("button", name="Mark as handed off").click()
    expect(page.get_by_text("Handed off", exact=True)).to_be_visible()
    page.get_by_label("Address of the published post").fill("https://example.org/post")
    page.get_by_role("button", name="Mark as published").click()
    expect(page.get_by_text("does not lead to the platform")).to_be_visible()
    nora.is_accessible()
    page.get_by_label("Address of the published post").fill("https://www.linkedin.com/posts/malo-1")
    page.get_by_role("button", name="Yes, this is the post").click()
    expect(page.get_by_text("Published", exact=True)).to_be_visible()
    nora.is_accessible()


def test_a_newcomer_gets_from_the_sign_up_to_the_published_post(visit: Visit) -> None:
    nora = visit()
    page = nora.page
    sign_up(nora)
    first_channel(nora)
    nora.is_accessible()
    page.get_by_role("button", name="Boulangerie Malo").click()
    expect(page.get_by_role("heading", name="Validity")).to_be_visible()
    the_weak_text_is_told_what_is_wrong(page)
    nora.is_accessible()
    the_strong_text_is_better(page)
    planned_by_drag(nora)
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("Nobody can answer")).to_be_visible()

    reviewer, client = (visit(user) for user in colleagues())
    reviewer_asks_for_changes(reviewer)
    writer_revises(nora)
    reviewer_approves(reviewer)
    client_looks(client)
    client_approves(client)
    client.is_accessible()
    one_letter_makes_it_stale(nora)
    page.get_by_role("button", name="Ask for re-approval").click()
    reviewer_approves(reviewer)
    client_approves(client)
    handed_off_and_published(nora)
