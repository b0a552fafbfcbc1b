"""Where the pictures get their sound from. Until there is an audio input, this is silence."""

from __future__ import annotations

import time
from typing import Protocol

from generators.media import AudioWindow, Features


class Sound(Protocol):
    """What the pictures ask of the audio input. Neither call may wait."""

    def window(self, seconds: float, rate: int) -> AudioWindow | None:
        """The last `seconds` of sound, at `rate` Hz; None: nothing has been heard yet."""
        ...

    def features(self) -> Features:
        """The newest of the fast features."""
        ...


class Silence:
    """No input: nothing is heard, and the clock goes on."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def window(self, seconds: float, rate: int) -> AudioWindow | None:  # noqa: ARG002
        """Nothing."""
        return None

    def features(self) -> Features:
        """At rest."""
        return Features(time.monotonic() - self._start)
