"""What `prepare` kept and dropped and why: for the terminal, as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.data import write_whole

JSON_FILE, MARKDOWN_FILE = "report.json", "report.md"


@dataclass(frozen=True)
class Report:
    """`files` below `folder`: those that were `dropped` by reason (files, such as), the others
    by split (files, pieces, bars), and what was left out of these, by reason.

    `relatives`: groups of two files or more, files in the largest, phrases that related files
    share. `speed`: files that the last run read, seconds, workers.
    """

    folder: str
    files: int
    dropped: Mapping[str, Mapping[str, Any]]
    splits: Mapping[str, Mapping[str, int]]
    tracks: Mapping[str, int]
    bars: Mapping[str, int]
    relatives: Mapping[str, Any]
    speed: Mapping[str, float]

    def save(self, out: Path) -> None:
        """Write report.json and report.md."""
        write_whole(out / JSON_FILE, json.dumps(asdict(self), indent=2).encode())
        text = "\n".join(self._markdown())
        write_whole(out / MARKDOWN_FILE, text.encode("utf-8", "backslashreplace"))

    @classmethod
    def load(cls, out: Path) -> Report:
        """What `save` wrote."""
        return cls(**json.loads((out / JSON_FILE).read_text(encoding="utf-8")))

    def show(self, console: Console) -> None:
        """Print the tables."""
        for title, head, rows in self._tables():
            table = Table(*head)
            for row in rows:
                table.add_row(*map(escape, row))
            console.print(title, table)
        for line in self._lines():
            console.print(line)

    def _markdown(self) -> Iterator[str]:
        yield f"# {self.files:,} MIDI files below {self.folder}"
        for title, head, rows in self._tables():
            yield from ("", f"## {title}", "", _row(head), _row(["---"] * len(head)))
            yield from map(_row, rows)
        for line in self._lines():
            yield from ("", line)

    def _tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        units = ("files", "pieces", "bars")
        kept = [[split, *(f"{own[u]:,}" for u in units)] for split, own in self.splits.items()]
        yield "Kept", ["split", *units], kept
        dropped = sorted(self.dropped.items(), key=lambda item: -int(item[1]["files"]))
        if dropped:
            rows = [[f"{own['files']:,}", why, own["such"][0]] for why, own in dropped]
            yield "Dropped files", ["files", "why", "such as"], rows
        for unit, counts in (("tracks", self.tracks), ("bars", self.bars)):
            most = sorted(counts.items(), key=lambda item: -item[1])
            if rows := [[f"{count:,}", why] for why, count in most if count]:
                yield f"Left out of the kept files, in {unit}", [unit, "why"], rows

    def _lines(self) -> Iterator[str]:
        own, speed = self.relatives, self.speed
        yield (
            f"{own['groups']:,} groups of related files (they share {own['shared']} phrases or "
            f"more), the largest of {own['largest']:,}; the files of a group are in one split."
        )
        if speed["files"]:
            each = speed["files"] / speed["seconds"] / speed["workers"]
            yield (
                f"{speed['files']:,} files read in {speed['seconds']:,.1f} s by "
                f"{speed['workers']} processes, {each:,.1f} a second each."
            )


def _row(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "&#124;") for cell in cells)
    return f"| {' | '.join(escaped)} |"
