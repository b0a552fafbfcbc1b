"""Pictures and their music: what was heard of every clip, and which goes with which."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors import numpy as safetensors

from generators.images.listener import Listener
from generators.images.mappers import PrincipalComponents
from generators.media import AudioWindow
from generators.score import ScoreError
from training.data import MANIFEST, write_whole
from training.images.data import Pictures
from training.sounds.data import Sounds

Rule = Literal["label", "piece"]
"""What goes with a picture: any music of its label (LINKS, section 3.2), or its own (CoverGen,
section 3.1), whose file has the picture's name."""

HEARD = "heard"
"""The folder beside the config where what was heard is kept for the next run."""
HOP_SHARE = 0.5
"""Of a window, between two."""
MOST_WINDOWS = 12
"""Of one clip."""


@dataclass(frozen=True)
class Listened:
    """What was heard in windows of clips: `features` [windows, times, width], `labels` [windows] as
    numbers (of pictures, where each has its own music), `clips` [windows]."""

    features: NDArray[np.floating]
    labels: NDArray[np.int64]
    clips: NDArray[np.int64]

    def drawn(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """For each label the number of a window of it: of a random clip, so that long ones do not
        count more (LINKS, section 3.2: pairs by class)."""
        found = np.empty(len(labels), np.int64)
        for place, label in enumerate(labels):
            of_label = np.flatnonzero(self.labels == label)
            clip = rng.choice(np.unique(self.clips[of_label]))
            found[place] = rng.choice(of_label[self.clips[of_label] == clip])
        return found


def wanted(rule: Rule, pictures: Pictures, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers by which the music of some pictures is drawn: their labels', or their own."""
    return pictures.labels[chosen] if rule == "label" else chosen


def others(rule: Rule, pictures: Pictures, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each number by which music is drawn another one."""
    return (numbers + 1) % len(pictures.kinds if rule == "label" else pictures)


def of_label(rule: Rule, pictures: Pictures, label: int, count: int) -> NDArray[np.int64]:
    """Numbers by which music of a label is drawn `count` times; none where it has no picture with
    music of its own."""
    if rule == "label":
        return np.full(count, label)
    found = np.flatnonzero(pictures.labels == label)
    return np.resize(found, count if len(found) else 0)


def fitted(components: PrincipalComponents, music: Listened) -> None:
    """Fit them to all that was heard. Raises `ScoreError` where that is too little."""
    try:
        heard = torch.from_numpy(music.features.mean(axis=1, dtype=np.float32))
        components.fit(heard.to(components.mean.device))
    except ValueError as error:
        raise ScoreError(f"mapper: {error}") from error


def listen(
    listener: Listener,
    sounds: Sounds,
    kinds: Sequence[str],
    whole: bool,
    seconds: float | None = None,
    rule: Rule = "label",
    keep: Path | None = None,
) -> Listened:
    """Hear all clips of a split; labels (by "piece": names) are numbered as in `kinds`. `whole`:
    embeddings of windows, [windows, 1, size], rather than what was heard over time. Windows are as
    long as the listener hears, or shorter: `seconds`. With `keep` what was heard lies in that .npy
    file, in half precision: BEATs' answers to ten seconds are 2.3 MB, and memory is soon full of
    them. Raises `ScoreError` where one of `kinds` has no clip."""
    numbers = {kind: number for number, kind in enumerate(kinds)}
    told = [entry.label if rule == "label" else entry.file for entry in sounds.entries]
    _check(listener, sounds, sorted(set(kinds) - set(told)), seconds, rule)
    frames = round((seconds or listener.seconds) * sounds.rate)
    plan: list[tuple[int, int]] = []
    for number, entry in enumerate(sounds.entries):
        if told[number] not in numbers:
            continue
        last = max(0, entry.frames - frames)
        count = min(MOST_WINDOWS, 1 + round(last / (HOP_SHARE * frames)))
        plan += [(number, int(first)) for first in np.linspace(0, last, count)]
    features: NDArray[np.floating] | None = None
    for place, (number, first) in enumerate(plan):
        window = AudioWindow(sounds.window(number, first, frames), sounds.rate, 0.0)
        heard = listener.embed(window).embedding[None] if whole else listener.over_time(window)
        features = _room((len(plan), *heard.shape), keep) if features is None else features
        features[place] = heard
    assert features is not None  # noqa: S101 - there is none of `kinds` without a clip
    labels = [numbers[told[number]] for number, _ in plan]
    return Listened(features, np.array(labels), np.array([number for number, _ in plan]))


def _check(
    listener: Listener, sounds: Sounds, missing: list[str], seconds: float | None, rule: Rule
) -> None:
    if seconds and seconds > listener.seconds:
        raise ScoreError(f"seconds: {seconds:g} is more than the listener's {listener.seconds:g}")
    if missing:
        named = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" * (len(missing) > 3))
        raise ScoreError(
            f"no music of {named}: every label of the pictures needs some"
            if rule == "label"
            else f"no music of {named}: use the pictures and sounds of one `prepare covers`"
        )
    if sounds.rate != listener.rate:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the listener wants {listener.rate}")


def _room(shape: tuple[int, ...], keep: Path | None) -> NDArray[np.floating]:
    if keep:
        return np.lib.format.open_memmap(keep, "w+", np.float16, shape)
    return np.empty(shape, np.float32)


@dataclass(frozen=True)
class Ears:
    """What hears the music of prepared `pictures` among prepared `sounds`: a `listener`, which came
    from the folder `origin`, in windows of `seconds` at most. What was heard is kept in the folder
    `cache`, so that another run need not hear it again."""

    listener: Listener
    origin: Path
    pictures: Path
    sounds: Path
    cache: Path
    seconds: float | None = None

    def hear(self, split: str, whole: bool, rule: Rule, limit: int | None = None) -> Listened:
        """What `listen` says of the music of at most `limit` pictures. Raises `ScoreError`."""
        sounds = Sounds.load(self.sounds, split)
        kinds: Sequence[str] = Pictures.kinds_in(self.pictures)
        if rule == "piece":
            kinds = Pictures.names_in(self.pictures, split, limit)
        samples = (self.sounds / f"{split}.i16").stat()
        about = (split, [*kinds], whole, rule, self.seconds, samples.st_size, samples.st_mtime_ns)
        digest = hashlib.sha256(repr(about).encode())
        for file in [*sorted(self.origin.iterdir()), self.sounds / MANIFEST]:
            digest.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"")
        name = digest.hexdigest()[:32]
        numbers, features = self.cache / f"{name}.safetensors", self.cache / f"{name}.npy"
        try:
            return Listened(np.load(features, "r"), **safetensors.load_file(numbers))
        except (OSError, ValueError, SafetensorError, TypeError):  # not there yet, or cut off
            self.cache.mkdir(exist_ok=True)
        draft = features.with_suffix(".part")
        found = listen(self.listener, sounds, kinds, whole, self.seconds, rule, draft)
        draft.replace(features)
        own = {"labels": found.labels, "clips": found.clips}
        write_whole(numbers, safetensors.save(own))
        return found
