"""Playing along, as clients see it: commands, values, ports, who watches. No I/O, no clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from bridges import commands as c
from bridges import link
from bridges.midi_rack import Found, Lost, Wanted
from bridges.table import PeerError, clean
from generators.base import Filling, Sampling
from server.band_engine import BandNews, Restarted
from server.band_worker import (
    DEFAULT_CHANNELS,
    Came,
    Course,
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
from server.clips import Building
from server.effects import Effect, KeepTake, Log, Perform, Send
from server.loops import Loops, Set
from server.player import Played
from server.takes import Takes
from server.transport import Line
from server.watchers import Watchers

COMMANDS: tuple[type, ...] = get_args(c.LiveCommand)
MAX_WATCHING = 64
KEEP_S = 10.0
"""Between two times that what was played is written down."""
NOTES_AT_ONCE = 250


class Live:
    """`plays` and `preset` of `loops` are set by the session when a model serves."""

    def __init__(self, fresh_seed: Callable[[], int] = lambda: 0) -> None:
        self.loops = Loops(fresh_seed, self._set)
        self.loops.sampling = self._sampling
        self.takes = Takes()
        self._building = Building(1.0, 120.0, {})
        self._source = self._heard = "internal"
        """Whose beat was asked for, and whose was told."""
        self._locked = True
        self._thru, self._latency_ms = False, 0.0
        self._channels = dict(DEFAULT_CHANNELS)
        self.loops.channels = self._channels
        self._wanted: dict[Wanted, str] = {}
        """And how each is: its name where it is open, otherwise empty."""
        self._trouble: dict[Wanted, str] = {}
        self._watching = Watchers(MAX_WATCHING)
        self._told_beat = -1
        self._kept_at = 0.0
        self._tally = Tally({}, (0.0, 0.0, 0.0))
        self._actions: dict[type, Callable[[Any, str, float], list[Effect]]] = {
            c.TransportSource: self._follow,
            c.TransportPlay: lambda m, _, __: self._steer(Go(m.beat)),
            c.TransportContinue: lambda _, __, ___: self._steer(Go()),
            c.TransportStop: lambda _, __, ___: self._steer(Halt()),
            c.TransportTempo: lambda m, _, __: self._steer(Tempo(m.tempo)),
            c.TransportBeat: self._beat,
            c.LiveRole: self._role,
            c.LiveBars: self._bars,
            c.LiveAmount: self._amount,
            c.LiveTracks: self._choose_tracks,
            c.LiveParam: self._param,
            c.LiveHold: self._hold,
            c.LiveAgain: self._again,
            c.LiveThru: self._through,
            c.LiveLatency: self._compensate,
            c.LiveChannel: self._channel,
            c.LiveNote: self._note,
            c.LiveWatch: self._watch,
            c.LiveCapture: lambda _, client, __: [KeepTake(client)],
            c.MidiPortsAsk: lambda m, client, _: [Perform(Look(client, m.id))],
            c.MidiOpen: self._open,
            c.MidiClose: self._close_port,
        }

    # what happens

    def handle(self, message: c.LiveCommand, client: str, now: float) -> list[Effect]:
        """Carry out a command. Raises `PeerError`."""
        if any(message == value for value in self.events()):
            return []  # nothing new: programs that echo come to rest
        return self._actions[type(message)](message, client, now)

    def want(self, ports: Iterable[Wanted]) -> list[Effect]:
        """Open these ports, at the start."""
        self._wanted = dict.fromkeys(ports, "")
        return [self._setup(), Perform(self._following), Perform(Ports((*self._wanted,)))]

    def hear(self, news: BandNews, now: float) -> list[Effect]:
        """Take in what the process that keeps time says."""
        match news:
            case Came(message, _, track, beat) if track:
                return self._came(message, track, beat)
            case Course(line, source, locked):
                return self._course(line, source, locked, now)
            case Played():
                self.takes.played(news)
            case Panicked():
                self._let_go(now)
                return [*self.loops.panic(), Log("all notes off: as a MIDI message said")]
            case Tally():
                self._tally = news
            case Found() | Lost() | Seen() | Restarted():
                if not isinstance(news, Found | Seen):
                    self._let_go(now)
                return self._ports(news)
        return []

    def _let_go(self, now: float) -> None:
        """The ends of keys that are held may not come any more."""
        for track, pitch in self.takes.held:
            self._played(track, pitch, 0, self.loops.line.beat_at(now))

    def _ports(self, news: Found | Lost | Seen | Restarted) -> list[Effect]:
        match news:
            case Found(name, wanted):
                self._wanted[wanted], self._trouble[wanted] = name, ""
                said = Log(clean(f"MIDI {wanted}: {name}"))
            case Lost(text, wanted):
                self._wanted[wanted], self._trouble[wanted] = "", text
                said = Log(clean(f"MIDI {wanted}: {text}"), error=True)
            case Seen():
                return _listed(news)
            case Restarted(text):
                lost = Log(f"MIDI: {text}, starting it again", error=True)
                return [lost, *self.loops.begin_afresh()]
        return [said, *self._tell("", self._port_event(wanted))]

    def answered(self, number: int, filling: Filling, now: float) -> list[Effect]:
        """The model's answer, or its best draft, to the wish of this number."""
        return self.loops.answered(number, filling, now)

    def failed(self, number: int, text: str) -> list[Effect]:
        """There is no answer to it."""
        return [Log(f"loop {number}: {text}", error=True), *self.loops.failed(number)]

    def panic(self) -> list[Effect]:
        """Nothing sounds, nothing waits."""
        return [*self.loops.panic(), Perform(Silence())]

    def close(self, client: str) -> list[Effect]:
        """A client is gone, or begins afresh."""
        self._watching.drop(client)
        return []

    # time

    @property
    def due(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        line = self.loops.line
        times = [self.loops.due]
        if self._watching and line.playing:
            times.append(line.time_at(self._told_beat + 1))
        if self.takes.fresh:
            times.append(self._kept_at + KEEP_S)
        return min((at for at in times if at is not None), default=None)

    def tick(self, now: float) -> list[Effect]:
        """Do what is due."""
        effects = self.loops.tick(now)
        line = self.loops.line
        if self._watching and line.playing:
            beat = math.floor(line.beat_at(now) + 1e-3)
            if beat > self._told_beat:
                self._told_beat = beat
                effects += self._tell("", self._transport(now), self._state(now))
        if self.takes.fresh and now >= self._kept_at + KEEP_S:
            self._kept_at = now
            effects.append(KeepTake())
        return effects

    # for people

    def events(self) -> Iterator[c.LiveEvent]:
        """All that can be set, as it is told."""
        loops = self.loops
        yield c.TransportSource(self._source)
        yield c.LiveRole(loops.role)
        yield c.LiveBars(round(loops.loop / 4))
        yield c.LiveAmount(loops.amount)
        yield c.LiveTracks(loops.tracks)
        yield from map(c.LiveParam, self._building.rows)
        yield c.LiveHold(int(loops.hold))
        yield c.LiveThru(int(self._thru))
        yield c.LiveLatency(self._latency_ms)
        for track, channel in self._channels.items():
            yield c.LiveChannel(track, channel + 1)

    def current(self, address: str) -> float | None:
        """The number that is set at an address."""
        values = {
            "/live/bars": self.loops.loop / 4,
            "/live/amount": self.loops.amount,
            "/live/hold": self.loops.hold,
            "/live/thru": self._thru,
            "/live/latency": self._latency_ms,
            "/transport/tempo": self.loops.line.tempo,
            **{f"/live/channel/{t}": n + 1 for t, n in self._channels.items()},
        }
        found = values.get(address)
        return None if found is None else float(found)

    def status(self, now: float) -> dict[str, str]:
        """Names and values."""
        if not self._wanted and self.loops.role == "off" and not self.loops.line.playing:
            return {}
        line = self.loops.line
        song = line.song(line.beat_at(now))
        wait = self._wait(now)
        p50, p99, most = (1000 * s for s in self._tally.late_s)
        rows = {
            "beat": f"bar {math.floor(song / 4) + 1}, beat {song % 4 + 1:.1f}"
            + ("" if line.playing else " (stopped)"),
            "tempo": f"{line.tempo:.1f}",
            "beat from": self._source + ("" if self._locked else " (not heard)"),
            "role": f"{self.loops.role}: {self.doing}",
            "next loop in": f"{wait:.1f} s" if wait >= 0 else "",
            "notes late by": f"{p50:.1f} ms (99 %: {p99:.1f}, most: {most:.1f})",
            "loops not answered in time": "0",
            **self._port_rows(),
            **{name: str(n) for name, n in sorted(self._tally.counts.items())},
            **{name: str(n) for name, n in sorted(self.loops.counts.items())},
        }
        return {name: value for name, value in rows.items() if value}

    def _port_rows(self) -> dict[str, str]:
        rows: dict[str, str] = {}
        for wanted, name in self._wanted.items():
            text = name or self._trouble.get(wanted, "...")
            row = f"MIDI {wanted}"
            rows[row] = f"{rows[row]}, {text}" if row in rows else text
        return rows

    @property
    def doing(self) -> str:
        """What is going on."""
        loops = self.loops
        if loops.role == "off":
            return "does not play"
        if not loops.line.playing:
            return "waits for the music to begin"
        if loops.hold:
            return "plays the same again"
        return loops.doing

    def _state(self, now: float) -> c.LiveState:
        counts, dropped = self.loops.counts, 0
        dropped = self._tally.counts.get("notes dropped: too late", 0)
        return c.LiveState(
            self.loops.role,
            self.doing,
            self._wait(now),
            counts["loops answered in time"],
            counts["loops not answered in time"],
            dropped,
        )

    def _wait(self, now: float) -> float:
        at = self.loops.next_at
        return -1.0 if at is None or math.isinf(at) else max(0.0, at - now)

    def _transport(self, now: float) -> c.TransportIs:
        line = self.loops.line
        song = max(0.0, line.song(line.beat_at(now)))
        return c.TransportIs(song, line.tempo, int(line.playing), self._source, int(self._locked))

    def _tell(self, besides: str, *events: c.LiveEvent) -> list[Effect]:
        return [*self._watching.tell(besides, *events)]

    # music

    def _came(self, message: tuple[int, ...], track: str, beat: float) -> list[Effect]:
        kind = message[0] & 0xF0
        if kind not in (0x80, 0x90) or len(message) != 3:
            return []
        velocity = message[2] if kind == 0x90 else 0
        return self._played(track, message[1], velocity, beat)

    def _played(self, track: str, pitch: int, velocity: int, beat: float) -> list[Effect]:
        if not self.loops.line.playing and velocity:
            return []
        self.takes.heard(track, pitch, velocity, beat)
        return self.loops.play(track, pitch, velocity, beat)

    def _note(self, message: c.LiveNote, _: str, now: float) -> list[Effect]:
        beat = self.loops.line.beat_at(now)
        return self._played(message.track, message.pitch, message.velocity, beat)

    def _course(self, line: Line, source: str, locked: bool, now: float) -> list[Effect]:
        old = self.loops.line
        told = (self._heard, self._locked, old.playing, old.shift)
        self._heard, self._locked = source, locked
        effects = self.loops.follow(line, now)
        self.takes.follow(line, now)
        if told != (source, locked, line.playing, line.shift):
            self._told_beat = math.floor(line.beat_at(now) + 1e-3)
            effects += self._tell("", self._transport(now), self._state(now))
        return effects

    def _set(self, loop: Set) -> list[Effect]:
        answer, line = loop.answer, self.loops.line
        self.takes.answered(loop)
        rows = tuple(
            c.NoteRow(track, n.pitch, n.start, n.duration, n.velocity) for track, n in loop.notes
        )
        song = max(0.0, line.song(loop.start))
        length = loop.end - loop.start
        late, most = int(loop.late), NOTES_AT_ONCE
        parts = [rows[i : i + most] for i in range(0, max(1, len(rows)), most)]
        events = [
            c.LiveNext(answer.number, song, length, answer.seed, late, part) for part in parts
        ]
        return self._tell("", *events)

    # values

    def _sampling(self, seed: int, density: Mapping[str, float]) -> Sampling:
        asked = self._building.params
        usual = {f"density.{track}": n for track, n in density.items() if "density" not in asked}
        try:
            return replace(self._building, params={**usual, **asked}).sampling(seed)
        except PeerError:  # as many notes as he plays do not go with what was asked for
            return self._building.sampling(seed)

    @property
    def _following(self) -> Follow:
        return Follow(self._source, self.loops.loop)  # type: ignore[arg-type]

    def _follow(self, message: c.TransportSource, client: str, _: float) -> list[Effect]:
        if message.source == "link" and not link.installed():
            raise PeerError("refused", f"Ableton Link is not installed: {link.NEEDS}")
        self._source = message.source
        return [Perform(self._following), *self._tell(client, message)]

    def _steer(self, order: Go | Halt | Tempo) -> list[Effect]:
        if self._source not in ("internal", "link"):
            raise PeerError(
                "refused", f"the beat comes from {self._source}: /transport/source internal first"
            )
        return [Perform(order)]

    def _beat(self, message: c.TransportBeat, _: str, now: float) -> list[Effect]:
        if self._source != "osc":
            raise PeerError("refused", "/transport/beat counts after /transport/source osc only")
        return [Perform(Host(now, message.beat, message.tempo, bool(message.playing)))]

    def _role(self, message: c.LiveRole, client: str, now: float) -> list[Effect]:
        effects = self.loops.change_role(message.name, now)
        line = Log(f"{client}: role {message.name}")
        return [*effects, line, *self._tell(client, message, self._state(now))]

    def _bars(self, message: c.LiveBars, client: str, now: float) -> list[Effect]:
        effects = self.loops.change_loop(4.0 * message.bars, now)
        return [*effects, Perform(self._following), *self._tell(client, message)]

    def _amount(self, message: c.LiveAmount, client: str, _: float) -> list[Effect]:
        self.loops.amount = message.amount
        return self._tell(client, message)

    def _choose_tracks(self, message: c.LiveTracks, client: str, _: float) -> list[Effect]:
        self.loops.tracks = message.tracks
        return [*self.loops.begin_afresh(), *self._tell(client, message)]

    def _param(self, message: c.LiveParam, client: str, _: float) -> list[Effect]:
        for row in message.params:
            if row.name in ("variations", "deadline_ms"):
                raise PeerError("bad_args", f"/live/param: {row.name} is for clips")
        changed = self._building.changed(message)
        if changed.params == self._building.params:
            return []
        self._building = changed
        seed = changed.number("seed")
        self.loops.seed = None if seed is None else int(seed)
        return self._tell(client, message)

    def _hold(self, message: c.LiveHold, client: str, _: float) -> list[Effect]:
        self.loops.hold = bool(message.on)
        return [*self.loops.begin_afresh(), *self._tell(client, message)]

    def _again(self, message: c.LiveAgain, _: str, __: float) -> list[Effect]:
        try:
            self.loops.again(message.number)
        except KeyError:
            raise PeerError(
                "unknown_id", f"no answer {message.number} is kept: the newest 256 are"
            ) from None
        return [*self.loops.begin_afresh(), *self._tell("", c.LiveHold(1))]

    def _setup(self) -> Perform:
        return Perform(Setup(dict(self._channels), self._latency_ms / 1000, self._thru))

    def _through(self, message: c.LiveThru, client: str, _: float) -> list[Effect]:
        self._thru = bool(message.on)
        return [self._setup(), *self._tell(client, message)]

    def _compensate(self, message: c.LiveLatency, client: str, _: float) -> list[Effect]:
        self._latency_ms = message.latency
        return [self._setup(), *self._tell(client, message)]

    def _channel(self, message: c.LiveChannel, client: str, _: float) -> list[Effect]:
        self._channels[message.name] = message.channel - 1
        return [self._setup(), *self._tell(client, message)]

    def _watch(self, message: c.LiveWatch, client: str, now: float) -> list[Effect]:
        if not message.on:
            return self.close(client)
        self._watching.add(client)
        ports = (self._port_event(wanted) for wanted in self._wanted)
        told = (*self.events(), self._transport(now), self._state(now), *ports)
        return [Send(client, event) for event in told]

    # ports

    def _open(self, message: c.MidiOpen, client: str, _: float) -> list[Effect]:
        wanted = _wanted(message)
        self._wanted.setdefault(wanted, "")
        event = self._port_event(wanted)
        return [Perform(Ports((*self._wanted,))), Send(client, event), *self._tell(client, event)]

    def _close_port(self, message: c.MidiClose, client: str, _: float) -> list[Effect]:
        gone = [w for w in self._wanted if _use(w) == message.use and message.port in (w.name, "*")]
        if not gone:
            raise PeerError("bad_args", f"/midi/close: no {message.use} port {message.port!r:.100}")
        for wanted in gone:
            del self._wanted[wanted]
        events = [c.MidiPortIs("", message.use, w.name, "closed", "", w.name) for w in gone]
        sent = [Send(client, event) for event in events]
        return [Perform(Ports((*self._wanted,))), *sent, *self._tell(client, *events)]

    def _port_event(self, wanted: Wanted) -> c.MidiPortIs:
        name, trouble = self._wanted.get(wanted, ""), self._trouble.get(wanted, "")
        state = "open" if name else "lost"
        text = clean(trouble, 300)
        return c.MidiPortIs("", _use(wanted), name or wanted.name, state, text, wanted.name)


def _listed(news: Seen) -> list[Effect]:
    if news.trouble:
        return [Send(news.client, c.fail(news.request, "refused", news.trouble))]
    found = [("in", name) for name in news.inputs] + [("out", name) for name in news.outputs]
    events: list[c.Event] = [
        c.MidiPortIs(news.request, use, clean(name, 300), "there", "") for use, name in found
    ]
    events.append(c.Done(news.request, len(found)))
    return [Send(news.client, event) for event in events]


def _use(wanted: Wanted) -> str:
    return "control" if wanted.use == "control" else wanted.direction


def _wanted(message: c.MidiOpen) -> Wanted:
    if message.use == "control":
        return Wanted("in", message.port, "control")
    if message.use == "in" and len(message.tracks) > 1:
        raise PeerError("bad_args", "/midi/open: an input has one track, or none: by channel")
    return Wanted("out" if message.use == "out" else "in", message.port, "music", message.tracks)
