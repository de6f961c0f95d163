"""What people decide about recommendations. Deciding twice is deciding once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit
from planner.models import Draft, Member, Recommendation
from planner.services import drafts

State, Kind = Recommendation.State, Recommendation.Kind


@transaction.atomic
def accept(pk: int, *, member: Member) -> tuple[Recommendation, Draft | None]:
    """A slot becomes the first hour proposed for its channel; a gap opens a draft of its pillar, the same one when asked twice."""
    row = _locked(pk, member)
    if row.kind == Kind.NOT_ENOUGH:
        raise ValidationError(_("There is nothing to accept yet: more results are needed."))
    if row.state == State.ACCEPTED:
        return row, _opened(row, member)
    draft = None
    if row.kind == Kind.GAP:
        draft = drafts.create(row.brand_id, member=member, pillar=row.pillar_id)
        row.facts = {**row.facts, "draft": draft.pk}
    _decide(row, State.ACCEPTED, "recommendation.accepted", member)
    return row, draft


def _opened(row: Recommendation, member: Member) -> Draft | None:
    pk = row.facts.get("draft")
    return access.drafts_of(member, archived=True).filter(pk=pk).first() if pk else None


@transaction.atomic
def dismiss(pk: int, *, member: Member) -> Recommendation:
    """Out of the way until the case is another one (see planner.jobs.recommendations)."""
    row = _locked(pk, member)
    if row.state != State.DISMISSED:
        _decide(row, State.DISMISSED, "recommendation.dismissed", member)
    return row


@transaction.atomic
def reopen(pk: int, *, member: Member) -> Recommendation:
    """Take a decision back."""
    row = _locked(pk, member)
    if row.state in {State.ACCEPTED, State.DISMISSED}:
        _decide(row, State.OPEN, "recommendation.reopened", member)
    return row


def _locked(pk: int, member: Member) -> Recommendation:
    row = access.recommendation_for(member, pk, "recommendation.decide", lock=True)
    if row.state == State.OUTDATED:
        raise ValidationError(
            _("This recommendation is outdated: the results or the plan have changed since.")
        )
    return row


def _decide(row: Recommendation, state: Recommendation.State, action: str, member: Member) -> None:
    row.state = state
    row.decided_by, row.decided_at = (None, None) if state == State.OPEN else (member.user, timezone.now())
    row.save(update_fields=["state", "facts", "decided_by", "decided_at"])
    audit.record(row.workspace, action, row, actor=member.user, brand=row.brand, about=row.key)
