"""The way to the threshold in words: which findings, what each gives, what must be settled first, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring import rulebook
from scoring.rulebook import Edition
from scoring.togreen import DEFAULT, ToGreen, to_green
from scoring.types import Report


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding to lift or to settle; ``gain`` in points after those before it, 0 where no score depends on it."""

    rule: str
    name: str
    gain: int = 0


@dataclass(frozen=True, slots=True)
class Green:
    words: str
    steps: list[Mark]
    settle: list[Mark]
    left_out: str
    untimed: str


def green(
    report: Report, language: str, *, least: int | None = None, demanded: Iterable[str] = ()
) -> Green | None:
    """None for a format without signals. ``least`` None: the brand asks for no score."""
    if report.pack is None:
        return None
    found = to_green(report, DEFAULT if least is None else least, demanded)
    edition = rulebook.edition(report.edition)
    return Green(
        words=_words(found),
        steps=[Mark(step.rule, _name(edition, step.rule, language), step.gain) for step in found.steps],
        settle=[Mark(rule, _name(edition, rule, language)) for rule in found.settle],
        left_out=_left_out(found),
        untimed=_("Without the schedule the score is {score}; thresholds compare that.").format(
            score=found.score
        )
        if found.score != report.score and found.score is not None
        else "",
    )


def _name(edition: Edition, rule: str, language: str) -> str:
    return str(edition.rules[rule].text[language]["name"])


def _words(found: ToGreen) -> str:
    if found.score is None:
        return _("Nothing could be assessed yet, so no step to {least} can be told.").format(
            least=found.least
        )
    if not found.reachable:
        return _("With what could be assessed, {most} is the most; {least} needs more answers.").format(
            most=found.reached, least=found.least
        )
    if found.steps:
        count = len(found.steps)
        words = ngettext(
            "{n} step to {least}, it leads to {reached}:",
            "{n} steps to {least}, together they lead to {reached}:",
            count,
        )
        return words.format(n=count, least=found.least, reached=found.reached)
    if found.settle:
        return _("{least} is reached, but something blocks:").format(least=found.least)
    return _("{least} is reached, and nothing blocks.").format(least=found.least)


def _left_out(found: ToGreen) -> str:
    if not found.silent:
        return ""
    words = ngettext(
        "Left out of the score: {n} signal that could not be assessed, {share} % of the points.",
        "Left out of the score: {n} signals that could not be assessed, {share} % of the points.",
        found.silent,
    )
    return words.format(n=found.silent, share=found.silent_points)
