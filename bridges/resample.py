"""Streaming change of the sample rate with little delay, around soxr. No I/O.

soxr's own stream holds back 10 to 60 ms (it works in long blocks); the fast path has no time for
that. So sound goes through it piece by piece, each with as much of its neighbours as the filter
reaches: the same samples, a few milliseconds after they were heard.
"""

from __future__ import annotations

import math

import numpy as np
import soxr

from generators.media import Samples

_QUALITY = "LQ"
"""16 bits: errors below -95 dB, and the shortest filter."""
_REACH = 40
"""Half the filter's length, in samples of the slower of the two rates."""
_LONGEST_UNIT_S = 0.015


class Resampler:
    """Mono sound at `rate` Hz in, the same sound at `wanted` Hz out, in pieces of any length.

    Output sample n belongs to the time n / wanted: nothing is shifted, what comes out is only a
    few milliseconds behind (`wanted` equal to `rate`: not at all). Two rates whose ratio is no
    ratio of small numbers go through soxr's own stream, up to 60 ms behind.
    """

    def __init__(self, rate: int, wanted: int) -> None:
        divisor = math.gcd(rate, wanted)
        self._unit, self._made = rate // divisor, wanted // divisor
        self._rate, self._wanted = rate, wanted
        self._stream: soxr.ResampleStream | None = None
        if self._unit > rate * _LONGEST_UNIT_S:
            self._stream = soxr.ResampleStream(rate, wanted, 1, dtype="float32", quality=_QUALITY)
        self._reach = math.ceil(_REACH * max(1.0, rate / wanted))
        self._before = math.ceil(self._reach / self._unit) * self._unit
        self._held: Samples = np.zeros(self._before, np.float32)  # silence before the beginning
        self._heard = self._told = 0

    def push(self, samples: Samples) -> Samples:
        """What can be said after these samples [frames] were heard; often a little less."""
        if self._rate == self._wanted:
            return samples
        self._heard += len(samples)
        if self._stream is not None:
            return self._count(self._stream.resample_chunk(samples))
        self._held = np.concatenate((self._held, samples))
        units = (len(self._held) - self._before - self._reach) // self._unit
        return self._count(self._piece(units)) if units > 0 else samples[:0]

    def finish(self) -> Samples:
        """The rest, as if silence followed; all output together lasts as long as the input."""
        if self._rate == self._wanted:
            return np.zeros(0, np.float32)
        due = round(self._heard * self._wanted / self._rate) - self._told
        if self._stream is not None:
            rest = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        else:
            rest = self.push(np.zeros(2 * self._unit + self._reach, np.float32))
        return np.concatenate((rest, np.zeros(max(0, due - len(rest)), np.float32)))[:due]

    def _piece(self, units: int) -> Samples:
        end = self._before + units * self._unit
        made: Samples = soxr.resample(
            self._held[: end + self._reach], self._rate, self._wanted, quality=_QUALITY
        )
        start = self._before // self._unit * self._made
        self._held = self._held[units * self._unit :]
        return made[start : start + units * self._made]

    def _count(self, samples: Samples) -> Samples:
        self._told += len(samples)
        return samples
