"""Hand-off: giving the approved content of a channel to whoever publishes it. The gate is checked under the draft's lock."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, bridge, policy
from planner.models import Draft, Member, ReviewState, Variant
from planner.queries import contents
from planner.queries import handoffs as queries
from planner.services import approvals, gates

URL_MAX = 2048


class OtherHost(ValidationError):
    """A proper link, but not to the variant's platform: asks once whether it is meant."""


def gate(draft: Draft, variant: Variant, member: Member) -> policy.Verdict:
    """Whether this variant may be handed off now, checked against content and engine, not against stored states."""
    approval = approvals.current_approval(draft)
    approved = approval is not None and draft.review_state == ReviewState.APPROVED
    fresh = approval is not None and contents.is_fresh(approval, draft)[0]
    variant.draft, variant.brand = draft, draft.brand
    fits = not (approved and fresh) or bridge.check(bridge.snapshot_of(variant), draft.workspace).fits
    verdict = policy.can_hand_off(member.role, approved=approved or draft.stale, fresh=fresh, fits=fits)
    return verdict and gates.verdict(draft, variant)


@transaction.atomic
def hand_off(variant: Variant, *, member: Member) -> Variant:
    """Mark as handed off; doing it twice keeps the first time."""
    draft, variant = _locked(variant, member)
    if variant.handed_off_at is None:
        variant.handed_off_at = timezone.now()
        variant.save(update_fields=["handed_off_at"])
        _record("variant.handed_off", draft, variant, member)
    return variant


@transaction.atomic
def take_back(variant: Variant, *, member: Member) -> Variant:
    """Undo a hand-off that was marked by mistake; a published post stays published."""
    draft = access.draft_for(member, variant.draft_id, "handoff", lock=True)
    variant = _live(draft, variant.pk)
    if variant.handed_off_at and not variant.published_at:
        variant.handed_off_at = None
        variant.save(update_fields=["handed_off_at"])
        _record("variant.taken_back", draft, variant, member)
    return variant


@transaction.atomic
def mark_published(variant: Variant, *, member: Member, url: str, sure: bool = False) -> Variant:
    """Note where the post stands; the same link again changes nothing. Raises ``OtherHost`` when the link is not the platform's own, unless ``sure``."""
    draft, variant = _locked(variant, member)
    url = checked_url(url)
    if not sure and not queries.is_host_of(variant.channel.platform, urlsplit(url).hostname or ""):
        raise OtherHost(_("This link does not lead to the platform of this channel. Is it the right one?"))
    if variant.published_at and variant.published_url == url:
        return variant
    now = timezone.now()
    variant.published_url = url
    variant.published_at = variant.published_at or now
    variant.handed_off_at = variant.handed_off_at or now
    variant.save(update_fields=["published_url", "published_at", "handed_off_at"])
    _record("variant.published", draft, variant, member, url=url)
    return variant


def checked_url(text: str) -> str:
    """An absolute https address, or a ValidationError in words."""
    url = text.strip()
    try:
        URLValidator(schemes=["https"])(url)
    except ValidationError:
        raise ValidationError(
            _("Please give the whole address of the post, beginning with https://")
        ) from None
    if len(url) > URL_MAX:
        raise ValidationError(_("This address is too long."))
    return url


def _locked(variant: Variant, member: Member) -> tuple[Draft, Variant]:
    """The draft under lock and its variant, past the gate; ValidationError with the reason otherwise."""
    draft = access.draft_for(member, variant.draft_id, "handoff", lock=True)
    contents.forget(draft)
    variant = _live(draft, variant.pk)
    if not (verdict := gate(draft, variant, member)):
        raise ValidationError(str(verdict.reason))
    return draft, variant


def _live(draft: Draft, pk: int) -> Variant:
    for variant in contents.variants_of(draft):
        if variant.pk == pk:
            return variant
    raise ValidationError(_("This channel was taken out of the draft."))


def _record(action: str, draft: Draft, variant: Variant, member: Member, **facts: str) -> None:
    data: dict[str, Any] = {"channel": variant.channel.name, "platform": variant.channel.platform, **facts}
    audit.record(draft.workspace, action, draft, actor=member.user, brand=draft.brand, **data)
