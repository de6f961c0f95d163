"""What a rule rests on, in the reader's words: sources by strength, what contradicts them, and when they were last read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from scoring import rulebook
from scoring.types import Evidence

STALE_AFTER = timedelta(days=180)
STRENGTHS = {
    "FP": gettext_lazy("First-party"),
    "law": gettext_lazy("Law"),
    "FPp": gettext_lazy("First-party, through the press"),
    "PR": gettext_lazy("Peer-reviewed"),
    "DOC": gettext_lazy("Developer documentation"),
    "VS": gettext_lazy("Vendor study"),
    "FOLK": gettext_lazy("Folklore"),
    "MEM": gettext_lazy("From memory, no source at hand"),
    "BRAND": gettext_lazy("The brand's own kit"),
}


def is_stale(rule: str, edition: str) -> bool:
    """Checked more than 180 days ago."""
    checked: date = rulebook.edition(edition).rules[rule].checked_on
    return localdate() - checked > STALE_AFTER


def about_rule(rule: str, language: str, edition: str) -> dict[str, Any]:
    """What a rule says about itself: why, evidence with strength and date, what contradicts it."""
    entry = rulebook.edition(edition).rules[rule]
    return {
        "id": rule,
        "why": entry.text[language]["why"],
        "evidence": sources(entry.evidence, language),
        "against": sources(entry.contradicted_by, language),
        "checked_on": entry.checked_on,
    }


def sources(evidence: Iterable[Evidence], language: str) -> list[dict[str, str]]:
    """Title, address or repository path, date, strength and what each says, in the reader's language."""
    return [
        {
            "title": one.title,
            "source": one.source,
            "url": one.source if one.source.startswith("https://") else "",
            "date": one.date,
            "strength": str(STRENGTHS[one.strength]),
            "says": one.says[language],
        }
        for one in evidence
    ]
