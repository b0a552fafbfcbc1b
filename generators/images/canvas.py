"""Stable Diffusion and HiFi-GAN from the user's own weights, as the composition needs them
(Painting, "images that sound"). transformers is an extra of the project.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from generators.images import composition, mel, stable
from generators.images.composition import STEPS, Voice
from generators.images.mel import Levels
from generators.media import Pixels, Samples

COLUMN_UNIT = 64
"""Widths are whole multiples of so many columns: the U-Nets halve the latents three times."""


@dataclass(frozen=True)
class Wanted:
    """What to paint and what to hear: a prompt for each, one for what neither shall be, their
    guidance scales, the shares of noise from which down each has a say (t_v, t_a), `steps`, and
    the seed. `strength` counts where there is an imprint."""

    see: str
    hear: str
    avoid: str = ""
    guidance_see: float = 8.0
    guidance_hear: float = 8.0
    begins_see: float = 1.0
    begins_hear: float = 1.0
    steps: int = STEPS
    strength: float = 0.8
    seed: int = 0


@dataclass(frozen=True)
class Composed:
    """A picture [256, columns, 3] in RGB, and the levels that it is as a spectrogram: the mean of
    its colours."""

    pixels: Pixels
    levels: Levels


class Canvas:
    """An image model and a sound model that share one space of latents. Its autoencoder is the
    image model's, its schedule DDIM.

    `load` says which are taken. Raises `ValueError` for two that do not fit.
    """

    def __init__(self, image: Any, sound: Any, device: str) -> None:
        from diffusers import DDIMScheduler  # noqa: PLC0415 - optional, and slow to import

        self._image, self._sound, self._device = image, sound, device
        for name, pipe in (("image", image), ("sound", sound)):
            kind = pipe.scheduler.config.get("prediction_type", "epsilon")
            if kind != "epsilon":
                raise ValueError(f"the {name} model predicts {kind}, not noise: it does not fit")
        ours, theirs = image.unet.config.in_channels, sound.unet.config.in_channels
        if not ours == theirs == image.vae.config.latent_channels:
            raise ValueError(f"the models do not share their latents: {ours} and {theirs} channels")
        self._scheduler = DDIMScheduler.from_config(image.scheduler.config)

    @classmethod
    def load(cls, image: str, sound: str, device: str | None = None) -> Canvas:
        """From two folders in diffusers' format, or their names on a hub. Raises `ValueError` with
        what is missing."""
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        return cls(stable.pipeline(image, device), stable.pipeline(sound, device), device)

    def compose(
        self,
        wanted: Wanted,
        columns: int,
        imprint: Levels | None = None,
        told: Callable[[float], None] = lambda _: None,
    ) -> Composed:
        """A picture of so many columns (a multiple of 64), from noise or from an imprint
        [256, columns]. `told` hears the share that is done. Raises `ValueError`."""
        if columns < COLUMN_UNIT or columns % COLUMN_UNIT:
            raise ValueError(f"a width is a multiple of {COLUMN_UNIT} columns, not {columns}")
        vae = self._image.vae
        z0 = None if imprint is None else composition.encode(vae, self._tensor(imprint))
        generator = torch.Generator("cpu").manual_seed(wanted.seed)  # the same on any device
        scale = 2 ** (len(vae.config.block_out_channels) - 1)
        shape = (1, vae.config.latent_channels, mel.BANDS // scale, columns // scale)
        noise = torch.randn(shape, generator=generator).to(self._device, vae.dtype)
        latents, times = composition.start(
            self._scheduler, wanted.steps, noise, z0, wanted.strength
        )
        sound = _voice(
            self._sound, wanted.hear, wanted.avoid, wanted.guidance_hear, wanted.begins_hear
        )
        image = _voice(
            self._image, wanted.see, wanted.avoid, wanted.guidance_see, wanted.begins_see
        )
        steps = composition.compose(sound, image, self._scheduler, latents, times)
        for number, step in enumerate(steps, 1):
            latents = step
            told(number / len(times))
        return _composed(composition.decode(vae, latents))

    def _tensor(self, levels: Levels) -> Tensor:
        grey = torch.from_numpy(levels.clip(0, 1)).to(self._device, self._image.vae.dtype)
        return grey.expand(1, 3, *grey.shape)


def vocode(folder: str, levels: Levels, device: str | None = None) -> Samples:
    """Sound at 16 kHz of these levels by a HiFi-GAN in a local folder, in transformers' format
    (SpeechT5HifiGan). Raises `ValueError` where there is none that fits."""
    stable.hush()
    from transformers import SpeechT5HifiGan  # noqa: PLC0415 - optional, and slow to import

    if not (Path(folder) / "config.json").is_file():
        raise ValueError(f"{folder} holds no vocoder: its config.json is missing")
    network, found = stable.tried(
        folder,
        lambda: SpeechT5HifiGan.from_pretrained(
            folder, local_files_only=True, output_loading_info=True
        ),
    )
    config = network.config
    made = (config.model_in_dim, config.sampling_rate, int(np.prod(config.upsample_rates)))
    if made != (mel.BANDS, mel.RATE, mel.HOP) or found["missing_keys"]:
        raise ValueError(
            f"the vocoder {folder} does not fit: it has to be a SpeechT5HifiGan for {mel.BANDS} "
            f"bands, {mel.RATE} Hz and {mel.HOP} samples a column, with all its weights"
        )
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    spectrogram = torch.from_numpy(np.log(mel.magnitudes_of(levels)).T.copy()).to(device)
    with torch.no_grad():
        samples: Samples = network.to(device).eval()(spectrogram).cpu().numpy()
    return samples


def _voice(pipe: Any, prompt: str, avoid: str, guidance: float, begins: float) -> Voice:
    with torch.no_grad():
        asked, nothing = pipe.encode_prompt(prompt, pipe.device, 1, True, negative_prompt=avoid)
    return Voice(pipe.unet, asked, nothing, guidance, begins)


def _composed(picture: Tensor) -> Composed:
    colours = picture[0].permute(1, 2, 0).float().cpu().numpy()
    pixels = np.rint(255 * colours).astype(np.uint8)
    return Composed(pixels, colours.mean(2, dtype=np.float32))
