"""Sound as the server holds it: cleaned, mixed, metered, in one ring on one clock. No I/O.

Everything here belongs to one thread (the event loop's) and takes no longer than microseconds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bridges.resample import Resampler
from generators.media import AudioWindow, Samples

RATE = 48_000
"""Hz of the ring; what comes at another rate is brought to this one."""
SECONDS = 30.0
"""How much sound is held."""
MIN_RATE, MAX_RATE = 4_000, 384_000
MAX_CHANNELS = 64
MAX_GAIN_DB = 60.0
MAX_GAP_S = 5.0
"""Longest gap that is filled with silence; after a longer one the clock goes on without it."""
FORMATS = {"f32": "<f4", "i16": "<i2"}
"""How samples are written in a block: little-endian, channels interleaved."""
SEQUENCE = 2**24
"""Numbers of blocks go from 0 to one less than this and around: all of them fit a 32-bit float."""
FLOOR_DB = -120.0
_MOST_RATES = 8
_WILD = 1e6
"""Samples beyond this are no sound; they are held here so that a mix of them stays finite."""
_NEAR = 1024


class AudioError(ValueError):
    """Sound that cannot be used, or a source that cannot be opened; says what to do."""


def decode(data: bytes, channels: int, form: str = "f32") -> Samples:
    """The samples [frames, channels] of a block. Raises `AudioError` unless its frames are whole.

    `form` is one of `FORMATS`; 16-bit samples are scaled to full scale 1.
    """
    kind = np.dtype(FORMATS[form])
    if len(data) % (kind.itemsize * channels):
        raise AudioError(
            f"{len(data)} bytes are no whole frames of {channels} channels in {form} "
            f"({kind.itemsize * channels} bytes each)"
        )
    samples = np.frombuffer(data, kind).astype(np.float32).reshape(-1, channels)
    return samples / np.float32(32768) if form == "i16" else samples


def choose(samples: Samples, channels: Sequence[int]) -> Samples:
    """The `channels`, counted from 1, of samples [frames, channels]; none: all of them.

    Raises `AudioError` if there are not so many.
    """
    if not channels:
        return samples
    if max(channels) > samples.shape[1] or min(channels) < 1:
        wanted = ", ".join(map(str, channels))
        raise AudioError(f"no channels {wanted}: the source has {samples.shape[1]}")
    return samples[:, [channel - 1 for channel in channels]]


def decibels(level: float) -> float:
    """A linear level (full scale 1) in dBFS, at least `FLOOR_DB`."""
    return max(FLOOR_DB, 20 * math.log10(level)) if level > 0 else FLOOR_DB


class Order:
    """Puts numbered blocks of a line that loses some into order."""

    def __init__(self) -> None:
        self._next: int | None = None

    def missing(self, number: int) -> int | None:
        """How many blocks are missing before this one; None: it is late or was there already.

        A jump of more than a thousand, or back to 0, is a sender that began afresh.
        """
        ahead = 0 if self._next is None else (number - self._next) % SEQUENCE
        if ahead >= SEQUENCE - _NEAR and number != 0:
            return None
        self._next = (number + 1) % SEQUENCE
        return ahead if ahead <= _NEAR else 0


class Meter:
    """Peak and RMS of mono sound in dBFS, clipped frames, and for how long there were only zeros.

    Times are counted in samples. A peak is held for `HOLD_S`, the RMS is that of the last
    `RMS_S` or so.
    """

    HOLD_S, RMS_S = 1.5, 0.3

    def __init__(self) -> None:
        self.clipped = 0
        self.zeros_s = 0.0
        self._peak = self._square = self._age = 0.0

    @property
    def peak_db(self) -> float:
        """The held peak."""
        return decibels(self._peak)

    @property
    def rms_db(self) -> float:
        """The level now."""
        return decibels(math.sqrt(self._square))

    def hear(self, samples: Samples, rate: int) -> None:
        """Take in samples [frames], which are finite."""
        if not len(samples):
            return
        seconds = len(samples) / rate
        peak = float(np.abs(samples).max())
        self._age += seconds
        if peak >= self._peak or self._age > self.HOLD_S:
            self._peak, self._age = peak, 0.0
        square = float(np.dot(samples, samples)) / len(samples)
        self._square += (square - self._square) * -math.expm1(-seconds / self.RMS_S)
        if peak == 0.0:
            self.zeros_s += seconds
        else:
            self.zeros_s = (len(samples) - 1 - int(np.flatnonzero(samples)[-1])) / rate


class _Ring:
    """The newest `size` samples at one rate, and how many there have been."""

    def __init__(self, rate: int, size: int) -> None:
        self.rate, self.end = rate, 0
        self._held: Samples = np.zeros(size, np.float32)

    @property
    def size(self) -> int:
        return len(self._held)

    def write(self, samples: Samples) -> None:
        new = samples[-self.size :]
        at = (self.end + len(samples) - len(new)) % self.size
        first = new[: self.size - at]
        self._held[at : at + len(first)] = first
        self._held[: len(new) - len(first)] = new[len(first) :]
        self.end += len(samples)

    def read(self, start: int, count: int) -> Samples:
        """A copy; what was before the beginning is silence."""
        at = start % self.size
        first = self._held[at : at + count]
        found: Samples = np.concatenate((first, self._held[: count - len(first)]))
        found[: max(0, -start)] = 0.0
        return found


class Tap:
    """Hears all sound from now on, hop by hop; made by `Sound.tap`."""

    def __init__(self, ring: _Ring, hop: int, told: Callable[[AudioWindow], None] | None) -> None:
        self._ring, self._hop, self._told = ring, hop, told
        self._at = ring.end
        self.lost = 0
        """Samples that were overwritten before they were read."""

    def hops(self) -> Iterator[AudioWindow]:
        """The hops that are complete and were not read yet, each of `hop` samples."""
        while self._ring.end - self._at >= self._hop:
            late = self._ring.end - self._ring.size - self._at
            if late > 0:
                self._at += late
                self.lost += late
            samples = self._ring.read(self._at, self._hop)
            self._at += self._hop
            yield AudioWindow(samples, self._ring.rate, self._at / self._ring.rate)

    def tell(self) -> None:
        """Hand what is new to the callback, if there is one."""
        if self._told is not None:
            for hop in self.hops():
                self._told(hop)


class Sound:
    """The one ring buffer: blocks of any rate and channel count in, windows and hops out.

    What comes in is cleaned of NaN and infinities (they become 0), mixed to mono, amplified,
    limited to full scale and metered. The clock counts samples: it stands while no sound comes,
    and gaps that are reported are filled with silence so that it stays true. Old sound is
    overwritten.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.meter = Meter()
        self.counts: Counter[str] = Counter()
        """`frames lost` (filled with silence or not) and `samples not finite`."""
        self._main = _Ring(RATE, round(seconds * RATE))
        self._rings = {RATE: (Resampler(RATE, RATE), self._main)}
        self._taps: list[Tap] = []
        self._gain_db, self._gain, self._wanted_gain = 0.0, 1.0, 1.0
        self._rate = RATE
        self._input = Resampler(RATE, RATE)

    @property
    def time(self) -> float:
        """The audio clock: seconds of sound that were heard."""
        return self._main.end / RATE

    @property
    def gain_db(self) -> float:
        """Amplification of what comes in, in dB, reached within one block."""
        return self._gain_db

    @gain_db.setter
    def gain_db(self, value: float) -> None:
        if not abs(value) <= MAX_GAIN_DB:
            raise AudioError(f"gain {value:g} dB is out of range: use +-{MAX_GAIN_DB:g}")
        self._gain_db, self._wanted_gain = value, 10 ** (value / 20)

    def put(self, samples: Samples, rate: int) -> None:
        """Take in a block [frames, channels] at `rate` Hz. Raises `AudioError`."""
        if samples.ndim != 2 or samples.dtype != np.float32:
            raise AudioError(f"a block is float32 [frames, channels], not {samples.dtype}")
        check_form(rate, samples.shape[1])
        if rate != self._rate:
            self._write(self._input.finish())
            self._rate, self._input = rate, Resampler(rate, RATE)
        if len(samples):
            mono = self._stage(samples)
            self.meter.hear(mono, rate)
            self._write(self._input.push(mono))

    def skip(self, frames: int, rate: int) -> None:
        """`frames` at `rate` Hz were lost: silence in their place, up to `MAX_GAP_S`."""
        self.counts["frames lost"] += frames
        if 0 < frames <= MAX_GAP_S * rate:
            self.put(np.zeros((frames, 1), np.float32), rate)

    def window(self, seconds: float, rate: int) -> AudioWindow:
        """The last `seconds` at `rate` Hz, always round(seconds * rate) samples: before the first
        sound there was silence. Raises `AudioError` for more than is held."""
        if not 0 < seconds <= self.seconds:
            raise AudioError(f"a window has up to {self.seconds:g} s, not {seconds:g}")
        ring = self._ring(rate)
        count = round(seconds * rate)
        return AudioWindow(ring.read(ring.end - count, count), rate, ring.end / rate)

    def tap(self, rate: int, hop: int, told: Callable[[AudioWindow], None] | None = None) -> Tap:
        """Hear all sound from now on at `rate` Hz in hops of `hop` samples: `told` is called for
        each as soon as it is complete, or `Tap.hops` is asked. Raises `AudioError`."""
        if not 1 <= hop <= self.seconds * rate:
            raise AudioError(f"a hop has 1 sample to {self.seconds:g} s, not {hop} samples")
        made = Tap(self._ring(rate), hop, told)
        self._taps.append(made)
        return made

    def close(self, tap: Tap) -> None:
        """Hear no more."""
        self._taps.remove(tap)

    def _stage(self, samples: Samples) -> Samples:
        """Clean, mix, amplify, limit: mono samples [frames]."""
        finite = np.isfinite(samples)
        if not finite.all():
            self.counts["samples not finite"] += int(finite.size - np.count_nonzero(finite))
            samples = np.where(finite, samples, np.float32(0))
        loud = np.abs(samples).max(axis=1) >= 1.0
        mono = np.clip(samples, -_WILD, _WILD).mean(axis=1, dtype=np.float32)
        ramp = np.linspace(self._gain, self._wanted_gain, len(mono), dtype=np.float32)
        self._gain = self._wanted_gain
        mono *= ramp
        self.meter.clipped += int(np.count_nonzero(loud | (np.abs(mono) >= 1.0)))
        limited: Samples = np.clip(mono, -1.0, 1.0)
        return limited

    def _write(self, samples: Samples) -> None:
        for resampler, ring in self._rings.values():
            ring.write(resampler.push(samples))
        for tap in tuple(self._taps):
            tap.tell()

    def _ring(self, rate: int) -> _Ring:
        """The ring at this rate; a new one gets all that is held, on the same clock."""
        if rate in self._rings:
            return self._rings[rate][1]
        if not MIN_RATE <= rate <= MAX_RATE or len(self._rings) >= _MOST_RATES:
            raise AudioError(
                f"{rate} Hz cannot be listened at: use {MIN_RATE:,} to {MAX_RATE:,} Hz, "
                f"at most {_MOST_RATES} different rates"
            )
        resampler, ring = Resampler(RATE, rate), _Ring(rate, round(self.seconds * rate))
        main, unit = self._main, RATE // math.gcd(RATE, rate)
        first = math.ceil(max(0, main.end - main.size) / unit) * unit  # on both rates' grid
        first = min(first, main.end)
        ring.end = round(first * rate / RATE)
        ring.write(resampler.push(main.read(first, main.end - first)))
        self._rings[rate] = (resampler, ring)
        return ring


def check_form(rate: int, channels: int) -> None:
    """Raise `AudioError` unless sound of this rate in Hz and this many channels is taken."""
    if not MIN_RATE <= rate <= MAX_RATE:
        raise AudioError(f"{rate} Hz is no sample rate: use {MIN_RATE:,} to {MAX_RATE:,}")
    if not 1 <= channels <= MAX_CHANNELS:
        raise AudioError(f"{channels:,} channels cannot be heard: use 1 to {MAX_CHANNELS}")
