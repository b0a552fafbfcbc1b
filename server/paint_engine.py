"""The painter's process: watched, fed with the newest, restarted. Frames come out as they are."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bridges.children import BACK_OFF_S, SPAWN, start_deaf
from bridges.frames import Picture
from generators.media import AudioWindow
from server import paint_worker
from server.paint_worker import (
    Job,
    LabelsHeard,
    PainterLoader,
    PainterReady,
    PainterRefused,
    Scene,
    Troubled,
    load_painter,
)


@dataclass(frozen=True, slots=True)
class PainterDied:
    """The process ended by itself and is started again."""

    text: str


PainterNews = PainterReady | PainterRefused | PainterDied | LabelsHeard | Troubled
Order = Scene | AudioWindow | None


class _Sender:
    """A thread that writes orders to the child. Of each kind only the newest waits: a child that
    does not read costs two orders, and holds up nobody."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting: dict[type, Order] = {}
        self._change = threading.Condition()
        self.thread = threading.Thread(target=self._work, name="orders", daemon=True)
        self.thread.start()

    def send(self, order: Order) -> None:
        """Send an order, in place of one of its kind that waits; None: end."""
        with self._change:
            self._waiting[type(order)] = order
            self._change.notify()

    def _work(self) -> None:
        order: Order = Scene()
        while order is not None:
            with self._change:
                while not self._waiting:
                    self._change.wait()
                order = self._waiting.pop(next(iter(self._waiting)))
            try:
                self._pipe.send(order)
            except (OSError, ValueError):
                return  # it is dead, as the reader will say


class _Child:
    """One painter process, and the threads that talk with it."""

    def __init__(self, job: Job, loader: PainterLoader) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(
            target=paint_worker.main, args=(theirs, loader, job), daemon=True
        )
        start_deaf(self.process)
        theirs.close()  # so that the pipe ends when the child does
        self.sender = _Sender(self.pipe)
        self._picture: Picture | None = None
        self._lock = threading.Lock()
        self.thread = threading.Thread()

    def listen(self, told: Callable[[_Child, object], None]) -> None:
        """Call `told(self, answer)` in the event loop for each answer, and with None at the end.
        Pictures that the loop is too busy to take give way to newer ones."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            try:
                while (answer := _receive(self.pipe)) is not None:
                    if not isinstance(answer, Picture) or self._keep(answer):
                        loop.call_soon_threadsafe(told, self, answer)
                self.process.join()
                loop.call_soon_threadsafe(told, self, None)
            except RuntimeError:
                return  # the loop is closed: nobody wants to know

        self.thread = threading.Thread(target=read, name="painter", daemon=True)
        self.thread.start()

    def _keep(self, picture: Picture) -> bool:
        with self._lock:
            first, self._picture = self._picture is None, picture
        return first

    def newest(self) -> Picture | None:
        """The newest picture, once."""
        with self._lock:
            picture, self._picture = self._picture, None
        return picture


def _receive(pipe: Connection) -> object:
    try:
        return pipe.recv()
    except (EOFError, OSError):
        return None


class PaintEngine:
    """Keeps one painter process alive. `told` hears news and `painted` gets frames, both in the
    event loop."""

    def __init__(
        self,
        told: Callable[[PainterNews], None],
        painted: Callable[[Picture], None],
        job: Job,
        loader: PainterLoader = load_painter,
    ) -> None:
        self._told, self._painted = told, painted
        self._job, self._loader = job, loader
        self._child: _Child | None = None
        self._scene = Scene()
        self._failures = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the painter."""
        return self._child.process.pid if self._child else None

    def start(self) -> None:
        """Begin to load the painter."""
        self._child = _Child(self._job, self._loader)
        self._child.listen(self._hear)
        self._child.sender.send(self._scene)

    def show(self, scene: Scene) -> None:
        """Paint this from now on, and after a restart too."""
        self._scene = scene
        if self._child is not None:
            self._child.sender.send(scene)

    def hear(self, window: AudioWindow) -> None:
        """Hand over the newest sound."""
        if self._child is not None:
            self._child.sender.send(window)

    async def close(self) -> None:
        """End the process, by force if it takes longer than a second."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._child is not None:
            self._child.sender.send(None)
            await asyncio.to_thread(_end, self._child)

    def _hear(self, child: _Child, answer: object) -> None:
        if answer is None:
            self._gone(child)
        elif isinstance(answer, Picture):
            picture = child.newest()
            if picture is not None and not self._closed:
                self._failures = 0
                self._painted(picture)
        elif isinstance(answer, PainterReady | PainterRefused | LabelsHeard | Troubled):
            if isinstance(answer, PainterRefused):
                self._child = None  # trying again would not help
            self._told(answer)

    def _gone(self, child: _Child) -> None:
        child.sender.send(None)
        child.pipe.close()
        if self._closed or child is not self._child:
            return
        self._child = None
        code = child.process.exitcode
        self._told(PainterDied(f"the painter's process ended (exit code {code})"))
        wait = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        self._timer = asyncio.get_running_loop().call_later(wait, self.start)


def _end(child: _Child) -> None:
    child.thread.join(1.0)
    if child.thread.is_alive():
        child.process.kill()
        child.thread.join(1.0)
    child.sender.thread.join(1.0)
