"""What a benchmark found, kept for the one table that `scripts/bench` prints at its end.

Each program's rows lie in `build/bench/<program>.json`; its first row of a run replaces those of the last.
"""

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
_FOUND: list["Row"] = []


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached`: whether the bar is met; None where there is none (a floor, a circumstance)."""

    name: str
    bar: str
    value: float
    low: float | None
    high: float | None
    unit: str
    reached: bool | None


def row(  # noqa: PLR0917  the columns of the table, in their order
    name: str, bar: str, value: float, low: float | None, high: float | None, unit: str, reached: bool | None
) -> None:
    """Prints a row and keeps it for the table.

    Args:
        name: what was measured, with engine and size.
        bar: what is to be reached, in words ("≤ 7 ×"); empty where nothing is.
        value: the median of the rounds.
        low: the least of the rounds, None where there was one only.
        high: the greatest of the rounds.
        unit: "×", "ms", "1/s", "KB" …
        reached: whether the bar is met; None without a bar.
    """
    _FOUND.append(Row(name, bar, value, low, high, unit, reached))
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(one) for one in _FOUND], ensure_ascii=False, indent=1)
    (FOLDER / f"{Path(sys.argv[0]).stem}.json").write_text(text)
    print("  ".join(cell for cell in cells(_FOUND[-1]) if cell), flush=True)


def measured(
    name: str, values: Sequence[float], unit: str, *, at_most: float | None = None, at_least: float | None = None
) -> float:
    """A row out of the values of all rounds: median, least, greatest. Gives the median."""
    middle = statistics.median(values)
    bar, reached = "", None
    if at_most is not None:
        bar, reached = f"≤ {number(at_most)} {unit}", middle <= at_most
    elif at_least is not None:
        bar, reached = f"≥ {number(at_least)} {unit}", middle >= at_least
    several = len(values) > 1
    row(name, bar, middle, min(values) if several else None, max(values) if several else None, unit, reached)
    return middle


def number(value: float) -> str:
    """Writes a number with three digits that count, and all digits before the point."""
    size = abs(value)
    if value == int(value) or size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 0.1 else f"{value:.3g}"


def cells(one: Row) -> list[str]:
    """A row as the words of its columns: what, bar, median, spread, reached."""
    spread = "" if one.low is None or one.high is None else f"{number(one.low)} to {number(one.high)}"
    verdict = {None: "", True: "reached", False: "missed"}[one.reached]
    return [one.name, one.bar, f"{number(one.value)} {one.unit}".rstrip(), spread, verdict]


def kept(program: str) -> list[Row]:
    """Gives the rows that a program kept; none if it kept none."""
    path = FOLDER / f"{program}.json"
    return [Row(**one) for one in json.loads(path.read_text())] if path.exists() else []


def table(programs: Sequence[str]) -> str:
    """Gives the rows of these programs as a table in Markdown that is straight in a terminal too."""
    lines = [["What", "Bar", "Median", "Spread", ""]]
    lines += [cells(one) for program in programs for one in kept(program)]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    rule = ["-" * width for width in widths]
    text = (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in [lines[0], rule, *lines[1:]]
    )
    return "\n".join(text) + "\n"
