"""The edition's data as the engine and the words read it: rule entries and packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.types import Evidence, Objective, Severity

# Rules whose best source is folklore or memory give at most this share of a pack's effective points (signals.md B3).
FOLKLORE = 25
FOLKLORE_SHARE = 0.10

# What a point is worth by the strength of its best source (signals.md B0), in hundredths so that sums stay exact.
# BRAND, what a brand asks of itself, says nothing about reach and is worth none.
FACTORS = {
    "FP": 100, "law": 100, "FPp": 90, "DOC": 90, "PR": 80, "VS": 50, "FOLK": FOLKLORE, "MEM": FOLKLORE, "BRAND": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule's data of an edition. ``params`` and ``severities``: by surface, the most specific wins key by key."""

    id: str
    version: int
    signal: str
    params: Mapping[str, Mapping[str, Any]]
    severities: Mapping[str, str]
    surfaces: tuple[str, ...] | None  # None: every platform
    evidence: tuple[Evidence, ...]
    contradicted_by: tuple[Evidence, ...]
    checked_on: date
    proxy: bool
    text: Mapping[str, Mapping[str, Any]]

    @property
    def factor(self) -> int:
        """Hundredths that a point counts, by the strongest source."""
        return max(FACTORS[one.strength] for one in self.evidence)

    def applies(self, platform: str, surface: str) -> bool:
        return self.surfaces is None or platform in self.surfaces or surface in self.surfaces

    def params_for(self, platform: str, surface: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key in ("default", platform, surface):
            merged |= self.params.get(key, {})
        return merged

    def severity_for(self, platform: str, surface: str) -> Severity:
        for key in (surface, platform):
            if key in self.severities:
                return Severity(self.severities[key])
        return Severity(self.severities["default"])


@dataclass(frozen=True, slots=True)
class Pack:
    """The weighted rules of one format: a table per objective; "default" is that of the pack's own objective."""

    name: str
    objective: str
    weights: Mapping[str, Mapping[str, int]]

    def weights_for(self, objective: str) -> Mapping[str, int]:
        return self.weights.get(objective, self.weights["default"])


def folklore_share(weights: Mapping[str, int], rules: Mapping[str, RuleEntry]) -> float:
    """The part of a table's effective points (weight x factor) that rests on folklore alone."""
    points = {rule: weight * rules[rule].factor for rule, weight in weights.items()}
    return sum(some for rule, some in points.items() if rules[rule].factor == FOLKLORE) / sum(points.values())


def rule_entry(rule: str, data: Mapping[str, Any]) -> RuleEntry:
    entry = RuleEntry(
        id=rule,
        version=data["version"],
        signal=data.get("signal", ""),
        params=data.get("params", {}),
        severities=data["severity"],
        surfaces=tuple(data["surfaces"]) if "surfaces" in data else None,
        evidence=_sources(data["evidence"]),
        contradicted_by=_sources(data.get("contradicted_by", ())),
        checked_on=date.fromisoformat(data["checked_on"]),
        proxy=data.get("proxy", False),
        text=data["text"],
    )
    _complain_about(entry)
    return entry


def pack(name: str, data: Mapping[str, Any]) -> Pack:
    made = Pack(name, data["objective"], data["weights"])
    for objective, weights in made.weights.items():
        if sum(weights.values()) != 100:
            raise ValueError(
                f"pack {name}, {objective}: the weights add up to {sum(weights.values())}, not 100"
            )
    if {*made.weights, made.objective} != {*Objective, "default"} or made.objective in made.weights:
        raise ValueError(f"pack {name}: needs a table for each objective, its own under the name default")
    if len({frozenset(weights) for weights in made.weights.values()}) > 1:
        raise ValueError(f"pack {name}: its tables do not weigh the same rules")
    return made


def _sources(data: Any) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in data)


def _complain_about(entry: RuleEntry) -> None:
    if not entry.evidence or any(one.strength not in FACTORS for one in entry.evidence):
        raise ValueError(f"rule {entry.id}: needs evidence of a known strength")
    english, french = entry.text.get("en", {}), entry.text.get("fr", {})
    for word in ("name", "why", "fix"):
        if not english.get(word) or not french.get(word):
            raise ValueError(f"rule {entry.id}: no {word!r} in both languages")
    if _shape(english) != _shape(french):
        raise ValueError(f"rule {entry.id}: English and French do not say the same outcomes and cases")


def _shape(text: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return sorted((key, sorted(value) if isinstance(value, Mapping) else []) for key, value in text.items())
