"""Processes that share a long list of work. One that hangs or dies loses the one item it is on."""

from __future__ import annotations

import gc
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from generators.score import ScoreError

Item = TypeVar("Item")
Result = TypeVar("Result")

START_S = 120.0
"""Seconds in which a process must be up, on however busy a machine."""

_SPAWN = get_context("spawn")


def run(
    work: Callable[[Item], Result],
    lost: Callable[[Item, str], Result],
    jobs: Iterable[tuple[int, Sequence[Item]]],
    workers: int,
    seconds: float,
) -> Generator[tuple[int, list[Result]]]:
    """Do `work` on the items of numbered jobs, in `workers` processes; yield jobs as they end.

    An item that takes longer than `seconds`, or kills its process, gives `lost(item, why)`.
    Raises `ScoreError` when processes do not start.
    """
    queue = deque(jobs)
    crew = [_Worker[Item, Result](work) for _ in range(max(1, min(workers, len(queue))))]
    try:
        while queue or any(worker.items for worker in crew):
            for worker in crew:
                if not worker.items and queue:
                    worker.take(*queue.popleft())
            busy = {worker.pipe: worker for worker in crew if worker.items}
            soonest = min(worker.deadline(seconds) for worker in busy.values())
            for pipe in wait(list(busy), max(0.0, soonest - time.monotonic())):
                busy[pipe].listen(lost)  # type: ignore[index]
            for worker in busy.values():
                if worker.items and time.monotonic() >= worker.deadline(seconds):
                    worker.lose(lost, f"took longer than {seconds:g} seconds")
                if worker.items and len(worker.done) == len(worker.items):
                    yield worker.hand_over()
    finally:
        for worker in crew:
            worker.stop()


@dataclass
class _Worker(Generic[Item, Result]):
    """A process, the job it is on (none: `items` is empty) and since when it is on an item."""

    work: Callable[[Item], Result]
    number: int = -1
    items: Sequence[Item] = ()
    done: list[Result] = field(default_factory=list)
    since: float = 0.0
    ready: bool = False
    process: BaseProcess = field(init=False)
    pipe: Connection = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process."""
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, self.work), daemon=True)
        self.process.start()
        theirs.close()
        self.ready, self.since = False, time.monotonic()

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def take(self, number: int, items: Sequence[Item]) -> None:
        self.number, self.items, self.done = number, items, []
        self.since = time.monotonic()
        self._send()

    def hand_over(self) -> tuple[int, list[Result]]:
        result = self.number, self.done
        self.items, self.done = (), []
        return result

    def deadline(self, seconds: float) -> float:
        return self.since + (seconds if self.ready else START_S)

    def listen(self, lost: Callable[[Item, str], Result]) -> None:
        """Take in one answer, or notice that the process is gone."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.lose(lost, "crashed the reader")
            return
        self.since = time.monotonic()
        if self.ready:
            self.done.append(answer)
        self.ready = True

    def lose(self, lost: Callable[[Item, str], Result], why: str) -> None:
        """Give up the present item and go on with the next one in a new process."""
        if not self.ready:
            raise ScoreError("no process to read files can be started: try --workers 1")
        self.done.append(lost(self.items[len(self.done)], why))
        self.stop()
        self.start()
        self._send()

    def _send(self) -> None:
        if rest := self.items[len(self.done) :]:
            try:
                self.pipe.send(rest)
            except OSError:  # it has died: `listen` will notice
                return


def _serve(pipe: Connection, work: Callable[[Item], Result]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # looking for cycles among a file's many events is a tenth of the time
    try:
        pipe.send(None)
        while True:
            for item in pipe.recv():
                pipe.send(work(item))
            gc.collect()
    except (EOFError, OSError):
        return  # the parent is gone
