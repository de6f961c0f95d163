"""All rules, in the order in which reports show them. A rule that is not in this list does not exist."""

from __future__ import annotations

from scoring.rules.base import Rule
from scoring.rules.brand import BRAND, BRAND_DISCLOSURE
from scoring.rules.disclosure import DISCLOSURE
from scoring.rules.risk import RISK
from scoring.rules.signals_formats import SIGNALS_FORMATS
from scoring.rules.signals_other import SIGNALS_OTHER
from scoring.rules.signals_text import SIGNALS_TEXT
from scoring.rules.validity import VALIDITY

RULES: tuple[Rule, ...] = (
    *VALIDITY,
    *SIGNALS_TEXT,
    *SIGNALS_OTHER,
    *SIGNALS_FORMATS,
    *RISK,
    *BRAND,
    *DISCLOSURE,
    *BRAND_DISCLOSURE,
)
