"""What the session decides about pictures: values, cues, fades, who watches. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args

from bridges import commands as c
from bridges.looks import NAME, TUNES, LookError, read_look
from bridges.table import PeerError, clean
from generators.base import Look
from generators.media import Features
from server.effects import (
    Effect,
    Keep,
    ListPainters,
    LoadPainter,
    Log,
    MakeSound,
    Record,
    Send,
    Show,
    Watch,
)
from server.paint_engine import PainterDied, PainterKept, PainterNews
from server.paint_worker import LabelsHeard, PainterReady, PainterRefused, Troubled
from server.record import Recorded, RecordFailed
from server.watchers import Watchers

COMMANDS: tuple[type, ...] = get_args(c.ArtCommand)
MAX_WATCHING = 256
MAX_CUES = MAX_LOOKS = MAX_LABELS = 64
FADE_S = 0.1
"""Between the steps of a fade; painter and page go smoothly between them."""
BEAT_S = 0.5
"""Where no tempo is known."""
_FIRST_LOOK = "calm"
_NUMBERS: dict[type, str] = {
    c.ArtTravel: "travel",
    c.ArtSensitivity: "sensitivity",
    c.ArtPalette: "palette",
    c.ArtBrightness: "brightness",
    c.ArtAbstraction: "abstraction",
}
_Looks = Mapping[str, Mapping[str, float]]
_Told = PainterNews | Recorded | RecordFailed


@dataclass(frozen=True, slots=True)
class Values:
    """Everything that a cue keeps; see `generators.base.Look` and `bridges.looks`."""

    look: str = _FIRST_LOOK
    tunes: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    travel: float = 1.0
    sensitivity: float = 1.0
    palette: float = 0.0
    brightness: float = 0.0
    abstraction: float = 0.0

    def events(self) -> Iterator[c.ArtValue]:
        """As they are told."""
        yield c.ArtLook(self.look)
        yield from (c.ArtTune(name, value) for name, value in self.tunes.items())
        yield from (c.ArtLabel(name, weight) for name, weight in self.labels.items())
        yield c.ArtSeed(self.seed)
        yield from (kind(getattr(self, name)) for kind, name in _NUMBERS.items())

    def towards(self, goal: Values, share: float) -> Values:
        """`share` (0 to 1) of the way to `goal`; what is no number is there at once."""
        if share >= 1:
            return goal
        mixed: dict[str, Any] = {
            n: _mix(getattr(self, n), getattr(goal, n), share) for n in _NUMBERS.values()
        }
        return replace(
            goal,
            tunes={n: _mix(self.tunes.get(n, v), v, share) for n, v in goal.tunes.items()},
            labels={
                n: _mix(self.labels.get(n, 0), goal.labels.get(n, 0), share)
                for n in {**self.labels, **goal.labels}
            },
            **mixed,
        )


def _mix(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


@dataclass(slots=True)
class _Fade:
    start: Values
    goal: Values
    begins: float
    ends: float
    due: float


def read_cue(name: str, table: object) -> Values:
    """A cue from a file, which may name a look that is gone: it holds all of it. Raises
    `LookError`."""
    known = Values()
    if not NAME.fullmatch(name) or not isinstance(table, dict) or set(table) - set(asdict(known)):
        raise LookError(f"cue {name!r:.80} cannot be read")
    labels = table.get("labels", {})
    try:
        if not NAME.fullmatch(str(table["look"])):
            raise LookError(f"cue {name}: {str(table['look'])!r:.80} is no look's name")
        for kind, key in _NUMBERS.items():
            c.row_for(kind(0)).from_values([table[key]])
        c.row_for(c.ArtSeed(0)).from_values([table["seed"]])
        for label, weight in labels.items():
            c.row_for(c.ArtLabel("", 0)).from_values([label, weight])
    except (KeyError, AttributeError, PeerError) as error:
        raise LookError(f"cue {name}: {error}") from error
    return Values(**{**table, "tunes": read_look(name, table.get("tunes"), "cue")})


class Art:
    """The values that all displays and the painter share, and the clients that watch them."""

    def __init__(
        self,
        shipped: _Looks,
        own: _Looks | None = None,
        cues: Mapping[str, Values] | None = None,
    ) -> None:
        self._shipped = shipped
        self.own = {name: dict(look) for name, look in (own or {}).items()}
        self.cues = dict(cues or {})
        first = _FIRST_LOOK if _FIRST_LOOK in self.looks else next(iter(self.looks))
        self.values = Values(first, dict(self.looks[first]))
        self.frozen = self.dark = self.recording = False
        self.features = Features(0.0)
        """The newest, at `features_at` on the session's clock."""
        self.features_at = 0.0
        self.labels: tuple[str, ...] = ()
        self.painter, self.state, self._trouble = "", "loading", ""
        self._watching = Watchers(MAX_WATCHING)
        self._fade: _Fade | None = None
        self._recorder = ""
        self._coming: tuple[str, str] | None = None
        """The painter that is being loaded, and the client that asked for it."""
        self._actions: dict[type, Callable[[Any, str, float], list[Effect]]] = {
            c.ArtWatch: self._watch,
            c.ArtLook: self._choose,
            c.ArtTune: self._tune,
            c.ArtLookStore: lambda m, *_: self._store_look(m),
            c.ArtLabel: self._label,
            c.ArtSeed: lambda m, client, _: self._set(client, m, seed=m.value),
            c.ArtFreeze: self._stage,
            c.ArtBlackout: self._stage,
            c.ArtCueStore: lambda m, *_: self._store_cue(m),
            c.ArtCueRecall: self._recall,
            c.ArtRecord: self._record,
            c.ArtSound: lambda m, client, _: [MakeSound(client, m.seconds, bool(m.send))],
            c.ArtPainter: self._load,
            c.ArtPaintersAsk: lambda _, client, __: [ListPainters(client)],
            **dict.fromkeys(_NUMBERS, self._number),
        }

    @property
    def looks(self) -> dict[str, Mapping[str, float]]:
        """All looks by name; an own one takes the place of a shipped one."""
        return {**self._shipped, **self.own}

    @property
    def show(self) -> Show:
        """What has to be painted now."""
        v = self.values
        labels = {name: weight for name, weight in v.labels.items() if weight > 0}
        mix = min(1.0, sum(labels.values()))
        look = Look(
            labels, mix, v.seed, v.travel, v.palette, v.brightness, v.abstraction, v.sensitivity
        )
        return Show(look, self.frozen, self.dark)

    def handle(self, message: c.ArtCommand, client: str, now: float) -> list[Effect]:
        """Carry out a command. Raises `PeerError`."""
        return self._actions[type(message)](message, client, now)

    def close(self, client: str) -> list[Effect]:
        """A client is gone, or begins afresh."""
        return [Watch(client, 0, 0)] if self._watching.drop(client) else []

    def status(self) -> dict[str, str]:
        """Names and values, for people."""
        return {
            "painter": f"{self.painter} {self.state} {self._trouble}".strip(),
            "watching": str(len(self._watching)),
            **({"recording": "yes"} if self.recording else {}),
        }

    def state_events(self) -> Iterator[c.ArtEvent]:
        """All that can be set, as it is told."""
        yield from self.values.events()
        yield c.ArtFreeze(int(self.frozen))
        yield c.ArtBlackout(int(self.dark))
        yield c.ArtRecord("start" if self.recording else "stop")

    def current(self, address: str) -> float | None:
        """The number that is set at `/art/travel`, `/art/tune/zoom` ...; None: there is none."""
        found = c.find(address)
        if found is None:
            return None
        row, lead = found
        for event in self.state_events():
            if isinstance(event, row.kind):
                *name, value = (value for _, value in row.to_values(event)[0])
                if tuple(name) == lead and isinstance(value, int | float):
                    return value
        return None

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """What the first argument of an address may be now."""
        cues = tuple(self.cues)
        labels = self.labels or tuple(self.values.labels)
        return {"/art/look": (*self.looks,), "/art/label": labels, "/art/cue/recall": cues}

    # time

    @property
    def next_deadline(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        return self._fade.due if self._fade is not None else None

    def tick(self, now: float) -> list[Effect]:
        """Go on with the fade, if one is due."""
        fade = self._fade
        if fade is None or now < fade.due:
            return []
        whole = fade.ends - fade.begins
        share = 1.0 if now >= fade.ends or whole <= 0 else (now - fade.begins) / whole
        self._fade = None if share >= 1 else replace(fade, due=min(now + FADE_S, fade.ends))
        return self._become(fade.start.towards(fade.goal, share))

    def hear(self, news: _Told) -> list[Effect]:
        """Take in what the painter's process or the recorder says."""
        match news:
            case Recorded() | RecordFailed():
                return self._recorded(news)
            case LabelsHeard(labels):
                rows = tuple(c.LabelRow(n, min(max(s, 0.0), 1.0)) for n, s in labels.items())
                return self.tell("", c.ArtHeard(rows))
            case PainterReady():
                self.painter, self.state, self._trouble = news.name, "ready", ""
                self.labels = news.labels
                line = f"painter ready: {news.name} on {news.device}, in {news.seconds:.1f} s"
                return [*self._loaded(news.name), *self.tell("", self._report()), Log(line)]
            case PainterKept(preset, text):
                return self._kept(preset, text)
            case PainterDied(text):
                self.state, self._trouble = "loading", text
                text += ": starting it again"
            case PainterRefused(text):
                self.state, self._trouble = "dead", text
                text = f"no painter: {text}"
            case Troubled(text):
                self._trouble = text
        return [*self.tell("", self._report()), Log(text, error=True)]

    # commands

    def _watch(self, message: c.ArtWatch, client: str, _: float) -> list[Effect]:
        watch = Watch(client, message.frames, message.features)
        if not (message.frames or message.features or message.values):
            self._watching.drop(client)
            return [watch]
        self._watching.add(client, told=bool(message.values))
        if not message.values:
            return [watch, Send(client, self._report())]
        state = [self._report(), *self.state_events(), c.ArtCues(tuple(self.cues))]
        return [watch, *(Send(client, event) for event in state)]

    def _choose(self, message: c.ArtLook, client: str, _: float) -> list[Effect]:
        look = self.looks.get(message.name)
        if look is None:
            raise _unknown("look", message.name, self.looks)
        tuned = self._set(client, message, look=message.name, tunes=dict(look))
        return [*tuned, *self.tell(client, *(c.ArtTune(n, v) for n, v in look.items()))]

    def _tune(self, message: c.ArtTune, client: str, _: float) -> list[Effect]:
        tune = TUNES[message.name]
        if not tune.low <= message.value <= tune.high:
            raise PeerError("bad_args", f"{message.name} goes from {tune.low:g} to {tune.high:g}")
        tunes = {**self.values.tunes, message.name: message.value}
        if self._fade is not None:
            self._fade.start = _tuned(self._fade.start, message)
            self._fade.goal = _tuned(self._fade.goal, message)
        return self._changed(client, message, replace(self.values, tunes=tunes))

    def _store_look(self, message: c.ArtLookStore) -> list[Effect]:
        _check_name(message.name)
        _keep(self.own, message.name, dict(self.values.tunes), MAX_LOOKS)
        self.values = replace(self.values, look=message.name)
        return [
            Keep("looks", self.own.copy()),
            *self.tell("", message, c.ArtLook(message.name)),
        ]

    def _label(self, message: c.ArtLabel, client: str, _: float) -> list[Effect]:
        if message.name == "*":
            names = self.labels or tuple(self.values.labels)
        elif self.labels and message.name not in self.labels:
            raise _unknown("label", message.name, dict.fromkeys(self.labels))
        else:
            names = (message.name,)
        labels = {**self.values.labels, **dict.fromkeys(names, message.weight)}
        if len(labels) > MAX_LABELS:
            raise PeerError("too_large", f"{MAX_LABELS} labels are enough")
        return self._set(client, message, labels=labels)

    def _number(self, message: Any, client: str, _: float) -> list[Effect]:
        return self._set(client, message, **{_NUMBERS[type(message)]: message.value})

    def _stage(self, message: c.ArtFreeze | c.ArtBlackout, client: str, _: float) -> list[Effect]:
        before = (self.frozen, self.dark)
        if isinstance(message, c.ArtFreeze):
            self.frozen = bool(message.on)
        else:
            self.dark = bool(message.on)
        if before == (self.frozen, self.dark):
            return []
        return [self.show, *self.tell(client, message)]

    def _store_cue(self, message: c.ArtCueStore) -> list[Effect]:
        _check_name(message.name)
        goal = self._fade.goal if self._fade is not None else self.values
        _keep(self.cues, message.name, goal, MAX_CUES)
        told = c.ArtCues(tuple(self.cues))
        table = {name: asdict(cue) for name, cue in self.cues.items()}
        return [Keep("cues", table), *self.tell("", told)]

    def _recall(self, message: c.ArtCueRecall, client: str, now: float) -> list[Effect]:
        cue = self.cues.get(message.name)
        if cue is None:
            raise _unknown("cue", message.name, self.cues)
        wait, beat = self._next_beat(now)
        begins = now + wait
        labels = {**dict.fromkeys(self.values.labels, 0.0), **cue.labels}
        goal = replace(cue, labels=labels)
        self._fade = _Fade(self.values, goal, begins, begins + message.fade * beat, begins)
        return [Log(f"{client}: cue {message.name}"), *self.tick(now)]

    def _next_beat(self, now: float) -> tuple[float, float]:
        """Seconds to the next beat, 0 where none is heard, and the length of a beat in seconds."""
        heard = self.features
        if heard.sure < 0.5 or heard.tempo <= 0:
            return 0.0, BEAT_S
        beat = 60 / heard.tempo
        phase = (heard.beat + (now - self.features_at) / beat) % 1.0
        return (-phase % 1.0) * beat, beat

    def _record(self, message: c.ArtRecord, client: str, _: float) -> list[Effect]:
        on = message.action == "start"
        if on == self.recording:
            raise PeerError("refused", "it is recording already" if on else "nothing is recorded")
        self.recording, self._recorder = on, client
        return [*self.tell(client, message), Record(on)]  # which may fail at once, and says so

    def _recorded(self, news: Recorded | RecordFailed) -> list[Effect]:
        if isinstance(news, Recorded):
            path = clean(news.path, 500)
            event = c.ArtRecorded(path, news.seconds, news.frames, news.dropped)
            line = Log(f"recorded {news.seconds:.1f} s: {news.path}")
            asked = [] if self._recorder in self._watching else [Send(self._recorder, event)]
            return [*asked, *self.tell("", event), line]
        if news.over:
            return [Log(f"not recorded: {news.text}", error=True), *self.tell("", _failed(news))]
        self.recording = False
        answer = Send(self._recorder, _failed(news))
        stopped = self.tell("", c.ArtRecord("stop"))
        return [answer, *stopped, Log(f"not recorded: {news.text}", error=True)]

    def _load(self, message: c.ArtPainter, client: str, _: float) -> list[Effect]:
        _check_name(message.name)
        given_up = self._give_up("replaced", f"{message.name} is loaded instead")
        self._coming = (message.name, client)
        line = Log(f"{client}: loading the painter {message.name}")
        return [*given_up, LoadPainter(message.name), line]

    def _loaded(self, preset: str) -> list[Effect]:
        """The answer to the client that asked for this painter, where it is not told anyway."""
        if self._coming is None or self._coming[0] != preset:
            return []
        (_, client), self._coming = self._coming, None
        return [] if self._watching.are_told(client) else [Send(client, self._report())]

    def _kept(self, preset: str, text: str) -> list[Effect]:
        line = Log(f"painter {preset} cannot be loaded: {text}", error=True)
        return [*self._give_up("no_preset", text), line]

    def _give_up(self, code: str, text: str) -> list[Effect]:
        if self._coming is None:
            return []
        (name, client), self._coming = self._coming, None
        return [Send(client, c.fail("", code, f"/art/painter {name}: {text}"))]

    # values

    def _set(self, client: str, message: Any, **fields: Any) -> list[Effect]:
        if self._fade is not None:  # what is set by hand stays as it was set
            self._fade.start = replace(self._fade.start, **fields)
            self._fade.goal = replace(self._fade.goal, **fields)
        return self._changed(client, message, replace(self.values, **fields))

    def _changed(self, client: str, message: Any, values: Values) -> list[Effect]:
        if values == self.values:
            return []  # two programs that echo each other come to rest
        self.values = values
        return [self.show, *self.tell(client, message)]

    def _become(self, values: Values) -> list[Effect]:
        """Take on `values`, and tell everyone what is new in them."""
        before = set(self.values.events())
        self.values = values
        new = [event for event in values.events() if event not in before]
        return [self.show, *self.tell("", *new)] if new else []

    def tell(self, besides: str, *events: c.Event) -> list[Effect]:
        """Tell all who watch the values, except the client `besides`."""
        return [*self._watching.tell(besides, *events)]

    def _report(self) -> c.ArtState:
        return c.ArtState(self.painter, self.state, clean(self._trouble, 400), self.labels)


def _failed(news: RecordFailed) -> c.Fail:
    return c.fail("", "refused", f"/art/record: {news.text}")


def _tuned(values: Values, message: c.ArtTune) -> Values:
    return replace(values, tunes={**values.tunes, message.name: message.value})


def _keep(book: dict[str, Any], name: str, value: Any, most: int) -> None:
    """Newest last; the oldest goes when there are too many."""
    book.pop(name, None)
    book[name] = value
    if len(book) > most:
        book.pop(next(iter(book)))


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise PeerError("bad_args", "a name has 1 to 64 letters, digits, spaces, - or _")


def _unknown(what: str, name: str, known: Mapping[str, object]) -> PeerError:
    there = ", ".join(known) or "none yet"
    return PeerError("bad_args", clean(f"no {what} {name!r:.80}: there are {there}"))
