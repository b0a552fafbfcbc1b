"""MIDI ports: found by a part of their names, lost, found again; no driver stops us."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from midi_for_ports import Cables, Files, said, write

from bridges import midi_rack, midi_scout
from bridges.children import SPAWN
from bridges.midi_port import VIRTUAL, GoneError, MidiError, choose
from bridges.midi_rack import Found, Lost, Rack, Wanted
from bridges.midi_scout import Scouted

WAIT_S = 60.0
KEYS, KNOBS = Wanted("in", "keys"), Wanted("in", "kontrol", "control")
SYNTH, DRUMS = Wanted("out", "synth"), Wanted("out", "box", "music", ("drums",))


class Studio:
    """A rack that looks when it is told to; what was told and heard, in order."""

    def __init__(self, *wanted: Wanted) -> None:
        self.cables = Cables()
        self.told: list[object] = []
        self.heard: list[tuple[Wanted, tuple[int, ...], float]] = []
        self.rack = Rack(
            lambda: self.cables,
            lambda wanted, message, now: self.heard.append((wanted, tuple(message), now)),
            self.told.append,
            lambda: 7.0,
        )
        self.rack.want(wanted)

    def plug(self, ins: str = "", outs: str = "") -> None:
        self.cables.names = {"in": ins.split(), "out": outs.split()}

    def look(self) -> list[object]:
        """What is told at this look."""
        self.told.clear()
        self.rack._look()
        return self.told[:]


def test_a_port_is_chosen_by_its_name_or_a_part_of_it_and_is_none_of_ours() -> None:
    ports = ["klangbild out", "Midi Through", "nanoKONTROL2 A", "nanoKONTROL2"]
    assert choose(ports, "nanoKONTROL2") == "nanoKONTROL2"
    assert choose(ports, "kontrol") == "nanoKONTROL2 A"
    with pytest.raises(MidiError, match="no MIDI output with 'apc' in its name; there are: Midi"):
        choose(ports, "apc", "out")
    with pytest.raises(MidiError, match="there are: none"):
        choose(ports[:1], "klangbild out")


def test_what_other_programs_see_says_what_a_port_is_for() -> None:
    assert [w.label for w in (KEYS, KNOBS, SYNTH)] == [
        "klangbild in", "klangbild control", "klangbild out"
    ]  # fmt: skip
    assert str(KNOBS) == "control"


def test_ports_are_found_heard_and_told_by_their_uses() -> None:
    studio = Studio(KEYS, KNOBS)
    studio.plug("keys nanoKONTROL")
    assert studio.look() == [Found("keys", KEYS), Found("nanoKONTROL", KNOBS)]
    studio.cables.hears["nanoKONTROL"]([0xB0, 1, 2])
    studio.cables.hears["keys"]([0x90, 60, 80])
    assert studio.heard == [(KNOBS, (0xB0, 1, 2), 7.0), (KEYS, (0x90, 60, 80), 7.0)]
    assert studio.look() == []
    assert len(studio.cables.opened) == 2


def test_messages_go_to_the_outputs_of_their_track_or_to_one() -> None:
    studio = Studio(SYNTH, DRUMS)
    studio.plug("", "synth drumbox")
    studio.look()
    studio.rack.send("drums", (1,))
    studio.rack.send("bass", (2,))
    studio.rack.send("", (3,))
    studio.rack.send("", (4,), DRUMS)
    assert studio.cables.sent == {"synth": [(1,), (2,), (3,)], "drumbox": [(1,), (3,), (4,)]}


def test_a_port_is_waited_for_and_found_again_and_nothing_is_said_twice() -> None:
    studio = Studio(KEYS)
    studio.plug("through")
    none = Lost("no MIDI input with 'keys' in its name; there are: through", KEYS)
    assert studio.look() == [none]
    assert studio.look() == []
    studio.plug("through keys")
    assert studio.look() == [Found("keys", KEYS)]
    studio.plug("through")
    assert studio.look() == [Lost("keys is gone: looking for it", KEYS), none]
    assert studio.look() == []
    studio.plug("through keys")
    assert studio.look() == [Found("keys", KEYS)]
    studio.cables.hears["keys"]([0x90, 60, 80])
    assert studio.heard


def test_an_output_that_fails_is_opened_anew_and_stops_no_other() -> None:
    studio = Studio(SYNTH, DRUMS)
    studio.plug("", "synth drumbox")
    studio.look()
    for _ in range(2):
        studio.cables.broken, studio.cables.sent = {"synth"}, {}
        studio.rack.send("", (1,))
        assert studio.cables.sent == {"drumbox": [(1,)]}
        studio.cables.broken = set()
        assert studio.look() == [Lost("synth failed: broken", SYNTH), Found("synth", SYNTH)]
        assert studio.look() == []
    studio.rack.send("bass", (2,))
    assert studio.cables.sent["synth"] == [(2,)]


def test_ports_that_are_not_wanted_any_more_are_closed() -> None:
    studio = Studio(KEYS, SYNTH)
    studio.plug("keys", "synth")
    studio.look()
    studio.rack.want([KEYS, KEYS])
    assert studio.look() == []
    studio.rack.send("", (1,))
    assert studio.cables.sent == {}
    studio.cables.hears["keys"]([0x90, 60, 80])
    assert len(studio.heard) == 1
    assert len(studio.cables.opened) == 2, "the other was left alone"


def test_a_virtual_port_is_made_and_made_again_when_it_is_gone() -> None:
    ours = Wanted("in", VIRTUAL), Wanted("out", VIRTUAL)
    studio = Studio(*ours)
    found = [Found("klangbild in (virtual)", ours[0]), Found("klangbild out (virtual)", ours[1])]
    assert studio.look() == found
    assert studio.cables.names == {"in": ["klangbild out"], "out": ["klangbild in"]}
    assert studio.look() == []
    studio.plug()
    assert [type(news) for news in studio.look()] == [Lost, Found, Lost, Found]


def test_without_a_midi_system_all_are_lost_and_looked_for_again() -> None:
    studio = Studio(KEYS, SYNTH)
    studio.cables.trouble = "no MIDI system"
    assert studio.look() == [Lost("no MIDI system", KEYS), Lost("no MIDI system", SYNTH)]
    assert studio.rack.seen == ((), (), "no MIDI system")
    assert studio.look() == []
    studio.cables.trouble = ""
    studio.plug("keys", "synth klangbild")
    assert [type(news) for news in studio.look()] == [Found, Found]
    assert studio.rack.seen == (("keys",), ("synth", "klangbild"), "")


def test_a_midi_system_that_ends_with_ports_open_takes_its_process_along() -> None:
    studio = Studio(KEYS)
    studio.plug("keys")
    studio.look()
    studio.cables.trouble = "no MIDI system"
    with pytest.raises(GoneError):
        studio.look()
    assert studio.told[-1] == Lost("no MIDI system", KEYS)


def test_a_port_that_hangs_as_it_is_closed_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    studio, go = Studio(KEYS), threading.Event()
    went: list[bool] = []
    studio.plug("keys")
    studio.look()
    _, port = studio.rack._open[KEYS]

    monkeypatch.setattr(type(port), "close", lambda _: went.append(go.wait(WAIT_S)))
    studio.rack.want([])
    studio.look()
    go.set()
    wait_for(lambda: went == [True])


def test_ports_are_looked_after_at_once_when_others_are_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(midi_rack, "SCAN_S", WAIT_S)
    studio = Studio()
    studio.plug("keys")
    threading.Thread(target=studio.rack.keep, daemon=True).start()
    assert studio.rack.looked.wait(WAIT_S)
    studio.rack.want([KEYS])
    wait_for(lambda: studio.told == [Found("keys", KEYS)], 0.5 * WAIT_S)


def wait_for(true: Callable[[], bool], most_s: float = WAIT_S) -> None:
    end = time.monotonic() + most_s
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


# --- the process that looks


@pytest.fixture
def scouted(tmp_path: Path) -> Scouted:
    asks, answers = SPAWN.Pipe()
    driver = partial(Files, tmp_path)
    child = SPAWN.Process(target=midi_scout.main, args=(answers, driver), daemon=True)
    child.start()
    answers.close()
    return Scouted(asks, driver)


def test_another_process_looks_for_ports(tmp_path: Path, scouted: Scouted) -> None:
    for name in ("keys.in", "synth.out", "klangbild out.out"):
        (tmp_path / name).touch()
    for _ in range(2):
        assert scouted.ports("in") == ["keys", "klangbild out"]
        assert scouted.ports("out") == ["synth"]
    (tmp_path / "no system").touch()
    with pytest.raises(MidiError, match="no MIDI system") as error:
        scouted.ports("in")
    assert not isinstance(error.value, GoneError)
    (tmp_path / "no system").unlink()
    assert scouted.ports("in") == ["keys", "klangbild out"]
    scouted.open("out", "synth", "", None).send([1, 2])
    assert said(tmp_path / "synth.out") == [(1, 2)]


def test_a_look_that_crashes_asks_for_another_process(tmp_path: Path, scouted: Scouted) -> None:
    (tmp_path / "die").touch()
    told: list[object] = []
    rack = Rack(lambda: scouted, lambda *_: None, told.append)
    rack.want([KEYS])
    with pytest.raises(GoneError, match="the process that looks for MIDI ports ended"):
        rack._look()
    assert [type(news) for news in told] == [Lost]


def test_a_look_that_hangs_asks_for_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_scout, "WAIT_S", 0.01)
    ours, _theirs = SPAWN.Pipe()
    with pytest.raises(GoneError, match="hangs"):
        Scouted(ours, Cables).ports("in")


# --- the system of files that the other tests use


def test_a_file_is_a_port(tmp_path: Path) -> None:
    heard: list[tuple[int, ...]] = []
    files = Files(tmp_path)
    files.open("in", VIRTUAL, "klangbild in", lambda m: heard.append((*m,)))
    assert (files.ports("in"), files.ports("out")) == ([], ["klangbild in"])
    write(tmp_path / "klangbild in.in", (144, 60, 80), (128, 60, 0))
    wait_for(lambda: heard == [(144, 60, 80), (128, 60, 0)])
    with pytest.raises(MidiError, match="busy keys is busy"):
        files.open("in", "busy keys", "", None)
