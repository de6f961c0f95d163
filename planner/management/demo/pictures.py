"""Draws the demo's pictures and films into a folder: the same bytes of pixels each time, in a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from planner.management.demo import film, pictures_kiln, pictures_malo, pictures_pastry

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "malo-miche": pictures_malo.miche,
    "malo-four": pictures_malo.oven,
    "malo-ble": pictures_malo.wheat,
    "malo-mains": pictures_malo.hands,
    "malo-croissant": pictures_pastry.croissant,
    "malo-tarte": pictures_pastry.tart,
    "malo-etagere": pictures_malo.shelves,
    "malo-devanture": pictures_malo.shopfront,
    "kiln-bowls": pictures_kiln.bowls,
    "kiln-drips": pictures_kiln.drips,
    "kiln-shelves": pictures_kiln.kiln_shelves,
    "kiln-wheel": pictures_kiln.wheel,
    "kiln-mugs": pictures_kiln.mugs,
    "kiln-tiles": pictures_kiln.tiles,
    "kiln-door": pictures_kiln.kiln_door,
}
VIDEOS: dict[str, tuple[Callable[[float], Image.Image], tuple[float, ...]]] = {
    "malo-video": (film.rising_loaf, (261.6, 329.6, 392.0, 523.3)),
    "kiln-video": (film.turning_pot, (220.0, 277.2, 329.6, 440.0)),
}


def make(folder: Path) -> dict[str, Path]:
    """Writes every picture (JPEG) and film (MP4) and returns name -> file."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for name, picture in PICTURES.items():
        files[name] = folder / f"{name}.jpg"
        picture().save(files[name], quality=88)
    for name, (scene, notes) in VIDEOS.items():
        files[name] = folder / f"{name}.mp4"
        film.write(files[name], scene, notes)
    return files
