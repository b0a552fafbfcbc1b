"""Controllers that learn: what a knob or a pad does to the pictures, without ports or a clock."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from pathlib import Path

import fakes_for_workers
import pytest
from midi_for_ports import Files, write
from serving import Serving

from bridges import commands as c
from bridges.looks import read_looks
from bridges.midi_rack import Found, Lost, Wanted
from bridges.table import PeerError
from bridges.targets import target
from server import app, gallery
from server.art import Art
from server.band_engine import Band
from server.band_worker import Came
from server.effects import Effect, Keep, Log, Send
from server.gallery import Gallery, open_bound
from server.knobs import BoundError, read_bound
from server.session import Session
from server.settings import Settings

NANO = Wanted("in", "nano", "control")
LOOKS = read_looks('{"calm": {}, "wild": {"zoom": 0.9}}', "test")


class Desk:
    """A session with a controller; `me` learns, `other` watches."""

    def __init__(self, **bound: str) -> None:
        names = {source.replace("_", " "): address for source, address in bound.items()}
        self.session = Session("repeat", pictures=Art(LOOKS), bound=names)
        self.knobs, self.art = self.session.knobs, self.session.art
        self.effects: list[Effect] = []
        self.port("nano")
        self.say(c.ArtWatch(), client="other")

    def say(self, *messages: c.Command, client: str = "me") -> None:
        self.effects = [e for m in messages for e in self.session.handle(m, client, 10.0)]

    def port(self, name: str = "", trouble: str = "") -> None:
        """It is there under this name, or not."""
        news = Found(name, NANO) if name else Lost(trouble, NANO)
        self.effects = self.session.play_along(news, 10.0)

    def turn(self, *message: int, track: str = "") -> None:
        self.effects = self.session.play_along(Came(message, 0, track), 10.0)

    def knob(self, *values: int) -> None:
        """Controller 74 on channel 1 goes through these positions."""
        for value in values:
            self.turn(0xB0, 74, value)

    def told(self, client: str = "other") -> list[object]:
        return [e.event for e in self.effects if isinstance(e, Send) and e.client == client]

    @property
    def status(self) -> dict[str, str]:
        return {row.name: row.value for row in self.session.status()}


def test_the_controller_that_moves_next_is_bound_and_kept() -> None:
    desk = Desk()
    desk.say(c.MidiLearn("/art/travel"))
    assert desk.told() == [c.MidiLearn("/art/travel")]
    assert desk.status["MIDI learns"] == "/art/travel"
    desk.knob(16)
    bound = c.MidiMap((c.BoundRow("cc 1 74", "/art/travel"),))
    assert desk.told() == [c.MidiLearn(""), bound]
    assert desk.told("me") == [bound], "who asked is answered"
    assert Keep("midi", {"cc 1 74": "/art/travel"}) in desk.effects
    assert desk.art.values.travel == 1.0, "the move that binds sets nothing"
    desk.knob(17, 32)
    assert desk.art.values.travel == pytest.approx(8 * 32 / 127)
    assert desk.told() == [c.ArtTravel(8 * 32 / 127)]


def test_a_knob_that_is_elsewhere_changes_nothing_until_it_meets_the_value() -> None:
    desk = Desk(cc_1_74="/art/brightness")  # at 0: the middle of -1 to 1
    desk.knob(127, 100, 80)
    assert desk.art.values.brightness == 0.0
    assert desk.status["MIDI waits for pick-up"] == "cc 1 74 is at 63%, /art/brightness at 50%"
    desk.knob(60)  # went past it
    assert desk.art.values.brightness == pytest.approx(2 * 60 / 127 - 1)
    assert "MIDI waits for pick-up" not in desk.status
    desk.knob(0)
    assert desk.art.values.brightness == -1.0, "a quick turn is followed all the way"
    desk.say(c.ArtBrightness(0.9))
    desk.knob(1, 2)
    assert desk.art.values.brightness == 0.9, "moved by somebody else: it lets go"
    desk.knob(121)
    assert desk.art.values.brightness == pytest.approx(2 * 121 / 127 - 1), "and takes hold again"


def test_knobs_may_have_moved_while_the_port_was_away() -> None:
    desk = Desk(cc_1_74="/art/abstraction")
    desk.knob(0, 64)
    assert desk.art.values.abstraction == pytest.approx(64 / 127)
    desk.port(trouble="nano is gone")
    assert desk.status["MIDI control"] == "nano is gone"
    desk.port("nano")
    desk.knob(20)
    assert desk.art.values.abstraction == pytest.approx(64 / 127)


def test_a_cue_that_fades_is_not_stopped_by_a_knob_that_lies_still_elsewhere() -> None:
    desk = Desk(cc_1_74="/art/abstraction")
    desk.say(c.ArtAbstraction(1.0), c.ArtCueStore("full"), c.ArtAbstraction(0.0))
    desk.knob(0, 10)
    desk.say(c.ArtCueRecall("full", 2.0))  # a second long
    desk.session.tick(10.5)
    before = desk.art.values.abstraction
    desk.knob(11)
    assert desk.art.values.abstraction == before
    desk.session.tick(11.1)
    assert desk.art.values.abstraction == 1.0


def test_pads_switch_and_call() -> None:
    desk = Desk(note_10_36="/art/freeze", note_10_37="/art/cue/recall/drop",
                program_1_4="/art/look/wild", cc_1_20="/art/blackout")  # fmt: skip
    desk.say(c.ArtTravel(3.0), c.ArtCueStore("drop"), c.ArtTravel(1.0))
    for frozen in (True, False):
        desk.turn(0x99, 36, 100)
        desk.turn(0x89, 36, 0)
        assert desk.art.frozen == frozen, "each stroke turns it round"
    desk.turn(0x99, 37, 1)
    assert desk.art.values.travel == 3.0
    desk.turn(0xC0, 4)
    assert desk.art.values.look == "wild"
    desk.turn(0xB0, 20, 127)
    assert desk.art.dark
    desk.turn(0xB0, 20, 0)
    assert not desk.art.dark, "a button that is held is on for as long"


def test_a_button_calls_a_cue_once_a_press() -> None:
    desk = Desk(cc_1_20="/art/cue/recall/drop")
    desk.say(c.ArtCueStore("drop"))
    called = []
    for value in (10, 127, 126, 0, 127):
        desk.turn(0xB0, 20, value)
        called.append(any(isinstance(e, Log) and "cue drop" in e.text for e in desk.effects))
    assert called == [False, True, False, False, True]


def test_pads_are_not_taken_for_numbers_nor_what_is_let_go_for_a_press() -> None:
    desk = Desk()
    desk.say(c.MidiLearn("/art/travel"))
    desk.turn(0x90, 36, 100)
    assert desk.knobs.learning == "/art/travel"
    desk.say(c.MidiLearn("/art/freeze"))
    desk.turn(0x80, 36, 0)
    assert desk.knobs.learning == "/art/freeze"
    desk.turn(0x90, 36, 100)
    assert desk.knobs.bound == {"note 1 36": "/art/freeze"}
    assert not desk.art.frozen


def test_one_controller_moves_one_thing() -> None:
    desk = Desk(cc_1_74="/art/travel", cc_1_75="/art/palette")
    desk.say(c.MidiLearn("/art/palette"))
    desk.knob(1)
    assert desk.knobs.bound == {"cc 1 74": "/art/palette"}


def test_what_is_bound_is_listed_and_forgotten() -> None:
    desk = Desk(cc_1_74="/art/travel", cc_1_75="/art/palette")
    rows = c.MidiMap((c.BoundRow("cc 1 74", "/art/travel"), c.BoundRow("cc 1 75", "/art/palette")))
    desk.say(c.MidiMapAsk())
    assert desk.told("me") == [rows]
    desk.say(c.MidiForget("/art/travel"))
    assert desk.told("me") == desk.told() == [c.MidiMap((c.BoundRow("cc 1 75", "/art/palette"),))]
    desk.say(c.MidiForget("*"))
    assert desk.told() == [c.MidiMap()]
    assert Keep("midi", {}) in desk.effects
    desk.say(c.MidiForget("*"))
    assert [e.code for e in desk.told("me") if isinstance(e, c.Fail)] == ["bad_args"]
    desk.say(c.ArtWatch(), client="new")
    assert desk.told("new")[-2:] == [c.MidiLearn(""), c.MidiMap()]


def test_learning_can_be_given_up_and_needs_a_port() -> None:
    desk = Desk()
    desk.say(c.MidiLearn("/art/travel"), c.MidiLearn(""))
    desk.knob(1)
    assert desk.knobs.bound == {}
    assert desk.status["MIDI controllers moved that nothing is bound to"] == "1"
    desk.port(trouble="no MIDI input with 'nano' in its name")
    desk.say(c.MidiLearn("/art/travel"))
    (failure,) = (e for e in desk.told("me") if isinstance(e, c.Fail))
    assert (failure.code, "with 'nano'" in failure.text) == ("refused", True)
    desk.say(c.MidiLearn("/hello"))
    assert [e.code for e in desk.told("me") if isinstance(e, c.Fail)] == ["bad_args"]


def test_a_cue_that_is_gone_is_said() -> None:
    desk = Desk(note_1_1="/art/cue/recall/gone")
    desk.turn(0x90, 1, 1)
    assert [e.code for e in desk.told("midi") if isinstance(e, c.Fail)] == ["bad_args"]


def test_what_came_too_fast_is_counted() -> None:
    desk = Desk()
    desk.session.play_along(Came((0xB0, 1, 1), lost=7), 0.0)
    assert desk.status["MIDI messages that came too fast"] == "7"


def test_a_port_for_music_has_controllers_too_and_keys_that_move_nothing_are_no_fault() -> None:
    desk = Desk(cc_1_74="/art/abstraction")
    desk.turn(0xB0, 74, 0, track="melody")
    desk.turn(0xB0, 74, 127, track="melody")
    assert desk.art.values.abstraction == 1.0
    desk.turn(0x90, 60, 80, track="melody")
    assert "MIDI controllers moved that nothing is bound to" not in desk.status
    keys = Wanted("in", "keys")
    desk.session.play_along(Lost("keys are gone", keys), 10.0)
    assert desk.status["MIDI control"] == "nano", "another port"


def test_knobs_and_pads_play_along() -> None:
    desk = Desk(cc_1_1="/live/amount", cc_1_2="/live/bars", cc_1_3="/live/hold",
                note_1_36="/live/role/duet", cc_1_4="/live/channel/bass")  # fmt: skip
    loops = desk.session.live.loops
    for controller in (1, 2, 4):
        for value in (0, 127):
            desk.turn(0xB0, controller, value)
    desk.turn(0xB0, 3, 127)
    desk.turn(0x90, 36, 100)
    assert (loops.amount, loops.loop, loops.hold, loops.role) == (1.0, 64.0, True, "duet")
    assert loops.channels["bass"] == 15


@pytest.mark.parametrize(
    "address",
    ["/live/watch", "/live/note", "/live/tracks", "/live/param", "/live/again", "/transport/beat",
     "/midi/ports", "/midi/open", "/live/role", "/live/channel", "/live/role/drummer"],
)  # fmt: skip
def test_some_commands_are_none_for_knobs(address: str) -> None:
    with pytest.raises(PeerError):
        target(address)


@pytest.mark.parametrize(
    "table",
    [[], {"cc 1": "/art/travel"}, {"cc 1 128": "/art/travel"}, {"cc 17 1": "/art/travel"},
     {"cc 1 1": "/clip/infill"}, {"cc 1 1": 7}],
)  # fmt: skip
def test_a_broken_file_is_refused_and_left_out(table: object, tmp_path: Path) -> None:
    with pytest.raises(BoundError):
        read_bound(table)
    (tmp_path / "midi.json").write_text(json.dumps(table))
    assert open_bound(tmp_path) == {}
    (aside,) = tmp_path.glob("midi-broken-*.json")
    assert json.loads(aside.read_text()) == table, "a later one is kept in its place"


def test_what_is_kept_last_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Gallery(Settings(folder=tmp_path), fakes_for_workers.load_painter, lambda _: None)
    write = gallery._write

    def slowly(path: Path, text: str) -> None:
        time.sleep(0.2 if text == "first" else 0.0)
        write(path, text)

    async def keep() -> None:
        await asyncio.gather(*(made._keep("midi.json", text) for text in ("first", "last")))

    monkeypatch.setattr(gallery, "_write", slowly)
    asyncio.run(keep())
    assert (tmp_path / "midi.json").read_text() == "last"


def test_a_knob_turns_a_value_of_a_whole_server_also_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, folder = tmp_path / "ports", tmp_path / "folder"
    ports.mkdir()
    monkeypatch.setattr(app, "Band", partial(Band, driver=partial(Files, ports)))
    knobs = ports / "nanoKONTROL.in"
    knobs.touch()

    def serving() -> Serving:
        painters = fakes_for_workers.load_painter
        return Serving(
            "repeat", painters=painters, painter="moody", folder=folder, midi_control="kontrol"
        )

    def wait(served: Serving, text: str) -> None:
        end = time.monotonic() + 60
        while text not in (status := str(served.ask(served.app.health)["status"])):
            assert time.monotonic() < end, status
            time.sleep(0.05)

    def move(*values: int) -> None:
        write(knobs, *((176, 74, value) for value in values))

    with serving() as served, served.client() as client:
        wait(served, "'MIDI control': 'nanoKONTROL'")
        client.send(c.ArtWatch(0, 0, 1))
        client.send(c.MidiLearn("/art/abstraction"))
        wait(served, "'MIDI learns': '/art/abstraction'")
        move(0, 127)
        event = next(e for e in client.events(60) if isinstance(e, c.ArtAbstraction) and e.value)
        assert event.value == 1.0
    assert json.loads((folder / "midi.json").read_text()) == {"cc 1 74": "/art/abstraction"}
    knobs.write_text("")
    with serving() as served, served.client() as client:
        client.send(c.ArtWatch(0, 0, 1))
        bound = next(e for e in client.events(60) if isinstance(e, c.MidiMap))
        assert bound.bound == (c.BoundRow("cc 1 74", "/art/abstraction"),)
        wait(served, "'MIDI control': 'nanoKONTROL'")
        move(0, 64)
        event = next(e for e in client.events(60) if isinstance(e, c.ArtAbstraction) and e.value)
        assert event.value == pytest.approx(64 / 127, abs=1e-6)
