"""Ableton Link: the beat that programs in a network share. An optional extra, see `NEEDS`."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from typing import Any, NamedTuple

NEEDS = (
    "pip install 'klangbild[link]' (LinkPython-extern; Ableton's Link in it is GPL-2.0-or-later)"
)
"""What to do where it is not there."""


class Beat(NamedTuple):
    """Where the session's music is: at `beat` at `time` (seconds of `clock`)."""

    time: float
    beat: float
    tempo: float
    playing: bool


def installed() -> bool:
    """Whether there is Link here."""
    return importlib.util.find_spec("link") is not None


class LinkSession:
    """A peer of the session, until `close`. Starts and stops are shared with those that share
    theirs."""

    def __init__(self, tempo: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._link: Any = importlib.import_module("link").Link(tempo)
        self._link.startStopSyncEnabled = True
        self._link.enabled = True
        self._micros = self._link.clock().micros
        self._clock = clock

    @property
    def peers(self) -> int:
        """Others in the session."""
        return int(self._link.numPeers())

    def read(self, quantum: float) -> Beat:
        """Where the music is now; loops of `quantum` beats begin together at all peers."""
        state = self._link.captureSessionState()
        now = self._clock()  # another clock than Link's, so that both are read here
        beat = state.beatAtTime(self._micros(), quantum)
        return Beat(now, beat, state.tempo(), state.isPlaying())

    def play(self, beat: float | None, quantum: float) -> None:
        """Play; from `beat` on, as soon as the session's loop is there."""
        state = self._link.captureSessionState()
        now = self._micros()
        if beat is None:
            state.setIsPlaying(True, now)
        else:
            state.setIsPlayingAndRequestBeatAtTime(True, now, beat, quantum)
        self._link.commitSessionState(state)

    def stop(self) -> None:
        """Stand still."""
        state = self._link.captureSessionState()
        state.setIsPlaying(False, self._micros())
        self._link.commitSessionState(state)

    def set_tempo(self, tempo: float) -> None:
        """For all peers."""
        state = self._link.captureSessionState()
        state.setTempo(tempo, self._micros())
        self._link.commitSessionState(state)

    def close(self) -> None:
        """Leave the session."""
        self._link.enabled = False
