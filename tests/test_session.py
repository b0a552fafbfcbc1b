"""What the server decides, with time as an argument and no processes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bridges import commands as c
from bridges.osc import MAX_PACKET, encode
from generators.base import Draft
from generators.midi_parts import Part
from generators.score import Clip, Hole, Note
from server.band_worker import Came, Clear, Course, Cues, Silence
from server.effects import ClipFile, Load, Log, MakeFiles, Perform, Send, SendFile, Start, Stop
from server.engine import Died, Refused, Serving
from server.session import LIVE, MAX_CLIENTS, MAX_CLIPS, MAX_WAITING, MOST_STOPS, Session
from server.transport import Line
from server.worker import Finished

SEED = 42


class Talk:
    """A session, and what it said since the last question."""

    def __init__(self, ready: bool = True) -> None:
        self.session = Session("repeat", fresh_seed=lambda: SEED)
        self.effects: list[object] = []
        self.now = 100.0
        if ready:
            self.hear(Serving("repeat", "none", 0.1))

    def say(self, *messages: object, client: str = "me") -> list[object]:
        self.effects = [e for m in messages for e in self.session.handle(m, client, self.now)]
        return self.effects

    def hear(self, *news: object) -> list[object]:
        self.effects = [e for n in news for e in self.session.hear(n, self.now)]
        return self.effects

    def tick(self, now: float) -> list[object]:
        self.now = now
        self.effects = self.session.tick(now)
        return self.effects

    @property
    def sent(self) -> list[tuple[str, object]]:
        return [(e.client, e.event) for e in self.effects if isinstance(e, Send)]

    @property
    def fails(self) -> list[tuple[object, str]]:
        return [(event.id, event.code) for _, event in self.sent if isinstance(event, c.Fail)]

    @property
    def started(self) -> list[str]:
        return [e.request.id for e in self.effects if isinstance(e, Start)]

    @property
    def stopped(self) -> list[str]:
        return [e.request for e in self.effects if isinstance(e, Stop)]

    def clip(self, name: c.Id = "a", client: str = "me", **params: float) -> None:
        rows = tuple(c.ParamRow(n, v) for n, v in params.items())
        self.say(
            c.ClipBegin(name, 16, 120, ("melody", "bass")),
            c.ClipNote(name, (c.NoteRow("melody", 60, 0, 1, 80),)),
            c.ClipHole(name, (c.HoleRow("*", 8, 12),)),
            *([c.ClipParam(name, rows)] if rows else []),
            client=client,
        )
        assert self.effects == []

    def ask(self, name: c.Id = "a", client: str = "me", **params: float) -> str:
        self.clip(name, client, **params)
        self.say(c.Infill(name), client=client)
        return self.started[0] if self.started else ""


def draft(request: str, progress: float, notes: int = 1) -> Draft:
    made = tuple(Note(8 + n / 4, 60, 0.25) for n in range(notes))
    return Draft(request, progress, ({"melody": made, "bass": ()},))


def test_a_clip_is_asked_for_and_answered() -> None:
    talk = Talk()
    key = talk.ask(seed=7, temperature=0.5, steps=9, variations=2)
    request = talk.effects[-1].request
    assert [(h.track, h.start, h.end) for h in request.holes] == [
        ("melody", 8, 12),
        ("bass", 8, 12),
    ]
    assert (request.sampling.seed, request.sampling.steps, request.sampling.variations) == (7, 9, 2)
    talk.hear(draft(key, 0.5))
    assert talk.sent == [("me", c.Progress("a", 0.5))]
    talk.hear(draft(key, 1.0, notes=3))
    notes = tuple(c.NoteRow("melody", 60, 8 + n / 4, 0.25, 80) for n in range(3))
    assert talk.sent == [("me", c.Notes("a", 0, notes)), ("me", c.Done("a", 3, 7))]
    assert "infill a: 3 notes in 0 ms" in next(e for e in talk.effects if isinstance(e, Log)).text
    assert talk.hear(Finished(key)) == []


def test_controls_reach_the_generator_as_they_were_sent() -> None:
    talk = Talk()
    asked = {"density": 8, "density.bass": 4, "key": "A minor", "high": 72}
    talk.clip()
    talk.say(c.ClipParam("a", tuple(c.ParamRow(n, v) for n, v in asked.items())))
    talk.say(c.ClipParam("a", (c.ParamRow("density", 6), c.ParamRow("seed", 1))), c.Infill("a"))
    assert talk.effects[-1].request.sampling.controls.values == {**asked, "density": 6}


def test_controls_that_do_not_go_together_fail_the_task_and_can_be_mended() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipParam("a", (c.ParamRow("low", 60), c.ParamRow("high", 50))))
    assert talk.effects == [], "the other half may be on its way"
    talk.say(c.Infill("a"))
    assert talk.fails == [("a", "bad_args")]
    talk.say(c.ClipParam("a", (c.ParamRow("high", 70),)), c.Infill("a"))
    assert talk.started


def test_a_parameter_can_be_taken_back() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipParam("a", (c.ParamRow("low", 60), c.ParamRow("high", 50))))
    talk.say(c.ClipParam("a", (c.ParamRow("low", "default"), c.ParamRow("key", "default"))))
    talk.say(c.Infill("a"))
    assert talk.effects[-1].request.sampling.controls.values == {"high": 50}


def test_an_empty_answer_is_done_with_no_notes() -> None:
    talk = Talk()
    talk.hear(draft(talk.ask(), 1.0, notes=0))
    assert talk.sent == [("me", c.Done("a", 0, SEED))]


def test_progress_is_told_at_most_twenty_times_a_second() -> None:
    talk = Talk()
    key = talk.ask()
    told = 0
    for step in range(1, 100):
        talk.now += 0.01
        told += len(talk.hear(draft(key, step / 100)))
    assert 15 <= told <= 20


def test_one_request_runs_at_a_time_and_the_rest_wait() -> None:
    talk = Talk()
    first = talk.ask("a", "one")
    assert talk.ask("b", "two") == ""
    talk.hear(draft(first, 1.0))
    assert talk.started == []  # the engine has not said that it is finished
    talk.hear(Finished(first))
    assert len(talk.started) == 1


def test_requests_wait_for_the_model_to_be_loaded() -> None:
    talk = Talk(ready=False)
    assert talk.ask() == ""
    talk.hear(Serving("repeat", "none", 3.0))
    assert len(talk.started) == 1


def test_a_newer_waiting_request_of_the_same_kind_replaces_an_older_one() -> None:
    talk = Talk()
    talk.ask("runs")
    talk.ask("old")
    talk.clip("other kind")
    talk.say(c.Vary("other kind", 0.5))
    assert talk.fails == []
    talk.ask("new", "another client")
    assert talk.fails == []
    talk.ask("new")
    assert talk.fails == [("old", "replaced")]


def test_too_many_waiting_requests_are_refused() -> None:
    talk = Talk()
    for n in range(MAX_WAITING + 1):
        talk.ask("a", f"client {n}")
        assert talk.fails == []
    talk.ask("a", "one too many")
    assert talk.fails == [("a", "busy")]


def test_at_the_deadline_the_latest_draft_is_the_answer() -> None:
    talk = Talk()
    key = talk.ask(deadline_ms=800)
    assert talk.session.next_deadline == pytest.approx(100.8)
    talk.hear(draft(key, 0.3, notes=2))
    assert talk.tick(100.7) == []
    talk.tick(100.8)
    assert talk.stopped == [key]
    assert talk.sent[-1] == ("me", c.Done("a", 2, SEED))
    assert talk.hear(draft(key, 0.9)) == []
    talk.hear(Finished(key))
    assert talk.sent == []


def test_a_deadline_without_a_draft_is_late_also_for_a_waiting_request() -> None:
    talk = Talk()
    running = talk.ask("a", deadline_ms=500)
    talk.ask("b", "other", deadline_ms=500)
    talk.tick(100.6)
    assert talk.fails == [("a", "late"), ("b", "late")]
    assert talk.stopped == [running]


def test_cancel_ends_the_task_and_forgets_the_clip() -> None:
    talk = Talk()
    key = talk.ask()
    talk.say(c.Cancel("a"))
    assert (talk.fails, talk.stopped) == ([("a", "cancelled")], [key])
    assert talk.hear(draft(key, 1.0)) == []
    talk.say(c.Infill("a"))
    assert talk.fails == [("a", "unknown_id")]
    talk.say(c.Cancel("a"))
    assert talk.fails == [("a", "unknown_id")]


def test_clients_do_not_see_each_others_ids() -> None:
    talk = Talk()
    talk.clip("a", "one")
    talk.say(c.Cancel("a"), client="two")
    assert talk.fails == [("a", "unknown_id")]


def test_panic_cancels_everything_of_everyone() -> None:
    talk = Talk()
    key = talk.ask("a", "one")
    talk.ask("b", "two")
    talk.say(c.Panic(), client="three")
    assert talk.stopped == [key]
    assert talk.fails == [("a", "cancelled"), ("b", "cancelled")]
    assert ("three", c.PanicDone(2)) in talk.sent


def test_a_client_that_leaves_or_says_hello_again_starts_afresh() -> None:
    for leave in (lambda t: t.session.close("me"), lambda t: t.say(c.Hello(1))):
        talk = Talk()
        key = talk.ask()
        effects = leave(talk)
        assert Stop(key) in effects
        talk.clip()  # the id is free again


def test_a_second_begin_that_would_lose_unasked_notes_fails() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipBegin("a", 8))
    assert talk.fails == [("a", "in_use")]
    talk.say(c.ClipNote("a", (c.NoteRow("bass", 40, 0, 1, 80),)))
    assert talk.effects == []  # left out: it belongs to the clip that was refused
    talk.say(c.Infill("a"))
    assert talk.fails == [("a", "in_use")]
    talk.clip()  # and now it is free


def test_a_second_begin_with_nothing_to_lose_is_welcome() -> None:
    talk = Talk()
    talk.say(c.ClipBegin("a", 8), c.ClipBegin("a", 16))
    assert talk.fails == []
    key = talk.ask()
    talk.hear(draft(key, 1.0), Finished(key))
    talk.clip()


def test_a_begin_while_the_id_is_at_work_fails_and_the_work_goes_on() -> None:
    talk = Talk()
    key = talk.ask()
    talk.say(c.ClipBegin("a", 8), c.ClipNote("a", (c.NoteRow("bass", 40, 0, 1, 80),)))
    assert talk.fails == [("a", "in_use")]
    talk.say(c.Infill("a"))
    assert talk.fails == [("a", "in_use")]
    talk.hear(draft(key, 1.0))
    assert talk.sent[-1] == ("me", c.Done("a", 1, SEED))


def test_without_a_seed_every_answer_is_drawn_with_a_fresh_one() -> None:
    talk = Talk()
    seeds = iter([11, 12])
    talk.session = Session("repeat", fresh_seed=lambda: next(seeds))
    talk.hear(Serving("repeat", "none", 0.1))
    for seed in (11, 12):
        key = talk.ask()
        (start,) = [e for e in talk.effects if isinstance(e, Start)]
        assert start.request.sampling.seed == seed
        talk.hear(Draft(key, 1.0, ({"bass": ()},)), Finished(key))
        assert talk.sent == [("me", c.Done("a", 0, seed))]


def test_a_clip_can_be_asked_for_again_with_another_seed_or_other_holes() -> None:
    talk = Talk()
    key = talk.ask()
    talk.hear(draft(key, 1.0), Finished(key))
    talk.say(c.ClipParam("a", (c.ParamRow("seed", 2),)), c.Infill("a"))
    request = talk.effects[-1].request
    assert (request.sampling.seed, len(request.holes)) == (2, 2)
    talk.hear(draft(request.id, 1.0), Finished(request.id))
    talk.say(c.ClipHole("a", (c.HoleRow("bass", 0, 1),)), c.Infill("a"))
    assert len(talk.effects[-1].request.holes) == 1


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([c.ClipNote("a", (c.NoteRow("bass", 40, 16, 1, 80),))], "outside"),
        ([c.ClipHole("a", (c.HoleRow("bass", 12, 17),))], "outside"),
        ([c.ClipHole("a", (c.HoleRow("bass", 12, 12),))], "outside"),
        ([c.ClipParam("a", (c.ParamRow("colour", 1),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("seed", 0.5),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("temperature", 9),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("temperature", "hot"),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("key", "H"),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("key", 3),))], "bad_args"),
        ([c.ClipParam("a", (c.ParamRow("density.flute", 3),))], "bad_args"),
        ([c.ClipNote("b", (c.NoteRow("bass", 40, 0, 1, 80),))], "unknown_id"),
        ([c.Infill("b")], "unknown_id"),
        ([c.Infill("a")], "empty"),
        ([c.Continue("a", 4)], "empty"),
        ([c.Accompany("a")], "empty"),
        ([c.Bridge("a", "b", 2)], "unknown_id"),
        ([c.ClipNote("a", (c.NoteRow("bass", 40, 0, 1, 80),) * 20_001)], "too_large"),
    ],
)
def test_what_cannot_be_used_gets_one_clear_fail(messages: list[object], code: str) -> None:
    talk = Talk()
    talk.say(c.ClipBegin("a", 16), *messages)
    assert [found for _, found in talk.fails] == [code]
    assert talk.started == []


def test_a_clip_that_lost_notes_is_not_answered() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipNote("a", (c.NoteRow("bass", 40, 99, 1, 80),)))
    talk.say(c.ClipHole("a", (c.HoleRow("bass", 0, 99),)))
    assert talk.effects == []
    for _ in range(2):  # asking twice does not bring the notes back
        talk.say(c.Infill("a"))
        assert talk.fails == [("a", "outside")]
    talk.clip()
    talk.say(c.Infill("a"))
    assert talk.started


def test_holes_of_a_task_that_failed_give_way_to_new_ones() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipHole("a", (c.HoleRow("bass", 0, 1), c.HoleRow("bass", 0, 99))), c.Infill("a"))
    talk.say(c.ClipHole("a", (c.HoleRow("melody", 4, 8),)), c.Infill("a"))
    assert talk.effects[-1].request.holes == (Hole("melody", 4, 8, meant=True),)


def test_the_clips_that_are_held_go_by_age_of_their_client_s_last() -> None:
    talk = Talk()
    talk.clip(client="daw")
    for number in range(MAX_CLIENTS - 1):
        talk.clip(client=f"tool {number}")
    talk.clip("b", client="daw")
    talk.clip(client="one more")
    talk.say(c.Infill("a"), client="daw")
    assert talk.fails == []
    talk.say(c.Infill("a"), client="tool 0")
    assert talk.fails == [("a", "unknown_id")]


def test_a_file_of_too_many_notes_is_refused() -> None:
    clip = Clip(4096, {"bass": tuple(Note(i / 8, 36, 0.1) for i in range(20_001))})
    talk = Talk()
    talk.say(ClipFile("a", SimpleNamespace(clip=clip, parts=())))
    assert talk.fails == [("a", "too_large")]


def test_a_long_trouble_fits_a_packet_of_the_status() -> None:
    talk = Talk(ready=False)
    talk.hear(Refused("trio", "why\n" + "é" * 2000, serving=False))
    packets = encode(c.StatusReport(tuple(talk.session.status())))
    assert max(map(len, packets)) <= MAX_PACKET


def test_the_list_of_parameters_is_told_with_an_unknown_one() -> None:
    talk = Talk()
    talk.clip()
    talk.say(c.ClipParam("a", (c.ParamRow("colour", 1),)))
    assert all(name in talk.sent[0][1].text for name in c.PARAMS)


def test_every_task_starts() -> None:
    holes = {}
    for task in (
        c.Infill("a"), c.Accompany("a"), c.Continue("a", 2), c.LeadIn("a", 2, ("drums",)),
        c.Bridge("a", "b", 2), c.Vary("a", 0.5), c.Generate("a", 4), c.Generate("new", 4),
    ):  # fmt: skip
        talk = Talk()
        talk.clip("b")
        talk.clip("a")
        talk.say(task)
        (start,) = talk.effects
        holes[type(task)] = [(h.track, h.start, h.end) for h in start.request.holes]
    assert holes[c.Accompany] == [(role, 0, 16) for role in ("chords", "bass", "drums")]
    assert holes[c.Continue] == [("melody", 16, 24), ("bass", 16, 24)]
    assert holes[c.LeadIn] == [("drums", 0, 8)]
    assert holes[c.Bridge] == [("melody", 16, 24), ("bass", 16, 24)]
    assert len(holes[c.Generate]) == 4


def test_tasks_mean_the_tracks_that_the_model_plays() -> None:
    found = {}
    for task in (c.Infill("a"), c.Accompany("a"), c.Continue("a", 2), c.Generate("a", 2)):
        talk = Talk()
        talk.hear(Serving("duo", "cpu", 1.0, ("melody", "drums")))
        talk.clip("a")  # melody and bass, with a hole in *
        talk.say(task)
        found[type(task)] = {h.track for h in talk.effects[-1].request.holes}
    assert found[c.Infill] == found[c.Continue] == {"melody"}
    assert found[c.Accompany] == {"drums"} and found[c.Generate] == {"melody", "drums"}


def test_a_hole_in_tracks_that_the_model_does_not_play_is_refused() -> None:
    talk = Talk()
    talk.hear(Serving("drummer", "cpu", 1.0, ("drums",)))
    talk.say(c.ClipBegin("a", 16, 120, ("melody",)), c.ClipHole("a", (c.HoleRow("*", 8, 12),)))
    assert talk.fails == [("a", "empty")] and "(drums)" in talk.sent[0][1].text


def test_the_oldest_clip_goes_when_there_are_too_many() -> None:
    talk = Talk()
    for n in range(MAX_CLIPS + 1):
        talk.clip(n)
    talk.say(c.Infill(0))
    assert talk.fails == [(0, "unknown_id")]
    assert talk.session.counts["clips dropped"] == 1


def test_a_dead_worker_fails_its_request_and_the_next_waits_for_the_new_one() -> None:
    talk = Talk()
    key = talk.ask("a", "one")
    talk.ask("b", "two")
    talk.hear(Died(key, "it ended", restarting=True))
    assert talk.fails == [("a", "worker_died")]
    assert talk.started == []
    talk.hear(Serving("repeat", "none", 1.0))
    assert len(talk.started) == 1


def test_a_fault_of_the_model_or_no_answer_is_told() -> None:
    talk = Talk()
    talk.hear(Finished(talk.ask(), "out of memory"))
    assert talk.fails == [("a", "failed")]
    talk.hear(Finished(talk.ask("b")))
    assert talk.fails == [("b", "failed")]


def test_a_model_that_ends_early_is_taken_at_its_last_draft() -> None:
    talk = Talk()
    key = talk.ask()
    talk.hear(draft(key, 0.7), Finished(key))
    assert talk.sent[-1] == ("me", c.Done("a", 1, SEED))


def test_a_preset_is_loaded_or_refused() -> None:
    talk = Talk()
    assert Load("trio") in talk.say(c.PresetLoad("p", "trio"))
    talk.hear(Serving("trio", "cpu", 2.0))
    assert talk.sent[-1] == ("me", c.Done("p", 1))
    talk.say(c.PresetLoad("q", "nonsense"))
    talk.hear(Refused("nonsense", "no such preset", serving=True))
    assert talk.fails == [("q", "no_preset")]
    assert len(talk.ask()) > 0


def test_a_load_that_is_overtaken_is_told_so() -> None:
    talk = Talk()
    talk.say(c.PresetLoad("p", "one"), c.PresetLoad("q", "two"))
    assert talk.fails == [("p", "replaced")]


def test_without_a_model_requests_fail_at_once() -> None:
    talk = Talk(ready=False)
    talk.ask("a")
    talk.hear(Refused("repeat", "broken", serving=False))
    assert talk.fails == [("a", "no_preset")]
    talk.ask("b")
    assert talk.fails == [("b", "no_preset")]


class Document:
    """Stands for a MIDI file."""

    def __init__(self) -> None:
        talk = Talk()
        talk.clip()
        self.clip = talk.session._held["me"]["a"].clip()
        self.parts = (
            Part(1, 2, 9, "Kit", 0, (), 0, 60.0, "drums", "channel 10"),
            Part(2, 3, 0, "Strings", 48, (), 0, 60.0, None, "program 48"),
        )


def test_a_midi_file_is_a_clip_and_gets_its_answer_put_in() -> None:
    talk = Talk()
    talk.say(ClipFile("a", Document()))
    drums = c.PartRow(1, 3, 10, "drums", "Kit", "channel 10")
    strings = c.PartRow(2, 4, 1, "", "Strings", "program 48")
    assert talk.sent == [
        ("me", c.ClipRead("a", 16, 120, 1, ("melody", "bass"))),
        ("me", c.ClipParts("a", (drums, strings))),
    ]
    talk.say(c.LeadIn("a", 2))
    key = talk.started[0]
    talk.hear(draft(key, 1.0))
    (order,) = [e for e in talk.effects if isinstance(e, MakeFiles)]
    assert (order.key, order.frame.lead) == (key, 8.0)
    assert c.Done("a", 1, SEED) not in [event for _, event in talk.sent]  # after the file
    done = Send("me", c.Done("a", 1, SEED))
    assert talk.session.filed(key, [b"file"]) == [SendFile("me", "a", 0, b"file"), done]
    assert talk.session.filed(key, [b"file"]) == []


def filing() -> tuple[Talk, str]:
    """A task of which all is done but the MIDI file."""
    talk = Talk()
    clip = Clip(16, {"melody": (Note(0, 60, 1),)})
    talk.say(ClipFile("a", SimpleNamespace(clip=clip, parts=())), c.Continue("a", 1))
    key = talk.started[0]
    talk.hear(draft(key, 1.0), Finished(key))
    return talk, key


@pytest.mark.parametrize("end", [c.Cancel("a"), c.Panic(), c.Hello(1)])
def test_a_task_that_is_cancelled_while_its_file_is_made_ends_once(end: object) -> None:
    talk, key = filing()
    talk.say(end)
    assert talk.fails == [("a", "cancelled")]
    assert talk.session.filed(key, [b"file"]) == []


def test_an_id_is_in_use_until_its_file_is_sent_and_the_model_is_free() -> None:
    talk, key = filing()
    talk.say(c.Continue("a", 1))
    assert talk.fails == [("a", "in_use")]
    assert talk.ask("b")
    assert talk.tick(1e9) == []
    talk.session.filed(key, [b"file"])
    talk.say(c.Continue("a", 1))
    assert talk.fails == []


def test_a_file_that_cannot_be_made_fails_the_task() -> None:
    talk, key = filing()
    talk.effects = talk.session.filed(key, [], "no channel is free")
    assert talk.fails == [("a", "failed")]


def test_status_is_for_people() -> None:
    talk = Talk()
    talk.ask()
    talk.say(c.Status())
    rows = {row.name: row.value for row in talk.sent[0][1].lines}
    assert rows["at work on"] == "infill a for me"
    assert rows["preset"] == "repeat"


# --- loops


class Band(Talk):
    """Somebody plays along; `key` is the request of the newest loop, which begins in about a
    second."""

    def __init__(self, ready: bool = True) -> None:
        super().__init__(ready)
        self.key = ""
        self.say(c.LiveWatch(), client="watches")
        self.say(c.LiveRole("accompany"))
        line = Line(self.now, 0.0, 120.0, playing=True)
        self.session.play_along(Course(line, "internal", locked=True), self.now)

    def play(self, until_asked: bool = True) -> None:
        """A note on every beat, until a loop is asked for."""
        live = self.session.live
        for _ in range(64):
            beat = live.loops.line.beat_at(self.now)
            for velocity in (80, 0):
                self.session.play_along(Came((0x90, 60, velocity), 0, "melody", beat), self.now)
            self.tick(self.now + 0.5)
            if live.loops.doing.startswith("makes"):
                self.key = self.started[-1] if self.started else ""
                return
        raise AssertionError("no loop was asked for")

    @property
    def cues(self) -> list[float]:
        """When the notes that are to be played begin."""
        found = [e.order for e in self.effects if isinstance(e, Perform)]
        return [cue.beat for order in found if isinstance(order, Cues) for cue in order.cues]

    @property
    def next(self) -> list[c.LiveNext]:
        return [e for client, e in self.sent if client == "watches" and isinstance(e, c.LiveNext)]

    @property
    def deadline(self) -> float:
        return min(job.deadline for job in self.session._jobs() if job.client == LIVE)


def loop_draft(request: str, progress: float = 1.0) -> Draft:
    notes = tuple(Note(float(beat), 40, 0.5) for beat in range(4, 200))
    return Draft(request, progress, ({"bass": notes},))


def test_a_loop_is_made_and_played_and_its_progress_told_to_nobody() -> None:
    band = Band()
    band.play()
    assert band.key
    assert band.hear(loop_draft(band.key, 0.5)) == []
    band.hear(loop_draft(band.key))
    assert len(band.cues) == len(band.next[0].notes) > 0
    assert (band.next[0].number, band.next[0].seed, band.next[0].late) == (1, SEED, 0)
    assert band.session.live.loops.answers[1].preset == "repeat"
    assert band.hear(Finished(band.key)) == []


def test_a_loop_goes_before_tasks_and_what_it_stopped_begins_again() -> None:
    band = Band()
    task = band.ask("a")
    other = band.ask("b", client="two")
    assert (bool(task), other) == (True, "")
    band.play()
    assert band.stopped == [task]
    assert band.key == "", "the model has to stop first"
    band.hear(draft(task, 0.9))
    assert band.sent == [], "it is too late for that"
    band.hear(Finished(task))
    (key,) = band.started
    assert key not in ("", task)
    band.hear(loop_draft(key))
    assert band.cues
    band.hear(Finished(key))
    assert band.started == [task], "before those that wait for longer"
    band.hear(draft(task, 1.0))
    assert band.sent[-1] == ("me", c.Done("a", 1, SEED))


def test_a_task_that_ends_soon_is_let_end() -> None:
    band = Band()
    task = band.ask("a")
    band.now += 0.1
    band.hear(draft(task, 0.95))
    band.play()
    assert band.stopped == []
    band.hear(draft(task, 1.0))
    assert band.sent[-1] == ("me", c.Done("a", 1, SEED))
    band.hear(Finished(task))
    assert len(band.started) == 1


def test_a_task_that_has_long_to_go_is_stopped_and_its_draft_forgotten() -> None:
    band = Band()
    task = band.ask("a", deadline_ms=60_000)
    band.now += 0.5
    band.hear(draft(task, 0.05))
    band.play()
    assert band.stopped == [task]
    band.hear(Finished(task))
    key = band.started[0]
    band.hear(loop_draft(key), Finished(key))
    assert band.started == [task]
    band.say(c.LiveRole("off"))
    band.tick(band.now + 60.0)
    assert band.fails == [("a", "late")]


def test_a_task_that_is_stopped_again_and_again_fails() -> None:
    band = Band()
    task = band.ask("a")
    for _ in range(MOST_STOPS):
        band.play()
        assert band.stopped == [task]
        assert band.fails == []
        band.hear(Finished(task))
        key = band.started[0]
        band.hear(loop_draft(key), Finished(key))
        assert band.started == [task]
    band.play()
    assert band.fails == [("a", "busy")]


def test_at_its_deadline_a_loop_is_the_latest_draft() -> None:
    band = Band()
    band.play()
    band.hear(loop_draft(band.key, 0.25))
    band.tick(band.deadline)
    assert band.stopped == [band.key]
    assert band.cues
    assert band.session.live.loops.counts["loops not answered in time"] == 0


def test_a_loop_without_a_draft_is_late_and_the_last_good_one_is_played() -> None:
    band = Band()
    band.play()
    band.hear(loop_draft(band.key), Finished(band.key))
    band.play()
    band.tick(band.deadline)
    assert band.stopped == [band.key]
    assert band.cues
    assert band.next[0].late == 1
    assert any(e.error and "deadline passed" in e.text for e in band.effects if isinstance(e, Log))


@pytest.mark.parametrize("end", ["died", "failed", "refused"])
def test_a_model_that_is_lost_does_not_stop_the_music(end: str) -> None:
    band = Band()
    band.play()
    band.hear(loop_draft(band.key), Finished(band.key))
    band.play()
    band.hear({
        "died": Died(band.key, "the worker ended", True),
        "failed": Finished(band.key, "out of memory"),
        "refused": Died(band.key, "the worker ended", True),
    }[end])  # fmt: skip
    assert band.cues
    assert band.next[0].late == 1
    if end == "refused":
        band.hear(Refused("repeat", "gone", serving=False))
        band.play()
        band.tick(band.deadline)
        assert band.cues, "and again"


def test_panic_stops_the_loop_and_silences_all() -> None:
    band = Band()
    band.play()
    band.ask("a", client="two")
    band.say(c.Panic(), client="me")
    assert [e.order for e in band.effects if isinstance(e, Perform)] == [Silence()]
    assert band.stopped == [band.key]
    assert ("two", "a") in [(client, getattr(e, "id", "")) for client, e in band.sent]
    assert ("me", c.PanicDone(1)) in band.sent
    assert band.hear(loop_draft(band.key)) == []


def test_a_loop_that_is_not_wanted_any_more_is_stopped() -> None:
    band = Band()
    band.play()
    band.say(c.LiveRole("off"))
    assert band.stopped == [band.key]
    assert any(isinstance(e.order, Clear) for e in band.effects if isinstance(e, Perform))


def test_another_preset_plays_its_tracks_from_the_next_loop_on() -> None:
    band = Band()
    band.play()
    band.hear(loop_draft(band.key), Finished(band.key))
    band.hear(Serving("duo", "none", 0.1, ("melody", "bass")))
    band.play()
    (request,) = [e.request for e in band.effects if isinstance(e, Start)]
    assert {h.track for h in request.holes} <= {"melody", "bass"}
    band.hear(loop_draft(band.key))
    assert band.session.live.loops.answers[2].preset == "duo"


def test_clients_cannot_cancel_loops() -> None:
    band = Band()
    band.play()
    band.say(c.Cancel(1))
    assert band.fails == [(1, "unknown_id")]
    band.session.close("me", band.now)
    band.hear(loop_draft(band.key))
    assert band.cues
