"""Our own small diffusion painter: a U-Net over pixels or over the latents of an autoencoder, and
what it is asked as a short prompt.

The U-Net is that of diffusers, so that what was written for Stable Diffusion works with it too.
"""

from __future__ import annotations

from typing import Any, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor, nn
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from generators.images.autoencoder import Autoencoder, AutoencoderSizes

TRAIN_TIMES = 1000
_LATENTS = 4.0
"""What latents, whose deviation is 1, are cut to."""
_GROUP = 32
"""Channels that are normalised together are a 32nd."""


class DenoiserSizes(BaseModel):
    """`size` in pixels; a square of `patch` of them, or of an `autoencoder`'s latents, is one place
    of the U-Net's finest grid; `widths` are its channels from there to the coarsest; `width` is
    that of the words and of the condition; `added`: the condition's mean is added to the time's
    embedding as well (Kyle, chapter 3)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: int = Field(gt=0)
    size: int = Field(default=64, gt=0)
    patch: int = Field(default=2, gt=0)
    widths: tuple[int, ...] = (96, 160, 256)
    layers: int = Field(default=2, gt=0)
    width: int = Field(default=128, gt=0)
    heads: int = Field(default=4, gt=0)
    added: bool = False
    autoencoder: AutoencoderSizes | None = None

    @property
    def zoom(self) -> int:
        """Pixels for each place of what is denoised."""
        return self.autoencoder.zoom if self.autoencoder else 1

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of what is denoised: channels, height, width."""
        places = self.size // self.zoom
        return (self.autoencoder.latents if self.autoencoder else 3, places, places)

    @model_validator(mode="after")
    def _divide(self) -> Self:
        if any(width % _GROUP for width in self.widths) or len(self.widths) < 2:
            raise ValueError(f"widths: two or more multiples of {_GROUP}")
        if self.size % (self.zoom * self.patch * 2 ** (len(self.widths) - 1)):
            raise ValueError(f"size {self.size} cannot be halved as often as there are widths")
        return self


class PromptEncoder(nn.Module):
    """A text encoder in miniature: begin, one word, end, through two layers of a transformer. The
    last word of the table means nothing in particular."""

    tokens = 3

    def __init__(self, labels: int, width: int, heads: int) -> None:
        super().__init__()
        self.words = nn.Embedding(labels + 1, width)
        self.frame = nn.Parameter(torch.randn(2, width) * 0.02)
        self.places = nn.Parameter(torch.randn(3, width) * 0.02)
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, 0.0, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, 2, nn.LayerNorm(width), False)

    @property
    def nothing(self) -> int:
        """The number of the word that asks for nothing in particular."""
        return self.words.num_embeddings - 1

    def forward(self, words: Tensor) -> Tensor:
        """`words` [batch, 1, width], read or heard -> states [batch, 3, width]."""
        begin, end = (part.expand(len(words), 1, -1) for part in self.frame)
        states: Tensor = self.layers(torch.cat((begin, words, end), dim=1) + self.places)
        return states

    def read(self, labels: Tensor) -> Tensor:
        """Labels [batch] as numbers -> states [batch, 3, width]."""
        states: Tensor = self(self.words(labels)[:, None])
        return states

    def empty(self, count: int) -> Tensor:
        """The states [count, 3, width] of nothing in particular."""
        return self.read(torch.full((count,), self.nothing, device=self.frame.device))


class Denoiser(nn.Module):
    """Noisy pictures, times and conditions -> v (Salimans and Ho 2022, arXiv 2202.00512)."""

    def __init__(self, sizes: DenoiserSizes) -> None:
        super().__init__()
        from diffusers import UNet2DConditionModel  # noqa: PLC0415 - slow to import

        made: Any = UNet2DConditionModel  # which says no types

        self.sizes, self.width, self.shape, self.zoom = sizes, sizes.width, sizes.shape, sizes.zoom
        self.scheduler = schedule(_LATENTS if sizes.autoencoder else 1.0)
        channels, levels = sizes.shape[0] * sizes.patch**2, len(sizes.widths)
        more: dict[str, Any] = {}
        if sizes.added:
            more = {
                "class_embed_type": "projection",
                "projection_class_embeddings_input_dim": sizes.width,
            }
        self.unet: Any = made(
            sample_size=sizes.shape[1] // sizes.patch,
            in_channels=channels,
            out_channels=channels,
            block_out_channels=sizes.widths,
            down_block_types=("DownBlock2D", *["CrossAttnDownBlock2D"] * (levels - 1)),
            up_block_types=(*["CrossAttnUpBlock2D"] * (levels - 1), "UpBlock2D"),
            layers_per_block=sizes.layers,
            cross_attention_dim=sizes.width,
            attention_head_dim=sizes.heads,
            **more,
        )
        if sizes.added:  # it begins without a say, also in a painter that was trained before
            nn.init.zeros_(self.unet.class_embedding.linear_2.weight)
            nn.init.zeros_(self.unet.class_embedding.linear_2.bias)
        if sizes.autoencoder:
            self.autoencoder = Autoencoder(sizes.autoencoder)

    def forward(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        """`noisy` [batch, *shape], `times` [batch], `conditions` [batch, tokens, width] -> v,
        shaped as `noisy`."""
        patch, more = self.sizes.patch, {}
        if self.sizes.added:
            more = {"class_labels": conditions.mean(dim=1)}
        said: Tensor = self.unet(pixel_unshuffle(noisy, patch), times, conditions, **more).sample
        return pixel_shuffle(said, patch)

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures [batch, 3, size, size] in -1 to 1, RGB -> what is denoised: without an
        autoencoder the pictures themselves."""
        return self.autoencoder.encode(pictures) if self.sizes.autoencoder else pictures

    def decode(self, latents: Tensor) -> Tensor:
        """And back."""
        return self.autoencoder.decode(latents) if self.sizes.autoencoder else latents


def schedule(clip: float) -> Any:
    """The noise of all our own painters: cosine (Nichol and Dhariwal 2021), v, what is found cut to
    -`clip` to `clip`; few steps begin at pure noise."""
    from diffusers import DDIMScheduler  # noqa: PLC0415 - slow to import

    made: Any = DDIMScheduler  # which says no types
    return made(
        num_train_timesteps=TRAIN_TIMES,
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        clip_sample=True,
        clip_sample_range=clip,
        timestep_spacing="trailing",
    )
