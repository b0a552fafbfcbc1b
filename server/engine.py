"""Where generation runs: child processes that are watched, replaced and restarted.

One process serves; a new preset is loaded in a second one, which takes over when it is ready.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bridges.children import BACK_OFF_S, SPAWN, start_deaf
from generators.base import Draft, FillRequest
from generators.score import ROLES
from server import worker
from server.worker import CannotLoad, Finished, Loader, Packed, Ready

log = logging.getLogger("klangbild")


@dataclass(frozen=True, slots=True)
class Serving:
    """A preset is loaded and answers from now on; it plays `roles`."""

    preset: str
    device: str
    seconds: float
    roles: tuple[str, ...] = ROLES


@dataclass(frozen=True, slots=True)
class Refused:
    """A preset cannot be loaded; what served before goes on. `serving` tells whether any does, or
    is being loaded again."""

    preset: str
    text: str
    serving: bool


@dataclass(frozen=True, slots=True)
class Died:
    """A process ended by itself. `request` was on it, or is empty; `restarting`: nothing serves
    until `Serving` is heard again."""

    request: str
    text: str
    restarting: bool


News = Serving | Refused | Died | Draft | Packed | Finished


class _Child:
    """One worker process, and the thread that hands its answers to the event loop."""

    def __init__(self, preset: str, device: str | None, loader: Loader) -> None:
        self.preset = preset
        self.pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(
            target=worker.main, args=(theirs, loader, preset, device), daemon=True
        )
        self.thread = threading.Thread()
        start_deaf(self.process)
        theirs.close()  # so that the pipe ends when the child does

    def listen(self, told: Callable[[_Child, object], None]) -> None:
        """Call `told(self, answer)` in the event loop for each answer, and with None at the end."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            while (answer := _receive(self.pipe)) is not None:
                loop.call_soon_threadsafe(told, self, answer)
            self.process.join()
            loop.call_soon_threadsafe(told, self, None)

        def run() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
                read()

        self.thread = threading.Thread(target=run, name=f"worker {self.preset}", daemon=True)
        self.thread.start()

    def send(self, order: FillRequest | str | None) -> None:
        """A request, the id of one to stop, or None: end. Nothing happens if it is dead."""
        try:
            self.pipe.send(order)
        except OSError:
            log.debug("worker %s is gone", self.preset)


def _receive(pipe: Connection) -> object:
    """What a child says next; None: no more. A last draft is unpacked here, off the loop."""
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        return None
    if isinstance(answer, Packed) and answer.progress >= 1.0:
        return Draft(answer.id, answer.progress, answer.variations)
    return answer


class Engine:
    """Runs one request at a time on one preset. `told` hears the news, in the event loop."""

    def __init__(
        self,
        told: Callable[[News], None],
        device: str | None = None,
        loader: Loader = worker.load_generator,
    ) -> None:
        self._told = told
        self._device = device
        self._loader = loader
        self._serving: _Child | None = None
        self._coming: _Child | None = None
        self._leaving: set[_Child] = set()
        self._at_work: tuple[_Child, str] | None = None
        self._good = ""  # the preset to come back to: the first that was asked for, or served
        self._failures = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the worker that serves."""
        return self._serving.process.pid if self._serving else None

    def load(self, preset: str) -> None:
        """Begin to load `preset` beside what serves now; a load that is under way is given up."""
        if self._timer is not None:
            self._timer.cancel()
        if self._coming is not None:
            self._part(self._coming)
        self._good = self._good or preset
        self._coming = _Child(preset, self._device, self._loader)
        self._coming.listen(self._hear)

    def start(self, request: FillRequest) -> None:
        """Begin to work on `request`; the caller waits for its `Finished` before the next."""
        if self._serving is None:
            self._told(Finished(request.id, "no model is loaded"))
            return
        self._at_work = (self._serving, request.id)
        self._serving.send(request)

    def stop(self, request: str) -> None:
        """End the request of this id after its present step; `Finished` follows."""
        if self._at_work is not None and self._at_work[1] == request:
            self._at_work[0].send(request)

    async def close(self) -> None:
        """End all processes, by force if they take longer than a second."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        children = [c for c in (self._serving, self._coming, *self._leaving) if c is not None]
        for child in children:
            child.send(None)
        await asyncio.gather(*(asyncio.to_thread(_end, child) for child in children))

    def _hear(self, child: _Child, answer: object) -> None:
        if answer is None:
            self._gone(child)
        elif isinstance(answer, Ready):
            self._take_over(child, answer)
        elif isinstance(answer, CannotLoad):
            self._refuse(child, answer.text)
        elif isinstance(answer, Draft | Packed | Finished):
            if isinstance(answer, Finished):
                self._at_work, self._failures = None, 0
                if child in self._leaving:
                    child.send(None)
            self._told(answer)

    def _take_over(self, child: _Child, ready: Ready) -> None:
        if child is not self._coming:
            return
        old, self._serving, self._coming = self._serving, child, None
        if old is not None:
            self._part(old)
        self._good = child.preset
        self._told(Serving(child.preset, ready.device, ready.seconds, ready.roles))

    def _refuse(self, child: _Child, text: str) -> None:
        if child is not self._coming:
            return
        self._coming = None
        self._leaving.add(child)
        again = self._serving is None and self._good != child.preset
        self._told(Refused(child.preset, text, again or self._serving is not None))
        if again:
            self.load(self._good)

    def _part(self, child: _Child) -> None:
        """Let `child` go, at once or after the request that it is on."""
        self._leaving.add(child)
        if self._at_work is None or self._at_work[0] is not child:
            child.process.terminate()

    def _gone(self, child: _Child) -> None:
        child.pipe.close()
        if self._closed:
            return
        text = f"the worker process ended (exit code {child.process.exitcode})"
        self._leaving.discard(child)
        if child is self._coming:
            self._refuse(child, text)
            self._leaving.discard(child)
            if self._coming is None and self._serving is None:
                self._restart(child.preset)
            return
        lost = ""
        if self._at_work is not None and self._at_work[0] is child:
            lost, self._at_work = self._at_work[1], None
        if child is self._serving:
            self._serving = None
            self._told(Died(lost, text, restarting=True))
            self._restart(child.preset)
        elif lost:
            self._told(Died(lost, text, restarting=False))

    def _restart(self, preset: str) -> None:
        if self._coming is not None:
            return  # another preset is on its way already
        wait = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        self._timer = asyncio.get_running_loop().call_later(wait, self.load, preset)


def _end(child: _Child) -> None:
    child.thread.join(1.0)
    if child.thread.is_alive():
        child.process.kill()
        child.thread.join(1.0)
