"""The demo's short vertical films: moving shapes and a quiet tone, written as H.264 and AAC with PyAV."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from planner.management.demo.drawing import Canvas, around, mix, spline
from planner.management.demo.pictures_kiln import BISQUE, CHALK, CLAY, INK, MINT, SAGE, TEAL
from planner.management.demo.pictures_malo import CREAM, DARK, GLOW, GOLD, OLIVE, RUST

WIDTH, HEIGHT, SECONDS, RATE, SAMPLES = 540, 960, 15, 24, 44100
START = 0.25  # where in the scene the film begins: its first picture, and so its thumbnail, already shows something


def _ease(share: float) -> float:
    return 0.5 - 0.5 * math.cos(math.pi * min(max(share, 0.0), 1.0))


def rising_loaf(share: float) -> Image.Image:
    """A loaf rises in front of a rising sun, then steams. ``share`` runs from 0 to 1 over the film."""
    canvas = Canvas(WIDTH, HEIGHT, mix(mix(RUST, DARK, 0.45), CREAM, _ease(share * 1.2)), 1)
    grow, sun = _ease(share * 1.7), 620 - 300 * _ease(share * 1.1)
    canvas.disc((270, sun), 190, GOLD)
    canvas.disc((270, sun), 150, mix(GOLD, CREAM, 0.3))
    for i in range(3):
        if share > 0.45:
            drift = share * 14 + i * 2.1
            steam = [
                (190 + i * 80 + math.sin(drift + k) * 14, 470 - k * 45 - (share - 0.45) * 120)
                for k in range(4)
            ]
            canvas.stroke(steam, 9, mix(CREAM, "#FFFFFF", 0.6))
    canvas.box(0, 690, WIDTH, HEIGHT, RUST)
    canvas.oval((270, 745), 245, 40, OLIVE)
    width, height = 150 + 65 * grow, 70 + 150 * grow
    base = 735.0
    loaf = [
        (270 + width * math.cos(a), base - height * (0.55 + 0.6 * math.sin(a)))
        for a in (i * math.pi / 6 for i in range(12))
    ]
    canvas.blob(loaf, mix(CREAM, mix(RUST, DARK, 0.2), _ease(share * 1.5 - 0.2)))
    canvas.blob(
        [(270 + (x - 276) * 0.9, base + (y - base) * 0.92) for x, y in loaf],
        mix(CREAM, mix(RUST, GOLD, 0.2), _ease(share * 1.5 - 0.2)),
    )
    for i in range(4):
        x, opened = 270 + (i - 1.5) * width * 0.38, _ease(share * 2.2 - 0.5)
        canvas.leaf(
            (x - 20, base - height * 0.4),
            (x + 20, base - height * 0.98),
            4 + 24 * opened,
            mix(CREAM, GLOW, 0.12),
        )
    return canvas.image


def turning_pot(share: float) -> Image.Image:
    """A lump of clay opens into a bowl-mouthed jar on a spinning wheel, then takes its glaze."""
    canvas = Canvas(WIDTH, HEIGHT, MINT, 1)
    for i in range(4):
        canvas.disc((270, 400), 250 - i * 50, mix(SAGE, MINT, i * 0.25))
    canvas.box(0, 760, WIDTH, HEIGHT, TEAL)
    canvas.oval((270, 745), 235, 52, mix(TEAL, INK, 0.5))
    canvas.oval((270, 728), 215, 46, mix(SAGE, CHALK, 0.2))
    for i in range(5):
        canvas.disc(around((270, 728), 185, share * 1440 + i * 72, 0.21), 7, mix(SAGE, TEAL, 0.5))
    grow, glazed = _ease(share * 1.6), _ease(share * 2.4 - 1.3)
    top = 600 - 250 * grow
    wave = 3 * math.sin(share * 60) * (1 - glazed)
    heights = [top + (728 - top) * k / 4 for k in range(5)]
    radii = [60 + 45 * grow + wave, 105 + 10 * grow, 120 + 30 * grow - wave, 125 + 5 * grow, 120 - 20 * grow]
    clay = mix(BISQUE, CLAY, 0.35)
    profile = list(zip(heights, radii, strict=True))
    canvas.turned(270, profile, clay)
    canvas.turned(270, profile, mix(clay, INK, 0.16), 0.6, 1.0)
    if glazed > 0.02:
        coat = [(y, radius) for y, radius in spline(profile) if y <= top + (728 - top) * glazed * 0.8]
        canvas.turned(270, coat, SAGE)
        canvas.turned(270, coat, mix(SAGE, TEAL, 0.3), 0.6, 1.0)
    canvas.oval((270, top), radii[0], 16 + 4 * grow, mix(clay if glazed < 0.05 else SAGE, CHALK, 0.3))
    canvas.oval((270, top + 2), radii[0] * 0.86, 11 + 4 * grow, mix(CLAY, INK, 0.5))
    return canvas.image


def write(path: Path, scene: Callable[[float], Image.Image], notes: tuple[float, ...]) -> None:
    """One film of SECONDS at RATE; each note (Hz) sounds for an equal part, softly faded."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as film:
        video = film.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "veryfast", "crf": "24", "threads": "1"}
        sound = film.add_stream("aac", rate=SAMPLES, layout="mono")
        count = SECONDS * RATE
        for number in range(count):
            frame: av.VideoFrame = av.VideoFrame.from_image(scene(START + (1 - START) * number / (count - 1)))  # type: ignore[no-untyped-call]
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
        for number in range(0, SECONDS * SAMPLES, 1024):
            film.mux(sound.encode(_tone(number, notes)))
        film.mux(sound.encode(None))


def _tone(start: int, notes: tuple[float, ...]) -> av.AudioFrame:
    each = SECONDS / len(notes)
    samples = array("f")
    for index in range(start, start + 1024):
        note, at = divmod(index / SAMPLES, each)
        hertz = notes[min(int(note), len(notes) - 1)]
        samples.append(0.18 * math.sin(2 * math.pi * hertz * at) * math.exp(-2 * at) * min(1.0, at * 60))
    frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = SAMPLES, start, Fraction(1, SAMPLES)
    return frame
