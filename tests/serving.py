"""A whole server in a thread, for tests that talk to it over real sockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Self, TypeVar

import presets
from bridges.client import Client
from generators.score import Clip, Hole, Note
from presets import METER
from server import worker
from server.app import App
from server.listening import Hearable
from server.paint_worker import PainterLoader, load_painter
from server.settings import Settings

T = TypeVar("T")
SHIPPED = "trio" if "trio" in presets.scan() else "repeat"
"""The preset that end-to-end tests use: the trained one as soon as there is one."""

HOLES = (Hole("melody", 8, 12), Hole("bass", 8, 12))


def song(bars: int = 4, tempo: float = 120) -> Clip:
    """A melody and a bass line."""
    melody = tuple(Note(i / 2, 60 + (i * 7) % 12, 0.5) for i in range(bars * 8))
    bass = tuple(Note(float(i), 36 + (i * 5) % 12, 1.0) for i in range(bars * 4))
    return Clip(bars * 4.0, {"melody": melody, "bass": bass}, tempo)


class Serving:
    """A context manager: the server runs inside it on ports that the system chose."""

    def __init__(
        self,
        preset: str = SHIPPED,
        loader: worker.Loader = worker.load_generator,
        painters: PainterLoader = load_painter,
        sound: Hearable | None = None,
        **more: Any,
    ) -> None:
        given = {"preset": preset, "osc_port": 0, "http_port": 0, "painter": METER, **more}
        self._settings = Settings(**given)
        self._loader, self._painters, self._sound = loader, painters, sound
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._started = threading.Event()
        self.app: App
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.app = App(self._settings, self._loader, self._painters, self._sound)
        if self._settings.preset not in (SHIPPED, worker.FAKE):
            self.app.check_preset = lambda: None  # type: ignore[method-assign]
        await self.app.start()
        self._started.set()
        await self._stop.wait()
        await self.app.stop()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        assert not self._thread.is_alive(), "the server did not stop"

    def ask(self, question: Callable[[], T]) -> T:
        """The answer to a question that only the event loop's thread may ask."""
        answer: Future[T] = Future()
        self._loop.call_soon_threadsafe(lambda: answer.set_result(question()))
        return answer.result(60)

    def client(self, ready: bool = True) -> Client:
        """A client that has said hello; the model is loaded."""
        made = Client(port=self.app.osc_port)
        if ready:
            made.wait_ready()
        return made
