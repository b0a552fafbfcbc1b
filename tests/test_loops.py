"""Playing along, loop by loop, with a musician, a model and a clock that are told what to do."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.base import Filling, Sampling
from generators.score import ROLES as TRACKS
from generators.score import Note, ScoreError
from server import roles
from server.band_worker import Clear, Cues
from server.effects import Effect, Log, Perform, Unwish, Wish
from server.loops import FIRST_TOOK_S, LOOKAHEAD_S, Loops, Set
from server.player import Cue
from server.transport import Line

STEP_S = 0.02
NEVER = math.inf
CHANNELS = {"melody": 4, "chords": 2, "bass": 1, "drums": 9}
Music = Callable[[int], Sequence[tuple[str, int]]]
"""Beat -> tracks and pitches that are played on it."""


def melody(until: int = 10_000, first: int = 0) -> Music:
    """The same four bars again and again."""
    return lambda beat: [("melody", 60 + beat % 16)] if first <= beat < until else []


class Stage:
    """At 120 beats a minute. The model fills a hole with a note on every beat, whose pitch is the
    number of the wish; it takes `takes_s` (by number, 0: the others) and answers late, too, unless
    `stops`: then the wish fails at its deadline."""

    def __init__(
        self, role: str = "accompany", music: Music | None = None, stops: bool = True
    ) -> None:
        self.now, self._music, self.stops = 50.0, music or melody(), stops
        self.takes_s: dict[int, float] = {0: 0.5}
        self.wishes: list[tuple[float, Wish]] = []
        """Beat at which it was made."""
        self.sets: list[Set] = []
        self.cues: list[Cue] = []
        """What is played, unless it is cleared."""
        self.cleared: list[Clear] = []
        self.logs: list[Log] = []
        self.unwishes = 0
        self._open: dict[int, tuple[float, Wish]] = {}
        self._struck = -1
        self._seeds = iter(range(100, 10_000))
        self.loops = Loops(lambda: next(self._seeds), self._set)
        self.loops.role, self.loops.channels, self.loops.preset = role, CHANNELS, "test"
        self.follow(Line(self.now, 0.0, 120.0, playing=True))

    def _set(self, loop: Set) -> list[Effect]:
        self.sets.append(loop)
        return []

    @property
    def beat(self) -> float:
        return self.loops.line.beat_at(self.now)

    def do(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Wish():
                    assert effect.deadline > self.now
                    self.wishes.append((self.beat, effect))
                    took = self.takes_s.get(effect.number, self.takes_s[0])
                    self._open[effect.number] = self.now + took, effect
                case Unwish():
                    self.unwishes += 1
                    self._open.clear()
                case Perform(Cues(cues)):
                    self.cues += cues
                case Perform(Clear(tracks, start, end) as order):
                    self.cleared.append(order)
                    self.cues = [
                        c for c in self.cues
                        if c.track not in tracks or not start <= c.beat < end or c.beat < self.beat
                    ]  # fmt: skip
                case Log():
                    self.logs.append(effect)

    def follow(self, line: Line) -> None:
        self.do(self.loops.follow(line, self.now))

    def jump(self, beats: float) -> None:
        """The host's song goes elsewhere; we count on by `beats`."""
        line = self.loops.line.at(self.now)
        self.follow(Line(self.now, line.beat + beats, 120.0, True, line.shift + 16 * 7 + beats))

    def run(self, until: float) -> None:
        """Until this beat."""
        while self.beat < until - 1e-9:
            self.now += STEP_S
            beat = math.floor(self.beat + 1e-9)
            if beat > self._struck:
                self._struck = beat
                for track, pitch in self._music(beat):
                    self.do(self.loops.play(track, pitch, 80, float(beat)))
                    self.do(self.loops.play(track, pitch, 0, beat + 0.5))
            self._model()
            due = self.loops.due
            if due is not None and due <= self.now:
                self.do(self.loops.tick(self.now))
            again = self.loops.due
            assert again is None or again > self.now or self.loops._plan is None or again != due

    def _model(self) -> None:
        for number, (ready, wish) in list(self._open.items()):
            if self.stops and self.now >= wish.deadline and ready > self.now:
                del self._open[number]
                self.do(self.loops.failed(number))
            elif self.now >= ready:
                del self._open[number]
                self.do(self.loops.answered(number, filling(wish), self.now))

    def heard(self, start: float, end: float, track: str = "bass") -> list[int]:
        """The pitches of our track on the beats of this stretch; -1 for none, -2 for several."""
        found = []
        for beat in range(int(start), int(end)):
            here = [c.pitch for c in self.cues if c.track == track and round(c.beat) == beat]
            found.append(here[0] if len(here) == 1 else -1 if not here else -2)
        return found

    @property
    def counts(self) -> Mapping[str, int]:
        return self.loops.counts

    @property
    def late(self) -> int:
        return self.counts["loops not answered in time"]


def filling(wish: Wish) -> Filling:
    found: dict[str, list[Note]] = {}
    for hole in wish.holes:
        notes = [
            Note(hole.start + b, wish.number % 128, 0.5)
            for b in range(round(hole.end - hole.start))
        ]
        found.setdefault(hole.track, []).extend(notes)
    return {track: tuple(notes) for track, notes in found.items()}


# --- a loop is asked for, and played


def test_a_loop_is_asked_for_while_the_one_before_plays_and_begins_in_time() -> None:
    stage = Stage()
    stage.run(80)
    for (asked, wish), loop in zip(stage.wishes[1:], stage.sets[1:], strict=False):
        assert wish.number == loop.answer.number
        assert loop.start - 16 < asked < loop.start - 0.25 / 0.5
    assert [(loop.start, loop.end) for loop in stage.sets[1:4]] == [(16, 32), (32, 48), (48, 64)]
    assert stage.heard(16, 80) == [2] * 16 + [3] * 16 + [4] * 16 + [5] * 16
    assert stage.late == 0
    assert stage.counts["loops answered in time"] == len(stage.wishes) == len(stage.sets)


def test_the_first_loop_begins_with_a_bar_and_ends_with_the_loop() -> None:
    stage = Stage()
    stage.run(17)
    first = stage.sets[0]
    assert (first.start % 4, first.end, first.answer.number) == (0, 16, 1)
    assert first.start <= 8, "as soon as something was heard"
    assert stage.heard(first.start, 16) == [1] * round(16 - first.start)


def test_cues_are_what_the_model_answered_on_their_tracks_channels() -> None:
    stage = Stage()
    stage.run(33)
    loop = next(loop for loop in stage.sets if loop.start == 16)
    assert {track for track, _ in loop.notes} == {"chords", "bass", "drums"}
    assert [n.start for track, n in loop.notes if track == "drums"] == list(range(16))
    cues = [c for c in stage.cues if 16 <= c.beat < 32]
    assert len(cues) == 48
    assert all(c.channel == CHANNELS[c.track] for c in cues)
    assert all(c.end - c.beat == pytest.approx(0.5) for c in cues)
    assert stage.loops.answers[loop.answer.number] == loop.answer
    assert loop.answer.count == 48
    assert (loop.answer.role, loop.answer.preset, loop.late) == ("accompany", "test", False)


def test_a_wish_tells_what_was_heard_the_tempo_the_seed_and_the_density() -> None:
    stage = Stage("answer")
    stage.loops.seed = 7
    drawn = []

    def sampling(seed: int, density: Mapping[str, float]) -> Sampling:
        drawn.append((seed, dict(density)))
        return Sampling(seed, temperature=0.5)

    stage.loops.sampling = sampling
    stage.run(17)
    _, wish = stage.wishes[0]
    assert wish.clip.tempo == 120.0
    assert [n.pitch for n in wish.clip.tracks["melody"]][:8] == list(range(60, 68))
    assert drawn[0] == (7, {"melody": 4.0})
    assert wish.sampling == Sampling(7, temperature=0.5)
    assert stage.sets[0].answer.seed == 7


def test_every_answer_has_a_seed_of_its_own_unless_one_is_set() -> None:
    stage = Stage()
    stage.run(65)
    seeds = [wish.sampling.seed for _, wish in stage.wishes]
    assert len(set(seeds)) == len(seeds)


def test_a_slow_model_is_asked_earlier() -> None:
    stage = Stage()
    stage.takes_s[0] = 3.0
    stage.run(160)
    asked = [16 * round(beat / 16 + 0.5) - beat for beat, _ in stage.wishes]
    assert asked[-1] > asked[1] >= 2 * FIRST_TOOK_S
    assert stage.late <= 2
    assert stage.heard(120, 160).count(-1) == 0


def test_a_model_that_never_had_a_draft_in_time_is_asked_earlier_until_it_has() -> None:
    stage = Stage()
    stage.takes_s[0] = 5.0
    stage.run(160)
    assert stage.heard(112, 160).count(-1) == 0
    assert 1 <= stage.late <= 4


# --- late answers


def test_a_late_answer_is_counted_and_the_last_good_one_is_played_again() -> None:
    stage = Stage()
    stage.takes_s[3] = NEVER
    stage.run(65)
    assert stage.heard(16, 64) == [2] * 16 + [2] * 16 + [4] * 16
    assert stage.late == 1
    assert [(loop.answer.number, loop.late) for loop in stage.sets[1:4]] == [
        (2, False), (2, True), (4, False)
    ]  # fmt: skip


def test_a_late_answer_is_the_last_good_one_of_the_next_that_is_late() -> None:
    stage = Stage(stops=False)
    stage.takes_s.update({3: 3.0, 4: NEVER})
    stage.run(65)
    assert stage.heard(16, 64) == [2] * 32 + [3] * 16
    assert [loop.late for loop in stage.sets[1:4]] == [False, True, True]


def test_a_first_answer_that_is_late_is_played_from_the_next_beat_on() -> None:
    stage = Stage(stops=False)
    stage.takes_s.update({1: 5.0, 2: 2.5})
    stage.run(32)
    first = stage.sets[0]
    asked = stage.wishes[0][0]
    assert stage.wishes[1][0] < asked + 10, "the next is asked for already"
    assert asked + 10 < first.start <= asked + 11.4
    assert (first.start % 1, first.end, first.late) == (0, 16, False)
    assert stage.heard(0, 32) == [-1] * int(first.start) + [1] * int(16 - first.start) + [2] * 16
    assert stage.late == 1


def test_a_first_loop_that_began_in_its_middle_is_played_again_without_a_hole() -> None:
    stage = Stage(stops=False)
    stage.takes_s.update({2: NEVER, 3: NEVER})
    stage.run(47)
    assert [(loop.start, loop.end) for loop in stage.sets] == [
        (4, 16), (16, 32), (32, 48), (48, 64)
    ]  # fmt: skip
    assert stage.heard(4, 48) == [1] * 44
    again = stage.sets[1].notes
    assert [n.start for track, n in again if track == "bass"] == list(range(16))


def test_a_failure_is_a_late_answer_at_once() -> None:
    stage = Stage()
    stage.run(49)
    stage.takes_s[0] = NEVER
    while len(stage.wishes) < 5:
        stage.run(stage.beat + 0.1)
    number = stage.wishes[-1][1].number
    stage.do(stage.loops.failed(number))
    assert stage.late == 1
    assert stage.sets[-1].late
    assert stage.loops.answered(number, {}, stage.now) == []
    assert stage.loops.doing == f"plays loop {number - 1}", "the other was given up"
    assert stage.loops.failed(number) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.1, 0.5, 1.5, 3.0, 6.0, NEVER]), min_size=8, max_size=8),
    st.sampled_from([4.0, 8.0, 16.0]),
    st.booleans(),
)
def test_once_it_plays_there_is_never_a_hole_nor_two_at_once(
    takes: list[float], loop: float, stops: bool
) -> None:
    stage = Stage(stops=stops)
    stage.loops.loop = loop
    stage.takes_s.update(enumerate(takes, 1))
    stage.run(96)
    if stage.sets:
        first = math.ceil(stage.sets[0].start)
        for track in ("bass", "chords", "drums"):
            played = stage.heard(first, 96, track)
            assert -1 not in played
            assert -2 not in played
    assert stage.counts["loops answered in time"] + stage.late >= len(stage.wishes) - 1


# --- roles


@pytest.mark.parametrize("role", ["infill", "vary", "duet", "answer", "accompany", "continue"])
def test_every_role_plays_sooner_or_later(role: str) -> None:
    def music(beat: int) -> list[tuple[str, int]]:
        if role in ("answer", "continue") and beat >= 14:
            return []
        return [] if beat % 16 >= 12 else [("melody", 60 + beat % 16)]

    stage = Stage(role, music)
    stage.run(64)
    assert stage.sets
    assert all(loop.start % 4 == 0 for loop in stage.sets)
    assert stage.logs == []


def test_answer_plays_in_every_other_loop() -> None:
    stage = Stage("answer", lambda beat: [("melody", 60)] if beat // 16 % 2 == 0 else [])
    stage.run(96)
    turns = [set(stage.heard(n, n + 16, "melody")) for n in range(0, 96, 16)]
    assert turns == [{-1}, {1}, {-1}, {2}, {-1}, {3}]


def test_continue_goes_on_after_a_bar_of_silence_and_stops_for_the_musician() -> None:
    stage = Stage("continue", lambda b: [("melody", 60)] if b < 6 or b == 40 else [])
    stage.run(41)
    first = stage.sets[0].start
    assert 8 < first <= 16
    assert -1 not in stage.heard(first, 40, "melody")
    stage.run(43.9)
    assert stage.heard(41, 44, "melody") == [-1] * 3
    sets = len(stage.sets)
    stage.run(64)
    assert 44 <= stage.sets[sets].start <= 48
    assert -1 not in stage.heard(48, 64, "melody")


def test_continue_waits_for_keys_that_are_held() -> None:
    stage = Stage("continue", lambda b: [("melody", 60)] if b < 6 else [])
    stage.run(5.9)
    stage.do(stage.loops.play("bass", 40, 80, 5.9))
    wishes = len(stage.wishes)
    stage.run(20)
    assert len(stage.wishes) == wishes
    stage.do(stage.loops.play("bass", 40, 0, 20.0))
    stage.run(30)
    assert len(stage.wishes) > wishes


def test_vary_changes_what_it_made_until_the_musician_plays() -> None:
    stage = Stage("vary", lambda b: [("melody", 60)] if b < 16 else [])
    stage.loops.amount = 0.25
    stage.run(112)
    played = [stage.heard(n, n + 16, "melody") for n in range(32, 112, 16)]
    kept = [row.count(60) for row in played]
    assert -1 not in stage.heard(32, 112, "melody")
    assert kept == sorted(kept, reverse=True)
    assert 4 < kept[0] < 16 - 3
    assert kept[-1] < kept[0], "each time some more of it"
    assert len({n for row in played for n in row}) >= 4


def test_vary_begins_anew_with_what_is_played_then() -> None:
    stage = Stage("vary", lambda b: [("melody", 60)] if b < 16 or 100 <= b < 116 else [])
    stage.run(60)
    stage.do(stage.loops.change_role("off", stage.now))
    stage.run(90)
    stage.do(stage.loops.change_role("vary", stage.now))
    stage.run(132)
    assert stage.heard(64, 112, "melody") == [-1] * 48
    assert -1 not in stage.heard(128, 132, "melody")


@pytest.mark.parametrize(
    ("role", "music"), [("vary", lambda b: b < 16 or b == 44), ("infill", lambda b: b % 16 < 8)]
)
def test_a_track_is_left_to_the_musician_until_the_next_bar(
    role: str, music: Callable[[int], bool]
) -> None:
    stage = Stage(role, lambda b: [("melody", 60)] if music(b) or b == 44 else [])
    stage.run(46)
    assert -1 not in stage.heard(40, 44, "melody")
    assert stage.heard(45, 48, "melody") == [-1] * 3, "he plays at beat 44"
    assert Clear(("melody",), 44.0, 48.0) in stage.cleared
    stage.run(80)
    assert -1 not in stage.heard(72, 76, "melody"), "and then it plays again"


def test_a_duet_lets_the_musician_play_his_half_of_the_bar() -> None:
    stage = Stage("duet", lambda b: [("melody", 60)] if b % 4 < 2 else [])
    stage.run(48)
    bars = [stage.heard(n, n + 4, "melody") for n in range(32, 48, 4)]
    assert all(bar[:2] == [-1, -1] and -1 not in bar[2:] for bar in bars)
    stage.do(stage.loops.play("melody", 60, 80, 42.0))
    stage.do(stage.loops.play("melody", 60, 80, 46.0))
    assert Clear(("melody",), 42.0, 44.0) in stage.cleared


def test_another_role_is_taken_up_from_the_next_bar_on() -> None:
    stage = Stage("accompany", lambda b: [("melody", 60)] if b % 4 < 2 else [])
    stage.run(49)
    stage.do(stage.loops.change_role("duet", stage.now))
    stage.run(64)
    changed = stage.sets[-1].start if stage.sets[-1].answer.role == "duet" else 0
    duet = next(loop for loop in stage.sets if loop.answer.role == "duet")
    assert 52 <= duet.start <= 56
    assert duet.start % 4 == 0
    assert changed
    assert stage.heard(48, duet.start) == [4] * round(duet.start - 48), "until then as before"
    assert set(stage.heard(duet.start, 64)) == {-1}


def test_a_role_that_has_nothing_to_play_ends_what_another_had_planned() -> None:
    stage = Stage()
    stage.run(49)
    stage.do(stage.loops.change_role("answer", stage.now))
    stage.run(64)
    bar = stage.heard(48, 64).index(-1) + 48
    assert 52 <= bar <= 56
    assert stage.heard(bar, 64) == [-1] * (64 - bar)


def test_the_loop_in_which_answer_is_chosen_is_the_first_call() -> None:
    for chosen in (33, 49):
        stage = Stage()
        stage.run(chosen)
        stage.do(stage.loops.change_role("answer", stage.now))
        stage.run(96)
        first = chosen // 16 * 16
        assert set(stage.heard(first, first + 16, "melody")) == {-1}
        assert -1 not in stage.heard(first + 16, first + 32, "melody")


def test_another_role_that_is_late_plays_of_the_last_good_one_what_is_its_own() -> None:
    stage = Stage("accompany", lambda b: [("melody", 60)] if b % 4 < 2 else [])
    stage.run(49)
    stage.takes_s[0] = NEVER
    stage.loops.tracks = ("bass",)
    stage.do(stage.loops.change_role("duet", stage.now))
    stage.run(80)
    assert stage.late >= 1
    played = stage.heard(64, 80)
    assert [n >= 0 for n in played] == [False, False, True, True] * 4
    assert stage.heard(64, 80, "drums") == [-1] * 16


def test_no_role_is_silent_from_the_next_bar_on_and_wishes_nothing() -> None:
    stage = Stage()
    stage.run(46)
    assert stage.loops._plan is not None
    stage.do(stage.loops.change_role("off", stage.now))
    assert stage.loops.due is None
    assert stage.loops.tick(stage.now) == []
    wishes = len(stage.wishes)
    stage.run(64)
    assert stage.heard(44, 64) == [3] * 4 + [-1] * 16
    assert len(stage.wishes) == wishes


def test_a_wish_that_is_not_wanted_any_more_is_taken_back() -> None:
    stage = Stage()
    stage.takes_s[0] = 1.0
    while not stage.wishes:
        stage.run(stage.beat + 0.1)
    number = stage.wishes[-1][1].number
    stage.do(stage.loops.change_role("duet", stage.now))
    assert stage.unwishes == 1
    assert stage.loops.answered(number, {}, stage.now) == []
    stage.do(stage.loops.change_role("vary", stage.now))
    assert stage.unwishes == 1, "nothing is asked for"


def test_to_a_musician_who_is_silent_it_plays_on_what_it_played_to_him() -> None:
    stage = Stage(music=melody(32))
    stage.run(160)
    assert -1 not in stage.heard(16, 160)
    assert stage.late == 0
    assert stage.sets[-1].answer.end < 100
    other = Stage("vary", melody(32))
    other.run(100)
    other.do(other.loops.change_role("accompany", other.now))
    other.run(160)
    assert -1 not in other.heard(64, 100, "melody")
    assert other.heard(108, 160, "melody") == [-1] * 52, "but not what it was as another"


# --- what is played can be kept, and had again


def test_what_is_held_is_played_again_and_nothing_new_is_made() -> None:
    stage = Stage()
    stage.run(36)
    stage.loops.hold = True
    stage.do(stage.loops.begin_afresh())
    wishes = len(stage.wishes)
    stage.run(80)
    assert stage.heard(32, 80) == [3] * 48
    assert len(stage.wishes) == wishes
    assert not any(loop.late for loop in stage.sets)
    stage.loops.hold = False
    stage.run(113)
    assert stage.heard(96, 112) == [stage.wishes[-1][1].number - 1] * 16


def test_an_earlier_answer_can_be_had_again() -> None:
    stage = Stage()
    stage.run(70)
    stage.loops.again(2)
    stage.do(stage.loops.begin_afresh())
    stage.run(96)
    assert stage.heard(76, 96) == [2] * 20
    with pytest.raises(KeyError):
        stage.loops.again(99)


def test_the_newest_answers_are_kept() -> None:
    stage = Stage()
    stage.loops.loop = 4.0
    stage.run(4 * 280)
    assert len(stage.loops.answers) == 256
    assert min(stage.loops.answers) == len(stage.wishes) - 256 + (
        stage.wishes[-1][1].number in stage.loops.answers
    )
    assert len(stage.loops.heard.notes(0, stage.beat)["melody"]) < 7 * 16, "of the music the last"


# --- the course of the music


def test_loops_of_another_length_begin_with_the_next_bar() -> None:
    stage = Stage()
    stage.run(49)
    stage.do(stage.loops.change_loop(8.0, stage.now))
    stage.run(80)
    new = [loop for loop in stage.sets if loop.start > 49]
    assert new[0].start in (52, 56)
    assert all(loop.end == 8 * (loop.start // 8 + 1) for loop in new)
    assert -1 not in stage.heard(16, 80)
    assert -2 not in stage.heard(16, 80)


def test_a_jump_plans_anew_and_forgets_what_was_known_of_the_place() -> None:
    stage = Stage()
    stage.run(45)
    stage.jump(11.0)
    assert stage.loops._plan is None
    stage.run(80)
    after = [loop for loop in stage.sets if loop.start >= 56]
    assert after[0].start <= 64
    _, wish = next((b, w) for b, w in stage.wishes if b >= 56)
    assert any(hole.track == "melody" for hole in wish.holes), "what he plays here, nobody knows"
    assert -1 not in stage.heard(after[0].start, 80)


def test_a_loop_of_the_host_that_goes_on_where_ours_does_changes_nothing() -> None:
    stage = Stage()
    stage.run(48)
    line = stage.loops.line.at(stage.now)
    stage.follow(Line(stage.now, line.beat, 120.0, True, shift=48.0))
    assert stage.unwishes == 0
    stage.run(96)
    assert stage.heard(16, 96) == [n for n in range(2, 7) for _ in range(16)]


def test_loops_and_bars_are_those_of_the_song() -> None:
    stage = Stage()
    stage.follow(Line(stage.now, 3.0, 120.0, True, shift=6.0))
    stage.run(60)
    assert all((loop.start - 6) % 4 == 0 for loop in stage.sets)
    assert [loop.end for loop in stage.sets] == [22.0, 38.0, 54.0, 70.0][: len(stage.sets)]


def test_a_stop_clears_all_and_a_start_begins_afresh() -> None:
    stage = Stage()
    stage.run(46)
    stage.follow(Line(stage.now, stage.beat, 120.0, playing=False))
    assert [c for c in stage.cues if c.beat > 46] == []
    assert stage.loops.due is None
    assert stage.loops.tick(stage.now) == []
    assert stage.loops.next_at is None
    stage.now += 9.0
    stage.follow(Line(stage.now, 46.0, 120.0, playing=True))
    stage.run(80)
    first = next(loop for loop in stage.sets if loop.start > 46)
    assert first.start <= 56
    assert -1 not in stage.heard(first.start, 80)


def test_a_tempo_that_changes_moves_what_is_due() -> None:
    stage = Stage()
    stage.run(33)
    due = stage.loops.due
    line = stage.loops.line.at(stage.now)
    stage.follow(Line(stage.now, line.beat, 60.0, True))
    assert due is not None
    assert stage.loops.due is not None
    assert stage.loops.due > due + 5


def test_a_stretch_that_was_missed_is_planned_anew() -> None:
    stage = Stage()
    stage.run(33)
    stage.now += 10.0  # the machine was suspended
    stage.run(80)
    late = [loop for loop in stage.sets if loop.start > 33]
    assert all(loop.start >= 53 for loop in late)
    assert -1 not in stage.heard(late[0].start, 80)


def test_panic_plans_anew_from_the_next_bar_on() -> None:
    stage = Stage()
    stage.takes_s[0] = 1.0
    stage.run(44.5)
    stage.cues = []
    stage.do(stage.loops.panic())
    assert stage.unwishes == 1
    stage.run(64)
    first = next(loop for loop in stage.sets if loop.start > 44)
    assert first.start in (48, 52)
    assert -1 not in stage.heard(first.start, 64)


def test_a_task_that_cannot_be_is_said_and_the_next_bar_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()

    def fails(_: object) -> None:
        raise ScoreError("too odd")

    with monkeypatch.context() as patch:
        patch.setattr(roles, "ROLES", {"accompany": fails})
        stage.run(20)
    assert stage.logs[0] == Log("accompany: too odd", error=True)
    assert 2 <= len(stage.logs) <= 6
    stage.run(40)
    assert stage.sets


def test_what_is_going_on_is_told() -> None:
    stage = Stage()
    stage.takes_s[0] = 1.0
    assert stage.loops.doing == "listens"
    while not stage.wishes:
        stage.run(stage.beat + 0.1)
    assert stage.loops.doing == "makes loop 1"
    assert stage.loops.next_at == stage.loops.line.time_at(stage.loops._plan.start)  # type: ignore[union-attr]
    stage.run(9)
    assert stage.loops.doing == "plays loop 1"
    assert LOOKAHEAD_S < stage.loops.budget_s < 3.0
    assert set(TRACKS) >= {c.track for c in stage.cues}
