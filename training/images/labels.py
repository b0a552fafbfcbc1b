"""Labels after a table, such as the 18 of LINKS: what a picture is called -> one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.score import ScoreError
from training.notes.config import explained, read_toml

TABLES = Path(__file__).parent
SAYING = ("label", "style", "genre", "century")
"""Columns of a picture's metadata that say what it is."""


class Label(BaseModel):
    """A row: the `categories` of pictures and, for where these do not decide, labels of `ours` that
    are nearest. The rest is for people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    title: str = ""
    size: int = 0
    features: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    music: dict[str, int] = Field(default_factory=dict)

    @property
    def words(self) -> frozenset[str]:
        """What its pictures are called."""
        return frozenset(map(plain, (self.name, self.title, *self.categories)))


class Labels(BaseModel):
    """A table of labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: tuple[Label, ...] = Field(min_length=1)

    def of(self, said: Iterable[str]) -> Sequence[str]:
        """The names of the labels that fit what is said of a picture best: those with most of it
        among their categories; of equal ones those that have it among `ours`. One if it is clear,
        none if nothing fits, else several."""
        words = {plain(word) for word in said if word.strip()}
        counts = [len(words & label.words) for label in self.label]
        best = [label for label, n in zip(self.label, counts, strict=True) if n == max(counts)]
        if len(best) > 1:
            near = [label for label in best if words & set(map(plain, label.ours))]
            best = near or (best if max(counts) else [])
        return [label.name for label in best]


def plain(word: str) -> str:
    """For comparing: `Post_Impressionism` is `post-impressionism`."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def read(name: str) -> Labels:
    """A table that comes with Klangbild (`links`), or the TOML file of that name. Raises
    `ScoreError`."""
    path = TABLES / f"{name}.toml" if name.isidentifier() else Path(name)
    try:
        return Labels(**read_toml(path))
    except ValidationError as error:
        raise ScoreError(f"{path}: {explained(error, Labels)}") from error
    except FileNotFoundError as error:
        known = ", ".join(sorted(file.stem for file in TABLES.glob("*.toml")))
        raise ScoreError(f"there is no table of labels {name}: {known}, or a file") from error
