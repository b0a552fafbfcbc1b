"""Music -> what to paint: the listener's labels, and traits that follow the sound.

What a label's paintings are like is measured when a preset is made. How the sound pulls at the
traits is chosen, not learned: loud and lively music is lighter and more colourful and warmer, as
people match music and colours (Palmer et al. 2013, doi 10.1073/pnas.1212562110), high sounds are
lighter (Marks 1974, doi 10.2307/1422011); that lively sound has more detail is taste.

Where other music begins, what was before is forgotten: the window begins anew and grows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from generators.images.listener import Listener, latest
from generators.images.painter_network import TRAITS
from generators.media import AudioWindow, Samples

USUAL: Mapping[str, tuple[float, float]] = {
    "level": (-20.0, 5.0),
    "height": (9.4, 0.7),
    "change": (3.0, 0.7),
}
"""What is measured of the sound, with its usual mean and deviation: loudness in dB of full scale,
centroid of the spectrum in octaves above 1 Hz, rise of the spectrum from frame to frame in dB."""
PULL: Mapping[str, Mapping[str, float]] = {
    "level": {"brightness": 0.4, "colour": 0.4},
    "height": {"brightness": 0.3, "detail": 0.2},
    "change": {"colour": 0.3, "warmth": 0.3, "detail": 0.4},
}
LOOK_S, FRAME = 2.0, 1024
"""Seconds at the end of a window that are measured; samples of a frame."""
STRONGEST = 2.5
"""Deviations that count at most."""
NEW_S, NEW_SHARE = 2.0, 0.9
"""Other music has begun where the last seconds differ from what was heard before them in so much of
the labels' weight."""
_FLOOR_DB = -80.0

Vector = NDArray[np.float32]
Named = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stretch of music means as a picture: `labels` [labels] that add up to 1, and `traits`
    [traits] as normal scores. `held` is the share of the window that it stands on, less than 1
    where other music was in the rest."""

    labels: Vector
    traits: Vector
    held: float = 1.0


class AdapterSettings(BaseModel):
    """What a preset says. `means` are the traits of each label's paintings; `pull` is how far a
    deviation of each measure moves each trait; `silence` the traits of nothing heard. Labels are
    sharper at a `temperature` below 1; what is usual is learned within `memory_s` seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    means: dict[str, tuple[float, ...]]
    temperature: float = Field(default=1.0, gt=0)
    memory_s: float = Field(default=60.0, gt=0)
    pull: Named = Field(default_factory=lambda: {name: dict(row) for name, row in PULL.items()})
    silence: dict[str, float] = Field(
        default_factory=lambda: {"brightness": -0.8, "colour": -0.5, "detail": -0.8}
    )

    @field_validator("means")
    @classmethod
    def _complete(cls, value: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        for label, means in value.items():
            if len(means) != len(TRAITS):
                raise ValueError(f"{label} needs a mean for each of {', '.join(TRAITS)}")
        return value

    @field_validator("pull")
    @classmethod
    def _known(cls, value: Named) -> Named:
        for name, row in value.items():
            if name not in USUAL or set(row) - set(TRAITS):
                raise ValueError(f"{name}: use {', '.join(USUAL)}, with {', '.join(TRAITS)}")
        return value


class ListenerAdapter:
    """Hears with a listener that knows the painter's `labels`. Raises `ValueError` for one that
    knows others."""

    def __init__(
        self, listener: Listener, labels: tuple[str, ...], settings: AdapterSettings
    ) -> None:
        if set(listener.labels) != set(labels) or set(settings.means) != set(labels):
            raise ValueError("listener, painter and the means of the traits have other labels")
        self._listener, self._labels, self._settings = listener, labels, settings
        self._means = np.array([settings.means[label] for label in labels], np.float32)
        self._pull = np.array(
            [[settings.pull.get(m, {}).get(t, 0.0) for t in TRAITS] for m in USUAL], np.float32
        )
        self._silence = np.array([settings.silence.get(t, 0.0) for t in TRAITS], np.float32)
        self._normal = Normal(settings.memory_s)
        self._begun = self._heard_at = -np.inf
        self._said: deque[tuple[float, Vector]] = deque()

    @property
    def window_s(self) -> float:
        """Seconds of sound that it wants."""
        return self._listener.seconds

    @property
    def hear_hz(self) -> int:
        """The rate at which it wants them."""
        return self._listener.rate

    def hear(self, window: AudioWindow) -> Heard:
        """What the window means; silence means all labels alike. Raises `ValueError` for another
        rate."""
        samples = latest(window, self.hear_hz, min(LOOK_S, self.window_s))
        if not 0 <= window.end - self._heard_at <= NEW_S:
            self._begin(-np.inf)
        self._heard_at = window.end
        if samples is None:
            self._begin(window.end)
            even = np.full(len(self._labels), 1 / len(self._labels), np.float32)
            return Heard(even, self._silence)
        if self._changed(window):
            self._begin(window.end - NEW_S)
        held = min(self.window_s, max(NEW_S, window.end - self._begun))
        labels = self._shares(window, held)
        self._said.append((window.end, labels))
        away = self._normal.step(measured(samples, self.hear_hz), window.end)
        traits = (labels @ self._means + away @ self._pull).clip(-STRONGEST, STRONGEST)
        return Heard(labels, traits.astype(np.float32), held / self.window_s)

    def _begin(self, time: float) -> None:
        """Other music begins: forget what was said before."""
        self._begun = time
        self._said.clear()

    def _changed(self, window: AudioWindow) -> bool:
        before = window.end - NEW_S
        while len(self._said) > 1 and self._said[1][0] <= before:
            self._said.popleft()
        if not self._said or self._said[0][0] > before:
            return False
        apart = np.abs(self._shares(window, NEW_S) - self._said[0][1]).sum() / 2
        return bool(apart > NEW_SHARE)

    def _shares(self, window: AudioWindow, seconds: float) -> Vector:
        """What the last `seconds` say of the labels; they add up to 1."""
        samples = window.samples[-round(seconds * window.rate) :]
        said = self._listener.embed(replace(window, samples=samples)).labels
        logits = np.log([max(said[label], 1e-9) for label in self._labels])
        shares = np.exp((logits - logits.max()) / self._settings.temperature)
        labels: Vector = (shares / shares.sum()).astype(np.float32)
        return labels


@dataclass
class Normal:
    """How far measures are from what was heard so far, in deviations; only the past counts."""

    memory_s: float
    _mean: Any = field(default_factory=lambda: np.array([mean for mean, _ in USUAL.values()]))
    _square: Any = field(default_factory=lambda: np.array([d for _, d in USUAL.values()]) ** 2)
    _least: Any = field(default_factory=lambda: np.array([d for _, d in USUAL.values()]) / 3)
    _heard_at: float | None = None

    def step(self, values: NDArray[np.float64], time: float) -> Vector:
        """Where `values` [measures], heard up to `time` in seconds, lie; then they are past too."""
        change = values - self._mean
        found = change / np.maximum(np.sqrt(self._square), self._least)
        since = time - self._heard_at if self._heard_at is not None else 1.0
        self._heard_at = time
        share = 1.0 - float(np.exp(-min(max(since, 0.0), LOOK_S) / self.memory_s))
        self._mean = self._mean + share * change
        self._square = self._square + share * (change**2 - self._square)
        away: Vector = found.clip(-STRONGEST, STRONGEST).astype(np.float32)
        return away


def measured(samples: Samples, rate: int) -> NDArray[np.float64]:
    """`USUAL`'s measures of some samples [frames]."""
    level = 10 * np.log10(max(float(np.square(samples, dtype=np.float64).mean()), 1e-8))
    padded = np.pad(samples, (0, max(0, 2 * FRAME - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[:: FRAME // 2]
    powers = np.abs(np.fft.rfft(frames * np.hanning(FRAME))) ** 2
    spectrum = powers.sum(0)
    hertz = np.arange(len(spectrum)) * rate / FRAME
    centroid = float(hertz @ spectrum) / max(float(spectrum.sum()), 1e-12)
    decibels = 10 * np.log10(np.maximum(powers / max(float(powers.max()), 1e-12), 1e-8))
    rise = np.maximum(np.diff(decibels.clip(_FLOOR_DB), axis=0), 0.0).mean()
    return np.array([level, np.log2(max(centroid, 20.0)), rise])
