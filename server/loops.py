"""Playing along, loop by loop: what is asked for when, and what is played. No I/O, no clock.

While one loop plays, the next is asked for, as late as the model's pace allows, so that it knows
what the musician played. If its answer is late, the last good one is played again, and counted.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generators.base import Filling, Sampling
from generators.score import ROLES, Note, ScoreError
from server import roles
from server.band_worker import Clear, Cues
from server.effects import Effect, Log, Perform, Unwish, Wish
from server.memory import Memory
from server.player import Cue
from server.roles import BAR, Ask, Scene
from server.transport import Line

LOOKAHEAD_S = 0.15
"""A loop is handed to the player this much before it begins."""
SPARE_S = 0.1
FIRST_TOOK_S = 1.5
"""What an answer is expected to take, before there was one."""
MOST_TOOK_S = 60.0
PATIENCE = 4.0
"""continue: beats of silence after which it goes on."""
KEPT = 256
"""Answers that can be had again."""
YIELDS = ("infill", "duet", "vary")
"""Roles that keep quiet on a track until the next bar while the musician plays it."""
_GRID = 4.0
"""Steps of a beat to which the present is rounded."""


Sample = Callable[[int, Mapping[str, float]], Sampling]
"""(seed, notes in a bar of each track) -> how to draw."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was made for [start, end) beats: `notes` with beats from `start`."""

    number: int
    role: str
    preset: str
    seed: int
    start: float
    end: float
    notes: Mapping[str, tuple[Note, ...]]
    material: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    """vary: the whole loop that it was made of."""

    @property
    def count(self) -> int:
        """Notes."""
        return sum(len(notes) for notes in self.notes.values())


@dataclass(frozen=True, slots=True)
class Set:
    """An answer is to be played in [start, end): handed to the player. `late`: it is an old one,
    because there was none in time."""

    answer: Answer
    start: float
    end: float
    notes: tuple[tuple[str, Note], ...]
    """Track, and note with its beat from `start`."""
    late: bool


@dataclass(slots=True)
class _Plan:
    start: float
    end: float
    number: int = 0
    """0: not asked for yet."""
    ask: Ask | None = None
    seed: int = 0
    asked_at: float = 0.0
    base: float = 0.0
    """The beat that the ask counts from."""


class Loops:
    """`set_loop(set)` is told what is played next."""

    def __init__(
        self, fresh_seed: Callable[[], int], set_loop: Callable[[Set], list[Effect]]
    ) -> None:
        self._fresh_seed, self._set_loop = fresh_seed, set_loop
        self.line = Line()
        self.role = "off"
        self.loop = 16.0
        """Beats."""
        self.amount = 0.25
        self.tracks: tuple[str, ...] = ()
        self.plays: Sequence[str] = ROLES
        self.preset = ""
        self.sampling: Callable[[int, Mapping[str, float]], Sampling] = lambda seed, _: Sampling(
            seed
        )
        """(seed, notes in a bar of each track) -> how to draw."""
        self.seed: int | None = None
        self.hold = False
        self.channels: Mapping[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.heard, self._ours = Memory(), Memory()
        self.answers: OrderedDict[int, Answer] = OrderedDict()
        self._good: Answer | None = None
        self._material: dict[str, tuple[Note, ...]] = {}
        self._plan: _Plan | None = None
        self._missed: _Plan | None = None
        """The answer to it is late."""
        self._edge: float | None = None
        """All until here is planned."""
        self._began = self._first = 0.0
        """What was before `_began` is not known; the first loop, a call, begins at `_first`."""
        self._goes_on = False
        self._took: deque[float] = deque([FIRST_TOOK_S], maxlen=8)
        self._number = 0

    # what happens

    def follow(self, line: Line, now: float) -> list[Effect]:
        """The course of the music is another."""
        before, self.line = self.line, line
        if line.playing and (not before.playing or line.shift != before.shift):
            beat = line.beat_at(now)
            skipped = beat - before.beat_at(now)
            if not before.playing or abs(skipped) > 0.5:
                self._began = BAR * math.floor((beat + 0.5) / BAR)
                self._count_from(beat)
                return self.begin_afresh()
        if before.playing and not line.playing:
            return [*self.begin_afresh(), *self._clear(-math.inf)]
        return []

    def play(self, track: str, pitch: int, velocity: int, beat: float) -> list[Effect]:
        """The musician plays a note, or ends one (velocity 0)."""
        if not velocity:
            self.heard.end(track, pitch, beat)
            return []
        self.heard.begin(track, pitch, velocity, beat)
        if self.role == "continue" and self._goes_on:
            self._goes_on = False
            return [*self.begin_afresh(), *self._clear(beat)]
        ours = self.role != "duet" or (beat + roles.EARLY) % BAR >= BAR / 2
        if self.role in YIELDS and ours and self._edge is not None:
            until = roles.bar_after(beat + roles.EARLY * 2.5)
            if beat < until:
                self._ours.erase(track, beat, until)
                return [Perform(Clear((track,), beat, until))]
        return []

    def begin_afresh(self) -> list[Effect]:
        """Plan anew from the next bar on: a role, a loop's length or the music's course changed."""
        asked = self._plan is not None and self._plan.number > 0
        self._plan = self._missed = self._edge = None
        self._goes_on = False
        return [Unwish()] if asked else []

    def change_role(self, role: str, now: float) -> list[Effect]:
        """Another role, from the next bar on."""
        self.role = role
        self._count_from(self.line.beat_at(now))
        if role == "vary":
            self._material = {}
        effects = self.begin_afresh()
        if role == "off":
            effects += self._clear(roles.bar_after(self.line.beat_at(now)))
        return effects

    def change_loop(self, beats: float, now: float) -> list[Effect]:
        """Loops of another length, from the next bar on."""
        self.loop = beats
        self._count_from(self.line.beat_at(now))
        return self.begin_afresh()

    def again(self, number: int) -> None:
        """Hold the answer of this number. Raises `KeyError`."""
        self._good = self.answers[number]
        self._material = dict(self._good.material)
        self.hold = True

    def panic(self) -> list[Effect]:
        """Nothing is planned; the next loop is a new one."""
        self._ours = Memory()
        return self.begin_afresh()

    # time

    @property
    def due(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        if self.role == "off" or not self.line.playing:
            return None
        if self._plan is None:
            return 0.0
        return self._commit_at if self._plan.number else self._ask_at

    def tick(self, now: float) -> list[Effect]:
        """Plan, ask, and play what is due."""
        effects: list[Effect] = []
        if self.role == "off" or not self.line.playing:
            return effects
        beat = self.line.beat_at(now)
        plan = self._plan
        if plan is not None and plan.start < beat - 0.5:  # the music jumped over it
            effects += self.begin_afresh()
            plan = None
        if plan is None:
            plan = self._plan = self._next(beat)
        if not plan.number and now >= self._ask_at:
            effects += self._ask(plan, beat, now)
        if self._plan is plan and plan.number and now >= self._commit_at:
            effects += self._give_up(plan)
        return effects

    @property
    def doing(self) -> str:
        """What is going on, for people."""
        plan = self._plan
        if plan is not None and plan.number:
            return f"makes loop {plan.number}"
        if self._good is None:
            return "listens"
        return f"plays loop {self._good.number}"

    @property
    def budget_s(self) -> float:
        """So long before a loop its answer is asked for."""
        return LOOKAHEAD_S + SPARE_S + 1.5 * max(self._took)

    @property
    def _ask_at(self) -> float:
        assert self._plan is not None  # noqa: S101
        plan = self._plan
        most = 0.8 * (plan.end - plan.start) * self.line.beat_s
        return self.line.time_at(plan.start) - min(self.budget_s, max(most, LOOKAHEAD_S + SPARE_S))

    @property
    def _commit_at(self) -> float:
        assert self._plan is not None  # noqa: S101
        return self.line.time_at(self._plan.start) - LOOKAHEAD_S

    @property
    def next_at(self) -> float | None:
        """When the next loop begins."""
        return None if self._plan is None else self.line.time_at(self._plan.start)

    def _next(self, beat: float) -> _Plan:
        """The next stretch that is not planned."""
        self.heard.forget(beat - 6 * max(self.loop, roles.CONTEXT))
        self._ours.forget(beat - 6 * max(self.loop, roles.CONTEXT))
        start = self._edge
        if start is None or start < beat:
            soonest = beat + (LOOKAHEAD_S + SPARE_S + min(self._took)) / self.line.beat_s
            start = self._grid + BAR * math.ceil((soonest - self._grid) / BAR - 1e-6)
        if self.role == "continue":
            return _Plan(start, start + self.loop)
        number = math.floor((start - self._grid) / self.loop + 1e-6)
        return _Plan(start, self._grid + (number + 1) * self.loop)

    @property
    def _grid(self) -> float:
        """A beat at which a loop, and a bar, begins."""
        return self.line.shift % self.loop

    # asking

    def _ask(self, plan: _Plan, beat: float, now: float) -> list[Effect]:
        if self.hold and self._good is not None:
            return self._replay(plan, late=False)
        plan.seed = self._fresh_seed() if self.seed is None else self.seed
        scene = self._scene(plan, beat)
        try:
            ask = roles.ROLES[self.role](scene) if self._may_go_on(plan, beat) else None
        except ScoreError as error:
            return [*self._skip(plan), Log(f"{self.role}: {error}", error=True)]
        if ask is None:
            if self._good is not None and self.role == self._good.role == "accompany":
                return self._replay(plan, late=False)
            return self._skip(plan)
        plan.ask, plan.asked_at = ask, now
        if not ask.holes:
            return self._play(plan, self._answer(plan, {}), late=False)
        self._number += 1
        plan.number = self._number
        sampling = self.sampling(plan.seed, ask.density)
        clip = replace(ask.clip, tempo=min(max(self.line.tempo, 10.0), 1000.0))
        return [Wish(plan.number, clip, ask.holes, sampling, self._commit_at - 0.02)]

    def _may_go_on(self, plan: _Plan, beat: float) -> bool:
        """Whether the musician has been silent for long enough, where that counts."""
        if self.role == "continue" and not self._goes_on:
            last = self.heard.last()
            quiet = last is not None and plan.start >= last + PATIENCE - roles.EARLY
            self._goes_on = quiet and not self.heard.held(beat)
        return self._goes_on or self.role != "continue"

    def _scene(self, plan: _Plan, beat: float) -> Scene:
        horizon = plan.start - 4 * max(self.loop, roles.CONTEXT)
        pair = 2 * self.loop  # so that a call is told from its answer
        base = plan.base = self._first + pair * math.floor((horizon - self._first) / pair)
        now = math.ceil(beat * _GRID) / _GRID
        scene = Scene(
            plan.start - base,
            plan.end - base,
            now - base,
            self.heard.notes(base, now),
            self._ours.notes(base, now),
            max(0.0, self._began - base),
            self.loop,
            self.plays,
            tracks=self.tracks,
            amount=self.amount,
            seed=plan.seed,
        )
        return replace(scene, material=self._loop_now(scene)) if self.role == "vary" else scene

    def _loop_now(self, scene: Scene) -> dict[str, tuple[Note, ...]]:
        """The loop that varies; a track that the musician played in the last one is his."""
        first = scene.end - 2 * scene.loop
        for track in self.plays:
            mine, unknown = scene.expected(track, first, first + scene.loop)
            if scene.heard_in(track, first, first + scene.loop) and not unknown:
                moved = (replace(n, start=max(0.0, n.start - first)) for n in mine)
                self._material[track] = tuple(moved)
        return self._material

    def _count_from(self, beat: float) -> None:
        """The loop at `beat` is the first."""
        loops = math.floor((beat + 0.5 - self._grid) / self.loop)
        self._first = self._grid + self.loop * loops

    def _skip(self, plan: _Plan) -> list[Effect]:
        """Nothing to go by: look again at the next bar. What another role had planned ends."""
        self._edge, self._plan = plan.start + BAR, None
        return self._clear(plan.start)

    # answers

    def answered(self, number: int, filling: Filling, now: float) -> list[Effect]:
        """The model's answer, or its best draft, to the wish of this number."""
        plan, missed = self._plan, self._missed
        if plan is not None and plan.number == number:
            self._took.append(now - plan.asked_at)
            self.counts["loops answered in time"] += 1
            return self._play(plan, self._answer(plan, filling), late=False)
        if missed is None or missed.number != number:
            return []
        self._missed = None
        self._took.append(now - missed.asked_at)
        silent, plan = self._good is None, self._plan
        answer = self._good = self._answer(missed, filling)
        soonest = self.line.beat_at(now + LOOKAHEAD_S)
        start = self._grid + math.ceil(soonest - self._grid)
        if not silent or start >= missed.end or (plan is not None and plan.start != missed.end):
            return []
        effects = self._set(answer, missed, start, missed.end, late=False)
        self._plan = plan
        return effects

    def failed(self, number: int) -> list[Effect]:
        """There is no answer to the wish of this number, and there will be none."""
        if self._missed is not None and self._missed.number == number:
            self._missed = None
        if self._plan is None or self._plan.number != number:
            return []
        effects = self._give_up(self._plan)
        self._missed = None
        return effects

    def _answer(self, plan: _Plan, filling: Filling) -> Answer:
        assert plan.ask is not None  # noqa: S101
        ask, offset = plan.ask, plan.start - plan.base
        notes = {
            track: tuple(replace(n, start=max(0.0, n.start - offset)) for n in found)
            for track, found in ask.result(filling).items()
        }
        material = ask.clip.replacing(ask.holes, filling).tracks if self.role == "vary" else {}
        answer = Answer(
            plan.number, self.role, self.preset, plan.seed, plan.start, plan.end, notes, material
        )
        if plan.number:
            self.answers[plan.number] = answer
            if len(self.answers) > KEPT:
                self.answers.popitem(last=False)
        return answer

    def _play(self, plan: _Plan, answer: Answer, late: bool) -> list[Effect]:
        if plan.number:
            self._good = answer
            self._material = {**self._material, **answer.material}
        return self._set(answer, plan, plan.start, plan.end, late)

    def _give_up(self, plan: _Plan) -> list[Effect]:
        self.counts["loops not answered in time"] += 1
        self._took.append(min(1.5 * max(self._took), MOST_TOOK_S))  # ask earlier
        self._missed = plan
        return self._replay(plan, late=True)

    def _replay(self, plan: _Plan, late: bool) -> list[Effect]:
        """The last good one, as often as it fits."""
        if self._good is None:
            self._edge, self._plan = plan.end, None
            return []
        return self._set(self._good, plan, plan.start, plan.end, late)

    def _set(
        self, answer: Answer, plan: _Plan, start: float, end: float, late: bool
    ) -> list[Effect]:
        """Hand the answer to the player for [start, end)."""
        length = answer.end - answer.start
        period = self.loop * math.ceil(length / self.loop - 1e-6)
        found: list[tuple[str, Note]] = []
        for track, notes in answer.notes.items():
            for note in notes:
                first = answer.start + note.start
                while first >= answer.end - period - roles.EARLY:  # also where it is no whole loop
                    beat = first + period * math.ceil((start - roles.EARLY - first) / period)
                    while beat < end - roles.EARLY:
                        if plan.ask is None or not late or self._wanted(plan, track, beat):
                            found.append((track, replace(note, start=max(0.0, beat - start))))
                        beat += period
                    first -= length
        found.sort(key=lambda pair: pair[1])
        effects = self._clear(start)
        for track, note in found:
            self._ours.add(track, note, start)
        cues = tuple(
            Cue(
                start + n.start,
                start + n.end,
                track,
                self.channels.get(track, 0),
                n.pitch,
                n.velocity,
            )
            for track, n in found
        )
        self._edge, self._plan = end, None
        loop = Set(answer, start, end, tuple(found), late)
        return [*effects, Perform(Cues(cues)), *self._set_loop(loop)]

    def _wanted(self, plan: _Plan, track: str, beat: float) -> bool:
        assert plan.ask is not None  # noqa: S101
        at = beat - plan.base - plan.ask.origin
        return any(h.track == track and h.holds(at) for h in plan.ask.plays)

    def _clear(self, start: float) -> list[Effect]:
        for track in ROLES:
            self._ours.erase(track, start - roles.EARLY, math.inf)
        return [Perform(Clear(ROLES, start - roles.EARLY, math.inf))]
