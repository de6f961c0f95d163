"""The layout of findings and previews. What is the same for every finding is drawn once per language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from planner import bridge
from planner.models import Workspace

register = template.Library()
TAG = re.compile(r"(?<![\w&/])([#@][\w.]*\w)")


@register.simple_tag
def findings(lines: Iterable[bridge.Line], slug: str) -> SafeString:
    """Most of them say the same from key to key: those are drawn once, which halves the cost of a check."""
    language = get_language() or "en"
    return mark_safe("".join(_finding(line, slug, language) for line in lines))  # noqa: S308 - drawn by a template


@lru_cache(maxsize=2048)
def _finding(line: bridge.Line, slug: str, language: str) -> SafeString:
    return render_to_string("scorecards/_finding.html", {"line": line, "slug": slug})


def rule_notes(rule: str, workspace: Workspace) -> SafeString:
    """Why, evidence with strength and date, what contradicts it: the same words for every finding of the rule."""
    edition = bridge.edition_of(workspace).name
    return _notes(edition, rule, get_language() or "en", bridge.is_stale(rule, edition))


@lru_cache(maxsize=1024)
def _notes(edition: str, rule: str, language: str, stale: bool) -> SafeString:
    about = bridge.about_rule(rule, "fr" if language == "fr" else "en", edition)
    return render_to_string("scorecards/_notes.html", {"rule": about, "stale": stale})


@register.simple_tag
def sign(outcome: str) -> SafeString:
    """The icon and hidden word of an outcome."""
    return _sign(outcome, get_language() or "en")


@lru_cache(maxsize=64)
def _sign(outcome: str, language: str) -> SafeString:
    return render_to_string("_outcome.html", {"outcome": outcome})


@register.filter
def tagged(text: str) -> SafeString:
    """Hashtags and mentions as the platform colours them."""
    return mark_safe(TAG.sub(r'<span class="tagged">\1</span>', escape(text)))  # noqa: S308 - escaped first


@register.filter
def initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()
