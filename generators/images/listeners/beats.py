"""BEATs (Chen et al. 2022, arXiv 2212.09058), the encoder that AudioToken hears with. The beat
tracker is another module."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from generators.images.listener import ListenerError
from generators.images.listeners import checkpoint, kaldi
from generators.images.listeners.checkpoint import Checkpoint

LAYERS = (4, 8, 12)
"""Whose answers AudioToken takes side by side."""
MEAN, DEVIATION = 15.41663, 6.55582
"""Of Kaldi's spectra of AudioSet at 16 bits; they are divided by two deviations."""
FULL_SCALE, PATCH = 2**15, 16
MAX_DISTANCE = 800
"""Of all published checkpoints; they say so themselves in their config."""


class Attention(nn.Module):
    """Self-attention with WavLM's gated relative positions (2110.13900, section 3.1)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.q_proj, self.k_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.v_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.grep_linear = nn.Linear(width // heads, 8)
        self.grep_a = nn.Parameter(torch.ones(1, heads, 1, 1))
        self.heads = heads

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` [batch, n, width], `bias` [heads, n, n] -> [batch, n, width]."""
        query, key, value = (
            each(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for each in (self.q_proj, self.k_proj, self.v_proj)
        )
        gates = self.grep_linear(query).unflatten(-1, (2, 4)).sum(-1).sigmoid()
        update, reset = gates.split(1, dim=-1)
        gated = (update * (reset * self.grep_a - 1.0) + 2.0) * bias
        mixed = scaled_dot_product_attention(query, key, value, gated)
        found: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2))
        return found


class Layer(nn.Module):
    """A transformer's layer that normalises behind (DeepNorm, 2203.00555): norm(alpha x + f(x))."""

    def __init__(self, width: int, hidden: int, heads: int, alpha: float) -> None:
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm, self.final_layer_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.fc1, self.fc2 = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.alpha = alpha

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """As `Attention`."""
        x = self.self_attn_layer_norm(self.alpha * x + self.self_attn(x, bias))
        found: Tensor = self.final_layer_norm(self.alpha * x + self.fc2(gelu(self.fc1(x))))
        return found


class Encoder(nn.Module):
    """Positions by a wide convolution and by distance, then the layers."""

    def __init__(
        self,
        width: int = 768,
        hidden: int = 3072,
        heads: int = 12,
        layers: int = 12,
        *,
        reach: int = 128,
        groups: int = 16,
        buckets: int = 320,
        max_distance: int = MAX_DISTANCE,
    ) -> None:
        super().__init__()
        self.pos_conv = nn.Conv1d(width, width, reach, padding=reach // 2, groups=groups)
        self.layer_norm = nn.LayerNorm(width)
        alpha = (2 * layers) ** 0.25
        self.layers = nn.ModuleList(Layer(width, hidden, heads, alpha) for _ in range(layers))
        self.distances = nn.Embedding(buckets, heads)
        self.max_distance = max_distance

    def forward(self, x: Tensor) -> list[Tensor]:
        """`x` [batch, n, width] -> what each layer answers, of the same shape."""
        n = x.shape[1]
        near = gelu(self.pos_conv(x.transpose(1, 2))[..., :n]).transpose(1, 2)
        x = self.layer_norm(x + near)
        places = torch.arange(n, device=x.device)
        buckets = bucket(places - places[:, None], self.distances.num_embeddings, self.max_distance)
        bias = self.distances(buckets).permute(2, 0, 1)
        answers = []
        for layer in self.layers:
            x = layer(x, bias)
            answers.append(x)
        return answers


def bucket(distance: Tensor, buckets: int, max_distance: int) -> Tensor:
    """Which of T5's buckets (1910.10683, section 2.1) a distance is in: half of them for what is
    ahead; of each half, half for single steps, half for steps that widen up to `max_distance`."""
    side = buckets // 2
    single, away = side // 2, distance.abs()
    scaled = (away.float() / single).log() / math.log(max_distance / single) * (side - single)
    far = (single + scaled.clamp(min=0).long()).clamp(max=side - 1)
    return (distance > 0) * side + torch.where(away < single, away, far)


class Beats(nn.Module):
    """Patches of 16 bands by 160 ms, eight at a time, through the encoder."""

    rate = kaldi.RATE

    def __init__(self, encoder: Encoder, patch_width: int = 512, seconds: float = 10.0) -> None:
        super().__init__()
        self.seconds, self.size = seconds, encoder.layer_norm.normalized_shape[0]
        self.width = len(LAYERS) * self.size
        self.mel = kaldi.KaldiMel("povey")
        self.patch_embedding = nn.Conv2d(1, patch_width, PATCH, PATCH, bias=False)
        self.layer_norm = nn.LayerNorm(patch_width)
        self.post_extract_proj = nn.Linear(patch_width, self.size)
        self.encoder = encoder

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """`samples` [batch, n] -> the mean of the last layer [batch, 768]; layers 4, 8 and 12 side
        by side, for each patch in turn, [batch, 8 (n / 2560), 2304]."""
        mel = (self.mel(samples * FULL_SCALE) - MEAN) / (2 * DEVIATION)
        patches = self.patch_embedding(mel[:, None]).flatten(2).transpose(1, 2)
        answers = self.encoder(self.post_extract_proj(self.layer_norm(patches)))
        return answers[-1].mean(1), torch.cat([answers[layer - 1] for layer in LAYERS], -1)


def load(path: Path, seconds: float) -> Beats:
    """From a published checkpoint (BEATs_iter3_plus_AS2M.pt ...); the sizes are its tensors'.
    Raises `ListenerError`."""
    held = checkpoint.read(path)
    if seconds * kaldi.RATE < kaldi.FRAME + (PATCH - 1) * kaldi.HOP:
        raise ListenerError(f"{seconds} s are less than a patch; use at least 0.2 s")
    if held.config.get("layer_norm_first"):
        raise ListenerError(f"{path} normalises before its layers, which no published BEATs does")
    return _fill(held, seconds)


def _fill(held: Checkpoint, seconds: float) -> Beats:
    hidden, width = held[f"encoder.layers.{LAYERS[-1] - 1}.fc1.weight"].shape
    layers = held.count("encoder.layers.{}.fc1.weight")
    distances = "encoder.layers.0.self_attn.relative_attention_bias.weight"
    buckets, heads = held[distances].shape
    direction, length = (held[f"encoder.pos_conv.0.weight_{name}"].float() for name in "vg")
    _, shared, reach = direction.shape
    encoder = Encoder(
        width, hidden, heads, layers, reach=reach, groups=width // shared, buckets=buckets,
        max_distance=int(held.config.get("max_distance", MAX_DISTANCE)),
    )  # fmt: skip
    network = Beats(encoder, held["patch_embedding.weight"].shape[0], seconds)
    tensors = {
        **held.tensors,
        "encoder.distances.weight": held[distances],  # every layer names the same table
        "encoder.pos_conv.weight": direction * length / direction.norm(dim=(0, 1), keepdim=True),
        "encoder.pos_conv.bias": held["encoder.pos_conv.0.bias"],
    }
    return Checkpoint(held.path, tensors, held.config).fill(network)
