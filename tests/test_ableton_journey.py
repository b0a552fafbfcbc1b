"""From a clip in Live to its answer in the next slot, through the real server and real UDP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import fakes_for_workers
import pytest
from serving import HOLES, Serving, song

from benchmarks.ableton_live import Clip, Live, Set, Track, a_set, free_port, until
from bridges import commands as c
from bridges.ableton import LiveNote
from bridges.client import Client
from bridges.midi_rack import Found, Wanted
from server.ableton_set import COLOURS, settled
from server.band_worker import Came

ROOT = Path(__file__).parent.parent
TICK_S = 0.01
"""Live's is ten times as long: the benchmark has that."""


class Stage:
    """The server, a Live that it talks to, and a client that watches."""

    def __init__(self, live: Live, client: Client, said: Callable[[], str]) -> None:
        self.live, self.client, self.said = live, client, said
        self.events: list[Any] = []

    def say(self, *messages: c.Command) -> None:
        self.client.send(*messages)

    def ask(self, message: c.Command, seconds: float = 15.0) -> Any:
        """The `/done` or `/fail` that ends it; what was told before is in `events`."""
        self.events = []
        self.say(message)
        return self.wait(lambda e: isinstance(e, c.Done | c.Fail), seconds)

    def wait(self, ends: Callable[[Any], bool], seconds: float = 15.0) -> Any:
        for event in self.client.events(seconds):
            self.events.append(event)
            if ends(event):
                return event
        raise AssertionError

    def ready(self) -> None:
        self.say(c.AbletonWatch())
        self.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "ready")
        self.wait(lambda e: isinstance(e, c.AbletonFound) and e.name == "drums" and e.number > 0)

    def told(self, kind: type) -> list[Any]:
        return [e for e in self.events if isinstance(e, kind)]

    def clip(self, track: int, row: int) -> Clip:
        found = self.live.set.clip(track, row)
        assert found is not None
        return found

    def status(self) -> dict[str, str]:
        self.say(c.Status())
        rows = {}
        while "device" not in rows or "Ableton" not in rows:
            report = self.wait(lambda e: isinstance(e, c.StatusReport))
            rows |= {row.name: row.value for row in report.lines}
        return rows


@contextmanager
def stage(opened: Set | None = None, *more: str, **live: Any) -> Iterator[Stage]:
    reply, osc, http = free_port(), free_port(), free_port()
    command = [sys.executable, "-m", "server", "serve", "--preset", "repeat", "--painter", "meter"]
    command += ["--osc-port", str(osc), "--http-port", str(http), "--ableton", *more]
    with Live(opened or a_set(), reply, **{"tick_s": TICK_S, **live}) as script:
        command += ["--ableton-port", str(script.port), "--ableton-reply-port", str(reply)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        try:
            said = []
            while "ready:" not in (line := process.stdout.readline()):
                assert line, "".join(said)
                said.append(line)
            with Client(port=osc) as client:
                client.hello("test")
                yield Stage(script, client, lambda: "".join(said))
        finally:
            process.terminate()
            said.append(process.communicate(timeout=20)[0])
    assert "Traceback" not in "".join(said), "".join(said)


@pytest.fixture
def scene() -> Iterator[Stage]:
    with stage() as made:
        made.ready()
        yield made


def test_one_press_plays_bass_and_drums_to_the_selected_melody(scene: Stage) -> None:
    done = scene.ask(c.AbletonMake("accompany", "go"))
    assert isinstance(done, c.Done), done
    assert (done.id, done.count) == ("go", 2)
    bass, drums = scene.clip(1, 0), scene.clip(2, 0)
    assert (bass.name, drums.name) == ("Verse bass 1", "Verse drums 1")
    assert (bass.color, drums.color) == (COLOURS["bass"], COLOURS["drums"])
    assert (bass.length, len(bass.notes)) == (16.0, 16)
    made = scene.told(c.AbletonMade)
    assert [(m.name, m.track, m.scene) for m in made] == [("bass", 2, 1), ("drums", 3, 1)]
    assert {m.seed for m in made} == {done.seed}
    assert [e.state for e in scene.told(c.AbletonState)] == ["reads", "makes", "writes"]
    assert scene.told(c.Progress), "as other requests do"
    until(lambda: bool(scene.live.set.messages))
    assert scene.live.set.messages[0].endswith("Verse bass 1, Verse drums 1 in scene 1")
    state = scene.wait(lambda e: isinstance(e, c.AbletonState))
    assert state == c.AbletonState("ready", "accompany: Verse bass 1, Verse drums 1 in scene 1")


def test_another_press_makes_another_take_below_and_undo_takes_one_after_the_other(
    scene: Stage,
) -> None:
    for _ in range(2):
        assert scene.ask(c.AbletonMake("accompany")).count == 2
    assert scene.clip(1, 0).name == "Verse bass 1", "nothing is overwritten"
    assert scene.clip(1, 1).name == "Verse bass 2"
    assert scene.ask(c.AbletonUndo("u")) == c.Done("u", 2, 0)
    assert scene.told(c.AbletonUndone) == [c.AbletonUndone(2, 2)]
    assert scene.live.set.clip(1, 1) is None
    assert scene.clip(1, 0).name == "Verse bass 1"
    scene.live.change(lambda live: live.tracks.insert(0, live.tracks.pop(1)))  # moved to the left
    assert scene.ask(c.AbletonUndo()).count == 2
    assert scene.live.set.clip(0, 0) is None
    assert scene.clip(1, 0).name == "Verse"
    assert scene.ask(c.AbletonUndo()).code == "refused"


def test_undo_leaves_what_the_musician_changed(scene: Stage) -> None:
    scene.ask(c.AbletonMake("accompany"))
    scene.live.change(lambda live: scene.clip(1, 0).add(LiveNote(3.25, 40, 0.5, 100.0)))
    assert scene.ask(c.AbletonUndo()).count == 1, "the drums"
    assert scene.clip(1, 0).name == "Verse bass 1"
    assert scene.live.set.clip(2, 0) is None
    assert scene.ask(c.AbletonUndo()).code == "refused", "what is his now is not ours any more"


def test_a_long_clip_is_read_and_written_back_exactly_in_pages() -> None:
    opened = a_set()
    notes = [
        LiveNote(i / 16, 48 + (i * 5) % 30, 0.0625, 1.0 + (i % 126) + 0.25 * (i % 4), i % 9 == 0)
        for i in range(64 * 16)
        if not 15.75 <= i / 16 < 20
    ]
    notes.append(LiveNote(63.5, 127, 0.5, 64.0))
    opened.tracks[0].slots[0] = Clip(64.0, "Long", notes=[*notes])
    with stage(opened) as at:
        at.ready()
        done = at.ask(c.AbletonMake("infill"))
        assert isinstance(done, c.Done), done
        copy = at.clip(0, 1)
        kept = [n for n in copy.notes if not 15.75 <= n.start < 20]
        assert sorted(kept) == sorted(settled(notes))
        assert [n for n in copy.notes if 16 <= n.start < 20], "and the empty bar is filled"
        assert at.clip(0, 0).notes == notes
        assert max(at.live.packets) <= 8192
        assert at.live.said.count("/live/clip/add/notes") == 4, "300 notes a message at most"


def test_a_very_long_clip_goes_in_doses_that_sockets_hold() -> None:
    opened = a_set()
    notes = [LiveNote(i / 8, 36 + i % 60, 0.125, 80.0) for i in range(8 * 1000) if i // 8 % 400 > 3]
    opened.tracks[0].slots[0] = Clip(1000.0, "Set", notes=[*notes])
    with stage(opened) as at:
        at.ready()
        done = at.ask(c.AbletonMake("infill"), 60.0)
        assert isinstance(done, c.Done), done
        copy = sorted(at.clip(0, 1).notes)
        assert [n for n in copy if 3.875 <= n.start % 400 <= 399.5] == [
            n for n in notes if 3.875 <= n.start % 400 <= 399.5
        ]
        pages = [i for i, said in enumerate(at.live.said) if said == "/live/clip/add/notes"]
        runs = [b - a for a, b in pairwise(pages)]
        assert len(pages) > 20
        assert max(len(list(run)) for one, run in groupby(runs) if one == 1) < 6


def test_answers_too_large_for_a_packet_are_asked_for_in_smaller_pieces() -> None:
    opened = a_set()
    notes = [LiveNote(i / 100, i % 128, 0.01, 80.0) for i in range(800)]
    opened.tracks[0].slots[0] = Clip(8.0, "Roll", notes=[*notes])
    with stage(opened) as at:
        at.ready()
        at.say(c.AbletonHole(4.0, 6.0))
        done = at.ask(c.AbletonMake("infill"))
        assert isinstance(done, c.Done), done
        kept = sorted(n for n in at.clip(0, 1).notes if n.start < 3.795)
        near = [pytest.approx(n.start, abs=1e-5) for n in sorted(notes) if n.start < 3.795]
        assert [n.start for n in kept] == near


def test_the_same_scene_is_heard_so_that_what_is_added_fits() -> None:
    """`repeat` copies what is before a hole: what it plays shows what it was given."""
    opened = a_set()
    line = [LiveNote(4.0 + beat, 36 + beat, 0.5, 70.0) for beat in range(4)]
    opened.tracks[1].slots[0] = Clip(4.0, "Line", notes=[*line], loop_start=4.0)
    with stage(opened) as at:
        at.ready()
        at.say(c.AbletonTracks(("bass",)), c.AbletonBars(2))
        assert at.ask(c.AbletonMake("continue")).count == 1
        made = at.clip(1, 1)
        assert (made.name, made.length) == ("Verse continue 1", 8.0)
        pitches = [n.pitch for n in sorted(made.notes)]
        assert pitches == [36, 37, 38, 39] * 2, "the bass loop goes on under the melody"


@pytest.mark.parametrize(
    ("task", "name", "length"),
    [("vary", "Verse vary 1", 16.0), ("continue", "Verse continue 1", 8.0),
     ("leadin", "Verse leadin 1", 8.0), ("generate", "melody 1", 8.0)],
)  # fmt: skip
def test_every_task_goes_to_the_next_free_slot(
    scene: Stage, task: str, name: str, length: float
) -> None:
    scene.say(c.AbletonBars(2), c.AbletonAmount(0.5))
    before = [*scene.clip(0, 0).notes]
    done = scene.ask(c.AbletonMake(task))
    assert isinstance(done, c.Done), done
    made = scene.clip(0, 1)
    assert (made.name, made.length) == (name, length)
    assert made.notes and all(0 <= n.start < length for n in made.notes)
    assert scene.clip(0, 0).notes == before
    if task == "vary":
        assert set(before) & set(made.notes), "some of it stays"
        assert set(before) - set(made.notes), "some of it does not"
        assert next(n for n in before if n.mute) in before


def test_tracks_and_scenes_are_made_when_that_is_wanted(scene: Stage) -> None:
    scene.live.change(lambda live: live.tracks.__delitem__(slice(1, None)))
    lacking = scene.ask(c.AbletonMake("accompany"))
    assert (lacking.code, "/ableton/create 1" in lacking.text) == ("refused", True)
    scene.say(c.AbletonCreate(1), c.AbletonTracks(("bass",)))
    assert scene.ask(c.AbletonMake("accompany")).count == 1
    track = scene.live.set.tracks[1]
    assert (track.name, track.color) == ("Bass", COLOURS["bass"])
    assert scene.clip(1, 0).name == "Verse bass 1"
    assert scene.ask(c.AbletonAdd("drums", "new")) == c.Done("new", 1, 0)
    assert scene.ask(c.AbletonAdd("drums", "new")) == c.Done("new", 0, 0), "there is one now"
    scene.say(c.AbletonTracks())
    for _ in range(4):
        assert scene.ask(c.AbletonMake("vary")).count == 1
    assert scene.live.set.scenes == 5
    assert scene.live.set.selected == (0, 0), "Live selects what is new: it is taken back"
    assert scene.clip(0, 4).name == "Verse vary 5"


def test_where_live_adds_no_more_it_is_said() -> None:
    opened = a_set(scenes=1)
    opened.most_scenes, opened.most_tracks = 1, 4
    with stage(opened) as at:
        at.ready()
        fail = at.ask(c.AbletonMake("vary"))
        assert fail.code == "refused"
        assert "no free slot, and Live adds no scene" in fail.text
        assert "Scene limit" in fail.text
        full = at.ask(c.AbletonAdd("chords"))
        assert "Live adds no track for the chords" in full.text


def test_answers_are_launched_on_the_next_bar_if_that_is_wanted(scene: Stage) -> None:
    scene.ask(c.AbletonMake("vary"))
    assert scene.live.set.fired == []
    scene.say(c.AbletonLaunch(1))
    scene.ask(c.AbletonMake("accompany"))
    until(lambda: len(scene.live.set.fired) == 2)
    assert scene.live.set.fired == [(1, 0, 5), (2, 0, 5)], "5 is one bar"


def test_a_slot_that_the_musician_fills_meanwhile_stays_his(scene: Stage) -> None:
    his = Clip(4.0, "mine", notes=[LiveNote(0.0, 40, 1.0, 100.0)])

    def fill(address: str) -> None:
        if address == "/live/clip_slot/create_clip" and scene.live.set.clip(1, 0) is None:
            scene.live.set.tracks[1].slots[0] = his

    scene.live.before = fill
    scene.say(c.AbletonTracks(("bass",)))
    assert scene.ask(c.AbletonMake("accompany")).count == 1
    assert scene.clip(1, 0) is his
    assert (his.name, len(his.notes), his.color) == ("mine", 1, 0xFFFFFF)
    assert scene.clip(1, 1).name == "Verse bass 1"
    assert len(scene.clip(1, 1).notes) == 16


@pytest.mark.parametrize("lost", ["/live/view/get/selected_clip", "/live/clip/get/notes",
                                  "/live/clip_slot/create_clip"])  # fmt: skip
def test_a_lost_packet_is_sent_again(scene: Stage, lost: str) -> None:
    left = [1]

    def lose(addresses: Any) -> bool:
        if lost in addresses and left:
            left.pop()
            return True
        return False

    scene.live.lose = lose
    scene.say(c.AbletonTracks(("bass",)))
    done = scene.ask(c.AbletonMake("accompany"))
    assert isinstance(done, c.Done), done
    assert not left
    assert len(scene.clip(1, 0).notes) == 16
    assert scene.live.set.clip(1, 1) is None, "it is there once"


def test_what_is_wrong_in_live_is_said_in_one_line(scene: Stage) -> None:
    def select(track: int, row: int) -> None:
        scene.live.change(lambda live: setattr(live, "selected", (track, row)))

    select(0, 2)
    fail = scene.ask(c.AbletonMake("vary"))
    assert fail.code == "empty"
    assert "no clip is selected" in fail.text and "'Lead' is empty in scene 3" in fail.text
    state = scene.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "ready")
    assert state.text == fail.text, "who watches is told, also where a pad was struck"
    assert scene.status()["Ableton"] == f"ready: {fail.text}"
    scene.live.set.tracks[3].slots[0] = Clip(8.0, "take", audio=True)
    select(3, 0)
    fail = scene.ask(c.AbletonMake("vary"))
    assert (fail.code, "is audio: select a MIDI clip" in fail.text) == ("refused", True)
    scene.live.set.selected = None  # a return track, or the master
    assert "no clip is selected" in scene.ask(c.AbletonMake("vary")).text
    select(0, 0)
    scene.live.set.signature = (3, 4)
    assert "4/4" in scene.ask(c.AbletonMake("vary")).text
    scene.live.set.signature = (4, 4)
    assert scene.ask(c.AbletonMake("infill")).code == "empty", "no bar is open"
    assert isinstance(scene.ask(c.AbletonMake("vary")), c.Done), "and it goes on"
    until(lambda: any("no clip is selected" in text for text in scene.live.set.messages))


def test_tracks_that_were_taken_away_meanwhile_do_no_harm(scene: Stage) -> None:
    scene.live.change(lambda live: live.tracks.pop())
    scene.live.change(lambda live: live.tracks.pop(1))
    scene.say(c.AbletonTracks(("drums",)))
    assert scene.ask(c.AbletonMake("accompany")).count == 1
    assert scene.clip(1, 0).name == "Verse drums 1"


def test_a_track_is_what_the_musician_says(scene: Stage) -> None:
    scene.live.change(lambda live: live.tracks.append(Track("Moog", slots=[None] * 4)))
    scene.say(c.AbletonTrack("bass", "moog"), c.AbletonTracks(("bass",)))
    found = scene.wait(lambda e: isinstance(e, c.AbletonFound) and e.name == "bass")
    assert (found.number, found.track, found.why) == (5, "Moog", "as you said")
    scene.ask(c.AbletonMake("accompany"))
    assert scene.clip(4, 0).name == "Verse bass 1"
    assert "bass = 5 Moog" in scene.status()["Ableton tracks"]


def test_a_second_bass_is_answered_on_its_own_track(scene: Stage) -> None:
    line = Clip(8.0, "Line", notes=[LiveNote(0.0, 70, 1.0, 100.0)])
    scene.live.change(
        lambda live: live.tracks.append(Track("Bass 2", slots=[line, None, None, None]))
    )
    scene.live.change(lambda live: setattr(live, "selected", (4, 0)))
    scene.ask(c.AbletonMake("vary"))
    assert scene.told(c.AbletonMade)[0].name == "bass"
    assert scene.clip(4, 1).name == "Line vary 1"


def test_variations_are_written_below_one_another(scene: Stage) -> None:
    scene.say(c.AbletonParam((c.ParamRow("variations", 3), c.ParamRow("seed", 7))))
    assert scene.ask(c.AbletonMake("vary")) == c.Done("ableton", 3, 7)
    names = [scene.clip(0, row).name for row in (1, 2, 3)]
    assert names == ["Verse vary 1", "Verse vary 1.2", "Verse vary 1.3"]


def test_live_is_lost_and_found_again(scene: Stage) -> None:
    scene.live.busy = True
    lost = scene.ask(c.AbletonMake("vary"))
    assert (lost.code, "no answer from Live" in lost.text) == ("no_live", True)
    state = scene.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "no answer")
    assert "AbletonOSC" in state.text
    assert scene.status()["Ableton"].startswith("no answer: ")
    scene.live.busy = False
    scene.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "ready")
    assert scene.live.set.messages == [], "nobody was there to read it"
    assert scene.ask(c.AbletonMake("vary")).count == 1


def test_another_set_is_opened(scene: Stage) -> None:
    """Requests wait until AbletonOSC takes them, and nothing of the old set is believed."""
    scene.live.start_script()
    scene.live.change(lambda live: live.tracks.insert(0, Track("Organ", slots=[None] * 4)))
    scene.live.change(lambda live: setattr(live, "selected", (1, 0)))
    done = scene.ask(c.AbletonMake("vary"))
    assert isinstance(done, c.Done), done
    assert scene.clip(1, 1).name == "Verse vary 1"


def serving_to(live: Live, preset: str = "repeat", **more: Any) -> Serving:
    ports = {"ableton_port": live.port, "ableton_reply_port": live.reply_port}
    return Serving(preset, ableton=True, **ports, **more)


def test_a_pad_that_has_learned_it_makes_an_answer() -> None:
    """MIDI as `server/knobs.py` gets it: without a port, through the session of a real server."""
    script = Live(a_set(), free_port(), TICK_S)
    with script, serving_to(script) as serving, serving.client() as client:
        session = serving.app.session

        def strike(*message: int) -> None:
            serving.ask(lambda: serving.app._do(session.play_along(Came(message, 0, ""), 0.0)))

        def learns(address: str) -> bool:
            return serving.ask(lambda: session.knobs.learning == address)

        serving.ask(lambda: session.play_along(Found("pads", Wanted("in", "pads", "control")), 0.0))
        at = Stage(script, client, str)
        at.ready()
        for address, pad in (("/ableton/make/accompany", 36), ("/ableton/undo", 37)):
            at.say(c.MidiLearn(address))
            until(partial(learns, address))
            strike(0x99, pad, 100)
        strike(0x99, 36, 100)
        until(lambda: script.set.clip(2, 0) is not None)
        made = at.wait(lambda e: isinstance(e, c.AbletonMade) and e.name == "drums")
        assert made.clip == "Verse drums 1", "who watches is told"
        strike(0x99, 37, 100)
        at.wait(lambda e: isinstance(e, c.AbletonUndone))
        assert script.set.clip(2, 0) is None


def test_without_live_it_says_what_to_do_and_goes_on() -> None:
    ports = {"ableton_port": free_port(), "ableton_reply_port": free_port()}
    with Serving("repeat", ableton=True, **ports) as serving, serving.client() as client:
        at = Stage(None, client, str)  # type: ignore[arg-type]
        at.say(c.AbletonWatch())
        state = at.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "no answer")
        fail = at.ask(c.AbletonMake("vary"))
        assert (fail.code, "control surface" in fail.text) == ("no_live", True)
        assert "nobody listens on 127.0.0.1" in fail.text
        assert isinstance(state, c.AbletonState)
        assert client.infill(song(), HOLES).complete


def test_a_port_that_another_program_has_is_said_and_taken_when_it_is_free() -> None:
    reply = free_port()
    with (
        Live(a_set(), reply, TICK_S) as script,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        other.bind(("127.0.0.1", reply))
        settings = {"ableton": True, "ableton_port": script.port, "ableton_reply_port": reply}
        with Serving("repeat", **settings) as serving, serving.client() as client:
            at = Stage(script, client, str)
            at.say(c.AbletonWatch())
            at.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "no port")
            fail = at.ask(c.AbletonMake("vary"))
            assert fail.code == "no_live"
            assert f"port {reply}, to which AbletonOSC answers, is taken" in fail.text
            other.close()
            at.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "ready")
            assert at.ask(c.AbletonMake("vary")).count == 1


def test_a_busy_model_makes_it_wait_in_the_same_queue_and_cancel_ends_it() -> None:
    script = Live(a_set(), free_port(), TICK_S)
    with (
        script,
        serving_to(script, "fragile", loader=fakes_for_workers.load) as serving,
        serving.client() as client,
        serving.client() as other,
    ):
        at = Stage(script, client, str)
        at.ready()
        other.send_clip("long", song(tempo=123), HOLES)  # slow
        other.send(c.Infill("long"))
        next(other.events())
        at.say(c.AbletonMake("vary", "mine"))
        at.wait(lambda e: isinstance(e, c.AbletonState) and e.state == "makes")
        assert at.status()["waiting"] == "1"
        at.say(c.Cancel("mine"))
        fail = at.wait(lambda e: isinstance(e, c.Fail))
        assert (fail.id, fail.code) == ("mine", "cancelled")
        assert at.status()["waiting"] == "0"
        assert script.set.clip(0, 1) is None
