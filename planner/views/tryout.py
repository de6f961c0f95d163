"""The mailbox of a try-out: mail is not sent, it is read here. In agency mode these pages do not exist."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from planner.queries import tryout
from planner.views.render import page


def _folder() -> Path:
    if not settings.TRYOUT:
        raise Http404
    return Path(settings.VAR) / "mail"


@require_safe
def tryout_mail(request: HttpRequest) -> HttpResponse:
    mails = Paginator(tryout.mails(_folder()), 30).get_page(request.GET.get("page"))
    return page(request, "tryout/mails.html", {"mails": mails})


@require_safe
def tryout_mail_one(request: HttpRequest, name: str) -> HttpResponse:
    mail = tryout.mail(_folder(), name)
    if mail is None:
        raise Http404
    return page(request, "tryout/mail.html", {"mail": mail})
