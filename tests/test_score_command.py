"""``score`` and ``list_rules``: a stable interface for scripts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from scoring import cli, rulebook
from scoring.rules import RULES

ROOT = Path(__file__).parents[1]
POST = "Nous avons perdu 40 % de nos commandes en une semaine.\r\n\r\nEt vous, qu’avez-vous changé ? #boulangerie\n"
FINDING = ["rule", "outcome", "severity", "measured", "wanted", "spans", "message", "fix", "gain"]
OUTCOMES = {"pass", "warn", "fail", "not_assessed", "not_applicable", "broken"}


def score(text: str | bytes, **options: Any) -> tuple[int, str, str]:
    """Exit code, what is printed, what is complained; the text on standard input."""
    given = {
        "file": ["-"],
        "platform": "linkedin",
        "format": "text",
        "lang": None,
        "objective": None,
        "words": None,
        "json": False,
        "jsonl": False,
    }
    out, err = io.StringIO(), io.StringIO()
    data = text if isinstance(text, bytes) else text.encode()
    code = cli.score(given | options, io.BytesIO(data), out, err)
    return code, out.getvalue(), err.getvalue()


def as_json(text: str | bytes, **options: Any) -> dict[str, Any]:
    _, out, err = score(text, json=True, **options)
    assert err == ""
    return json.loads(out)  # type: ignore[no-any-return]


def test_json_has_exactly_the_promised_shape() -> None:
    report = as_json(POST)
    assert list(report) == [
        "platform",
        "format",
        "lang",
        "edition",
        "engine",
        "fits",
        "validity",
        "signals",
        "risk",
        "disclosure",
    ]
    assert list(report["signals"]) == ["score", "assessed", "total", "findings"]
    assert (report["platform"], report["format"], report["lang"], report["fits"]) == (
        "linkedin",
        "text",
        "fr",
        True,
    )
    assert 0 <= report["signals"]["score"] <= 100
    order = [rule.id for rule in RULES]
    for findings in (report["validity"], report["signals"]["findings"], report["risk"], report["disclosure"]):
        assert [one["rule"] for one in findings] == sorted((one["rule"] for one in findings), key=order.index)
        for one in findings:
            assert list(one) == FINDING
            assert one["outcome"] in OUTCOMES
            assert one["severity"] in {"info", "low", "medium", "high", "blocker"}
            assert one["measured"] is None or list(one["measured"]) == ["value", "unit"]
            assert (one["gain"] is None) == (findings is not report["signals"]["findings"])
            assert one["message"]
    assert report["signals"]["total"] == len(report["signals"]["findings"])


def test_exit_code_says_whether_it_fits() -> None:
    assert score(POST)[0] == 0
    code, out, _ = score("a" * 3001, json=True)
    assert (code, json.loads(out)["fits"]) == (1, False)
    assert score("Commentez OUI ! " * 5)[0] == 0  # risk never changes whether it fits


def test_newlines_are_those_of_the_file(tmp_path: Path) -> None:
    """Spans count code points of the input, so a carriage return counts."""
    text = "é\r\n" * 3 + "x" * 3000
    path = tmp_path / "post.txt"
    path.write_bytes(text.encode())
    for source in ({"file": [str(path)]}, {}):
        length = next(one for one in as_json(text, **source)["validity"] if one["rule"] == "V-LEN")
        assert length["measured"]["value"] == 3009
        assert length["spans"] == [[3000, 3009]]


def test_languages_of_text_and_of_messages() -> None:
    french, english = as_json(POST), as_json(POST, words="en")
    assert (french["lang"], english["lang"]) == ("fr", "fr")
    assert french["validity"][0]["message"] != english["validity"][0]["message"]
    assert "characters" in english["validity"][0]["message"]
    german = as_json(POST, lang="de")
    assert german["lang"] == "de"
    assert "characters" in german["validity"][0]["message"]
    assert "language" not in json.dumps(french["validity"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"platform": "myspace"}, "unknown platform 'myspace'"),
        ({"format": "reel"}, "unknown format of linkedin 'reel'"),
        ({"objective": "fame"}, "unknown objective 'fame'"),
        ({"words": "de"}, "unknown language of the messages 'de'"),
        ({"platform": None}, "no platform given"),
        ({"format": None}, "no format of linkedin given"),
        ({"lang": "../x"}, "unknown language '../x'"),
        ({"file": ["/no/such/file"]}, "cannot read /no/such/file"),
        ({"file": ["/"]}, "cannot read /"),
    ],
)
def test_bad_use_is_one_clear_sentence(options: dict[str, str], sentence: str) -> None:
    code, out, err = score("Text.", **options)
    assert (code, out) == (2, "")
    assert err.startswith(f"score: {sentence}")
    assert err.count("\n") == 1


def test_bytes_that_are_no_text_are_bad_use() -> None:
    code, out, err = score(b"caf\xe9")
    assert (code, out) == (2, "")
    assert err == "score: - is not UTF-8 text (byte 3).\n"


SURFACES = [
    (platform, name) for platform, one in rulebook.current().platforms.items() for name in one.formats
]
NASTY = [
    "",
    "\n",
    "\x00",
    "\ufeffBonjour\r\nà tous 😀👩‍👩‍👧 #a",
    "مرحبا بالعالم \u202eabc\u202c #سلام",
    "e\u0301te\u0301 𝐠𝐫𝐚𝐬 p\u0430in\u200b",
    "Commentez OUI 😀 et je t’envoie le guide !\r\nCommentez OUI",
    "http://[::1]/ https:// @ # $ \\ {} ((((",
    POST,
]


@pytest.mark.parametrize(("platform", "name"), SURFACES)
def test_every_format_keeps_the_contract_whatever_the_text(platform: str, name: str) -> None:
    for text in NASTY:
        for words in ("en", "fr"):
            report = as_json(text, platform=platform, format=name, words=words)
            families = (
                report["validity"],
                report["signals"]["findings"],
                report["risk"],
                report["disclosure"],
            )
            for one in (one for family in families for one in family):
                assert one["outcome"] in OUTCOMES - {"broken"}, one
                assert one["message"]
                assert all(0 <= start <= end <= len(text) for start, end in one["spans"])
                assert one["fix"] is None or one["outcome"] in {"warn", "fail"}
                if one["outcome"] == "not_assessed":
                    assert one["measured"] is one["wanted"] is one["fix"] is None
            failed = [one["rule"] for one in report["validity"] if one["outcome"] == "fail"]
            assert report["fits"] == (not failed)
            assert score(text, platform=platform, format=name)[0] == (1 if failed else 0)
            # Media, answers and schedule are not given: what asks for them is never a failure.
            asked = {"V-COUNT", "V-MIX", "V-ALT", "V-TITLE", "V-SCHED", "V-QUOTA"} & set(failed)
            assert not asked
            assert not [one for one in report["disclosure"] if one["outcome"] == "fail"]


@pytest.mark.parametrize("objective", ["reach", "send", "save", "comment", "click"])
@pytest.mark.parametrize("surface", rulebook.current().packs)
def test_the_score_is_the_sum_of_its_parts_and_each_gain_is_exact(surface: str, objective: str) -> None:
    """Recomputed from the printed outcomes and the edition's weights alone."""
    edition, earns = rulebook.current(), {"pass": 2, "warn": 1, "fail": 0}
    weights = edition.packs[surface].weights_for(objective)
    platform, name = surface.split(".")
    for text in [
        POST,
        "",
        *(path.read_text("utf-8") for path in sorted((ROOT / "tests/texts").glob("*.txt"))),
    ]:
        made = as_json(text, platform=platform, format=name, objective=objective)["signals"]
        points = {
            one["rule"]: weights[one["rule"]] * edition.rules[one["rule"]].factor for one in made["findings"]
        }
        assert set(points) == set(weights)

        def total(outcomes: dict[str, str], points: dict[str, int] = points) -> int | None:
            counted = [rule for rule, outcome in outcomes.items() if outcome in earns]
            out_of = 2 * sum(points[rule] for rule in counted)
            earned = sum(earns[outcomes[rule]] * points[rule] for rule in counted)
            return (200 * earned + out_of) // (2 * out_of) if out_of else None

        now = {one["rule"]: one["outcome"] for one in made["findings"]}
        assert made["score"] == total(now)
        assert made["assessed"] == sum(outcome in earns for outcome in now.values())
        for one in made["findings"]:
            if made["score"] is None:
                assert one["gain"] is None
            elif one["outcome"] == "not_applicable":
                assert one["gain"] == 0
            else:
                after = total(now | {one["rule"]: "pass"})
                assert after is not None
                assert one["gain"] == after - made["score"]


def test_a_megabyte_is_answered_soon() -> None:
    started = time.process_time()
    code, out, _ = score(
        "Commentez OUI si vous aimez le pain. " * 27_000, platform="facebook", format="post", json=True
    )
    assert time.process_time() - started < 10
    assert (code, json.loads(out)["fits"]) == (1, False)


def test_a_byte_order_mark_is_no_hidden_text_but_counts_in_spans() -> None:
    report = as_json("\ufeffCommentez OUI")
    risk = {one["rule"]: one for one in report["risk"]}
    assert risk["R-POL-05"]["outcome"] == "pass"
    assert risk["R-BAIT-02"]["spans"] == [[1, 14]]


def test_json_lines_in_and_out_are_the_same_reports() -> None:
    lines = [
        {"id": "a", "text": POST},
        {"id": "b", "text": "a" * 281, "platform": "x", "format": "post", "lang": "en"},
        {"id": "c", "text": "Our oven", "platform": "instagram", "format": "image", "objective": "save", "words": "fr",
         "media": [{"kind": "image", "alt": "Pain"}], "ai_use": "generated_media", "settings": {"ai_label": True}},
    ]  # fmt: skip
    code, out, err = score("\n".join(map(json.dumps, lines)) + "\n\n", jsonl=True)
    assert (code, err) == (1, "")
    reports = [json.loads(line) for line in out.splitlines()]
    assert [one.pop("id") for one in reports] == ["a", "b", "c"]
    assert reports[0] == as_json(POST)
    assert reports[1] == as_json("a" * 281, platform="x", format="post", lang="en")
    assert next(one for one in reports[2]["disclosure"] if one["rule"] == "D-AI-05")["outcome"] == "pass"
    assert next(one for one in reports[2]["validity"] if one["rule"] == "V-ALT")["outcome"] == "warn"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "this is not JSON in UTF-8."),
        ("[]", 'a line is an object with a "text".'),
        ('{"text": 3}', 'a line is an object with a "text".'),
        ('{"text": "a", "plattform": "x"}', "unknown key 'plattform'"),
        ('{"text": "a", "platform": "myspace"}', "unknown platform 'myspace'"),
        ('{"text": "a", "platform": ["x"]}', "unknown platform ['x']"),
        ('{"text": "a", "title": 3}', "'title' is a text."),
        ('{"text": "a", "lang": 3}', "unknown language 3"),
        ('{"text": "a", "ai_use": "magic"}', "unknown ai_use 'magic'"),
        ('{"text": "a", "settings": "x"}', '"settings" is an object.'),
        ('{"text": "a", "media": {}}', '"media" is a list'),
        ('{"text": "a", "media": [{"kind": "hologram"}]}', "unknown kind of medium 'hologram'"),
        ('{"text": "a", "media": [{"kind": "image", "colour": 1}]}', "unknown key of a medium 'colour'"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(line: str, sentence: str) -> None:
    good = json.dumps({"id": "good", "text": POST})
    code, out, err = score(f"{good}\n{line}\n{good}\n", jsonl=True)
    assert code == 2
    assert err.startswith(f"score: -, line 2: {sentence}")
    assert err.count("\n") == 1
    assert [json.loads(one)["id"] for one in out.splitlines()] == ["good", "good"]


def test_several_files_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.txt", "two.txt")]
    paths[0].write_text(POST, "utf-8")
    paths[1].write_text("a" * 3001, "utf-8")
    files = [*map(str, paths), str(tmp_path / "none.txt")]
    code, out, err = score("", file=files, json=True)
    assert code == 2
    assert "cannot read" in err
    assert [(one["id"], one["fits"]) for one in map(json.loads, out.splitlines())] == [
        (files[0], True),
        (files[1], False),
    ]
    assert score("", file=files[:2])[1].startswith(f"{files[0]}:\n")


def test_words_for_people_show_the_four_outputs_apart() -> None:
    _, out, _ = score("Bonjour à tous\n\nCommentez OUI pour recevoir le guide " + "x" * 3000)
    blocks = [block.split("\n")[0] for block in out.split("\n\n")]
    assert blocks[0].startswith("Ne convient pas à LinkedIn")
    assert blocks[1:] == ["Validité", "Signaux", "Risques", "Transparence"]
    assert "[V-LEN]" in out
    assert "[R-BAIT-02]" in out
    assert (
        "Pas encore de score pour ce format"
        in score("Bonjour à tous", platform="facebook", format="story", words="fr")[1]
    )


def test_list_of_rules() -> None:
    out = io.StringIO()
    assert cli.list_rules({"json": True}, out) == 0
    rules = json.loads(out.getvalue())
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    shape = ["id", "family", "signal", "needs", "packs", "evidence", "contradicted_by", "checked_on", "text"]
    sums: dict[str, int] = {}
    for rule in rules:
        assert list(rule) == shape
        assert set(rule["text"]) == {"en", "fr"}
        assert rule["evidence"]
        assert all(list(one) == ["title", "source", "date", "strength", "says"] for one in rule["evidence"])
        assert (rule["signal"] is None) == (rule["family"] != "signals")
        for pack, weight in rule["packs"].items():
            sums[pack] = sums.get(pack, 0) + weight
    assert sums == dict.fromkeys(rulebook.current().packs, 100)
    plain = io.StringIO()
    cli.list_rules({"json": False}, plain)
    assert len(plain.getvalue().splitlines()) == len(RULES)


def test_through_manage_without_a_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(POST, "utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("score", str(path), "--platform", "linkedin", "--format", "text", "--json")
    assert stopped.value.code == 0
    assert json.loads(capsys.readouterr().out)["fits"] is True
    call_command("list_rules", "--json")
    assert json.loads(capsys.readouterr().out)[0]["id"] == "V-LEN"


@pytest.mark.processes
def test_as_a_process_in_any_locale() -> None:
    command = [
        sys.executable,
        "-m",
        "scoring.cli",
        "score",
        "-",
        "--platform",
        "linkedin",
        "--format",
        "text",
    ]
    done = subprocess.run(
        command,
        input=POST.encode(),
        check=False,
        capture_output=True,
        cwd=ROOT,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Validité" in done.stdout.decode()
    assert subprocess.run(command[:-2], input=b"", capture_output=True, cwd=ROOT, check=False).returncode == 2
