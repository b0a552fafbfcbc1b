"""Tempo and beat from onset strengths, as they come, with the next beat known ahead. No torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SLOWEST, FASTEST = 55.0, 210.0
"""Beats per minute."""
USUAL, OCTAVES = 120.0, 0.8
"""The likeliest tempo, and the spread of others around it, as in `librosa.feature.tempo` (there
120 and 1)."""
MEMORY_S, FIRST_S, EVERY_S = 8.0, 3.0, 0.25
"""Seconds that a tempo is found in; that it takes to find the first; between two looks."""
STAY, JUMP = 0.03, 1e-3
"""How far a tempo drifts between two looks (of an octave), and how likely it is another one."""
TIGHT, PAST = 5.0, 0.9
"""How strictly beats are a period apart, and how much they rest on the beats before."""
PULL, LOST = 0.35, 0.2
"""Share of an error that the loop corrects at each beat; share of a period beyond which it
jumps."""
KNOWN, FORGOTTEN = 0.05, 0.01
"""How sure it has to be of a tempo to say it, and to go on saying it."""
DELAY_S = 0.017
"""Seconds by which flux is late."""


class BeatTracker:
    """Follows the beat of onset strengths that come at `fps` a second.

    The tempo is that of the comb of autocorrelations which is likeliest beside the last one, the
    beat is found by dynamic programming without a look ahead: Stark, Davies, Plumbley 2009, "Real-
    time beat-synchronous analysis of musical audio", sections 2.2 and 2.3. In the middle of each
    beat the next one is foretold; a phase-locked loop runs towards it.
    """

    def __init__(self, fps: float) -> None:
        self.fps = fps
        self._strengths = np.zeros(round(MEMORY_S * fps))
        self._scores = np.zeros_like(self._strengths)
        slowest, fastest = 60.0 * fps / SLOWEST, 60.0 * fps / FASTEST
        self._lags = np.geomspace(fastest, slowest, round(40 * np.log2(slowest / fastest)))
        octaves = np.log2(self._lags)
        self._usual = np.exp(-0.5 * ((octaves - np.log2(60.0 * fps / USUAL)) / OCTAVES) ** 2)
        apart = octaves[:, None] - octaves
        self._drift = np.exp(-0.5 * (apart / STAY) ** 2) + JUMP
        self._belief = np.ones(len(self._lags)) / len(self._lags)
        self._frame = 0
        self._period = 60.0 * fps / USUAL
        self._last = self._next = 0.0
        self._foretold = False
        self.tempo = self.sure = 0.0
        """Beats per minute, 0 while unknown; 0 to 1."""

    @property
    def beat(self) -> float:
        """Place within the beat, 0 on it; 0 while the tempo is unknown."""
        if not self.tempo:
            return 0.0
        now = self._frame + DELAY_S * self.fps
        return min(0.999999, max(0.0, (now - self._last) / (self._next - self._last)))

    def step(self, strength: float) -> None:
        """Take in the next onset strength, 0 or more (1: a strong one)."""
        self._frame += 1
        self._strengths = np.append(self._strengths[1:], min(2.0, strength))
        score = (1.0 - PAST) * self._strengths[-1] + PAST * self._best(self._scores)
        self._scores = np.append(self._scores[1:], score)
        look = round(EVERY_S * self.fps)
        if self._frame >= FIRST_S * self.fps and self._frame % look == 0:
            self._find_tempo()
        now = self._frame + DELAY_S * self.fps
        middle = (self._last + self._next) / 2.0
        if self.tempo and not self._foretold and now >= middle:
            self._foretell(now)
        if now >= self._next:
            self._last, self._next = self._next, self._next + self._period
            if self._next <= now:  # it begins, or was stopped for long
                self._last, self._next = now, now + self._period
            self._foretold = False

    def _best(self, scores: Values) -> float:
        """The best score that a beat now can rest on, with how well it lies a period back."""
        back = np.arange(round(self._period / 2.0), round(2.0 * self._period) + 1)
        weights = np.exp(-0.5 * (TIGHT * np.log(back / self._period)) ** 2)
        return float((weights * scores[-back]).max())

    def _foretell(self, now: float) -> None:
        """When the next beat is: the loop's own time, pulled to the best of the scores to come."""
        ahead = int(np.ceil(self._period))
        scores = np.concatenate((self._scores, np.zeros(ahead)))
        size = len(self._scores)
        for step in range(size, size + ahead):
            scores[step] = self._best(scores[:step])
        steps = np.arange(1, ahead + 1)
        due = self._next - now
        near = np.exp(-0.5 * ((steps - due) / (self._period / 2.0)) ** 2)
        weighed = scores[size:] * near
        place = int(weighed.argmax())
        error = place + 1 + peak(weighed, place) - due
        self._next += error * (PULL if abs(error) < LOST * self._period else 1.0)
        self._foretold = True

    def _find_tempo(self) -> None:
        strengths = self._strengths[-self._frame :] if self._frame < len(self._strengths) else (
            self._strengths
        )  # fmt: skip
        rough = np.convolve(strengths, np.ones(15) / 15, "same")
        clean = np.maximum(strengths - rough, 0.0)
        energy = float(clean @ clean)
        if energy < 1e-3 * len(clean):
            self.tempo = self.sure = 0.0
            self._belief[:] = 1.0 / len(self._belief)
            return
        soft = np.convolve(clean, np.hanning(7), "same")
        own = autocorrelation(soft)
        combs = np.zeros_like(self._lags)
        for times in (1, 2, 3, 4):
            combs += np.interp(times * self._lags, np.arange(len(own)), own, right=0.0)
        likely = np.maximum(combs / 4.0, 1e-3) ** 2 * self._usual
        self._belief = (self._drift * self._belief).max(axis=1) * likely
        self._belief /= self._belief.sum()
        best = int(self._belief.argmax())
        lag = self._finer(own, float(self._lags[best]))
        self._period = lag if not self.tempo else self._period + 0.5 * (lag - self._period)
        if abs(lag / self._period - 1.0) > 0.05:
            self._period = lag
        strength = max(float(np.interp(k * lag, np.arange(len(own)), own)) for k in (1, 2))
        self.sure += 0.3 * (min(1.0, max(0.0, (strength - 0.1) / 0.5)) - self.sure)
        known = self.sure > (FORGOTTEN if self.tempo else KNOWN)
        self.tempo = 60.0 * self.fps / self._period if known else 0.0

    def _finer(self, own: Values, lag: float) -> float:
        """A lag made exact by the peaks near its multiples."""
        for times in (1, 2, 4):
            middle, reach = round(times * lag), max(2, round(0.04 * times * lag))
            if middle + reach + 1 >= len(own):
                break
            near = own[middle - reach : middle + reach + 1]
            place = int(near.argmax())
            if 0 < place < len(near) - 1 and near[place] > 0.1:
                lag = (middle - reach + place + peak(near, place)) / times
        return lag


def autocorrelation(values: Values) -> Values:
    """For lags 0 to half the length, each as a mean over what overlaps; 1 at lag 0."""
    size = len(values)
    spectrum = np.fft.rfft(values - values.mean(), 2 * size)
    found = np.fft.irfft(np.square(np.abs(spectrum)))[: size // 2 + size // 4]
    found /= np.maximum(size - np.arange(len(found)), 1)
    return found / max(1e-12, float(found[0]))


def peak(values: Values, place: int) -> float:
    """How far the top of the parabola through a peak and its neighbours is off, -0.5 to 0.5."""
    if not 0 < place < len(values) - 1:
        return 0.0
    left, middle, right = values[place - 1 : place + 2]
    bend = left - 2.0 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0
