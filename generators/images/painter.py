"""The embedded painter: what it heard and what it is told -> the next frame, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from generators.base import Look
from generators.images import listener as listeners
from generators.images.adapter import AdapterSettings, Heard, ListenerAdapter, Vector
from generators.images.journey import Journey
from generators.images.painter_network import TRAITS, PainterNetwork, PainterSizes
from generators.media import AudioWindow, Frame
from generators.packed import unpacked
from generators.precision import fast_bf16

if TYPE_CHECKING:
    from presets import ImagesPreset

SMOOTH_S = 2.5
"""Seconds in which what was heard in a whole window takes over by 63 %; where the music has just
changed, less: by the square of the share that counts."""
STRONGEST = 2.0
"""Deviations from the mean to which a control moves a trait at most."""
AT_ONCE = 16
"""Pictures that are painted at once, at most."""
KIND, WEIGHTS = "one-step", "weights.safetensors"


class PainterError(ValueError):
    """A preset does not hold what its `preset.toml` says."""


class Adapter(Protocol):
    """Music -> what to paint."""

    @property
    def window_s(self) -> float:
        """Seconds of sound that it wants."""
        ...

    @property
    def hear_hz(self) -> int:
        """The rate at which it wants them."""
        ...

    def hear(self, window: AudioWindow) -> Heard:
        """What the window means."""
        ...


class OneStepPainter:
    """A `Painter` with a trained network. `labels` name its kinds of picture; `wanted` is what was
    heard last, `now` how far the picture has come."""

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
        self._network: PainterNetwork = network.eval().to(  # type: ignore[call-overload]
            device, memory_format=torch.channels_last
        )
        fast = fast_bf16(device)
        self._autocast = torch.autocast(device.type, torch.bfloat16, enabled=fast)
        for module in network.modules() if fast else ():
            if isinstance(module, nn.Linear | nn.Conv2d):  # as autocast would cast at every call
                module.to(torch.bfloat16)
        even = np.full(len(labels), 1 / len(labels), np.float32)
        self.now = self.wanted = Heard(even, np.zeros(len(TRAITS), np.float32))
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

    @property
    def hear_hz(self) -> int:
        """The rate at which `hear` wants it."""
        return self._adapter.hear_hz

    def hear(self, window: AudioWindow) -> Mapping[str, float]:
        """Take in the sound; the picture goes there within some seconds, sooner where the music has
        changed."""
        self.wanted = self._adapter.hear(window)
        return dict(zip(self.labels, self.wanted.labels.tolist(), strict=True))

    def hear_all(self, windows: Sequence[AudioWindow]) -> Mapping[str, float]:
        """Take in a stretch as a whole: means of what is heard in its windows."""
        heard = [self._adapter.hear(window) for window in windows]
        labels = np.stack([each.labels for each in heard]).mean(axis=0)
        self.wanted = Heard(labels, np.stack([each.traits for each in heard]).mean(axis=0))
        return dict(zip(self.labels, labels.tolist(), strict=True))

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """The next frame, `seconds` after the one before."""
        if look.seed != self._seed:
            self._seed = look.seed
            self._journey = Journey(look.seed, self._network.sizes.latent)
        self._place += seconds * look.travel
        share = 1.0 - float(np.exp(-seconds / (SMOOTH_S * self.wanted.held**2)))
        self.now = Heard(
            self.now.labels + share * (self.wanted.labels - self.now.labels),
            self.now.traits + share * (self.wanted.traits - self.now.traits),
        )
        self._number += 1
        labels, traits = condition(self.now, look, self.labels)
        latent = self._journey.at(self._place)
        pixels = self.pictures(latent[None], labels[None], traits[None])[0]
        return Frame(turned(pixels, look.palette), self._number, time)

    @torch.inference_mode()
    def pictures(self, latents: Vector, labels: Vector, traits: Vector) -> NDArray[np.uint8]:
        """What the network makes of `latents` [n, latent], `labels` [n, labels] that add up to 1,
        and `traits` [n, traits]: pictures [n, height, width, 3] RGB."""
        found = np.empty((len(latents), *self.size, 3), np.uint8)
        for start in range(0, len(latents), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            tensors = [
                torch.from_numpy(np.ascontiguousarray(one[part], np.float32)).to(self._device)
                for one in (latents, labels, traits)
            ]
            with self._autocast:
                painted = self._network(*tensors)
            found[part] = pixels_of(painted)
        return found


def pixels_of(painted: torch.Tensor) -> NDArray[np.uint8]:
    """Pictures [n, 3, height, width] in -1 to 1, as networks make them -> [n, height, width, 3]."""
    levels = (painted.float().clamp(-1, 1) * 127.5 + 127.5).round().byte()
    pixels: NDArray[np.uint8] = levels.permute(0, 2, 3, 1).cpu().numpy()
    return pixels


def grid_of(pixels: NDArray[np.uint8], device: torch.device) -> torch.Tensor:
    """The way back: [n, height, width, 3] -> [n, 3, height, width] in -1 to 1, on `device`."""
    return torch.from_numpy(pixels.copy()).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1


def load(preset: ImagesPreset, device: torch.device) -> OneStepPainter:
    """The painter of a preset, whose files are verified, on `device`. Raises `PainterError`."""
    try:
        weights = unpacked(load_file(preset.place(WEIGHTS)))
        listener = listeners.load(preset.place(listeners.TABLE).parent, device)
        return assemble(preset, weights, listener, device)
    except (OSError, SafetensorError, listeners.ListenerError) as error:
        raise PainterError(f"preset {preset.name!r} cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise PainterError(f"preset {preset.name!r} does not fit together: {error}") from error


def assemble(
    preset: ImagesPreset,
    weights: Mapping[str, torch.Tensor],
    listener: listeners.Listener,
    device: torch.device,
) -> OneStepPainter:
    """A painter of its parts. Raises `ValueError` or `RuntimeError` where they do not fit."""
    sizes = dict(preset.network)
    if (kind := sizes.pop("kind", "")) != KIND:
        raise ValueError(f"its network is of kind {kind!r}: there is {KIND}")
    network = PainterNetwork(PainterSizes(labels=len(preset.labels), **sizes))
    network.load_state_dict(dict(weights), strict=True)
    adapter = ListenerAdapter(listener, preset.labels, AdapterSettings(**preset.adapter))
    if device.type == "cpu":
        torch.set_num_threads(1)
    return OneStepPainter(preset.name, network, preset.labels, adapter, device)


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
