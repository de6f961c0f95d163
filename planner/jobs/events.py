"""Notices: told once, and one mail for each that still concerns its reader, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from planner import access
from planner.jobs import ledger
from planner.models import Brand, Job, Member, Notice, NoticeChoice, NoticeKind, User, Workspace
from planner.queries import events


def note(
    kind: NoticeKind,
    users: Iterable[User],
    *,
    facts: dict[str, Any],
    url: str,
    key: str,
    workspace: Workspace,
    brand: Brand | None = None,
) -> list[tuple[Job.Kind, int, int]]:
    """Tell each person once: the same ``key`` again changes nothing. Honours what each switched off.

    Call inside the transaction of what is told. ``facts`` are the words' ingredients, JSON (see queries.events.sentence); the
    caller leaves out whoever may not know them. The mails are noted as work; returns it, to wake a worker for.
    """
    wanted = {user.pk: user for user in users if user.is_active}
    choices = {row.user_id: row for row in NoticeChoice.objects.filter(user__in=wanted, kind=kind)}
    rows = []
    for pk in wanted:
        choice = choices.get(pk)
        in_app, by_mail = (choice.in_app, choice.by_mail) if choice else (True, True)
        if in_app or by_mail:
            rows.append(
                Notice(
                    workspace=workspace,
                    user_id=pk,
                    kind=kind,
                    key=key,
                    facts=facts,
                    url=url,
                    brand=brand,
                    in_app=in_app,
                    by_mail=by_mail,
                )
            )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    unsent = Notice.objects.filter(user__in=wanted, key=key, by_mail=True, mailed_at=None)
    mails = list(unsent.values_list("pk", flat=True))
    ledger.ask_many(Job.Kind.MAIL, mails, workspace.pk)
    return [(Job.Kind.MAIL, mail, workspace.pk) for mail in mails]


def mail_notice(job: Job) -> list[tuple[Job.Kind, int, int]]:
    """Send, then note that it was sent together with the end of the job.

    A worker killed between the two sends once more with the same Message-ID, so that the reader's mail program keeps one.
    """
    notice = Notice.objects.select_related("user", "workspace", "brand").filter(pk=job.subject).first()
    if notice is not None and _is_wanted(notice):
        ledger.beat(job)
        with translation.override(notice.user.language):
            _message(notice).send()
    with transaction.atomic():
        if notice is not None:
            Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=timezone.now())
        ledger.settle(job)
    return []


def _is_wanted(notice: Notice) -> bool:
    """Not sent before, and the reader is still somebody who may know."""
    if notice.mailed_at or not notice.by_mail or not notice.user.is_active:
        return False
    if notice.kind == NoticeKind.INVITATION:
        return True
    member = Member.objects.filter(
        workspace=notice.workspace_id, user=notice.user_id, archived_at=None
    ).first()
    if member is None:
        return False
    return notice.brand is None or access.people_of(member, notice.brand).filter(pk=member.pk).exists()


def _message(notice: Notice) -> EmailMultiAlternatives:
    words = events.sentence(notice)
    context = {
        "notice": notice,
        "words": words,
        "note": notice.facts.get("note", ""),
        "url": settings.SITE_URL.rstrip("/") + notice.url,
        "language": notice.user.language,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=" ".join(words.split())[:160],
        body=render_to_string("mail/notice.txt", context),
        to=[notice.user.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("mail/notice.html", context), "text/html")
    return message
