"""What `make bench` found: a table for the terminal, docs/performance.md for everybody."""

from __future__ import annotations

import platform
import re
import statistics
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
START, END = "<!-- measured: written by make bench -->", "<!-- /measured -->"


@dataclass
class Figure:
    """One number with the most it may be (``must``) and the most we want it to be (``aim``)."""

    name: str
    value: float
    must: float | None = None
    aim: float | None = None

    @property
    def holds(self) -> bool:
        return self.must is None or self.value <= self.must

    @property
    def reached(self) -> bool:
        return self.aim is None or self.value <= self.aim


@dataclass
class Row:
    """One thing that was asked for many times. ``times`` in ms; the rest are figures beside the time."""

    name: str
    times: list[float]
    median: tuple[float | None, float | None] = (None, None)  # must, aim
    p95: tuple[float | None, float | None] = (None, None)
    queries: Figure | None = None
    kilobytes: Figure | None = None
    processor: float | None = None  # ms of the web process for one request

    @property
    def figures(self) -> list[Figure]:
        middle = Figure("median", statistics.median(self.times), *self.median)
        late = Figure("p95", statistics.quantiles(self.times, n=20)[-1], *self.p95)
        return [middle, late, *(one for one in (self.queries, self.kilobytes) if one)]


@dataclass
class Findings:
    rows: list[Row] = field(default_factory=list)
    facts: list[Figure] = field(default_factory=list)
    floor: float = 1.0  # ms, the median of a signed-in page that does nothing

    @property
    def broken(self) -> list[str]:
        told = [
            f"{row.name}: {one.name} {one.value:.1f}, at most {one.must:g}"
            for row in self.rows
            for one in row.figures
            if not one.holds
        ]
        return told + [
            f"{one.name} {one.value:.1f}, at most {one.must:g}" for one in self.facts if not one.holds
        ]


HEADS = ("measure", "n", "min", "median", "p95", "x floor", "cpu", "SQL", "kB", "must hold", "aim", "verdict")


def cells(row: Row, floor: float) -> list[str]:
    middle, late = row.figures[:2]
    return [
        row.name,
        str(len(row.times)),
        f"{min(row.times):.2f}",
        f"{middle.value:.2f}",
        f"{late.value:.2f}",
        f"{middle.value / floor:.1f}",
        "" if row.processor is None else f"{row.processor:.1f}",
        f"{row.queries.value:.0f}" if row.queries else "",
        f"{row.kilobytes.value:.1f}" if row.kilobytes else "",
        limits(row.figures, "must"),
        limits(row.figures, "aim"),
        verdict(row.figures),
    ]


def limits(figures: list[Figure], kind: str) -> str:
    """E.g. "median 12, p95 25"."""
    return ", ".join(
        f"{one.name} {getattr(one, kind):g}" for one in figures if getattr(one, kind) is not None
    )


def verdict(figures: list[Figure]) -> str:
    if not all(one.holds for one in figures):
        return "NO"
    if all(one.must is None and one.aim is None for one in figures):
        return ""
    return (
        "yes, aim too"
        if all(one.reached for one in figures)
        else "yes"
        if any(one.must for one in figures)
        else "aim missed"
    )


def tables(found: Findings) -> list[list[list[str]]]:
    timed = [list(HEADS), *(cells(row, found.floor) for row in found.rows)]
    plain = [["measure", "found", "must hold", "aim", "verdict"]]
    for one in found.facts:
        most = ["" if limit is None else f"{limit:g}" for limit in (one.must, one.aim)]
        plain.append([one.name, f"{one.value:.1f}", *most, verdict([one])])
    return [timed, plain]


def printed(table: list[list[str]]) -> str:
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )


def marked_down(table: list[list[str]]) -> str:
    lines = ["| " + " | ".join(line) + " |" for line in table]
    return "\n".join([lines[0], "|" + "---|" * len(table[0]), *lines[1:]])


def machine() -> str:
    """The machine without its name."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.*)", about)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    parts = [
        f"{about.count('processor')} cores",
        model[1] if model else platform.machine(),
        f"{int(memory[1]) // 2**20} GB" if memory else "",
        f"Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
    ]
    return ", ".join(filter(None, parts))


def write(found: Findings, method: str) -> None:
    """Print the tables and put them into the document, whose other sections are written by hand and stay."""
    both = tables(found)
    print("\n\n".join(printed(table) for table in both))
    body = [
        START,
        f"Measured on {datetime.now().astimezone():%Y-%m-%d} ({machine()}). {method}",
        *map(marked_down, both),
        END,
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(before + "\n\n".join(body) + after, encoding="utf-8")
