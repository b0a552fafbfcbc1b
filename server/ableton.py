"""Ableton Live as clients see it: requests, values, who watches, what is wrong. No I/O."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from bridges import ableton as b
from bridges import commands as c
from bridges.ableton_port import silent
from bridges.table import Id, PeerError, clean
from generators.base import Filling
from generators.score import ROLES
from server.ableton_flows import Desk, add, make, see, take_back
from server.ableton_talk import Flow, Query, Talk
from server.ableton_values import Values
from server.ableton_write import Answer
from server.effects import Dial, Effect, Log, Send, Speak
from server.watchers import Watchers

COMMANDS: tuple[type, ...] = get_args(c.AbletonCommand)
CLIENT = "ableton"
"""Whose tasks the session makes for Live."""
MAX_WATCHING = 64
MAX_WAITING = 8
MAX_UNDO = 64
KEPT_NAMES = 4096
LOST_S, ALIVE_S = 2.0, 5.0
"""How often Live is asked whether it is there: while it is not, and while nothing is heard."""
SETTLE_S = 1.0
"""AbletonOSC takes no requests for a while after it has started."""
_SHOW = "/live/api/show_message"


@dataclass(frozen=True, slots=True)
class _Job:
    message: c.AbletonMake | c.AbletonUndo | c.AbletonAdd
    client: str
    answer: Answer

    @property
    def id(self) -> Id:
        return self.message.id


class Ableton:
    """`plays` and `preset` are set by the session when a model serves."""

    def __init__(self, fresh_seed: Callable[[], int] = lambda: 0) -> None:
        self._fresh_seed = fresh_seed
        self.plays: Sequence[str] = ROLES
        self.preset = ""
        self.counts: Counter[str] = Counter()
        self._on = self._open = self._alive = False
        self._trouble = ""
        self._version = ""
        self._outcome = ""
        """What became of the last request."""
        self._doing = ""
        self._told_state: c.AbletonState | None = None
        self._check_at: float | None = None
        """When to look whether Live is there, or to take the port again."""
        self._hold_until = 0.0
        self._stale = False
        """The set has to be looked at again."""
        self._mute = False
        """This AbletonOSC cannot show messages."""
        self._values = Values()
        self._desk = Desk(self._enter)
        self._talk = Talk(self._ended, silent())
        self._job: _Job | None = None
        self._waiting: deque[_Job] = deque()
        self._made: deque[Answer] = deque(maxlen=MAX_UNDO)
        self._ours: dict[str, str] = {}
        self._serial = 0
        self._watching = Watchers(MAX_WATCHING)
        self._told_found = self.found()
        self._actions: dict[type, Callable[[Any, str, float], list[Effect]]] = {
            c.AbletonMake: self._ask,
            c.AbletonUndo: self._ask,
            c.AbletonAdd: self._ask,
            c.AbletonOn: self._switch,
            c.AbletonWatch: self._watch,
        }

    # what happens

    def handle(self, message: c.AbletonCommand, client: str, now: float) -> list[Effect]:
        """Carry out a command. Raises `PeerError`."""
        if any(message == value for value in self.events()):
            return []  # nothing new: programs that echo come to rest
        action = self._actions.get(type(message), self._set)
        return [*action(message, client, now), *self._next(now)]

    def hear(self, news: b.News, now: float) -> list[Effect]:
        """Live, or the port to it, says something."""
        effects: list[Effect] = []
        match news:
            case b.Opened():
                self._open, self._check_at = True, now
            case b.Shut(text):
                self._open, self._check_at = False, now + LOST_S
                effects += self._lose(text, now)
            case b.Nobody(text):
                effects += self._lose(text, now)
            case b.Say(b.STARTUP):
                effects += self._start_afresh(now)
            case b.Say(b.ERROR, values) if any(_SHOW in str(v) for v in values):
                self._mute = True
            case b.Say():
                self._alive, self._trouble = True, ""
                self._check_at = now + ALIVE_S
                effects += self._talk.hear(news, now)
        return [*effects, *self._next(now), *self._tell_state()]

    def made(self, number: int, variations: tuple[Filling, ...], now: float) -> list[Effect]:
        """The model's answer to the want of this number."""
        if self._talk.wish != number or self._job is None:
            return []
        effects = self._talk.made(variations, now)
        return [*effects, *self._next(now), *self._tell_state()]

    def failed(self, number: int, code: str, text: str, now: float) -> list[Effect]:
        """There is no answer to it."""
        if self._talk.wish != number:
            return []
        self._talk.wish = None
        effects = self._talk.fail(PeerError(code, text), now)
        return [*effects, *self._next(now), *self._tell_state()]

    def progress(self, number: int, share: float) -> list[Effect]:
        """How far the model is."""
        if self._talk.wish != number or self._job is None:
            return []
        return [Send(self._job.client, c.Progress(self._job.id, share))]

    def cancel(self, request: Id, client: str) -> list[Effect] | None:
        """Cancel a request; None where there is none of this id. What is being written is
        finished: `/ableton/undo` takes it away."""
        asked = next((j for j in self._waiting if (j.id, j.client) == (request, client)), None)
        if asked is not None:
            self._waiting.remove(asked)
            return [self._failure(asked, "cancelled", "as you asked")]
        job = self._job
        if job is None or (job.id, job.client) != (request, client):
            return None
        if self._doing == "writes":
            raise PeerError("refused", "it is being written into Live: /ableton/undo comes next")
        return self._drop("as you asked")

    def panic(self) -> list[Effect]:
        """Nothing is asked for any more."""
        effects: list[Effect] = [
            self._failure(job, "cancelled", "panic") for job in (*self._waiting,)
        ]
        self._waiting.clear()
        return [*effects, *self._drop("panic")]

    def close(self, client: str) -> list[Effect]:
        """A client is gone, or begins afresh; what it asked for is finished."""
        self._watching.drop(client)
        return []

    # time

    @property
    def due(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        if not self._on:
            return None
        times = [self._talk.due]
        if not self._talk.busy:
            if self._check_at is not None:
                times.append(max(self._hold_until, self._check_at))
            if self._open and (self._waiting or self._stale):
                times.append(self._hold_until)
        return min((at for at in times if at is not None), default=None)

    def tick(self, now: float) -> list[Effect]:
        """Do what is due."""
        if not self._on:
            return []
        effects = self._talk.tick(now)
        checks = self._check_at is not None and now >= self._check_at
        if now < self._hold_until or self._talk.busy or self._waiting:
            pass
        elif self._open and (checks or self._stale):
            effects += self._talk.begin(self._greet(), now)
        elif checks:
            self._check_at = None  # the port says what became of it
            effects.append(Dial(on=True))
        return [*effects, *self._next(now), *self._tell_state()]

    def _greet(self) -> Flow:
        """Ask whether Live is there; look at the set where it is news."""
        found = yield Query([[b.VERSION]], tries=1)
        self._version = ".".join(str(part) for part in found.get(b.VERSION) or ())
        if self._stale or self._desk.live is None:
            self._stale = False
            yield from see(self._desk, self._values.told)
        return None

    # requests

    def _ask(self, message: Any, client: str, _: float) -> list[Effect]:
        if not self._on:
            text = "start with klangbild serve --ableton, or say /ableton/on 1"
            raise PeerError("refused", text, message.id)
        if not self._open:
            raise PeerError("no_live", self._trouble or "the port to Live opens", message.id)
        job = _Job(message, client, Answer(0, _called(message)))
        effects: list[Effect] = []
        same = (client, job.answer.task)
        for old in [j for j in self._waiting if (j.client, j.answer.task) == same]:
            self._waiting.remove(old)
            effects.append(self._failure(old, "replaced", "a newer one took its place"))
        if len(self._waiting) >= MAX_WAITING:
            raise PeerError("busy", f"{MAX_WAITING} requests wait for Live", message.id)
        self._waiting.append(job)
        return effects

    def _next(self, now: float) -> list[Effect]:
        """Begin what waits; to look whether Live is there can wait."""
        if self._job is not None or not self._waiting or not self._open or now < self._hold_until:
            return []
        self._job = job = self._waiting.popleft()
        try:
            flow = self._flow(job)
        except PeerError as error:
            self._job = None
            return [self._failure(job, error.code, error.text), *self._next(now)]
        self._doing = "reads"
        effects = self._talk.begin(flow, now)
        return [*effects, *self._tell_state()]

    def _flow(self, job: _Job) -> Flow:
        told = self._values.told
        match job.message:
            case c.AbletonMake(task):
                self._serial += 1
                wanted = self._values.wanted(self._serial, task, self._fresh_seed)
                wanted = replace(wanted, plays=self.plays, preset=self.preset, ours=self._ours)
                job.answer.number = self.counts["Ableton answers"] + 1
                job.answer.seed = wanted.sampling.seed
                return make(self._desk, wanted, job.answer)
            case c.AbletonUndo():
                if not self._made:
                    raise PeerError("refused", "there is no answer to take away")
                return take_back(self._desk, told, self._made)
            case c.AbletonAdd(role):
                return add(self._desk, told, role)

    def _ended(self, result: Any, error: PeerError | None, now: float) -> list[Effect]:
        job, self._job, self._doing = self._job, None, ""
        lost = error is not None and error.code == "no_live"
        found = self._tell_found()
        if job is None:
            self._stale = self._stale and error is None  # not again and again
            return [*found, *self._lose(error.text, now)] if error is not None and lost else found
        if lost:
            self._check_at = now
        effects = self._remember(job)
        if error is not None:
            self._outcome = f"{job.answer.task}: {error.text}"
            failure = self._failure(job, error.code, error.text)
            return [*found, *effects, failure, *([] if lost else self._show(error.text))]
        match job.message:
            case c.AbletonMake():
                count, text = len(job.answer.clips), self._said(job.answer)
            case c.AbletonUndo():
                number, count = result
                text = f"answer {number} is undone"
                effects += self._tell("", c.AbletonUndone(number, count))
            case c.AbletonAdd(role):
                count, text = result, f"a track for the {role}" if result else f"{role} is there"
        self._outcome = text
        done = Send(job.client, c.Done(job.id, count, job.answer.seed))
        return [*found, *effects, done, Log(f"Ableton: {text}"), *self._show(text)]

    def _remember(self, job: _Job) -> list[Effect]:
        """Tell what was written, also where not all of it was."""
        answer = job.answer
        if not answer.clips:
            return []
        self._made.append(answer)
        self.counts["Ableton answers"] += 1
        effects: list[Effect] = []
        for written in answer.clips:
            draft = written.draft
            self._ours[draft.name] = answer.base or draft.name
            event = c.AbletonMade(
                answer.number, answer.task, draft.role, written.track + 1, written.row + 1,
                clean(draft.name, 300), len(draft.notes), answer.seed,
            )  # fmt: skip
            effects += [Send(job.client, event), *self._tell(job.client, event)]
        while len(self._ours) > KEPT_NAMES:
            self._ours.pop(next(iter(self._ours)))
        return effects

    def _said(self, answer: Answer) -> str:
        clips = ", ".join(w.draft.name for w in answer.clips)
        return f"{answer.task}: {clips} in scene {answer.clips[0].row + 1}"

    def _drop(self, text: str) -> list[Effect]:
        """End what is under way; what waits begins with the next tick."""
        ended = self._talk.fail(PeerError("cancelled", text), 0.0) if self._job is not None else []
        return [*ended, *self._tell_state()]

    def _failure(self, job: _Job, code: str, text: str) -> Send:
        self.counts[f"Ableton failed ({code})"] += 1
        return Send(job.client, c.fail(job.id, code, f"{job.answer.task}: {text}"))

    # the link

    def _switch(self, message: c.AbletonOn, client: str, _: float) -> list[Effect]:
        self._on = bool(message.on)
        effects = [] if self._on else self.panic()
        self._talk.stop()
        self._open = self._alive = False
        self._trouble, self._check_at, self._desk.live = "", None, None
        return [*effects, Dial(self._on), *self._tell(client, message), *self._tell_state()]

    def _lose(self, text: str, now: float) -> list[Effect]:
        """Nobody is there."""
        fresh = text != self._trouble
        self._alive, self._trouble, self._desk.live = False, text, None
        self._check_at = now + LOST_S
        lost = [Log(f"Ableton: {text}", error=True)] if fresh else []
        return [*lost, *self._talk.fail(PeerError("no_live", text), now)]

    def _start_afresh(self, now: float) -> list[Effect]:
        """Live has been started, or another set was opened: what was just begun begins again."""
        self._hold_until = self._check_at = now + SETTLE_S
        self._alive, self._desk.live = False, None
        if self._job is not None and self._doing == "reads":
            self._talk.stop()
            self._waiting.appendleft(self._job)
            self._job, self._doing = None, ""
        text = "another set was opened in Live, or Live was started: ask again"
        return self._talk.fail(PeerError("no_live", text), now)

    # values

    def events(self) -> Iterator[c.AbletonValue]:
        """All that can be set, as it is told."""
        yield c.AbletonOn(int(self._on))
        yield from self._values.events()

    def current(self, address: str) -> float | None:
        """The number that is set at an address."""
        return float(self._on) if address == "/ableton/on" else self._values.current(address)

    def _set(self, message: Any, client: str, _: float) -> list[Effect]:
        told = self._values.set(message)
        if isinstance(message, c.AbletonTrack):
            self._stale = True
        return self._tell(client, told) if told is not None else []

    # for people

    @property
    def state(self) -> c.AbletonState:
        """How it is."""
        if not self._on:
            return c.AbletonState("off", "klangbild serve --ableton talks to Live")
        if not self._open:
            return c.AbletonState("no port", self._trouble or "the port to Live opens")
        if self._job is not None and self._doing:
            return c.AbletonState(self._doing, self._job.answer.task)
        if not self._alive:
            return c.AbletonState("no answer", self._trouble or "waits for Live")
        return c.AbletonState("ready", self._outcome or f"Live {self._version}".strip())

    def found(self) -> tuple[c.AbletonFound, ...]:
        """Which of Live's tracks is what."""
        rows = {role: self._desk.found.get(role) for role in ROLES}
        return tuple(
            c.AbletonFound(role, f.track.number + 1, clean(f.track.name, 300), f.why)
            if f is not None
            else c.AbletonFound(role, 0, "", "")
            for role, f in rows.items()
        )

    def status(self) -> dict[str, str]:
        """Names and values."""
        if not self._on:
            return {}
        state = self.state
        tracks = ", ".join(f"{f.name} = {f.number} {f.track}" for f in self.found() if f.number)
        rows = {
            "Ableton": f"{state.state}: {state.text}",
            "Ableton tracks": tracks or "none known",
            "Ableton requests waiting": str(len(self._waiting)) if self._waiting else "",
            **{name: str(count) for name, count in sorted(self.counts.items())},
        }
        return {name: value for name, value in rows.items() if value}

    def _watch(self, message: c.AbletonWatch, client: str, _: float) -> list[Effect]:
        if not message.on:
            return self.close(client)
        self._watching.add(client)
        self._stale = True
        return [Send(client, e) for e in (*self.events(), self.state, *self.found())]

    def _enter(self, doing: str) -> list[Effect]:
        self._doing = doing
        return self._tell_state()

    def _tell_state(self) -> list[Effect]:
        state = replace(self.state, text=clean(self.state.text))
        if state == self._told_state:
            return []
        self._told_state = state
        return self._tell("", state)

    def _tell_found(self) -> list[Effect]:
        found = self.found()
        if found == self._told_found:
            return []
        self._told_found = found
        return self._tell("", *found)

    def _tell(self, besides: str, *events: c.AbletonEvent) -> list[Effect]:
        return [*self._watching.tell(besides, *events)]

    def _show(self, text: str) -> list[Effect]:
        """A line at the foot of Live's window."""
        if self._mute or not self._alive:
            return []
        return [Speak(((b.Say(_SHOW, (clean(f"Klangbild: {text}", 300),)),),))]


def _called(message: c.AbletonMake | c.AbletonUndo | c.AbletonAdd) -> str:
    """What a request is called in texts."""
    match message:
        case c.AbletonMake(task):
            return task
        case c.AbletonUndo():
            return "undo"
        case c.AbletonAdd(role):
            return f"add {role}"
