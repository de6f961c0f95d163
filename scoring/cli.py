"""The scoring app's command line: ``score`` and ``list_rules``. No database, no Django; what is not given is not assessed."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, TextIO

from scoring import batch, rulebook, wording
from scoring.batch import BadUse
from scoring.engine import check
from scoring.rulebook import Edition
from scoring.rules import RULES
from scoring.types import Finding, Outcome, Report

FITS, DOES_NOT_FIT, BAD_USE = 0, 1, 2


def add_score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", help="texts to check, UTF-8; - reads standard input")
    parser.add_argument("--platform", help="for example linkedin")
    parser.add_argument("--format", help="for example text")
    parser.add_argument("--lang", help="language of the text, for example fr (detected by default)")
    parser.add_argument("--objective", help="reach, send, save, comment or click (the pack's own by default)")
    parser.add_argument("--words", help="language of the messages, en or fr (the text's by default)")
    parser.add_argument(
        "--json", action="store_true", help="print the report as JSON; one line each for several"
    )
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='read JSON Lines such as {"id": "a", "text": "...", "platform": "x", "format": "post"} and print as many',
    )


def add_list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the rules as JSON")


def score(
    options: Mapping[str, Any],
    stdin: BinaryIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Check texts and print their reports; the worst exit code of all."""
    out, err = _utf8(stdout or sys.stdout), stderr or sys.stderr
    edition, codes = rulebook.current(), [FITS]
    for asked in _asked(options, stdin or sys.stdin.buffer):
        try:
            codes.append(_answer(asked, options, edition, out))
        except BadUse as problem:
            err.write(f"score: {asked.place}{problem}\n")
            codes.append(BAD_USE)
    return max(codes)


def _asked(options: Mapping[str, Any], stdin: BinaryIO) -> Iterator[batch.Asked]:
    """One for each text that the command names, as they are read."""
    several = len(options["file"]) > 1
    for file in options["file"]:
        if options["jsonl"]:
            yield from batch.lines(file, stdin, options)
        else:
            yield batch.whole(file, stdin, options, several=several)


def _answer(asked: batch.Asked, options: Mapping[str, Any], edition: Edition, out: TextIO) -> int:
    snapshot = batch.snapshot(asked, edition)
    report = check(snapshot, edition)
    words = _words(asked.options.get("words"), report.lang)
    if options["jsonl"] or (options["json"] and asked.id is not None):
        line = {"id": asked.id, **wording.report_as_dict(report, edition, words)}
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    elif options["json"]:
        out.write(_as_json(wording.report_as_dict(report, edition, words)))
    else:
        title = [f"{asked.id}:"] if asked.id is not None else []
        out.write("\n".join([*title, *_lines(report, edition, words)]) + "\n")
    return FITS if report.fits else DOES_NOT_FIT


def list_rules(options: Mapping[str, Any], stdout: TextIO | None = None) -> int:
    out = _utf8(stdout or sys.stdout)
    rules = rules_as_list(rulebook.current())
    if options["json"]:
        out.write(_as_json(rules))
    else:
        out.write(
            "".join(f"{rule['id']:<12} {rule['family']:<11} {rule['text']['en']['name']}\n" for rule in rules)
        )
    return FITS


def rules_as_list(edition: Edition) -> list[dict[str, Any]]:
    """All rules of an edition as the stable JSON of ``list_rules``; a pack's weight is that of its default objective."""
    return [_rule_as_dict(rule.id, rule.family.value, rule.needs, edition) for rule in RULES]


def _rule_as_dict(rule: str, family: str, needs: tuple[str, ...], edition: Edition) -> dict[str, Any]:
    entry = edition.rules[rule]
    packs = {name: pack.weights_for(pack.objective).get(rule) for name, pack in edition.packs.items()}
    return {
        "id": rule,
        "family": family,
        "signal": entry.signal or None,
        "needs": list(needs),
        "packs": {name: weight for name, weight in packs.items() if weight is not None},
        "evidence": [_evidence_as_dict(one) for one in entry.evidence],
        "contradicted_by": [_evidence_as_dict(one) for one in entry.contradicted_by],
        "checked_on": entry.checked_on.isoformat(),
        "text": entry.text,
    }


def _evidence_as_dict(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("title", "source", "date", "strength", "says")}


def _words(given: str | None, lang: str) -> str:
    return (
        batch.known("language of the messages", given, wording.LANGUAGES)
        if given
        else wording.language_for(lang)
    )


def _utf8(out: TextIO) -> TextIO:
    """What is printed is UTF-8 in any locale."""
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8")
    return out


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


_MARKS = {
    Outcome.FAIL: "✗",
    Outcome.WARN: "!",
    Outcome.PASS: "✓",
    Outcome.NOT_ASSESSED: "?",
    Outcome.BROKEN: "×",
}


def _lines(report: Report, edition: Edition, words: str) -> list[str]:
    """The four outputs as blocks; what passes is counted, what is to be done is written out."""

    def line(key: str, **facts: object) -> str:
        return wording.fill(edition.words["report"][key][words], facts, words)

    platform = edition.platforms[report.platform]
    names = {"platform": platform.label, "format": platform.formats[report.format].labels[words]}
    lang = edition.words["languages"].get(report.lang, {}).get(words, report.lang)
    lines = [
        line("fits" if report.fits else "does_not_fit", **names),
        line("text", lang=lang, edition=report.edition),
    ]
    for family in ("validity", "signals", "risk", "disclosure"):
        lines += ["", edition.words["families"][family][words]]
        if family == "signals":
            facts = {"score": report.score, "assessed": report.assessed, "total": report.total}
            lines.append("  " + line(_score_line(report), **facts))
        lines += _block(getattr(report, family), edition, words)
    return lines


def _score_line(report: Report) -> str:
    if report.pack is None:
        return "no_pack"
    return "no_score" if report.score is None else "score"


def _block(findings: tuple[Finding, ...], edition: Edition, words: str) -> list[str]:
    lines = []
    for finding in findings:
        if finding.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSED):
            continue
        said = wording.say(finding, edition, words)
        gain = f" (+{finding.gain})" if finding.gain else ""
        lines.append(f"  {_MARKS[finding.outcome]} {said.name}{gain} [{finding.rule}]")
        lines.append(f"      {said.message}")
        if said.fix:
            lines.append(f"      {edition.words['report']['fix'][words]} {said.fix}")
    counts = {
        "count": sum(finding.outcome is Outcome.PASS for finding in findings),
        "open": sum(finding.outcome is Outcome.NOT_ASSESSED for finding in findings),
    }
    if findings:
        lines.append("  " + wording.fill(edition.words["report"]["more"][words], counts, words))
    return lines


def main(arguments: list[str] | None = None) -> int:
    """``python -m scoring.cli score FILE ...``: the same commands without Django."""
    parser = argparse.ArgumentParser(prog="scoring")
    commands = parser.add_subparsers(dest="command", required=True)
    add_score_arguments(commands.add_parser("score", help="check one text"))
    add_list_arguments(commands.add_parser("list_rules", help="print all rules"))
    options = vars(parser.parse_args(arguments))
    return score(options) if options["command"] == "score" else list_rules(options)


if __name__ == "__main__":
    sys.exit(main())
