"""`python -m benchmarks.changes FOLDER`: how soon a painter follows when other music begins.

FOLDER holds sounds with labels: a `metadata.csv` beside audio files, or what `klangbild prepare
sounds` made of them. Its validation clips (all, where the table names no splits) are played one
after the other, each of another label than the one before, to the painter as the server would; time
is not real. `travel` is 0, so that nothing but the music moves the picture.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import presets
from benchmarks.__main__ import Figures, quantile
from generators.base import HEAR_S, Look
from generators.images.painter import OneStepPainter
from generators.media import AudioWindow, Samples
from training.data import MANIFEST
from training.sounds.data import Sounds
from training.sounds.prepare import prepare

FPS = 12.0
LONGEST_S, SHORTEST_S = 12.0, 8.0
"""Seconds of a clip that are played at most, and that it must have."""
OTHER = 20.0
"""Mean difference, of 255, from the last frame of the old music by which a picture is another."""
SETTLED_S = 5.0
"""After so long the music is what it was: a change that is seen now is false."""
QUANTILES = (0.5, 0.9, 1.0)


@dataclass
class Change:
    """What became of one: seconds from the cut until half of the weight is the new label's, until
    the picture is another, until the painter saw it (None: it did not); `weight` of the new label
    before and at the clip's end; false changes in `settled` seconds."""

    before: float
    half: float | None = None
    other: float | None = None
    seen: float | None = None
    weight: float = 0.0
    false: int = 0
    settled: float = 0.0
    last: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))

    @property
    def told(self) -> bool:
        """Whether the listener takes the clip for what it is, and took the one before for another:
        only then can weight go over."""
        return self.before < 0.25 and self.weight > 0.5


def order(labels: list[str], rng: np.random.Generator) -> list[int]:
    """All clips once, neighbours of different labels as far as that goes."""
    left = [int(one) for one in rng.permutation(len(labels))]
    found = [left.pop()]
    while left:
        counts = {label: sum(labels[i] == label for i in left) for label in {*labels}}
        others = [i for i in left if labels[i] != labels[found[-1]]] or left
        found.append(max(others, key=lambda i: counts[labels[i]]))
        left.remove(found[-1])
    return found


def follow(painter: OneStepPainter, clips: list[tuple[str, Samples]]) -> Iterator[Change]:
    """Play labels and their samples; each change after the first clip."""
    rate, look = painter.hear_hz, Look(travel=0.0)
    samples = np.concatenate([clip for _, clip in clips])
    time, heard_at, held, begun = 0.0, -HEAR_S, 1.0, 0.0
    frame = np.zeros((*painter.size, 3), np.int16)
    for number, (label, clip) in enumerate(clips):
        place = painter.labels.index(label)
        found = Change(float(painter.now.labels[place]), last=frame)
        while time < begun + len(clip) / rate:
            since = time - begun
            if time >= heard_at + HEAR_S:
                heard_at = time
                stop = round(time * rate)
                window = samples[max(0, stop - round(painter.window_s * rate)) : stop]
                painter.hear(AudioWindow(window, rate, time))
                if painter.wanted.held < held and since > SETTLED_S:
                    found.false += 1
                elif painter.wanted.held < held and found.seen is None:
                    found.seen = since
                held = painter.wanted.held
            frame = painter.paint(look, 1 / FPS, time).pixels.astype(np.int16)
            found.weight = float(painter.now.labels[place])
            if found.half is None and found.weight > 0.5:
                found.half = since
            if found.other is None and np.abs(frame - found.last).mean() > OTHER:
                found.other = since
            time += 1 / FPS
        found.settled = max(0.0, time - begun - SETTLED_S)
        begun += len(clip) / rate
        if number:
            yield found


def measure(folder: Path, painter: str, limit: int | None, seed: int) -> Figures:
    """All figures."""
    found, device = presets.load_painter(painter, None)
    if not isinstance(found, OneStepPainter):
        raise SystemExit(f"painter {painter} knows no labels")
    with tempfile.TemporaryDirectory() as made:
        if not (folder / MANIFEST).exists():
            prepare(folder, Path(made), found.hear_hz, valid=1.0)
            folder = Path(made)
        sounds = Sounds.load(folder, "valid")
        if sounds.rate != found.hear_hz:
            raise SystemExit(f"the sounds have {sounds.rate} Hz, {painter} wants {found.hear_hz}")
        rng = np.random.default_rng(seed)
        fit = [
            i
            for i, one in enumerate(sounds.entries)
            if one.label in found.labels and one.frames >= SHORTEST_S * sounds.rate
        ]
        chosen = [fit[i] for i in order([sounds.entries[i].label for i in fit], rng)][:limit]
        clips = []
        for index in chosen:  # cut anywhere between two hearings
            seconds = min(LONGEST_S, sounds.entries[index].frames / sounds.rate)
            frames = int((seconds - rng.uniform(0, HEAR_S)) * sounds.rate)
            clips.append((sounds.entries[index].label, sounds.window(index, 0, frames)))
    changes = list(follow(found, clips))
    told = [one for one in changes if one.told]
    minutes = sum(one.settled for one in changes) / 60
    return {
        "painter": painter,
        "device": device,
        "changes": len(changes),
        "seen": sum(one.seen is not None for one in changes) / len(changes),
        "other_picture": times([one.other for one in changes]),
        "half_the_weight": times([one.half for one in told]),
        "false_changes_per_minute": sum(one.false for one in changes) / minutes,
        "minutes": minutes,
    }


def times(found: list[float | None]) -> Figures:
    """Of seconds, or of None where it never came to that."""
    seconds = [one for one in found if one is not None]
    row: Figures = {"of": len(found), "came": len(seconds)}
    return row | {f"p{100 * q:g}_s": quantile(seconds, q) for q in QUANTILES if seconds}


def show(figures: Figures, console: Console) -> None:
    """A table for people."""
    title = f"{figures['changes']} changes of music, painter {figures['painter']}"
    table = Table("seconds from the cut to", "median", "p90", "longest", "came", title=title)
    rows = {
        f"another picture ({OTHER:g} of 255)": figures["other_picture"],
        "half the weight on the new label": figures["half_the_weight"],
    }
    for name, row in rows.items():
        values = [row.get(f"p{100 * q:g}_s") for q in QUANTILES]
        cells = ["-" if value is None else f"{value:.1f}" for value in values]
        table.add_row(name, *cells, f"{row['came']} of {row['of']}")
    console.print(table)
    console.print(
        f"{figures['seen']:.0%} of the changes seen; {figures['false_changes_per_minute']:.1f} a "
        f"minute seen in {figures['minutes']:.0f} minutes of music without any"
    )


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.changes", description=__doc__)
    parser.add_argument("folder", type=Path, help="sounds with labels")
    parser.add_argument("--painter", default="gallery")
    parser.add_argument("--limit", type=int, help="clips that are played, at most")
    parser.add_argument("--seed", type=int, default=0, help="of their order")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    figures = measure(given.folder, given.painter, given.limit, given.seed)
    show(figures, Console())
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
