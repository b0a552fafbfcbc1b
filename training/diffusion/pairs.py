"""Pictures and music of the same label: what was heard of every clip, and which goes with which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

from generators.images.listener import Listener
from generators.media import AudioWindow
from generators.score import ScoreError
from training.sounds.data import Sounds

HOP_SHARE = 0.5
"""Of a window, between two."""
MOST_WINDOWS = 12
"""Of one clip."""


@dataclass(frozen=True)
class Listened:
    """What was heard in windows of clips: `features` [windows, times, width], `labels` [windows] as
    numbers, `clips` [windows]."""

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


def listen(
    listener: Listener,
    sounds: Sounds,
    kinds: Sequence[str],
    whole: bool,
    folder: Path | None = None,
) -> Listened:
    """Hear all clips of a split; labels are numbered as in `kinds`. `whole`: embeddings of windows,
    [windows, 1, size], rather than what was heard over time. What was heard lies in a file of
    `folder`. Raises `ScoreError` where a label has no clip."""
    if missing := sorted(set(kinds) - {entry.label for entry in sounds.entries}):
        raise ScoreError(
            f"no music of {', '.join(missing)}: every label of the pictures needs some"
        )
    if sounds.rate != listener.rate:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the listener wants {listener.rate}")
    frames = round(listener.seconds * sounds.rate)
    plan = []
    for number, entry in enumerate(sounds.entries):
        if entry.label not in kinds:
            continue
        last = max(0, entry.frames - frames)
        count = min(MOST_WINDOWS, 1 + round(last / (HOP_SHARE * frames)))
        plan += [(number, int(first)) for first in np.linspace(0, last, count)]
    features: NDArray[np.float16] | None = None
    for place, (number, first) in enumerate(plan):
        window = AudioWindow(sounds.window(number, first, frames), sounds.rate, 0.0)
        heard = listener.embed(window).embedding[None] if whole else listener.over_time(window)
        features = room((len(plan), *heard.shape), folder) if features is None else features
        features[place] = heard
    assert features is not None  # noqa: S101 - there is no label without a clip
    labels = [kinds.index(sounds.entries[number].label) for number, _ in plan]
    return Listened(features, np.array(labels), np.array([number for number, _ in plan]))


def room(shape: tuple[int, ...], folder: Path | None) -> NDArray[np.float16]:
    """An array in a file of `folder` that goes when the array does: BEATs' answers to ten seconds
    are 2.3 MB, and memory is soon full of them."""
    with TemporaryFile(dir=folder) as file:
        return np.memmap(file, np.float16, "w+", shape=shape)
