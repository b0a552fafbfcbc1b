"""Kaldi's log-mel spectra of sound at 16 kHz: what BEATs and ImageBind hear by."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from generators.images.spectra import Bank

RATE, FRAME, HOP, N_FFT = 16_000, 400, 160, 512
"""Hz, and samples: 25 ms every 10 ms."""
BANDS, LOWEST_HZ = 128, 20.0
_EMPHASIS = 0.97
_LEAST = float(torch.finfo(torch.float32).eps)


class KaldiMel(nn.Module):
    """`compute-fbank-feats` with 128 bands and no dither: every frame less its mean, raised towards
    the high, windowed; logarithms of the power in triangles on the mel scale 1127 ln(1 + f/700).

    `window` is Kaldi's own ("povey", a Hann window to the power of 0.85) or "hanning".
    """

    def __init__(self, window: Literal["povey", "hanning"] = "povey") -> None:
        super().__init__()
        hann = torch.hann_window(FRAME, periodic=False, dtype=torch.float64)
        shape = hann**0.85 if window == "povey" else hann
        self.register_buffer("window", shape.float(), persistent=False)
        self.register_buffer("bank", torch.from_numpy(_bank()), persistent=False)
        self.window: Tensor
        self.bank: Tensor

    def forward(self, samples: Tensor) -> Tensor:
        """`samples` [batch, n] -> [batch, 1 + (n - 400) // 160, 128]."""
        frames = samples.unfold(-1, FRAME, HOP)
        frames = frames - frames.mean(-1, keepdim=True)
        before = torch.cat((frames[..., :1], frames[..., :-1]), -1)
        spectrum = torch.fft.rfft((frames - _EMPHASIS * before) * self.window, N_FFT)
        powers = spectrum.real.square() + spectrum.imag.square()
        levels: Tensor = (powers @ self.bank.T).clamp(min=_LEAST).log()
        return levels


def _bank() -> Bank:
    """[bands, n_fft / 2 + 1]. The triangles are straight on the mel scale, not in Hz."""
    edges = np.linspace(_mel(np.float64(LOWEST_HZ)), _mel(np.float64(RATE / 2)), BANDS + 2)
    slopes = (_mel(np.fft.rfftfreq(N_FFT, 1 / RATE)) - edges[:, None]) / (edges[1] - edges[0])
    bank: Bank = np.maximum(0.0, np.minimum(slopes[:-2], -slopes[2:])).astype(np.float32)
    return bank


def _mel(hz: Any) -> Any:
    return 1127.0 * np.log1p(hz / 700.0)
