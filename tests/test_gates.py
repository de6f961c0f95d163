"""A brand's gates: they stop, warn or watch at sending, approval and hand-off; a waiver lets one draft past, on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rounds import answer, send

from planner import tasks
from planner.models import AuditEvent, Gate, Job, ReviewState, User, Waiver
from planner.services import gates, handoffs, reviews

BAIT = "Notre levain a 41 ans.\n\nCommentez OUI et je vous envoie la recette."


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=[cast.workspace.slug, *args])


def gate(cast: Cast, **fields: Any) -> Gate:
    given = {"what": "rule", "rule": "R-BAIT-02", "outcome": "warn", "mode": "block", **fields}
    return gates.add(cast.malo.pk, member=cast.members["manager"], **given)


def waive(cast: Cast, row: Gate, draft: Any, **fields: Any) -> Waiver:
    given = {
        "reason": "The client insists",
        "owner_id": cast.user("manager").pk,
        "until": timezone.now().date() + timedelta(days=7),
        **fields,
    }
    return gates.waive(row, draft, member=cast.members["manager"], **given)


def test_a_blocking_gate_stops_sending_until_it_is_mended_or_waived(cast: Cast) -> None:
    row = gate(cast)
    draft = cast.draft(text=BAIT)
    browser = cast.browser("editor")
    refused = browser.post(url(cast, "review_submit", draft.pk), headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "A gate of this brand stands against this" in refused.text
    draft.refresh_from_db()
    assert draft.review_state == ReviewState.DRAFTING

    waive(cast, row, draft)
    send(cast, draft)
    draft.refresh_from_db()
    assert draft.review_state == ReviewState.IN_REVIEW
    assert AuditEvent.objects.get(action="gate.waived").data["reason"] == "The client insists"
    other = cast.draft(text="Notre levain a 41 ans. Il a vu trois fours et deux inondations.")
    send(cast, other)


def test_warning_and_watching_gates_stop_nothing(cast: Cast) -> None:
    gate(cast, mode="warn")
    gate(cast, mode="shadow", rule="R-POL-05")
    draft = cast.draft(text=BAIT)
    send(cast, draft)
    page = cast.browser("editor").get(url(cast, "review", draft.pk)).text
    assert "must pass" in page
    assert "Stops sending" not in page


@pytest.mark.parametrize("fields", [{"platform": "tiktok"}, {"campaign": "Noël"}])
def test_a_gate_for_another_place_stops_nothing(cast: Cast, fields: dict[str, str]) -> None:
    gate(cast, **fields)
    send(cast, cast.draft(text=BAIT, campaign="Été"))


def test_a_gate_for_a_campaign_stops_its_drafts_only(cast: Cast) -> None:
    gate(cast, campaign="noël", what="risk", severity="medium")
    with pytest.raises(ValidationError, match="stands against"):
        reviews.submit(cast.draft(text=BAIT, campaign="Noël"), member=cast.members["editor"])


def test_a_threshold_counts_signals_without_the_hour(cast: Cast) -> None:
    gate(cast, what="score", rule="", least=95)
    with pytest.raises(ValidationError, match="at least 95 of 100"):
        reviews.submit(cast.draft(text="Bonjour.", planned=True), member=cast.members["editor"])


def test_approval_and_hand_off_ask_again(cast: Cast) -> None:
    draft = cast.draft(text=BAIT)
    send(cast, draft)
    row = gate(cast)
    with pytest.raises(ValidationError, match="stands against"):
        answer(cast, draft, "reviewer")
    lifted = waive(cast, row, draft)
    answer(cast, draft, "reviewer")
    answer(cast, draft, "client")
    draft.refresh_from_db()
    assert draft.review_state == ReviewState.APPROVED
    receipt = cast.browser("manager").get(url(cast, "receipt", draft.approvals.get().pk)).text
    assert "The client insists" in receipt
    assert (
        "The client insists"
        not in cast.browser("client").get(url(cast, "receipt", draft.approvals.get().pk)).text
    )

    variant = draft.variants.get()
    assert handoffs.gate(draft, variant, cast.members["manager"])
    gates.end_waiver(lifted, member=cast.members["manager"])
    with pytest.raises(ValidationError, match="stands against"):
        handoffs.hand_off(variant, member=cast.members["manager"])


def test_a_client_is_told_nothing_internal(cast: Cast) -> None:
    draft = cast.draft(text=BAIT)
    send(cast, draft)
    answer(cast, draft, "reviewer")
    gate(cast)
    with pytest.raises(ValidationError, match="one more thing to settle") as refused:
        answer(cast, draft, "client")
    assert "R-BAIT" not in str(refused.value)


def test_a_waiver_ends_on_its_day(cast: Cast, time_machine: Any) -> None:
    row = gate(cast)
    draft = cast.draft(text=BAIT)
    waive(cast, row, draft, until=timezone.now().date() + timedelta(days=2))
    assert gates.verdict(draft)
    time_machine.move_to(timezone.now() + timedelta(days=4))
    assert not gates.verdict(draft)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "  "}, "say why"),
        ({"reason": "x" * 1001}, "at most 1000"),
        ({"owner_id": 10**9}, "somebody of the team"),
        ({"until": timezone.now().date() - timedelta(days=2)}, "between today"),
        ({"until": timezone.now().date() + timedelta(days=400)}, "between today"),
    ],
)
def test_a_waiver_needs_reason_owner_and_an_end(cast: Cast, fields: dict[str, Any], words: str) -> None:
    row = gate(cast)
    with pytest.raises(ValidationError, match=words):
        waive(cast, row, cast.draft(text=BAIT), **fields)
    assert not Waiver.objects.exists()


def test_watching_shows_what_it_would_have_stopped(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for text in (BAIT, "Notre levain a 41 ans, et il a survécu à deux inondations."):
        variant = cast.draft(text=text).variants.get()
        tasks.ask(Job.Kind.SCORE, variant.pk, cast.workspace.pk)
        tasks.score_variants([variant.pk])
    for number in range(4):
        gate(cast, mode="shadow", **({"what": "risk", "severity": "low"} if number % 2 else {}))
    gate(cast, what="score", rule="", least=100, mode="shadow")
    browser = cast.browser("manager")
    browser.get(url(cast, "desk"))
    with django_assert_max_num_queries(16):
        page = browser.get(url(cast, "brand", cast.malo.pk)).text
    assert page.count("stands against 1 of 2 scored posts") == 4
    assert "stands against 2 of 2 scored posts" in page


def test_the_form_makes_changes_archives_and_keeps_wrong_input(
    cast: Cast, client: Client, outsider: User
) -> None:
    browser = cast.browser("manager")
    new = url(cast, "gate_new", cast.malo.pk)
    wrong = browser.post(new, {"what": "rule", "rule": "", "campaign": "Noël", "mode": "block"})
    assert wrong.status_code == 422
    assert "Choose the rule" in wrong.text
    assert 'value="Noël"' in wrong.text
    assert browser.post(new, {"what": "score", "least": "120", "mode": "warn"}).status_code == 422
    assert browser.post(new, {"what": "score", "least": "60", "mode": "shadow"}).status_code == 302
    row = Gate.objects.get()
    assert (row.least, row.mode) == (60, "shadow")
    page = url(cast, "gate", row.pk)
    assert "Signals of at least 60 of 100" in browser.get(page).text
    browser.post(
        page, {"what": "rule", "rule": "R-POL-01", "outcome": "fail", "mode": "block", "platform": "tiktok"}
    )
    row.refresh_from_db()
    assert (row.rule, row.platform, row.mode) == ("R-POL-01", "tiktok", "block")
    browser.post(url(cast, "gate_archive", row.pk))
    browser.post(url(cast, "gate_archive", row.pk))
    assert AuditEvent.objects.filter(action="gate.archived").count() == 1
    browser.post(url(cast, "gate_restore", row.pk))
    row.refresh_from_db()
    assert not row.is_archived

    assert cast.browser("editor").get(page).status_code == 403
    assert (
        cast.browser("editor").post(new, {"what": "score", "least": "60", "mode": "block"}).status_code == 403
    )
    client.force_login(outsider)
    assert client.get(page).status_code == 404


def test_the_waiver_form_is_for_owners_and_managers(cast: Cast) -> None:
    row = gate(cast)
    draft = cast.draft(text=BAIT)
    page = url(cast, "gate_waive", draft.pk, row.pk)
    assert cast.browser("editor").get(page).status_code == 403
    browser = cast.browser("manager")
    assert "must pass" in browser.get(page).text
    assert browser.post(page, {"reason": ""}).status_code == 422
    data = {
        "reason": "Agreed with legal",
        "owner": cast.user("manager").pk,
        "until": timezone.now().date().isoformat(),
    }
    assert browser.post(page, data).status_code == 302
    shown = browser.get(url(cast, "review", draft.pk)).text
    assert "Agreed with legal" in shown
    browser.post(url(cast, "waiver_end", draft.pk, row.pk))
    assert "Stops sending" in browser.get(url(cast, "review", draft.pk)).text
    elsewhere = cast.draft(cast.kiln, text=BAIT)
    assert browser.get(url(cast, "gate_waive", elsewhere.pk, row.pk)).status_code == 404
