"""The parts of a Stable Diffusion that the user has, as `generators.images.system` takes them.

transformers is an extra of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn

from generators.images.prompt import TEMPLATE, WORD, HeardPrompt

EXTRA = 'transformers is not installed: pip install "klangbild[diffusion]"'
Plan = Literal["ddim", "lcm"]


class StablePainter(nn.Module):
    """A U-Net over the latents of an autoencoder: its own, or a `tiny` one (AutoencoderTiny), for
    pictures of `size` pixels square. `plan` names the scheduler: `lcm` for models that were
    distilled so, `ddim` for others, SD-Turbo among them."""

    def __init__(self, pipe: Any, size: int, plan: Plan = "ddim", tiny: Any = None) -> None:
        from diffusers import DDIMScheduler, LCMScheduler  # noqa: PLC0415 - optional

        super().__init__()
        self.unet, self.vae = pipe.unet, tiny or pipe.vae
        scale = 2 ** (len(pipe.vae.config.block_out_channels) - 1)
        if size % (8 * scale):
            raise ValueError(f"size {size}: it has to be a multiple of {8 * scale}")
        channels = pipe.unet.config.in_channels
        if self.vae.config.latent_channels != channels:
            raise ValueError(
                f"the autoencoder has {self.vae.config.latent_channels} channels, the U-Net "
                f"{channels}"
            )
        self.zoom = scale
        self.shape = (channels, size // scale, size // scale)
        self.width = int(pipe.unet.config.cross_attention_dim)
        made: Any = {"ddim": DDIMScheduler, "lcm": LCMScheduler}[plan]
        self.scheduler = made.from_config(pipe.scheduler.config, timestep_spacing="trailing")

    def forward(self, noisy: Tensor, times: Tensor, conditions: Tensor) -> Tensor:
        """What the U-Net says, in float32."""
        kind = self.unet.dtype
        said: Tensor = self.unet(noisy.to(kind), times, conditions.to(kind)).sample
        return said.float()

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures [batch, 3, height, width] in -1 to 1, RGB -> their likeliest latents."""
        found = self.vae.encode(pictures.to(self.vae.dtype))
        latents = found.latents if hasattr(found, "latents") else found.latent_dist.mode()
        scaled: Tensor = latents.float() * self.vae.config.scaling_factor
        return scaled

    def decode(self, latents: Tensor) -> Tensor:
        """Latents -> pictures [batch, 3, height, width] in -1 to 1, RGB."""
        ready = (latents / self.vae.config.scaling_factor).to(self.vae.dtype)
        pictures: Tensor = self.vae.decode(ready).sample
        return pictures.float()


class StablePrompt(nn.Module):
    """CLIP's text encoder: a `template` whose word is heard, or one of `labels`. Raises
    `PromptError`."""

    def __init__(self, pipe: Any, labels: Sequence[str], template: str = TEMPLATE) -> None:
        super().__init__()
        self.encoder, self._tokenizer = pipe.text_encoder, pipe.tokenizer
        self._heard = HeardPrompt(pipe.tokenizer, pipe.text_encoder, template)
        self.tokens = int(pipe.tokenizer.model_max_length)
        self._texts = [template.replace(WORD, label.replace("_", " ")) for label in labels]

    def forward(self, words: Tensor) -> Tensor:
        """Heard words [batch, 1, width] -> states [batch, tokens, width]."""
        return self._heard(words)

    def read(self, labels: Tensor) -> Tensor:
        """Labels [batch] as numbers -> states [batch, tokens, width]."""
        return self._read([self._texts[int(label)] for label in labels])

    def empty(self, count: int) -> Tensor:
        """The states [count, tokens, width] of no words."""
        return self._read([""]).expand(count, -1, -1)

    def _read(self, texts: list[str]) -> Tensor:
        ids = self._tokenizer(
            texts, padding="max_length", truncation=True, max_length=self.tokens,
            return_tensors="pt",
        ).input_ids  # fmt: skip
        states: Tensor = self.encoder(input_ids=ids.to(self.encoder.device)).last_hidden_state
        return states.float()


def parts(
    model: str,
    kinds: Sequence[str],
    device: torch.device,
    *,
    size: int = 512,
    plan: Plan = "ddim",
    prompt: str = TEMPLATE,
    tiny: str | None = None,
) -> tuple[StablePainter, StablePrompt]:
    """Painter and prompt of the Stable Diffusion in a folder, or by its name on a hub; `tiny` names
    an AutoencoderTiny. Raises `ValueError`, saying what is missing or does not fit."""
    pipe = pipeline(model, str(device))
    fast = None
    if tiny:
        from diffusers import AutoencoderTiny  # noqa: PLC0415 - optional

        made: Any = AutoencoderTiny
        name = str(Path(tiny).expanduser())
        fast = tried(tiny, lambda: made.from_pretrained(name)).to(device, pipe.unet.dtype)
    painter = StablePainter(pipe, size, plan, fast)
    return painter.eval().requires_grad_(False), StablePrompt(pipe, kinds, prompt).eval()


def pipeline(name: str, device: str) -> Any:
    """The whole StableDiffusionPipeline in a folder, or by its name on a hub. Raises `ValueError`
    with what is missing."""
    hush()
    from diffusers import StableDiffusionPipeline  # noqa: PLC0415 - optional, and slow to import

    return _opened(
        name, StableDiffusionPipeline, device,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def image_to_image(name: str, device: str) -> Any:
    """The model's pipeline that begins at a picture. Raises `ValueError` with what is missing."""
    hush()
    from diffusers import AutoPipelineForImage2Image  # noqa: PLC0415 - optional, slow to import

    return _opened(name, AutoPipelineForImage2Image, device)


def _opened(name: str, kind: Any, device: str, **more: Any) -> Any:
    folder = Path(name).expanduser()
    if folder.is_dir() and not (folder / "model_index.json").is_file():
        raise ValueError(
            f"{name} holds no Stable Diffusion model in diffusers' format: its model_index.json "
            "is missing"
        )
    place = str(folder) if folder.is_dir() else name
    precision = torch.float16 if device.startswith("cuda") else torch.float32
    pipe = tried(name, lambda: kind.from_pretrained(place, **more))
    pipe.set_progress_bar_config(disable=True)
    return pipe.to(device, precision)


def tried(name: str, load: Callable[[], Any]) -> Any:
    """What `load` gives. Raises `ValueError` that says what to do where it cannot."""
    try:
        return load()
    except (OSError, ValueError, RuntimeError, KeyError, AttributeError, TypeError) as error:
        first = str(error).strip().partition("\n")[0]
        raise ValueError(
            f"{name} cannot be loaded: name a folder with weights, or a model on the hub while "
            f"there is a connection ({first:.200})"
        ) from error


def hush() -> None:
    """Keep the libraries' own lines and bars off the user's screen. Raises `ValueError` where they
    are not installed."""
    try:
        from diffusers.utils import logging as of_diffusers  # noqa: PLC0415 - optional
        from transformers.utils import logging as of_transformers  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ValueError(EXTRA) from error
    for library in (of_diffusers, of_transformers):
        library.set_verbosity_error()
        library.disable_progress_bar()
