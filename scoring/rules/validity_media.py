"""Will the platform take the files: count, kinds, shape, duration, size, alt text. From measured metadata, never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scoring import counting
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.types import Family, Measure, MediaItem, Result

if TYPE_CHECKING:
    from scoring.reading import Reading

Numbered = tuple[int, MediaItem]


def items(reading: Reading, group: Mapping[str, Any]) -> Iterator[Numbered]:
    """The media whose kind the group has limits for, with their place in the post from 1."""
    for number, item in enumerate(reading.snapshot.media or (), start=1):
        if item.kind in group:
            yield number, item


def worst(results: list[Result]) -> Result:
    """The first failure, else the first warning, else what could not be known, else the first pass."""
    for outcome in ("fail", "warn", "not_assessed", "pass"):
        for result in results:
            if result.outcome == outcome:
                return result
    return not_applicable()


class Count(Rule):
    id = "V-COUNT"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("media",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        limits, count = params["media"], len(reading.snapshot.media or ())
        measured = Measure(count, "files")
        if count < limits["min"]:
            return failed(measured, Measure(limits["min"], "files"), case="few")
        if count > limits["max"]:
            case = "many" if limits["max"] else "none"
            return failed(measured, Measure(limits["max"], "files"), case=case)
        if count > limits.get("api_max", limits["max"]):
            return warned(measured, Measure(limits["api_max"], "files"))
        return passed(measured, Measure(limits["max"], "files"))


class Mix(Rule):
    id = "V-MIX"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("kinds",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        allowed, media = params["kinds"]["allowed"], reading.snapshot.media or ()
        kinds = list(dict.fromkeys(item.kind for item in media))
        if not media:
            return not_applicable()
        if foreign := [kind for kind in kinds if kind not in allowed]:
            return failed(Measure(foreign[0], "kind"), case=f"kind_{foreign[0]}")
        if len(kinds) > 1 and not params["kinds"]["mixed"]:
            return failed(Measure(len(kinds), "kinds"), Measure(1, "kinds"), case="mixed")
        for kind in kinds:
            count = sum(item.kind == kind for item in media)
            if count > allowed[kind]:
                return failed(Measure(count, kind), Measure(allowed[kind], kind))
        return passed(Measure(len(kinds), "kinds"))


class Ratio(Rule):
    """Width over height."""

    id = "V-RATIO"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("ratio",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        return worst([self._one(one, params) for one in items(reading, params["ratio"])])

    def _one(self, one: Numbered, params: Mapping[str, Any]) -> Result:
        number, item = one
        limits = params["ratio"][item.kind]
        if not item.width or not item.height:
            return not_assessed("media_measures")
        ratio = item.width / item.height
        measured = Measure(round(ratio, 2), "ratio")
        low, high = limits.get("min"), limits.get("max")
        if low and ratio < low * (1 - params["slack"]):
            return failed(measured, Measure(low, "ratio"), case="tall", number=number)
        if high and ratio > high * (1 + params["slack"]):
            return failed(measured, Measure(high, "ratio"), case="wide", number=number)
        best = limits.get("wanted")
        if best and abs(ratio - best) > best * params["tolerance"]:
            return warned(measured, Measure(best, "ratio"), number=number)
        return passed(measured, Measure(best, "ratio") if best else None)


class Duration(Rule):
    id = "V-DUR"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("duration",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        return worst([self._one(one, params["duration"]) for one in items(reading, {"video": True})])

    def _one(self, one: Numbered, limits: Mapping[str, Any]) -> Result:
        number, item = one
        if item.duration is None:
            return not_assessed("media_measures")
        seconds = item.duration
        measured = Measure(round(seconds, 1), "seconds")
        if seconds < limits.get("min", 0):
            return failed(measured, Measure(limits["min"], "seconds"), case="short", number=number)
        if "max" in limits and seconds > limits["max"]:
            return failed(measured, Measure(limits["max"], "seconds"), case="long", number=number)
        if seconds < limits.get("good_min", 0):
            return warned(measured, Measure(limits["good_min"], "seconds"), case="short", number=number)
        if "good_max" in limits and seconds > limits["good_max"]:
            return warned(measured, Measure(limits["good_max"], "seconds"), case="long", number=number)
        return passed(measured, Measure(limits["max"], "seconds") if "max" in limits else None)


class Size(Rule):
    """Bytes, file type, pixels and frame rate. A type that only the API refuses is advice when published by hand."""

    id = "V-SIZE"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("file",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        by_api = bool((reading.snapshot.settings or {}).get("by_api"))
        results: list[Result] = []
        for one in items(reading, params["file"]):
            limits = params["file"][one[1].kind]
            asked = (
                self._type(one, limits, by_api),
                self._pixels(one, limits),
                self._fps(one, limits),
                self._bytes(one, limits, params["near"]),
            )
            results += [result for result in asked if result]
        return worst(results)

    def _type(self, one: Numbered, limits: Mapping[str, Any], by_api: bool) -> Result | None:
        number, item = one
        taken = limits.get("types") or limits.get("api_types")
        if not taken or not item.mime or item.mime in taken:
            return None
        answer = failed if by_api or "types" in limits else warned
        kinds = [name.split("/")[-1].upper() for name in taken[:4]]
        return answer(Measure(item.mime, "type"), case="type", number=number, kinds=kinds)

    def _bytes(self, one: Numbered, limits: Mapping[str, Any], near: float) -> Result:
        number, item = one
        if "bytes" not in limits:
            return passed()
        if item.size is None:
            return not_assessed("media_measures")
        measured, wanted = Measure(_megabytes(item.size), "MB"), Measure(_megabytes(limits["bytes"]), "MB")
        if item.size > limits["bytes"]:
            return failed(measured, wanted, number=number)
        if item.size > limits["bytes"] * near:
            return warned(measured, wanted, number=number)
        return passed(measured, wanted)

    def _pixels(self, one: Numbered, limits: Mapping[str, Any]) -> Result | None:
        number, item = one
        if not item.width or not item.height:
            return None
        short, long = sorted((item.width, item.height))
        if "min_side" in limits and short < limits["min_side"]:
            return failed(
                Measure(short, "px"), Measure(limits["min_side"], "px"), case="small", number=number
            )
        if "max_side" in limits and long > limits["max_side"]:
            return failed(Measure(long, "px"), Measure(limits["max_side"], "px"), case="large", number=number)
        if "megapixels" in limits and short * long > limits["megapixels"] * 1_000_000:
            measured = Measure(round(short * long / 1_000_000, 1), "megapixels")
            return failed(measured, Measure(limits["megapixels"], "megapixels"), case="large", number=number)
        return None

    def _fps(self, one: Numbered, limits: Mapping[str, Any]) -> Result | None:
        number, item = one
        if "fps" not in limits or item.fps is None:
            return None
        low, high = limits["fps"]
        if low - 0.5 <= item.fps <= high + 0.5:  # 29.97, 59.94 and 60.2 of phones are what they are called
            return None
        wanted = Measure(low if item.fps < low else high, "fps")
        return failed(Measure(round(item.fps, 1), "fps"), wanted, case="fps", number=number)


def _megabytes(size: int) -> float:
    return round(size / 1_000_000, 1 if size >= 1_000_000 else 2)


class AltText(Rule):
    id = "V-ALT"
    family = Family.VALIDITY
    needs = ("media",)
    limits = ("alt",)

    def check(self, reading: Reading, params: Mapping[str, Any]) -> Result:
        results = [self._one(reading, one, params) for one in items(reading, {"image": True})]
        found = worst(results)
        lacking = sum(result.outcome != "pass" for result in results)
        return Result(
            found.outcome,
            found.measured,
            found.wanted,
            facts={**found.facts, "lacking": lacking, "images": len(results)},
            case=found.case,
        )

    def _one(self, reading: Reading, one: Numbered, params: Mapping[str, Any]) -> Result:
        number, item = one
        alt = item.alt.strip()
        count, limit = counting.graphemes(alt), params["alt"].get("limit")
        measured, wanted = Measure(count, "graphemes"), Measure(params["short"], "graphemes")
        if limit is not None and count > limit:
            return failed(measured, Measure(limit, "graphemes"), number=number)
        if not alt:
            return warned(measured, wanted, number=number)
        name = item.name.rsplit(".", 1)[0]
        if alt.casefold() in (reading.text.strip().casefold(), item.name.casefold(), name.casefold()):
            return warned(measured, wanted, case="copy", number=number)
        if count < params["short"]:
            return warned(measured, wanted, case="short", number=number)
        return passed(measured, wanted)


class SafeZones(Rule):
    """Needs the boxes of on-screen text, which reading the picture gives."""

    id = "V-SAFE"
    family = Family.VALIDITY
    needs = ("media_content",)
    limits = ("safe",)
