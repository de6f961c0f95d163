"""What the signals rules share: their family, their languages, and the lower of two answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.rules.base import Rule
from scoring.rules.cues import LANGUAGES
from scoring.types import Family, Outcome, Result

Params = Mapping[str, Any]
_WORST_FIRST = {Outcome.FAIL: 0, Outcome.WARN: 1, Outcome.PASS: 2}


class Signal(Rule):
    family = Family.SIGNALS


class Worded(Signal):
    """A signal that reads words, hence knows two languages."""

    languages = LANGUAGES


def worse(first: Result, second: Result) -> Result:
    """The lower of two answers, for rules that added text could lift as well as lower."""
    return min(first, second, key=lambda result: _WORST_FIRST.get(result.outcome, 3))
