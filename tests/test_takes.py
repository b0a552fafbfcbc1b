"""What was played is kept: a MIDI file that other programs read, with how each answer was made."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.score import Note
from server.diary import Diary, midi_file
from server.loops import Answer, Set
from server.player import Played
from server.takes import Mark, Sound, Takes
from server.transport import Line

TICKS = 480


def read(data: bytes) -> dict[str, list[tuple[float, Any]]]:
    """Track name to its messages, each with its beat."""
    file = mido.MidiFile(file=io.BytesIO(data))
    assert file.ticks_per_beat == TICKS
    found: dict[str, list[tuple[float, Any]]] = {}
    for track in file.tracks:
        at, messages = 0, []
        for message in track:
            at += message.time
            messages.append((at / TICKS, message))
        found[track.name] = [m for m in messages if m[1].type not in ("track_name", "end_of_track")]
    return found


def written(takes: Takes) -> dict[str, list[tuple[float, Any]]]:
    return read(midi_file(takes.notes, takes.marks, takes.tempos))


def notes(messages: list[tuple[float, Any]]) -> list[tuple[float, float, int, int, int]]:
    """Beginning, end, pitch, velocity, channel from 0."""
    held: dict[int, tuple[float, Any]] = {}
    found = []
    for beat, message in messages:
        if message.type == "note_on":
            assert message.note not in held
            held[message.note] = beat, message
        else:
            start, on = held.pop(message.note)
            found.append((start, beat, on.note, on.velocity, on.channel))
    assert held == {}
    return sorted(found)


def answer(number: int = 3, late: bool = False) -> Set:
    made = Answer(number, "accompany", "trio", 4711, 16.0, 32.0, {"bass": (Note(0, 40, 1),)})
    return Set(made, 24.0, 32.0, (), late)


def test_notes_that_came_in_and_went_out_are_read_back() -> None:
    takes = Takes()
    takes.heard("melody", 60, 90, 0.0)
    takes.played(Played(0.5, "bass", 1, 40, 80))
    takes.heard("melody", 60, 0, 1.25)
    takes.heard("drums", 36, 100, 1.5)
    takes.played(Played(2.5, "bass", 1, 40, 0))
    takes.heard("drums", 36, 0, 1.6)
    file = written(takes)
    assert list(file) == ["Klangbild", "in: drums", "in: melody", "out: bass"]
    assert notes(file["in: melody"]) == [(0.0, 1.25, 60, 90, 0)]
    assert notes(file["in: drums"]) == [(1.5, 1.6, 36, 100, 9)]
    assert notes(file["out: bass"]) == [(0.5, 2.5, 40, 80, 1)]


def test_the_same_pitch_in_and_out_are_two_notes_and_one_struck_again_is_ended() -> None:
    takes = Takes()
    takes.heard("bass", 40, 90, 0.0)
    takes.played(Played(0.5, "bass", 1, 40, 80))
    takes.heard("bass", 40, 91, 1.0)
    takes.played(Played(1.5, "bass", 1, 40, 0))
    takes.heard("bass", 40, 0, 2.0)
    takes.heard("bass", 40, 0, 3.0)
    file = written(takes)
    assert [n[:2] for n in notes(file["in: bass"])] == [(0.0, 1.0), (1.0, 2.0)]
    assert [n[:2] for n in notes(file["out: bass"])] == [(0.5, 1.5)]


def test_the_file_begins_with_the_bar_of_the_first_thing_that_happened() -> None:
    takes = Takes()
    takes.heard("melody", 60, 90, 1234.0)
    takes.heard("melody", 60, 0, 1235.0)
    takes.heard("melody", 61, 90, 1000.0)
    takes.heard("melody", 61, 0, 1236.0)
    assert [n[:2] for n in notes(written(takes)["in: melody"])] == [(0.0, 4.0), (2.0, 3.0)]
    early = Takes()
    early.heard("melody", 60, 90, 15.9)
    early.heard("melody", 60, 0, 17.0)
    assert [n[:2] for n in notes(written(early)["in: melody"])] == [(0.0, 1.0)], "meant for bar 5"


def test_the_tempo_is_noted_where_it_changes() -> None:
    takes = Takes()
    takes.follow(Line(10.0, 4.0, 100.0, playing=False), 10.0)
    takes.follow(Line(10.0, 4.0, 100.0, playing=True), 10.0)
    takes.follow(Line(10.0, 4.0, 100.2, playing=True), 13.0)
    takes.follow(Line(16.0, 14.0, 140.0, playing=True), 16.0)
    for n in range(1, 11):
        takes.follow(Line(16.0, 14.0, 140.0 + 0.2 * n, playing=True), 16.0 + n)
    tempos = [
        (beat, mido.tempo2bpm(m.tempo))
        for beat, m in written(takes)["Klangbild"]
        if m.type == "set_tempo"
    ]
    assert tempos[:2] == [(0.0, pytest.approx(100, 1e-4)), (10.0, pytest.approx(140, 1e-4))]
    assert 3 <= len(tempos) <= 5, "also where it creeps"


def test_marks_say_how_an_answer_was_made() -> None:
    takes = Takes()
    takes.heard("melody", 60, 90, 8.0)
    takes.answered(answer())
    takes.answered(answer(late=True))
    marks = [(beat, m.text) for beat, m in written(takes)["Klangbild"] if m.type == "marker"]
    made = "accompany, preset trio, seed 4711, 2 bars"
    again = "answer 3 again, as there was none in time"
    assert marks == [(16.0, f"answer 3: {made}"), (16.0, f"{again}: {made}")]


def test_keys_that_are_held_are_known_and_nothing_is_fresh_before_their_end() -> None:
    takes = Takes()
    takes.heard("melody", 60, 90, 8.0)
    takes.played(Played(8.0, "bass", 1, 40, 80))
    assert takes.held == [("melody", 60)]
    assert not takes.fresh
    takes.heard("melody", 60, 0, 9.0)
    assert takes.held == []
    assert takes.fresh


@given(
    st.lists(
        st.tuples(st.sampled_from(["in", "out"]), st.sampled_from(["melody", "drums"]),
                  st.integers(60, 62), st.integers(0, 127), st.floats(0, 2)),
        max_size=40,
    )
)  # fmt: skip
def test_every_note_in_the_file_begins_and_ends_once(
    played: list[tuple[str, str, int, int, float]],
) -> None:
    takes, beat = Takes(), 0.0
    begun = 0
    for way, track, pitch, velocity, ahead in played:
        beat += ahead if ahead > 0.01 else 0.0
        begun += velocity > 0
        if way == "in":
            takes.heard(track, pitch, velocity, beat)
        else:
            takes.played(Played(beat, track, 0, pitch, velocity))
    held = len(takes._held)
    found = [n for name, rows in written(takes).items() if name != "Klangbild" for n in rows]
    on: set[tuple[int, int]] = set()
    assert sum(m.type == "note_on" for _, m in found) == len(takes.notes) == begun - held
    for name, rows in written(takes).items():
        on.clear()
        for (before, _), (after, _) in pairwise(rows):
            assert before <= after
        for _, message in rows if name != "Klangbild" else []:
            if message.type == "note_on":
                on.add(message.note)
            else:
                on.discard(message.note)
        assert on == set()


def test_a_file_without_notes_is_a_file() -> None:
    assert read(midi_file([], [], [])) == {"Klangbild": []}


# --- the diary


def keep(diary: Diary, takes: Takes) -> tuple[Path, int]:
    return asyncio.run(diary.keep(takes))


def some() -> Takes:
    takes = Takes()
    takes.heard("melody", 60, 90, 8.0)
    takes.heard("melody", 60, 0, 9.0)
    return takes


def test_a_session_is_one_file_that_grows(tmp_path: Path) -> None:
    takes, diary = some(), Diary(tmp_path)
    path, count = keep(diary, takes)
    assert (path.parent, path.suffix, count) == (tmp_path / "sessions", ".mid", 1)
    assert len(notes(read(path.read_bytes())["in: melody"])) == 1
    assert not takes.fresh
    takes.heard("melody", 61, 90, 10.0)
    takes.heard("melody", 61, 0, 11.0)
    assert keep(diary, takes) == (path, 2)
    assert len(notes(read(path.read_bytes())["in: melody"])) == 2
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_nothing_is_written_where_nothing_is_new(tmp_path: Path) -> None:
    diary = Diary(tmp_path)
    path, count = keep(diary, Takes())
    assert (path.exists(), count) == (False, 0)
    takes = some()
    keep(diary, takes)
    path.unlink()
    keep(diary, takes)
    assert not path.exists()


def test_a_folder_that_cannot_be_written_to_is_said_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    takes, diary = some(), Diary(tmp_path)
    (tmp_path / "sessions").write_text("in the way")
    with caplog.at_level(logging.ERROR):
        path, _ = keep(diary, takes)
    assert "cannot keep what was played" in caplog.text
    assert takes.fresh
    (tmp_path / "sessions").unlink()
    keep(diary, takes)
    assert path.exists()


def test_sounds_and_marks_are_plain() -> None:
    data = midi_file([Sound("out", "bass", 40, 80, 0.0, 0.0)], [Mark(1.0, "größer")], [(0.0, 20.0)])
    assert notes(read(data)["out: bass"]) == [(0.0, 1 / TICKS, 40, 80, 1)], "it has an end"
    marks = [m.text for _, m in read(data)["Klangbild"] if m.type == "marker"]
    assert marks[0].encode("latin-1").decode() == "größer"


def test_the_server_needs_no_tool_of_its_tests() -> None:
    script = "import sys; sys.modules['mido'] = None; import server.app"
    subprocess.run([sys.executable, "-c", script], check=True)
