"""The SuperCollider class and its examples: run by sclang against the whole server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from jack_music import own_jack
from sc_host import FOLDER, PATIENCE_S, SuperCollider, blocks
from serving import Serving

from benchmarks.rig import Jack
from bridges import commands as c
from bridges import osc
from bridges.client import Client, NoAnswerError

EXAMPLES = blocks(FOLDER / "examples.scd")
SOURCES = [*FOLDER.rglob("*.sc"), *FOLDER.rglob("*.scd")]
SAY_PLAYED = """
Event.parentEvents.default[\\finish] = {
    var beat = (k.beat ? thisThread.clock.beats).round(0.001);
    "PLAYED % % %".format(beat, ~midinote.value, ~sustain.value).postln
};
"""
"""Has sclang post every note that it plays: beat, pitch, length."""


def example(part: str) -> str:
    """The one block of the examples that holds these words."""
    (found,) = [block for block in EXAMPLES if part in block]
    return found


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with Serving("repeat") as running:
        yield running


@pytest.fixture
def client(served: Serving) -> Iterator[Client]:
    with served.client() as made:
        yield made


@pytest.fixture
def sc(served: Serving, tmp_path: Path) -> Iterator[SuperCollider]:
    with SuperCollider(tmp_path, served.app.osc_port) as made:
        made.say("k = Klangbild();")
        made.say('fork { while { k.connected.not } { 0.02.wait }; "it is there".postln };')
        made.wait(lambda: "it is there" in made.heard)
        made.say(example("~melody ="))
        yield made


def taking(events: list[c.Event], client: Client) -> Callable[[], None]:
    """Adds to `events` what has come."""

    def take() -> None:
        with suppress(NoAnswerError):
            while True:
                events.append(next(client.events(0.02)))

    return take


def test_every_address_is_one_of_the_protocol() -> None:
    known, found = {*c.COMMANDS, *c.EVENTS}, set()
    for source in SOURCES:
        found |= set(re.findall(r"['\"](/[a-z]+(?:/[a-z]+)*)['\"]", source.read_text()))
    assert found <= known
    assert len(found) > 15
    tasks = re.findall(r"this\.ask\(\\(\w+)", (FOLDER / "Classes/Klangbild.sc").read_text())
    assert {f"/clip/{task}" for task in tasks} <= set(c.COMMANDS)
    assert len(tasks) == 7


@pytest.mark.real
def test_what_is_sent_is_small_plain_and_right(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(PATIENCE_S)
        with SuperCollider(tmp_path, server.getsockname()[1]) as sc:
            sc.say("k = Klangbild();")
            sc.say("n = Klangbild.notes(Pbind(\\degree, Pseries(0, 1, 64) % 7, \\dur, 0.25), 16);")
            sc.say('i = k.clip(n, 16, 90, [[\\bass, 0, 4], ["*", 8, 9.5]], (seed: 7, key: "C"));')
            sc.say("k.infill(i); k.accompany(i, [\\bass, \\drums]); k.continue(i, 2); k.vary(i);")
            sc.say('k.leadin(i, 1); k.bridge(i, "other", 2); k.generate(8);')
            sc.say("k.follow(TempoClock(4), \\duet, 2); k.key(60); k.key(60, 0); k.unfollow;")
            sc.say("k.send('/art/freeze', true); k.send('/ping', 99);")
            heard: list[object] = []
            while c.Ping(99) not in heard:
                packet = server.recv(65536)
                assert len(packet) <= osc.MAX_PACKET
                heard += osc.decode(packet)
    assert [message for message in heard if isinstance(message, c.Fail)] == []
    notes = [row for m in heard if isinstance(m, c.ClipNote) for row in m.notes]
    assert [row.start for row in notes] == [i / 4 for i in range(64)]
    assert [row.pitch for row in notes][:8] == [60, 62, 64, 65, 67, 69, 71, 60]
    (begun,) = (m for m in heard if isinstance(m, c.ClipBegin))
    assert (begun.length, begun.tempo, begun.tracks) == (16.0, 90.0, ("melody",))
    (holes,) = (m.holes for m in heard if isinstance(m, c.ClipHole))
    assert holes == (c.HoleRow("bass", 0.0, 4.0), c.HoleRow("*", 8.0, 9.5))
    kinds = {type(m) for m in heard}
    tasks = {c.Infill, c.Accompany, c.Continue, c.Vary, c.LeadIn, c.Bridge, c.Generate}
    assert tasks | {c.TransportBeat, c.LiveRole, c.LiveNote, c.Hello} <= kinds
    assert c.ArtFreeze(1) in heard
    assert [m.velocity for m in heard if isinstance(m, c.LiveNote)] == [90, 0]


@pytest.mark.real
def test_lost_notes_are_said(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(PATIENCE_S)
        with SuperCollider(tmp_path, server.getsockname()[1]) as sc:
            sc.say('k = Klangbild(); k.infill("a", { |a| "got %".format(a.notes.size).postln });')
            packet, addr = server.recvfrom(65536)
            while osc.decode(packet) != [c.Infill("a")]:
                packet, addr = server.recvfrom(65536)
            for event in (c.Notes("a", 0, (c.NoteRow("bass", 36, 0.0, 1.0, 80),)), c.Done("a", 2)):
                server.sendto(osc.encode(event)[0], addr)
            sc.wait(lambda: "got 1" in sc.heard)
            assert "WARNING: Klangbild a: 1 of 2 notes were lost" in sc.heard


@pytest.mark.real
def test_a_pattern_with_chords_rests_and_tracks_becomes_notes(sc: SuperCollider) -> None:
    sc.say(
        "Klangbild.notes(Pbind(\\track, \\chords, \\midinote, Pseq([[60, 64, 67], Rest(), 62]),"
        "\\dur, 2, \\legato, 0.5), 5).do { |n|"
        '"NOTE % % % %".format(n.track, n.midinote, n.start, n.dur).postln };'
    )
    sc.wait(lambda: len(sc.of("NOTE")) == 4)
    found = [(track, int(p), float(s), float(d)) for track, p, s, d in sc.of("NOTE")]
    chord = [("chords", pitch, 0.0, 1.0) for pitch in (60, 64, 67)]
    assert found == [*chord, ("chords", 62, 4.0, 1.0)]


@pytest.mark.real
def test_a_hole_is_filled_and_all_is_played_on_the_clock(sc: SuperCollider) -> None:
    sc.say(SAY_PLAYED)
    sc.say(example("k.infill"))
    sc.wait(lambda: sc.of("PLAYED"))
    (notes,) = (int(line.split()[0]) for line in sc.heard if " notes, seed " in line)
    assert notes == 10, "8 of the melody and 2 of the bass, as in the bars before"
    sc.wait(lambda: len(sc.of("PLAYED")) == 16 + 5 + notes)
    beats = [float(beat) for beat, _, _ in sc.of("PLAYED")]
    assert beats == sorted(beats)
    filled = [(float(b) - beats[0], int(p)) for b, p, _ in sc.of("PLAYED")]
    melody = [(8 + i / 2, pitch) for i, pitch in enumerate((60, 64, 67, 72, 71, 67, 64, 62))]
    assert set(melody) < set(filled)
    assert {(8.0, 36), (10.0, 41)} < set(filled)


@pytest.mark.real
@pytest.mark.parametrize(("part", "least"), [("k.accompany", 22), ("k.continue", 30)])
def test_the_other_asks_are_played(sc: SuperCollider, part: str, least: int) -> None:
    sc.say('k.vary(k.clip(~clip), 0.5, { |a| "varied %".format(a.notes.size).postln });')
    sc.say('k.generate(2, { |a| "made %".format(a.notes.size).postln });')
    sc.say(SAY_PLAYED + example(part).replace("TempoClock(2)", "TempoClock(8)"))
    sc.wait(lambda: len(sc.of("PLAYED")) >= least)
    sc.wait(lambda: sc.of("varied") and sc.of("made"))


@pytest.mark.real
def test_what_fails_is_said(sc: SuperCollider) -> None:
    sc.say('k.infill("nothing");')
    sc.wait(lambda: any("Klangbild nothing unknown_id:" in line for line in sc.heard))


@pytest.mark.real
def test_loops_are_played_on_the_beats_that_they_are_for(sc: SuperCollider, client: Client) -> None:
    client.send(c.LiveWatch())
    events: list[c.Event] = []
    take = taking(events, client)
    sc.say(SAY_PLAYED)
    sc.say(example("k.follow(t").replace("TempoClock(2)", "TempoClock(2.5)"))
    sc.say(example("~tune =") + ";")
    sc.wait(lambda: take() or sum(isinstance(e, c.LiveNext) for e in events) >= 4)
    loops = [e for e in events if isinstance(e, c.LiveNext)]
    end = loops[-1].beat + loops[-1].length
    told = [e for e in events if isinstance(e, c.TransportIs)]
    assert told[-1].playing
    assert told[-1].tempo == pytest.approx(150, abs=0.01)
    sc.wait(lambda: float(sc.of("PLAYED")[-1][0]) >= end)
    sc.say(example("k.unfollow"))
    sc.wait(lambda: take() or not last_told(events).playing)
    quiet = len(sc.of("PLAYED"))
    time.sleep(1.0)
    assert len(sc.of("PLAYED")) == quiet, "what was planned is not played any more"
    played = [(float(beat), int(pitch)) for beat, pitch, _ in sc.of("PLAYED")]
    late = []
    for loop in loops:
        for note in loop.notes:
            start = loop.beat + note.start
            near = [n for n in played if n[1] == note.pitch and -0.02 < n[0] - start < 0.5]
            assert near, (start, note, played)
            played.remove(near[0])
            late.append(near[0][0] - start)
    assert sorted(late)[len(late) // 2] < 0.02, "a busy machine is late now and then, no more"


def last_told(events: list[c.Event]) -> c.TransportIs:
    told = [e for e in events if isinstance(e, c.TransportIs)]
    return told[-1] if told else c.TransportIs(0.0, 120.0, 0, "internal", 1)


@pytest.mark.real
def test_command_period_stops_the_music_and_not_the_conversation(
    sc: SuperCollider, client: Client
) -> None:
    client.send(c.LiveWatch())
    events: list[c.Event] = []
    take = taking(events, client)
    sc.say("k.follow(TempoClock(4));")
    sc.wait(lambda: take() or last_told(events).playing)
    sc.say("CmdPeriod.run;")
    sc.wait(lambda: take() or not last_told(events).playing)
    sc.say('k.infill("nothing");')
    sc.wait(lambda: any("unknown_id" in line for line in sc.heard))


@pytest.mark.real
def test_the_picture_is_moved_and_tells(sc: SuperCollider, client: Client) -> None:
    client.send(c.ArtWatch(0, 0, 1))
    events: list[c.Event] = []
    take = taking(events, client)
    sc.say(example("'/art/travel'"))
    sc.wait(lambda: take() or {c.ArtTravel(2.5)} <= set(arts(events)))
    sc.wait(lambda: take() or any(getattr(e, "name", "") == "spin" for e in arts(events)))
    sc.say(example("~turn"))
    sc.wait(lambda: take() or len({e for e in events if isinstance(e, c.ArtPalette)}) > 3)
    client.send(c.ArtTravel(0.5))
    sc.wait(lambda: "travel is 0.5 now" in sc.heard)
    sc.say("~turn.stop;")
    sc.say(example("k.free"))


def arts(events: list[c.Event]) -> list[c.Event]:
    return [e for e in events if isinstance(e, c.ArtTravel | c.ArtTune)]


def until_it_plays(client: Client) -> None:
    """Where a client leads the beat."""
    client.hello()
    client.send(c.LiveWatch())
    for event in client.events(PATIENCE_S):
        if isinstance(event, c.TransportIs) and event.playing and event.source == "osc":
            return


@pytest.mark.real
def test_a_server_that_comes_back_is_found_and_led(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "server", "serve", "--preset", "repeat", "--painter", "meter"]
    words += ["--osc-port", str(port), "--http-port", "0"]
    home = {**os.environ, "KLANGBILD_FOLDER": str(tmp_path)}
    quiet = subprocess.DEVNULL
    with SuperCollider(tmp_path, port) as sc:
        sc.say("k = Klangbild();")
        sc.say('k.onConnect = { "here".postln }; k.onDisconnect = { "away".postln };')
        sc.say("k.follow(TempoClock(2));")
        for times in (1, 2):
            server = subprocess.Popen(words, env=home, stdout=quiet, stderr=quiet)
            try:
                sc.wait(lambda times=times: sc.heard.count("here") == times)
                with Client(port=port) as other:
                    until_it_plays(other)
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(PATIENCE_S)
            sc.wait(lambda times=times: sc.heard.count("away") == times)


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    with own_jack(monkeypatch) as made:
        made.start()
        yield made


@pytest.mark.real
@pytest.mark.usefixtures("jack")
def test_the_examples_sound_on_a_real_scsynth(served: Serving, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with SuperCollider(tmp_path, served.app.osc_port) as sc:
        sc.say(f's.addr = NetAddr("127.0.0.1", {port});')
        sc.say('OSCFunc({ |m| ["GO", m[1]].join(" ").postln }, \'/n_go\');')
        sc.say(example("s.waitForBoot"))
        sc.wait(lambda: any("Klangbild is there" in line for line in sc.heard))
        sc.say('s.doWhenBooted { "it is booted".postln };')
        sc.wait(lambda: "it is booted" in sc.heard)
        sc.say(example("~melody ="))
        sc.say(example("k.accompany").replace("TempoClock(2)", "TempoClock(8)"))
        sc.wait(lambda: len(sc.of("GO")) > 21, 60)
        assert not [line for line in sc.heard if "FAILURE" in line or "ERROR" in line], sc.heard
