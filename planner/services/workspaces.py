from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from planner import access, audit, bridge
from planner.models import Member, Role, User, Workspace
from planner.queries import people

SLUG_MAX = 50  # room below the column's 60 for what makes it unique


def create(name: str, *, actor: User) -> Member:
    """A new workspace whose owner is ``actor``. Its address is made from the name and never taken twice."""
    base = slugify(name)[:SLUG_MAX].strip("-") or "workspace"
    for slug in (base, *(f"{base}-{number}" for number in range(2, 6)), f"{base}-{secrets.token_hex(4)}"):
        try:
            return _create(name, slug, actor)
        except IntegrityError:
            continue
    raise ValidationError(_("This name cannot be used just now. Please try another one."))


@transaction.atomic
def _create(name: str, slug: str, actor: User) -> Member:
    workspace = Workspace.objects.create(name=name, slug=slug, edition=bridge.newest_edition())
    member = Member.objects.create(workspace=workspace, user=actor, role=Role.OWNER)
    audit.record(workspace, "workspace.created", workspace, actor=actor)
    return member


@transaction.atomic
def rename(name: str, *, member: Member) -> Workspace:
    """The address stays: links that people have keep working."""
    access.allow(member, "workspace.settings")
    workspace = Workspace.objects.select_for_update().get(pk=member.workspace_id)
    if name != workspace.name:
        before, workspace.name = workspace.name, name
        workspace.save(update_fields=["name"])
        audit.record(workspace, "workspace.renamed", workspace, actor=member.user, before=before)
    return workspace


@transaction.atomic
def archive(*, member: Member) -> None:
    """Nobody can open it until an owner restores it; nothing in it is lost."""
    access.allow(member, "workspace.delete")
    workspace = member.workspace
    if Workspace.objects.filter(pk=workspace.pk, archived_at=None).update(archived_at=timezone.now()):
        audit.record(workspace, "workspace.archived", workspace, actor=member.user)


@transaction.atomic
def restore(pk: int, *, actor: User) -> Workspace:
    """Bring back an archived workspace that ``actor`` owns; anybody else gets 404."""
    workspace = people.archived_of(actor).filter(pk=pk).first()
    if workspace is None:
        raise Http404
    workspace.archived_at = None
    workspace.save(update_fields=["archived_at"])
    audit.record(workspace, "workspace.restored", workspace, actor=actor)
    return workspace
