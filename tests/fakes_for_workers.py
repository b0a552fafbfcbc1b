"""Generators that worker processes load by name in tests."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import sleep as pause

from generators.base import Draft, FillRequest, Look, NoteGenerator, Painter
from generators.fakes import Meter, Repeat
from generators.media import Frame
from generators.score import ROLES
from presets import PresetError


@dataclass
class Fragile:
    """Works like Repeat, but dies or raises when the clip's tempo says so."""

    name: str = "fragile"
    roles: tuple[str, ...] = ROLES
    repeat: Repeat = field(default_factory=lambda: Repeat(steps=40, step_s=0.05))

    def fill(self, request: FillRequest) -> Iterator[Draft]:
        """Tempo 66: the process dies; 77: an error; 88: slow to the first draft; 91: all cores
        are busy for 2 s; 99: silence."""
        if request.clip.tempo == 66:
            os._exit(9)
        if request.clip.tempo == 77:
            raise RuntimeError("this cannot be done\nat all")
        if request.clip.tempo == 88:
            time.sleep(1.0)
        if request.clip.tempo == 91:
            others = [threading.Thread(target=_burn, args=(2.0,)) for _ in range(3)]
            for other in others:
                other.start()
            for other in others:
                other.join()
        if request.clip.tempo == 99:
            return
        fast = request.clip.tempo == 120
        yield from (Repeat() if fast else self.repeat).fill(request)


def _burn(seconds: float) -> None:
    """Compute without the interpreter's lock, as a model does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        hashlib.pbkdf2_hmac("sha256", b"klang", b"bild", 20_000)


def load(preset: str, device: str | None) -> tuple[NoteGenerator, str]:
    """`fragile` and `repeat` load, `slow` takes a while, `crash` dies, others are not there."""
    if preset == "slow":
        time.sleep(0.5)
    if preset == "crash":
        os._exit(7)
    if preset not in ("fragile", "repeat", "slow"):
        raise PresetError(f"no preset called {preset!r}")
    return (Repeat() if preset == "repeat" else Fragile()), device or "none"


class Moody(Meter):
    """Paints small pictures; dies, hangs or fails when the look's seed says so."""

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """Seed 66: the process dies; 77: an error; 88: each frame takes 3 s."""
        if look.seed == 66:
            os._exit(9)
        if look.seed == 77:
            raise RuntimeError("out of paint")
        if look.seed == 88:
            pause(3.0)
        return super().paint(look, seconds, time)


def load_painter(preset: str, device: str | None) -> tuple[Painter, str]:
    """`moody` loads, `slow` takes a while, `crash` dies, others are not there."""
    if preset == "slow":
        time.sleep(3.0)
    if preset == "crash":
        os._exit(7)
    if preset not in ("moody", "slow"):
        raise PresetError(f"no painter called {preset!r}")
    return Moody(side=32), device or "none"
