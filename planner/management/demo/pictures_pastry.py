"""The bakery's pastry seen from above, in the same palette."""

from __future__ import annotations

from PIL import Image

from planner.management.demo.drawing import Canvas, Point, around, mix
from planner.management.demo.pictures_malo import CREAM, CRUMB, DARK, GLOW, GOLD, OLIVE, RUST


def _segment(
    canvas: Canvas, centre: Point, angle: float, half_width: float, half_length: float, fill: str
) -> None:
    """One roll of the croissant, its length along ``angle``."""
    corners = ((1, 0), (0.8, 0.62), (0, 1), (-0.8, 0.62), (-1, 0), (-0.8, -0.62), (0, -1), (0.8, -0.62))
    canvas.blob(
        [around(around(centre, half_length * a, angle), half_width * b, angle + 90) for a, b in corners], fill
    )


def croissant() -> Image.Image:
    canvas = Canvas(1080, 1080, GOLD)
    for i in range(-2, 14):
        canvas.polygon(
            [(i * 110, 0), (i * 110 + 50, 0), (i * 110 - 220, 1080), (i * 110 - 270, 1080)],
            mix(GOLD, CREAM, 0.22),
        )
    canvas.disc((560, 575), 425, mix(GOLD, DARK, 0.35))
    canvas.disc((540, 550), 425, CREAM)
    canvas.disc((540, 550), 345, mix(CREAM, GOLD, 0.2))
    canvas.disc((540, 550), 335, mix(CREAM, "#FFFFFF", 0.5))
    spine = (540, 735)
    sizes = [(-92, 60), (92, 60), (-76, 92), (76, 92), (-54, 122), (54, 122), (-28, 148), (28, 148), (0, 166)]
    for turn, size in sizes:
        angle = -90 + turn * 1.28
        _segment(canvas, around(spine, 275, angle), angle, size * 1.06, size * 0.92, mix(RUST, DARK, 0.32))
        _segment(canvas, around(spine, 279, angle), angle, size * 0.97, size * 0.87, mix(RUST, GOLD, 0.25))
        for offset, width, colour in (
            (-0.3, 0.46, mix(GOLD, RUST, 0.25)),
            (-0.36, 0.16, mix(GOLD, CREAM, 0.45)),
            (0.42, 0.12, mix(RUST, DARK, 0.2)),
        ):
            start, end = (
                around(around(spine, 275 + k * size, angle), size * offset, angle + 90) for k in (-0.6, 0.68)
            )
            canvas.leaf(start, end, size * width, colour)
    for i in range(14):
        canvas.leaf(
            around((540, 720), 130 + i * 31 % 120, i * 53 % 180),
            around((540, 726), 144 + i * 31 % 120, i * 53 % 180 + 4),
            9,
            CRUMB,
        )
    return canvas.finished()


def tart() -> Image.Image:
    canvas = Canvas(1080, 1080, mix(OLIVE, CREAM, 0.12))
    for i in range(0, 1080, 90):
        canvas.box(0, i, 1080, i + 12, mix(OLIVE, CREAM, 0.4))
        canvas.box(i, 0, i + 12, 1080, mix(OLIVE, CREAM, 0.4))
    centre = (540.0, 540.0)
    canvas.disc((560, 566), 440, mix(OLIVE, DARK, 0.5))
    for i in range(36):
        canvas.disc(around(centre, 408, i * 10), 44, mix(RUST, GOLD, 0.42 if i % 2 else 0.55))
    canvas.disc(centre, 408, mix(GOLD, RUST, 0.3))
    canvas.disc(centre, 368, mix(GOLD, RUST, 0.62))
    for ring, (radius, count, size) in enumerate(((292, 22, 150), (188, 15, 128), (98, 9, 98))):
        for i in range(count):
            angle = i * 360 / count + ring * 9
            near, far = (
                around(centre, radius - size / 2, angle - 16),
                around(centre, radius + size / 2, angle + 9),
            )
            canvas.leaf(near, far, size * 0.56, RUST)
            canvas.leaf(
                around(near, 9, angle + 100),
                around(far, 5, angle + 140),
                size * 0.47,
                mix(GOLD, CREAM, 0.3 + i % 3 * 0.14),
            )
            canvas.leaf(
                around(near, 20, angle + 60),
                around(far, 22, angle + 165),
                size * 0.12,
                mix(CREAM, GOLD, 0.18),
            )
    canvas.disc(centre, 40, RUST)
    canvas.disc((534, 534), 31, GLOW)
    return canvas.finished()
