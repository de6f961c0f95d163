"""A newer edition in a real Chromium: tried on all drafts, read, switched to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import PHONE, Visitor
from cast import Cast
from django.urls import reverse
from playwright.sync_api import expect
from second_edition import NEW, OLD

from planner import tasks
from planner.models import Job, Scorecard

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def work(kind: Job.Kind) -> None:
    tasks.TASKS[kind](list(Job.objects.filter(kind=kind, state="waiting").values_list("subject", flat=True)))


def test_a_manager_sees_what_would_flip_and_switches(visit: Visit, cast: Cast, newer: Path) -> None:
    cast.workspace.edition = OLD
    cast.workspace.save()
    for number in range(3):
        cast.draft(title=f"Le guide {number}", text="Un texte tout simple. " * 10)
    manager = visit(cast.user("manager"))
    page = manager.open(reverse("rulebook", args=[cast.workspace.slug]))
    page.get_by_role("link", name="See what it would change here").click()
    manager.is_accessible()
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("All drafts are being read")).to_be_visible()
    manager.is_accessible()
    work(Job.Kind.TRIAL)
    expect(page.get_by_text("Le guide 2")).to_be_visible()  # by itself, without another press
    expect(page.get_by_text("would fail").first).to_be_visible()
    manager.is_accessible()
    page.set_viewport_size(PHONE)
    manager.is_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "it scrolls sideways on a phone"
    )
    page.get_by_role("button", name=f"Switch to edition {NEW}").click()
    expect(page.get_by_text(f"works under edition {NEW} now")).to_be_visible()
    work(Job.Kind.RESCORE)
    assert set(Scorecard.objects.values_list("edition", flat=True)) == {NEW}
