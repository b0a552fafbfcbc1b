"""The studio page's pure modules, run by Node: MIDI files, schedules, geometry, history."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generators.midi_file import MidiFileError, clip_to_midi, read_midi
from generators.score import Clip, Note
from server import examples

PAGES = Path(__file__).parent.parent / "server" / "pages"
FILES = [examples.TRIO, *sorted((Path(__file__).parent / "data/midi").rglob("*.mid"))]
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
]


def run(body: str, given: object = None) -> Any:
    """What `body` returns in Node; it has `given` and all that the modules export."""
    names = {
        "smf": "parse, write",
        "schedule": "Tempo, Course",
        "geometry": "View, lanes, row, span, withHole, holeAt, holeRows, holeText, place",
        "history": "History",
    }
    imports = "\n".join(
        f"import {{ {what} }} from {json.dumps((PAGES / f'{name}.js').as_uri())};"
        for name, what in names.items()
    )
    script = f"""{imports}
      import {{ readFileSync }} from "node:fs";
      const given = JSON.parse(readFileSync(0));
      console.log(JSON.stringify((() => {{ {body} }})()));
    """
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_page_reads_a_file_as_the_server_does(path: Path) -> None:
    document = read_midi(path, any_metre=True)
    found = run(
        """
        const file = parse(new Uint8Array(Buffer.from(given, "base64")));
        return { tempos: file.tempos, metre: file.metre, parts: file.parts.map((part) => ({ ...part,
          notes: part.notes.map((n) => [n.start, n.duration, n.pitch, n.velocity]) })) };
        """,
        packed(path.read_bytes()),
    )
    try:
        read_midi(path)
    except MidiFileError as refused:
        assert found["metre"] and str(refused).startswith(found["metre"])
    else:
        assert found["metre"] == ""
    assert len(found["parts"]) == len(document.parts)
    for part, ours in zip(found["parts"], document.parts, strict=True):
        assert (part["track"], part["channel"]) == (ours.track + 1, ours.channel + 1)
        assert part["program"] == ours.program
        division = document.file.division
        want = [
            (n.start / division, max(1, n.end - n.start) / division, n.pitch, n.velocity)
            for n in ours.notes
        ]
        assert sorted(map(tuple, part["notes"])) == sorted(want), "exactly"
    last = max((at for at, _ in document.tempos), default=0.0)
    seconds = run(
        "const tempo = new Tempo(given[0]); return given[1].map((beat) => tempo.seconds(beat));",
        [found["tempos"], [0.0, 3.5, last, last + 7.25]],
    )
    want_s = [document.seconds(beat) for beat in (0.0, 3.5, last, last + 7.25)]
    assert seconds == pytest.approx(want_s)


def test_what_the_page_writes_the_server_reads() -> None:
    tracks = {
        "melody": (Note(0.0, 60, 1.5, 90), Note(1.5, 60, 0.5, 80)),
        "chords": (Note(0.0, 60, 4.0), Note(0.0, 64, 4.0)),
        "bass": (Note(0.25, 36, 2.0, 70),),
        "drums": (Note(7.75, 36, 0.25, 127),),
    }
    rows = {
        role: [
            {"start": n.start, "duration": n.duration, "pitch": n.pitch, "velocity": n.velocity}
            for n in notes
        ]
        for role, notes in tracks.items()
    }
    data = run("return Buffer.from(write(given, 93, 8)).toString('base64');", rows)
    clip = read_midi(base64.b64decode(data)).clip
    assert clip.tracks == tracks
    assert (clip.length, clip.tempo) == (8.0, pytest.approx(93, abs=1e-3))


@pytest.mark.parametrize("data", [b"", b"RIFF" + bytes(20), b"MThd\0\0\0\6\0\1\0\1\xe7\x28"])
def test_a_file_that_is_none_is_an_error_and_not_a_hang(data: bytes) -> None:
    with pytest.raises(MidiFileError):
        read_midi(data)
    body = """
      try { parse(new Uint8Array(Buffer.from(given, "base64"))); } catch (error) { return error.message; }
      return "";
    """  # noqa: E501
    assert run(body, packed(data))


@pytest.mark.parametrize("size", [14, 30, 60, 100, 200])
def test_a_file_that_is_cut_short_does_not_hang(size: int) -> None:
    clip = Clip(8, {"melody": tuple(Note(i / 2, 60 + i, 0.5) for i in range(16))})
    body = """
      try { parse(new Uint8Array(Buffer.from(given, "base64"))); } catch (error) { return error.message; }
      return "read";
    """  # noqa: E501
    assert run(body, packed(clip_to_midi(clip)[:size]))


COURSE = """
  const tempo = new Tempo(given.tempos);
  const notes = given.starts.map((start) => ({ start, duration: 1 }));
  const course = new Course({ tempo, notes, end: given.end }, given.from, 10, given.loop);
  const found = [];
  for (let now = 10; now < given.until; now += 0.025) {
    for (const { note, time, seconds } of course.take(now + 0.1)) found.push([note.start, time, seconds]);
  }
"""  # noqa: E501


def course(body: str, **more: object) -> Any:
    given = {
        "tempos": [[0, 120]],
        "starts": [0, 1, 2, 3, 4, 5, 6, 7],
        "end": 8,
        "from": 0,
        "loop": None,
        "until": 16,
        **more,
    }
    return run(COURSE + body, given)


def test_each_note_is_handed_over_once_at_its_time() -> None:
    found = course("return found;")
    assert [start for start, _, _ in found] == list(range(8))
    assert [time for _, time, _ in found] == pytest.approx([10 + i / 2 for i in range(8)])
    assert all(seconds == pytest.approx(0.5) for _, _, seconds in found)


def test_tempo_changes_are_followed() -> None:
    found = course("return found;", tempos=[[0, 120], [4, 60]], **{"from": 2})
    assert [time for _, time, _ in found] == pytest.approx([10, 10.5, 11, 12, 13, 14])


def test_a_loop_comes_round_without_a_gap() -> None:
    found = course("return found;", loop={"start": 2, "end": 4}, until=13, **{"from": 1})
    assert [start for start, _, _ in found] == [1, 2, 3, 2, 3, 2, 3]
    assert [time for _, time, _ in found] == pytest.approx([10 + i / 2 for i in range(7)])


def test_a_playing_after_the_loop_goes_on_to_the_end() -> None:
    found = course("return found;", loop={"start": 0, "end": 2}, until=12.05, **{"from": 6})
    assert [start for start, _, _ in found][:4] == [6, 7, 0, 1]


def test_the_position_follows_the_clock() -> None:
    found = course(
        "return [9, 10, 10.4, 11, 11.25].map((now) => course.beat(now));",
        loop={"start": 2, "end": 4},
        until=11.3,
    )
    assert found == pytest.approx([0, 0, 0.8, 2, 2.5])


def test_other_music_goes_on_at_the_same_place() -> None:
    found = course(
        """
        const other = { tempo, notes: given.starts.map((start) => ({ start: start + 4, duration: 1 })), end: 12 };
        course.change(other, 11, 4);
        return [course.beat(11), ...[...course.take(12)].map(({ note, time }) => [note.start, time])];
        """,  # noqa: E501
        until=10.5,
    )
    assert found == [6, [6, 11], [7, 11.5]]


def test_it_ends_but_not_in_a_loop() -> None:
    asked = "return [course.ended(13.9), course.ended(14.1)];"
    assert course(asked, until=10) == [False, True]
    assert course(asked, until=10, loop={"start": 0, "end": 4}) == [False, False]


def test_drags_snap_to_whole_cells() -> None:
    asked = [(8.7, 11.9, 4), (11.9, 8.7, 4), (8, 12, 4), (0.3, 0.4, 0.25), (63.9, 70, 4), (5, 5, 1)]
    found = run("return given.map(([a, b, grid]) => span(a, b, grid, 64));", asked)
    assert [(each["start"], each["end"]) for each in found] == [
        (8, 12), (8, 12), (8, 12), (0.25, 0.5), (60, 64), (5, 6),
    ]  # fmt: skip


def test_holes_are_opened_found_and_told() -> None:
    found = run("""
      const small = { roles: ["bass"], start: 8, end: 12 };
      const wide = { roles: ["melody", "bass"], start: 4, end: 16 };
      const apart = { roles: ["drums"], start: 32, end: 33 };
      const holes = withHole(withHole(withHole([], small), apart), wide);
      return { holes, hit: holeAt(holes, "bass", 8), miss: holeAt(holes, "drums", 8),
        rows: holeRows([wide]), texts: [wide, small, apart].map(holeText) };
    """)
    assert [hole["start"] for hole in found["holes"]] == [32, 4], "what is covered is gone"
    assert (found["hit"]["start"], found["miss"]) == (4, None)
    assert found["rows"] == [
        {"track": "melody", "start": 4, "end": 16},
        {"track": "bass", "start": 4, "end": 16},
    ]
    assert found["texts"] == ["Bars 2 to 4, melody, bass", "Bar 3, bass", "9.1 to 9.2, drums"]


def test_zooming_keeps_the_place_under_the_pointer() -> None:
    found = run("""
      const view = new View(800, 64);
      const fitted = [view.left, view.x(64)];
      const before = view.beat(200);
      view.zoomBy(4, 200);
      const after = view.beat(200);
      view.zoomBy(0.001, 10);
      const most = [view.left, view.x(64)];
      view.zoomBy(8);
      view.show(60, 64);
      return { fitted, before, after, most, seen: [view.x(60), view.x(64)] };
    """)
    assert found["fitted"] == found["most"] == [0, 800]
    assert found["after"] == pytest.approx(found["before"])
    assert found["seen"][0] >= 0
    assert found["seen"][1] <= 800.001


def test_every_pitch_lies_within_its_lane() -> None:
    found = run("""
      const made = lanes({ melody: [60, 84], drums: [36, 38, 81], other: [10] }, 26, 500, 84, 40);
      return made.map((lane) => ({ ...lane, at: lane.rows.map((pitch) => row(lane, pitch)) }));
    """)
    assert [lane["role"] for lane in found] == ["melody", "chords", "bass", "drums", "other"]
    for lane, below in itertools.pairwise(found):
        assert lane["top"] + lane["height"] == below["top"]
    for lane in found:
        for place in lane["at"]:
            assert lane["top"] <= place["y"]
            assert place["y"] + place["height"] <= lane["top"] + lane["height"]
    assert found[3]["rows"] == [81, 38, 36], "drums have no rows that nobody plays"


def test_places_are_told_in_bars_and_beats() -> None:
    assert run("return given.map(place);", [0, 5, 6.25, 63.75]) == ["1.1", "2.2", "2.3.2", "16.4.4"]


def test_history_is_bounded_and_forgets_what_was_undone() -> None:
    found = run("""
      const history = new History(0, 4);
      for (const state of [1, 2, 3, 4, 5]) history.push(state);
      history.undo(); history.undo();
      const back = history.state;
      history.push(9);
      history.redo();
      const now = history.state;
      for (let i = 0; i < 9; i++) history.undo();
      return [back, now, history.state, history.canUndo, history.canRedo];
    """)
    assert found == [3, 9, 2, False, True]


def test_a_place_just_before_a_change_is_still_known() -> None:
    found = course(
        "course.change(course.music, 12); return [11.9, 12, 12.1].map((now) => course.beat(now));",
        until=11,
    )
    assert found == pytest.approx([3.8, 4, 4.2])
