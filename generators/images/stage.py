"""The display's look without a browser: keyframes and features in, finished pictures out.

`server/pages/painting.js` and `shaders.js` are the same for the screen. Pictures are [1, 3, height,
width] in 0 to 1, their first row at the bottom, as in the shaders.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, sin
from torch.nn import functional as F  # noqa: N812

from generators.media import Features, Pixels

_LIGHT = (0.2126, 0.7152, 0.0722)
_RISE_S, _FALL_S, _ONSET_S = 0.012, 0.22, 0.14
"""In which what is felt follows what is heard: up, down, and down for onsets."""
_SHARPEST = 1.5
"""Pixels of the keyframe across which contours are looked for."""


class Stage:
    """Draws keyframes as a `look` (name to value of each parameter) says, at `size` (height, width)
    in pixels. Time is what `draw` is told; equal calls give equal pictures."""

    def __init__(self, look: Mapping[str, float], size: tuple[int, int]) -> None:
        self._look, self._size = look, size
        height, width = size
        self._aspect = width / height
        y, x = torch.meshgrid(_centres(height), _centres(width), indexing="ij")
        self._x, self._y = x * self._aspect, y
        corners = 2 * (x.square() + (y * height / width * 1.4).square())
        self._dark = look["vignette"] * _smooth((corners - 0.12) / 0.5)
        self._shown = torch.zeros(1, 3, height, width)
        self._from: Tensor | None = None
        self._next: Tensor | None = None
        self._time = self._turn = self._hue = self._wish = 0.0
        self._since = math.inf
        self._felt = dict.fromkeys(("level", "low", "mid", "high", "onset"), 0.0)
        self._beat = -1.0

    def show(self, pixels: Pixels) -> None:
        """A new keyframe [height, width, 3]: the present mixture becomes what is left behind."""
        came = torch.from_numpy(pixels[::-1].copy()).permute(2, 0, 1)[None].float() / 255
        before = self._mixed()
        if before is None or before.shape != came.shape:
            self._from, self._since = came, math.inf
        else:
            self._from, self._since = before, 0.0
        self._next = came

    @torch.inference_mode()
    def draw(self, seconds: float, features: Features, sensitivity: float = 1.0) -> Pixels:
        """The picture [height, width, 3], `seconds` after the one before."""
        self._time += seconds
        self._since += seconds
        self._follow(seconds, features, sensitivity)
        image = self._mixed()
        if image is not None and seconds > 0:
            self._shown = self._scene(image, seconds * 60)
        levels = (self._grade() * 255).round().byte()[0].permute(1, 2, 0)
        pixels: Pixels = levels.flip(0).contiguous().numpy()
        return pixels

    def _follow(self, step: float, features: Features, sensitivity: float) -> None:
        for name, felt in self._felt.items():
            goal = getattr(features, name) * sensitivity
            fall = _ONSET_S if name == "onset" else _FALL_S
            self._felt[name] += (goal - felt) * _share(step, _RISE_S if goal > felt else fall)
        self._beat = features.beat if features.sure > 0.3 else -1.0
        fifths = (np.arange(12) * 7 % 12) * np.pi / 6  # neighbours sound alike
        place = complex(np.asarray(features.chroma) @ np.exp(1j * fifths))
        if place:
            angle = math.atan2(place.imag, place.real) - self._wish
            away = math.atan2(math.sin(angle), math.cos(angle))
            self._wish += away * min(1.0, abs(place)) * _share(step, 1.5)
        self._turn += step * self._look["spin"] * (0.5 + self._felt["mid"])
        self._hue += (self._wish - self._hue) * _share(step, 0.5)

    def _mixed(self) -> Tensor | None:
        """One keyframe on its way to the next: each flows along the slope of their difference."""
        if self._next is None or self._from is None:
            return None
        share = min(1.0, self._since / max(0.02, self._look["crossfade"]))
        share = share * share * (3 - 2 * share)
        if share >= 1:
            return self._next
        coarse = [_light(_level(image, 4)) for image in (self._from, self._next)]
        slopes = (_slopes(coarse[0]) + _slopes(coarse[1])) / 2
        size = self._next.shape[-2:]
        slope, change = _finer(slopes, size), _finer(coarse[1] - coarse[0], size)
        flow = -change * slope / (slope.square().sum(1, keepdim=True) + 0.01)
        x, y = (0.035 * self._look["warp"] * flow)[0]
        across, up = _centres(size[1])[None] + 0.5, _centres(size[0])[:, None] + 0.5
        before = _sampled(self._from, across - x * share, up - y * share)
        after = _sampled(self._next, across + x * (1 - share), up + y * (1 - share))
        return before + share * (after - before)

    def _scene(self, image: Tensor, rate: float) -> Tensor:
        """The keyframe fitted, folded, pushed and rippled, over the trails of the last scene."""
        look, felt = self._look, self._felt
        x, y = self._x, self._y
        if look["mirror"] >= 2:
            x, y = _folded(x, y, math.floor(look["mirror"]), self._turn)
        beat = math.cos(2 * math.pi * self._beat)
        swing = beat if self._beat >= 0 else 0.3 * math.sin(0.9 * self._time)
        push = look["kick"] * (0.16 * felt["low"] + 0.14 * felt["onset"])
        x, y = _turned(x, y, look["sway"] * 0.05 * swing)
        x, y = x / (1 + push), y / (1 + push)
        flow = 0.022 * look["flow"] * (0.6 + 1.2 * felt["low"])
        if flow:
            t = self._time
            x, y = (
                x + flow * (sin(7 * y + 0.7 * t) + 0.6 * sin(13 * y - 1.1 * t + 4 * x)),
                y + flow * (sin(6 * x - 0.6 * t) + 0.6 * sin(11 * x + 0.9 * t + 3 * y)),
            )
        height, width = image.shape[-2:]
        shape, aspect = width / height, self._aspect
        cover = (1 / aspect, shape / aspect) if aspect > shape else (1 / shape, 1.0)
        x, y = x * cover[0] * 0.94 + 0.5, y * cover[1] * 0.94 + 0.5
        colour = _sampled(image, x, y)
        edges = look["edges"] * (0.35 + 1.3 * felt["high"])
        if edges:
            step = _slopes(_light(image), _SHARPEST).square().sum(1, keepdim=True).sqrt()
            line = _smooth((_sampled(step, x, y) - 0.03) / 0.27)
            colour = colour + edges * line * (0.35 + colour)
        trails = look["feedback"] ** rate
        if trails < 1e-4:
            return colour
        spin = rate * 0.012 * look["spin"] * (0.4 + felt["mid"])
        grow = rate * (
            0.02 * look["zoom"] * (0.4 + felt["level"]) + 0.012 * look["kick"] * felt["onset"]
        )
        back_x, back_y = _turned(self._x, self._y, spin)
        back_x, back_y = back_x * (1 - grow) / self._aspect + 0.5, back_y * (1 - grow) + 0.5
        old = _sampled(self._shown, back_x, back_y)
        old = _coloured(old, 0.995 * _hue_turn(0.05 * look["hue"] * felt["level"] * rate))
        mixed = old.mul_(trails).add_(colour, alpha=1 - trails)
        return torch.maximum(mixed, colour * 0.35).clamp_(0, 1)

    def _grade(self) -> Tensor:
        """What is on the screen: graded, with halo, vignette and grain."""
        look, felt, colour = self._look, self._felt, self._shown
        glow = look["glow"] * (0.35 + 0.9 * felt["level"])
        if glow:
            fine = _level(colour, 4)
            halo = 0.45 * fine
            for level, share in ((1, 0.175), (2, 0.175), (3, 0.2)):
                halo += share * _finer(_level(fine, level), fine.shape[-2:])
            colour = colour + _finer(glow * 1.6 * halo.square(), self._size) * (1 - colour)
        grey = torch.tensor(_LIGHT).expand(3, 3)
        vivid = grey + look["saturation"] * (torch.eye(3) - grey)
        matrix = look["contrast"] * vivid @ _hue_turn(look["hue"] * self._hue)
        gain = 1 + look["pulse"] * (0.5 * felt["onset"] + 0.12 * felt["level"])
        colour = gain * (_coloured(colour, matrix) + 0.45 * (1 - look["contrast"]))
        colour = _bent(colour, gain * (0.45 + 0.55 * look["contrast"])) * (1 - self._dark)
        if look["grain"]:
            rng = torch.Generator().manual_seed(round(self._time * 1000))
            noise = torch.rand(self._size, generator=rng) - 0.5
            colour += 0.09 * look["grain"] * noise * (0.3 + _light(colour))
        return colour.clamp_(0, 1)


def _share(seconds: float, within_s: float) -> float:
    return 1 - math.exp(-seconds / within_s)


def _centres(size: int) -> Tensor:
    """Centres of pixels, -0.5 to 0.5."""
    return (torch.arange(size) + 0.5) / size - 0.5


def _smooth(share: Tensor) -> Tensor:
    share = share.clamp(0, 1)
    return share * share * (3 - 2 * share)


def _light(image: Tensor) -> Tensor:
    """[1, 3, h, w] -> [1, 1, h, w]."""
    return _coloured(image, torch.tensor([_LIGHT]))


def _coloured(image: Tensor, matrix: Tensor) -> Tensor:
    """Every colour [3] times a matrix [n, 3]: [1, 3, h, w] -> [1, n, h, w]."""
    return (matrix @ image[0].flatten(1)).view(1, len(matrix), *image.shape[-2:])


def _bent(image: Tensor, white: float) -> Tensor:
    """Lights up to `white` bend below 1 and keep their colour."""
    if white <= 1:
        return image
    most = image.amax(1, keepdim=True).clamp_min(0.5)
    left = ((white - most) / (white - 0.5)).clamp_min(0)
    return image * (1 - 0.5 * left ** (2 * white - 1)) / most


def _level(image: Tensor, level: int) -> Tensor:
    """The mipmap of this level: means over squares of 2^level pixels."""
    height, width = (max(1, side >> level) for side in image.shape[-2:])
    return F.adaptive_avg_pool2d(image, (height, width))


def _finer(image: Tensor, size: tuple[int, int] | torch.Size) -> Tensor:
    return F.interpolate(image, size=tuple(size), mode="bilinear", align_corners=False)


def _slopes(light: Tensor, reach: float = 1.0) -> Tensor:
    """[1, 1, h, w] -> [1, 2, h, w]: what is `reach` pixels further less what is so far before,
    across and upwards."""
    height, width = light.shape[-2:]
    across, up = _centres(width)[None] + 0.5, _centres(height)[:, None] + 0.5
    x, y = reach / width, reach / height
    return torch.cat(
        [
            _sampled(light, across + x, up) - _sampled(light, across - x, up),
            _sampled(light, across, up + y) - _sampled(light, across, up - y),
        ],
        1,
    )


def _sampled(image: Tensor, across: Tensor, up: Tensor) -> Tensor:
    """The image at places of 0 to 1, mirrored beyond."""
    shape = np.broadcast_shapes(across.shape, up.shape)
    grid = torch.stack([(2 * across - 1).expand(shape), (2 * up - 1).expand(shape)], -1)[None]
    return F.grid_sample(image, grid, "bilinear", "reflection", align_corners=False)


def _turned(x: Tensor, y: Tensor, angle: float) -> tuple[Tensor, Tensor]:
    if not angle:
        return x, y
    c, s = math.cos(angle), math.sin(angle)
    return c * x - s * y, s * x + c * y


def _folded(x: Tensor, y: Tensor, sectors: int, turn: float) -> tuple[Tensor, Tensor]:
    """The kaleidoscope."""
    wedge = math.pi / sectors
    angle = (torch.remainder(torch.atan2(y, x) + turn, 2 * wedge) - wedge).abs()
    radius = torch.hypot(x, y)
    return radius * angle.cos(), radius * angle.sin()


def _hue_turn(angle: float) -> Tensor:
    """The matrix that turns hues about the grey axis by an angle in radians."""
    skew, third = math.sin(angle) / math.sqrt(3), (1 - math.cos(angle)) / 3
    same, after, before = math.cos(angle) + third, third - skew, third + skew
    return torch.tensor([[same, after, before], [before, same, after], [after, before, same]])
