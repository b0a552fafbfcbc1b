"""Which of the files that were read are kept, and which split each of them goes to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.score import ScoreError
from training.data import FORMAT, SPLITS, Pieces, read_manifest
from training.prepare.dedupe import relations, touched
from training.prepare.readings import Readings
from training.prepare.songs import Rules

EXAMPLES = 3


@dataclass(frozen=True)
class Options:
    """What `prepare midi` makes of a folder. Raises `ScoreError`.

    `valid` and `test` are shares of the music. Files in whose names `group` (a regular
    expression) finds the same text (in its first bracket, if it has one) belong together.
    `repeats` keeps files that hold the music of another one. What is related to the pieces in
    the prepared folders `apart` is left out.
    """

    rules: Rules = field(default_factory=Rules)
    valid: float = 0.05
    test: float = 0.0
    group: str | None = None
    repeats: bool = False
    apart: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if not (0 <= self.valid <= 1 and 0 <= self.test <= 1 and self.valid + self.test <= 1):
            raise ScoreError("valid and test are shares: use 0 to 1, and 1 at most together")
        try:
            re.compile(self.group or "")
        except re.error as error:
            raise ScoreError(f"group {self.group!r} is no regular expression: {error}") from error

    def plan(self, files: int, listing: str) -> dict[str, Any]:
        """What a run has to have in common with the one that it goes on with."""
        own = asdict(self) | {"apart": [str(path.resolve()) for path in self.apart]}
        rules = own.pop("rules")
        plan = {"format": FORMAT, "files": files, "listing": listing, **rules, **own}
        plain: dict[str, Any] = json.loads(json.dumps(plan))
        return plain


@dataclass(frozen=True)
class Sorting:
    """By number of file: its name, why it was dropped ("" if not), its split, its group of
    relatives. Related are files that share `shared` phrases."""

    names: Sequence[str]
    dropped: Sequence[str]
    splits: Sequence[str]
    group: NDArray[np.int64]
    shared: int
    same: NDArray[np.int64]

    def reasons(self) -> dict[str, dict[str, Any]]:
        """How many files were dropped for each reason, and some of them."""
        found: dict[str, dict[str, Any]] = {}
        for name, why, same in zip(self.names, self.dropped, self.same.tolist(), strict=True):
            if why:
                own = found.setdefault(why, {"files": 0, "such": []})
                own["files"] += 1
                if len(own["such"]) < EXAMPLES:
                    own["such"].append(f"{name} = {self.names[same]}" if same >= 0 else name)
        return dict(sorted(found.items(), key=lambda item: -int(item[1]["files"])))


def sort(readings: Sequence[Readings], options: Options) -> Sorting:
    """Drop what repeats other files or is related to the folders `apart`, deal out the rest."""
    files = [entry for part in readings for entry in part.about["files"]]
    names, dropped = [name for name, _ in files], [why for _, why in files]
    kept = np.array([not why for why in dropped])
    found = relations(readings, kept, _tied(names, options.group))
    same = np.full(len(names), -1) if options.repeats else found.same
    for number in np.flatnonzero(same >= 0):
        dropped[number] = "the same music as another file"
    for path in options.apart:
        groups = np.unique(found.group[_touched(readings, path, found.shared)])
        for number in np.flatnonzero(np.isin(found.group, groups) & kept):
            dropped[number] = dropped[number] or f"related to {path}"
    steps = np.concatenate([_steps(part) for part in readings])
    steps[np.array([bool(why) for why in dropped])] = 0
    splits = dealt(names, found.group, steps, (options.valid, options.test))
    return Sorting(names, dropped, splits, found.group, found.shared, same)


def _tied(names: Sequence[str], group: str | None) -> list[list[int]]:
    """Numbers of the files in whose names `group` finds the same."""
    tied: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        if group and (match := re.search(group, name)):
            tied.setdefault(match[match.re.groups and 1] or "", []).append(number)
    return list(tied.values())


def _touched(readings: Sequence[Readings], folder: Path, shared: int) -> NDArray[np.bool_]:
    splits = read_manifest(folder)["splits"]
    pieces = [Pieces.load(folder, split) for split, own in splits.items() if own["pieces"]]
    return touched(readings, pieces, shared)


def _steps(part: Readings) -> NDArray[np.int64]:
    """Grid steps of the pieces of each file."""
    lengths = np.diff(part.tensor("piece_ends"), prepend=0)
    return np.bincount(part.tensor("piece_file"), lengths, len(part)).astype(np.int64)


def dealt(
    names: Sequence[str],
    group: NDArray[np.int64],
    steps: NDArray[np.int64],
    shares: Sequence[float],
) -> list[str]:
    """The split of each file; `shares` of the `steps` go to valid and test, whole groups only.

    Groups stand in the order of their least hashed name and are dealt from the start, so that a
    file keeps its split when others are added. A group that is larger than a split is passed over.
    """
    digests = [hashlib.blake2b(name.encode("utf-8", "surrogateescape")).digest() for name in names]
    first: dict[int, bytes] = {}
    for own, digest in zip(group.tolist(), digests, strict=True):
        first[own] = min(first.get(own, digest), digest)
    size = np.bincount(group, steps, minlength=len(names))
    split = dict.fromkeys(first, SPLITS[0])
    waiting = sorted(first, key=lambda own: first[own])
    for name, share in zip(SPLITS[1:], shares, strict=True):
        room = share * float(steps.sum())
        for own in list(waiting):
            if 0 < size[own] <= room:
                split[own], room = name, room - size[own]
                waiting.remove(own)
    return [split[own] for own in group.tolist()]
