"""What is decided about Live: conversations that lose packets, requests, values, who watches."""

from __future__ import annotations

from typing import Any

import pytest

from bridges import ableton as b
from bridges import commands as c
from bridges.ableton import ERROR, FENCE, STARTUP, VERSION, Nobody, Opened, Say, Shut
from bridges.table import PeerError
from bridges.targets import target
from generators.base import Sampling
from generators.score import Clip
from server.ableton import ALIVE_S, LOST_S, MAX_WAITING, SETTLE_S, Ableton
from server.ableton_read import look, read_spans
from server.ableton_talk import GRACE_S, PATIENCE_S, Flow, Query, Replies, Talk
from server.effects import Dial, Effect, Send, Speak, Unwant, Want
from server.session import Session

TEMPO, SCENES = b.song("tempo"), b.song("num_scenes")


def reply(question: Say, *values: Any) -> Say:
    return Say(question.address, (*question.values[: question.ids], *values))


class Conversation:
    """A flow and who talks with it."""

    def __init__(self, flow: Flow) -> None:
        self.result: Any = None
        self.error: PeerError | None = None
        self.talk = Talk(self._ended, "is Live there?")
        self.now = 10.0
        self.said: list[Say] = []
        self._took(self.talk.begin(flow, self.now))

    def _ended(self, result: Any, error: PeerError | None, now: float) -> list[Effect]:
        self.result, self.error = result, error
        return []

    def _took(self, effects: list[Effect]) -> None:
        self.said = [s for e in effects if isinstance(e, Speak) for g in e.groups for s in g]

    def hear(self, *said: Say) -> None:
        for message in said:
            self._took(self.talk.hear(message, self.now))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self._took(self.talk.tick(self.now))


def asks(**more: Any) -> Flow:
    found: Replies = yield Query([[TEMPO, SCENES]], **more)
    return found.get(TEMPO), found.get(SCENES)


def test_all_answers_in_any_order_are_the_result() -> None:
    at = Conversation(asks())
    assert at.said == [TEMPO, SCENES]
    at.hear(Say("/live/song/get/beat", (1,)), reply(SCENES, 8), reply(TEMPO, 99.0))
    assert (at.result, at.talk.busy) == (((99.0,), (8,)), False)
    at.hear(reply(TEMPO, 1.0))  # late, or another's


def test_what_is_not_answered_is_asked_again_and_then_given_up() -> None:
    at = Conversation(asks(tries=2))
    at.hear(reply(TEMPO, 99.0))
    at.wait(PATIENCE_S / 2)
    assert at.said == []
    at.wait(PATIENCE_S / 2)
    assert at.said == [TEMPO, SCENES], "all of it: what came may be of the first try"
    at.hear(reply(SCENES, 8))
    at.wait(PATIENCE_S)
    assert at.error is not None
    assert (at.error.code, at.error.text) == (
        "no_live", "no answer from Live in 2 s: is Live there?",
    )  # fmt: skip


def test_what_is_not_needed_may_be_lacking() -> None:
    at = Conversation(asks(needed=[TEMPO]))
    at.hear(reply(TEMPO, 99.0))
    at.wait(PATIENCE_S)
    assert at.result == ((99.0,), None)


def test_an_error_of_live_ends_the_waiting_soon_and_is_told() -> None:
    at = Conversation(asks(tries=1))
    at.hear(Say(ERROR, ("This slot already has a clip",)))
    assert at.talk.due == at.now + GRACE_S
    at.wait(GRACE_S)
    assert at.error is not None
    assert at.error.text == "Live says: This slot already has a clip"


def test_a_script_that_is_too_old_is_told() -> None:
    at = Conversation(asks(tries=1))
    at.hear(Say(ERROR, ("Unknown OSC address: /live/song/get/num_scenes",)))
    at.wait(GRACE_S)
    assert at.error is not None
    assert "install the newest AbletonOSC" in at.error.text


NOTES = Say("/live/clip/get/notes", (0, 0))


def some(*pitches_and_starts: tuple[int, float]) -> Say:
    flat = [v for pitch, start in pitches_and_starts for v in (pitch, start, 1.0, 80.0, False)]
    return Say(NOTES.address, (0, 0, *flat))


def test_notes_are_asked_for_again_in_smaller_windows_where_one_does_not_come() -> None:
    at = Conversation(read_spans({(0, 0): (0.0, 12.0)}))
    assert [s.values[4:] for s in at.said] == [(0.0, 8.0), (8.0, 4.0)]
    at.hear(some((60, 9.0)), Say(ERROR, ("Message too long",)))
    at.wait(GRACE_S)
    assert at.said == [FENCE]
    at.hear(some((61, 1.0)))  # of before: it counts for nothing
    at.hear(reply(FENCE, False))
    assert [s.values[4:] for s in at.said] == [(0.0, 4.0), (4.0, 4.0), (8.0, 4.0)]
    at.hear(some((62, 1.0)), some(), some((60, 9.0)))
    spans, _ = at.result
    assert [n.pitch for n in spans[0, 0]] == [62, 60]


def test_answers_that_belong_to_another_window_are_not_believed() -> None:
    at = Conversation(read_spans({(0, 0): (0.0, 16.0)}))
    at.hear(some((60, 9.0)), some((60, 9.0)))
    assert at.result is None
    assert at.said == [FENCE], "asked again"


def test_where_live_goes_on_saying_nothing_of_notes_it_is_given_up() -> None:
    at = Conversation(read_spans({(0, 0): (0.0, 1.0)}))
    for _ in range(20):
        at.wait(PATIENCE_S)
        if at.said == [FENCE]:
            at.hear(reply(FENCE, False))
    assert at.error is not None
    assert at.error.code == "too_large"
    gone = Conversation(read_spans({(0, 0): (0.0, 1.0)}))
    for _ in range(4):
        gone.wait(PATIENCE_S)
    assert gone.error is not None
    assert gone.error.code == "no_live"


def test_a_set_that_is_not_in_four_is_refused() -> None:
    at = Conversation(look(0))
    for say in at.said:
        at_values = {"numerator": 3, "denominator": 4, "tempo": 120.0}
        value = next((v for name, v in at_values.items() if name in say.address), 1)
        at.hear(reply(say, value) if "selected" not in say.address else reply(say, 0, 0))
    assert at.error is not None
    assert "3/4" in at.error.text


# --- requests and the link


class Desk:
    """Live is there, but says nothing unless it is told to; `me` asks, `other` watches."""

    def __init__(self, opened: bool = True) -> None:
        self.live = Ableton(lambda: 5)
        self.now = 100.0
        self.effects: list[Effect] = []
        self.say(c.AbletonWatch(), client="other")
        if opened:
            self.say(c.AbletonOn(1))
            self.hear(Opened())

    def say(self, *messages: Any, client: str = "me") -> list[Effect]:
        self.effects = [e for m in messages for e in self.live.handle(m, client, self.now)]
        return self.effects

    def hear(self, *news: b.News) -> list[Effect]:
        self.effects = [e for n in news for e in self.live.hear(n, self.now)]
        return self.effects

    def wait(self, seconds: float) -> list[Effect]:
        self.now += seconds
        self.effects = self.live.tick(self.now)
        return self.effects

    def told(self, client: str = "other") -> list[Any]:
        return [e.event for e in self.effects if isinstance(e, Send) and e.client == client]

    @property
    def asked(self) -> list[str]:
        return [
            s.address for e in self.effects if isinstance(e, Speak) for g in e.groups for s in g
        ]


def test_without_the_option_it_says_how_to_begin() -> None:
    desk = Desk(opened=False)
    with pytest.raises(PeerError, match="serve --ableton") as error:
        desk.say(c.AbletonMake("vary"))
    assert error.value.code == "refused"
    assert desk.live.status() == {}
    assert desk.live.due is None
    desk.say(c.AbletonOn(1))
    assert Dial(on=True) in desk.effects
    assert desk.told()[0] == c.AbletonOn(1)


def test_it_looks_whether_live_is_there_and_says_what_is_wrong() -> None:
    desk = Desk()
    desk.wait(0.0)
    assert desk.asked == [VERSION.address]
    desk.hear(Nobody("nobody listens on 11000"))
    assert desk.told() == [c.AbletonState("no answer", "nobody listens on 11000")]
    assert desk.live.due == desk.now + LOST_S
    desk.wait(LOST_S)
    assert desk.asked == [FENCE.address]
    desk.hear(reply(VERSION, 12, 0))
    assert desk.asked == [], "this was to the question before"
    desk.hear(reply(FENCE, False), reply(VERSION, 12, 1))
    assert desk.live.state == c.AbletonState("ready", "Live 12.1")
    assert "/live/song/get/num_tracks" in desk.asked, "and at the set, since it is news"


def test_a_port_that_is_taken_is_tried_again() -> None:
    desk = Desk()
    desk.hear(Shut("port 11001 is taken"))
    assert desk.told() == [c.AbletonState("no port", "port 11001 is taken")]
    assert desk.live.status()["Ableton"] == "no port: port 11001 is taken"
    with pytest.raises(PeerError, match="11001 is taken"):
        desk.say(c.AbletonMake("vary"))
    assert desk.wait(LOST_S) == [Dial(on=True)]
    assert desk.wait(LOST_S) == [], "the answer to it comes"


def test_requests_wait_for_one_another_and_newer_ones_take_the_place_of_older() -> None:
    desk = Desk()
    desk.say(c.AbletonMake("vary", 1))
    assert desk.told()[0] == c.AbletonState("reads", "vary")
    desk.say(c.AbletonMake("vary", 2), c.AbletonMake("infill", 3))
    assert desk.asked == []
    assert desk.live.status()["Ableton requests waiting"] == "2"
    desk.say(c.AbletonMake("vary", 4))
    (replaced,) = desk.told("me")
    assert (replaced.id, replaced.code) == (2, "replaced")
    for number in range(MAX_WAITING - 2):
        desk.say(c.AbletonMake("vary"), client=f"another {number}")
    with pytest.raises(PeerError) as error:
        desk.say(c.AbletonMake("vary"), client="one too many")
    assert error.value.code == "busy"
    desk.hear(Nobody("gone"))
    assert [(e.id, e.code) for e in desk.told("me")] == [(1, "no_live")]


def test_what_waits_and_what_is_read_can_be_cancelled() -> None:
    desk = Desk()
    desk.say(c.AbletonMake("vary", 1), c.AbletonMake("infill", 2))
    assert desk.live.cancel(9, "me") is None
    assert desk.live.cancel(1, "other") is None, "another client's"
    for number in (2, 1):
        effects = desk.live.cancel(number, "me")
        assert effects is not None
        fail = next(e.event for e in effects if isinstance(e, Send) and e.client == "me")
        assert isinstance(fail, c.Fail)
        assert (fail.id, fail.code) == (number, "cancelled")
    desk.say(c.AbletonMake("vary", 1), c.AbletonMake("infill", 2))
    desk.effects = desk.live.panic()
    assert {e.id for e in desk.told("me")} == {1, 2}


def test_what_waits_begins_when_what_was_before_it_is_cancelled() -> None:
    desk = Desk()
    desk.say(c.AbletonMake("vary", 1), c.AbletonMake("infill", 2))
    desk.live.cancel(1, "me")
    assert desk.live.due is not None
    assert desk.live.due <= desk.now
    desk.wait(0.0)
    assert desk.told()[-1] == c.AbletonState("reads", "infill")
    assert desk.live.due == desk.now + PATIENCE_S


def test_nothing_is_asked_too_soon_after_live_has_started() -> None:
    desk = Desk()
    desk.say(c.AbletonMake("vary"))
    desk.hear(Say(STARTUP))
    assert desk.asked == [], "what was just begun begins again"
    desk.say(c.AbletonMake("infill"))
    desk.wait(SETTLE_S / 2)
    assert desk.asked == []
    assert desk.live.due == desk.now + SETTLE_S / 2
    desk.wait(SETTLE_S / 2)
    assert desk.asked == [FENCE.address]
    desk.hear(reply(FENCE, False))
    assert "/live/song/get/num_tracks" in desk.asked


def test_what_the_model_makes_is_not_wanted_when_live_is_gone() -> None:
    desk = Desk()
    desk.say(c.AbletonMake("generate"))
    values = {"signature": 4, "num_tracks": 1, "num_scenes": 2, "tempo": 99.0}
    desk.hear(*(
        reply(Say(address), next(v for name, v in values.items() if name in address))
        for address in desk.asked if "song" in address
    ), reply(b.SELECTED, 0, 0))  # fmt: skip
    about = {"name": "Lead", "has_midi_input": True, "is_foldable": False}
    for name in ("name", "has_midi_input", "is_foldable", "devices/class_name", "clips/length",
                 "clips/name"):  # fmt: skip
        desk.hear(reply(b.track(0, name), *((about[name],) if name in about else ())))
    want = next(e for e in desk.effects if isinstance(e, Want))
    assert (want.task, want.clip.tempo, [*want.clip.tracks]) == ("generate", 99.0, ["melody"])
    desk.hear(Say(STARTUP))
    assert Unwant() in desk.effects
    assert desk.live.made(want.number, ({},), desk.now) == [], "too late"


def test_live_is_looked_for_while_it_is_silent() -> None:
    desk = Desk()
    desk.hear(reply(TEMPO, 120.0))
    desk.wait(ALIVE_S)
    assert desk.asked == [VERSION.address]
    desk.wait(PATIENCE_S)
    assert desk.told()[-1].state == "no answer"


def test_values_are_set_told_and_kept() -> None:
    desk = Desk()
    messages: list[Any] = [
        c.AbletonBars(8), c.AbletonAmount(0.5), c.AbletonHole(4.0, 6.0), c.AbletonCreate(1),
        c.AbletonTracks(("bass",)), c.AbletonLaunch(1), c.AbletonTrack("bass", "Moog"),
        c.AbletonParam((c.ParamRow("temperature", 0.5),)),
    ]  # fmt: skip
    desk.say(*messages)
    assert desk.told() == messages, "who watches"
    assert desk.told("me") == []
    assert [*desk.live.events()][1:7] == [
        messages[0], messages[1], messages[2], messages[4], messages[7], messages[3],
    ]  # fmt: skip
    assert desk.say(*messages) == [], "programs that echo come to rest"
    assert desk.live.current("/ableton/bars") == 8.0
    assert desk.live.current("/ableton/launch") == 1.0
    desk.say(c.AbletonTrack("bass", 3.0))
    assert desk.told() == [c.AbletonTrack("bass", "3")]
    desk.say(c.AbletonWatch(), client="new")
    assert {*messages[:6], messages[7]} <= set(desk.told("new"))


@pytest.mark.parametrize(
    "message", [c.AbletonHole(4.0, 2.0), c.AbletonHole(4.0, 4.0),
                c.AbletonParam((c.ParamRow("volume", 3.0),))],
)  # fmt: skip
def test_what_cannot_be_set_is_refused(message: Any) -> None:
    desk = Desk()
    with pytest.raises(PeerError) as error:
        desk.say(message)
    assert error.value.code == "bad_args"


@pytest.mark.parametrize(
    ("address", "number"),
    [("/ableton/make/accompany", False), ("/ableton/make/vary", False), ("/ableton/undo", False),
     ("/ableton/add/bass", False), ("/ableton/amount", True), ("/ableton/launch", True)],
)  # fmt: skip
def test_controllers_can_learn_it(address: str, number: bool) -> None:
    assert (target(address).arg is not None) == number


def test_what_controllers_cannot_say_is_refused() -> None:
    for address in ("/ableton/watch", "/ableton/tracks", "/ableton/track/bass", "/ableton/hole"):
        with pytest.raises(PeerError):
            target(address)


# --- in the session


def test_its_tasks_stand_in_the_queue_of_all_and_fail_as_all_do() -> None:
    session = Session("repeat")
    want = Want(1, "vary", Clip(4.0, {"melody": ()}), (), Sampling())
    effects = session._carry([want], 0.0)
    assert effects == []
    rows = {row.name: row.value for row in session.status()}
    assert rows["waiting"] == "1"
    session._carry([Unwant()], 0.0)
    assert {row.name: row.value for row in session.status()}["waiting"] == "0"
    session.state = "dead"
    failed: list[tuple[int, str]] = []
    session.ableton.failed = lambda n, code, *_: failed.append((n, code)) or []  # type: ignore[method-assign,func-returns-value]
    session._carry([want], 0.0)
    assert failed == [(1, "no_preset")]
