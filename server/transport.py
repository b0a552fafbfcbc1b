"""Beats and seconds: where the music is, and who says so. Pure: no clock, no ports, no threads.

Times are seconds of a clock that does not go back. A *beat* counts on and never goes back: what is
planned for a beat stays planned, whatever the host does. The *song's* position, which a host shows
as bars and beats, jumps; see `Line.song`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

Source = Literal["internal", "midi", "link", "osc"]
TICKS = 24
"""MIDI clock messages in a beat (MIDI 1.0, System Real Time)."""
MIN_TEMPO, MAX_TEMPO = 20.0, 400.0
LOST_S = 1.0
"""A clock that says nothing for so long is lost."""
TICK, START, CONTINUE, STOP, POSITION = 0xF8, 0xFA, 0xFB, 0xFC, 0xF2
NEAR = 0.5
"""Beats: a jump that lands as near as this to where the beat count may go on does not skip any."""


@dataclass(frozen=True, slots=True)
class Line:
    """The course of the music: at `time` it is at `beat`, and goes on with `tempo` beats a minute
    if it is `playing`. The song's position is `beat - shift`."""

    time: float = 0.0
    beat: float = 0.0
    tempo: float = 120.0
    playing: bool = False
    shift: float = 0.0

    @property
    def beat_s(self) -> float:
        """Seconds of a beat."""
        return 60.0 / self.tempo

    def beat_at(self, time: float) -> float:
        """The beat at `time`."""
        return self.beat + (time - self.time) / self.beat_s if self.playing else self.beat

    def time_at(self, beat: float) -> float:
        """When `beat` is; infinity while the music stands still before it."""
        if self.playing:
            return self.time + (beat - self.beat) * self.beat_s
        return self.time if beat <= self.beat else math.inf

    def song(self, beat: float) -> float:
        """The song's position at `beat`, in beats."""
        return beat - self.shift

    def at(self, time: float) -> Line:
        """The same course, told from `time` on."""
        return replace(self, time=time, beat=self.beat_at(time))


class Pulse:
    """Follows the ticks of a clock: a straight line through the last of them (least squares),
    without those that came late, begun anew where the tempo jumps. Ticks are numbered as they come.

    Drivers that hand ticks over by periods (JACK's) make a clock rough: then the line is drawn
    through more of them.
    """

    FEW, MOST = TICKS, 2 * TICKS
    """Ticks that the line is drawn through: more of them are steadier, fewer follow a ramp."""
    ROUGH_S = 0.0028
    """A clock is rough whose ticks' distances differ by as much as this from each to the next (root
    mean square): periods of 128 frames at 48 kHz do not make one."""
    OFF_S = 0.004
    """A tick further than this from the line is late, or the tempo has changed."""
    TURN = 3
    """So many of them in a row, all to one side: it has changed."""
    SAME = 0.015
    """It has not if their pace differs by less than this share: they slipped."""
    FIRST = 12
    """Before so many ticks nobody knows how rough they are."""

    def __init__(self) -> None:
        self.count = 0
        self.tick_s = 60.0 / 120.0 / TICKS
        """Seconds from tick to tick."""
        self._ticks: deque[tuple[int, float]] = deque(maxlen=self.MOST)
        self._off: list[tuple[int, float]] = []
        self._off_s = self._spread_s = 0.0
        self._base = 0.0

    def tick(self, time: float) -> None:
        """Take in a tick."""
        number, self.count = self.count, self.count + 1
        if not self._ticks or time - self._ticks[-1][1] > LOST_S:
            self._spread_s = self.tick_s / 2
            self._begin([(number, time)])
            return
        off = time - self.time_at(number) if len(self._ticks) > self.TURN else 0.0
        slack = max(self.OFF_S, self.tick_s / 4, 2.5 * self._spread_s)
        if abs(off) <= slack:
            self._ticks.append((number, time))
            self._off.clear()
            self._fit()
            return
        if self._off and (off * self._off_s < 0 or abs(off) < abs(self._off_s) - slack):
            self._off.clear()  # late ones that catch up are no new tempo
        self._off.append((number, time))
        self._off_s = off
        if len(self._off) == self.TURN:
            self._turn()

    def time_at(self, number: float) -> float:
        """When the tick of this number is, by the line."""
        return self._base + number * self.tick_s

    @property
    def sure(self) -> bool:
        """Whether a beat of a steady clock was heard."""
        return len(self._ticks) >= self.FEW

    def _turn(self) -> None:
        """The ticks go on elsewhere: in the same pace (a driver's periods slipped), or another."""
        (first, began), (last, ended) = self._off[0], self._off[-1]
        if abs((ended - began) / (last - first) / self.tick_s - 1) > self.SAME:
            self._begin(self._off)
            return
        self._ticks.extend(self._off)
        self._off = []
        self._fit()

    def _begin(self, ticks: list[tuple[int, float]]) -> None:
        self._ticks.clear()
        self._ticks.extend(ticks)
        self._off = []
        self._fit()

    def _fit(self) -> None:
        ticks = [*self._ticks]
        steps = [after[1] - before[1] for before, after in pairwise(ticks)]
        turns = [after - before for before, after in pairwise(steps)]
        rough = sum(turn * turn for turn in turns) > len(turns) * self.ROUGH_S**2
        if not rough:
            ticks = ticks[-self.FEW :]
        self.tick_s = _slope(ticks, self.tick_s)
        bases = sorted(time - number * self.tick_s for number, time in ticks)
        # drivers delay ticks, and hardly hand them over early, but for periods
        self._base = bases[len(bases) // (2 if rough else 8)]
        if len(ticks) >= self.FIRST:
            mean = sum(bases) / len(bases)
            spread_s = math.sqrt(sum((base - mean) ** 2 for base in bases) / len(bases))
            self._spread_s = spread_s if rough else 0.0


def _slope(ticks: Sequence[tuple[int, float]], otherwise: float) -> float:
    """Seconds from tick to tick, by least squares, within `MIN_TEMPO` and `MAX_TEMPO`."""
    count = len(ticks)
    if count < 2:
        return otherwise
    mid_number = sum(number for number, _ in ticks) / count
    mid_time = sum(time for _, time in ticks) / count
    spread = sum((number - mid_number) ** 2 for number, _ in ticks)
    both = sum((number - mid_number) * (time - mid_time) for number, time in ticks)
    return min(max(both / spread, 60.0 / MAX_TEMPO / TICKS), 60.0 / MIN_TEMPO / TICKS)


class Transport:
    """Follows one source. `line` is replaced, never changed: any thread may read it.

    `quantum` is the length of a loop in beats: where the song jumps, the beat goes on at the next
    one that has the same place in a loop, so that loops that are played and the song's stay
    together.
    """

    def __init__(self, source: Source = "internal", line: Line | None = None) -> None:
        self.source: Source = source
        self.line = line or Line()
        self.quantum = 16.0
        self._pulse = Pulse()
        self._heard = -math.inf
        self._first = 0
        """Number of the tick at which the song's position was `_song`."""
        self._song = 0.0
        self._waits = False
        """Started, and the tick that it starts with has not come."""

    # said by people

    def choose(self, source: Source, now: float) -> None:
        """Follow `source` from now on; the music stops."""
        self.stop(now)
        self.source = source
        self._pulse, self._heard, self._waits = Pulse(), -math.inf, False

    def play(self, now: float, song: float | None = None) -> None:
        """Go on, or begin at the song's position `song` (beats)."""
        if song is not None:
            self._jump(song, now)
        self.line = replace(self.line.at(now), playing=True)

    def stop(self, now: float) -> None:
        """Stand still."""
        self.line = replace(self.line.at(now), playing=False)
        self._waits = False

    def set_tempo(self, tempo: float, now: float) -> None:
        """`tempo` beats a minute."""
        tempo = min(max(tempo, MIN_TEMPO), MAX_TEMPO)
        self.line = replace(self.line.at(now), tempo=tempo)

    # said by a MIDI clock

    def hear(self, message: tuple[int, ...], time: float) -> bool:
        """Take in a System Real Time or Song Position message; whether it changed the course."""
        if self.source != "midi":
            return False
        match message:
            case (0xF8,):
                self._tick(time)
            case (0xFA,):
                self._begin(0.0)
            case (0xFB,):
                self._begin(self._song_at(self._pulse.count))
            case (0xFC,):
                song = self._song_at(self._pulse.count)
                self.stop(time)
                self._begin(song, waits=False)
            case (0xF2, low, high):
                self._begin((low + 128 * high) / 4, waits=self._waits or self.line.playing)
            case _:
                return False
        return True

    def _begin(self, song: float, waits: bool = True) -> None:
        """From the next tick on the song is at `song`."""
        self._first, self._song = self._pulse.count, song
        self._waits = waits

    def _song_at(self, number: int) -> float:
        return self._song + (number - self._first) / TICKS if self.line.playing else self._song

    def _tick(self, time: float) -> None:
        if time - self._heard > LOST_S:
            self._song = self._song_at(self._pulse.count)
            self._pulse, self._first = Pulse(), 0
        self._heard = time
        number = self._pulse.count
        self._pulse.tick(time)
        tempo = 60.0 / TICKS / self._pulse.tick_s
        at = self._pulse.time_at(number)
        if self._waits:
            self._waits = False
            self.line = Line(at, self.line.beat_at(at), tempo, True, self.line.shift)
            self._jump(self._song, at)
        elif self.line.playing:
            beat = self._song_at(number) + self.line.shift
            self.line = Line(at, beat, tempo, True, self.line.shift)
        else:
            self.line = replace(self.line.at(time), tempo=tempo)

    # said by others

    def follow(self, time: float, song: float, tempo: float, playing: bool) -> None:
        """A host that knows its position says: the song is at `song` beats at `time`. Before its
        first beat it does not play yet."""
        self._heard, playing = time, playing and song >= 0
        tempo = min(max(tempo, MIN_TEMPO), MAX_TEMPO)
        off = song - self.line.song(self.line.beat_at(time))
        self.line = replace(self.line.at(time), tempo=tempo, playing=playing)
        if abs(off) > NEAR or not playing:
            self._jump(song, time)
        else:
            self.line = replace(self.line, beat=self.line.beat + off)

    def check(self, now: float) -> bool:
        """Stop where the clock that is followed is lost; whether it is."""
        lost = now - self._heard > LOST_S
        if self.source in ("midi", "osc") and lost and self.line.playing:
            self.stop(now)
            self._begin(self.line.song(self.line.beat), waits=False)
            return True
        return False

    def begins(self, now: float) -> bool:
        """Whether a host said to go on, and the tick to do so with is on its way: where its song
        loops, a host may stop, locate and go on, all at once."""
        return self._waits and now - self._heard <= LOST_S

    @property
    def locked(self) -> bool:
        """Whether the source is heard and steady."""
        if self.source == "internal":
            return True
        return self._heard > -math.inf and (self.source != "midi" or self._pulse.sure)

    def _jump(self, song: float, time: float) -> None:
        """The song is at `song` now: count on at the next beat with that place in a loop."""
        line = self.line.at(time)
        ahead = (song - line.beat) % self.quantum
        if ahead > self.quantum - NEAR:
            ahead -= self.quantum
        shift = float(round(line.beat + ahead - song))  # whole loops, not nearly
        self.line = replace(line, beat=song + shift, shift=shift)
