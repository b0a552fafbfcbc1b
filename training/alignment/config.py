"""What `train alignment` reads: one TOML file, validated at birth."""

from __future__ import annotations

from functools import partial
from typing import Literal, Self

from pydantic import Field, model_validator

from training.notes.config import read_as
from training.pace import Paced

FREE = frozenset(
    {"run", "steps", "cooldown", "stop_after", "log_every", "save_every", "valid_every"}
)
"""Keys that may change when a run is resumed."""


class AlignmentConfig(Paced):
    """`to` says what the music is to lie by (Kyle, section 4.3.1): the `text` of its label, which a
    frozen encoder reads; `pictures` of its label, as a frozen encoder sees them; or `mutual`:
    pictures, with a head of their own that learns as well."""

    to: Literal["text", "pictures", "mutual"]
    run: str = Field(min_length=1)
    pictures: str
    """A folder that `prepare art` made, relative to the config's. Its labels count."""
    sounds: str
    """A folder that `prepare sounds` made."""
    listener: str
    """A folder with a `listener.toml`, without a head."""
    text: str | None = None
    """What reads labels, where `to` is text: a run of `train diffusion` of kind labels, or the
    folder of a CLIP text encoder with its tokenizer."""
    seconds: float | None = Field(default=None, gt=0)
    """Length of the windows of music, where it is less than the listener's."""
    pixels: int = Field(default=64, ge=32)
    """Width and height in which pictures are seen."""
    limit: int | None = Field(default=None, gt=0)
    """Pictures of a split at most."""
    size: int = Field(default=128, gt=0)
    """Of a `mutual` embedding; the others have the size of the frozen encoder's."""
    hidden: int = Field(default=256, gt=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)

    batch: int = Field(default=64, gt=1)
    rate: float = Field(default=1e-3, gt=0)
    schedule: Literal["constant", "cosine", "plateau"] = "cosine"
    seed: int = Field(default=0, ge=0)

    log_every: int = Field(default=50, gt=0)
    save_every: int = Field(default=250, gt=0)
    valid_every: int = Field(default=250, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.to == "text" and not self.text:
            raise ValueError("text: name what reads the labels")
        return self


read_config = partial(read_as, AlignmentConfig)
"""The config at a path, keys replaced by overrides. Raises `ScoreError` naming the key."""
