"""What the server decides: (state, command or news, client, now) -> effects. No I/O, no clock.

Times are seconds of any clock that does not go back; clients are named by their ports.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from bridges import commands as c
from bridges.ableton import News as AbletonNews
from bridges.midi_rack import Found, Lost
from bridges.table import Id, PeerError, clean
from bridges.ws import SoundBlock
from generators.base import Draft, Filling, FillRequest
from generators.midi_parts import Part
from generators.score import ROLES
from server import ableton, art, knobs, live
from server.band_engine import BandNews
from server.band_worker import Came
from server.clips import Building, frame, make
from server.effects import (
    ClipFile,
    Effect,
    ListPresets,
    Load,
    Log,
    MakeFiles,
    Send,
    SendFile,
    Start,
    Stop,
    Unwant,
    Unwish,
    Want,
    Wish,
)
from server.engine import Died, News, Refused, Serving
from server.hearing import Hearing, Message
from server.jobs import Job
from server.worker import Finished, Packed

MAX_WAITING = 16
MAX_CLIPS = 64
"""Held for one client; the oldest goes first."""
MAX_CLIENTS = 256
"""Whose clips are held; who began none for the longest time goes first."""
PROGRESS_S = 0.05
NOTES_AT_ONCE = 250
LIVE = "live"
"""The client that loops are made for."""
MOST_STOPS = 3
"""So often a task gives way to loops; then it fails."""


class Session:
    """Clips that are being sent, requests that wait or run, and what the model is doing."""

    def __init__(
        self,
        preset: str,
        server_name: str = "klangbild",
        fresh_seed: Callable[[], int] = lambda: 0,
        pictures: art.Art | None = None,
        bound: Mapping[str, str] | None = None,
    ) -> None:
        self.art = pictures or art.Art({"plain": {}})
        self.live = live.Live(fresh_seed)
        self.ableton = ableton.Ableton(fresh_seed)
        self.knobs = knobs.Knobs(self._current, self.art.tell, bound)
        self.server_name = server_name
        self._fresh_seed = fresh_seed
        self.preset, self.state, self.device = preset, "loading", ""
        self.plays: Sequence[str] = ROLES
        """The tracks that the model plays."""
        self.hearing = Hearing()
        self.counts: Counter[str] = Counter()
        self._held: dict[str, dict[Id, Building]] = {}
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._filing: list[Job] = []  # answered, but for the MIDI files that are being made
        self._engine_on = ""  # the request that the engine has not finished yet
        self._serial = 0
        self._load: tuple[str, Id, str] | None = None
        self._trouble = ""
        self._actions: dict[type, Callable[[Any, str], Iterable[Effect]]] = {
            c.Hello: self._hello,
            c.Ping: lambda m, client: [Send(client, c.Pong(m.n))],
            c.ClipBegin: self._begin,
            ClipFile: self._begin_file,
            c.ClipNote: self._edit,
            c.ClipHole: self._edit,
            c.ClipParam: self._edit,
            c.Cancel: self._cancel,
            c.PresetList: lambda m, client: [ListPresets(client, m.id)],
            c.PresetLoad: self._load_preset,
            c.Panic: self._panic,
            c.Status: lambda _, client: [Send(client, c.StatusReport(tuple(self.status())))],
        }

    def handle(
        self, message: c.Command | ClipFile | SoundBlock, client: str, now: float
    ) -> list[Effect]:
        """Carry out a command; whatever is wrong with it becomes a `Fail`."""
        action = self._actions.get(type(message))
        try:
            if isinstance(message, Message):
                return self.hearing.handle(message, client, now)
            if isinstance(message, art.COMMANDS):
                effects = self.art.handle(cast(c.ArtCommand, message), client, now)
                return [*effects, *self.knobs.greet(message, client)]
            if isinstance(message, knobs.COMMANDS):
                return self.knobs.handle(cast(c.MidiCommand, message), client)
            if isinstance(message, (*live.COMMANDS, *ableton.COMMANDS)):
                part: Any = self.live if isinstance(message, live.COMMANDS) else self.ableton
                return self._carry(part.handle(message, client, now), now)
            if action is not None:
                effects = list(action(message, client))
            else:
                effects = self._task(cast(c.Task, message), client, now)
            return [*effects, *self._next(now)]
        except PeerError as error:
            return [self._fail(client, getattr(message, "id", ""), error.code, error.text)]

    def hear(self, news: News, now: float) -> list[Effect]:
        """Take in what the engine says."""
        if isinstance(news, Draft | Packed):
            return self._drafted(news, now)
        if isinstance(news, Finished):
            effects = self._finished(news, now)
        elif isinstance(news, Serving):
            effects = self._serves(news)
        elif isinstance(news, Refused):
            effects = self._refused(news)
        else:
            effects = self._died(news, now)
        return [*effects, *self._next(now)]

    def play_along(self, news: BandNews, now: float) -> list[Effect]:
        """Take in what the process that keeps time says."""
        effects = self._carry(self.live.hear(news, now), now)
        match news:
            case Came():
                told, command = self.knobs.turn(news)
                effects += told
                if command is not None:
                    effects += self.handle(command, knobs.CLIENT, now)
            case Found(_, wanted) | Lost(_, wanted) if wanted.use == "control":
                self.knobs.hear(news)
        return effects

    def hear_ableton(self, news: AbletonNews, now: float) -> list[Effect]:
        """Take in what Live says."""
        return self._carry(self.ableton.hear(news, now), now)

    def events(self) -> Iterable[c.Event]:
        """All that can be set, as it is told."""
        gain = c.AudioGainIs(self.hearing.sound.gain_db)
        return [
            *self.art.state_events(), *self.live.events(), *self.ableton.events(), gain
        ]  # fmt: skip

    @property
    def next_deadline(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        due = [job.deadline for job in self._jobs()]
        parts = (self.hearing.due, self.art.next_deadline, self.live.due, self.ableton.due)
        due += [at for at in parts if at is not None]
        return min(due, default=None)

    def tick(self, now: float) -> list[Effect]:
        """Answer what is due."""
        effects = [*self.hearing.tick(now), *self.art.tick(now)]
        effects += self._carry([*self.live.tick(now), *self.ableton.tick(now)], now)
        for job in [j for j in self._jobs() if j.deadline <= now]:
            effects += self._take_back(job)
            if job.draft is not None:
                self.counts["answered at the deadline"] += 1
                effects += self._answer(job, job.draft, now)
            else:
                effects += self._lose(job, "late", "the deadline passed before a first draft", now)
        return [*effects, *self._next(now)]

    def close(self, client: str, now: float = 0.0) -> list[Effect]:
        """A client is gone: its requests and clips are forgotten."""
        gone = [
            *self.art.close(client), *self.live.close(client), *self.ableton.close(client)
        ]  # fmt: skip
        return [*gone, *self._forget(client), *self._next(now)]

    def status(self, now: float = 0.0) -> list[c.StatusRow]:
        """Names and values, for people."""
        busy = self._running
        rows = {
            "preset": self.preset or "none",
            "model": f"{self.state} {self._trouble}".strip(),
            "device": self.device,
            "plays": ", ".join(self.plays),
            "at work on": f"{busy.name} {busy.id} for {busy.client}" if busy else "nothing",
            "waiting": str(len(self._waiting)),
            "clips held": str(sum(len(held) for held in self._held.values())),
            **self.hearing.status(),
            **self.art.status(),
            **self.live.status(now),
            **self.ableton.status(),
            **self.knobs.status(),
            **{name: str(count) for name, count in sorted(self.counts.items())},
        }
        return [c.StatusRow(name, clean(value)) for name, value in rows.items()]

    # clips

    def _hello(self, message: c.Hello, client: str) -> list[Effect]:
        lost = self._forget(client)
        serving = self.preset if self.state == "ready" else ""
        answer = c.HelloBack(c.VERSION, self.server_name, serving, self.state, tuple(c.COMMANDS))
        who = message.name or "a client"
        lost += [
            *self.art.close(client), *self.live.close(client), *self.ableton.close(client)
        ]  # fmt: skip
        return [*lost, Send(client, answer), Log(f"{client}: {who} says hello")]

    def _begin(self, message: c.ClipBegin, client: str) -> list[Effect]:
        self._check_free(message.id, client)
        tracks: dict[str, list[Any]] = {track: [] for track in message.tracks}
        self._hold(client, message.id, Building(message.length, message.tempo, tracks))
        return []

    def _begin_file(self, message: ClipFile, client: str) -> list[Effect]:
        clip = message.document.clip
        if message.hold:
            self._check_free(message.id, client)
            self._hold(client, message.id, Building.of(clip, message.document))
        read = c.ClipRead(message.id, clip.length, clip.tempo, clip.note_count, (*clip.tracks,))
        parts = tuple(_part_row(part) for part in message.document.parts)
        return [Send(client, read), Send(client, c.ClipParts(message.id, parts))]

    def _check_free(self, request: Id, client: str) -> None:
        old = self._held.get(client, {}).get(request)
        running = self._find(client, request) is not None
        if not running and (old is None or not old.unasked_work):
            return
        why = "is at work" if running else "holds a clip that was never asked for"
        error = PeerError(
            "in_use", f"{request!r} {why}: /cancel it first, or choose another id for each request"
        )
        if old is not None:
            old.fault = error
        raise error

    def _hold(self, client: str, request: Id, building: Building) -> None:
        if client not in self._held and len(self._held) >= MAX_CLIENTS:
            self.counts["clips dropped"] += len(self._held.pop(next(iter(self._held))))
        held = self._held[client] = self._held.pop(client, {})  # the client is the newest now
        held.pop(request, None)
        if len(held) >= MAX_CLIPS:
            held.pop(next(iter(held)))
            self.counts["clips dropped"] += 1
        held[request] = building

    def _edit(self, message: c.ClipNote | c.ClipHole | c.ClipParam, client: str) -> list[Effect]:
        building = self._held.get(client, {}).get(message.id)
        if building is None:
            raise PeerError("unknown_id", f"no clip {message.id!r}: send /clip/begin first")
        if building.fault is not None:
            self.counts["messages left out"] += 1
            return []
        if isinstance(message, c.ClipParam):
            building.set_params(message)
            return []
        try:
            if isinstance(message, c.ClipNote):
                building.add_notes(message)
            else:
                building.add_holes(message, self.plays)
        except PeerError as error:
            building.fault = error  # a clip with something missing must not be answered
            building.lacks_notes = isinstance(message, c.ClipNote)
            raise
        return []

    def _forget(self, client: str) -> list[Effect]:
        effects = self.hearing.forget(client)
        for job in [j for j in self._jobs() if j.client == client]:
            effects += self._take_back(job)
            effects += self._lose(job, "cancelled", "the client left or began afresh")
        self._held.pop(client, None)
        return effects

    # tasks

    def _task(self, task: c.Task, client: str, now: float) -> list[Effect]:
        if self._find(client, task.id) is not None:
            raise PeerError("in_use", f"{task.id!r} is at work: wait for /done, or /cancel it")
        held = self._held.get(client, {})
        building = held.get(task.id)
        asked = building.number("seed") if building else None
        seed = self._fresh_seed() if asked is None else int(asked)
        try:
            clip, holes = make(task, held, seed, self.plays)
        finally:
            if building is not None:
                building.asked = building.holes_used = True
                if not building.lacks_notes:
                    building.fault = None
        self._check_serves()
        self._serial += 1
        sampling = (building or Building(1, 120, {})).sampling(seed)
        request = FillRequest(str(self._serial), clip, holes, sampling)
        wait_ms = building.number("deadline_ms") if building else None
        deadline = now + wait_ms / 1000 if wait_ms else float("inf")
        job = Job(client, task.id, c.task_name(task), request, now, deadline, frame(task, held))
        return self._queue(job)

    def _queue(self, job: Job) -> list[Effect]:
        effects: list[Effect] = []
        for old in [j for j in self._waiting if (j.client, j.name) == (job.client, job.name)]:
            self._waiting.remove(old)
            effects += self._lose(old, "replaced", f"{job.id!r} took its place")
        if len(self._waiting) >= MAX_WAITING:
            raise PeerError("busy", f"{MAX_WAITING} requests are waiting: try again later")
        self._waiting.append(job)
        return effects

    def _next(self, now: float) -> list[Effect]:
        if self.state != "ready" or self._engine_on or not self._waiting:
            return []
        self._running = job = self._waiting.popleft()
        job.began, job.draft = now, None
        self._engine_on = job.request.id
        return [Start(job.request)]

    # loops, which go before what clients ask for

    def _carry(self, effects: Iterable[Effect], now: float) -> list[Effect]:
        """Turn wishes into jobs."""
        found: list[Effect] = []
        for effect in effects:
            match effect:
                case Wish():
                    found += self._wish(effect, now)
                case Want():
                    found += self._want(effect, now)
                case Unwish() | Unwant():
                    client = LIVE if isinstance(effect, Unwish) else ableton.CLIENT
                    for job in [j for j in self._jobs() if j.client == client]:
                        found += self._take_back(job)
                case _:
                    found.append(effect)
        return found

    def _wish(self, wish: Wish, now: float) -> list[Effect]:
        self._serial += 1
        request = FillRequest(str(self._serial), wish.clip, wish.holes, wish.sampling)
        job = Job(LIVE, wish.number, "loop", request, now, wish.deadline, None)
        effects = self._make_way(wish, now)
        self._waiting.appendleft(job)
        return [*effects, *self._next(now)]

    def _want(self, want: Want, now: float) -> list[Effect]:
        """Queue a task for Ableton Live as those of other clients."""
        self._serial += 1
        request = FillRequest(str(self._serial), want.clip, want.holes, want.sampling)
        deadline = now + want.deadline_ms / 1000 if want.deadline_ms else float("inf")
        job = Job(ableton.CLIENT, want.number, want.task, request, now, deadline, None)
        try:
            self._check_serves()
            return [*self._queue(job), *self._next(now)]
        except PeerError as error:
            return self._carry(self.ableton.failed(want.number, error.code, error.text, now), now)

    def _check_serves(self) -> None:
        if self.state == "dead":
            raise PeerError("no_preset", f"no model serves ({self._trouble}): /preset/load one")

    def _make_way(self, wish: Wish, now: float) -> list[Effect]:
        """Stop what runs, unless it ends in half the time that there is; it begins again later."""
        job = self._running
        if job is None or job.left_s(now) < (wish.deadline - now) / 2:
            return []
        self._running = None
        job.stops += 1
        stop = Stop(job.request.id)
        if job.stops > MOST_STOPS:
            return [stop, *self._lose(job, "busy", "it takes longer than loops leave time for")]
        self._waiting.appendleft(job)
        return [stop]

    def _current(self, address: str) -> float | None:
        parts = (self.live, self.ableton, self.art)
        values = (part.current(address) for part in parts)
        return next((value for value in values if value is not None), None)

    def _drafted(self, draft: Draft | Packed, now: float) -> list[Effect]:
        job = self._running
        if job is None or job.request.id != draft.id:
            return []
        job.draft = draft
        if draft.progress >= 1.0:
            self._running = None
            return self._answer(job, draft, now)
        if job.client == LIVE or now - job.told_at < PROGRESS_S:
            return []
        job.told_at = now
        if job.client == ableton.CLIENT:
            return self.ableton.progress(cast(int, job.id), draft.progress)
        return [Send(job.client, c.Progress(job.id, draft.progress))]

    def _finished(self, news: Finished, now: float) -> list[Effect]:
        if news.id == self._engine_on:
            self._engine_on = ""
        job = self._running
        if job is None or job.request.id != news.id:
            return []
        self._running = None
        if job.draft is not None and not news.error:
            return self._answer(job, job.draft, now)
        return self._lose(job, "failed", news.error or "the model gave no answer", now)

    def _answer(self, job: Job, draft: Draft | Packed, now: float) -> list[Effect]:
        if job.client == LIVE:
            filling: Filling = draft.variations[0]
            return self._carry(self.live.answered(cast(int, job.id), filling, now), now)
        variations = draft.variations
        if job.client == ableton.CLIENT:
            self.counts["answered"] += 1
            return self._carry(self.ableton.made(cast(int, job.id), variations, now), now)
        effects: list[Effect] = []
        count = 0
        for number, filling in enumerate(variations):
            rows = tuple(
                c.NoteRow(role, n.pitch, n.start, n.duration, n.velocity)
                for role, notes in filling.items()
                for n in notes
            )
            count += len(rows)
            effects += [
                Send(job.client, c.Notes(job.id, number, rows[i : i + NOTES_AT_ONCE]))
                for i in range(0, len(rows), NOTES_AT_ONCE)
            ]
        self.counts["answered"] += 1
        ms = 1000 * (now - job.since)
        line = Log(f"{job.client}: {job.name} {job.id}: {count} notes in {ms:.0f} ms")
        if job.frame is None:
            return [*effects, Send(job.client, job.done(count)), line]
        job.deadline, job.count = float("inf"), count
        self._filing.append(job)
        return [
            *effects,
            MakeFiles(job.request.id, job.frame, job.request.holes, variations),
            line,
        ]

    def filed(self, key: str, files: Sequence[bytes], error: str = "") -> list[Effect]:
        """Take in the files of `MakeFiles`, or why there are none."""
        job = next((j for j in self._filing if j.request.id == key), None)
        if job is None:
            return []  # cancelled in the meantime
        self._filing.remove(job)
        if error:
            return self._lose(job, "failed", error)
        sent = [SendFile(job.client, job.id, number, data) for number, data in enumerate(files)]
        return [*sent, Send(job.client, job.done(job.count))]

    # ends

    def _cancel(self, message: c.Cancel, client: str) -> list[Effect]:
        ended = self.ableton.cancel(message.id, client)
        if ended is not None:
            return self._carry(ended, 0.0)
        known = self._held.get(client, {}).pop(message.id, None) is not None
        job = self._find(client, message.id)
        if job is not None:
            return [*self._take_back(job), *self._lose(job, "cancelled", "as you asked")]
        if not known:
            raise PeerError("unknown_id", f"nothing to cancel under {message.id!r}")
        return [Send(client, c.fail(message.id, "cancelled", "the clip is forgotten"))]

    def _panic(self, _: c.Panic, client: str) -> list[Effect]:
        effects: list[Effect] = []
        effects += self._carry([*self.live.panic(), *self.ableton.panic()], 0.0)
        jobs = self._jobs()
        for job in jobs:
            effects += self._take_back(job)
            effects += self._lose(job, "cancelled", "panic")
        return [*effects, Send(client, c.PanicDone(len(jobs))), Log(f"{client}: panic")]

    def _jobs(self) -> list[Job]:
        return [*self._filing, *([self._running] if self._running else []), *self._waiting]

    def _find(self, client: str, request: Id) -> Job | None:
        return next((j for j in self._jobs() if (j.client, j.id) == (client, request)), None)

    def _take_back(self, job: Job) -> list[Effect]:
        if job is self._running:
            self._running = None
            return [Stop(job.request.id)]
        (self._filing if job in self._filing else self._waiting).remove(job)
        return []

    def _lose(self, job: Job, code: str, text: str, now: float = 0.0) -> list[Effect]:
        if job.client == LIVE:
            return self._carry(self.live.failed(cast(int, job.id), text), now)
        if job.client == ableton.CLIENT:
            return self._carry(self.ableton.failed(cast(int, job.id), code, text, now), now)
        return [self._fail(job.client, job.id, code, f"{job.name}: {text}")]

    def _fail(self, client: str, request: Id, code: str, text: str) -> Send:
        self.counts[f"failed ({code})"] += 1
        return Send(client, c.fail(request, code, text))

    # the model

    def _load_preset(self, message: c.PresetLoad, client: str) -> list[Effect]:
        effects = self._end_load("replaced", f"{message.name!r} is loaded instead")
        self._load = (client, message.id, message.name)
        info = c.PresetInfo(message.id, message.name, "loading", "")
        return [*effects, Send(client, info), Load(message.name), Log(f"loading {message.name}")]

    def _end_load(self, code: str, text: str) -> list[Effect]:
        if self._load is None:
            return []
        client, request, _ = self._load
        self._load = None
        return [self._fail(client, request, code, text)]

    def _serves(self, news: Serving) -> list[Effect]:
        self.preset, self.state, self.device, self._trouble = news.preset, "ready", news.device, ""
        self.play(news.roles)
        line = f"ready: {news.preset} on {news.device}, loaded in {news.seconds:.1f} s"
        if self._load is None or self._load[2] != news.preset:
            return [Log(line)]
        client, request, name = self._load
        self._load = None
        info = c.PresetInfo(request, name, "ready", f"on {news.device}", (*news.roles,))
        return [Send(client, info), Send(client, c.Done(request, 1)), Log(line)]

    def play(self, tracks: Sequence[str]) -> None:
        """The model plays these tracks."""
        self.plays = self.live.loops.plays = self.ableton.plays = tracks
        self.live.loops.preset = self.ableton.preset = self.preset

    def _refused(self, news: Refused) -> list[Effect]:
        effects: list[Effect] = [Log(f"cannot load {news.preset}: {news.text}", error=True)]
        if self._load is not None and self._load[2] == news.preset:
            effects += self._end_load("no_preset", news.text)
        if news.serving:
            return effects
        self.state, self._trouble = "dead", news.text
        while self._waiting:
            effects += self._lose(self._waiting.popleft(), "no_preset", news.text)
        return effects

    def _died(self, news: Died, now: float) -> list[Effect]:
        effects: list[Effect] = [Log(news.text + ": starting it again", error=True)]
        if news.restarting:
            self.state = "loading"
        if news.request == self._engine_on:
            self._engine_on = ""
        job = self._running
        if job is not None and job.request.id == news.request:
            self._running = None
            effects += self._lose(job, "worker_died", f"{news.text}; ask again", now)
        return effects


def _part_row(part: Part) -> c.PartRow:
    role, name, why = part.role or "", clean(part.name, 100), clean(part.why, 200)
    return c.PartRow(part.number, part.track + 1, part.channel + 1, role, name, why)
