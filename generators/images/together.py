"""Two of our own painters that denoise one picture: one knows paintings, the other spectrograms
(Painting, "images that sound"). The mixture has the shape of one painter, so that all that paints
with one paints with two.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.images import mel
from generators.images.composition import shares
from generators.images.denoiser import TRAIN_TIMES, Denoiser, PromptEncoder
from generators.media import AudioWindow


class Together(nn.Module):
    """eps = l_a eps_a + l_v eps_v, row by row. Both say v at the same place, which is linear in
    eps: mixing one is mixing the other. `begins_see` and `begins_hear` as in `composition.shares`.
    Raises `ValueError` for painters of two spaces."""

    def __init__(
        self, sight: Denoiser, sound: Denoiser, begins_see: float = 1.0, begins_hear: float = 1.0
    ) -> None:
        super().__init__()
        if sight.shape != sound.shape:
            raise ValueError(f"one paints {sight.shape}, the other {sound.shape}")
        self.sight, self.sound = sight, sound
        self._begins = (begins_hear, begins_see)
        self.shape, self.zoom, self.scheduler = sight.shape, sight.zoom, sight.scheduler
        self.width, self.sizes = sight.width, sight.sizes

    def forward(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        """`conditions` [batch, 2 tokens, width]: what the one is asked, then the other."""
        to_see, to_hear = conditions.chunk(2, dim=1)
        pairs = [shares(*self._begins, float(time), TRAIN_TIMES) for time in times]
        hears, sees = torch.tensor(pairs, device=noisy.device).T[..., None, None, None]
        said: Tensor = sees * self.sight(noisy, times, to_see)
        said += hears * self.sound(noisy, times, to_hear)
        return said

    def encode(self, pictures: Tensor) -> Tensor:
        """As `Denoiser.encode`: both work in one space."""
        return self.sight.encode(pictures)

    def decode(self, latents: Tensor) -> Tensor:
        """As `Denoiser.decode`."""
        return self.sight.decode(latents)


class TogetherPrompt(nn.Module):
    """The same words, read by the prompt of each."""

    def __init__(self, sight: PromptEncoder, sound: PromptEncoder) -> None:
        super().__init__()
        self.sight, self.sound = sight, sound
        self.tokens = 2 * sight.tokens

    def read(self, labels: Tensor) -> Tensor:
        """Labels [batch] -> states [batch, tokens, width]."""
        return torch.cat((self.sight.read(labels), self.sound.read(labels)), dim=1)

    def empty(self, count: int) -> Tensor:
        """The states of nothing in particular, so many times."""
        return torch.cat((self.sight.empty(count), self.sound.empty(count)), dim=1)


def picture_of(window: AudioWindow, size: int) -> Tensor:
    """The end of a window at 16 kHz as a grey picture [3, size, size] in -1 to 1: 10 ms for each of
    256 columns, 256 bands, reduced to `size`. Raises `ValueError` for another rate."""
    if window.rate != mel.RATE:
        raise ValueError(f"the window has {window.rate} Hz, spectrograms want {mel.RATE}")
    frames = mel.BANDS * mel.HOP
    samples = window.samples[-frames:]
    padded = F.pad(torch.from_numpy(samples.copy()).float(), (frames - len(samples), 0))
    levels = torch.from_numpy(mel.levels_of(padded.numpy()).clip(0, 1).copy())
    small = F.adaptive_avg_pool2d(levels[None, None], size)[0]
    return (2 * small - 1).expand(3, -1, -1)
