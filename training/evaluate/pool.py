"""Spreads pieces over processes of one thread each, and shows how far they are."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

import torch
from rich.console import Console
from rich.progress import track

import presets
from generators.base import NoteGenerator
from generators.notes.generator import Schmubert
from generators.score import ScoreError
from training.evaluate.pieces import Piece

Result = TypeVar("Result")
CHUNK = 8
"""Pieces in a job, which also go through the network together; GPU_CHUNK on a GPU."""
GPU_CHUNK = 64
PLAIN_EVERY = 20.0
"""Seconds between plain lines where the output is no terminal."""


@dataclass(frozen=True)
class Opener:
    """Opens a preset in whichever process needs it."""

    preset: str
    device: str | None = None

    def __call__(self) -> NoteGenerator:
        """The generator. Raises `PresetError`."""
        return presets.load(self.preset, self.device)


def open_network(preset: str, device: str | None = None) -> Schmubert:
    """The generator of a preset that has a network. Raises `PresetError`."""
    generator = presets.load(preset, device)
    if not isinstance(generator, Schmubert):
        raise presets.PresetError(f"{preset} has no network: name another preset")
    return generator


Open = Callable[[], NoteGenerator]


@cache
def opened(opener: Open) -> NoteGenerator:
    """The generator, opened once in a process."""
    return opener()


@dataclass(frozen=True)
class Bench:
    """A preset, the pieces that it is put to, and the processes that share the work."""

    opener: Open
    pieces: Sequence[Piece]
    console: Console
    workers: int | None = None

    @property
    def generator(self) -> NoteGenerator:
        """The preset's generator, in this process."""
        return opened(self.opener)

    def run(
        self, work: Callable[[NoteGenerator, Sequence[Piece]], Result], text: str
    ) -> list[Result]:
        """`work(generator, chunk)` for chunks of the pieces, in their order. How the pieces are
        cut does not depend on the number of workers, so neither do the results.

        Raises `ScoreError` when a process dies.
        """
        size = GPU_CHUNK if on_gpu(self.generator) else CHUNK
        chunks = [self.pieces[start : start + size] for start in range(0, len(self.pieces), size)]
        workers = min(len(chunks), self.workers or default_workers(self.generator))
        task = partial(_work, work, self.opener)
        if workers == 1:
            return [*_watched(map(task, chunks), len(chunks), text, self.console)]
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        with ProcessPoolExecutor(workers, context, _one_thread) as pool:
            try:
                return [*_watched(pool.map(task, chunks), len(chunks), text, self.console)]
            except BrokenProcessPool as error:
                raise ScoreError("a worker process died: try fewer --workers") from error
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _work(
    work: Callable[[NoteGenerator, Sequence[Piece]], Result], opener: Open, chunk: Sequence[Piece]
) -> Result:
    return work(opened(opener), chunk)


def _one_thread() -> None:
    torch.set_num_threads(1)


def on_gpu(generator: NoteGenerator) -> bool:
    """Whether it runs on anything but the CPU."""
    device = getattr(generator, "device", None)
    return device is not None and device.type != "cpu"


def default_workers(generator: NoteGenerator) -> int:
    """One process per core, or one alone beside a GPU."""
    return 1 if on_gpu(generator) else os.cpu_count() or 1


def _watched(
    results: Iterable[Result], total: int, text: str, console: Console
) -> Iterator[Result]:
    """Pass the results on: a progress bar in a terminal, else a plain line now and then."""
    if console.is_terminal:
        yield from track(results, text, total, console=console, transient=True)
        return
    began = last = time.monotonic()
    for done, result in enumerate(results, 1):
        yield result
        now = time.monotonic()
        if now - last >= PLAIN_EVERY or done == total:
            last = now
            console.print(f"{text}: {done} of {total}, {now - began:.0f} s", markup=False)
