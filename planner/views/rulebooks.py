"""The rulebook as a book: chapters, one page a rule, what differs between editions, all of it on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from planner import bridge
from planner.bridge import book
from planner.bridge import differences as compared
from planner.queries import rulebooks as queries
from planner.views.guards import DeskRequest, desk
from planner.views.render import page

MOST_WORDS = 200


def _language() -> str:
    return "fr" if get_language() == "fr" else "en"


@require_safe
@desk
def show(request: DeskRequest) -> HttpResponse:
    """By what rules serve, or one platform's packs (``platform``); ``q`` searches, ``edition`` picks an older one."""
    edition = book.choose(request.GET.get("edition", ""), request.workspace)
    platform, q = request.GET.get("platform", ""), request.GET.get("q", "").strip()[:MOST_WORDS]
    context: dict[str, Any] = {
        "edition": edition,
        "note": edition.note[_language()],
        "editions": bridge.editions(),
        "base": bridge.edition_of(request.workspace).name,
        "newest": bridge.newest_edition(),
        "platforms": book.platforms(edition),
        "platform": platform if platform in edition.platforms else "",
        "q": q,
        "chapters": book.chapters(edition, _language(), platform=platform, q=q),
    }
    return page(request, "rulebooks/show.html", context, fragment="rulebooks/_chapters.html")


@require_safe
@desk
def rule(request: DeskRequest, rule: str) -> HttpResponse:
    edition = book.choose(request.GET.get("edition", ""), request.workspace)
    shown = book.rule_page(edition, rule, _language())
    if shown is None:
        raise Http404
    context = {
        "rule": shown,
        "objectives": book.objectives(),
        "found": queries.found_by(request.member, rule, timezone.now()),
    }
    return page(request, "rulebooks/rule.html", context)


@require_safe
@desk
def printed(request: DeskRequest) -> HttpResponse:
    """The whole edition with its sources on one page, for paper."""
    edition = book.choose(request.GET.get("edition", ""), request.workspace)
    chapters = [
        (chapter, [book.rule_page(edition, entry.id, _language()) for entry in chapter.entries])
        for chapter in book.chapters(edition, _language())
    ]
    return page(request, "rulebooks/print.html", {"edition": edition, "chapters": chapters})


@require_safe
@desk
def differences(request: DeskRequest) -> HttpResponse:
    """From an older edition to a newer one, by default from the one before to the current one."""
    names = bridge.editions()
    new = book.choose(request.GET.get("new", names[0]), request.workspace)
    older = names[min(names.index(new.name) + 1, len(names) - 1)]
    old = book.choose(request.GET.get("old", older), request.workspace)
    context = {
        "old": old.name,
        "new": new.name,
        "editions": names,
        "found": compared.differences(old, new, _language()),
        "rules": {name: new.rules.get(name) or old.rules[name] for name in {**old.rules, **new.rules}},
    }
    return page(request, "rulebooks/differences.html", context)
