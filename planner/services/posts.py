"""Imports a person starts: the request only keeps the file, the worker reads it."""

from __future__ import annotations

import hashlib
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from planner import access, audit, tasks
from planner.models import Channel, Import, Job, Member
from planner.queries import imports as queries
from planner.queries import surfaces

MOST_NAME = 200


def start_import(member: Member, channel_id: int, file: UploadedFile[Any], *, time_zone: str = "") -> Import:
    """Keep the file and ask the worker. The same file sent again while the first waits is the same import.

    ``time_zone`` of times that name none; empty means the brand's. ValidationError says in one sentence why it is refused.
    """
    channel = access.channel_for(member, channel_id, "results.import")
    zone = _checked_zone(time_zone or channel.brand.time_zone)
    _check(channel, file)
    digest = _sha256(file)
    with transaction.atomic():
        access.channel_for(member, channel_id, "results.import", lock=True)  # two presses queue up here
        if there := _waiting(channel, digest, zone):
            return there
        row = Import(
            workspace=member.workspace,
            brand=channel.brand,
            channel=channel,
            name=(file.name or "")[-MOST_NAME:],
            time_zone=zone,
            started_by=member.user,
        )
        place = f"{member.workspace_id}/{channel.brand_id}/results/{digest}-{token_hex(6)}"
        row.file.save(place, file, save=False)
        row.save()
        audit.record(
            member.workspace,
            "import.started",
            row,
            actor=member.user,
            brand=channel.brand,
            channel=channel.name,
            size=file.size,
        )
        tasks.ask(Job.Kind.IMPORT, row.pk, member.workspace_id)
    return row


def _checked_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError({"time_zone": _("This time zone is not known.")}) from None


def _check(channel: Channel, file: UploadedFile[Any]) -> None:
    if channel.is_archived or channel.brand.is_archived:
        raise ValidationError({"channel": _("This channel is archived. Restore it to import for it.")})
    if channel.platform not in queries.KINDS:
        platform = surfaces.platform_label(channel.platform)
        raise ValidationError(
            {"channel": _("Exports of %(platform)s cannot be read yet.") % {"platform": platform}}
        )
    if not file.size:
        raise ValidationError({"file": _("This file is empty.")})
    if file.size > settings.IMPORT_MAX_BYTES:
        raise ValidationError({"file": queries.too_large()})


def _sha256(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _waiting(channel: Channel, digest: str, zone: str) -> Import | None:
    return Import.objects.filter(
        channel=channel,
        file__contains=f"/results/{digest}",
        time_zone=zone,
        state__in=[Import.State.WAITING, Import.State.RUNNING],
    ).first()


@transaction.atomic
def name_columns(member: Member, import_id: int, columns: dict[str, str]) -> Import:
    """Read a file again whose columns a person has named: ``columns`` is header as found -> field (queries.imports.FIELDS)."""
    access.import_for(member, import_id, "results.import")
    shown = queries.import_shown(member, import_id)
    row: Import = shown.row
    if not shown.headers:
        raise ValidationError(_("The columns of this file are known."))
    known = {
        header: field
        for header, field in columns.items()
        if header in shown.headers and field in queries.FIELDS
    }
    if not known:
        raise ValidationError(_("Choose at least one column."))
    row.facts, row.error, row.state = {**row.facts, "columns": known}, {}, Import.State.WAITING
    row.save(update_fields=["facts", "error", "state"])
    audit.record(row.workspace, "import.started", row, actor=member.user, brand=row.brand, columns=len(known))
    tasks.ask(Job.Kind.IMPORT, row.pk, row.workspace_id)
    return row


@transaction.atomic
def read_again(member: Member, import_id: int) -> Import:
    """Ask the worker once more for an import that stopped for no reason of the file's; any other is left as it is."""
    row = access.import_for(member, import_id, "results.import")
    if queries.import_shown(member, row.pk).may_retry:
        audit.record(row.workspace, "import.started", row, actor=member.user, brand=row.brand)
        tasks.ask(Job.Kind.IMPORT, row.pk, row.workspace_id)
    return row
