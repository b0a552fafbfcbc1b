"""What tests with real hosts share: what must be there, a tune, where the beats of a clock are."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib.util
import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.rig import RATE, Heard, Jack, missing

TUNE = (60, 64, 67, 72, 71, 67, 64, 62, 57, 60, 64, 69, 67, 64, 60, 59)
"""Eighths: two bars."""
Values = NDArray[np.float64]


def needs(*tools: str) -> None:
    """Skip, with the reason, where JACK or one of these is not installed."""
    if gone := missing("jackd", "jack_wait", "jack_lsp", "jack_connect", *tools):
        pytest.skip(f"not installed: {gone}")
    if importlib.util.find_spec("jack") is None or ctypes.util.find_library("jack") is None:
        pytest.skip("JACK-Client or libjack is not installed")


@contextlib.contextmanager
def own_jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    """A server that is not yet started, the one that what this process starts will find."""
    needs()
    with contextlib.closing(Jack(256)) as jack:
        for name, value in jack.env.items():
            monkeypatch.setenv(name, value)
        yield jack


def steady(start: int, seconds: float) -> Iterator[tuple[float, Sequence[int]]]:
    """A note every fifth of a second, whatever the beat."""
    for n, pitch in zip(range(int(5 * seconds)), itertools.cycle(TUNE), strict=False):
        yield start + n * RATE / 5, (0x90, pitch, 80)
        yield start + (n + 0.8) * RATE / 5, (0x80, pitch, 0)


def runs(clock: Iterable[Heard]) -> list[Values]:
    """The ticks of each stretch in which a MIDI clock's song went on: frame and song's beat."""
    found: list[list[tuple[float, float]]] = []
    song, going = 0.0, False
    for frame, message in clock:
        match message:
            case (0xF8,) if going:
                found[-1].append((frame, song))
                song += 1 / 24
            case (0xFA,) | (0xFB,):
                song = 0.0 if message[0] == 0xFA else song
                going = True
                found.append([])
            case (0xFC,):
                going = False
            case (0xF2, low, high):
                song = (low + 128 * high) / 4
    return [np.array(ticks) for ticks in found if len(ticks) > 24]


def off_grid(frames: Iterable[float], ticks: Values) -> Values:
    """Seconds from the nearest 16th of the clock."""
    found = np.array(list(frames))
    beats = np.interp(found, ticks[:, 0], ticks[:, 1])
    near = np.interp(np.round(beats * 4) / 4, ticks[:, 1], ticks[:, 0])
    off: Values = (found - near) / RATE
    return off
