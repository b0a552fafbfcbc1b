"""The fast path: blocks of samples -> features every 12.5 ms. Numpy only, for the main process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.images.beats import BeatTracker
from generators.images.spectra import Bank, chroma_bank, mel_bank
from generators.media import Features, Samples

Values = NDArray[np.float32]

HOP_S = 0.0125
"""Seconds between features."""
FRAME_S, CHROMA_S = 0.04, 0.16
"""Seconds of the frames of spectra and of chroma at least; they are powers of two long, as in
librosa (2048 and 8192 at 44.1 and 48 kHz)."""
CHROMA_EVERY = 4
"""Features that share a chroma."""
MELS, HIGHEST_HZ = 80, 16_000.0
TOP_DB = 80.0
"""Decibels below the loudest band of the last while that are heard, as in `librosa.power_to_db`."""
BANDS_HZ = (30.0, 250.0, 2_500.0, HIGHEST_HZ)
"""Edges of low, mid and high."""
MEMORY_S, PRIOR_S, FORGET_S = 20.0, 4.0, 2.0
"""Seconds that normalisation remembers; that its beginning counts for, and in which that falls to
1/e."""
RISE_S = 1.0
"""Seconds after the start in which everything fades in."""
FALL_S = 0.15
"""Seconds in which an onset falls to 1/e."""
GATE_DB = (-75.0, -60.0)
"""Below the first there is nothing to hear, above the second everything (decibels of full
scale)."""
_LOUDEST = 10.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a transport knows: at `time` (seconds on the audio clock) it is at `beat`, at `tempo`
    beats per minute."""

    time: float
    beat: float
    tempo: float

    def phase(self, time: float) -> float:
        """Place within the beat at another time, 0 on it."""
        return (self.beat + (time - self.time) * self.tempo / 60.0) % 1.0


class FeatureStream:
    """Hears one stream of mono samples at `rate` Hz and says what it is like, as it goes.

    Frames end at the newest sample: nothing is heard ahead of time, and the spectra are those of
    `librosa.stft(..., center=False)`, less each frame's mean. `time` is that of the newest
    sample, in seconds from `start` on. Raises `ValueError` for rates under 8 kHz.
    """

    def __init__(self, rate: int, start: float = 0.0) -> None:
        if rate < 8_000:
            raise ValueError(f"{rate} Hz is too slow to be heard as music: use 8000 or more")
        self.rate, self.start, self.hop = rate, start, round(rate * HOP_S)
        self.n_fft, self.n_chroma = (_power_of_two(rate * s) for s in (FRAME_S, CHROMA_S))
        self._window, self._long = (_hann(n) for n in (self.n_fft, self.n_chroma))
        self._mel = mel_bank(rate, self.n_fft, MELS, min(HIGHEST_HZ, rate / 2))
        edges = np.array(BANDS_HZ) * self.n_fft / rate
        self._edges = np.clip(np.round(edges).astype(int), 1, self.n_fft // 2 - 3)
        self._edges += np.arange(len(edges))  # at low rates each band keeps a bin
        self._heard = np.zeros(self.n_chroma, np.float32)
        self._waiting = np.zeros(0, np.float32)
        self._frames = 0
        self._loudness = Percentiles((0.1, 0.97), 4, (-90.0, 20.0), (-50.0, -12.0))
        self._fluxes = Percentiles((0.5, 0.97), 1, (0.0, 30.0), (0.5, 5.0))
        self._decibels = np.full(MELS, -np.inf, np.float32)
        self._peak = 0.0
        self._onset = Onsets()
        self._chroma = Chroma(rate, self.n_chroma)
        self._beats = BeatTracker(self.rate / self.hop)

    def hear(self, block: Samples, pulse: Pulse | None = None) -> list[Features]:
        """Take in a block of any length [frames]; what is due then, oldest first.

        What is not a number counts as silence. With a `pulse`, beat and tempo are the
        transport's and `sure` is 1.
        """
        clean = np.nan_to_num(np.asarray(block, np.float32), posinf=0.0, neginf=0.0)
        self._waiting = np.concatenate((self._waiting, np.clip(clean, -_LOUDEST, _LOUDEST)))
        due = []
        while len(self._waiting) >= self.hop:
            new, self._waiting = self._waiting[: self.hop], self._waiting[self.hop :]
            self._heard = np.concatenate((self._heard[self.hop :], new))
            self._frames += 1
            due.append(self._frame(pulse))
        return due

    def _frame(self, pulse: Pulse | None) -> Features:
        frame = self._heard[-self.n_fft :]
        frame = frame - frame.mean()
        powers = _powers(frame * self._window)
        rms_db = 10.0 * float(np.log10(max(1e-9, float(np.mean(np.square(frame))))))
        gate = _between(rms_db, GATE_DB)
        fade = min(1.0, self._frames * HOP_S / RISE_S)
        level, low, mid, high = self._levels(powers, rms_db) * (gate * fade)
        flux = self._flux(powers) * gate
        median, strong = self._fluxes.step(np.array([flux]))[:, 0]
        strength = (flux - median) / max(1.5, strong - median)
        onset = self._onset.step(float(strength)) * fade
        self._beats.step(max(0.0, float(strength)))
        if self._frames % CHROMA_EVERY == 1:
            heard = self._heard - self._heard.mean()
            self._chroma.step(_powers(heard * self._long))
        time = self._frames * self.hop / self.rate
        beat, tempo, sure = self._beats.beat, self._beats.tempo, self._beats.sure
        if pulse:
            beat, tempo, sure = pulse.phase(self.start + time), pulse.tempo, 1.0
        return Features(
            self.start + time, float(level), float(low), float(mid), float(high), float(onset),
            beat, tempo, sure, tuple((self._chroma.shares * (gate * fade)).tolist()),
        )  # fmt: skip

    def _levels(self, powers: Values, rms_db: float) -> Values:
        """Level, low, mid, high: 0 at the quietest tenth of what was heard, 1 at the loudest."""
        sums = np.add.reduceat(powers[: self._edges[3]], self._edges[:3])
        scale = 2.0 / (float(np.square(self._window).sum()) * self.n_fft)  # Parseval: as an RMS²
        bands = 10.0 * np.log10(np.maximum(sums * scale, 1e-9))
        values = np.concatenate(([rms_db], bands))
        quiet, loud = self._loudness.step(values)
        span = np.maximum(loud - quiet, 15.0)
        found: Values = np.clip(1.0 + (values - loud) / span, 0.0, 1.0).astype(np.float32)
        return found

    def _flux(self, powers: Values) -> float:
        """Spectral flux as `librosa.onset.onset_strength` has it (lag 1, mean over mel bands)."""
        bands = self._mel @ powers
        quietest = self.n_fft * 1e-4
        self._peak = max(float(bands.max()), self._peak * (1.0 - HOP_S / MEMORY_S), quietest)
        decibels = 10.0 * np.log10(np.maximum(bands, self._peak * 10 ** (-TOP_DB / 10)))
        before, self._decibels = self._decibels, decibels
        if not np.isfinite(before[0]):
            return 0.0
        return float(np.maximum(decibels - before, 0.0).mean())


class Percentiles:
    """Where the values of the last while lie: a histogram a row, which forgets.

    `shares` are those asked for, rising; `limits` the least and the greatest value told apart;
    `usual` the range that it begins with, as if it had heard `PRIOR_S` seconds of it.
    """

    BINS = 220

    def __init__(
        self,
        shares: tuple[float, ...],
        rows: int,
        limits: tuple[float, float],
        usual: tuple[float, float],
    ) -> None:
        self._shares = np.array(shares)[:, None, None]
        self._least, self._width = limits[0], (limits[1] - limits[0]) / self.BINS
        centres = self._least + (np.arange(self.BINS) + 0.5) * self._width
        within = (centres >= usual[0]) & (centres <= usual[1])
        self._prior = within / within.sum() * PRIOR_S / HOP_S
        self._counts = np.zeros((rows, self.BINS))
        self._rows = np.arange(rows)

    def step(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take in a value for each row; its percentiles now, [shares, rows]."""
        bins = ((values - self._least) / self._width).astype(int).clip(0, self.BINS - 1)
        self._counts *= 1.0 - HOP_S / MEMORY_S
        self._counts[self._rows, bins] += 1.0
        self._prior *= 1.0 - HOP_S / FORGET_S
        below = np.cumsum(self._counts + self._prior, axis=1)
        place = (below < self._shares * below[:, -1:]).sum(axis=2)
        found: NDArray[np.float64] = self._least + (place + 0.5) * self._width
        return found


class Onsets:
    """Strengths of flux -> 1 at the strongest attacks, falling off between them.

    Peaks are picked as they rise (Böck et al. 2012, "Evaluating the Online Capabilities of Onset
    Detection Methods", section 2.3): greatest of the last 30 ms and well above the mean of the last
    100 ms.
    """

    WAIT_S, HIGHEST_OF_S, MEAN_OF_S, ABOVE = 0.05, 0.03, 0.1, 0.2

    def __init__(self) -> None:
        self._last = np.zeros(round(self.MEAN_OF_S / HOP_S))
        self._value = self._wait = 0.0

    def step(self, strength: float) -> float:
        """The next value: 0 to 1."""
        highest = self._last[-round(self.HIGHEST_OF_S / HOP_S) :].max()
        rising = strength >= highest and strength > self._last.mean() + self.ABOVE
        self._last = np.append(self._last[1:], strength)
        self._wait -= HOP_S
        self._value *= float(np.exp(-HOP_S / FALL_S))
        if rising and (self._wait <= 0.0 or self._wait > self.WAIT_S - self.HIGHEST_OF_S):
            if self._wait <= 0.0:
                self._wait = self.WAIT_S
            self._value = max(self._value, min(1.0, strength))
        return self._value


class Chroma:
    """Pitch classes as `librosa.feature.chroma_stft` has them, in the tuning that was heard."""

    MEMORY_S, STEPS = 20.0, 20

    def __init__(self, rate: int, n_fft: int) -> None:
        self.shares = np.zeros(12, np.float32)
        self._rate, self._n_fft = rate, n_fft
        self._between = slice(round(150.0 * n_fft / rate), round(4_000.0 * n_fft / rate))
        self._counts = np.zeros(self.STEPS)
        self._counts[self.STEPS // 2] = 1.0

    @property
    def tuning(self) -> float:
        """Semitones that the music lies above A = 440 Hz, -0.5 to 0.5 (steps of 0.05)."""
        return float(np.argmax(self._counts)) / self.STEPS - 0.5

    def step(self, powers: Values) -> None:
        """Take in a spectrum [n_fft / 2 + 1]."""
        self._listen(powers)
        found = _chroma_bank(self._rate, self._n_fft, self.tuning) @ powers
        greatest = float(found.max())
        self.shares = found / greatest if greatest > 1e-9 else np.zeros(12, np.float32)

    def _listen(self, powers: Values) -> None:
        """Count how far the peaks lie from the semitones, as `librosa.estimate_tuning` does."""
        part = powers[self._between]
        inner = part[1:-1]
        peaks = (inner > part[:-2]) & (inner >= part[2:]) & (inner > 0.01 * part.max())
        at = np.flatnonzero(peaks) + self._between.start + 1
        if not len(at):
            return
        left, middle, right = (np.sqrt(powers[at + shift]) for shift in (-1, 0, 1))
        bend = np.maximum(2.0 * middle - left - right, 1e-12)
        hz = (at + 0.5 * (right - left) / bend) * self._rate / self._n_fft
        away = (12.0 * np.log2(hz / 440.0) + 0.5) % 1.0
        bins = np.round(away * self.STEPS).astype(int) % self.STEPS
        self._counts *= 1.0 - CHROMA_EVERY * HOP_S / self.MEMORY_S
        np.add.at(self._counts, bins, middle / middle.max() * 0.02)


@lru_cache(maxsize=64)
def _chroma_bank(rate: int, n_fft: int, tuning: float) -> Bank:
    return chroma_bank(rate, n_fft, tuning)


def _powers(frame: Values) -> Values:
    spectrum = np.fft.rfft(frame)
    found: Values = np.square(spectrum.real) + np.square(spectrum.imag)
    return found


def _hann(frames: int) -> Values:
    """The periodic Hann window, as librosa has it."""
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(frames) / frames)).astype(np.float32)


def _power_of_two(frames: float) -> int:
    return 1 << int(np.ceil(np.log2(frames)))


def _between(value: float, limits: tuple[float, float]) -> float:
    """0 below the first limit, 1 above the second, a smooth step in between."""
    share = min(1.0, max(0.0, (value - limits[0]) / (limits[1] - limits[0])))
    return share * share * (3.0 - 2.0 * share)
