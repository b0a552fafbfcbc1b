"""ImageBind's ears (Girdhar et al. 2023, arXiv 2305.05665): a vision transformer over Kaldi's
spectra of two seconds."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, pad

from generators.images.listener import ListenerError
from generators.images.listeners import checkpoint, kaldi

CLIPS, CLIP_S, COLUMNS = 3, 2.0, 204
"""Clips of a window, evenly apart; seconds of each; columns of its spectrum."""
MEAN, DEVIATION = -4.268, 9.138
PATCH, STRIDE, HEAD = 16, 10, 64
"""Bands and columns of a patch, and between two; width of an attention head."""
LOUDEST_SCALE = 100.0


class Block(nn.Module):
    """A transformer's layer that normalises in front, and attends to one learned place more."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        self.attn = nn.MultiheadAttention(width, width // HEAD, add_bias_kv=True, batch_first=True)
        widen, narrow = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.mlp = nn.Sequential(OrderedDict(fc1=widen, act=nn.GELU(), fc2=narrow))

    def forward(self, x: Tensor) -> Tensor:
        """[batch, n, width] -> the same shape."""
        normal = self.norm_1(x)
        x = x + self.attn(normal, normal, normal, need_weights=False)[0]
        found: Tensor = x + self.mlp(self.norm_2(x))
        return found


class ImageBind(nn.Module):
    """The audio tower and its head."""

    rate = kaldi.RATE

    def __init__(
        self,
        width: int = 768,
        hidden: int = 3072,
        blocks: int = 12,
        size: int = 1024,
        seconds: float = CLIPS * CLIP_S,
    ) -> None:
        super().__init__()
        self.seconds, self.size, self.width = seconds, size, size
        self.mel = kaldi.KaldiMel("hanning")
        self.patch = nn.Conv2d(1, width, PATCH, STRIDE, bias=False)
        self.patch_norm = nn.LayerNorm(width)
        rows, columns = ((n - PATCH) // STRIDE + 1 for n in (kaldi.BANDS, COLUMNS))
        self.first = nn.Parameter(torch.zeros(1, 1, width))
        self.places = nn.Parameter(torch.zeros(1, 1 + rows * columns, width))
        self.blocks = nn.Sequential(*(Block(width, hidden) for _ in range(blocks)))
        self.norm, self.head = nn.LayerNorm(width, 1e-6), nn.Linear(width, size, bias=False)
        self.register_buffer("log_scale", torch.zeros(()))
        self.log_scale: Tensor

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """`samples` [batch, n] -> the mean [batch, 1024] of the clips' embeddings, and these
        [batch, 3, 1024], as long as the weights' scale says (20)."""
        patches = self.patch_norm(self.patch(self.pictures(samples)).flatten(2).transpose(1, 2))
        tokens = torch.cat((self.first.expand(len(patches), -1, -1), patches), 1) + self.places
        answers = self.head(self.norm(self.blocks(tokens)[:, 0]))
        scaled = self.log_scale.exp().clamp(max=LOUDEST_SCALE) * normalize(answers, dim=-1)
        times = scaled.reshape(len(samples), CLIPS, self.size)
        return times.mean(1), times

    def pictures(self, samples: Tensor) -> Tensor:
        """`samples` [batch, n] -> spectra of clips [batch * 3, 1, 128, 204], zeros behind."""
        frames = round(CLIP_S * self.rate)
        last = samples.shape[-1] - frames
        starts = [last * clip // (CLIPS - 1) for clip in range(CLIPS)]
        clips = torch.stack([samples[:, start : start + frames] for start in starts], 1)
        clips = clips.flatten(0, 1)
        mel = self.mel(clips - clips.mean(-1, keepdim=True)).transpose(1, 2)
        return (pad(mel, (0, COLUMNS - mel.shape[-1]))[:, None] - MEAN) / DEVIATION


NAMES = {
    "patch.": "modality_preprocessors.audio.rgbt_stem.proj.",
    "patch_norm.": "modality_preprocessors.audio.rgbt_stem.norm_layer.",
    "first": "modality_preprocessors.audio.cls_token",
    "places": "modality_preprocessors.audio.pos_embedding_helper.pos_embed",
    "blocks.": "modality_trunks.audio.blocks.",
    "norm.": "modality_heads.audio.0.",
    "head.": "modality_heads.audio.2.",
    "log_scale": "modality_postprocessors.audio.1.log_logit_scale",
}
"""What our names begin with, and those in imagebind_huge.pth."""


def load(path: Path, seconds: float) -> ImageBind:
    """From imagebind_huge.pth, of which the audio alone is read. Raises `ListenerError`."""
    if seconds < CLIP_S:
        raise ListenerError(f"ImageBind hears clips of {CLIP_S} s; use `seconds` of no less")
    held = checkpoint.read(path, tuple(NAMES.values()))
    hidden, width = held[named("blocks.0.mlp.fc1.weight")].shape
    blocks = held.count(named("blocks.{}.norm_1.weight"))
    size = len(held[named("head.weight")])
    return held.fill(ImageBind(width, hidden, blocks, size, seconds), named)


def named(name: str) -> str:
    """How imagebind_huge.pth names what is ours."""
    ours = next(each for each in NAMES if name.startswith(each))
    return NAMES[ours] + name.removeprefix(ours)
