"""Playing along, as clients see it: commands, values, who watches, ports, what is wrong."""

from __future__ import annotations

from typing import get_args

import pytest

from bridges import commands as c
from bridges import link
from bridges.midi_port import VIRTUAL
from bridges.midi_rack import Found, Lost, Wanted
from bridges.table import PeerError
from generators.score import Note
from server.band_engine import BandNews, Restarted
from server.band_worker import (
    DEFAULT_CHANNELS,
    Came,
    Clear,
    Course,
    Cues,
    Follow,
    Go,
    Halt,
    Host,
    Look,
    Panicked,
    Ports,
    Seen,
    Setup,
    Silence,
    Tally,
    Tempo,
)
from server.effects import Effect, KeepTake, Log, Perform, Send, Unwish, Wish
from server.live import KEEP_S, MAX_WATCHING, NOTES_AT_ONCE, Live
from server.player import Played
from server.transport import Line

KEYS, SYNTH = Wanted("in", "keys"), Wanted("out", "synth", "music", ("bass", "drums"))
KNOBS = Wanted("in", "knobs", "control")


class Talk:
    """`me` talks, `other` watches; at 120 beats a minute."""

    def __init__(self, plays: bool = False) -> None:
        self.live = Live(lambda: 5)
        self.now = 100.0
        self.effects: list[Effect] = []
        self.say(c.LiveWatch(), client="other")
        if plays:
            self.hear(Course(Line(self.now, 0.0, 120.0, playing=True), "internal", locked=True))

    def say(self, *messages: c.LiveCommand, client: str = "me") -> list[Effect]:
        self.effects = [e for m in messages for e in self.live.handle(m, client, self.now)]
        return self.effects

    def hear(self, *news: BandNews) -> list[Effect]:
        self.effects = [e for n in news for e in self.live.hear(n, self.now)]
        return self.effects

    def tick(self, seconds: float = 0.0) -> list[Effect]:
        self.now += seconds
        self.effects = self.live.tick(self.now)
        return self.effects

    def play(self, beats: float) -> list[Effect]:
        """A note on every beat."""
        found: list[Effect] = []
        for beat in range(int(beats)):
            self.now += 0.5
            for velocity in (80, 0):
                found += self.live.hear(Came((0x90, 60, velocity), 0, "melody", beat), self.now)
            found += self.live.tick(self.now)
        self.effects = found
        return found

    def told(self, client: str = "other") -> list[object]:
        return [e.event for e in self.effects if isinstance(e, Send) and e.client == client]

    @property
    def orders(self) -> list[object]:
        return [e.order for e in self.effects if isinstance(e, Perform)]

    @property
    def logs(self) -> list[Log]:
        return [e for e in self.effects if isinstance(e, Log)]

    @property
    def status(self) -> dict[str, str]:
        return self.live.status(self.now)

    def refused(self, message: c.LiveCommand) -> tuple[str, str]:
        with pytest.raises(PeerError) as error:
            self.say(message)
        return error.value.code, error.value.text


# --- values

VALUES: list[c.LiveCommand] = [
    c.TransportSource("midi"),
    c.LiveRole("answer"),
    c.LiveBars(2),
    c.LiveAmount(0.5),
    c.LiveTracks(("bass", "drums")),
    c.LiveParam((c.ParamRow("density", 4.0),)),
    c.LiveHold(1),
    c.LiveThru(1),
    c.LiveLatency(-12.5),
    c.LiveChannel("bass", 12),
]


@pytest.mark.parametrize("message", VALUES, ids=lambda m: type(m).__name__)
def test_a_value_is_told_to_others_once_and_to_those_who_begin_to_watch(
    message: c.LiveCommand,
) -> None:
    talk = Talk()
    assert message not in talk.live.events()
    talk.say(message)
    assert talk.told()[0] == message
    assert message not in talk.told("me")
    assert talk.say(message) == [], "nothing new: programs that echo come to rest"
    talk.say(c.LiveWatch(), client="new")
    assert message in talk.told("new")
    assert message in talk.live.events()


def test_every_command_is_carried_out_and_every_value_that_is_told_can_be_said() -> None:
    talk = Talk()
    assert set(talk.live._actions) == set(get_args(c.LiveCommand))
    talk.say(*VALUES)
    assert {type(m) for m in VALUES} == {type(e) for e in talk.live.events()}
    assert {type(m) for m in VALUES} <= set(get_args(c.LiveEvent))


def test_numbers_that_controllers_move_are_known() -> None:
    talk = Talk()
    talk.say(*VALUES)
    current = talk.live.current
    found = {a: current(f"/live/{a}") for a in ("bars", "amount", "hold", "thru", "latency")}
    assert found == {"bars": 2.0, "amount": 0.5, "hold": 1.0, "thru": 1.0, "latency": -12.5}
    assert (current("/live/channel/bass"), current("/transport/tempo")) == (12.0, 120.0)
    assert current("/live/role") is None


def test_values_go_to_the_process_that_keeps_time() -> None:
    talk = Talk()
    assert talk.say(c.LiveBars(2)) and talk.orders == [Follow("internal", 8.0)]
    talk.say(c.TransportSource("osc"))
    assert talk.orders == [Follow("osc", 8.0)]
    talk.say(c.LiveThru(1), c.LiveLatency(20.0), c.LiveChannel("bass", 16))
    assert talk.orders[-1] == Setup({**DEFAULT_CHANNELS, "bass": 15}, 0.02, thru=True)
    assert talk.live.loops.channels["bass"] == 15, "of the notes that are planned, too"


def test_news_of_an_old_source_do_not_undo_the_choice() -> None:
    talk = Talk()
    talk.say(c.TransportSource("midi"))
    talk.hear(Course(Line(), "internal", locked=True))
    talk.say(c.LiveBars(8))
    assert talk.orders == [Follow("midi", 32.0)]


# --- the transport


def test_our_own_time_is_steered() -> None:
    talk = Talk()
    talk.say(c.TransportPlay(8.0), c.TransportContinue(), c.TransportStop(), c.TransportTempo(90.0))
    assert talk.orders == [Go(8.0), Go(), Halt(), Tempo(90.0)]


@pytest.mark.parametrize("source", ["midi", "osc"])
@pytest.mark.parametrize(
    "message", [c.TransportPlay(), c.TransportContinue(), c.TransportStop(), c.TransportTempo(90)]
)
def test_the_time_of_others_is_not_steered(source: str, message: c.LiveCommand) -> None:
    talk = Talk()
    talk.say(c.TransportSource(source))
    code, text = talk.refused(message)
    assert (code, f"comes from {source}" in text, "source internal" in text) == (
        "refused", True, True
    )  # fmt: skip


def test_a_host_says_its_beat_only_where_it_counts() -> None:
    talk = Talk()
    assert "after /transport/source osc" in talk.refused(c.TransportBeat(3.0))[1]
    talk.say(c.TransportSource("osc"))
    talk.say(c.TransportBeat(3.0, 90.0, 0))
    assert talk.orders == [Host(talk.now, 3.0, 90.0, playing=False)]


def test_link_is_refused_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "installed", lambda: False)
    talk = Talk()
    assert "pip install" in talk.refused(c.TransportSource("link"))[1]
    monkeypatch.setattr(link, "installed", lambda: True)
    talk.say(c.TransportSource("link"))
    talk.say(c.TransportPlay())
    assert talk.orders == [Go(0.0)]


def test_time_is_told_at_every_beat_and_when_it_changes() -> None:
    talk = Talk(plays=True)
    assert talk.told() == [
        c.TransportIs(0.0, 120.0, 1, "internal", 1),
        c.LiveState("off", "does not play", -1.0, 0, 0, 0),
    ]
    told = []
    for _ in range(40):
        due = talk.live.due
        assert due is not None
        talk.tick(max(0.0, due - talk.now))
        told += [e for e in talk.told() if isinstance(e, c.TransportIs)]
    assert [round(e.beat, 3) for e in told] == list(range(1, 41))
    talk.tick(0.1)
    assert talk.told() == []
    line = Line(talk.now, 40.0, 120.0, playing=False, shift=8.0)
    talk.hear(Course(line, "internal", locked=True))
    assert talk.told()[0] == c.TransportIs(32.0, 120.0, 0, "internal", 1)
    assert talk.live.due is None
    talk.hear(Course(line, "internal", locked=False))
    assert talk.told()[0] == c.TransportIs(32.0, 120.0, 0, "internal", 0)
    talk.hear(Course(line, "internal", locked=False))
    assert talk.told() == []


def test_a_course_that_bends_is_not_told_but_followed() -> None:
    talk = Talk(plays=True)
    talk.hear(Course(Line(talk.now, 0.0, 121.0, playing=True), "internal", locked=True))
    assert talk.told() == []
    assert talk.live.loops.line.tempo == 121.0


# --- who watches


def test_who_leaves_or_says_so_is_told_nothing_more() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveWatch(0), client="other")
    assert talk.effects == []
    talk.say(c.LiveAmount(0.9))
    assert talk.told() == []
    talk.say(c.LiveWatch(), client="other")
    talk.live.close("other")
    talk.say(c.LiveAmount(0.8))
    assert talk.told() == []
    assert talk.live.due is None


def test_the_newest_watch() -> None:
    talk = Talk()
    for n in range(MAX_WATCHING):
        talk.say(c.LiveWatch(), client=f"client {n}")
    talk.say(c.LiveAmount(0.9))
    assert talk.told("client 0") == [c.LiveAmount(0.9)]
    assert talk.told() == []


# --- music


def test_what_is_played_is_heard_taken_down_and_answered() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    assert talk.logs == [Log("me: role accompany")]
    assert isinstance(talk.told()[1], c.LiveState)
    talk.play(7)
    wish = next(e for e in talk.effects if isinstance(e, Wish))
    talk.effects = talk.live.answered(wish.number, {"bass": (Note(8.0, 40, 1),)}, talk.now)
    (loop,) = [e for e in talk.told() if isinstance(e, c.LiveNext)]
    assert (loop.number, loop.beat, loop.length, loop.seed, loop.late) == (1, 8.0, 8.0, 5, 0)
    assert loop.notes == (c.NoteRow("bass", 40, 0.0, 1.0, 80),)
    (cues,) = [order for order in talk.orders if isinstance(order, Cues)]
    assert [(cue.beat, cue.pitch) for cue in cues.cues] == [(8.0, 40)]
    assert [n.pitch for n in talk.live.takes.notes] == [60] * 7
    assert "answer 1: accompany" in talk.live.takes.marks[0].text


def test_many_notes_come_in_several_messages() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.play(7)
    wish = next(e for e in talk.effects if isinstance(e, Wish))
    notes = tuple(Note(8 + n / 100, 40, 0.1) for n in range(2 * NOTES_AT_ONCE + 1))
    talk.effects = talk.live.answered(wish.number, {"bass": notes}, talk.now)
    parts = [e for e in talk.told() if isinstance(e, c.LiveNext)]
    assert [len(part.notes) for part in parts] == [NOTES_AT_ONCE, NOTES_AT_ONCE, 1]
    assert {(part.number, part.beat) for part in parts} == {(1, 8.0)}


def test_notes_come_over_the_network_too_and_count_when_they_come() -> None:
    talk = Talk(plays=True)
    talk.now += 1.0
    talk.say(c.LiveNote("bass", 40, 90))
    talk.now += 0.5
    talk.say(c.LiveNote("bass", 40, 0))
    assert talk.live.loops.heard.notes(0, 9) == {"bass": [Note(2.0, 40, 1.0, 90)]}


def test_only_notes_are_music_and_only_on_ports_for_music() -> None:
    talk = Talk(plays=True)
    talk.hear(
        Came((0xB0, 1, 64), 0, "melody", 1.0), Came((0x90, 60, 80), 0, "", 1.0),
        Came((0xC0, 5), 0, "melody", 1.0), Came((0xE0, 0, 64), 0, "melody", 1.0),
    )  # fmt: skip
    assert talk.live.loops.heard.tracks == {}
    talk.hear(Came((0x90, 60, 80), 0, "melody", 1.0), Came((0x80, 60, 64), 0, "melody", 2.0))
    assert talk.live.loops.heard.notes(0, 9) == {"melody": [Note(1.0, 60, 1.0)]}


def test_while_the_music_stands_still_keys_are_let_go_and_none_is_struck() -> None:
    talk = Talk(plays=True)
    talk.hear(Came((0x90, 60, 80), 0, "melody", 1.0))
    stopped = Line(talk.now, 2.0, 120.0, playing=False)
    talk.hear(Course(stopped, "internal", locked=True))
    talk.hear(Came((0x90, 64, 80), 0, "melody", 2.0), Came((0x80, 60, 0), 0, "melody", 2.0))
    assert talk.live.loops.heard.notes(0, 9) == {"melody": [Note(1.0, 60, 1.0)]}
    assert [n.pitch for n in talk.live.takes.notes] == [60]
    assert talk.live.takes.held == []


@pytest.mark.parametrize(
    "news", [Lost("keys is gone", KEYS), Restarted("exit code 1"), Panicked()], ids=str
)
def test_keys_whose_ends_may_be_lost_are_let_go(news: BandNews) -> None:
    talk = Talk(plays=True)
    talk.hear(Came((0x90, 60, 80), 0, "melody", 0.0), Came((0x99, 36, 80), 0, "drums", 0.0))
    talk.now += 1.0
    talk.hear(news)
    assert talk.live.takes.held == []
    assert talk.live.loops.heard.notes(0, 50) == {
        "melody": [Note(0.0, 60, 2.0)], "drums": [Note(0.0, 36, 2.0)]
    }  # fmt: skip


def test_what_goes_out_is_taken_down() -> None:
    talk = Talk(plays=True)
    talk.hear(Played(1.0, "bass", 1, 40, 80), Played(2.0, "bass", 1, 40, 0))
    (sound,) = talk.live.takes.notes
    assert (sound.way, sound.track, sound.pitch, sound.start, sound.end) == (
        "out", "bass", 40, 1.0, 2.0
    )  # fmt: skip


def test_takes_are_kept_every_few_seconds_if_there_is_anything_new() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveWatch(0), client="other")
    assert talk.live.due is None
    talk.hear(Came((0x90, 60, 80), 0, "melody", 1.0), Came((0x80, 60, 0), 0, "melody", 2.0))
    assert talk.tick() == [KeepTake()]
    assert talk.live.due == talk.now + KEEP_S
    assert talk.tick(0.9 * KEEP_S) == []
    talk.live.takes.fresh = False  # it was written
    assert talk.live.due is None
    assert talk.tick(KEEP_S) == []
    assert talk.say(c.LiveCapture()) == [KeepTake("me")]


# --- how answers are made


def test_parameters_are_those_of_all_answers() -> None:
    talk = Talk()
    rows = (c.ParamRow("temperature", 0.5), c.ParamRow("density.bass", 3), c.ParamRow("seed", 9))
    talk.say(c.LiveParam(rows))
    assert talk.told() == [c.LiveParam(rows)]
    sampling = talk.live.loops.sampling(9, {"melody": 4.0, "bass": 8.0})
    assert (sampling.seed, sampling.temperature) == (9, 0.5)
    assert sampling.controls.values == {"density.melody": 4.0, "density.bass": 3}
    assert talk.live.loops.seed == 9
    talk.say(c.LiveParam((c.ParamRow("density", 6),)))
    assert talk.live.loops.sampling(9, {"melody": 4.0}).controls.values == {
        "density.bass": 3, "density": 6
    }  # fmt: skip
    talk.say(c.LiveParam((c.ParamRow("seed", "default"), c.ParamRow("density", "default"))))
    assert talk.live.loops.seed is None, "every answer is another again"
    assert talk.live.loops.sampling(9, {}).controls.values == {"density.bass": 3}


def test_what_goes_with_no_density_of_the_musicians_goes_without_it() -> None:
    talk = Talk()
    talk.say(c.LiveParam((c.ParamRow("rhythm", 0.9),)))
    assert talk.live.loops.sampling(1, {"melody": 16.0}).controls.values == {"rhythm": 0.9}


@pytest.mark.parametrize(
    "rows",
    [[("variations", 2)], [("deadline_ms", 100)], [("nonsense", 1)], [("temperature", 99)],
     [("low", 70), ("high", 60)], [("seed", 3), ("variations", 2)]],
)  # fmt: skip
def test_parameters_that_cannot_be_change_nothing(rows: list[tuple[str, float]]) -> None:
    talk = Talk()
    message = c.LiveParam(tuple(c.ParamRow(*row) for row in rows))
    assert talk.refused(message)[0] == "bad_args"
    assert talk.live.loops.sampling(1, {}) == Live().loops.sampling(1, {})
    assert talk.live.loops.seed is None


def test_an_answer_can_be_had_again_and_an_unknown_one_is_refused() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.play(7)
    talk.live.answered(1, {}, talk.now)
    talk.say(c.LiveAgain(1))
    assert talk.live.loops.hold
    assert talk.told() == [c.LiveHold(1)]
    assert talk.live.doing == "plays the same again"
    assert talk.refused(c.LiveAgain(77)) == (
        "unknown_id", "no answer 77 is kept: the newest 256 are"
    )  # fmt: skip


def test_other_tracks_and_bars_are_planned_from_the_next_bar_on() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.play(7)
    assert any(isinstance(e, Wish) for e in talk.effects)
    assert Unwish() in talk.say(c.LiveTracks(("bass",)))
    assert talk.live.loops.tracks == ("bass",)
    assert talk.live.loops.due == 0.0


# --- silence


def test_panic_ends_all() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.play(7)
    talk.effects = talk.live.panic()
    assert talk.orders == [Silence()]
    assert Unwish() in talk.effects
    assert talk.hear(Panicked()) == [Log("all notes off: as a MIDI message said")]


def test_no_role_ends_what_is_planned() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.say(c.LiveRole("off"))
    assert [order for order in talk.orders if isinstance(order, Clear)]


def test_a_failure_is_said() -> None:
    talk = Talk(plays=True)
    assert talk.live.failed(3, "no model") == [Log("loop 3: no model", error=True)]


# --- ports


def test_ports_are_opened_told_lost_and_closed() -> None:
    talk = Talk()
    talk.say(c.MidiOpen("in", "keys"))
    assert talk.orders == [Ports((KEYS,))]
    assert talk.told() == talk.told("me") == [c.MidiPortIs("", "in", "keys", "lost", "", "keys")]
    talk.hear(Found("Grand keys 1", KEYS))
    assert talk.told() == [c.MidiPortIs("", "in", "Grand keys 1", "open", "", "keys")]
    assert talk.logs == [Log("MIDI in: Grand keys 1")]
    talk.say(c.MidiOpen("in", "keys"))
    assert talk.told("me") == [c.MidiPortIs("", "in", "Grand keys 1", "open", "", "keys")]
    talk.say(c.MidiOpen("out", "synth", ("bass", "drums")), c.MidiOpen("control", "knobs"))
    assert talk.orders[-1] == Ports((KEYS, SYNTH, KNOBS))
    talk.hear(Lost("it is gone", KEYS))
    assert talk.told() == [c.MidiPortIs("", "in", "keys", "lost", "it is gone", "keys")]
    assert talk.logs == [Log("MIDI in: it is gone", error=True)]
    talk.say(c.MidiClose("in", "keys"))
    assert talk.orders == [Ports((SYNTH, KNOBS))]
    assert talk.told() == talk.told("me") == [c.MidiPortIs("", "in", "keys", "closed", "", "keys")]
    assert "no in port 'keys'" in talk.refused(c.MidiClose("in", "keys"))[1]
    talk.say(c.MidiClose("out", "*"))
    assert talk.orders == [Ports((KNOBS,))]
    talk.say(c.LiveWatch(), client="new")
    assert talk.told("new")[-1] == c.MidiPortIs("", "control", "knobs", "lost", "", "knobs")


def test_an_input_has_one_track() -> None:
    talk = Talk()
    assert "one track" in talk.refused(c.MidiOpen("in", "keys", ("bass", "drums")))[1]
    talk.say(c.MidiOpen("in", VIRTUAL, ("bass",)))
    assert talk.orders == [Ports((Wanted("in", VIRTUAL, "music", ("bass",)),))]


def test_ports_are_wanted_from_the_start() -> None:
    talk = Talk()
    talk.effects = talk.live.want((KEYS, SYNTH))
    assert talk.orders == [Setup(DEFAULT_CHANNELS), Follow("internal", 16.0), Ports((KEYS, SYNTH))]


def test_the_ports_that_there_are_are_listed_for_who_asks() -> None:
    talk = Talk()
    talk.say(c.MidiPortsAsk("q"))
    assert talk.orders == [Look("me", "q")]
    talk.hear(Seen("me", "q", ("keys", "knobs"), ("synth",)))
    assert talk.told("me") == [
        c.MidiPortIs("q", "in", "keys", "there", ""),
        c.MidiPortIs("q", "in", "knobs", "there", ""),
        c.MidiPortIs("q", "out", "synth", "there", ""),
        c.Done("q", 3),
    ]
    talk.hear(Seen("me", "q", trouble="no MIDI system"))
    (failure,) = talk.told("me")
    assert isinstance(failure, c.Fail)
    assert (failure.id, failure.code, failure.text) == ("q", "refused", "no MIDI system")


def test_a_process_that_is_started_again_plans_anew() -> None:
    talk = Talk(plays=True)
    talk.say(c.LiveRole("accompany"))
    talk.play(7)
    talk.hear(Restarted("exit code 9"))
    assert talk.logs == [Log("MIDI: exit code 9, starting it again", error=True)]
    assert Unwish() in talk.effects


# --- for people


def test_the_status_says_how_it_is() -> None:
    talk = Talk()
    assert talk.status == {}
    talk.live.want((KEYS, Wanted("in", "pads"), SYNTH))
    talk.hear(Found("Grand keys 1", KEYS), Lost("no pads", Wanted("in", "pads")))
    assert talk.status["MIDI in"] == "Grand keys 1, no pads"
    assert talk.status["MIDI out"] == "..."
    assert talk.status["beat"] == "bar 1, beat 1.0 (stopped)"
    assert talk.status["role"] == "off: does not play"
    talk.say(c.LiveRole("duet"))
    assert talk.status["role"] == "duet: waits for the music to begin"
    line = Line(talk.now, 21.5, 98.76, playing=True, shift=16.0)
    talk.hear(
        Course(line, "internal", locked=False), Tally({"notes played": 3}, (0.001, 0.02, 0.5))
    )
    talk.tick()
    status = talk.status
    assert status["beat"] == "bar 2, beat 2.5"
    assert status["tempo"] == "98.8"
    assert status["beat from"] == "internal (not heard)"
    assert status["notes late by"] == "1.0 ms (99 %: 20.0, most: 500.0)"
    assert (status["notes played"], status["loops not answered in time"]) == ("3", "0")
    assert status["role"] == "duet: listens"
    assert float(status["next loop in"].removesuffix(" s")) > 0
    talk.live.loops.counts["loops not answered in time"] += 2
    assert talk.status["loops not answered in time"] == "2"


def test_the_state_counts_loops_and_notes() -> None:
    talk = Talk(plays=True)
    talk.hear(Tally({"notes dropped: too late": 4}, (0.0, 0.0, 0.0)))
    talk.live.loops.counts.update({"loops answered in time": 3, "loops not answered in time": 1})
    talk.tick(0.5)
    (state,) = [e for e in talk.told() if isinstance(e, c.LiveState)]
    assert (state.answered, state.late, state.dropped) == (3, 1, 4)
