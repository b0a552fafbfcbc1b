"""The Pure Data patches, run by Pd against the whole server."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pd_files import FILES, FOLDER, clip_lines
from pd_host import PATIENCE_S, Pd
from serving import Serving

from bridges import commands as c
from bridges.client import Client, NoAnswerError

WHOLE = [path for path in FILES if path.stem != "klangbild-lines"]
"""Those that work without arguments."""
BEAT_MS = 500


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with Serving("repeat") as running:
        yield running


@pytest.fixture
def client(served: Serving) -> Iterator[Client]:
    with served.client() as made:
        yield made


def taking(events: list[c.Event], client: Client) -> Callable[[], None]:
    """Adds to `events` what has come."""

    def take() -> None:
        with suppress(NoAnswerError):
            while True:
                events.append(next(client.events(0.02)))

    return take


def opened(folder: Path, served: Serving, name: str, *taps: str) -> Pd:
    patch = FOLDER / f"{name}.pd"
    return Pd(folder, served.app.osc_port, patch, taps=("klangbild-connected", *taps))


def connected(pd: Pd) -> bool:
    return pd.of("klangbild-connected")[-1:] == [["1"]]


@pytest.mark.real
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_pure_data_opens_it_without_a_word(served: Serving, tmp_path: Path, path: Path) -> None:
    with Pd(tmp_path, served.app.osc_port, path) as pd:
        assert pd.heard == ["probe-there: bang"]


@pytest.mark.real
def test_a_hole_is_filled_and_the_whole_is_played_in_time(served: Serving, tmp_path: Path) -> None:
    lines = clip_lines()
    clip = [(line[0], int(line[1]), float(line[2])) for line in lines]
    filled = [(track, pitch, start + 4) for track, pitch, start in clip if 4 <= start < 8]
    with opened(tmp_path, served, "klangbild-clip", "klangbild-played", "klangbild-count") as pd:
        pd.wait(lambda: connected(pd))
        begin = time.monotonic()
        pd.say("klangbild-infill")
        pd.wait(lambda: bool(pd.of("klangbild-played")))
        assert pd.of("klangbild-count") == [[str(len(filled))]]
        pd.wait(lambda: len(pd.of("klangbild-played")) == len(clip) + len(filled))
        took = time.monotonic() - begin
    played = [(track, int(pitch)) for track, pitch, _, _ in pd.of("klangbild-played")]
    expected = sorted([*clip, *filled], key=lambda note: note[2])
    starts = [start for *_, start in expected]
    for start, group in itertools.groupby(zip(played, starts, strict=True), lambda x: x[1]):
        now = sorted((track, pitch) for track, pitch, begins in expected if begins == start)
        assert sorted(note for note, _ in group) == now, f"at beat {start}"
    assert took > max(starts) * BEAT_MS / 1000, "every note has to wait for its time"


LOOK = """#N canvas 0 0 400 300 12;
#X obj 10 10 r look;
#X obj 10 40 t b b;
#X msg 100 70 traverse pd-klangbild-roll;
#X obj 10 70 until;
#X msg 10 100 next;
#X obj 10 130 pointer;
#X obj 10 160 get klangbild-note x y w;
#X obj 10 190 pack f f f;
#X obj 10 220 s drawn;
#X obj 100 130 b;
#X connect 0 0 1 0;
#X connect 1 0 3 0;
#X connect 1 1 2 0;
#X connect 2 0 5 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 5 1 9 0;
#X connect 6 0 7 0;
#X connect 6 1 7 1;
#X connect 6 2 7 2;
#X connect 7 0 8 0;
#X connect 9 0 3 1;
"""
"""A patch that sends the notes that are drawn to [r drawn]."""


@pytest.mark.real
def test_the_answer_is_drawn_after_the_clip(served: Serving, tmp_path: Path) -> None:
    look = tmp_path / "look.pd"
    look.write_text(LOOK)
    taps = ("klangbild-connected", "klangbild-count", "drawn")
    patch = FOLDER / "klangbild-clip.pd"
    with Pd(tmp_path, served.app.osc_port, patch, look, taps=taps) as pd:
        pd.wait(lambda: connected(pd))
        pd.say("klangbild-infill")
        pd.wait(lambda: bool(pd.of("klangbild-count")))
        pd.say("look")
        pd.wait(lambda: len(pd.of("drawn")) >= 24)
    drawn = [tuple(float(word) for word in words) for words in pd.of("drawn")]
    lines = clip_lines()
    clip = [(float(start), float(pitch), float(dur)) for _, pitch, start, dur, _ in lines]
    assert drawn[: len(clip)] == clip
    again = [(start + 4, pitch, dur) for start, pitch, dur in clip if 4 <= start < 8]
    assert sorted(drawn[len(clip) :]) == sorted(again)


@pytest.mark.real
@pytest.mark.parametrize("ask", ["accompany", "continue", "vary", "generate"])
def test_the_other_asks_are_answered(served: Serving, tmp_path: Path, ask: str) -> None:
    with opened(tmp_path, served, "klangbild-clip", "klangbild-played", "klangbild-count") as pd:
        pd.wait(lambda: connected(pd))
        pd.say(f"klangbild-{ask}")
        pd.wait(lambda: bool(pd.of("klangbild-count")))
        assert float(pd.of("klangbild-count")[0][0]) > 0
        pd.wait(lambda: bool(pd.of("klangbild-played")))
        pd.say("klangbild-stop")


@pytest.mark.real
def test_loops_are_played_on_the_beats_that_they_are_for(
    served: Serving, client: Client, tmp_path: Path
) -> None:
    client.send(c.LiveWatch())
    events: list[c.Event] = []
    take = taking(events, client)
    with opened(tmp_path, served, "klangbild-live", "klangbild-beat", "klangbild-played") as pd:
        pd.wait(lambda: connected(pd))
        pd.say("klangbild-role", "accompany")
        pd.say("klangbild-bars", 1)
        pd.say("klangbild-tempo", 150)
        pd.say("klangbild-player", 1)
        pd.say("klangbild-run", 1)
        pd.wait(lambda: take() or sum(isinstance(e, c.LiveNext) for e in events) >= 4)
        loops = [e for e in events if isinstance(e, c.LiveNext)]
        end = loops[-1].beat + loops[-1].length
        pd.wait(lambda: now(pd) > end)
        pd.say("klangbild-run", 0)
        pd.wait(lambda: take() or stands_still(events))
        quiet = len(pd.of("klangbild-played"))
        time.sleep(2 * 60 / 150)
        assert len(pd.of("klangbild-played")) == quiet, "what was planned is left out"
    expected = [
        (loop.beat + note.start, note.track, note.pitch) for loop in loops for note in loop.notes
    ]
    assert {track for _, track, _ in expected} == {"bass", "chords", "drums"}
    played, beat = [], 0.0
    for line in pd.heard:
        words = line.split()
        if words[0] == "klangbild-beat:":
            beat = float(words[1])
        elif words[0] == "klangbild-played:":
            played.append((beat, words[2], int(words[3])))
    for start, track, pitch in expected:
        near = [n for n in played if n[1:] == (track, pitch) and -0.25 <= n[0] - start <= 0.5]
        assert near, (start, track, pitch, played)
        played.remove(near[0])


def now(pd: Pd) -> float:
    return float(pd.of("klangbild-beat")[-1][0])


def stands_still(events: list[c.Event]) -> bool:
    told = [e for e in events if isinstance(e, c.TransportIs)]
    return bool(told) and not told[-1].playing


@pytest.mark.real
def test_sliders_move_the_picture_and_the_picture_moves_sliders(
    served: Serving, client: Client, tmp_path: Path
) -> None:
    client.send(c.ArtWatch(0, 0, 1))
    events: list[c.Event] = []
    take = taking(events, client)
    taps = ("klangbild-brightness", "klangbild-glow")
    with opened(tmp_path, served, "klangbild-art", *taps) as pd:
        pd.wait(lambda: connected(pd))
        pd.wait(lambda: len(pd.of("klangbild-brightness")) > 0)  # as it is told at first
        pd.say("klangbild-travel", 2.5)
        pd.wait(lambda: take() or c.ArtTravel(2.5) in events)
        pd.say("klangbild-spin", 0.25)
        pd.wait(lambda: take() or c.ArtTune("spin", 0.25) in events)
        pd.say("klangbild-blackout", 1)
        pd.wait(lambda: take() or c.ArtBlackout(1) in events)
        pd.say("klangbild-blackout", 0)
        client.send(c.ArtBrightness(0.5), c.ArtTune("glow", 0.75))
        pd.wait(lambda: pd.of("klangbild-brightness")[-1] == ["set", "0.5"])
        pd.wait(lambda: pd.of("klangbild-glow")[-1] == ["set", "0.75"])
        pd.say("klangbild-palette", 0.125)
        pd.wait(lambda: take() or c.ArtPalette(0.125) in events)
    assert c.ArtBrightness(0.5) not in events, "what moves a slider does not come back"


HEAR = """#N canvas 0 0 400 300 12;
#X obj 10 10 r note;
#X msg 10 70 melody 69 400 100;
#X obj 10 100 klangbild-synth~;
#X obj 10 130 env~ 4096;
#X obj 10 160 s level;
#X msg 200 70 \\; pd dsp 1;
#X connect 0 0 5 0;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
"""


@pytest.mark.real
def test_the_synth_sounds_and_falls_silent(served: Serving, tmp_path: Path) -> None:
    patch = tmp_path / "hear.pd"
    patch.write_text(HEAR)
    with Pd(tmp_path, served.app.osc_port, patch, taps=("level",)) as pd:
        pd.say("note")
        pd.wait(lambda: any(float(level) > 60 for (level,) in pd.of("level")))
        pd.wait(lambda: float(pd.of("level")[-1][0]) < 1)


@pytest.mark.real
def test_the_help_patch_asks_and_shows(served: Serving, tmp_path: Path) -> None:
    with opened(tmp_path, served, "klangbild-help", "klangbild-status") as pd:
        pd.wait(lambda: connected(pd))
        pd.say("klangbild-ask", "status")
        pd.wait(lambda: ["model", "ready"] in pd.of("klangbild-status"))


def until_it_plays(client: Client) -> None:
    """Where a client leads the beat."""
    client.hello()
    client.send(c.LiveWatch())
    for event in client.events(PATIENCE_S):
        if isinstance(event, c.TransportIs) and event.playing and event.source == "osc":
            return


@pytest.mark.real
def test_a_server_that_comes_and_comes_back_is_found_and_led(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "server", "serve", "--preset", "repeat", "--painter", "meter"]
    words += ["--osc-port", str(port), "--http-port", "0"]
    home = {**os.environ, "KLANGBILD_FOLDER": str(tmp_path)}
    quiet = subprocess.DEVNULL
    patch = FOLDER / "klangbild-live.pd"
    with Pd(tmp_path, port, patch, taps=("klangbild-connected",)) as pd:
        pd.say("klangbild-run", 1)
        for times in (1, 2):
            server = subprocess.Popen(words, env=home, stdout=quiet, stderr=quiet)
            try:
                pd.wait(lambda: connected(pd))
                with Client(port=port) as other:
                    until_it_plays(other)
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(PATIENCE_S)
            pd.wait(lambda: pd.of("klangbild-connected")[-1] == ["0"])
            assert pd.of("klangbild-connected").count(["1"]) >= times
