"""A small flat-illustration canvas over Pillow: drawn at twice the size, reduced at the end for smooth edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]
Points = Sequence[Point]
OVERSAMPLE = 2


def mix(first: str, second: str, share: float) -> str:
    """Hex colour between two others; ``share`` 0 gives the first, 1 the second."""
    pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def around(centre: Point, radius: float, degrees: float, squash: float = 1.0) -> Point:
    """The point at an angle on a circle, or on an ellipse flattened by ``squash``."""
    turn = math.radians(degrees)
    return centre[0] + radius * math.cos(turn), centre[1] + radius * squash * math.sin(turn)


def spline(points: Points, closed: bool = False, steps: int = 12) -> list[Point]:
    """Catmull-Rom curve through the points."""
    padded = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    curve: list[Point] = []
    for i in range(len(padded) - 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = padded[i : i + 4]
        for step in range(steps):
            t = step / steps
            p, q, r, s = -t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2
            curve.append(((ax * p + bx * q + cx * r + dx * s) / 2, (ay * p + by * q + cy * r + dy * s) / 2))
    return curve if closed else [*curve, points[-1]]


class Canvas:
    """Coordinates are in pixels of the finished picture."""

    def __init__(self, width: int, height: int, background: str, oversample: int = OVERSAMPLE) -> None:
        self.width, self.height, self.scale = width, height, oversample
        self.image = Image.new("RGB", (width * oversample, height * oversample), background)
        self.draw = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.BOX)

    def polygon(self, points: Points, fill: str) -> None:
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def blob(self, points: Points, fill: str) -> None:
        """Closed smooth shape through the points."""
        self.polygon(spline(points, closed=True), fill)

    def oval(self, centre: Point, rx: float, ry: float, fill: str) -> None:
        (x, y), s = centre, self.scale
        self.draw.ellipse(((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s), fill=fill)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self.oval(centre, radius, radius, fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0) -> None:
        s = self.scale
        self.draw.rounded_rectangle((left * s, top * s, right * s, bottom * s), radius * s, fill=fill)

    def stroke(self, points: Points, width: float, fill: str, smooth: bool = True) -> None:
        """Round-ended line of one width."""
        curve = spline(points) if smooth and len(points) > 2 else list(points)
        scaled = [(x * self.scale, y * self.scale) for x, y in curve]
        self.draw.line(scaled, fill=fill, width=round(width * self.scale), joint="curve")
        for end in (curve[0], curve[-1]):
            self.disc(end, width / 2, fill)

    def leaf(self, start: Point, end: Point, width: float, fill: str) -> None:
        """Pointed oval from one tip to the other: grains, cuts in a crust, slices."""
        (ax, ay), (bx, by) = start, end
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = (ay - by) / length * width / 2, (bx - ax) / length * width / 2
        shape = [(share, math.sin(math.pi * share) ** 0.8) for share in (i / 16 for i in range(17))]
        one = [(ax + (bx - ax) * t + nx * w, ay + (by - ay) * t + ny * w) for t, w in shape]
        two = [(ax + (bx - ax) * t - nx * w, ay + (by - ay) * t - ny * w) for t, w in reversed(shape)]
        self.polygon(one + two, fill)

    def turned(self, x: float, profile: Points, fill: str, left: float = -1.0, right: float = 1.0) -> None:
        """A thrown form: ``profile`` is (y, radius) from top to foot; left and right cut a band out of it, for shading."""
        curve = spline(profile)
        one = [(x + radius * left, y) for y, radius in curve]
        self.polygon(one + [(x + radius * right, y) for y, radius in reversed(curve)], fill)

    def arch(self, x: float, top: float, half: float, bottom: float, fill: str) -> None:
        """Round-topped opening standing on ``bottom``."""
        self.disc((x, top + half), half, fill)
        self.box(x - half, top + half, x + half, bottom, fill)
