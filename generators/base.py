"""What a generator is asked and what it answers. Plain data: no torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from generators.controls import Controls
from generators.score import Clip, Hole, Note, ScoreError

Filling = Mapping[str, tuple[Note, ...]]
"""The notes that fill the holes, by role; beats from the start of the request's clip."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw. None means: the preset's default.

    `seed` makes a draw repeatable, `temperature` divides the logits of the notes (0.05 to 4; how
    many notes there are stays as the network says), `top_p` keeps the likeliest notes that make up
    this share of probability (0.01 to 1), `steps` is the number of network calls at most (1 to
    3,072), `variations` is how many fillings (1 to 16), `controls` what is asked of new notes,
    `humanise` how much of the velocities and timing that were learned they get (0 to 1).
    """

    seed: int = 0
    temperature: float | None = None
    top_p: float | None = None
    steps: int | None = None
    variations: int = 1
    controls: Controls = field(default_factory=Controls)
    humanise: float = 1.0

    def __post_init__(self) -> None:
        _check("seed", self.seed, 0, 2**31 - 1)
        _check("temperature", self.temperature, 0.05, 4.0)
        _check("top_p", self.top_p, 0.01, 1.0)
        _check("steps", self.steps, 1, 3072)
        _check("variations", self.variations, 1, 16)
        _check("humanise", self.humanise, 0.0, 1.0)


def _check(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise ScoreError(f"{name} {value:g} is out of range: use {low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class FillRequest:
    """One musical task: fill `holes` of `clip`. Notes that start in a hole are replaced."""

    id: str
    clip: Clip
    holes: tuple[Hole, ...]
    sampling: Sampling = Sampling()


@dataclass(frozen=True, slots=True)
class Draft:
    """A complete filling for each variation, better with every step; final at `progress` 1.0."""

    id: str
    progress: float
    variations: tuple[Filling, ...]


class NoteGenerator(Protocol):
    """Fills holes. One draft per denoising step, so that preview, deadline and cancel are free."""

    name: str

    @property
    def roles(self) -> tuple[str, ...]:
        """The tracks that it plays, in the order of `ROLES`; others it does not hear."""
        ...

    def fill(self, request: FillRequest) -> Iterator[Draft]:
        """Yield drafts; the last one has `progress` 1.0."""
        ...
