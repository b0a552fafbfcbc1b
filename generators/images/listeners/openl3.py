"""OpenL3 (Cramer et al. 2019, doi 10.1109/icassp.2019.8682475) for music, 256 mel bands and 512
numbers: the encoder that CoverGen hears with. Weights as torchopenl3 has them."""

from __future__ import annotations

import itertools
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, pad, relu

from generators.images.listener import ListenerError
from generators.images.listeners import checkpoint

RATE, N_FFT, HOP = 48_000, 2048, 242
"""Hz, and samples. The network hears one second at a time."""
CHANNELS = (1, 64, 64, 128, 128, 256, 256, 512)
POOLED = (2, 4, 6)
"""Convolutions behind which time and frequency are halved."""
BANDS = 256
_AT_ONCE = 8
_LEAST, _RANGE_DB = 1e-10, 80.0
_PADDED = N_FFT - RATE % HOP


class Filters(nn.Module):
    """Of the mel bands, [256, 1025]."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mel_basis", torch.zeros(BANDS, N_FFT // 2 + 1))
        self.mel_basis: Tensor


class OpenL3(nn.Module):
    """The audio half of L3-Net over decibels below the loudest of each second."""

    rate, size, width = RATE, CHANNELS[-1], CHANNELS[-1]

    def __init__(self, seconds: float = 10.0, hop: float = 0.1) -> None:
        super().__init__()
        self.seconds, self.hop = seconds, hop
        self.speclayer = Filters()
        self.register_buffer("window", torch.hann_window(N_FFT), persistent=False)
        self.window: Tensor
        for number, (before, after) in enumerate(itertools.pairwise(CHANNELS), 1):
            self.add_module(f"batch_normalization_{number}", nn.BatchNorm2d(before, eps=1e-3))
            self.add_module(f"conv2d_{number}", nn.Conv2d(before, after, 3, padding=1))
        self.batch_normalization_8 = nn.BatchNorm2d(self.size, eps=1e-3)
        self.audio_embedding_layer = nn.Conv2d(self.size, self.size, 3, padding=1)

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """`samples` [batch, n] -> the mean [batch, 512], and an embedding for each second that
        begins every `hop` [batch, times, 512]."""
        seconds = samples.unfold(-1, RATE, round(self.hop * RATE))
        parts = torch.split(seconds.flatten(0, 1), _AT_ONCE)
        embeddings = torch.cat([self.embed(part) for part in parts])
        times = embeddings.reshape(len(samples), -1, self.size)
        return times.mean(1), times

    def decibels(self, seconds: Tensor) -> Tensor:
        """`seconds` [n, 48,000] -> [n, 256, 199]: magnitudes of bands, at least -80 dB."""
        padded = pad(seconds, (_PADDED // 2, _PADDED - _PADDED // 2))
        spectrum = torch.stft(
            padded, N_FFT, HOP, window=self.window, center=False, return_complex=True
        )
        powers = self.speclayer.mel_basis @ (spectrum.real.square() + spectrum.imag.square())
        levels: Tensor = 10.0 * powers.sqrt().clamp(min=_LEAST).log10()
        return (levels - levels.amax((1, 2), keepdim=True)).clamp(min=-_RANGE_DB)

    def embed(self, seconds: Tensor) -> Tensor:
        """`seconds` [n, 48,000] -> [n, 512]."""
        part = self.get_submodule
        x: Tensor = part("batch_normalization_1")(self.decibels(seconds)[:, None])
        for number in range(1, len(CHANNELS)):
            convolved = part(f"conv2d_{number}")(x)
            x = relu(part(f"batch_normalization_{number + 1}")(convolved))
            x = max_pool2d(x, 2) if number in POOLED else x
        found: Tensor = self.audio_embedding_layer(x).amax((2, 3))
        return found


def load(path: Path, seconds: float, hop: float) -> OpenL3:
    """From torchopenl3_mel256_music_512.pth.tar (or 6144: they differ in the pooling alone). The
    filters are the file's. Raises `ListenerError`."""
    if seconds < 1 or round(hop * RATE) < 1:
        raise ListenerError("OpenL3 hears seconds: use `seconds` of at least 1 and a `hop` above 0")
    return checkpoint.read(path).fill(OpenL3(seconds, hop))
