"""What a run tells while it goes: log.jsonl, TensorBoard, and a line on the screen."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from torch.utils.tensorboard import SummaryWriter

from training.pictures import Picture
from training.runs import time_left

ROWS, BOARD = "log.jsonl", "tensorboard"
PLAIN_EVERY = 20.0
"""Seconds between plain lines where the output is no terminal."""
Row = dict[str, float]
Told = Callable[[int, int, Row], str]
"""A row of a step, of so many, as a person reads it."""


class Log:
    """Writes into a run's folder, and to `console`. Goes on after `step`: what a run that was
    cut off wrote later than its last checkpoint is taken out. `told` says what a row is on the
    screen. A context manager."""

    def __init__(
        self, folder: Path, step: int, steps: int, console: Console, told: Told | None = None
    ) -> None:
        self._rows = folder / ROWS
        self._cut(step)
        self._board = SummaryWriter(str(folder / BOARD), purge_step=step + 1)
        self._line = Line(step, steps, console, told)

    def _cut(self, step: int) -> None:
        if self._rows.exists():
            lines = self._rows.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [
                line for line in lines if line.endswith("\n") and json.loads(line)["step"] <= step
            ]
            self._rows.write_text("".join(kept), encoding="utf-8")

    def row(self, step: int, row: Row) -> None:
        """Numbers of a step, everywhere."""
        with self._rows.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **row}) + "\n")
        for name, value in row.items():
            self._board.add_scalar(name, value, step)
        self._line.row(step, row)

    def picture(self, step: int, name: str, picture: Picture) -> None:
        """A picture, into TensorBoard."""
        self._board.add_image(name, picture, step, dataformats="HWC")

    def say(self, text: str) -> None:
        """A line of text."""
        self._line.say(text)

    def __enter__(self) -> Self:
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.stop()
        self._board.close()


class Line:
    """The progress of a run: one live line in a terminal, else a plain line now and then."""

    def __init__(self, step: int, steps: int, console: Console, told: Told | None = None) -> None:
        self._console, self._steps, self._told = console, steps, told or in_bits
        self._last = -PLAIN_EVERY
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=steps, completed=step)

    def row(self, step: int, row: Row) -> None:
        """Show a row; validation stays on the screen."""
        text = self._told(step, self._steps, row)
        self._bar.update(self._task, completed=step, description=text)
        now = time.monotonic()
        if any(name.startswith("valid") for name in row) or (
            not self._console.is_terminal and now - self._last >= PLAIN_EVERY
        ):
            self._last = now
            self.say(f"step {step:,} of {self._steps:,}  {text}")

    def say(self, text: str) -> None:
        """A line that stays."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def start(self) -> None:
        """Begin to draw."""
        self._bar.start()

    def stop(self) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()


def in_bits(step: int, steps: int, row: Row) -> str:
    """A row as a person reads it: losses in bits, speed, time left."""
    parts = [f"loss {row['loss']:.4f}"]
    if "valid_elbo" in row:
        parts.append(f"valid loss {row['valid_loss']:.4f}  ELBO {row['valid_elbo']:.4f}")
    parts.append(f"{row['steps_per_s']:.3g} steps/s  {row['tokens_per_s']:,.0f} tokens/s")
    if "share_of_peak" in row:
        parts.append(f"{row['share_of_peak']:.1%} of peak")
    return "  ".join([*parts, time_left(step, steps, row["steps_per_s"])])
