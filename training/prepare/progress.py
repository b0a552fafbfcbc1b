"""How far a long job is: a bar on a terminal, a plain line now and then anywhere else."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

EVERY_S = 30.0
"""Seconds between two plain lines."""


class Progress:
    """Counts `done` of `total`; used in a `with` block."""

    def __init__(self, console: Console, what: str, total: int, done: int = 0) -> None:
        self.console, self.what, self.total, self.done = console, what, total, done
        self.first = done
        self.began = self.said = time.monotonic()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        self.bar = Bar(*columns, console=console, disable=not console.is_terminal)
        self.task = self.bar.add_task(what, total=total, completed=done, rate="")

    def __enter__(self) -> Progress:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.began

    @property
    def rate(self) -> float:
        """Done in a second."""
        return (self.done - self.first) / max(1e-9, self.seconds)

    def advance(self, count: int) -> None:
        """`count` more are done."""
        self.done += count
        self.bar.update(self.task, completed=self.done, rate=f"{self.rate:,.0f}/s")
        now = time.monotonic()
        if not self.console.is_terminal and now - self.said >= EVERY_S:
            self.said = now
            left = (self.total - self.done) / max(1e-9, self.rate) / 60
            self.console.print(
                f"{self.what}: {self.done:,} of {self.total:,}, {self.rate:,.0f}/s, "
                f"some {left:,.0f} min left"
            )
