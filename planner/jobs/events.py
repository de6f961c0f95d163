"""Mail of notices: one mail for each notice that still concerns its reader, in the reader's language."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from planner import access
from planner.jobs import ledger
from planner.models import Job, Member, Notice, NoticeKind
from planner.queries import events


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
