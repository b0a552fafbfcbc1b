"""Where the pictures get their sound from: windows of it, and the fast features."""

from __future__ import annotations

from typing import Protocol

from bridges.audio import RATE, Sound
from generators.images.features import HOP_S, FeatureStream
from generators.media import AudioWindow, Features

GONE_S = 0.25
"""Seconds without new sound after which there is nothing to dance to."""


class Hearable(Protocol):
    """What the pictures ask of the audio input. Neither call may wait."""

    def window(self, seconds: float, rate: int) -> AudioWindow | None:
        """The last `seconds` of sound, at `rate` Hz; None: nothing has been heard yet."""
        ...

    def features(self, now: float) -> Features:
        """The newest of the fast features. `now` is in seconds on any clock that only grows."""
        ...


class Listening:
    """Hears `sound` as it comes. For the event loop's thread only."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._stream = FeatureStream(RATE)
        self._newest = Features(0.0)
        self._since = (0.0, 0.0)
        sound.tap(RATE, round(RATE * HOP_S), self._hear)

    def _hear(self, window: AudioWindow) -> None:
        if heard := self._stream.hear(window.samples):
            self._newest = heard[-1]

    def window(self, seconds: float, rate: int) -> AudioWindow | None:
        """See `Hearable`."""
        return self._sound.window(seconds, rate) if self._sound.time else None

    def features(self, now: float) -> Features:
        """See `Hearable`. At rest where no sound has come for a while."""
        if self._newest.time != self._since[0]:
            self._since = (self._newest.time, now)
        if now - self._since[1] > GONE_S:
            return Features(self._newest.time)
        return self._newest
