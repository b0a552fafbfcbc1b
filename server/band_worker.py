"""The child process that keeps time: MIDI ports, the course of the music, the notes that go out.

Nothing else runs in it, so that nothing holds it up, and it can be ended when a driver hangs.
Orders come in and news go out over a pipe; times are `time.perf_counter`'s, which all processes of
a machine share.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from bridges import midi_rack
from bridges.link import LinkSession
from bridges.midi_port import Driver, GoneError
from bridges.midi_rack import Found, Lost, Rack, Wanted
from bridges.midi_scout import Scouted, deaf_to_drivers
from bridges.table import Id
from server.player import Cue, Played, Player
from server.transport import Line, Source, Transport

ECHO_S = 0.2
"""A message that comes back this soon after we sent it is our own."""
WATCH_S = 0.02
"""Between two looks at the course."""
SAY_S = 0.5
"""The course is told as often as this, and at once when it has changed."""
BENT_S = 0.001
"""A course that is off the one that was told by this much has changed."""
TALLY_S = 1.0
LOOK_S = 30.0
"""So long a question for ports waits for the first look."""
FLUSH_S = 0.05
"""So long the drivers have to send the last note-offs."""
MOST = 4096
"""News that may wait; messages that come while so many do are thrown away and counted."""
DEFAULT_CHANNELS = {"melody": 0, "bass": 1, "chords": 2, "drums": 9}

# orders


@dataclass(frozen=True, slots=True)
class Ports:
    """Open these, and no others."""

    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """How music comes in and goes out: the channel (0 to 15) of each track, both ways; how much
    earlier notes go out; whether what comes in goes out, too."""

    channels: Mapping[str, int]
    latency_s: float = 0.0
    thru: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """Whose time it is; how long a loop is, in beats."""

    source: Source
    quantum: float


@dataclass(frozen=True, slots=True)
class Go:
    """Play: from the song's position `song` (beats), or from where it is."""

    song: float | None = None


@dataclass(frozen=True, slots=True)
class Halt:
    """Stand still."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Beats a minute."""

    tempo: float


@dataclass(frozen=True, slots=True)
class Host:
    """A host says where its song is, at `time`."""

    time: float
    song: float
    tempo: float
    playing: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """Play these, too."""

    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Clear:
    """Play nothing of `tracks` that begins in [start, end) beats."""

    tracks: tuple[str, ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Silence:
    """End all that sounds, forget all that waits."""


@dataclass(frozen=True, slots=True)
class Look:
    """Tell `client` which ports there are."""

    client: str
    request: Id


@dataclass(frozen=True, slots=True)
class Restore:
    """Go on where a process that ended was: its course, and what it left sounding."""

    line: Line
    sounding: tuple[Cue, ...]


Order = (
    Ports | Setup | Follow | Go | Halt | Tempo | Host | Cues | Clear | Silence | Look | Restore
    | None
)  # fmt: skip

# news


@dataclass(frozen=True, slots=True)
class Came:
    """A MIDI message came in at `beat`; `track` is empty where it is for controllers only. `lost`
    were thrown away since the last, because they came too fast."""

    message: tuple[int, ...]
    lost: int = 0
    track: str = ""
    beat: float = 0.0


@dataclass(frozen=True, slots=True)
class Course:
    """Where the music is."""

    line: Line
    source: Source
    locked: bool


@dataclass(frozen=True, slots=True)
class Panicked:
    """All Notes Off or All Sound Off came in: nothing sounds, nothing waits."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The ports that there are, or what is wrong."""

    client: str
    request: Id
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since the process began, and how late the newest notes were begun: median, 99th
    percentile and most, in seconds."""

    counts: Mapping[str, int]
    late_s: tuple[float, float, float]


News = midi_rack.News | Came | Course | Played | Panicked | Seen | Tally


def main(pipe: Connection, scout: Connection, driver: Callable[[], Driver]) -> None:
    """Keep time until told to end, or until the parent is gone. `scout`: to a `midi_scout`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    deaf_to_drivers()
    sys.setswitchinterval(0.0005)  # no thread of ours works long, the player must not wait
    _go_first()
    Worker(pipe, partial(Scouted, scout, driver)).run()
    os._exit(0)  # closing a port whose driver is dead may take for ever


def _go_first() -> None:
    """Have all threads of this process go before those of others, where the system lets us: one
    that waits for another of ours would wait for whatever holds that up."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(-10)
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))


class Worker:
    """Wires ports, transport and player. `run` ends with the parent, or when the MIDI system is
    gone."""

    def __init__(self, pipe: Connection, driver: Callable[[], Driver]) -> None:
        self._pipe = pipe
        self._clock = time.perf_counter
        self._lock = threading.Lock()
        self._transport = Transport()
        self._rack = Rack(driver, self._hear, self._tell_ports)
        self._player = Player(self._send, lambda: self._transport.line, self._tell)
        self._setup = Setup(DEFAULT_CHANNELS)
        self._tracks: dict[int, str] = {}
        self._news: queue.Queue[News] = queue.Queue()
        self._lost = 0
        self._counts: Counter[str] = Counter()
        self._sent: deque[tuple[float, tuple[int, ...]]] = deque(maxlen=256)
        self._quiet_at = -1e9
        """When we sent All Notes Off last."""
        self._left: tuple[Cue, ...] = ()
        """What a process that ended left sounding."""
        self._away: set[Wanted] = set()
        """Outputs that were lost."""
        self._echoes: set[tuple[Wanted, int, int]] = set()
        self._through: dict[tuple[int, int], str] = {}
        self._clock_from: tuple[Wanted, float] | None = None
        self._link: LinkSession | None = None
        self._ended = threading.Event()
        self._arrange(self._setup)

    def run(self) -> None:
        """Until the end."""
        with contextlib.suppress(EOFError, OSError):
            self._carry_out(self._pipe.recv())  # `Restore`, before anything is told
        for work in (self._say, self._watch, self._keep_ports, self._obey):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()
        self._player.start()
        self._ended.wait()
        self._player.close()
        self._end_thru()
        time.sleep(FLUSH_S)

    # orders

    def _obey(self) -> None:
        try:
            with contextlib.suppress(EOFError, OSError):
                while (order := self._pipe.recv()) is not None:
                    self._carry_out(order)
        finally:
            self._ended.set()  # also where that failed: another process may do better

    def _carry_out(self, order: Order) -> None:
        now = self._clock()
        match order:
            case Ports(wanted):
                self._player.rest()
                self._end_thru()
                self._rack.want(wanted)
            case Setup():
                self._player.rest()
                self._arrange(order)
            case Cues(cues):
                self._player.put(cues)
            case Clear(tracks, start, end):
                self._player.clear(tracks, start, end)
            case Silence():
                self._silence()
            case Look(client, request):
                threading.Thread(target=self._look, args=(client, request), daemon=True).start()
            case Restore(line, sounding):
                self._transport.line, self._left = line, sounding
            case _:
                with self._lock:
                    self._steer(order, now)
                self._player.wake()

    def _look(self, client: str, request: Id) -> None:
        self._rack.looked.wait(LOOK_S)
        self._tell(Seen(client, request, *self._rack.seen))

    def _steer(self, order: Order, now: float) -> None:
        transport = self._transport
        match order:
            case Follow(source, quantum):
                transport.quantum = quantum
                if source != transport.source:
                    transport.choose(source, now)
                    self._clock_from = None
                    self._join(source)
            case Go() | Halt() | Tempo() if self._link is not None:
                _steer_link(self._link, order, transport.quantum)
            case Go(song):
                transport.play(now, song)
            case Halt():
                transport.stop(now)
            case Tempo(tempo):
                transport.set_tempo(tempo, now)
            case Host(at, song, tempo, playing):
                transport.follow(at, song, tempo, playing)

    def _join(self, source: Source) -> None:
        """Join Link's session, or leave it."""
        if self._link is not None:
            self._link.close()
            self._link = None
        if source == "link":
            self._link = LinkSession(self._transport.line.tempo, self._clock)

    def _arrange(self, setup: Setup) -> None:
        self._end_thru()
        self._setup = setup
        self._player.latency_s = setup.latency_s
        self._tracks = {channel: track for track, channel in setup.channels.items()}

    # what comes in

    def _hear(self, wanted: Wanted, message: Sequence[int], now: float) -> None:
        """Called in the drivers' threads."""
        if not message:
            return
        if message[0] >= 0xF0:
            self._hear_clock(wanted, tuple(message), now)
            return
        track = ""
        if wanted.use == "music":
            track = wanted.tracks[0] if wanted.tracks else self._track(message[0] & 0x0F)
            if self._is_echo(wanted, message, now):
                self._counts["MIDI messages of our own that came back"] += 1
                return
            if message[0] & 0xF0 == 0xB0 and message[1] in (120, 123):
                if now - self._quiet_at < ECHO_S:
                    return  # our own, or the next of the sixteen that hosts send
                self._silence()
                self._news.put(Panicked())
                return
            if self._setup.thru:
                self._pass_on(track, message)
        if self._news.qsize() >= MOST:
            self._lost += 1
            return
        lost, self._lost = self._lost, 0
        self._news.put(Came(tuple(message), lost, track, self._transport.line.beat_at(now)))

    def _track(self, channel: int) -> str:
        return self._tracks.get(channel, "melody")

    def _hear_clock(self, wanted: Wanted, message: tuple[int, ...], now: float) -> None:
        """The first input that sends a clock is followed until it is silent."""
        if wanted.use != "music" or message[0] not in (0xF2, 0xF8, 0xFA, 0xFB, 0xFC):
            return
        with self._lock:
            who = self._clock_from
            if who is not None and who[0] != wanted and now - who[1] < 1.0:
                self._counts["MIDI clock messages of a second clock"] += 1
                return
            self._clock_from = wanted, now
            changed = self._transport.hear(message, now)
        if changed and message[0] != 0xF8:
            self._player.wake()

    def _is_echo(self, wanted: Wanted, message: Sequence[int], now: float) -> bool:
        """Whether this is what we sent, and it came back, on whatever channel: the end of such a
        note is, too."""
        kind, *said = message[0] & 0xF0, *message[1:]
        key = wanted, message[0] & 0x0F, message[1]
        if kind == 0x80 or (kind == 0x90 and not message[2]):
            known = key in self._echoes
            self._echoes.discard(key)
            return known
        if kind == 0x90:
            self._echoes.discard(key)
        for sent in list(self._sent):  # other threads add to it
            if now - sent[0] < ECHO_S and sent[1] == (kind, *said):
                with contextlib.suppress(ValueError):
                    self._sent.remove(sent)
                if kind == 0x90:
                    self._echoes.add(key)
                return True
        return False

    def _pass_on(self, track: str, message: Sequence[int]) -> None:
        kind, channel = message[0] & 0xF0, self._setup.channels.get(track, message[0] & 0x0F)
        self._send(track, (kind | channel, *message[1:]))
        if kind == 0x90 and message[2]:
            self._through[channel, message[1]] = track
        elif kind in (0x80, 0x90):
            self._through.pop((channel, message[1]), None)

    # what goes out

    def _send(self, track: str, message: tuple[int, ...]) -> None:
        if message[0] & 0xF0 != 0x80:
            self._sent.append((self._clock(), (message[0] & 0xF0, *message[1:])))
        self._rack.send(track, message)

    def _silence(self) -> None:
        self._player.silence()
        self._end_thru()
        self._all_off()

    def _all_off(self, only: Wanted | None = None) -> None:
        self._quiet_at = self._clock()
        for channel in set(self._setup.channels.values()):
            self._rack.send("", (0xB0 | channel, 123, 0), only)

    def _end_thru(self) -> None:
        for channel, pitch in list(self._through):
            track = self._through.pop((channel, pitch))
            self._rack.send(track, (0x80 | channel, pitch, 0))

    # news

    def _tell(self, news: News) -> None:
        self._news.put(news)

    def _tell_ports(self, news: midi_rack.News) -> None:
        """An output that is there again may still sound; keys of an input that is not are not let
        go."""
        match news:
            case Found(_, wanted) if wanted.direction == "out":
                if wanted in self._away:
                    self._all_off(wanted)
                self._end_left()
            case Lost(_, wanted) if wanted.direction == "out":
                self._away.add(wanted)
            case Lost():
                self._end_thru()
        self._tell(news)

    def _end_left(self) -> None:
        sounding = {(cue.channel, cue.pitch) for cue in self._player.sounding()}
        beat = self._transport.line.beat_at(self._clock())
        for cue in self._left:
            if (cue.channel, cue.pitch) not in sounding:
                self._rack.send(cue.track, (0x80 | cue.channel, cue.pitch, 0))
                self._tell(Played(beat, cue.track, cue.channel, cue.pitch, 0))

    def _say(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while True:
                self._pipe.send(self._news.get())
        self._ended.set()

    def _keep_ports(self) -> None:
        try:
            with contextlib.suppress(GoneError):
                self._rack.keep()
            while not self._news.empty():
                time.sleep(0.01)
        finally:
            self._ended.set()

    def _watch(self) -> None:
        told: Course | None = None
        tallied = 0.0
        while not self._ended.wait(WATCH_S):
            with self._lock:
                now = self._clock()
                if self._link is not None:
                    self._transport.follow(*self._link.read(self._transport.quantum))
                self._transport.check(now)
                transport = self._transport
                course = Course(transport.line, transport.source, transport.locked)
                begins = transport.begins(now)
            if told is None or (not begins and _differ(course, told, now)):
                told = course
                self._tell(course)
            if now - tallied > TALLY_S:
                tallied = now
                self._tell(Tally(self._counts + self._player.counts, self._player.lateness()))


def _steer_link(link: LinkSession, order: Go | Halt | Tempo, quantum: float) -> None:
    match order:
        case Go(song):
            link.play(song, quantum)
        case Halt():
            link.stop()
        case Tempo(tempo):
            link.set_tempo(tempo)


def _differ(new: Course, told: Course, now: float) -> bool:
    """Whether what was told is wrong, or old."""
    a, b = new.line, told.line
    if (a.playing, a.shift, new.source, new.locked) != (
        b.playing, b.shift, told.source, told.locked
    ):  # fmt: skip
        return True
    off = abs(a.beat_at(now) - b.beat_at(now)) * a.beat_s
    return off > BENT_S or abs(a.tempo / b.tempo - 1) > BENT_S or (now - b.time > SAY_S and a != b)
