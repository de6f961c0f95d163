"""Findings as sentences of either language, from the edition's data. No Django: the command line says the same as pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.rulebook import Edition
from scoring.types import Finding, Measure, Outcome, Report

logger = logging.getLogger(__name__)

LANGUAGES = ("en", "fr")
_SLOT = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")
_GROUPS = {"en": (",", "."), "fr": ("\u202f", ",")}  # thousands and decimals


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    message: str
    why: str
    fix: str | None  # None where nothing is to be done
    measured: str | None
    wanted: str | None


def language_for(lang: str) -> str:
    """The language of the messages for a text's language."""
    return lang if lang in LANGUAGES else "en"


def say(finding: Finding, edition: Edition, language: str) -> Words:
    text = edition.rules[finding.rule].text[language]
    result = finding.result
    facts = _facts(finding, edition.words, language)
    fix = None
    try:
        message = fill(_message(finding, text, edition.words, language), facts, language)
        if finding.outcome in (Outcome.WARN, Outcome.FAIL):
            fix = fill(_case(text["fix"], result.case), facts, language)
    except KeyError:
        # A sentence that asks for a fact or case which the rule does not give: one finding's fault, not the page's.
        logger.exception("no words for %s, %s %r", finding.rule, finding.outcome, result.case)
        message = edition.words["outcome_sentences"][finding.outcome][language]
    return Words(
        name=text["name"],
        message=message,
        why=text["why"],
        fix=fix,
        measured=_measure(result.measured, edition.words, language),
        wanted=_measure(result.wanted, edition.words, language),
    )


def fill(sentence: str, facts: Mapping[str, object], language: str) -> str:
    """``{fact}`` inserts it in the language's way; ``{fact|one|more}`` picks a word by its count."""
    if "{" not in sentence:
        return sentence

    def slot(match: re.Match[str]) -> str:
        name, one, more = match.groups()
        value = facts[name]
        if one is None:
            return show(value, language)
        return one if _is_singular(value, language) else more

    return _SLOT.sub(slot, sentence)


def show(value: object, language: str) -> str:
    """Numbers with the language's separators, at most two decimals; lists joined; anything else verbatim."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    thousands, decimal = _GROUPS[language]
    whole, _, rest = f"{value:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", thousands) + (decimal + rest if rest else "")


def report_as_dict(report: Report, edition: Edition, words: str) -> dict[str, Any]:
    """The stable JSON of ``manage.py score``; ``words`` is the language of the messages."""

    def findings(some: tuple[Finding, ...]) -> list[dict[str, Any]]:
        return [finding_as_dict(finding, edition, words) for finding in some]

    return {
        "platform": report.platform,
        "format": report.format,
        "lang": report.lang,
        "edition": report.edition,
        "engine": report.engine,
        "fits": report.fits,
        "validity": findings(report.validity),
        "signals": {
            "score": report.score,
            "assessed": report.assessed,
            "total": report.total,
            "findings": findings(report.signals),
        },
        "risk": findings(report.risk),
        "disclosure": findings(report.disclosure),
    }


def finding_as_dict(finding: Finding, edition: Edition, words: str) -> dict[str, Any]:
    said = say(finding, edition, words)
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "measured": _measure_as_dict(finding.result.measured),
        "wanted": _measure_as_dict(finding.result.wanted),
        "spans": [list(span) for span in finding.result.spans],
        "message": said.message,
        "fix": said.fix,
        "gain": finding.gain,
    }


def _message(finding: Finding, text: Mapping[str, Any], words: Mapping[str, Any], language: str) -> str:
    """The rule's own sentence for its outcome and case, else the shared one."""
    outcome = finding.outcome
    if outcome is Outcome.NOT_ASSESSED:
        needs = [words["inputs"][name][language] for name in finding.result.missing]
        return str(text.get(outcome) or " ".join([words["not_assessed"][language], *needs]))
    own = text.get(outcome)
    return _case(own, finding.result.case) if own else str(words["outcome_sentences"][outcome][language])


def _case(sentences: Any, case: str) -> str:
    """A sentence, or one of several by case; the empty case serves where a case has no words of its own."""
    if isinstance(sentences, str):
        return sentences
    return str(sentences.get(case) or sentences[""])


def _facts(finding: Finding, words: Mapping[str, Any], language: str) -> dict[str, object]:
    result = finding.result
    facts = {
        "measured": result.measured.value if result.measured else "",
        "wanted": result.wanted.value if result.wanted else "",
        **result.facts,
    }
    if "objective" in facts:
        facts["objective"] = words["objectives"][facts["objective"]][language]
    return facts


def _measure(measure: Measure | None, words: Mapping[str, Any], language: str) -> str | None:
    """A value with its unit in words: "1,312 characters"."""
    if measure is None:
        return None
    if isinstance(measure.value, bool):
        return str(words["yes" if measure.value else "no"][language])
    forms = words["units"].get(measure.unit, {}).get(language)
    if forms is None:
        return show(measure.value, language)
    form = forms[0 if _is_singular(measure.value, language) else -1]
    return fill(form, {"n": measure.value}, language)


def _is_singular(value: object, language: str) -> bool:
    """French counts 0 and 1 (and 1.5) as one; English only 1."""
    if not isinstance(value, int | float):
        return False
    return abs(value) < 2 if language == "fr" else value == 1


def _measure_as_dict(measure: Measure | None) -> dict[str, Any] | None:
    return None if measure is None else {"value": measure.value, "unit": measure.unit}
