"""Pictures and music of the same label: what was heard of every clip, and which goes with which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.images.listener import Listener
from generators.images.mappers import PrincipalComponents
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

    features: NDArray[np.float32]
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


def fitted(components: PrincipalComponents, music: Listened) -> None:
    """Fit them to all that was heard. Raises `ScoreError` where that is too little."""
    try:
        heard = torch.from_numpy(music.features.mean(axis=1))
        components.fit(heard.to(components.mean.device))
    except ValueError as error:
        raise ScoreError(f"mapper: {error}") from error


def listen(
    listener: Listener,
    sounds: Sounds,
    kinds: Sequence[str],
    whole: bool,
    seconds: float | None = None,
) -> Listened:
    """Hear all clips of a split; labels are numbered as in `kinds`. `whole`: embeddings of windows,
    [windows, 1, size], rather than what was heard over time. Windows are as long as the listener
    hears, or shorter: `seconds`. Raises `ScoreError` where a label has no clip."""
    if seconds and seconds > listener.seconds:
        raise ScoreError(f"seconds: {seconds:g} is more than the listener's {listener.seconds:g}")
    if missing := sorted(set(kinds) - {entry.label for entry in sounds.entries}):
        raise ScoreError(
            f"no music of {', '.join(missing)}: every label of the pictures needs some"
        )
    if sounds.rate != listener.rate:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the listener wants {listener.rate}")
    frames = round((seconds or listener.seconds) * sounds.rate)
    found: list[tuple[NDArray[np.float32], int, int]] = []
    for number, entry in enumerate(sounds.entries):
        if entry.label not in kinds:
            continue
        last = max(0, entry.frames - frames)
        count = min(MOST_WINDOWS, 1 + round(last / (HOP_SHARE * frames)))
        for first in np.linspace(0, last, count).astype(int):
            window = AudioWindow(sounds.window(number, int(first), frames), sounds.rate, 0.0)
            heard = listener.embed(window).embedding[None] if whole else listener.over_time(window)
            found.append((heard, kinds.index(entry.label), number))
    features, labels, clips = zip(*found, strict=True)
    return Listened(np.stack(features), np.array(labels), np.array(clips))
