"""Draws docs/pictures/growth.svg from the figures that `growth.py full` kept: python tests/bench/curves.py."""

import json
import math
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH, HEIGHT = 860, 400
PANEL_WIDTH, PANEL_HEIGHT, TOP = 300, 250, 70
LEFTS = {"write": 60, "warm sync": 470}
TITLES = {"write": "One write of one record", "warm sync": "One sync with nothing new"}
COLOURS = {"SQLite": "#0b6e4f", "PostgreSQL": "#2d4fa2"}
#: Dashes of a line, and the shape of its points: nobody has to tell colours apart.
LINES = {"p50": ("", "middle"), "p99": ("6 4", "99 of 100")}
INK, PALE = "#222", "#ddd"
Kept = dict[str, Any]


def ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 … around everything."""
    steps = [digit * 10.0**power for power in range(-2, 5) for digit in (1, 2, 5)]
    first = max(step for step in steps if step <= low)
    last = min(step for step in steps if step >= high)
    return [step for step in steps if first <= step <= last]


def text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'


def line(points: list[tuple[float, float]], colour: str, dashes: str, width: float = 2) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}"/>'
    )


def point(x: float, y: float, engine: str, which: str) -> str:
    """A circle for SQLite, a square for PostgreSQL; hollow for the slow ones."""
    look = f'stroke="{COLOURS[engine]}" stroke-width="2" fill="{COLOURS[engine] if which == "p50" else "#fff"}"'
    if engine == "SQLite":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {look}/>'
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" {look}/>'


class Panel:
    """One diagram: records from left to right, milliseconds upwards, both in powers."""

    def __init__(self, kept: Kept, what: str, steps: list[float]) -> None:
        self.kept, self.what, self.steps = kept, what, steps
        self.left = LEFTS[what]
        self.sizes = sorted({int(size) for engine in kept.values() for size in engine["p50"][what]})

    def x(self, size: int) -> float:
        low, high = math.log(self.sizes[0]), math.log(self.sizes[-1])
        return self.left + 20 + (PANEL_WIDTH - 40) * (math.log(size) - low) / (high - low)

    def y(self, milliseconds: float) -> float:
        low, high = math.log(self.steps[0]), math.log(self.steps[-1])
        return TOP + PANEL_HEIGHT * (1 - (math.log(milliseconds) - low) / (high - low))

    def drawn(self) -> Iterator[str]:
        yield text(self.left, TOP - 22, TITLES[self.what], 'font-size="15" font-weight="bold"')
        for step in self.steps:
            yield line([(self.left, self.y(step)), (self.left + PANEL_WIDTH, self.y(step))], PALE, "", 1)
            yield text(self.left - 8, self.y(step) + 4, f"{step:g} ms", 'text-anchor="end"')
        for size in self.sizes:
            yield text(self.x(size), TOP + PANEL_HEIGHT + 20, f"{size:,}", 'text-anchor="middle"')
        yield text(
            self.left + PANEL_WIDTH / 2, TOP + PANEL_HEIGHT + 40, "records in the database", 'text-anchor="middle"'
        )
        for engine in self.kept:
            for which, (dashes, _) in LINES.items():
                rounds = {int(size): found for size, found in self.kept[engine][which][self.what].items()}
                middles = {size: statistics.median(found) for size, found in sorted(rounds.items())}
                colour = COLOURS[engine]
                for size, found in rounds.items():  # the spread of the rounds
                    shift = 2 if engine == "SQLite" else -2
                    ends = [(self.x(size) + shift, self.y(end)) for end in (min(found), max(found))]
                    yield line(ends, colour, "", 1)
                yield line([(self.x(size), self.y(middle)) for size, middle in middles.items()], colour, dashes)
                for size, middle in middles.items():
                    yield point(self.x(size), self.y(middle), engine, which)


def legend(kept: Kept) -> Iterator[str]:
    x, y = 60, HEIGHT - 14
    for engine in kept:
        for which, (dashes, words) in LINES.items():
            yield line([(x, y - 4), (x + 34, y - 4)], COLOURS[engine], dashes)
            yield point(x + 17, y - 4, engine, which)
            yield text(x + 42, y, f"{engine}, {words}")
            x += 195


def picture(kept: Kept) -> str:
    """The whole picture as SVG."""
    found = [
        value
        for engine in kept.values()
        for which in LINES
        for sizes in engine[which].values()
        for rounds in sizes.values()
        for value in rounds
    ]
    steps = ticks(min(found), max(found))
    described = "Milliseconds of a write and of a sync against the number of records, on SQLite and PostgreSQL"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{described}"'
    parts = [f'{head} font-family="sans-serif" font-size="12" fill="{INK}">']
    parts.append(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>')
    for what in TITLES:
        parts += Panel(kept, what, steps).drawn()
    return "\n".join([*parts, *legend(kept), "</svg>"]) + "\n"


def main() -> None:
    kept = json.loads((PICTURES / "growth.json").read_text())
    (PICTURES / "growth.svg").write_text(picture({engine: kept[engine] for engine in COLOURS if engine in kept}))


if __name__ == "__main__":
    main()
