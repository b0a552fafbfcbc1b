"""Piano arrangements with labels: bars from the annotations, bass and chords from the piano."""

from __future__ import annotations

import json
from pathlib import Path

import mido
import pytest
from rich.console import Console

from generators.fakes import Repeat
from generators.notes.tokens import encode
from generators.score import Clip, Note, ScoreError
from training.data import Pieces
from training.evaluate import chords
from training.prepare import pop909
from training.prepare.pop909 import Chord, Song, split_piano, with_bridge

BEAT_S = 0.6
"""Seconds; the file itself says 120 BPM, as files of human timing do."""
PICKUP = 6
"""Beats before the annotations begin: half a bar, and a bar."""
TRIAD = {"C:maj": (0, 4, 7), "F:maj": (5, 9, 0), "G:maj": (7, 11, 2)}
QUIET = Console(quiet=True)


def midi(tracks: dict[str, list[tuple[float, float, int]]]) -> mido.MidiFile:
    """(start, duration in beats of `BEAT_S`, pitch), a little off the beat."""
    file = mido.MidiFile(ticks_per_beat=480)
    for name, notes in tracks.items():
        timed = []
        for start, duration, pitch in notes:
            on = round((start * BEAT_S + 0.013) * 960)
            off = round(((start + duration) * BEAT_S + 0.005) * 960)
            timed += [(on, 1, pitch), (off, 0, pitch)]
        track, now = mido.MidiTrack([mido.MetaMessage("track_name", name=name)]), 0
        for tick, loud, pitch in sorted(timed):
            kind = "note_on" if loud else "note_off"
            track.append(mido.Message(kind, note=pitch, velocity=64, time=tick - now))
            now = tick
        file.tracks.append(track)
    return file


def write_song(folder: Path, number: int, bars: int = 40, agree: bool = True) -> None:
    """A song with a chord a bar, its melody a scale, in the collection's own form."""
    place = folder / f"{number:03d}"
    (place / "structure").mkdir(parents=True)
    names = [list(TRIAD)[bar % 3] for bar in range(bars)]
    melody = [(PICKUP + b, 1.0, 72 + (b * 2) % 12) for b in range(4 * bars)]
    piano = []
    for bar, name in enumerate(names):
        at = PICKUP + 4.0 * bar
        root, third, fifth = TRIAD[name]
        piano += [(at, 4.0, 36 + root % 12), (at + 1, 1.0, 55 + fifth % 12)]
        piano += [(at, 2.0, 60 + pitch) for pitch in (root, third, fifth)]
    midi({"MELODY": melody, "PIANO": piano}).save(place / f"{number:03d}.mid")
    beats = [f"{b * BEAT_S} 0.0 0.0" for b in range(4 * bars + PICKUP + 4)]
    (place / "beat_midi.txt").write_text("\n".join(beats))
    shift = 0 if agree else 1
    lines = [f"{pitch + shift} 4" for _, _, pitch in melody]
    (place / "structure" / "melody.txt").write_text("\n".join(lines))
    labels = [f"{n} [{', '.join(map(str, sorted(TRIAD[n])))}] {TRIAD[n][0]} 4" for n in names]
    (place / "structure" / "finalized_chord.txt").write_text("\n".join(labels))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pop909")
    for number in (1, 9, 19):
        write_song(folder, number)
    write_song(folder, 34)  # in three, by the list
    write_song(folder, 40, agree=False)
    return folder


@pytest.fixture(scope="module")
def song(collection: Path) -> Song:
    return pop909.read_song(collection / "009")


def test_bars_begin_where_the_annotations_say(song: Song) -> None:
    grid = encode(song.clip, layout=pop909.KEYS).grid
    downbeats = [n for n in song.clip.tracks["bass"] if round(n.start * 4) % 16 == 0]
    assert len(downbeats) == 40, "half a bar before the first annotated beat, a whole file off"
    assert grid[0].tolist() != [0] * 5 and song.clip.length == 160


def test_the_piano_is_a_bass_and_three_voices(song: Song) -> None:
    first = {role: [n for n in notes if n.start < 3.5] for role, notes in song.clip.tracks.items()}
    assert [n.pitch for n in first["bass"]] == [36]
    assert [n.pitch for n in first["chords"]] == [60, 64, 67, 62]
    assert encode(song.clip, layout=pop909.KEYS).unheard.total == 0


def test_chords_lie_on_the_same_bars(song: Song) -> None:
    assert song.chords[1] == Chord(4.0, 8.0, "F:maj", frozenset((5, 9, 0)))
    for note in song.clip.tracks["bass"]:
        assert note.pitch % 12 in chords.label_at(song.chords, note.start + 0.1)


def test_the_bass_is_what_lies_low_within_two_beats() -> None:
    low, high, walking = Note(0, 40, 1), Note(1, 47, 1), Note(1.5, 43, 1)
    lone = Note(4, 60, 1)
    assert split_piano([low, high, walking, lone]) == ([low, walking], [high, lone])


def test_a_bridge_plays_where_nobody_sings() -> None:
    sung, over, answer = Note(3.5, 60, 1), Note(4.5, 80, 1), Note(8, 81, 1)
    assert with_bridge([sung], [over, answer]) == [sung, answer]


def test_songs_go_into_two_splits_by_number(collection: Path, tmp_path: Path) -> None:
    report = pop909.prepare(collection, tmp_path / "out", workers=1)
    assert report == {"kept": 3, "in three": 1, "melody and annotation do not agree": 1}
    assert Pieces.load(tmp_path / "out").names == ["001"]
    valid = Pieces.load(tmp_path / "out", "valid")
    assert valid.names == ["009", "019"] and valid.layout == pop909.KEYS
    with pytest.raises(ScoreError, match="no songs"):
        pop909.prepare(tmp_path, tmp_path / "more")


def test_measures_tell_the_real_from_what_is_deaf_to_the_melody(
    collection: Path, tmp_path: Path
) -> None:
    songs = chords.held_out(collection)
    assert [song.number for song in songs] == [9, 19]
    out = tmp_path / "figures.json"
    found = chords.measure(Repeat(), songs, console=QUIET, json_file=out)
    assert json.loads(out.read_text()) == {"pieces": 2, **found}
    open_, hole = (
        {text: {name: row[name]["value"] for name in row} for text, row in task.items()}
        for task in found.values()
    )
    assert open_["bass notes in the annotated chord"]["real"] == 1.0
    assert open_["bass notes in the annotated chord"]["repeat"] < 0.8
    assert open_["notes, against real"]["another song's"] == 1.0
    assert hole["notes, against real"]["repeat"] == 1.0 == hole["notes, against real"]["real"]
    assert hole["chord notes in the annotated chord"]["real"] > 0.7
    assert hole["chord notes in the annotated chord"]["repeat"] < 0.6, (
        "a chord a bar, three in turn"
    )


def test_counts_of_chords() -> None:
    label = Chord(0.0, 128.0, "C:maj", frozenset((0, 4, 7)))
    melody = tuple(Note(b, 72 + p, 1) for b, p in enumerate((0, 2, 4, 5, 7, 9, 11)))
    piece = chords.Piece(Clip(128.0, {"melody": melody, "chords": (), "bass": ()}), (label,))
    filling = {
        "chords": (Note(0, 60, 2), Note(0, 64, 2), Note(4, 66, 1)),
        "bass": (Note(0, 36, 4),),
    }
    counts = chords.chord_counts(piece, chords.OPEN, filling)
    assert (counts["bars_of"], counts["chords_bars"], counts["bass_bars"]) == (2, 2, 1)
    assert (counts["chords_meant"], counts["chords_meant_of"], counts["bass_meant"]) == (2, 3, 1)
    assert (counts["sounding"], counts["sounding_of"]) == (5.0, 3.0)
    assert (counts["several"], counts["several_of"], counts["scale"]) == (1, 2, 3)


def test_a_song_without_thirty_two_bars_is_no_piece() -> None:
    short = Song(9, Clip(16.0, {"melody": (Note(0, 60, 1),), "chords": (), "bass": ()}), ())
    with pytest.raises(ScoreError, match="32 bars"):
        chords.measure(Repeat(), [short], console=QUIET)
