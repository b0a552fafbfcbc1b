"""Sources that the audio process runs in tests: they hang, die, lie and stop as told."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridges.audio import AudioError
from bridges.audio_sources import DeviceError, Heard, Opened


@dataclass
class Odd:
    """Hands over `count` blocks that count up, then does what `then` says."""

    count: int = 3
    then: str = "end"
    rate: int = 48_000
    channels: int = 1
    closing: str = ""
    """A file that is made when it is closed."""

    def open(self) -> Opened:
        """`refuse`, `raise`, `die` and `hang` do it here if there is nothing to hand over."""
        if self.count == 0:
            self._do()
        return Opened("odd", self.rate, self.channels)

    def blocks(self) -> Iterator[Heard]:
        """`count` blocks, then what `then` says."""
        for number in range(self.count):
            yield Heard(np.full((4, self.channels), number, np.float32), number)
        self._do()

    def close(self) -> None:
        """Hangs as PortAudio does on a dead JACK."""
        if self.closing:
            Path(self.closing).write_text("closed")
        if self.then == "hang":
            time.sleep(1000)

    def listing(self, _: object) -> None:
        """In place of the list of devices."""
        self._do()

    def _do(self) -> None:
        if self.then == "refuse":
            raise AudioError("not today")
        if self.then == "vanish":
            raise DeviceError("it was pulled out")
        if self.then == "raise":
            raise RuntimeError("the driver is broken")
        if self.then == "die":
            os._exit(9)
        if self.then in ("hang", "wait"):
            time.sleep(1000)
