"""The child process that owns the painter: sound and scenes in, encoded frames out.

Of each kind of order only the newest is kept. One process serves one painter for its whole life.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from PIL import Image

import presets
from bridges.frames import Picture
from bridges.outputs import Output, OutputError, open_output
from generators.base import Look, Painter
from generators.media import AudioWindow, Frame, Pixels
from server.flash import FrameLimiter
from server.worker import let_threads_sleep

PainterLoader = Callable[[str, str | None], tuple[Painter, str]]
"""(preset, device or None) -> painter and the device that it runs on; importable by name."""
QUALITY = 88
HOLD_S = 0.5
"""A picture that stands still is sent so often, for readers that take silence for an end."""
FAULT_S = 1.0
"""Pause after a fault of the painter."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What to paint. `fps` frames a second at most, 0: nobody is looking; `frozen`: the last
    picture stays; `dark`: black."""

    look: Look = field(default_factory=Look)
    fps: float = 0.0
    frozen: bool = False
    dark: bool = False


@dataclass(frozen=True, slots=True)
class PainterReady:
    """The painter is loaded, after `seconds`. `size` is height and width in pixels, `window_s`
    the seconds of sound that it wants, at `hear_hz`."""

    name: str
    device: str
    seconds: float
    size: tuple[int, int]
    labels: tuple[str, ...]
    window_s: float
    hear_hz: int


@dataclass(frozen=True, slots=True)
class PainterRefused:
    """The preset is missing or wrong; the process ends."""

    text: str


@dataclass(frozen=True, slots=True)
class LabelsHeard:
    """What labels the painter heard in the newest sound."""

    labels: dict[str, float]


@dataclass(frozen=True, slots=True)
class Troubled:
    """The painter or an output failed, and goes on as far as it can."""

    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is started for: a painter, its device, where frames go besides (`outputs`),
    and whether flashes are limited."""

    preset: str = presets.METER
    device: str | None = None
    outputs: tuple[str, ...] = ()
    limit_flashes: bool = True
    fps: float = 15.0
    """What the outputs are told to expect."""


def load_painter(preset: str, device: str | None) -> tuple[Painter, str]:
    """Verify and read a preset; the painter and the device that it runs on. Raises
    `PresetError`."""
    let_threads_sleep()
    return presets.load_painter(preset, device)


def main(pipe: Connection, loader: PainterLoader, job: Job) -> None:
    """Load the painter and paint until told to stop, or until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(os, "nice"):
        os.nice(8)  # below the server, and below the model that answers clips
    orders = _Orders()
    threading.Thread(target=orders.listen, args=(pipe,), daemon=True).start()
    start = time.monotonic()
    try:
        try:
            painter, used = loader(job.preset, job.device)
        except Exception as error:  # noqa: BLE001 - whatever a file on disk can do wrong
            pipe.send(PainterRefused(_say(error)))
            return
        took = time.monotonic() - start
        pipe.send(
            PainterReady(
                job.preset, used, took, painter.size, (*painter.labels,), painter.window_s,
                painter.hear_hz,
            )
        )  # fmt: skip
        if orders.begun():  # outputs are opened when it is this painter's turn
            _Easel(pipe, painter, job).work(orders)
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone


@dataclass
class _Orders:
    """The newest order of each kind. A thread empties the pipe, so that the parent never waits
    and old sound is never painted."""

    scene: Scene = field(default_factory=Scene)
    over: bool = False
    _first: threading.Event = field(default_factory=threading.Event)
    _window: AudioWindow | None = None
    _change: threading.Condition = field(default_factory=threading.Condition)

    def listen(self, pipe: Connection) -> None:
        """Take orders until there are no more."""
        while not self.over:
            try:
                order = pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                order = None
            with self._change:
                if isinstance(order, Scene):
                    self.scene = order
                elif isinstance(order, AudioWindow):
                    self._window = order
                else:
                    self.over = True
                self._change.notify()
            if self.over or isinstance(order, Scene):
                self._first.set()

    def begun(self) -> bool:
        """Wait for the first scene; False: it is over before."""
        self._first.wait()
        return not self.over

    def wait(self, seconds: float) -> None:
        """Until `seconds` are over, or something is ordered."""
        with self._change:
            if self._window is None and not self.over and seconds > 0:
                self._change.wait(seconds)

    def window(self) -> AudioWindow | None:
        """The newest sound, once."""
        with self._change:
            window, self._window = self._window, None
        return window


class _Easel:
    """Paints at its own pace what the orders say."""

    def __init__(self, pipe: Connection, painter: Painter, job: Job) -> None:
        self._pipe, self._painter, self._job = pipe, painter, job
        self._limiter = FrameLimiter() if job.limit_flashes else None
        self._outputs = dict(self._open_outputs())
        self._number = 0
        self._last: Frame | None = None
        self._painted_at = self._begun = time.monotonic()
        self._audio = (0.0, time.monotonic())

    def work(self, orders: _Orders) -> None:
        """Until the orders are over."""
        try:
            while not orders.over:
                orders.wait(self._due(orders.scene) - time.monotonic())
                self._hear(orders.window())
                scene, now = orders.scene, time.monotonic()
                if scene.fps > 0 and now >= self._due(scene):
                    self._frame(scene, now)
        finally:
            for output in self._outputs.values():
                with suppress(Exception):
                    output.close()

    def _due(self, scene: Scene) -> float:
        """When the next frame is to come; while nobody looks, when to see to it again."""
        if scene.fps <= 0:
            return time.monotonic() + HOLD_S
        return self._begun + (HOLD_S if scene.frozen and not scene.dark else 1 / scene.fps)

    def _hear(self, window: AudioWindow | None) -> None:
        if window is None:
            return
        self._audio = (window.end, time.monotonic())
        try:
            labels = self._painter.hear(window)
        except Exception as error:  # noqa: BLE001 - a model's fault must not end the show
            self._pipe.send(Troubled(f"the painter cannot hear: {_say(error)}"))
            return
        self._pipe.send(LabelsHeard({name: float(share) for name, share in labels.items()}))

    def _frame(self, scene: Scene, now: float) -> None:
        self._begun = max(self._due(scene), now - 1 / scene.fps)  # on time, unless it is late
        end, since = self._audio
        at = end + now - since
        try:
            frame = self._picture(scene, now, at)
        except Exception as error:  # noqa: BLE001 - a model's fault must not end the show
            self._pipe.send(Troubled(f"the painter cannot paint: {_say(error)}"))
            self._begun = now + FAULT_S
            return
        pixels = frame.pixels
        if scene.dark:
            pixels = np.zeros_like(pixels)
        if self._limiter is not None:
            pixels = self._limiter.limit(pixels, now)
        self._number += 1
        self._pipe.send(encode(pixels, self._number, at))
        self._send_out(pixels)

    def _picture(self, scene: Scene, now: float, at: float) -> Frame:
        if self._last is not None and (scene.frozen or scene.dark):
            self._painted_at = now
            return self._last
        seconds, self._painted_at = min(now - self._painted_at, 1.0), now
        self._last = self._painter.paint(scene.look, seconds, at)
        return self._last

    def _open_outputs(self) -> Any:
        height, width = self._painter.size
        for name in self._job.outputs:
            try:
                yield name, open_output(name, height, width, self._job.fps)
            except OutputError as error:
                self._pipe.send(Troubled(str(error)))

    def _send_out(self, pixels: Pixels) -> None:
        for name, output in list(self._outputs.items()):
            try:
                output.send(pixels)
            except Exception as error:  # noqa: BLE001 - whatever a driver can do wrong
                self._pipe.send(Troubled(f"output {name} failed and is closed: {_say(error)}"))
                self._drop(name)

    def _drop(self, name: str) -> None:
        output: Output = self._outputs.pop(name)
        with suppress(Exception):
            output.close()


def encode(pixels: Pixels, number: int, at: float) -> Picture:
    """`pixels` [height, width, 3] as a JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    height, width = pixels.shape[:2]
    return Picture(number, at, width, height, "jpeg", buffer.getvalue())


def _say(error: Exception) -> str:
    if isinstance(error, ValueError):  # as ours are: the text is for people
        return str(error)
    return f"{type(error).__name__}: {error}"
