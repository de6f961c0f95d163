"""Who belongs to a workspace: change, archive, leave. Each write locks the workspace's row first.

That lock makes the writes of one workspace queue up, so that two owners who demote each other at the same moment cannot
leave it without any: the second one reads the members after the first has committed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner import access, audit, policy
from planner.models import Brand, Member, Role, User, Workspace
from planner.queries import workspaces as queries


def lock(workspace_id: int) -> None:
    Workspace.objects.select_for_update().get(pk=workspace_id)


def _again(member: Member) -> Member:
    """The acting member as it is now that the lock is held: it may have been demoted or taken out meanwhile."""
    return access.member_for(member.user, member.workspace.slug)


@transaction.atomic
def change(pk: int, *, role: str, brands: Iterable[Brand] | None, member: Member) -> Member:
    """Give another role and brands (None: all). Raises Refused (403) with the reason where policy says no."""
    lock(member.workspace_id)
    member = _again(member)
    row = access.member_row_for(member, pk, lock=True)
    access.require(
        policy.can_change_member(member.role, row.role, role, last_owner=queries.is_last_owner(row))
    )
    chosen = check_brands(member, role, brands)
    unseen = _unseen(member, row)
    before = {"role": row.role, "brands": _brands(row)}
    row.role, row.all_brands = role, chosen is None
    row.save(update_fields=["role", "all_brands"])
    row.brands.set([] if chosen is None else [*chosen, *unseen])
    after = {"role": row.role, "brands": _brands(row)}
    if after != before:
        changed = [key for key in after if after[key] != before[key]]
        audit.record(
            member.workspace,
            "member.changed",
            row,
            actor=member.user,
            changed=changed,
            before=before,
            after=after,
        )
    return row


def check_brands(member: Member, role: str, brands: Iterable[Brand] | None) -> list[Brand] | None:
    """The brands that ``role`` may be limited to, all within what the giver sees; None means all.

    A giver who is limited cannot give more than they have, and clients always get a choice.
    """
    if role == Role.OWNER:
        return None
    if brands is None and role != Role.CLIENT and member.all_brands:
        return None
    chosen = list(brands or [])
    if not chosen:
        raise ValidationError({"brands": _("Choose at least one brand.")})
    seen = set(access.brands_of(member).values_list("pk", flat=True))
    if any(brand.pk not in seen for brand in chosen):
        raise ValidationError({"brands": _("One of these brands is not yours to give.")})
    return chosen


def _unseen(member: Member, row: Member) -> list[Brand]:
    """Brands of ``row`` that the one who changes it does not see; they are left as they are."""
    if member.all_brands:
        return []
    if row.all_brands:
        raise ValidationError(
            _("%(name)s has all brands and you do not: ask somebody who has.") % {"name": row.user.label}
        )
    return list(row.brands.exclude(pk__in=access.brands_of(member, archived=True)))


def _brands(row: Member) -> list[int] | str:
    """For the log: primary keys, since not every reader of the log may know every brand's name."""
    return "all" if row.all_brands else sorted(row.brands.values_list("pk", flat=True))


@transaction.atomic
def archive(pk: int, *, member: Member) -> Member:
    """Take somebody out. What they wrote stays; they can be restored."""
    lock(member.workspace_id)
    member = _again(member)
    row = access.member_row_for(member, pk, lock=True)
    access.require(
        policy.can_change_member(member.role, row.role, None, last_owner=queries.is_last_owner(row))
    )
    _end(row, "member.archived", actor=member.user)
    return row


@transaction.atomic
def restore(pk: int, *, member: Member) -> Member:
    lock(member.workspace_id)
    member = _again(member)
    row = access.member_row_for(member, pk, lock=True)
    access.require(policy.can_give_role(member.role, row.role))
    if row.is_archived:
        row.archived_at = None
        row.save(update_fields=["archived_at"])
        audit.record(member.workspace, "member.restored", row, actor=member.user)
    return row


@transaction.atomic
def leave(*, member: Member) -> None:
    lock(member.workspace_id)
    member = _again(member)
    access.require(policy.can_leave(last_owner=queries.is_last_owner(member)))
    _end(member, "member.left", actor=member.user)


def _end(row: Member, action: str, *, actor: User) -> None:
    """No access from now on, for their API tokens neither."""
    if row.is_archived:
        return
    now = timezone.now()
    row.archived_at = now
    row.save(update_fields=["archived_at"])
    revoked = row.tokens.filter(revoked_at=None).update(revoked_at=now)
    audit.record(row.workspace, action, row, actor=actor, tokens_revoked=revoked)
