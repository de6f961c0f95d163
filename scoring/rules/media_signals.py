"""Signals that look at pictures, sound and video. What file metadata settle is settled; the rest waits for analysis."""

from __future__ import annotations

from scoring.reading import Reading
from scoring.rules.base import Rule, failed, not_applicable, not_assessed, passed, warned
from scoring.rules.signals_base import Params, Signal
from scoring.types import Family, Measure, MediaItem, Result


def _videos(reading: Reading) -> list[MediaItem]:
    return [item for item in reading.snapshot.media or () if item.kind == "video"]


class LengthFit(Signal):
    """Against general bands; the brand's own band needs measured videos."""

    id = "S-LENGTH-FIT"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        durations = [item.duration for item in _videos(reading) if item.duration is not None]
        if not durations:
            return not_assessed("media")
        low, high, seconds = params["low"], params["high"], round(durations[0], 1)
        measured, wanted = Measure(seconds, "seconds"), Measure(f"{low}-{high}", "seconds")
        if low <= seconds <= high:
            return passed(measured, wanted, seconds=seconds)
        near = low * (1 - params["near"]) <= seconds <= high * (1 + params["near"])
        return (warned if near else failed)(
            measured, wanted, case="long" if seconds > high else "short", seconds=seconds
        )


class Audio(Signal):
    """A silent file fails; how loud it is needs analysis."""

    id = "S-AUDIO"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        if any(item.has_audio is False for item in _videos(reading)):
            return failed(Measure(0, "tracks"), Measure(1, "tracks"))
        return not_assessed("media_content")


class ImageQuality(Signal):
    """Too few pixels show in the metadata; sharpness and exposure need analysis."""

    id = "S-IMG-Q"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        images = [item for item in reading.snapshot.media or () if item.kind == "image"]
        sides = [min(item.width, item.height) for item in images if item.width and item.height]
        if not sides or min(sides) >= params["side"]:
            return not_assessed("media_content")
        side = min(sides)
        answer = warned if side >= params["low"] else failed
        return answer(Measure(side, "pixels"), Measure(params["side"], "pixels"), side=side)


class CarouselConsistency(Signal):
    """Different shapes show in the metadata; colours and type need analysis."""

    id = "S-CAROUSEL-CONSIST"
    needs = ("media",)

    def check(self, reading: Reading, params: Params) -> Result:
        items = reading.snapshot.media or ()
        if len(items) < 2:
            return not_applicable()
        shapes = {round(item.width / item.height, 1) for item in items if item.width and item.height}
        if len(shapes) < 2:
            return not_assessed("media_content")
        answer = warned if len(shapes) == 2 else failed
        return answer(Measure(len(shapes), "shapes"), Measure(1, "shapes"), count=len(shapes))


class _Waiting(Signal):
    """A rule whose inputs nothing gives yet: the engine answers for it, naming what is missing."""

    def check(self, reading: Reading, params: Params) -> Result:
        return not_assessed(*self.needs)


def waiting(rule: str, *needs: str, family: Family = Family.SIGNALS) -> Rule:
    """A rule of that id, which no code answers yet."""
    made: type[Rule] = type(
        rule.title().replace("-", ""), (_Waiting,), {"id": rule, "needs": needs, "family": family}
    )
    return made()


MEDIA_SIGNALS: tuple[Rule, ...] = (
    LengthFit(),
    Audio(),
    ImageQuality(),
    CarouselConsistency(),
    waiting("S-HOOK-VID", "media_content"),
    waiting("S-FIRSTFRAME", "media_content"),
    waiting("S-PACE", "media_content"),
    waiting("S-CAPTIONS", "media_content"),
    waiting("S-OVERLAY", "media_content"),
    waiting("S-NOWATERMARK", "media_content"),
    waiting("S-ORIGINAL", "media_content", "history"),
    waiting("S-PROFILE-FIT", "language_model"),
    waiting("S-CAROUSEL-1", "media_content"),
    waiting("S-CAROUSEL-FLOW", "media_content"),
    waiting("S-BRAND", "media_content"),
    waiting("S-LEGIB", "media_content"),
    waiting("S-FACE", "media_content"),
    waiting("S-THUMB", "media_content"),
)
