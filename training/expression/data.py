"""Played notes for the expression network: MIDI files -> one file, and batches drawn from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from generators.midi_file import MidiDocument, read_midi
from generators.notes.expression import in_order, rows
from generators.notes.expression_network import NOTE, Notes
from generators.score import Clip, Note, ScoreError


@dataclass(frozen=True)
class Performances:
    """Pieces as rows of `NOTE`: piece i is `notes[ends[i-1]:ends[i]]`; `tempos` in BPM."""

    names: Sequence[str]
    notes: Notes
    ends: NDArray[np.int64]
    tempos: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> Notes:
        """The notes of piece `index`."""
        return self.notes[int(self.ends[index - 1]) if index else 0 : self.ends[index]]

    def save(self, path: Path) -> None:
        """Write an npz; the file appears whole or not at all."""
        draft = path.with_suffix(".part.npz")
        columns: dict[str, Any] = {name: self.notes[name] for name in NOTE.names or ()}
        columns |= {"names": np.array(self.names), "ends": self.ends, "tempos": self.tempos}
        np.savez_compressed(draft, **columns)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Performances:
        """Read what `save` wrote. Raises `ScoreError` when it is not such a file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                notes = np.empty(len(file["step"]), dtype=NOTE)
                for name in NOTE.names or ():
                    notes[name] = file[name]
                return cls(file["names"].tolist(), notes, file["ends"], file["tempos"])
        except (OSError, KeyError, ValueError, EOFError) as error:
            raise ScoreError(
                f"{path} holds no played notes: make it with `klangbild prepare expression` "
                f"({error})"
            ) from error


@dataclass(frozen=True)
class Found:
    """A file's notes and tempo, or why it was left out."""

    name: str
    notes: Notes | None = None
    tempo: float = 120.0
    dropped: str = ""


def prepare(
    folder: Path, out: Path, beats: str | None = None, workers: int | None = None
) -> Counter[str]:
    """Read the played notes of every MIDI file below `folder` and write the file `out`.

    `beats` names a text file beside each MIDI file with the times of its beats (rows of: seconds,
    anything, 1 on a downbeat); timing is then measured against them. Returns how many files were
    kept, and how many were dropped for which reason.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi"))
    if not paths:
        raise ScoreError(f"no MIDI files (*.mid, *.midi) below {folder}")
    report: Counter[str] = Counter()
    kept: list[Found] = []
    for found in track(_read_all(paths, beats, workers), "reading", total=len(paths)):
        report[found.dropped or "kept"] += 1
        if found.notes is not None:
            kept.append(found)
    if not kept:
        raise ScoreError(f"no usable piece below {folder}: {dict(report)}")
    notes = [found.notes for found in kept if found.notes is not None]
    Performances(
        [Path(found.name).relative_to(folder).as_posix() for found in kept],
        np.concatenate(notes),
        np.cumsum([len(n) for n in notes], dtype=np.int64),
        np.array([found.tempo for found in kept], dtype=np.float32),
    ).save(out)
    return report


def _read_all(paths: Sequence[Path], beats: str | None, workers: int | None) -> Iterator[Found]:
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(partial(played, beats=beats), paths, chunksize=16)


def played(path: Path, beats: str | None = None) -> Found:
    """The notes of one file."""
    try:
        document = read_midi(path, any_metre=beats is not None)
        clip = on_beats(document, path.with_name(beats)) if beats else document.clip
    except (ScoreError, OSError) as error:
        return Found(str(path), dropped=f"unreadable: {error}"[:60])
    notes = rows(in_order(clip.tracks))
    if len(notes) < 8:
        return Found(str(path), dropped="fewer than 8 notes")
    return Found(str(path), notes, clip.tempo)


def on_beats(document: MidiDocument, path: Path) -> Clip:
    """The clip of `document` in the beats that are written down in `path`, from a downbeat on.

    Raises `ScoreError` if there are none, or if bars of 4 beats are not the rule.
    """
    try:
        table = np.loadtxt(path, ndmin=2)
        times, down = table[:, 0], np.flatnonzero(table[:, -1] > 0)
    except (OSError, ValueError, IndexError) as error:
        raise ScoreError(f"no beats in {path.name}") from error
    if len(down) < 2 or np.mean(np.diff(down) == 4) < 0.9:
        raise ScoreError("the beats are not in 4/4")
    numbers = np.arange(len(times)) - down[0] % 4

    def place(beat: float) -> float:
        return float(np.interp(document.seconds(beat), times, numbers))

    inside = (numbers.max(), numbers.min())
    tracks = {
        role: tuple(
            Note(start, note.pitch, max(0.01, place(note.end) - start), note.velocity)
            for note in notes
            if (start := place(note.start)) >= 0.0 and inside[1] < start < inside[0]
        )
        for role, notes in document.clip.tracks.items()
    }
    tempo = 60.0 / float(np.median(np.diff(times)))
    return Clip(float(len(times)), tracks, min(max(tempo, 10.0), 1000.0))
