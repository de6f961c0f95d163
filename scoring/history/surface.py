"""A small Bayesian model of one number per hour of the week: 168 cells, few and uneven observations.

    value = level + hour + weekday + cell + noise

``hour`` is a smooth circle (four harmonics: 23 h and 0 h are neighbours), ``weekday`` seven free offsets, ``cell`` what
this very hour has of its own. How much each may vary is not set by hand: settings of a small grid are weighed by how likely they make
what was seen (empirical Bayes), so that where the hours do not matter the surface becomes flat. Everything is exact linear algebra on
16 unknowns, in plain Python: a few milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul

HOURS, DAYS = 24, 7
CELLS = HOURS * DAYS
_HARMONICS = (0.66, 0.26, 0.06, 0.02)  # share of the hours' variance: a circle smooth over about three hours
_WAVES = [
    (1.0, *(wave(2 * math.pi * k * h / HOURS) for k in range(1, 5) for wave in (math.cos, math.sin)))
    for h in range(HOURS)
]
_BY_WAVE = [list(column) for column in zip(*_WAVES, strict=True)]
_PAIRS = [[list(map(mul, a, b)) for b in _BY_WAVE[: i + 1]] for i, a in enumerate(_BY_WAVE)]  # lower triangle
_HOURLY = len(_BY_WAVE)
_SIZE = _HOURLY + DAYS
_EXPLAINED = (0.02, 0.06, 0.15, 0.3)  # of the variance of single posts, by hour, weekday and cell together
_SPLITS = ((1.0, 0.02, 0.2), (1.0, 0.3, 0.2), (1.0, 0.3, 0.6), (1.0, 1.0, 0.4), (0.5, 0.3, 1.0))

Vector = list[float]
Matrix = list[Vector]


@dataclass(frozen=True, slots=True)
class Surface:
    """The fitted week. Effects are on the scale of the values, against the average of the observations.

    ``noise`` is the variance of a single observation around its cell.
    """

    counts: Sequence[int]
    effects: Sequence[float]
    noise: float
    _fits: Sequence[tuple[float, _Fit]]  # with their weights, which add up to 1

    def deviation(self, cell: int) -> float:
        """Posterior standard deviation of the effect of a cell, among the fits and within each."""
        return math.sqrt(sum(weight * self._spread(fit, cell) for weight, fit in self._fits))

    def _spread(self, fit: _Fit, cell: int) -> float:
        kept = _kept(fit.cell, fit.noise, self.counts[cell])
        half = _forward(fit.root, _features(cell))
        within = (1 - kept) ** 2 * sum(x * x for x in half) + fit.cell * (1 - kept)
        return within + (fit.effects[cell] - self.effects[cell]) ** 2


@dataclass(frozen=True, slots=True)
class _Cells:
    """Observations added up per cell."""

    counts: Vector
    means: Vector
    variance: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """The posterior under one setting of how much may vary. ``root``: lower triangle of its precision."""

    evidence: float
    root: Matrix
    effects: Vector
    noise: float
    cell: float


def fit_surface(observations: Iterable[tuple[int, float]]) -> Surface:
    """Fit (cell, value) pairs, at least one; cell = weekday * 24 + hour."""
    cells = _added_up(list(observations))
    fits = [_fitted(cells, _EXPLAINED[1], split) for split in _SPLITS]
    split = max(zip(fits, _SPLITS, strict=True), key=lambda pair: pair[0].evidence)[1]
    fits += [_fitted(cells, explained, split) for explained in (_EXPLAINED[0], *_EXPLAINED[2:])]
    top = max(fit.evidence for fit in fits)
    odds = [math.exp(fit.evidence - top) for fit in fits]
    weighted = [(chance / sum(odds), fit) for chance, fit in zip(odds, fits, strict=True)]
    effects = [sum(weight * fit.effects[cell] for weight, fit in weighted) for cell in range(CELLS)]
    noise = sum(weight * fit.noise for weight, fit in weighted)
    return Surface([int(n) for n in cells.counts], effects, noise, weighted)


def _fitted(cells: _Cells, explained: float, split: tuple[float, float, float]) -> _Fit:
    """The posterior when hours, weekdays and cells explain this share of the variance, split like this."""
    noise = cells.variance * (1 - explained)
    hours, days, cell = (cells.variance * explained * part / sum(split) for part in split)
    prior = [cells.variance, *(hours * q for q in _HARMONICS for _ in range(2)), *[days] * DAYS]
    precision, pull, evidence = _system(cells, noise, cell)
    root = _cholesky(precision, prior)
    half = _forward(root, pull)
    evidence += 0.5 * sum(x * x for x in half) - sum(math.log(root[i][i]) for i in range(_SIZE))
    evidence -= 0.5 * sum(map(math.log, prior))
    return _Fit(evidence, root, _effects(cells, _backward(root, half), noise, cell), noise, cell)


def _added_up(observations: Sequence[tuple[int, float]]) -> _Cells:
    total = sum(value for _, value in observations) / len(observations)
    counts, sums = [0.0] * CELLS, [0.0] * CELLS
    for cell, value in observations:
        counts[cell] += 1
        sums[cell] += value - total
    means = [s / n if n else 0.0 for s, n in zip(sums, counts, strict=True)]
    variance = sum((value - total) ** 2 for _, value in observations) / len(observations)
    return _Cells(counts, means, max(variance, 1e-9))


def _system(cells: _Cells, noise: float, cell: float) -> tuple[Matrix, Vector, float]:
    """The normal equations without the prior, and the part of the log evidence that they fix."""
    matrix = [[0.0] * _SIZE for _ in range(_SIZE)]
    pull = [0.0] * _SIZE
    weights = [n / (noise + n * cell) for n in cells.counts]
    moments = list(map(mul, weights, cells.means))
    weeks = [weights[start : start + HOURS] for start in range(0, CELLS, HOURS)]
    hourly = [sum(weights[hour::HOURS]) for hour in range(HOURS)]
    moved = [sum(moments[hour::HOURS]) for hour in range(HOURS)]
    matrix = [[sum(map(mul, hourly, pair)) for pair in pairs] for pairs in _PAIRS]
    for day, week in enumerate(weeks):
        matrix.append([*(sum(map(mul, week, wave)) for wave in _BY_WAVE), *[0.0] * day, sum(week)])
    pull = [sum(map(mul, moved, wave)) for wave in _BY_WAVE]
    pull += [sum(moments[start : start + HOURS]) for start in range(0, CELLS, HOURS)]
    evidence = -0.5 * sum(map(mul, moments, cells.means))
    evidence += 0.5 * sum(math.log(w) for w in weights if w)
    return matrix, pull, evidence - _within(cells, noise)


def _within(cells: _Cells, noise: float) -> float:
    """Minus the log evidence of how posts of one cell differ among themselves, which tells noise from effects."""
    total = sum(cells.counts)
    between = sum(n * m * m for n, m in zip(cells.counts, cells.means, strict=True))
    inner = max(total * cells.variance - between, 0.0)
    seen = sum(1 for n in cells.counts if n)
    return 0.5 * ((total - seen) * math.log(noise) + inner / noise)


def _effects(cells: _Cells, solved: Vector, noise: float, cell: float) -> Vector:
    hourly = [sum(map(mul, wave, solved)) for wave in _WAVES]
    smooth = [hour + day for day in solved[_HOURLY:] for hour in hourly]
    return [
        level + _kept(cell, noise, n) * (mean - level)
        for level, n, mean in zip(smooth, cells.counts, cells.means, strict=True)
    ]


def _kept(cell: float, noise: float, count: float) -> float:
    """How much of what a cell shows of its own is believed."""
    return cell * count / (cell * count + noise)


def _features(cell: int) -> Vector:
    days = [0.0] * DAYS
    days[cell // HOURS] = 1.0
    return [*_WAVES[cell % HOURS], *days]


def _cholesky(matrix: Matrix, prior: Vector) -> Matrix:
    """Lower triangle L with L Lt = matrix + diag(1 / prior)."""
    root: Matrix = []
    for i, row in enumerate(matrix):
        line: Vector = []
        for j in range(i):
            other = root[j]
            line.append((row[j] - sum(map(mul, line, other))) / other[j])
        line.append(math.sqrt(row[i] + 1 / prior[i] - sum(x * x for x in line)))
        root.append(line)
    return root


def _forward(root: Matrix, right: Sequence[float]) -> Vector:
    solved: Vector = []
    for line, value in zip(root, right, strict=True):
        solved.append((value - sum(map(mul, line, solved))) / line[-1])
    return solved


def _backward(root: Matrix, right: Sequence[float]) -> Vector:
    solved = [0.0] * _SIZE
    for i in reversed(range(_SIZE)):
        above = sum(root[k][i] * solved[k] for k in range(i + 1, _SIZE))
        solved[i] = (right[i] - above) / root[i][i]
    return solved
