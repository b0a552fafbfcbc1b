"""One MIDI file -> pieces on the grid: stretches in 4/4, pairings of tracks, cuts at silences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product

import numpy as np
from numpy.typing import NDArray

from generators import smf
from generators.midi_metre import stretches
from generators.midi_parts import Part, candidates, find_parts
from generators.notes.tokens import FIRST_PITCH, Layout, encode, onsets
from generators.score import BEATS_PER_BAR, STEPS_PER_BAR, STEPS_PER_BEAT, Clip, Note, ScoreError
from training.prepare.fingerprint import Hashes, bars, likeness, phrases

Tokens = NDArray[np.int16]
"""A grid as it is stored."""

ALIKE = 0.8
"""Share of its bars from which on a line is practically the same as another."""

LOW = 48
"""Mean MIDI pitch below which a line is an accompaniment where another can be the melody."""


@dataclass(frozen=True)
class Rules:
    """What becomes a piece. Lengths in bars. Raises `ScoreError`.

    A piece has `shortest` to `longest` bars. A line that rests for more than `rest` bars is
    unknown there: most likely the music has moved to another track. A file gives at most
    `pairings` choices of tracks (thesis 4.2). `full` wants all roles of the layout throughout.
    """

    tracks: tuple[str, ...] = ("melody", "bass", "drums")
    shortest: int = 16
    longest: int = 256
    rest: int = 8
    pairings: int = 4
    full: bool = False
    any_metre: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracks", Layout(tuple(self.tracks)).roles)
        for name in ("shortest", "rest", "pairings"):
            if getattr(self, name) < 1:
                raise ScoreError(f"{name} is {getattr(self, name)}: use 1 or more")
        if self.longest < 2 * self.shortest:
            raise ScoreError(f"longest is {self.longest}: use at least twice the shortest")

    @property
    def layout(self) -> Layout:
        """The columns of the grid."""
        return Layout(self.tracks)


@dataclass(frozen=True)
class Line:
    """What one part, or all drums together, play: `grid` [steps, columns of its role]."""

    role: str
    parts: tuple[int, ...]
    grid: Tokens
    phrases: Hashes
    bars: Hashes

    def like(self, other: Line) -> bool:
        """Whether the two are practically the same, in whatever key."""
        return max(likeness(self.bars, other.bars), likeness(other.bars, self.bars)) >= ALIKE


@dataclass
class Song:
    """The `pieces` of a file by name and the `lines` in them; what was left out, in tracks and
    in bars, by reason."""

    pieces: dict[str, Tokens] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    tracks: Counter[str] = field(default_factory=Counter)
    bars: Counter[str] = field(default_factory=Counter)


def read(data: bytes, rules: Rules) -> Song:
    """The song in a MIDI file. Raises `ScoreError` when nothing in it can be used."""
    file = smf.parse(data)
    parts, _ = find_parts(file)
    if not parts:
        raise ScoreError("no notes")
    song = Song()
    bar = BEATS_PER_BAR * file.division
    stop = max(note.end for part in parts for note in part.notes)
    outside = -(-stop // bar)
    for start, end in stretches(file, rules.any_metre):
        length = min((end - start) // bar, -(-(stop - start) // bar))
        outside -= max(0, length)
        if length >= rules.shortest:
            _add(song, parts, _Stretch(start, start + length * bar, file.division), rules)
        elif length > 0:
            song.bars[_short(rules)] += length
    song.bars["not in 4/4"] += max(0, outside)
    if not song.pieces:
        raise ScoreError(max(song.bars, key=lambda why: song.bars[why]))
    return song


def _short(rules: Rules) -> str:
    return f"in stretches of less than {rules.shortest} bars"


@dataclass(frozen=True)
class _Stretch:
    """[start, end) in ticks, whole bars."""

    start: int
    end: int
    division: int

    @property
    def bar(self) -> int:
        return BEATS_PER_BAR * self.division

    @property
    def bars(self) -> int:
        return (self.end - self.start) // self.bar

    def within(self, part: Part) -> Part:
        """The part with the notes that begin here, up to half a 16th early."""
        early = self.division // (2 * STEPS_PER_BEAT)
        notes = tuple(n for n in part.notes if self.start - early <= n.start < self.end - early)
        played = {max(0, n.start - self.start) // self.bar for n in notes}
        pitch = sum(n.pitch for n in notes) / max(1, len(notes))
        return replace(part, notes=notes, bars=len(played), mean_pitch=pitch)

    def clip(self, role: str, parts: Iterable[Part]) -> Clip:
        """What `parts` play here as one role."""
        notes = (
            Note(
                max(0, n.start - self.start) / self.division,
                n.pitch,
                max(1, min(n.end, self.end) - max(n.start, self.start)) / self.division,
                n.velocity,
            )
            for part in parts
            for n in part.notes
        )
        return Clip(float(self.bars * BEATS_PER_BAR), {role: tuple(notes)})


def _add(song: Song, parts: Iterable[Part], stretch: _Stretch, rules: Rules) -> None:
    """Add what a stretch has to `song`."""
    here = [part for part in map(stretch.within, parts) if part.notes]
    enough = tuple(part for part in here if 2 * part.bars >= rules.shortest)
    song.tracks[f"play in less than {-(-rules.shortest // 2)} bars"] += len(here) - len(enough)
    lines = {
        role: found
        for role in rules.layout.played
        if (found := _lines(song, role, enough, stretch, rules))
    }
    used: dict[tuple[int, ...], Line] = {}
    for number, pairing in enumerate(_pairings(lines, rules.pairings)):
        names = " ".join("+".join(map(str, line.parts)) for line in pairing.values())
        for first, last, grid in _cuts(song, pairing, stretch.bars, rules, partial=not number):
            bar = stretch.start // stretch.bar + first
            song.pieces[f"bars {bar + 1}-{bar + last - first}, tracks {names}"] = grid
            used |= {line.parts: line for line in pairing.values()}
    song.lines += used.values()


def _lines(
    song: Song, role: str, parts: tuple[Part, ...], stretch: _Stretch, rules: Rules
) -> list[Line]:
    """The different lines that could play `role`, best first; all drums are one kit."""
    able = candidates(parts, role)
    high = tuple(part for part in able if part.mean_pitch >= LOW)
    if role == "melody" and high:
        song.tracks["accompany"] += len(able) - len(high)
        able = high
    lines: list[Line] = []
    layout = Layout(tuple(own for own in rules.tracks if own == role))
    for choice in [able] if role == "drums" and able else [(part,) for part in able]:
        if len(lines) == rules.pairings:
            song.tracks["beyond the pairings"] += 1
            continue
        grid = encode(stretch.clip(role, choice), layout=layout).grid
        drums = role == "drums"
        line = Line(
            role,
            tuple(part.number for part in choice),
            grid.astype(np.int16),
            np.unique(np.concatenate([phrases(column, drums) for column in grid.T])),
            np.unique(np.concatenate([bars(column, drums) for column in grid.T])),
        )
        if any(line.like(other) for other in lines):
            song.tracks["like another track"] += 1
        elif len(line.bars):
            lines.append(line)
    return lines


def _pairings(lines: Mapping[str, list[Line]], most: int) -> Iterator[dict[str, Line]]:
    """The cross product, the best first, with no part in two roles."""
    places = product(*(range(len(own)) for own in lines.values()))
    pairings = (
        {role: own[place] for (role, own), place in zip(lines.items(), chosen, strict=True)}
        for chosen in sorted(places, key=lambda chosen: (sum(chosen), max(chosen, default=0)))
    )
    apart = (
        pairing
        for pairing in pairings
        if pairing and len({line.parts for line in pairing.values()}) == len(pairing)
    )
    return islice(apart, most)


def _cuts(
    song: Song, pairing: Mapping[str, Line], length: int, rules: Rules, partial: bool
) -> Iterator[tuple[int, int, Tokens]]:
    """(first bar, bar after the last, grid) of the pieces of a pairing.

    `partial`: it is enough that one of the lines plays. What only one pairing could lose is
    counted; what the others lose, the first one has.
    """
    grid, known, heard = _laid(pairing, length, rules)
    roles = rules.layout.played
    some = known.any(axis=0)
    wanted = known[[rules.full or role in pairing for role in roles]].all(axis=0)
    good = some if partial and not rules.full else wanted
    lost = Counter({f"without {', '.join(roles)}": int((some & ~good).sum())})
    edges = np.flatnonzero(np.diff(good, prepend=False, append=False))
    for start, end in edges.reshape(-1, 2).tolist():
        sounding = np.flatnonzero(heard[start:end]).tolist() or [0]
        first, last = start + sounding[0], start + sounding[-1] + 1
        if last - first < rules.shortest:
            lost[_short(rules)] += last - first
            continue
        count = -(-(last - first) // rules.longest)
        for one, two in pairwise(np.linspace(first, last, count + 1).astype(int).tolist()):
            yield one, two, grid[one * STEPS_PER_BAR : two * STEPS_PER_BAR]
    if partial:
        song.bars.update(lost)


def _laid(
    pairing: Mapping[str, Line], length: int, rules: Rules
) -> tuple[Tokens, NDArray[np.bool_], NDArray[np.bool_]]:
    """The lines of a pairing as a grid, unknown where they rest for long; the bars in which each
    role is known [roles, bars] and those in which any line plays [bars]."""
    layout = rules.layout
    grid = np.tile(np.array(layout.masks, np.int16), (length * STEPS_PER_BAR, 1))
    known = np.zeros((len(layout.played), length), np.bool_)
    heard = np.zeros(length, np.bool_)
    for role, line in pairing.items():
        plays = _plays(line, rules.rest)
        heard |= plays
        own_bars = _without_rests(plays, rules.rest)
        known[layout.played.index(role)] = own_bars
        steps = np.repeat(own_bars, STEPS_PER_BAR)
        for column, own in zip(layout.columns(role), line.grid.T, strict=True):
            grid[steps, column] = own[steps]
    return grid, known, heard


def _without_rests(plays: NDArray[np.bool_], rest: int) -> NDArray[np.bool_]:
    """`plays` [bars] with the rests of at most `rest` bars filled."""
    filled = plays.copy()
    edges = [-1, *np.flatnonzero(plays).tolist(), len(plays)]
    for one, two in pairwise(edges):
        if two - one <= rest + 1 and plays.any():
            filled[one + 1 : two] = True
    return filled


def _plays(line: Line, rest: int) -> NDArray[np.bool_]:
    """The bars [bars] in which a note of the line begins, or sounds on (for `rest` bars)."""
    layout = Layout((line.role,) * line.grid.shape[1])
    starts = _by_bar(onsets(line.grid.astype(np.int64), layout))
    number = np.arange(len(starts))
    since = number - np.maximum.accumulate(np.where(starts, number, -len(starts)))
    return np.asarray(starts | (_sounds(line) & (since <= rest)))


def _sounds(line: Line) -> NDArray[np.bool_]:
    """The bars [bars] in which a note that may have begun before sounds."""
    if line.role == "drums":
        return np.zeros(len(line.grid) // STEPS_PER_BAR, np.bool_)
    steps = np.arange(len(line.grid))[:, None]
    latest = np.maximum.accumulate(np.where(line.grid > 0, steps, 0))
    return _by_bar(np.take_along_axis(line.grid, latest, axis=0) >= FIRST_PITCH)


def _by_bar(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether it is so anywhere in each bar; `where` is [steps, columns]."""
    return np.asarray(where.reshape(-1, STEPS_PER_BAR * where.shape[1]).any(axis=1))
