"""What the session decides about pictures, with time as an argument and no processes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bridges import commands as c
from bridges.looks import TUNES, LookError, read_looks
from generators.media import Features
from server.art import MAX_CUES, Art, read_cue
from server.effects import Keep, ListPainters, LoadPainter, MakeSound, Record, Send, Show, Watch
from server.gallery import open_art
from server.paint_engine import PainterDied, PainterKept
from server.paint_worker import LabelsHeard, PainterReady, PainterRefused
from server.record import Recorded, RecordFailed
from server.session import Session

LOOKS = read_looks('{"calm": {"zoom": 0.1}, "wild": {"zoom": 0.9, "spin": -0.5}}', "test")
READY = PainterReady("meter", "cpu", 0.1, (4, 4), ("sea", "moss"), 2.0, 16_000)


class Talk:
    """A session whose pictures are talked about by `me`, while `other` watches."""

    def __init__(self) -> None:
        self.session = Session("repeat", pictures=Art(LOOKS))
        self.art = self.session.art
        self.now = 100.0
        self.effects: list[object] = []
        self.say(c.ArtWatch(), client="ws other")

    def say(self, *messages: c.Command, client: str = "me") -> list[object]:
        self.effects = [e for m in messages for e in self.session.handle(m, client, self.now)]
        return self.effects

    def told(self, client: str = "ws other") -> list[object]:
        return [e.event for e in self.effects if isinstance(e, Send) and e.client == client]

    @property
    def fails(self) -> list[str]:
        return [e.code for e in self.told("me") if isinstance(e, c.Fail)]

    @property
    def shown(self) -> Show:
        return next(e for e in reversed(self.effects) if isinstance(e, Show))

    def tick(self, now: float) -> list[object]:
        self.now = now
        self.effects = self.session.tick(now)
        return self.effects


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        (c.ArtSeed(7), "seed", 7),
        (c.ArtTravel(2.0), "travel", 2.0),
        (c.ArtSensitivity(0.5), "sensitivity", 0.5),
        (c.ArtPalette(0.25), "palette", 0.25),
        (c.ArtBrightness(-0.5), "brightness", -0.5),
        (c.ArtAbstraction(1.0), "abstraction", 1.0),
    ],
)
def test_a_value_is_painted_and_told_to_others_once(
    message: c.ArtValue, name: str, value: float
) -> None:
    talk = Talk()
    talk.say(message)
    assert getattr(talk.shown.look, name) == value
    assert talk.told() == [message]
    assert talk.told("me") == []
    assert talk.say(message) == [], "nothing new: programs that echo come to rest"


def test_labels_mix_with_what_the_music_chooses() -> None:
    talk = Talk()
    talk.session.art.hear(READY)
    talk.say(c.ArtLabel("sea", 0.25))
    assert (talk.shown.look.labels, talk.shown.look.mix) == ({"sea": 0.25}, 0.25)
    talk.say(c.ArtLabel("moss", 1.0))
    assert talk.shown.look.mix == 1.0
    talk.say(c.ArtLabel("*", 0.0))
    assert (talk.shown.look.labels, talk.shown.look.mix) == ({}, 0.0)
    talk.say(c.ArtLabel("opera", 1.0))
    assert talk.fails == ["bad_args"]


def test_freeze_and_blackout_reach_painter_and_displays() -> None:
    talk = Talk()
    talk.say(c.ArtFreeze(1), c.ArtBlackout(1))
    assert (talk.shown.frozen, talk.shown.dark) == (True, True)
    assert talk.told() == [c.ArtFreeze(1), c.ArtBlackout(1)]
    assert talk.say(c.ArtBlackout(1)) == []


def test_who_watches_is_told_everything_first() -> None:
    talk = Talk()
    talk.art.hear(READY)
    talk.say(c.ArtSeed(9), c.ArtBlackout(1), c.ArtCueStore("drop"))
    talk.say(c.ArtWatch(10, 20), client="ws new")
    assert talk.effects[0] == Watch("ws new", 10, 20)
    told = talk.told("ws new")
    assert told[0] == c.ArtState("meter", "ready", "", ("sea", "moss"))
    for event in (c.ArtLook("calm"), c.ArtTune("zoom", 0.1), c.ArtSeed(9), c.ArtBlackout(1),
                  c.ArtCues(("drop",))):  # fmt: skip
        assert event in told


def test_who_leaves_is_not_told_any_more() -> None:
    talk = Talk()
    assert talk.session.close("ws other")[0] == Watch("ws other", 0, 0)
    talk.say(c.ArtSeed(3))
    assert talk.told() == []
    talk.say(c.ArtWatch(), client="ws other")
    talk.say(c.ArtWatch(0, 0, 0), client="ws other")
    assert talk.effects == [Watch("ws other", 0, 0)]
    talk.say(c.ArtSeed(4))
    assert talk.told() == []


def test_frames_without_values() -> None:
    talk = Talk()
    talk.say(c.ArtWatch(15, 0, 0), client="ws plain")
    assert [type(e) for e in talk.told("ws plain")] == [c.ArtState]
    talk.say(c.ArtSeed(3))
    assert talk.told("ws plain") == []


def test_a_look_brings_its_parameters_which_can_be_tuned_and_kept() -> None:
    talk = Talk()
    talk.say(c.ArtLook("wild"))
    assert talk.told()[0] == c.ArtLook("wild")
    assert c.ArtTune("spin", -0.5) in talk.told()
    talk.say(c.ArtTune("spin", 1.0))
    assert talk.told() == [c.ArtTune("spin", 1.0)]
    talk.say(c.ArtLookStore("mine"))
    (keep,) = [e for e in talk.effects if isinstance(e, Keep)]
    assert keep.what == "looks"
    assert keep.table["mine"]["spin"] == 1.0
    talk.say(c.ArtLook("calm"), c.ArtLook("mine"))
    assert talk.art.values.tunes["spin"] == 1.0


@pytest.mark.parametrize(
    "message",
    [
        c.ArtLook("nothing"),
        c.ArtCueRecall("nothing"),
        c.ArtTune("zoom", 5.0),
        c.ArtLookStore("../etc"),
        c.ArtCueStore(""),
    ],
)
def test_names_and_values_that_cannot_be_are_refused(message: c.ArtCommand) -> None:
    talk = Talk()
    talk.say(message)
    assert talk.fails == ["bad_args"]


def test_a_cue_brings_everything_back_at_once() -> None:
    talk = Talk()
    talk.say(c.ArtSeed(5), c.ArtLabel("sea", 1.0), c.ArtLook("wild"), c.ArtCueStore("a"))
    kept = next(e for e in talk.effects if isinstance(e, Keep))
    before = talk.art.values
    talk.say(c.ArtSeed(6), c.ArtLabel("moss", 1.0), c.ArtLook("calm"), c.ArtCueRecall("a"))
    assert talk.shown.look.labels == {"sea": 1.0}
    assert c.ArtLabel("moss", 0.0) in talk.told()
    assert talk.art.values.look == "wild"
    again = read_cue("a", json.loads(json.dumps(kept.table["a"])))
    assert again == before


def test_a_fade_takes_its_beats() -> None:
    talk = Talk()
    talk.say(c.ArtPalette(1.0), c.ArtSeed(8), c.ArtCueStore("a"))
    talk.say(c.ArtPalette(0.0), c.ArtSeed(1))
    talk.art.features, talk.art.features_at = Features(0.0, tempo=60.0, sure=0.9), talk.now
    talk.say(c.ArtCueRecall("a", 4.0))
    assert talk.session.next_deadline is not None
    seen = {}
    for step in range(1, 60):
        talk.tick(100 + step / 10)
        seen[step] = talk.art.values.palette
    assert seen[20] == pytest.approx(0.5, abs=0.03)
    assert seen[39] < 1.0
    assert seen[41] == 1.0
    assert talk.art.values.seed == 8
    assert talk.session.next_deadline is None


def test_a_cue_waits_for_the_beat() -> None:
    talk = Talk()
    talk.say(c.ArtPalette(1.0), c.ArtCueStore("a"), c.ArtPalette(0.0))
    heard = Features(0.0, tempo=120.0, beat=0.5, sure=0.9)
    talk.art.features, talk.art.features_at = heard, talk.now - 0.1  # now it is 0.7 of a beat
    talk.say(c.ArtCueRecall("a"))
    assert talk.session.next_deadline == pytest.approx(100.15)
    talk.tick(100.14)
    assert talk.art.values.palette == 0.0
    talk.tick(100.151)
    assert talk.art.values.palette == 1.0


def test_a_hand_on_a_fader_wins_over_a_fade() -> None:
    talk = Talk()
    talk.say(c.ArtPalette(1.0), c.ArtBrightness(1.0), c.ArtTune("zoom", 1.0), c.ArtCueStore("a"))
    talk.say(c.ArtPalette(0.0), c.ArtBrightness(0.0), c.ArtTune("zoom", 0.0))
    talk.say(c.ArtCueRecall("a", 4.0))
    talk.tick(101.0)
    talk.say(c.ArtPalette(0.1), c.ArtTune("zoom", -1.0))
    talk.tick(103.0)
    assert (talk.art.values.palette, talk.art.values.tunes["zoom"]) == (0.1, -1.0)
    assert talk.art.values.brightness == 1.0


def test_the_newest_cues_are_kept() -> None:
    talk = Talk()
    for number in range(MAX_CUES + 3):
        talk.say(c.ArtCueStore(f"cue {number}"))
    assert len(talk.art.cues) == MAX_CUES
    assert "cue 2" not in talk.art.cues


def test_recording_starts_once_and_says_where_it_went() -> None:
    talk = Talk()
    talk.say(c.ArtRecord("stop"))
    assert talk.fails == ["refused"]
    talk.say(c.ArtRecord("start"))
    assert talk.effects[-1] == Record(True), "told before: it may fail at once"
    assert talk.told() == [c.ArtRecord("start")]
    talk.say(c.ArtRecord("start"))
    assert talk.fails == ["refused"]
    talk.say(c.ArtRecord("stop"))
    talk.effects = talk.art.hear(Recorded("/a.mp4", 2.0, 30, 1))
    assert talk.told() == talk.told("me") == [c.ArtRecorded("/a.mp4", 2.0, 30, 1)]


def test_a_recording_that_fails_is_told_to_who_asked_and_is_over_for_all() -> None:
    talk = Talk()
    talk.say(c.ArtRecord("start"))
    talk.effects = talk.art.hear(RecordFailed("no encoder"))
    assert talk.fails == ["refused"]
    assert talk.told() == [c.ArtRecord("stop")]
    talk.say(c.ArtRecord("start"))
    assert talk.fails == []


def test_a_stopped_recording_that_fails_leaves_the_next_one_alone() -> None:
    talk = Talk()
    talk.say(c.ArtRecord("start"), c.ArtRecord("stop"), c.ArtRecord("start"))
    talk.effects = talk.art.hear(RecordFailed("the disk is full", over=True))
    assert [e.code for e in talk.told() if isinstance(e, c.Fail)] == ["refused"]
    assert talk.art.recording


def test_the_sound_of_a_frame_is_made_for_who_asked() -> None:
    talk = Talk()
    talk.say(c.ArtSound(3.0, 1), client="ws other")
    assert talk.effects == [MakeSound("ws other", 3.0, True)]


def test_news_of_the_painter_are_told() -> None:
    talk = Talk()
    for news, state in ((READY, "ready"), (PainterDied("gone"), "loading"),
                        (PainterRefused("no such"), "dead")):  # fmt: skip
        talk.effects = talk.art.hear(news)
        (told,) = talk.told()
        assert isinstance(told, c.ArtState)
        assert told.state == state
    assert "no such" in {r.name: r.value for r in talk.session.status()}["painter"]
    talk.effects = talk.art.hear(LabelsHeard({"sea": 1.5}))
    assert talk.told() == [c.ArtHeard((c.LabelRow("sea", 1.0),))]


def test_a_painter_is_loaded_and_who_asked_is_told() -> None:
    talk = Talk()
    talk.say(c.ArtPaintersAsk())
    assert talk.effects == [ListPainters("me")]
    talk.say(c.ArtPainter("meter"))
    assert LoadPainter("meter") in talk.effects and talk.told() == []
    talk.effects = talk.art.hear(READY)
    state = c.ArtState("meter", "ready", "", ("sea", "moss"))
    assert talk.told("me") == talk.told() == [state]
    talk.effects = talk.art.hear(READY)
    assert talk.told("me") == [], "answered once"
    talk.say(c.ArtPainter("meter"), client="ws other")
    talk.effects = talk.art.hear(READY)
    assert talk.told() == [state], "told once"


def test_a_painter_that_cannot_be_loaded_is_told_and_the_old_one_stays() -> None:
    talk = Talk()
    talk.art.hear(READY)
    talk.say(c.ArtPainter("gallery"), c.ArtPainter("attic"))
    assert talk.told("me") == [
        c.fail("", "replaced", "/art/painter gallery: attic is loaded instead")
    ]
    talk.effects = talk.art.hear(PainterKept("attic", "no such"))
    assert talk.told("me") == [c.fail("", "no_preset", "/art/painter attic: no such")]
    assert talk.told() == [] and talk.art.state == "ready" and talk.art.painter == "meter"
    talk.say(c.ArtPainter("../etc"))
    assert talk.fails == ["bad_args"]


def test_hello_ends_watching() -> None:
    talk = Talk()
    talk.say(c.Hello(), client="ws other")
    talk.say(c.ArtSeed(3))
    assert talk.told() == []


@pytest.mark.parametrize(
    "text",
    ["[]", "{", '{"a": []}', '{"a": {"zoom": "x"}}', '{"a": {"zoom": 9}}', '{"a": {"zap": 1}}',
     '{"../a": {}}', '{"a": {"zoom": true}}', '{"a": {"zoom": NaN}}'],
)  # fmt: skip
def test_broken_looks_are_refused(text: str) -> None:
    with pytest.raises(LookError, match="test"):
        read_looks(text, "test")


def test_looks_and_cues_are_read_from_the_folder(tmp_path: Path) -> None:
    shipped = open_art(tmp_path / "none")
    assert {"calm", "plain"} <= set(shipped.looks)
    assert all(set(look) == set(TUNES) for look in shipped.looks.values())
    (tmp_path / "looks.json").write_text('{"mine": {"spin": 1}}')
    values = replace(shipped.values, look="a look that is gone")
    (tmp_path / "cues.json").write_text(json.dumps({"a": asdict(values)}))
    art = open_art(tmp_path)
    assert art.looks["mine"]["spin"] == 1
    assert art.cues["a"] == values


@pytest.mark.parametrize("text", ['{"a": {"look": "calm", "seed": "x"}}', "[1]", "{", "[" * 10**6])
def test_a_broken_file_is_put_aside_and_the_other_one_is_read(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "looks.json").write_text('{"mine": {"spin": 1}}')
    (tmp_path / "cues.json").write_text(text)
    art = open_art(tmp_path)
    assert art.cues == {} and "mine" in art.looks
    assert not (tmp_path / "cues.json").exists(), "it would be written over"
    (aside,) = tmp_path.glob("cues-broken-*.json")
    assert aside.read_text() == text
    assert aside.name in caplog.text
