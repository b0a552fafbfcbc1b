"""Figures with their intervals, and tables of them: for the terminal, JSON and the report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.table import Table

DRAWS = 1000
"""Bootstrap samples behind an interval."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the 95 % interval around it, where there is one."""

    value: float
    low: float = math.nan
    high: float = math.nan

    def text(self, digits: int = 3, interval: bool = True) -> str:
        """For a table cell; "-" where nothing could be measured."""
        if math.isnan(self.value):
            return "-"
        if math.isnan(self.low) or not interval:
            return f"{self.value:.{digits}f}"
        return f"{self.value:.{digits}f} [{self.low:.{digits}f} {self.high:.{digits}f}]"

    def plain(self) -> dict[str, float | None]:
        """For JSON, which has no NaN."""
        every = {"value": self.value, "low": self.low, "high": self.high}
        return {key: None if math.isnan(value) else value for key, value in every.items()}


_COUNTS = ("pieces", "pictures")
_SETS = ("histogram", "self_similarity", "copies")
"""How the names of those tables begin that are too long for a preset."""
UNKNOWN = Figure(math.nan)
Rows = Mapping[str, Mapping[str, Figure]]
"""Measure -> column (a player, a track) -> figure."""


@dataclass(frozen=True)
class FigureTable:
    """A table of figures. `about` says how to read it, `main` is the column that is looked for:
    the terminal shows intervals in this one alone, JSON and reports show all."""

    title: str
    about: str
    rows: Rows
    main: str = ""
    digits: int = 3

    @property
    def columns(self) -> tuple[str, ...]:
        """In the order in which the rows bring them."""
        return tuple(dict.fromkeys(column for row in self.rows.values() for column in row))

    def plain(self) -> dict[str, Any]:
        """For JSON: measure -> column -> value, low, high."""
        return {
            name: {column: figure.plain() for column, figure in row.items()}
            for name, row in self.rows.items()
        }

    def rich(self) -> Table:
        """For the terminal, as a Markdown table."""
        table = Table(title=self.title, title_justify="left", box=box.MARKDOWN)
        table.add_column("")
        for column in self.columns:
            table.add_column(column, justify="right", no_wrap=True)
        for name, row in self.rows.items():
            cells = [
                row.get(column, UNKNOWN).text(self.digits, interval=column == self.main)
                for column in self.columns
            ]
            table.add_row(name, *cells)
        return table


def own(report: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a report (`--json`) says of the preset `name` itself: what was counted, and its values
    by table and measure. Tables that compare sets of pieces stay in the report."""
    counts = {title: report[title] for title in _COUNTS if title in report}
    tables = {
        title: {
            measure: round(row[name]["value"], 4)
            for measure, row in rows.items()
            if isinstance(row, dict) and row.get(name, {}).get("value") is not None
        }
        for title, rows in report.items()
        if isinstance(rows, dict) and not title.startswith(_SETS)
    }
    return counts | {title: rows for title, rows in tables.items() if rows}


def ratio(
    tops: Sequence[float] | NDArray[np.float64], bottoms: Sequence[float] | NDArray[np.float64]
) -> Figure:
    """Sum of `tops` by sum of `bottoms`, one of each per piece, with a bootstrap interval.

    NaN when there is nothing to divide by.
    """
    table = np.array([tops, bottoms], dtype=np.float64)
    if table.shape[1] == 0 or table[1].sum() <= 0:
        return UNKNOWN
    sums = table[:, picks(table.shape[1])].sum(axis=2)
    shares = sums[0][sums[1] > 0] / sums[1][sums[1] > 0]
    low, high = np.percentile(shares, [2.5, 97.5])
    return Figure(float(table[0].sum() / table[1].sum()), float(low), float(high))


def picks(pieces: int, draws: int = DRAWS, seed: int = 0) -> NDArray[np.int64]:
    """Bootstrap: [draws, pieces] numbers of pieces, drawn with replacement, always the same."""
    return np.random.default_rng([seed, pieces]).integers(pieces, size=(draws, pieces))
