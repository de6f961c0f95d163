"""Illustrations of Kiln & Co, in the palette of its kit."""

from __future__ import annotations

from PIL import Image

from planner.management.demo.drawing import Canvas, Point, Points, around, mix, spline

TEAL, SAGE, MINT, CLAY, INK = "#2F5D62", "#A7C4BC", "#DFEEEA", "#C8553D", "#2B2D2F"
BISQUE, CHALK, NIGHT = "#E4C3A6", "#F7F4EC", mix(TEAL, INK, 0.55)
SKIN = "#C98F6B"
GLAZES = (SAGE, TEAL, CLAY, CHALK, mix(SAGE, TEAL, 0.5), mix(CLAY, INK, 0.45))

BOTTLE = (
    (0, 0.16),
    (0.05, 0.13),
    (0.28, 0.12),
    (0.4, 0.25),
    (0.56, 0.37),
    (0.74, 0.39),
    (0.9, 0.32),
    (1, 0.25),
)
BOWL = ((0, 1.0), (0.08, 0.99), (0.45, 0.86), (0.8, 0.5), (0.88, 0.36), (1, 0.38))
CUP = ((0, 0.5), (0.1, 0.49), (0.5, 0.51), (0.88, 0.48), (1, 0.4))
JAR = ((0, 0.3), (0.1, 0.28), (0.2, 0.4), (0.5, 0.52), (0.85, 0.4), (1, 0.32))


def _pot(
    canvas: Canvas, foot: Point, size: float, form: Points, body: str, glaze: str, dip: float = 0.55
) -> None:
    """A thrown pot standing on ``foot``; ``size`` is its height, ``dip`` how far down the glaze reaches."""
    x, top = foot[0], foot[1] - size
    profile = [(top + size * at, size * radius) for at, radius in form]
    canvas.turned(x, profile, body)
    glazed = [(at, radius) for at, radius in form if at <= dip]
    canvas.turned(x, [(top + size * at, size * radius) for at, radius in glazed], glaze)
    last = glazed[-1]
    canvas.oval((x, top + size * last[0]), size * last[1], size * last[1] * 0.12, glaze)
    canvas.turned(x, profile, mix(body, INK, 0.16), 0.62, 1.0)
    canvas.turned(
        x, [(top + size * at, size * radius) for at, radius in glazed], mix(glaze, INK, 0.2), 0.62, 1.0
    )
    canvas.turned(
        x,
        [(top + size * at, size * radius) for at, radius in form[1:-1]],
        mix(glaze, CHALK, 0.55),
        -0.78,
        -0.66,
    )
    rim = size * form[0][1]
    canvas.oval((x, top), rim, rim * 0.16, mix(glaze, CHALK, 0.25))
    canvas.oval((x, top), rim * 0.9, rim * 0.11, mix(glaze, INK, 0.45))


def _mug(canvas: Canvas, foot: Point, size: float, body: str, glaze: str, dip: float = 0.6) -> None:
    x, y = foot
    loop = [
        (x + size * 0.46, y - size * 0.8),
        (x + size * 0.82, y - size * 0.78),
        (x + size * 0.84, y - size * 0.4),
        (x + size * 0.46, y - size * 0.24),
    ]
    canvas.stroke(loop, size * 0.13, mix(glaze, INK, 0.22))
    canvas.stroke([(px - size * 0.015, py - size * 0.015) for px, py in loop], size * 0.09, glaze)
    _pot(canvas, foot, size, CUP, body, glaze, dip)


def bowls() -> Image.Image:
    canvas = Canvas(1080, 1350, MINT)
    canvas.arch(540, 150, 410, 1050, SAGE)
    canvas.arch(540, 215, 345, 1050, mix(SAGE, MINT, 0.45))
    canvas.box(0, 1010, 1080, 1350, CLAY)
    canvas.box(0, 1010, 1080, 1030, mix(CLAY, INK, 0.25))
    canvas.oval((560, 1150), 340, 40, mix(CLAY, INK, 0.35))
    for y, size, glaze in (
        (1150, 330, TEAL),
        (950, 282, mix(SAGE, CHALK, 0.35)),
        (780, 240, mix(SAGE, TEAL, 0.6)),
    ):
        _pot(canvas, (540, y), size, [(at, radius * 0.98) for at, radius in BOWL], BISQUE, glaze, 0.45)
    canvas.stroke([(800, 1010), (830, 700), (790, 420)], 9, mix(TEAL, INK, 0.2))
    for i in range(6):
        at = (826 - abs(i - 2) * 9, 830 - i * 78)
        for side in (-1, 1):
            canvas.leaf(at, (at[0] + side * 105, at[1] - 78), 46, mix(TEAL, SAGE, 0.15 + i * 0.09))
    _pot(canvas, (815, 1120), 230, JAR, BISQUE, CHALK, 0.85)
    return canvas.finished()


def drips() -> Image.Image:
    canvas = Canvas(1080, 1350, TEAL)
    canvas.disc((540, 590), 450, mix(TEAL, SAGE, 0.25))
    canvas.disc((540, 590), 360, mix(TEAL, SAGE, 0.45))
    canvas.box(0, 1090, 1080, 1350, NIGHT)
    canvas.oval((590, 1190), 330, 42, mix(NIGHT, INK, 0.6))
    size, x, top = 1000.0, 540.0, 190.0
    profile = [(top + size * at, size * radius) for at, radius in BOTTLE]
    canvas.turned(x, profile, CHALK)
    canvas.turned(x, profile, mix(CHALK, BISQUE, 0.6), 0.62, 1.0)
    shoulder = [(y, radius) for y, radius in spline(profile) if y <= 680]
    canvas.turned(x, shoulder, SAGE)
    canvas.turned(x, shoulder, mix(SAGE, TEAL, 0.35), 0.62, 1.0)
    for i, length in enumerate((60, 200, 95, 270, 130, 330, 110, 225, 70)):
        dx = -296 + i * 74
        colour = mix(SAGE, TEAL, 0.35) if i > 6 else SAGE
        canvas.stroke([(x + dx, 660), (x + dx * 1.02, 690 + length)], 62, colour)
        canvas.disc((x + dx * 1.02, 696 + length), 37, colour)
        canvas.stroke(
            [(x + dx * 1.02 - 13, 672 + length), (x + dx * 1.02 - 13, 692 + length)],
            10,
            mix(colour, CHALK, 0.7),
        )
    canvas.turned(x, shoulder[8:], mix(SAGE, CHALK, 0.6), -0.76, -0.62)
    canvas.oval((x, top), 160, 24, mix(SAGE, CHALK, 0.3))
    canvas.oval((x, top), 140, 16, mix(TEAL, INK, 0.4))
    return canvas.finished()


def kiln_shelves() -> Image.Image:
    canvas = Canvas(1080, 1080, mix(CLAY, INK, 0.1))
    canvas.box(70, 60, 1010, 1040, mix(CLAY, INK, 0.55), 24)
    canvas.box(96, 86, 984, 1014, mix(BISQUE, CLAY, 0.25), 14)
    for i in range(12):
        canvas.box(96, 110 + i * 78, 984, 118 + i * 78, mix(BISQUE, CLAY, 0.42))
    rows = (
        (300, ((225, 150, CUP), (385, 150, CUP), (560, 105, BOWL), (725, 180, JAR), (870, 140, CUP))),
        (545, ((250, 105, BOWL), (420, 200, BOTTLE), (570, 180, JAR), (735, 90, BOWL), (870, 190, BOTTLE))),
        (790, ((230, 170, JAR), (385, 145, CUP), (535, 145, CUP), (690, 200, BOTTLE), (840, 95, BOWL))),
        (1000, ((245, 105, BOWL), (425, 150, CUP), (580, 150, CUP), (735, 170, JAR), (880, 140, CUP))),
    )
    for row, (y, pots) in enumerate(rows):
        for i, (x, size, form) in enumerate(pots):
            glaze = GLAZES[(row * 2 + i * 5) % len(GLAZES)]
            _pot(canvas, (x, y), size, form, CHALK if glaze != CHALK else BISQUE, glaze, 0.5)
        if row < 3:
            canvas.box(96, y, 984, y + 26, CHALK)
            canvas.box(96, y + 18, 984, y + 30, mix(CHALK, INK, 0.3))
            for x in (112, 942):
                canvas.box(x, y + 30, x + 26, rows[row + 1][0], mix(CHALK, BISQUE, 0.5))
    return canvas.finished()


def _reach(canvas: Canvas, palm: Point, side: int) -> None:
    """A forearm from the edge with a hand cupped round the clay; side -1 comes from the left."""
    x, y = palm
    canvas.stroke([(x + side * 560, y + 250), (x + side * 90, y + 40)], 150, SKIN, smooth=False)
    canvas.stroke(
        [(x + side * 640, y + 286), (x + side * 330, y + 148)], 214, mix(CLAY, INK, 0.12), smooth=False
    )
    canvas.stroke(
        [(x + side * 285, y + 212), (x + side * 372, y + 44)], 44, mix(CLAY, INK, 0.35), smooth=False
    )
    canvas.blob(
        [
            (x + side * 130, y - 60),
            (x + side * 10, y - 105),
            (x - side * 40, y),
            (x + side * 10, y + 120),
            (x + side * 140, y + 105),
        ],
        SKIN,
    )
    for i in range(4):
        fy = y - 72 + i * 52
        canvas.stroke([(x + side * 30, fy), (x - side * (74 - abs(i - 1) * 12), fy + 8)], 50, SKIN)
        if i:
            canvas.stroke([(x + side * 20, fy - 24), (x - side * 50, fy - 20)], 5, mix(SKIN, INK, 0.3))
    canvas.stroke([(x + side * 60, y - 70), (x + side * 10, y - 150), (x - side * 42, y - 172)], 52, SKIN)


def wheel() -> Image.Image:
    canvas = Canvas(1080, 1350, mix(MINT, SAGE, 0.35))
    for i in range(5):
        canvas.disc((540, 520), 470 - i * 80, mix(SAGE, MINT, i * 0.22))
    canvas.box(0, 1080, 1080, 1350, TEAL)
    canvas.oval((540, 1085), 500, 112, NIGHT)
    canvas.oval((540, 1050), 450, 98, mix(INK, SAGE, 0.55))
    canvas.oval((540, 1040), 450, 98, mix(SAGE, CHALK, 0.15))
    for i in range(4):
        canvas.oval((540, 1040), 390 - i * 50, 82 - i * 11, mix(SAGE, TEAL, 0.18 if i % 2 else 0.0))
    form = [(560, 205), (580, 212), (720, 190), (860, 205), (980, 245), (1050, 262)]
    canvas.turned(540, form, mix(BISQUE, CLAY, 0.28))
    canvas.turned(540, form, mix(BISQUE, CLAY, 0.6), 0.55, 1.0)
    for i in range(6):
        y = 640 + i * 66
        canvas.stroke([(370 - i * 4, y), (540, y + 26), (700 + i * 4, y)], 7, mix(BISQUE, CLAY, 0.48))
    canvas.oval((540, 562), 208, 40, mix(BISQUE, CHALK, 0.2))
    canvas.oval((540, 566), 176, 29, mix(CLAY, INK, 0.4))
    _reach(canvas, (345, 800), -1)
    _reach(canvas, (735, 800), 1)
    for i in range(12):
        canvas.disc(
            around((540, 1045), 320 + i * 37 % 110, i * 83 % 180, 0.22), 6 + i % 3 * 4, mix(BISQUE, CLAY, 0.4)
        )
    return canvas.finished()


def mugs() -> Image.Image:
    canvas = Canvas(1080, 1080, mix(CLAY, BISQUE, 0.25))
    canvas.box(0, 0, 1080, 470, mix(CLAY, BISQUE, 0.4))
    canvas.arch(540, 120, 300, 760, mix(BISQUE, CHALK, 0.35))
    canvas.box(0, 760, 1080, 800, INK)
    canvas.box(0, 800, 1080, 1080, mix(INK, TEAL, 0.35))
    for x in (150, 930):
        canvas.polygon([(x - 26, 800), (x + 26, 800), (x + 26, 880), (x - 4, 950), (x - 26, 950)], INK)
    mugs_ = (
        (140, 185, MINT, TEAL, 0.6),
        (385, 200, BISQUE, CHALK, 0.55),
        (640, 175, CHALK, SAGE, 0.7),
        (875, 195, BISQUE, NIGHT, 0.6),
    )
    for x, size, body, glaze, dip in mugs_:
        _mug(canvas, (x, 760), size, body, glaze, dip)
    canvas.stroke([(300, 470), (330, 420), (300, 370), (330, 320)], 12, CHALK)
    canvas.stroke([(640, 480), (670, 430), (640, 380), (670, 330)], 12, CHALK)
    return canvas.finished()


def tiles() -> Image.Image:
    canvas = Canvas(1080, 1080, BISQUE)
    for i in range(9):
        y = i * 125
        canvas.stroke(
            [(-20, y + 30), (300, y + 50), (700, y + 10), (1100, y + 40)], 5, mix(BISQUE, CLAY, 0.22)
        )
    canvas.box(92, 52, 1012, 1052, mix(BISQUE, INK, 0.35), 26)
    canvas.box(70, 30, 1010, 1030, mix(BISQUE, CHALK, 0.7), 26)
    for row in range(5):
        for column in range(4):
            step = row * 4 + column
            left, top = 116 + column * 218, 72 + row * 186
            glaze = mix(CHALK, SAGE, step / 9) if step < 10 else mix(SAGE, TEAL, (step - 9) / 9)
            glaze = CLAY if step == 18 else glaze
            canvas.box(left + 8, top + 10, left + 202, top + 174, mix(BISQUE, INK, 0.3), 16)
            canvas.box(left, top, left + 194, top + 164, mix(BISQUE, CLAY, 0.25), 16)
            canvas.box(left, top, left + 194, top + 112, glaze, 16)
            for i in range(4):
                canvas.stroke(
                    [
                        (left + 24 + i * 49, top + 90),
                        (left + 24 + i * 49, top + 106 + (step * 7 + i * 13) % 34),
                    ],
                    47,
                    glaze,
                )
            canvas.stroke([(left + 26, top + 26), (left + 26, top + 66)], 12, mix(glaze, "#FFFFFF", 0.6))
            canvas.disc((left + 168, top + 24), 11, mix(BISQUE, INK, 0.35))
    return canvas.finished()


def kiln_door() -> Image.Image:
    canvas = Canvas(1080, 1920, NIGHT)
    for i in range(14):
        canvas.box(0, i * 138, 1080, i * 138 + 6, mix(NIGHT, INK, 0.4))
    canvas.box(110, 250, 970, 1640, INK, 60)
    canvas.box(150, 290, 930, 1600, mix(INK, SAGE, 0.25), 44)
    glow = "#F7C15C"
    for i in range(6):
        inset = i * 34
        canvas.box(200 + inset, 340 + inset, 880 - inset, 1550 - inset, mix(CLAY, glow, i / 5), 34)
    canvas.box(200, 1180, 880, 1222, mix(CLAY, INK, 0.35))
    canvas.box(200, 740, 880, 772, mix(CLAY, INK, 0.25))
    for x in (236, 812):
        canvas.box(x, 772, x + 32, 1180, mix(CLAY, INK, 0.3))
        canvas.box(x, 1222, x + 32, 1550, mix(CLAY, INK, 0.3))
    _pot(canvas, (540, 1180), 360, BOTTLE, mix(BISQUE, CLAY, 0.3), SAGE, 0.7)
    for x, form, size in ((370, CUP, 170), (560, BOWL, 120), (730, CUP, 160)):
        _pot(canvas, (x, 740), size, form, mix(CLAY, INK, 0.3), mix(CLAY, INK, 0.42), 0.5)
    for x, form, size in ((390, JAR, 220), (690, JAR, 200)):
        _pot(canvas, (x, 1500), size, form, mix(CLAY, INK, 0.35), mix(CLAY, INK, 0.48), 0.5)
    canvas.polygon([(970, 300), (1080, 220), (1080, 1700), (970, 1600)], mix(INK, SAGE, 0.12))
    canvas.box(0, 1700, 1080, 1920, mix(NIGHT, INK, 0.7))
    canvas.polygon([(200, 1700), (880, 1700), (1010, 1920), (70, 1920)], mix(NIGHT, CLAY, 0.5))
    for i in range(3):
        canvas.disc((540 - 70 + i * 70, 190), 17, (CLAY, glow, SAGE)[i])
    return canvas.finished()
