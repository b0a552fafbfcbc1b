"""`python -m benchmarks.hearing`: how well and how cheaply the fast path hears.

Plays the test pieces (and click tracks) with fluidsynth, lets `FeatureStream` hear the sound in
blocks of 10 ms, and compares onsets, beats and tempo with the MIDI files' own by mir_eval.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
import pretty_midi
import soundfile
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from generators.images.features import FeatureStream
from generators.media import Features, Samples

PIECES = Path(__file__).parent.parent / "tests/data/midi"
SOUNDS = ("/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/sounds/sf2/FluidR3_GM.sf2")
RATE, SECONDS, SETTLED_S = 48_000, 40.0, 8.0
"""Of the sound; seconds of each piece; beats before that are not counted."""
RISE = 0.05
"""An onset is where the feature rises by so much."""
Times = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Sound, and when onsets and beats are, in seconds; `tempo` in beats per minute. `placed`:
    the beats of the file are those of the music."""

    name: str
    samples: Samples
    onsets: Times
    beats: Times
    tempo: float
    placed: bool = True


def clicks(bpm: float) -> Piece:
    """A click on every beat."""
    beats = np.arange(0.73, SECONDS - 0.1, 60.0 / bpm)
    samples = np.zeros(int(SECONDS * RATE), np.float32)
    times = np.arange(int(0.03 * RATE)) / RATE
    click = 0.5 * np.sin(2 * np.pi * 1000 * times) * np.exp(-times / 0.006)
    for beat in beats:
        first = int(beat * RATE)
        samples[first : first + len(click)] += click.astype(np.float32)
    return Piece(f"clicks {bpm:g}", samples, beats, beats, bpm)


def played(path: Path, sounds: str) -> Piece:
    """A MIDI file as fluidsynth plays it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tempos on tracks other than the first
        midi = pretty_midi.PrettyMIDI(str(path))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-F", str(out), sounds, str(path)]
        subprocess.run(command, check=True, capture_output=True)
        samples, _ = soundfile.read(out, int(SECONDS * RATE), dtype="float32", always_2d=True)
    starts = np.unique([n.start for i in midi.instruments for n in i.notes if n.start < SECONDS])
    onsets = starts[np.diff(starts, prepend=-1.0) > 0.03]
    beats = midi.get_beats()
    beats = beats[(beats < SECONDS) & (beats >= starts[0] - 0.01)]
    tempo = 60.0 / float(np.median(np.diff(beats)))
    name = f"{path.parent.name}/{path.stem}"[:34]
    placed = path.parent.name != "pop909"  # its bar lines stand in files of their own
    return Piece(name, samples.mean(axis=1), onsets, beats, tempo, placed)


def heard(piece: Piece) -> tuple[list[Features], float]:
    """All features, and the share of a core that hearing them took."""
    stream, block = FeatureStream(RATE), RATE // 100
    began = time.process_time()
    found = [
        features
        for first in range(0, len(piece.samples), block)
        for features in stream.hear(piece.samples[first : first + block])
    ]
    return found, (time.process_time() - began) * RATE / len(piece.samples)


def onsets(found: list[Features]) -> Times:
    """When the onset feature rises, 50 ms apart at least."""
    times = np.array([b.time for a, b in pairwise(found) if b.onset > a.onset + RISE])
    return times[np.diff(times, prepend=-1.0) > 0.05]


def beats(found: list[Features]) -> Times:
    """When the phase comes round, between two features."""
    return np.array([
        b.time - b.beat * 60.0 / b.tempo
        for a, b in pairwise(found)
        if b.tempo and b.beat < a.beat
    ])  # fmt: skip


def figures(piece: Piece) -> dict[str, float]:
    """Onset F-measure (50 ms) and the median delay of those found; beat F-measure (70 ms) and the
    shares of beats in unbroken runs at the right level and at any level (CMLt, AMLt) after
    `SETTLED_S`; the share of time with the right tempo (4 %), and with it at another level; the
    median distance of a beat from the nearest real one, in beats; the share of a core."""
    found, cost = heard(piece)
    own, pulse = onsets(found), beats(found)
    score, precision, recall = mir_eval.onset.f_measure(piece.onsets, own)
    pairs = mir_eval.util.match_events(piece.onsets, own, 0.05)
    delays = [own[j] - piece.onsets[i] for i, j in pairs]
    truth = piece.beats[piece.beats >= SETTLED_S]
    pulse = pulse[(pulse >= SETTLED_S) & (pulse <= truth[-1] + 0.1)]
    _, steady, _, any_level = mir_eval.beat.continuity(truth, pulse)
    tempi = np.array([f.tempo for f in found if f.time >= SETTLED_S])
    ratios = tempi[:, None] / (piece.tempo * np.array([1.0, 2.0, 0.5, 3.0, 1 / 3]))
    right = np.abs(ratios - 1.0) < 0.04
    errors = [np.abs(truth - one).min() * piece.tempo / 60.0 for one in pulse]
    row = {
        "onset_f": score, "precision": precision, "recall": recall,
        "delay_ms": 1000.0 * float(np.median(delays)) if delays else float("nan"),
        "beat_f": mir_eval.beat.f_measure(truth, pulse), "cmlt": steady, "amlt": any_level,
        "tempo": float(right[:, 0].mean()), "tempo_any": float(right.any(axis=1).mean()),
        "phase": float(np.median(errors)) if errors else float("nan"),
        "sure": float(np.mean([f.sure for f in found if f.time >= SETTLED_S])),
        "core": cost,
    }  # fmt: skip
    unknown = () if piece.placed else ("beat_f", "cmlt", "amlt", "phase")
    return row | dict.fromkeys(unknown, float("nan"))


def pieces() -> Iterator[Piece]:
    """Clicks, and what fluidsynth can play here."""
    for bpm in (60, 80, 105, 128.5, 140, 160):
        yield clicks(bpm)
    sounds = next((path for path in SOUNDS if Path(path).exists()), None)
    if not sounds or not shutil.which("fluidsynth"):
        sys.stderr.write("no fluidsynth or no sounds: clicks alone\n")
        return
    for path in sorted(PIECES.rglob("*.mid")):
        piece = played(path, sounds)
        if (piece.beats >= SETTLED_S).sum() >= 8:
            yield piece


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    where = parser.parse_args().json
    table: dict[str, dict[str, Any]] = {}
    for piece in pieces():
        table[piece.name] = figures(piece)
    kinds = {name.split("/")[0].split(" ")[0] for name in table}
    for kind in sorted(kinds):
        rows = [row for name, row in table.items() if name.startswith(kind)]
        table[f"mean of {kind}"] = {k: float(np.mean([r[k] for r in rows])) for k in rows[0]}
    shown = Table("piece", *next(iter(table.values())))
    for name, row in table.items():
        shown.add_row(name, *(f"{value:.2f}" for value in row.values()))
    Console(width=160).print(shown)
    if where:
        where.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
