"""The command line: every task with files, and one clear line for every mistake."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from serving import Serving
from test_midi_file import FILES, bytes_of, metre, others, play, sounding
from test_presets import TOML, make
from typer.testing import CliRunner, Result

from generators import smf
from generators.fakes import Repeat
from generators.midi_file import clip_to_midi, read_midi
from generators.score import Clip, Hole, Note, ScoreError
from server import app as program
from server import examples, offline
from server.cli import app
from server.roll import piano_roll
from server.settings import Settings

TRIO = str(examples.TRIO)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def do(*words: object) -> Result:
    """Run a task on the preset that needs no model; it has to succeed."""
    result = run(*words, "--preset", "repeat")
    assert result.exit_code == 0, result.output
    return result


def error_of(*words: object) -> str:
    """The one line that a mistake is answered with."""
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert not result.stdout
    line = result.stderr
    assert line.startswith("error: ")
    assert line.count("\n") == 1
    return line


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A name for the result."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out.mid"


# --- tasks


def test_the_bundled_piece_is_what_its_code_composes() -> None:
    assert examples.TRIO.read_bytes() == clip_to_midi(examples.compose())
    clip = read_midi(examples.TRIO).clip
    gap = [Hole(role, *examples.GAP) for role in clip.tracks]
    assert clip.length == 64.0
    assert clip.replacing(gap) == clip


def test_fill_replaces_the_bars_and_nothing_else(out: Path) -> None:
    result = do("fill", TRIO, out, "--bars", "9-12")
    assert result.stdout.startswith(f"{out}: ")
    before, after = read_midi(examples.TRIO), read_midi(out)
    new = sounding(after.file) - sounding(before.file)
    assert sounding(before.file) <= sounding(after.file)
    assert {32.0 <= note[2] / 480 < 48.0 for note in new} == {True}
    assert others(before.file) == others(after.file)


def test_fill_takes_controls_for_all_and_for_single_tracks(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(offline, "draw", lambda _, request, __: [asked.append(request)] and [{}])
    words = ["--density", "8,drums=12", "--rhythm", "bass=0.5", "--key", "A minor", "--low", "40"]
    do("fill", TRIO, out, "--bars", "9", *words)
    assert asked[0].sampling.controls.values == {
        "density": 8, "density.drums": 12, "rhythm.bass": 0.5, "key": "A minor", "low": 40,
    }  # fmt: skip


def test_fill_takes_single_steps_of_single_tracks(out: Path) -> None:
    do("fill", TRIO, out, "--beats", "4.5-4.75,6-7", "--tracks", "bass")
    before, after = read_midi(examples.TRIO).clip, read_midi(out).clip
    assert before.tracks["melody"] == after.tracks["melody"]
    assert before.tracks["drums"] == after.tracks["drums"]
    changed = set(before.tracks["bass"]) ^ set(after.tracks["bass"])
    assert changed
    assert all(4.5 <= n.start < 4.75 or 6 <= n.start < 7 for n in changed)


def test_continue_leadin_vary_and_accompany(out: Path) -> None:
    length = read_midi(examples.TRIO).clip.length
    do("continue", TRIO, out, "--bars", "4")
    assert read_midi(out).clip.length == length + 16
    do("leadin", TRIO, out, "--bars", "2", "--force")
    assert read_midi(out).clip.length == length + 8
    do("accompany", TRIO, out, "--tracks", "bass,drums", "--force")
    assert read_midi(out).clip.tracks["melody"] == read_midi(examples.TRIO).clip.tracks["melody"]
    do("vary", TRIO, out, "--amount", "0.2", "--tracks", "melody", "--force")
    assert read_midi(out).clip.tracks["bass"] == read_midi(examples.TRIO).clip.tracks["bass"]


def test_continue_goes_on_where_the_music_ends_not_where_the_file_does(out: Path) -> None:
    source = out.with_name("in.mid")
    source.write_bytes(clip_to_midi(Clip(32.0, {"melody": (Note(0.0, 60, 1.0),)})))
    do("continue", source, out, "--bars", "1")
    assert {n.start // 4 for n in read_midi(out).clip.tracks["melody"]} == {0, 1}


def test_a_bridge_joins_two_files(out: Path) -> None:
    do("bridge", TRIO, TRIO, out, "--bars", "2")
    document = read_midi(out)
    assert document.clip.length == 2 * 64 + 8
    assert any(64 <= n.start < 72 for n in document.clip.tracks["drums"])


def test_accompany_makes_the_tracks_that_are_missing(out: Path) -> None:
    source = out.with_name("in.mid")
    source.write_bytes(bytes_of(play((0, 60, 1), (7, 62, 1), program=0)))
    do("accompany", source, out)
    assert set(read_midi(out).roles) == {"melody", "chords", "bass", "drums"}
    do("accompany", source, out, "--tracks", "bass", "--force")
    assert set(read_midi(out).roles) == {"melody", "bass"}


def test_generate_makes_a_piece_and_variations_get_numbers(out: Path) -> None:
    do("generate", out, "--bars", "4", "--tempo", "90", "--tracks", "bass,drums")
    clip = read_midi(out).clip
    assert (set(clip.tracks), clip.length, round(clip.tempo)) == ({"bass", "drums"}, 16.0, 90)
    do("fill", TRIO, out.with_name("v"), "--bars", "9", "--variations", "3")
    assert sorted(p.name for p in out.parent.glob("v*")) == ["v-1.mid", "v-2.mid", "v-3.mid"]


def test_the_user_chooses_tracks(out: Path) -> None:
    assert "track 2 'Bass' (channel 2)" in run("tracks", TRIO).stdout
    do("fill", TRIO, out, "--bars", "9", "--bass", "0", "--melody", "2", "--drums", "0")
    assert read_midi(out).clip.tracks["melody"] == read_midi(examples.TRIO).clip.tracks["melody"]
    assert "there is no track 7" in error_of(
        "fill", TRIO, out, "--bars", "9", "--bass", "7", "--force"
    )


def test_another_metre_is_read_when_asked(out: Path) -> None:
    waltz = out.with_name("waltz.mid")
    waltz.write_bytes(bytes_of([metre(3, 4)], play((0, 60, 1), (7, 62, 1), program=0)))
    assert "bar 1 is in 3/4" in error_of("fill", waltz, out, "--bars", "1", "--preset", "repeat")
    do("fill", waltz, out, "--bars", "1", "--any-metre")
    assert smf.parse(out.read_bytes()).tracks[0] == smf.parse(waltz.read_bytes()).tracks[0]


@pytest.mark.parametrize("path", FILES[::6], ids=lambda p: p.stem)
def test_real_files_are_filled(path: Path, out: Path) -> None:
    do("fill", path, out, "--bars", "2-3", "--any-metre")
    before, after = read_midi(path, any_metre=True).file, smf.parse(out.read_bytes())
    assert others(before) == others(after)


def test_a_deadline_takes_the_best_so_far(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Repeat(steps=1000, step_s=0.02)
    monkeypatch.setattr(offline, "open_generator", lambda name, device: slow)
    began = time.monotonic()
    do("fill", TRIO, out, "--bars", "9-12", "--deadline", "0.1")
    assert time.monotonic() - began < 5
    assert out.exists()


def test_work_of_more_than_a_second_shows_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as in a terminal
    with offline.progress("composing") as show:
        show(0.1)
        assert "composing" not in capsys.readouterr().err
        time.sleep(offline._PATIENCE_S + 0.1)
        show(0.5)
    assert "composing" in capsys.readouterr().err


# --- mistakes


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--bars", "17-20"], "lie outside the piece of 16 bars"),
        (["--bars", "0-4"], "the first bar is 1"),
        (["--bars", "12-9"], "make no stretch"),
        (["--bars", "nine"], "'nine' cannot be read: write 9 or 9-12"),
        (["--beats", "5"], "cannot be read: write 33.25-33.5"),
        (["--beats", "60-70"], "it has 0-64"),
        (["--beats", "nan-4"], "lie outside"),
        ([], "say what to fill"),
        (["--bars", "9", "--tracks", "guitar"], "unknown track 'guitar'"),
        (["--bars", "9", "--tracks", ","], "nothing to fill"),
        (["--bars", "9", "--temperature", "9"], "temperature 9 is out of range"),
        (["--bars", "9", "--density", "many"], "use a number, or numbers for tracks"),
        (["--bars", "9", "--density", "flute=3"], "no control 'density.flute'"),
        (["--bars", "9", "--key", "H"], "such as C, A minor or F# dorian"),
        (["--bars", "9", "--low", "60", "--high", "bass=50"], "bass: low 60 is above high 50"),
        (["--bars", "9", "--variations", "99"], "variations 99 is out of range"),
        (["--bars", "9", "--preset", "no such"], "no preset called 'no such'"),
        (["--bars", "9", "--preset", "[/b]"], "no preset called '[/b]'"),
        (["--bars", "9", "--melody", "1", "--bass", "1"], "chosen twice"),
    ],
)
def test_mistakes_in_a_task_are_one_line(out: Path, words: list[str], says: str) -> None:
    assert says in error_of("fill", TRIO, out, *words)
    assert not out.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a MIDI file"),
        (examples.TRIO.read_bytes()[:900], "cut off"),
        (b"MThd\0\0\0\6\0\2\0\1\0\x60", "type 2"),
        (bytes_of([]), "no notes"),
        (bytes_of(play((0, 60, 1), program=90)), "--chords, --bass, --drums"),
    ],
)
def test_broken_files_are_one_line_with_the_name(out: Path, data: bytes, says: str) -> None:
    source = out.with_name("broken.mid")
    source.write_bytes(data)
    line = error_of("fill", source, out, "--bars", "1", "--preset", "repeat")
    assert says in line
    assert "broken.mid" in line


def test_files_that_may_not_be_read_or_written(out: Path) -> None:
    fill = ("fill", TRIO)
    bars = ("--bars", "9", "--preset", "repeat")
    assert "none.mid: No such file" in error_of("fill", "none.mid", out, *bars)
    assert "there is no folder" in error_of(*fill, out.parent / "no" / "out.mid", *bars)
    assert "directory" in error_of("fill", out.parent, out, *bars).lower()
    (out.parent / "folder.mid").mkdir()
    for folder in (out.parent / "folder.mid", out.parent, "."):  # not beside it, as folder.mid
        assert "is a folder" in error_of(*fill, folder, *bars, "--force")
    out.write_bytes(b"mine")
    assert "--force" in error_of(*fill, out, *bars)
    assert out.read_bytes() == b"mine"
    do(*fill, out, "--bars", "9", "--force")
    assert "is the input" in error_of("fill", out, out, *bars, "--force")
    assert not list(out.parent.glob(".*"))


def test_a_folder_that_is_read_only_is_noticed_before_the_work(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(offline, "open_generator", lambda name, device: pytest.fail("in vain"))
    assert "cannot be written" in error_of("generate", out, "--preset", "repeat")


def test_the_longest_file_name_can_be_written(out: Path) -> None:
    path = out.with_name("x" * 251 + ".mid")
    do("generate", path, "--bars", "1")
    assert path.exists()


def test_nothing_half_written_stays(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    words = ("generate", out, "--bars", "1", "--preset", "repeat")
    assert f"{out} cannot be written: No space left" in error_of(*words)
    assert list(out.parent.iterdir()) == []


# --- presets and the rest


def test_presets_are_listed_and_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    place = make(tmp_path)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "preset.toml").write_text("kind =")
    listed = run("presets", "list").stdout
    assert "tiny" in listed
    assert "cannot be used" in listed
    (tmp_path / "odd").mkdir()
    text = TOML.replace('"MIT"', '"[/b]"')  # which is no markup
    (tmp_path / "odd" / "preset.toml").write_text(text.partition("[files]")[0] + "[files]")
    assert "[/b]" in run("presets", "list").stdout
    assert run("presets", "verify", "tiny").stdout == "tiny: as published\n"
    (place / "weights.safetensors").write_bytes(b"tampered")
    for name in ("tiny", "bad", "gone"):
        assert run("presets", "verify", name).exit_code == 1
    assert "not the file that was published" in run("presets", "verify").stderr


def test_tampered_weights_are_not_loaded(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    make(tmp_path, weights=b"tampered")
    line = error_of("fill", TRIO, out, "--bars", "9", "--preset", "tiny")
    assert "not the file that was published" in line


def test_try_shows_and_saves_what_the_server_answers(out: Path) -> None:
    with Serving("repeat") as serving:
        serving.client().close()
        result = run("try", out, "--osc-port", serving.app.osc_port)
    assert result.exit_code == 0, result.output
    assert "|bar 9 " in result.stdout
    assert any(32 <= n.start < 48 for n in read_midi(out).clip.tracks["melody"])


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--osc-port", 99999), "--osc-port: "), (("--host", "example.org"), "--host: only this")],
)
def test_try_refuses_settings_by_their_option(out: Path, words: tuple[str], says: str) -> None:
    assert f"error: {says}" in error_of("try", out, *words)


def test_try_without_a_server_says_what_to_do(out: Path, free_port: Callable[[], int]) -> None:
    assert "`klangbild serve`" in error_of("try", out, "--osc-port", free_port())


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A UDP port that nobody listens on."""
    import socket

    def find() -> int:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
            trial.bind(("127.0.0.1", 0))
            return int(trial.getsockname()[1])

    return find


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--host", "0.0.0.0"], "--host"),
        (["--osc-port", "70000"], "--osc-port"),
        (["--preset", "../x"], "--preset"),
        (["--log-level", "loud"], "--log-level"),
        (["--midi-in", "keys=flute"], "--midi-in: write NAME or NAME=TRACK"),
        (["--midi-in", "keys=bass,drums"], "--midi-in: an input has one track"),
        (["--role", "drummer"], "--role"),
        (["--beat", "sun"], "--beat"),
        (["--bars", "0"], "--bars"),
    ],
)
def test_serve_refuses_settings_by_their_option(words: list[str], says: str) -> None:
    assert says in error_of("serve", *words)


def test_serve_takes_what_playing_along_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Settings] = []
    monkeypatch.setattr(program, "run", taken.append)
    do("serve", "--live", "--midi-in", "keys", "--midi-in", "pads=drums", "--midi-out", "synth",
       "--beat", "midi", "--role", "answer", "--bars", "2")  # fmt: skip
    (settings,) = taken
    assert (settings.live, settings.midi_in, settings.midi_out) == (
        True, ("keys", "pads=drums"), ("synth",)
    )  # fmt: skip
    assert (settings.beat, settings.role, settings.bars) == ("midi", "answer", 2)


def test_a_piano_roll_is_plain_text() -> None:
    tracks = {
        "melody": (Note(4.0, 60, 1.0), Note(7.75, 61, 2.0)),
        "bass": (),
        "drums": (Note(5, 36, 0.1),),
    }
    assert piano_roll(tracks, 4.0, 8.0).splitlines() == [
        "          |bar 2           |",
        "melody",
        "      C#4 |...............O|",
        "       C4 |O===............|",
        "bass",
        "   (none) |................|",
        "drums",
        "     kick |....O...........|",
    ]


def test_as_a_program_of_its_own(out: Path) -> None:
    def call(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        return subprocess.run(
            [sys.executable, "-m", "server", *words],
            capture_output=True, text=True, timeout=60, check=False, env=environment,
        )  # fmt: skip

    assert call("--version").stdout.startswith("klangbild")
    filled = call("fill", TRIO, str(out), "--bars", "9-12", "--preset", "repeat")
    assert (filled.returncode, filled.stderr) == (0, "")
    wrong = call("fill", TRIO, str(out), "--bars", "9-12", "--preset", "repeat")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("error: ")
    assert "Traceback" not in wrong.stderr


def test_roles_and_holes_are_read_from_text() -> None:
    clip = Clip(14.0, {"melody": (), "drums": ()})
    trio = ("melody", "bass", "drums")
    assert offline.roles_of("ALL", {"drums", "melody", "chords"}, trio) == ("melody", "drums")
    assert offline.roles_of(" bass , Melody", clip.tracks, trio) == ("bass", "melody")
    spans = [(h.start, h.end) for h in offline.holes_of(clip, ["bass"], "1,3-4", "0.25-0.5")]
    assert spans == [(0, 4), (8, 14), (0.25, 0.5)]
    with pytest.raises(ScoreError):
        offline.holes_of(clip, ["bass"], "5")


def test_ctrl_c_is_no_fault_while_the_program_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin() -> None:
        raise KeyboardInterrupt

    reading = SimpleNamespace(main=begin)
    monkeypatch.setitem(sys.modules, "server.cli", reading)
    monkeypatch.delitem(sys.modules, "server.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("server", run_name="__main__")  # as `python -m server`
    assert ended.value.code == 130


def test_options_are_called_as_they_were_written() -> None:
    assert "--output: no output 'tape': there are camera" in error_of("serve", "--output", "tape")
