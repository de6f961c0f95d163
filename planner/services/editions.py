"""Which edition of the rulebook a workspace works under, and what another one would change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from planner import access, audit, bridge, tasks
from planner.models import Job, Member, Trial, Workspace


@transaction.atomic
def try_out(edition: str, *, member: Member) -> Trial:
    """Have the worker read all drafts under another edition. Asking again reads them again."""
    access.allow(member, "edition.switch")
    _known(edition)
    base = bridge.edition_of(member.workspace).name
    if edition == base:
        raise ValidationError(_("This workspace works under this edition already."))
    trial, _made = Trial.objects.get_or_create(
        workspace=member.workspace, edition=edition, defaults={"base": base, "asked_by": member.user}
    )
    Trial.objects.filter(pk=trial.pk).update(finished_at=None, asked_by=member.user)
    audit.record(member.workspace, "edition.tried", member.workspace, actor=member.user, edition=edition)
    tasks.ask(Job.Kind.TRIAL, trial.pk, member.workspace_id)
    return trial


@transaction.atomic
def switch(edition: str, *, member: Member) -> Workspace:
    """Work under this edition from now on; scorecards follow in the background. Doing it twice changes nothing."""
    access.allow(member, "edition.switch")
    _known(edition)
    workspace = Workspace.objects.select_for_update().get(pk=member.workspace_id)
    before = bridge.edition_of(workspace).name
    if workspace.edition != edition:
        workspace.edition = edition
        workspace.save(update_fields=["edition"])
    if before != edition:
        audit.record(
            workspace, "edition.switched", workspace, actor=member.user, before=before, after=edition
        )
        tasks.ask(Job.Kind.RESCORE, workspace.pk, workspace.pk)
    return workspace


def _known(edition: str) -> None:
    if edition not in bridge.editions():
        raise ValidationError(_("There is no such edition."))
