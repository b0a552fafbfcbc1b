"""What makes a finished picture better or larger, as a preset's `[network.refiner]` says: Stable
Diffusion from the picture on (CoverGen, section 3.3), or our own upscaler."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field

from generators.images import stable, upscaler
from generators.media import Pixels

PROMPT = "album cover high resolution"


class Refiner(Protocol):
    """Takes pictures and gives better ones."""

    scale: int
    """So many times as high and as wide."""

    def pictures(self, pixels: Pixels) -> Pixels:
        """[n, height, width, 3] -> [n, scale * height, scale * width, 3]."""
        ...


class RepaintSettings(BaseModel):
    """`model` in a folder or on a hub, such as an SDXL refiner; the share of the noise that is put
    into the picture (`strength`), steps of the whole way down, guidance, prompt, seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    prompt: str = PROMPT
    strength: float = Field(default=0.5, gt=0, le=1)
    steps: int = Field(default=20, gt=0)
    guidance: float = Field(default=7.5, ge=0)
    scale: int = Field(default=1, gt=0)
    """The picture is enlarged so many times before it is painted over."""
    seed: int = Field(default=0, ge=0)


class Repaint:
    """Painting over with an image-to-image model of diffusers. The noise is always the same."""

    def __init__(self, pipe: Any, settings: RepaintSettings) -> None:
        self._pipe, self._settings, self.scale = pipe, settings, settings.scale

    def pictures(self, pixels: Pixels) -> Pixels:
        """See `Refiner`."""
        from PIL import Image  # noqa: PLC0415 - beside an optional

        wanted = self._settings
        found = []
        for each in pixels:
            size = (each.shape[1] * self.scale, each.shape[0] * self.scale)
            image = Image.fromarray(each).resize(size, Image.Resampling.LANCZOS)
            made = self._pipe(
                prompt=wanted.prompt,
                image=image,
                strength=wanted.strength,
                num_inference_steps=wanted.steps,
                guidance_scale=wanted.guidance,
                generator=torch.Generator("cpu").manual_seed(wanted.seed),
            ).images[0]
            found.append(np.asarray(made.convert("RGB").resize(size)))
        return np.stack(found)


def load(table: Mapping[str, Any], folder: Path, device: torch.device) -> Refiner:
    """What a preset in `folder` asks for. Raises `ValueError`, saying what is missing."""
    settings = dict(table)
    kind = settings.pop("kind", "")
    if kind == "upscaler":
        return upscaler.load(folder / Path(str(settings.get("folder", "."))).expanduser(), device)
    if kind != "repaint":
        raise ValueError(f"refiner: there is repaint and upscaler, not {kind!r}")
    wanted = RepaintSettings(**settings)
    local = folder / wanted.model
    name = str(local) if local.is_dir() else wanted.model
    return Repaint(stable.image_to_image(name, str(device)), wanted)
