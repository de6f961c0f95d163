"""Illustrations of Boulangerie Malo, in the palette of its kit."""

from __future__ import annotations

from PIL import Image

from planner.management.demo.drawing import Canvas, Point, around, mix

RUST, GOLD, CREAM, DARK, OLIVE = "#B5522B", "#E9B872", "#F6EBDD", "#3B2A20", "#6F7D4E"
CRUST, CRUMB, GLOW = mix(RUST, DARK, 0.18), mix(GOLD, RUST, 0.35), "#F4C76B"
SKIN = "#E3A982"


def _loaf(canvas: Canvas, centre: Point, width: float, cuts: int = 4) -> None:
    """Round loaf seen from the side, dusted, with slanted cuts."""
    (x, y), w = centre, width / 2
    canvas.oval((x, y + w * 0.52), w * 1.05, w * 0.12, mix(DARK, RUST, 0.25))
    rows = [
        (-1, 0.28),
        (-0.86, -0.22),
        (-0.45, -0.56),
        (0, -0.64),
        (0.45, -0.56),
        (0.86, -0.22),
        (1, 0.28),
        (0.72, 0.54),
    ]
    shape = [(x + w * dx, y + w * dy) for dx, dy in [*rows, (0, 0.58), (-0.72, 0.54)]]
    canvas.blob(shape, CRUST)
    canvas.blob([(x + (px - x) * 0.93 - w * 0.04, y + (py - y) * 0.86 - w * 0.06) for px, py in shape], RUST)
    canvas.blob(
        [(x + (px - x) * 0.72 - w * 0.1, y + (py - y) * 0.52 - w * 0.2) for px, py in shape],
        mix(RUST, GOLD, 0.28),
    )
    for i in range(cuts):
        at = (i - (cuts - 1) / 2) * 1.3 / cuts
        start, end = (
            (x + w * (at - 0.17), y + w * (0.14 - abs(at) * 0.1)),
            (x + w * (at + 0.17), y - w * (0.44 - abs(at) * 0.3)),
        )
        canvas.leaf(start, end, w * 0.2, CRUST)
        canvas.leaf(start, (end[0] - w * 0.02, end[1]), w * 0.13, CREAM)


def _ear(canvas: Canvas, foot: Point, top: Point, grain: float, fill: str) -> None:
    """An ear of wheat on its stalk, beard included."""
    (fx, fy), (tx, ty) = foot, top
    canvas.stroke(
        [foot, ((fx + tx) / 2 + (tx - fx) * 0.2, (fy + ty) / 2), top], grain * 0.14, mix(fill, OLIVE, 0.45)
    )
    for row in range(7):
        share = row * 0.62 * grain
        at = (tx - (tx - fx) * share / max(fy - ty, 1), ty + share)
        for side in (-1, 1):
            tip = (at[0] + side * grain * 0.75, at[1] - grain * 0.95)
            canvas.stroke(
                [tip, (tip[0] + side * grain * 0.35, tip[1] - grain * 1.1)],
                grain * 0.05,
                mix(fill, CREAM, 0.3),
            )
            canvas.leaf((at[0] + side * grain * 0.05, at[1] + grain * 0.15), tip, grain * 0.5, fill)
            canvas.leaf((at[0] + side * grain * 0.1, at[1]), tip, grain * 0.16, mix(fill, CREAM, 0.45))
    canvas.leaf((tx, ty + grain * 0.3), (tx, ty - grain * 1.3), grain * 0.5, fill)


def _baguette(canvas: Canvas, foot: Point, top: Point, width: float) -> None:
    canvas.stroke([foot, top], width, CRUST)
    canvas.stroke(
        [(foot[0] - width * 0.1, foot[1]), (top[0] - width * 0.1, top[1])], width * 0.7, mix(RUST, GOLD, 0.2)
    )
    for i in range(1, 6):
        x, y = (foot[0] + (top[0] - foot[0]) * i / 6, foot[1] + (top[1] - foot[1]) * i / 6)
        canvas.leaf(
            (x - width * 0.3, y + width * 0.35), (x + width * 0.22, y - width * 0.4), width * 0.3, CREAM
        )


def miche() -> Image.Image:
    canvas = Canvas(1080, 1350, CREAM)
    canvas.disc((540, 560), 400, GOLD)
    canvas.disc((540, 560), 330, mix(GOLD, CREAM, 0.28))
    canvas.box(0, 935, 1080, 1350, RUST)
    canvas.box(0, 935, 1080, 955, mix(RUST, DARK, 0.3))
    for x in range(-200, 1200, 170):
        canvas.stroke(
            [(x + 60, 1010 + x % 90), (x + 250, 1010 + x % 90)], 5, mix(RUST, DARK, 0.22), smooth=False
        )
    canvas.blob([(120, 990), (520, 950), (990, 985), (930, 1130), (500, 1165), (190, 1120)], OLIVE)
    for i in range(3):
        canvas.stroke(
            [(200 + i * 28, 1118 - i * 14), (520, 1142 - i * 20), (880 - i * 10, 1112 - i * 14)],
            7,
            mix(OLIVE, CREAM, 0.55),
        )
    _loaf(canvas, (540, 800), 760)
    for foot, top in (((925, 1230), (770, 1085)), ((985, 1190), (850, 1030))):
        _ear(canvas, foot, top, 34, GOLD)
    return canvas.finished()


def oven() -> Image.Image:
    canvas = Canvas(1080, 1350, mix(DARK, RUST, 0.25))
    shades = [mix(RUST, DARK, share) for share in (0.28, 0.36, 0.44, 0.33)]
    for row in range(17):
        for column in range(-1, 7):
            left = column * 190 + (95 if row % 2 else 0)
            canvas.box(left, row * 82, left + 180, row * 82 + 72, shades[(row * 3 + column * 5) % 4], 8)
    for i in range(11):
        angle = 180 + i * 18
        corners = [
            around((540, 640), radius, angle + turn)
            for radius, turn in ((395, -8), (520, -8), (520, 8), (395, 8))
        ]
        canvas.polygon(corners, mix(CREAM, RUST, 0.28 + i % 3 * 0.09))
    for row in range(3):
        for left in (20, 935):
            canvas.box(
                left, 735 + row * 66, left + 125, 795 + row * 66, mix(CREAM, RUST, 0.28 + row % 3 * 0.09)
            )
    canvas.arch(540, 236, 404, 905, DARK)
    for i, (half, colour) in enumerate(
        ((360, mix(DARK, RUST, 0.6)), (310, RUST), (250, mix(RUST, GLOW, 0.5)), (180, GLOW))
    ):
        canvas.arch(540, 640 - half - i * 8, half, 860, colour)
    canvas.box(136, 830, 944, 930, mix(DARK, CREAM, 0.12))
    for x, width in ((330, 250), (750, 250), (540, 300)):
        _loaf(canvas, (x, 790 if width == 300 else 765), width, 3)
    canvas.box(60, 930, 1020, 1010, mix(CREAM, DARK, 0.18), 12)
    canvas.box(60, 990, 1020, 1018, mix(CREAM, DARK, 0.42), 12)
    canvas.polygon([(430, 985), (650, 985), (610, 1130), (470, 1130)], mix(GOLD, RUST, 0.25))
    canvas.box(512, 1120, 568, 1350, mix(GOLD, RUST, 0.4))
    canvas.box(512, 1120, 530, 1350, mix(GOLD, RUST, 0.15))
    return canvas.finished()


def wheat() -> Image.Image:
    canvas = Canvas(1080, 1080, mix(RUST, GOLD, 0.25))
    canvas.disc((540, 520), 330, GLOW)
    canvas.disc((540, 520), 270, mix(GLOW, CREAM, 0.4))
    canvas.blob([(-80, 800), (250, 715), (640, 790), (1160, 690), (1160, 1160), (-80, 1160)], OLIVE)
    canvas.blob(
        [(-80, 880), (300, 850), (760, 800), (1160, 850), (1160, 1160), (-80, 1160)], mix(OLIVE, DARK, 0.28)
    )
    for foot, top, grain in (
        ((300, 1120), (190, 500), 50),
        ((420, 1120), (360, 360), 56),
        ((540, 1120), (550, 280), 62),
    ):
        _ear(canvas, foot, top, grain, GOLD)
    for foot, top, grain in (((650, 1120), (735, 380), 56), ((780, 1120), (900, 530), 50)):
        _ear(canvas, foot, top, grain, GOLD)
    canvas.blob(
        [(-80, 985), (360, 960), (800, 1000), (1160, 950), (1160, 1160), (-80, 1160)], mix(OLIVE, DARK, 0.55)
    )
    return canvas.finished()


def _hand(canvas: Canvas, wrist: Point, side: int, sleeve: str) -> None:
    """Forearm and hand reaching in from above; side -1 is the left one."""
    (x, y), shade = wrist, mix(SKIN, RUST, 0.35)
    canvas.stroke([(x + side * 190, y - 420), (x, y)], 150, SKIN, smooth=False)
    canvas.stroke([(x + side * 330, y - 720), (x + side * 165, y - 360)], 214, sleeve, smooth=False)
    canvas.stroke(
        [(x + side * 75, y - 318), (x + side * 262, y - 404)], 46, mix(sleeve, DARK, 0.16), smooth=False
    )
    canvas.blob(
        [(x - 88, y - 30), (x + 88, y - 30), (x + 104, y + 90), (x, y + 128), (x - 104, y + 90)], SKIN
    )
    canvas.stroke([(x - side * 78, y + 20), (x - side * 128, y + 78), (x - side * 132, y + 132)], 50, SKIN)
    for i in range(4):
        fx = x + (i - 1.5) * 54
        canvas.stroke([(fx, y + 80), (fx - side * 6, y + 190 - abs(i - 1.4) * 22)], 49, SKIN)
        if i:
            canvas.stroke([(fx - 27, y + 104), (fx - 27 - side * 4, y + 168)], 5, shade)


def hands() -> Image.Image:
    canvas = Canvas(1080, 1350, OLIVE)
    canvas.disc((540, 420), 480, mix(OLIVE, CREAM, 0.18))
    canvas.box(0, 800, 1080, 1350, mix(GOLD, CREAM, 0.35))
    canvas.box(0, 800, 1080, 822, mix(GOLD, RUST, 0.4))
    canvas.oval((540, 1090), 500, 150, CREAM)
    canvas.oval((540, 1118), 395, 96, mix(GOLD, RUST, 0.3))
    dough = [
        (170, 1010),
        (250, 850),
        (430, 780),
        (640, 770),
        (830, 840),
        (915, 1000),
        (820, 1125),
        (540, 1160),
        (260, 1130),
    ]
    canvas.blob(dough, mix(CREAM, GOLD, 0.4))
    canvas.blob([(x * 0.93 + 26, y * 0.9 + 78) for x, y in dough], mix(CREAM, GOLD, 0.16))
    _hand(canvas, (365, 780), -1, CREAM)
    _hand(canvas, (715, 780), 1, CREAM)
    for i in range(26):
        canvas.disc(around((540, 1120), 330 + i * 47 % 190, 10 + i * 71 % 160, 0.5), 3 + i % 4 * 2, "#FFFFFF")
    return canvas.finished()


def shelves() -> Image.Image:
    canvas = Canvas(1080, 1350, mix(CREAM, GOLD, 0.18))
    canvas.box(60, 70, 1020, 1280, mix(CREAM, "#FFFFFF", 0.45), 30)
    for x, width in ((270, 330), (625, 340), (910, 190)):
        _loaf(canvas, (x, 468 - width * 0.27), width, 3 if width < 300 else 4)
    canvas.stroke([(110, 120), (540, 168), (970, 120)], 5, OLIVE)
    for i in range(9):
        x = 160 + i * 95
        y = 166 - ((x - 540) / 430) ** 2 * 46
        canvas.polygon([(x - 30, y), (x + 30, y), (x, y + 66)], (RUST, GOLD, OLIVE)[i % 3])
    canvas.box(60, 470, 1020, 512, DARK)
    canvas.box(60, 512, 1020, 536, mix(CREAM, DARK, 0.2))
    for i in (0, 1, 2, 3, 5, 6, 7, 8):
        x = 180 + i * 90
        _baguette(canvas, (x, 1050), (x + (i % 4 - 1.5) * 26, 690 + i * 37 % 90), 70)
    for left in (110, 560):
        canvas.polygon(
            [(left, 960), (left + 410, 960), (left + 370, 1180), (left + 40, 1180)], mix(GOLD, RUST, 0.45)
        )
        for row in range(4):
            for i in range(9):
                x = left + 42 + i * 38 + row % 2 * 18
                canvas.leaf(
                    (x - 14, 1000 + row * 46),
                    (x + 26, 1000 + row * 46),
                    26,
                    mix(GOLD, RUST, 0.15 + row * 0.06),
                )
        canvas.box(left - 14, 944, left + 424, 982, mix(GOLD, RUST, 0.25), 18)
    canvas.box(60, 1180, 1020, 1222, DARK)
    canvas.box(60, 1222, 1020, 1246, mix(CREAM, DARK, 0.2))
    return canvas.finished()


def shopfront() -> Image.Image:
    canvas = Canvas(1080, 1920, mix(OLIVE, DARK, 0.35))
    for i, colour in enumerate(
        (mix(RUST, DARK, 0.5), mix(RUST, DARK, 0.25), mix(RUST, GOLD, 0.25), mix(GOLD, RUST, 0.25))
    ):
        canvas.box(0, i * 130, 1080, 1640, colour)
    canvas.disc((830, 470), 120, mix(GOLD, CREAM, 0.5))
    canvas.box(60, 330, 1020, 1640, OLIVE, 10)
    canvas.box(30, 300, 1050, 350, mix(OLIVE, DARK, 0.4), 8)
    for x in (180, 450, 720):
        canvas.box(x, 410, x + 180, 640, mix(OLIVE, DARK, 0.55), 8)
        canvas.box(x + 14, 424, x + 84, 626, mix(GOLD, OLIVE, 0.35 if x == 450 else 0.75))
        canvas.box(x + 96, 424, x + 166, 626, mix(GOLD, OLIVE, 0.35 if x == 450 else 0.75))
    canvas.box(110, 860, 690, 1500, DARK, 12)
    canvas.box(134, 884, 666, 1476, GLOW)
    canvas.box(134, 884, 666, 1060, mix(GLOW, CREAM, 0.4))
    canvas.box(134, 1240, 666, 1262, mix(RUST, DARK, 0.4))
    for x in (225, 400, 575):
        _loaf(canvas, (x, 1195), 165, 3)
        _baguette(canvas, (x - 80, 1440), (x + 50, 1372), 50)
    canvas.box(752, 860, 972, 1640, DARK, 12)
    canvas.box(778, 890, 946, 1330, mix(GLOW, OLIVE, 0.18))
    canvas.disc((795, 1410), 16, GOLD)
    for i in range(12):
        left, colour = 70 + i * 79, RUST if i % 2 else CREAM
        canvas.polygon([(110 + i * 72, 700), (182 + i * 72, 700), (left + 79, 850), (left, 850)], colour)
        canvas.disc((left + 39.5, 850), 39.5, colour)
    canvas.box(0, 1640, 1080, 1920, mix(DARK, OLIVE, 0.3))
    canvas.box(0, 1640, 1080, 1672, mix(CREAM, DARK, 0.45))
    canvas.polygon([(134, 1672), (666, 1672), (820, 1920), (60, 1920)], mix(DARK, GLOW, 0.35))
    return canvas.finished()
