"""What a generator is asked and what it answers. Plain data: no torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from generators.controls import Controls
from generators.media import AudioWindow, Frame
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


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is asked to be, besides what the music makes of it.

    `labels` are weights; `mix` goes from the music's own choice of labels (0) to them (1). `seed`
    says where the journey begins, `travel` how fast it is (1: usual, 0: stands still). `palette`
    turns the hues (0 to 1: once round), `brightness` (-1 to 1) and `abstraction` (0 to 1) are what
    they say; `sensitivity` is how far the music pulls (1: usual).
    """

    labels: Mapping[str, float] = field(default_factory=dict)
    mix: float = 0.0
    seed: int = 0
    travel: float = 1.0
    palette: float = 0.0
    brightness: float = 0.0
    abstraction: float = 0.0
    sensitivity: float = 1.0


HEAR_S = 0.5
"""Between two windows of sound for a painter."""


class Painter(Protocol):
    """Paints what it hears. Equal sound, look and time give equal pictures."""

    name: str

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of its frames, in pixels."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """The kinds of picture that `Look.labels` may name."""
        ...

    @property
    def window_s(self) -> float:
        """Seconds of sound that `hear` wants."""
        ...

    @property
    def hear_hz(self) -> int:
        """The rate at which it wants it."""
        ...

    def hear(self, window: AudioWindow) -> Mapping[str, float]:
        """The slow path, every `HEAR_S`: take in the sound; what labels it heard."""
        ...

    def hear_all(self, windows: Sequence[AudioWindow]) -> Mapping[str, float]:
        """Take in a stretch as a whole, for one picture of it; what labels it heard."""
        ...

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """The next frame, `seconds` of travel after the one before, for the sound at `time`."""
        ...
