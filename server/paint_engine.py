"""The painter's process: watched, fed with the newest, restarted, replaced. Frames come out as they
are."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class PainterKept:
    """The painter `preset`, which was to take the place of the present one, cannot be loaded."""

    preset: str
    text: str


PainterNews = PainterReady | PainterRefused | PainterDied | PainterKept | LabelsHeard | Troubled
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
        self.job = job
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
        self._coming: _Child | None = None
        self._scene = Scene()
        self._failures = 0
        self._timer: asyncio.TimerHandle | None = None
        self._parting: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the painter."""
        return self._child.process.pid if self._child else None

    def start(self) -> None:
        """Begin to load the painter."""
        self._child = self._begin(self._job)
        self._child.sender.send(self._scene)

    def load(self, preset: str) -> None:
        """Begin to load another painter beside the present one, which paints until the other is
        ready; a load that is under way is given up."""
        if self._coming is not None:
            self._part(self._coming)
        self._coming = self._begin(replace(self._job, preset=preset))

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
        """End the processes, by force if they take longer than a second."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for child in (self._child, self._coming):
            if child is not None:
                self._part(child)
        await asyncio.gather(*self._parting)

    def _begin(self, job: Job) -> _Child:
        child = _Child(job, self._loader)
        child.listen(self._hear)
        return child

    def _hear(self, child: _Child, answer: object) -> None:
        if child is self._coming:
            self._hear_coming(child, answer)
        elif answer is None:
            self._gone(child)
        elif isinstance(answer, Picture):
            picture = child.newest()
            if picture is not None and child is self._child and not self._closed:
                self._failures = 0
                self._painted(picture)
        elif child is self._child:
            if isinstance(answer, PainterRefused):
                self._child = None  # trying again would not help
            self._tell(answer)

    def _hear_coming(self, child: _Child, answer: object) -> None:
        if isinstance(answer, PainterReady):
            self._take_over(child)
            self._tell(answer)
            return
        self._coming = None
        if answer is None:
            child.sender.send(None)
            child.pipe.close()
            code = child.process.exitcode
            answer = PainterRefused(f"the painter's process ended (exit code {code})")
        if isinstance(answer, PainterRefused) and not self._closed:
            self._told(PainterKept(child.job.preset, answer.text))

    def _take_over(self, child: _Child) -> None:
        old, self._child, self._coming = self._child, child, None
        self._job, self._failures = child.job, 0
        if self._timer is not None:
            self._timer.cancel()
        if old is None:
            child.sender.send(self._scene)
        else:  # an output that the old one holds is free when it has ended
            self._part(old).add_done_callback(lambda _: child.sender.send(self._scene))

    def _part(self, child: _Child) -> asyncio.Task[None]:
        """Let a child end, by force if it takes longer than a second."""
        child.sender.send(None)
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(_end, child))
        self._parting.add(task)
        task.add_done_callback(self._parting.discard)
        return task

    def _tell(self, answer: object) -> None:
        if isinstance(answer, PainterReady | PainterRefused | LabelsHeard | Troubled):
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
