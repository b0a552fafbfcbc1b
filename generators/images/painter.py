"""The embedded painter: what it heard and what it is told -> the next frame, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from generators.base import Look
from generators.images.journey import Journey
from generators.images.painter_network import TRAITS, PainterNetwork
from generators.media import AudioWindow, Frame

SMOOTH_S = 2.5
"""Seconds in which what was heard takes over by 63 %."""
STRONGEST = 2.0
"""Deviations from the mean to which a control moves a trait at most."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stretch of music means as a picture: `labels` [labels] that add up to 1, and `traits`
    [traits] as normal scores."""

    labels: Vector
    traits: Vector


class Adapter(Protocol):
    """Music -> what to paint."""

    @property
    def window_s(self) -> float:
        """Seconds of sound that it wants."""
        ...

    def hear(self, window: AudioWindow) -> Heard:
        """What the window means."""
        ...


class OneStepPainter:
    """A `Painter` with a trained network. `labels` name its kinds of picture."""

    def __init__(
        self,
        name: str,
        network: PainterNetwork,
        labels: tuple[str, ...],
        adapter: Adapter,
        device: torch.device,
    ) -> None:
        self.name, self.labels = name, labels
        self._adapter, self._device = adapter, device
        layout = torch.channels_last
        self._network: PainterNetwork = network.eval().to(device, memory_format=layout)  # type: ignore[call-overload]
        self._autocast = torch.autocast(device.type, torch.bfloat16)
        even = np.full(len(labels), 1 / len(labels), np.float32)
        self._now = self._wanted = Heard(even, np.zeros(len(TRAITS), np.float32))
        self._journey, self._seed, self._place, self._number = Journey(0, 1), -1, 0.0, 0

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return (self._network.sizes.size,) * 2

    @property
    def latent(self) -> int:
        """Width of the latents."""
        return self._network.sizes.latent

    @property
    def window_s(self) -> float:
        """Seconds of sound that `hear` wants."""
        return self._adapter.window_s

    def hear(self, window: AudioWindow) -> Mapping[str, float]:
        """Take in the sound; the picture goes there within some seconds."""
        self._wanted = self._adapter.hear(window)
        return dict(zip(self.labels, self._wanted.labels.tolist(), strict=True))

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """The next frame, `seconds` after the one before."""
        if look.seed != self._seed:
            self._seed = look.seed
            self._journey = Journey(look.seed, self._network.sizes.latent)
        self._place += seconds * look.travel
        share = 1.0 - float(np.exp(-seconds / SMOOTH_S))
        self._now = Heard(
            self._now.labels + share * (self._wanted.labels - self._now.labels),
            self._now.traits + share * (self._wanted.traits - self._now.traits),
        )
        self._number += 1
        pixels = self._picture(
            self._journey.at(self._place), *condition(self._now, look, self.labels)
        )
        return Frame(turned(pixels, look.palette), self._number, time)

    @torch.inference_mode()
    def _picture(self, *vectors: Vector) -> NDArray[np.uint8]:
        tensors = [torch.from_numpy(v).float()[None].to(self._device) for v in vectors]
        with self._autocast:
            painted = self._network(*tensors)[0]
        levels = (painted.float().clamp(-1, 1) * 127.5 + 127.5).round().byte()
        pixels: NDArray[np.uint8] = levels.permute(1, 2, 0).contiguous().cpu().numpy()
        return pixels


def condition(heard: Heard, look: Look, names: tuple[str, ...]) -> tuple[Vector, Vector]:
    """Labels and traits for the network, of what was heard and what the look asks for."""
    labels = heard.labels
    asked = np.array([max(0.0, look.labels.get(name, 0.0)) for name in names], np.float32)
    if look.mix and asked.sum():
        labels = labels + look.mix * (asked / asked.sum() - labels)
    traits = heard.traits * look.sensitivity
    shift = {"brightness": look.brightness, "detail": -look.abstraction}
    traits = traits + np.array([STRONGEST * shift.get(name, 0.0) for name in TRAITS], np.float32)
    return labels.astype(np.float32), traits.clip(-2.5, 2.5).astype(np.float32)


def turned(pixels: NDArray[np.uint8], turn: float) -> NDArray[np.uint8]:
    """Hues turned by a share of the circle: a rotation about the grey axis, which keeps greys."""
    if not turn % 1.0:
        return pixels
    angle = 2 * np.pi * turn
    cos, sin = np.cos(angle), np.sin(angle) / np.sqrt(3)
    third = (1 - cos) / 3
    matrix = np.array(
        [
            [cos + third, third - sin, third + sin],
            [third + sin, cos + third, third - sin],
            [third - sin, third + sin, cos + third],
        ]
    )
    found: NDArray[np.uint8] = (pixels @ matrix.T).round().clip(0, 255).astype(np.uint8)
    return found
