"""The child process that runs one model: requests in, one draft per denoising step out.

Messages are plain tuples and frozen dataclasses over a pipe of our own. One process serves one
preset for its whole life; another preset is another process.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

import presets
from generators.base import Filling, FillRequest, NoteGenerator

FAKE = presets.BUILT_IN
"""The preset that needs no weights and no torch."""
Loader = Callable[[str, str | None], tuple[NoteGenerator, str]]
"""(preset, device or None) -> generator and the device that it runs on; importable by name."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded, after `seconds`; it plays `roles`."""

    device: str
    seconds: float
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CannotLoad:
    """The preset is missing or wrong; the process ends."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """No more drafts of this request: it is complete, stopped, or failed with `error`."""

    id: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """A draft that stays packed until somebody needs its notes: most drafts are only counted, and
    unpacking each of them would hold up the main process."""

    id: str
    progress: float
    data: bytes

    @property
    def variations(self) -> tuple[Filling, ...]:
        """The draft's fillings."""
        found: tuple[Filling, ...] = pickle.loads(self.data)  # noqa: S301 - our own child's bytes
        return found


def load_generator(preset: str, device: str | None) -> tuple[NoteGenerator, str]:
    """Verify and read a preset; the generator and the device that it runs on. Raises
    `PresetError`."""
    let_threads_sleep()
    generator = presets.load(preset, device)
    return generator, str(getattr(generator, "device", "none"))


def main(pipe: Connection, loader: Loader, preset: str, device: str | None) -> None:
    """Load `preset` and answer requests until told to stop, or until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(os, "nice"):
        os.nice(5)  # below the audio and the server
    try:
        generator = _load(pipe, loader, preset, device)
        while generator is not None:
            order = pipe.recv()
            if order is None:
                return
            if isinstance(order, FillRequest):
                _fill(pipe, generator, order)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone


def let_threads_sleep() -> None:
    """All cores for the model, by threads that sleep while they wait. Has to come before torch.

    Beside a DAW that keeps the cores busy, threads that spin made a four-bar hole take 20 s
    instead of 0.8 s (measured on two cores).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))


def _load(
    pipe: Connection, loader: Loader, preset: str, device: str | None
) -> NoteGenerator | None:
    start = time.monotonic()
    try:
        generator, used = loader(preset, device)
    except Exception as error:  # noqa: BLE001 - whatever a file on disk can do wrong
        pipe.send(CannotLoad(_say(error)))
        return None
    pipe.send(Ready(used, time.monotonic() - start, generator.roles))
    return generator


def _fill(pipe: Connection, generator: NoteGenerator, request: FillRequest) -> None:
    error = ""
    try:
        for draft in generator.fill(request):
            pipe.send(Packed(draft.id, draft.progress, pickle.dumps(draft.variations)))
            if _stopped(pipe, request.id):
                break
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as fault:  # noqa: BLE001 - a model's fault must not end the server's work
        error = _say(fault)
    pipe.send(Finished(request.id, error))


def _stopped(pipe: Connection, request: str) -> bool:
    """Whether the parent has asked to stop this request. Orders that came late are dropped."""
    while pipe.poll():
        order = pipe.recv()
        if order is None:
            raise EOFError
        if order == request:
            return True
    return False


def _say(error: Exception) -> str:
    if isinstance(error, ValueError):  # as ours are: the text is for people
        return str(error)
    return f"{type(error).__name__}: {error}"
