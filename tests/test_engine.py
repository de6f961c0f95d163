"""The engine: what runs, what is not assessed, the score and gains, broken rules, and the same report everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine, rulebook, wording
from scoring.rulebook import Edition
from scoring.rulebook.entries import Pack, RuleEntry, rule_entry
from scoring.rules import RULES
from scoring.rules.base import Rule, failed, not_applicable, passed, warned
from scoring.types import Family, Measure, MediaItem, Objective, Outcome, Report, Result, Snapshot

STRENGTHS = {"S-A": "FP", "S-B": "FPp", "S-C": "VS", "S-D": "FOLK"}


class Scripted(Rule):
    """Answers what the test wants."""

    family = Family.SIGNALS

    def __init__(
        self, rule: str, answer: Any, needs: tuple[str, ...] = (), family: Family = Family.SIGNALS
    ) -> None:
        self.id, self.answer, self.needs, self.family = rule, answer, needs, family  # type: ignore[misc]

    def check(self, reading: object, params: Mapping[str, Any]) -> Result:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[no-any-return]


def entry(rule: str, strength: str = "FP") -> RuleEntry:
    words = {"name": rule, "why": "why", "fix": "fix"}
    source = {
        "title": "t",
        "source": "s",
        "date": "2026",
        "strength": strength,
        "says": {"en": "a", "fr": "b"},
    }
    return rule_entry(
        rule,
        {
            "version": 1,
            "severity": {"default": "medium", "linkedin": "high"},
            "evidence": [source],
            "checked_on": "2026-11-20",
            "text": {"en": words, "fr": words},
        },
    )


def run(monkeypatch: pytest.MonkeyPatch, rules: list[Rule], weights: dict[str, int], **given: Any) -> Report:
    """A report of these rules alone."""
    edition: Edition = replace(
        rulebook.current(),
        rules={rule.id: entry(rule.id, STRENGTHS.get(rule.id, "FP")) for rule in rules},
        packs={"linkedin.text": Pack("linkedin.text", "comment", {"default": weights})},
    )
    edition.__dict__["lexicon"] = rulebook.current().lexicon
    monkeypatch.setattr(engine, "RULES", tuple(rules))
    return engine.check(Snapshot("linkedin", "text", "Some text.", **given), edition)


def test_score_is_points_earned_of_points_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    rules: list[Rule] = [
        Scripted("S-A", passed()),  # 40 x 1.0 earns 40 of 40
        Scripted("S-B", warned()),  # 30 x 0.9 earns 13.5 of 27
        Scripted("S-C", failed()),  # 20 x 0.5 earns 0 of 10
        Scripted("S-D", passed(), needs=("media_content",)),  # 10 x 0.25 left out
    ]
    report = run(monkeypatch, rules, {"S-A": 40, "S-B": 30, "S-C": 20, "S-D": 10})
    assert report.score == 69  # 53.5 / 77 = 69.48
    assert (report.assessed, report.total) == (3, 4)
    assert [finding.weight for finding in report.signals] == [40, 27, 10, 2.5]
    # 67 / 77 = 87.01, 63.5 / 77 = 82.47, 56 / 79.5 = 70.44
    assert [finding.gain for finding in report.signals] == [0, 18, 13, 1]
    assert [finding.severity for finding in report.signals] == ["high"] * 4
    assert report.signals[3].result.missing == ("media_content",)


def test_a_half_is_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    report = run(monkeypatch, [Scripted("S-A", passed()), Scripted("S-C", failed())], {"S-A": 1, "S-C": 398})
    assert report.score == 1  # 1 / 200 = 0.5


def test_a_broken_rule_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rules: list[Rule] = [Scripted("S-A", ValueError("secret text")), Scripted("S-B", passed())]
    report = run(monkeypatch, rules, {"S-A": 50, "S-B": 50})
    assert [finding.outcome for finding in report.signals] == ["broken", "pass"]
    assert (report.score, report.assessed, report.total) == (100, 1, 2)
    assert report.signals[0].gain == 0
    assert "S-A" in caplog.text


def test_nothing_assessed_gives_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    rules: list[Rule] = [
        Scripted("S-A", passed(), needs=("media_content",)),
        Scripted("S-B", not_applicable()),
    ]
    report = run(monkeypatch, rules, {"S-A": 50, "S-B": 50})
    assert (report.score, report.score_untimed, report.assessed, report.total) == (None, None, 0, 2)
    assert [finding.gain for finding in report.signals] == [None, None]


def test_timing_moves_the_score_but_not_what_thresholds_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    late = run(
        monkeypatch, [Scripted("S-A", warned()), Scripted("S-TIME", failed())], {"S-A": 50, "S-TIME": 50}
    )
    good = run(
        monkeypatch, [Scripted("S-A", warned()), Scripted("S-TIME", passed())], {"S-A": 50, "S-TIME": 50}
    )
    assert (late.score, good.score) == (25, 75)
    assert late.score_untimed == good.score_untimed == 50


def test_only_validity_decides_whether_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    risky = Scripted("R-A", failed(), family=Family.RISK)
    undisclosed = Scripted("D-A", failed(), family=Family.DISCLOSURE)
    weak = Scripted("S-A", failed())
    assert run(monkeypatch, [risky, undisclosed, weak], {"S-A": 100}).fits
    assert not run(monkeypatch, [Scripted("V-A", failed(), family=Family.VALIDITY), weak], {"S-A": 100}).fits
    assert run(monkeypatch, [Scripted("V-A", warned(), family=Family.VALIDITY), weak], {"S-A": 100}).fits


def test_signals_do_not_read_what_risk_holds_against_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Reader(Scripted):
        def check(self, reading: Any, params: Mapping[str, Any]) -> Result:
            seen.append(reading.clean)
            return passed()

    bait = Scripted("R-A", warned(spans=((0, 10),)), family=Family.RISK)
    run(monkeypatch, [bait, Reader("S-A", None)], {"S-A": 100})
    run(monkeypatch, [Reader("S-A", None)], {"S-A": 100})
    assert "Some text" not in seen[0]
    assert "Some text" in seen[1]


OUTCOMES = st.sampled_from([passed(), warned(), failed(), not_applicable(), Result(Outcome.NOT_ASSESSED)])


@given(st.lists(st.tuples(OUTCOMES, st.integers(0, 60)), min_size=1, max_size=12))
def test_gain_is_what_the_score_becomes_when_one_finding_passes(answers: list[tuple[Result, int]]) -> None:
    def score(results: list[Result]) -> int | None:
        monkeypatch = pytest.MonkeyPatch()
        rules: list[Rule] = [Scripted(f"S-{index}", result) for index, result in enumerate(results)]
        weights = {f"S-{index}": weight for index, (_, weight) in enumerate(answers)}
        try:
            reports.append(run(monkeypatch, rules, weights))
        finally:
            monkeypatch.undo()
        return reports[-1].score

    reports: list[Report] = []
    now = [result for result, _ in answers]
    before = score(now)
    report = reports[0]
    for index, finding in enumerate(report.signals):
        if before is None:
            assert finding.gain is None
        elif finding.outcome is Outcome.NOT_APPLICABLE:
            assert finding.gain == 0
        else:
            after = score([*now[:index], passed(), *now[index + 1 :]])
            assert after is not None
            assert finding.gain == after - before >= 0


# -- the real rules ---------------------------------------------------------------------------------------------------
POST = """Nous avons perdu 40 % de nos commandes en une semaine. La cause tenait en une ligne.

En mars, notre boulangerie livrait 120 bureaux à Lyon. J’avais avancé l’heure limite : 16 h au lieu de 18 h.

Et vous, qu’avez-vous changé trop vite ? #boulangerie"""


@pytest.mark.parametrize(
    "surface",
    [form.surface for one in rulebook.current().platforms.values() for form in one.formats.values()],
)
def test_no_rule_breaks_and_all_families_answer_on_any_surface(
    surface: str, caplog: pytest.LogCaptureFixture
) -> None:
    platform, name = surface.split(".")
    edition = rulebook.current()
    kinds = edition.format(platform, name).media_kinds
    for media in (
        None,
        (),
        tuple(MediaItem(kind, width=1080, height=1350, duration=30.0, size=1000) for kind in kinds),
    ):
        for text in ("", POST, "a" * 5000, "\u200b\u202e😀 #a @b $c https://", "日本語のテキスト。"):
            report = engine.check(Snapshot(platform, name, text, media=media, title="", settings={}), edition)
            assert not [finding.rule for finding in report.findings if finding.outcome is Outcome.BROKEN]
            assert report.validity
            assert report.risk
            assert report.disclosure
            assert bool(report.signals) == (report.pack is not None)
            for finding in report.findings:
                for language in wording.LANGUAGES:
                    said = wording.say(finding, edition, language)
                    assert said.message
                    assert "{" not in said.message + (said.fix or "")
                assert all(0 <= start <= end <= len(text) for start, end in finding.result.spans)
    assert caplog.text == ""  # neither a broken rule nor a sentence without its facts


def test_what_the_command_is_not_given_is_never_held_against_the_text() -> None:
    report = engine.check(Snapshot("linkedin", "text", POST), rulebook.current())
    assert report.fits
    for finding in report.findings:
        if finding.result.missing:
            assert finding.outcome is Outcome.NOT_ASSESSED
    assert not [finding.rule for finding in report.disclosure if finding.outcome is Outcome.FAIL]


def test_objective_is_the_packs_own_unless_given() -> None:
    edition = rulebook.current()
    assert (
        engine.check(Snapshot("linkedin", "text", POST), edition).objective
        == edition.packs["linkedin.text"].objective
    )
    chosen = engine.check(Snapshot("linkedin", "text", POST, objective=Objective.SAVE), edition)
    assert chosen.objective is Objective.SAVE
    assert engine.check(Snapshot("facebook", "story", "Hello"), edition).objective is None


def test_an_unknown_platform_or_format_is_refused() -> None:
    for platform, name in (("myspace", "post"), ("linkedin", "reel")):
        with pytest.raises(rulebook.UnknownSurface):
            engine.check(Snapshot(platform, name, "x"), rulebook.current())


def test_every_input_a_rule_needs_is_known_and_has_words() -> None:
    words = rulebook.current().words["inputs"]
    for rule in RULES:
        for name in rule.needs:
            assert name in engine.GIVEN, rule.id
            assert set(words[name]) == {"en", "fr"}, rule.id


def test_every_unit_that_is_measured_has_words() -> None:
    edition = rulebook.current()
    report = engine.check(Snapshot("linkedin", "text", POST), edition)
    for finding in report.findings:
        for measure in (finding.result.measured, finding.result.wanted):
            if isinstance(measure, Measure) and isinstance(measure.value, int | float):
                assert measure.unit in edition.words["units"], (finding.rule, measure.unit)


PROGRAM = """
import json, sys
from scoring import engine, rulebook, wording
from scoring.types import Snapshot
edition = rulebook.current()
for surface, text in json.load(sys.stdin):
    platform, name = surface.split(".")
    report = engine.check(Snapshot(platform, name, text), edition)
    print(repr(report)); print(json.dumps(wording.report_as_dict(report, edition, "fr")))
"""


@pytest.mark.processes
def test_the_same_report_in_any_process_hash_seed_zone_and_locale() -> None:
    cases = [(surface, POST) for surface in ("linkedin.text", "instagram.carousel", "x.post", "tiktok.video")]
    printed = set()
    for seed, zone, locale in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tokyo", "fr_FR.UTF-8"),
        ("4242", "America/Lima", "C.UTF-8"),
    ):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps(cases),
            capture_output=True,
            text=True,
            env=environment,
            cwd=Path(__file__).parents[1],
            check=True,
        )
        printed.add(done.stdout)
    assert len(printed) == 1
    assert len(printed.pop()) > 1000
