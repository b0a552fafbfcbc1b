"""Spreads jobs over processes of one thread each, and shows how far they are."""

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
from generators.score import ScoreError

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Opener:
    """Opens a preset in whichever process needs it."""

    preset: str
    device: str | None = None

    def __call__(self) -> NoteGenerator:
        """The generator. Raises `PresetError`."""
        return presets.load(self.preset, self.device)


Open = Callable[[], NoteGenerator]


@cache
def opened(opener: Open) -> NoteGenerator:
    """The generator, opened once in a process."""
    return opener()


def spread(
    work: Callable[[NoteGenerator, Job], Result],
    opener: Open,
    jobs: Sequence[Job],
    workers: int = 1,
) -> Iterator[Result]:
    """`work(generator, job)` of every job, in their order; in this process if `workers` is 1.

    Raises `ScoreError` when a process dies, which means that memory ran out.
    """
    task = partial(_work, work, opener)
    if workers <= 1 or len(jobs) <= 1:
        yield from map(task, jobs)
        return
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(min(workers, len(jobs)), context, _one_thread) as pool:
        try:
            yield from pool.map(task, jobs)
        except BrokenProcessPool as error:
            raise ScoreError("a worker process died: try fewer --workers") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _work(work: Callable[[NoteGenerator, Job], Result], opener: Open, job: Job) -> Result:
    return work(opened(opener), job)


def _one_thread() -> None:
    torch.set_num_threads(1)


def on_gpu(generator: NoteGenerator) -> bool:
    """Whether it runs on anything but the CPU."""
    device = getattr(generator, "device", None)
    return device is not None and device.type != "cpu"


def default_workers(generator: NoteGenerator) -> int:
    """One process per core, or one alone beside a GPU."""
    return 1 if on_gpu(generator) else os.cpu_count() or 1


PLAIN_EVERY = 20.0
"""Seconds between plain lines where the output is no terminal."""


def watched(results: Iterable[Result], total: int, text: str, console: Console) -> Iterator[Result]:
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
