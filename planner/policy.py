"""Who may do what: one pure table for pages, API, bulk and drag. No rows, no clock, no request.

``can(role, action)`` answers the table; the functions below it add the state that some actions depend on. A refusal carries its
reason in words, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWNER, MANAGER, EDITOR, REVIEWER, CLIENT = "owner", "manager", "editor", "reviewer", "client"
RANK = {CLIENT: 0, REVIEWER: 1, EDITOR: 2, MANAGER: 3, OWNER: 4}
INSIDE = frozenset({OWNER, MANAGER, EDITOR, REVIEWER})
WRITERS = frozenset({OWNER, MANAGER, EDITOR})
LEADS = frozenset({OWNER, MANAGER})
EVERYONE = INSIDE | {CLIENT}

TABLE: dict[str, frozenset[str]] = {
    "workspace.settings": frozenset({OWNER}),
    "workspace.delete": frozenset({OWNER}),
    "member.manage": LEADS,
    "brand.manage": LEADS,
    "gate.waive": LEADS,
    "edition.switch": LEADS,
    "token.manage": LEADS,
    "audit.read": LEADS,
    "draft.read": INSIDE,
    "draft.write": WRITERS,
    "media.write": WRITERS,
    "results.import": WRITERS,
    "recommendation.decide": WRITERS,
    "comment.internal": INSIDE,
    "comment.client": EVERYONE,
    "review.submit": WRITERS,
    "review.read": EVERYONE,
    "handoff": WRITERS,
    "check": INSIDE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    ok: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)
REASONS: dict[str, Promise] = {
    "workspace.settings": _("Only an owner changes the workspace."),
    "workspace.delete": _("Only an owner deletes the workspace."),
    "member.manage": _("Only owners and managers invite and change members."),
    "brand.manage": _("Only owners and managers change brands and channels."),
    "gate.waive": _("Only owners and managers let a draft past a gate."),
    "edition.switch": _("Only owners and managers switch the edition of the rulebook."),
    "token.manage": _("Only owners and managers handle API tokens."),
    "audit.read": _("Only owners and managers read the log."),
    "draft.read": _("Clients see what is sent to them for approval, not the desk."),
    "draft.write": _("Only owners, managers and editors write drafts."),
    "media.write": _("Only owners, managers and editors change media."),
    "results.import": _("Only owners, managers and editors import results."),
    "recommendation.decide": _("Only owners, managers and editors accept or dismiss recommendations."),
    "comment.internal": _("Clients cannot write internal comments."),
    "review.submit": _("Only owners, managers and editors send drafts to review."),
    "handoff": _("Only owners, managers and editors hand off posts."),
    "check": _("Clients do not run checks."),
}


def can(role: str, action: str) -> Verdict:
    """The table alone. An unknown action is a programming error and raises KeyError."""
    return YES if role in TABLE[action] else Verdict(False, REASONS[action])


def can_give_role(role: str, given: str) -> Verdict:
    """Invite somebody as, or change somebody to, ``given``: never above one's own role."""
    if not (verdict := can(role, "member.manage")):
        return verdict
    return YES if RANK[given] <= RANK[role] else Verdict(False, _("Nobody gives a role above their own."))


def can_change_member(role: str, current: str, given: str | None, *, last_owner: bool) -> Verdict:
    """Give another role (``given``) or take out (None) a member whose role is ``current``."""
    if last_owner and given != OWNER:
        return Verdict(False, _("A workspace keeps at least one owner. Make somebody else owner first."))
    if not (verdict := can_give_role(role, current)):
        return verdict
    return can_give_role(role, given) if given else YES


def can_leave(*, last_owner: bool) -> Verdict:
    if last_owner:
        return Verdict(False, _("You are the last owner. Make somebody else owner first."))
    return YES


def can_submit(role: str, *, steps: bool) -> Verdict:
    """Send a draft to review. Where a brand has no step at all, sending it is approving it."""
    if not (verdict := can(role, "review.submit")):
        return verdict
    if not steps and role not in LEADS:
        return Verdict(
            False, _("This brand has no review steps, so sending is approving: owners and managers do it.")
        )
    return YES


def can_decide(
    role: str, step: str, *, own_work: bool, brand_allows_own: bool, brand_allows_for_client: bool
) -> Verdict:
    """Approve or ask for changes on an open step. ``step`` is "reviewer" or "client"."""
    if step == CLIENT and role != CLIENT:
        if role not in LEADS:
            return Verdict(False, _("This step is the client's."))
        if not brand_allows_for_client:
            return Verdict(False, _("This step is the client's; this brand lets nobody decide for them."))
    if step == REVIEWER and role not in LEADS | {REVIEWER}:
        return Verdict(False, _("This step is for reviewers."))
    if own_work and not brand_allows_own:
        return Verdict(
            False, _("You wrote a part of this since it was last approved; somebody else decides.")
        )
    return YES


def can_hand_off(role: str, *, approved: bool, fresh: bool, fits: bool) -> Verdict:
    """Checked again inside the transaction that hands off."""
    if not (verdict := can(role, "handoff")):
        return verdict
    if not approved:
        return Verdict(False, _("Not approved yet: only approved content is handed off."))
    if not fresh:
        return Verdict(False, _("Changed since it was approved: ask for approval again."))
    if not fits:
        return Verdict(False, _("Does not fit the platform yet: see Validity in the check."))
    return YES


def can_pass_gates(against: Sequence[str]) -> Verdict:
    """Asked at sending, approving and hand-off. ``against``: the brand's blocking gates that are not waived, in words."""
    if not against:
        return YES
    words = _("A gate of this brand stands against this: %(gates)s. Mend it, or have a manager waive it.")
    return Verdict(False, words % {"gates": "; ".join(against)})
