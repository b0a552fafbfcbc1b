"""What music is to lie by: words and pictures as frozen encoders have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.images.denoiser import PromptEncoder
from generators.score import ScoreError
from training import runs
from training.diffusion.systems import read, sizes_of
from training.images.data import Pictures
from training.images.metrics import features
from training.notes.state import AVERAGE


@dataclass(frozen=True)
class Targets:
    """`vectors` [n, width] and the numbers of their `labels` [n]."""

    vectors: Tensor
    labels: NDArray[np.int64]

    def drawn(self, labels: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
        """One of each of these labels, at random: [len(labels), width]."""
        found = [rng.choice(np.flatnonzero(self.labels == label)) for label in labels]
        return self.vectors[torch.tensor(found, device=self.vectors.device)]


def seen(folder: Path, size: int, limit: int | None, device: torch.device) -> Mapping[str, Targets]:
    """Pictures of both splits as EfficientNet-Lite0 sees them, less what all training pictures
    have in common: it was not made to be compared by angles, as CLIP was. Raises `ScoreError`."""
    splits = {split: Pictures.load(folder, split, size, limit) for split in ("train", "valid")}
    for split, pictures in splits.items():
        missing = set(range(len(pictures.kinds))) - set(pictures.labels.tolist())
        if missing:
            names = ", ".join(pictures.kinds[number] for number in sorted(missing))
            raise ScoreError(f"{folder} has no pictures to {split} of {names}")
    vectors = {
        split: torch.from_numpy(features(pictures.pixels, device)).float().to(device)
        for split, pictures in splits.items()
    }
    common = vectors["train"].mean(dim=0)
    return {
        split: Targets(vectors[split] - common, pictures.labels)
        for split, pictures in splits.items()
    }


@torch.inference_mode()
def read_aloud(folder: Path, kinds: Sequence[str], device: torch.device) -> Targets:
    """Labels as a text encoder reads them: that of a run of kind labels, the mean of its states as
    in LINKS (section 4.1.2), or CLIP's, one word each. Raises `ScoreError`."""
    own = (folder / runs.FILE).exists()
    vectors = _by_own(folder, kinds) if own else _by_clip(folder, kinds)
    return Targets(vectors.float().to(device), np.arange(len(kinds)))


def _by_own(folder: Path, kinds: Sequence[str]) -> Tensor:
    facts, config = read(folder)
    if config.kind != "labels" or facts["kinds"] != list(kinds):
        raise ScoreError(f"text: {folder.name} is no painter of these labels")
    sizes = sizes_of(config, folder.parent, kinds)
    encoder = PromptEncoder(sizes.labels, sizes.width, sizes.heads).eval()
    encoder.load_state_dict(runs.tensors(folder, f"{AVERAGE}prompt."))
    return encoder.read(torch.arange(len(kinds))).mean(dim=1)


def _by_clip(folder: Path, kinds: Sequence[str]) -> Tensor:
    try:
        from transformers import (  # noqa: PLC0415 - an extra
            CLIPTextModelWithProjection,
            CLIPTokenizer,
        )

        encoder: Any = CLIPTextModelWithProjection.from_pretrained(folder, local_files_only=True)
        tokenizer: Any = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    except ModuleNotFoundError as error:
        raise ScoreError('text: CLIP needs pip install "klangbild[diffusion]"') from error
    except (OSError, ValueError) as error:
        raise ScoreError(
            f"text: {folder} is neither a run of `klangbild train diffusion` nor a CLIP text "
            f"encoder with its tokenizer: {error}"
        ) from error
    words = [name.replace("_", " ") for name in kinds]
    tokens = tokenizer(words, padding=True, truncation=True, return_tensors="pt")
    said: Tensor = encoder.eval()(**tokens).text_embeds
    return said
