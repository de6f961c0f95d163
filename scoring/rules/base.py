"""What a rule is: a stable id, the inputs it needs, one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from scoring.types import Family, Measure, Outcome, Result, Severity, Span

if TYPE_CHECKING:
    from scoring.reading import Reading


class Rule:
    """One check. Subclasses set the class attributes and answer ``check``.

    ``needs`` names the snapshot inputs without which the question has no answer: ``media``, ``media_content``, ``title``,
    ``schedule``, ``history``, ``results``, ``brand``, ``answers``, ``language_model``, ``replies``... (all of them in
    ``scoring.engine.GIVEN``). The engine answers ``not_assessed`` with the missing ones before calling ``check``.
    ``limits`` names groups of the format's limits (limits.json: ``text``, ``tags``, ``media``...) whose values join
    ``params``; the rule is not applicable to a format that lacks one of them. A rule for some platforms only says which in
    its entry of the edition (``"surfaces": ["tiktok", "instagram.reel"]``). ``params`` are this rule's thresholds for the
    snapshot's surface. ``languages`` lists those whose words the rule knows; None means any.
    """

    id: ClassVar[str]
    family: ClassVar[Family]
    needs: ClassVar[tuple[str, ...]] = ()
    limits: ClassVar[tuple[str, ...]] = ()
    languages: ClassVar[tuple[str, ...] | None] = None

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        raise NotImplementedError


def passed(measured: Measure | None = None, wanted: Measure | None = None, **facts: object) -> Result:
    return Result(Outcome.PASS, measured, wanted, facts=facts)


def warned(
    measured: Measure | None = None,
    wanted: Measure | None = None,
    spans: tuple[Span, ...] = (),
    case: str = "",
    severity: Severity | None = None,
    **facts: object,
) -> Result:
    return Result(Outcome.WARN, measured, wanted, spans, facts, case, severity)


def failed(
    measured: Measure | None = None,
    wanted: Measure | None = None,
    spans: tuple[Span, ...] = (),
    case: str = "",
    severity: Severity | None = None,
    **facts: object,
) -> Result:
    return Result(Outcome.FAIL, measured, wanted, spans, facts, case, severity)


def not_assessed(*missing: str) -> Result:
    return Result(Outcome.NOT_ASSESSED, missing=missing)


def not_applicable() -> Result:
    return Result(Outcome.NOT_APPLICABLE)
