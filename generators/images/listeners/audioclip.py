"""AudioCLIP's ears (Guzhov et al. 2021, arXiv 2106.13043): ESResNeXt-fbsp (2104.11587), a
ResNeXt-50 with attention over a spectrum whose wavelets are learned."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_max_pool2d, max_pool2d, normalize, pad, relu

from generators.images.listener import ListenerError
from generators.images.listeners import checkpoint

RATE, HOP = 44_100, 561
"""Hz, and samples."""
BANDS = 3
"""Parts of the spectrum, low to high, that stand for a picture's colours."""
GROUPS, EXPANSION = 32, 4
"""Of ResNeXt-50 32x4d: groups of 4 channels in its narrowest stage."""
KERNELS = ((3, 1), (1, 5), (3, 1), (1, 5), (3, 5))
"""Of the attention beside each stage and behind the last."""
PREFIX = "audio."
"""Of its weights, beside those for pictures and words."""
_FULL_SCALE = 32_768.0
_LEAST, _EPSILON = 1e-18, 1e-8


class Wavelets(nn.Module):
    """Frequency B-spline wavelets: sqrt(fb) sinc(fb t / m)^m e^(-i fc t), t from -pi to pi."""

    def __init__(self, bins: int) -> None:
        super().__init__()
        self.m, self.fb = nn.Parameter(torch.zeros(bins)), nn.Parameter(torch.ones(bins))
        self.fc = nn.Parameter(torch.arange(bins, dtype=torch.float32))

    def forward(self, frames: Tensor) -> Tensor:
        """`frames` [batch, times, n] -> powers [batch, bins, times]."""
        n = frames.shape[-1]
        t = math.pi * torch.linspace(-1.0, 1.0, n, device=frames.device) + _EPSILON
        m, fb, fc = (each[:, None] for each in (self.m, self.fb, self.fc))
        sinc = torch.sinc(fb * t / (m + _EPSILON) / math.pi)
        shape = fb.sqrt() * sinc.abs() ** m / math.sqrt(n)
        turn = m * math.pi * (sinc < 0) - fc * t  # (-x)^m = x^m e^(i pi m)
        real, imaginary = (frames @ (shape * each).T for each in (turn.cos(), turn.sin()))
        return (real.square() + imaginary.square()).transpose(1, 2)


class Bottleneck(nn.Module):
    """A block of ResNeXt: 1x1, 3x3 in groups with the stride, 1x1, beside what came in."""

    def __init__(self, before: int, planes: int, stride: int) -> None:
        super().__init__()
        inner, after = 2 * planes, EXPANSION * planes
        self.conv1, self.bn1 = nn.Conv2d(before, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, 1, groups=GROUPS, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, after, 1, bias=False), nn.BatchNorm2d(after)
        self.downsample = nn.Sequential()
        if stride != 1 or before != after:
            beside = nn.Conv2d(before, after, 1, stride, bias=False)
            self.downsample = nn.Sequential(beside, nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        """[batch, before, height, width] -> [batch, 4 planes, height / stride, width / stride]."""
        inner = relu(self.bn2(self.conv2(relu(self.bn1(self.conv1(x))))))
        return relu(self.bn3(self.conv3(inner)) + self.downsample(x))


class Attention(nn.Module):
    """Weights for a stage's answers from what it was asked, brought to their size."""

    def __init__(self, before: int, after: int, kernel: tuple[int, int]) -> None:
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.conv_depth = nn.Conv2d(before, before, kernel, padding=padding, groups=before)
        self.conv_point, self.bn = nn.Conv2d(before, after, 1), nn.BatchNorm2d(after)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """`x` [batch, before, height, width] -> [batch, after, *size], from 0 to 1."""
        pooled = adaptive_max_pool2d(x, size)
        found: Tensor = self.bn(self.conv_point(self.conv_depth(pooled))).sigmoid()
        return found


class AudioClip(nn.Module):
    """The audio head. Its sound was trained at 16 bits, full scale at 1 again."""

    rate = RATE

    def __init__(
        self,
        stem: int = 64,
        blocks: tuple[int, ...] = (3, 4, 6, 3),
        size: int = 1024,
        bins: int = 1025,
        window: int = 1654,
        seconds: float = 5.0,
    ) -> None:
        super().__init__()
        self.seconds, self.size, self.width = seconds, size, size
        self.register_buffer("window", torch.zeros(window))
        self.window: Tensor
        self.fbsp, self.n_fft = Wavelets(bins), 2 * (bins - 1)
        self.conv1 = nn.Conv2d(BANDS, stem, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        before = stem
        for stage, count in enumerate(blocks, 1):
            planes = stem * 2 ** (stage - 1)
            after = EXPANSION * planes
            first = Bottleneck(before, planes, 1 if stage == 1 else 2)
            rest = (Bottleneck(after, planes, 1) for _ in range(count - 1))
            self.add_module(f"layer{stage}", nn.Sequential(first, *rest))
            self.add_module(f"att{stage}", Attention(before, after, KERNELS[stage - 1]))
            before = after
        self.att5 = Attention(before, before, KERNELS[-1])
        self.fc = nn.Linear(before, size)

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """`samples` [batch, n] -> the embedding of length 1 [batch, 1024]; the head's answers to
        single columns [batch, times, 1024], of which it is the direction of the mean."""
        x = max_pool2d(relu(self.bn1(self.conv1(self.picture(samples)))), 3, 2, 1)
        for stage in range(1, len(KERNELS)):
            answer = self.get_submodule(f"layer{stage}")(x)
            x = answer * self.get_submodule(f"att{stage}")(x, answer.shape[-2:])
        weights = self.att5(x, (1, 1))[..., 0]
        times: Tensor = self.fc((x.mean(2) * weights).transpose(1, 2))
        return normalize(times.mean(1), dim=-1), times

    def picture(self, samples: Tensor) -> Tensor:
        """`samples` [batch, n] -> decibels of three bands [batch, 3, 341, times]."""
        length = len(self.window)
        times = 1 + math.ceil(max(0, samples.shape[-1] - length) / HOP)
        missing = (times - 1) * HOP + length - samples.shape[-1]
        sound = (2 * _FULL_SCALE * samples + 1) / 65_535  # -32,768 is -1, 32,767 is 1
        padded = pad(sound, (missing // 2, missing - missing // 2))
        frames = padded.unfold(-1, length, HOP) * self.window
        side = self.n_fft - length
        powers = self.fbsp(pad(frames, (side // 2, side - side // 2)))
        height = powers.shape[1] // BANDS
        powers = powers[:, : BANDS * height].unflatten(1, (BANDS, height))
        decibels: Tensor = 10.0 * torch.where(powers > 0, powers, _LEAST).log10()
        return decibels


def load(path: Path, seconds: float) -> AudioClip:
    """From AudioCLIP-Full-Training.pt or AudioCLIP-Partial-Training.pt, whatever else they hold;
    the sizes are its tensors'. Raises `ListenerError`."""
    held = checkpoint.read(path, PREFIX)
    stages = [f"{PREFIX}layer{stage}.{{}}.conv1.weight" for stage in range(1, len(KERNELS))]
    blocks = tuple(held.count(stage) for stage in stages)
    if not all(blocks):
        raise ListenerError(f"{path} has no {PREFIX}layer1 to layer4: it is no AudioCLIP")
    names = ("conv1.weight", "fc.weight", "fbsp.m", "window")
    stem, size, bins, window = (len(held[PREFIX + name]) for name in names)
    network = AudioClip(stem, blocks, size, bins, window, seconds)
    return held.fill(network, lambda name: PREFIX + name)
