"""`python -m benchmarks.imprint`: how much of a picture is in a sound, and how much music is left.

Presses pictures into recordings, and makes the sounds of pictures alone; then looks at the sounds'
spectrograms again. Pictures are a painter's own, or those of a folder; recordings are the test
clips, or those of a folder. Every recording gets one picture.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from rich.console import Console
from rich.table import Table

import presets
from benchmarks.__main__ import Figures
from generators.base import Look
from generators.images import mel
from generators.images.imprint import mono_of, press
from generators.images.mel import Levels
from generators.media import Samples

CLIPS = Path(__file__).parent.parent / "tests/data/audio/clips"
STRENGTHS = (0.2, 0.5, 0.8)
DRAWS = 2000
"""Of the bootstrap."""
SOUND_S = 5.12
"""Length of the sounds that are made of pictures alone."""
ALONE = "pictures alone"


def pictures_in(folder: Path) -> Iterator[Image.Image]:
    """All pictures in a folder, in the order of their names."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            try:
                with Image.open(path) as image:
                    yield image.convert("RGB")
            except UnidentifiedImageError:
                continue


def painted(painter: str, count: int) -> Iterator[Image.Image]:
    """What a painter paints by itself, a label and a seed after the other."""
    found, _ = presets.load_painter(painter, None)
    for seed in range(count):
        label = found.labels[seed % len(found.labels)]
        look = Look({label: 1.0}, 1.0, seed, travel=0.0)
        yield Image.fromarray(found.paint(look, 60.0, 0.0).pixels)


def sounds_in(folder: Path, limit: int) -> list[tuple[Samples, int]]:
    """The sound files of a folder [frames, channels], and their rates."""
    paths = [path for path in sorted(folder.iterdir()) if path.suffix != ".csv"][:limit]
    return [soundfile.read(path, dtype="float32", always_2d=True) for path in paths]


def row_of(after: Levels, before: Levels | None, mine: int, pictures: list[Image.Image]) -> Figures:
    """What is found again in a spectrogram: its own picture, the others, the music."""
    columns = after.shape[1]
    greys = [mel.grey_of(picture, columns) for picture in pictures]
    alike = np.array([mel.likeness(after, grey) for grey in greys])
    others = np.delete(alike, mine)
    row = {
        "picture": alike[mine],
        "another_picture": others.mean(),
        "found": float(alike.argmax() == mine),
    }
    if before is not None:
        row["picture_before"] = mel.likeness(before, greys[mine])
        row["music"] = mel.likeness(after, before)
    return row


def pressed(
    pictures: list[Image.Image], sounds: list[tuple[Samples, int]], strength: float
) -> Iterator[Figures]:
    """A row for each sound, with the picture of its number."""
    for number, (samples, rate) in enumerate(sounds):
        mine = number % len(pictures)
        start = time.perf_counter()
        made, _ = press(samples, rate, partial(mel.grey_of, pictures[mine]), strength)
        took = time.perf_counter() - start
        before, after = (mel.levels_of(mono_of(one, rate)) for one in (samples, made))
        row = row_of(after, before, mine, pictures)
        yield row | {"s_per_s": took * rate / len(samples)}


def sounded(pictures: list[Image.Image], count: int) -> Iterator[Figures]:
    """A row for each of the first `count` pictures as sound."""
    columns = round(SOUND_S * mel.COLUMNS_PER_S)
    for number, picture in enumerate(pictures[:count]):
        start = time.perf_counter()
        samples = mel.audible(mel.sound_of(mel.grey_of(picture, columns)))
        took = time.perf_counter() - start
        row = row_of(mel.levels_of(samples), None, number, pictures)
        yield row | {"s_per_s": took / SOUND_S}


def summed(rows: list[Figures]) -> Figures:
    """The mean of each figure, and its 95 % interval by the bootstrap over rows."""
    draws = np.random.default_rng(0).integers(0, len(rows), (DRAWS, len(rows)))

    def of(name: str) -> dict[str, Any]:
        values: NDArray[np.float64] = np.array([row[name] for row in rows], np.float64)
        low, high = np.quantile(values[draws].mean(1), (0.025, 0.975))
        return {"mean": float(values.mean()), "low": float(low), "high": float(high)}

    return {name: of(name) for name in rows[0]}


def measure(pictures: list[Image.Image], sounds: list[tuple[Samples, int]], alone: int) -> Figures:
    """All figures; `alone` pictures are made sounds of."""
    figures: Figures = {"pictures": len(pictures), "sounds": len(sounds)}
    for strength in STRENGTHS:
        figures[f"strength {strength:g}"] = summed(list(pressed(pictures, sounds, strength)))
    figures[ALONE] = summed(list(sounded(pictures, alone)))
    return figures


def show(figures: Figures, console: Console) -> None:
    """A table for people."""
    heads = ("picture", "picture_before", "another_picture", "found", "music", "s_per_s")
    title = f"{figures['pictures']} pictures, {figures['sounds']} recordings: likeness of spectra"
    table = Table("", *heads, title=title)
    for name, row in figures.items():
        if isinstance(row, dict):
            cells = [
                f"{row[h]['mean']:.2f} [{row[h]['low']:.2f} {row[h]['high']:.2f}]"
                if h in row
                else ""
                for h in heads
            ]
            table.add_row(name, *cells)
    console.print(table)


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imprint", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="a folder of pictures; else --painter's own")
    parser.add_argument("--painter", default="gallery")
    parser.add_argument("--sounds", type=Path, default=CLIPS, help="a folder of sound files")
    parser.add_argument("--limit", type=int, default=40, help="of each, at most")
    parser.add_argument("--alone", type=int, default=10, help="pictures that become sounds")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    found = (
        list(pictures_in(given.pictures))[: given.limit]
        if given.pictures
        else list(painted(given.painter, given.limit))
    )
    if len(found) < 2:
        raise SystemExit("at least two pictures are needed: one is compared with the others")
    figures = measure(found, sounds_in(given.sounds, given.limit), given.alone)
    show(figures, Console(width=140))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
