"""Two diffusion models that denoise one latent: a picture that is at the same time a spectrogram
(Painting, "images that sound"). The models are diffusers'; this is only what joins them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

STEPS = 100


@dataclass(frozen=True)
class Voice:
    """One of the two models: its U-Net, the embeddings [1, tokens, width] of its prompt and of
    none, its guidance scale, and `begins`: the share of the noise, t_x in 0 to 1, from which down
    it has a say."""

    unet: Any
    prompt: Tensor
    nothing: Tensor
    guidance: float
    begins: float = 1.0

    def noise(self, latents: Tensor, time: Tensor) -> Tensor:
        """eps = eps_uncond + g (eps_cond - eps_uncond) ("Guidance scale")."""
        embeddings = torch.cat([self.nothing, self.prompt])
        both = self.unet(
            torch.cat([latents] * 2), time, encoder_hidden_states=embeddings, return_dict=False
        )[0]
        without, asked = both.chunk(2)
        guided: Tensor = without + self.guidance * (asked - without)
        return guided


def shares(sound: float, image: float, time: float, total: int) -> tuple[float, float]:
    """How much sound and image count at `time` of `total` ("Aggregazione dei rumori").

    l_x = w_x / (w_a + w_v) with w_x(t) = H(t_x T - t), H(0) = 1. While neither has begun both count
    alike: a step cannot do without.
    """
    on_sound, on_image = (float(begins * total - time >= 0) for begins in (sound, image))
    both = on_sound + on_image
    return (on_sound / both, on_image / both) if both else (0.5, 0.5)


def together(sound: Voice, image: Voice, latents: Tensor, time: Tensor, total: int) -> Tensor:
    """eps = l_a eps_a + l_v eps_v. Who has no say is not asked."""
    of_sound, of_image = shares(sound.begins, image.begins, float(time), total)
    if not of_sound:
        return image.noise(latents, time)
    if not of_image:
        return sound.noise(latents, time)
    return of_sound * sound.noise(latents, time) + of_image * image.noise(latents, time)


def start(
    scheduler: Any, steps: int, noise: Tensor, imprint: Tensor | None = None, strength: float = 1.0
) -> tuple[Tensor, Tensor]:
    """The first latents, and the times that are left ("Generazione guidata").

    Without an imprint all `steps` are taken from `noise`. With its latents z0 only the last
    floor(strength * steps) are, from z_t = sqrt(abar_t) z0 + sqrt(1 - abar_t) noise; none are left
    where that is 0. Raises `ValueError` for a strength outside of 0 to 1.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError(f"a strength is 0 to 1, not {strength:g}")
    scheduler.set_timesteps(steps, device=noise.device)
    times: Tensor = scheduler.timesteps
    if imprint is None:
        return noise * scheduler.init_noise_sigma, times
    kept = times[len(times) - math.floor(strength * len(times)) :]
    if not len(kept):
        return imprint, kept
    return scheduler.add_noise(imprint, noise, kept[:1]), kept


@torch.no_grad()
def compose(
    sound: Voice, image: Voice, scheduler: Any, latents: Tensor, times: Tensor
) -> Iterator[Tensor]:
    """Denoise `latents` [1, channels, height, width] at these `times`: the latents after each
    step."""
    total = scheduler.config.num_train_timesteps
    for time in times:
        scaled = scheduler.scale_model_input(latents, time)
        noise = together(sound, image, scaled, time, total)
        latents = scheduler.step(noise, time, latents, return_dict=False)[0]
        yield latents


@torch.no_grad()
def encode(vae: Any, picture: Tensor) -> Tensor:
    """The likeliest latents of a picture [1, 3, height, width] in 0 to 1, RGB."""
    found: Tensor = vae.encode(2 * picture - 1).latent_dist.mode() * vae.config.scaling_factor
    return found


@torch.no_grad()
def decode(vae: Any, latents: Tensor) -> Tensor:
    """The picture [1, 3, height, width] in 0 to 1, RGB, of latents."""
    picture: Tensor = vae.decode(latents / vae.config.scaling_factor, return_dict=False)[0]
    return (picture / 2 + 0.5).clamp(0, 1)
