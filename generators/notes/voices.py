"""Polyphony <-> stacked monophonic lines, in 16th steps. No grid, no numpy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple


class Sound(NamedTuple):
    """One note: start and end in steps (the end not included), MIDI pitch."""

    start: int
    end: int
    pitch: int


def separate(sounds: Iterable[Sound], count: int) -> tuple[list[list[Sound]], int]:
    """Split notes into `count` monophonic lines, the highest first; and how many did not fit.

    Of the notes that start together the highest are heard, one for each line, those that would
    double a pitch class at the octave last. They go from high to low into the lines: if they can,
    into such as are silent, so that nothing is cut short; then so that lines do not cross; then
    into the first ones, so that a single line is always the first. A note ends where the next one
    of its line or its pitch begins. With one line that is the thesis's way (4.2). What `joined`
    made comes back whole.
    """
    starting: dict[int, list[Sound]] = {}
    for sound in joined([[*sounds]]):
        starting.setdefault(sound.start, []).append(sound)
    lines: list[list[Sound]] = [[] for _ in range(count)]
    left_out = 0
    for start in sorted(starting):
        heard = _heard(starting[start], count)
        left_out += len(starting[start]) - len(heard)
        for sound, number in zip(heard, _places(lines, heard), strict=True):
            line = lines[number]
            if line and line[-1].end > start:
                line[-1] = line[-1]._replace(end=start)
            line.append(sound)
    return lines, left_out


def joined(lines: Iterable[Iterable[Sound]]) -> list[Sound]:
    """The lines as one, by start and pitch: a pitch sounds once at a time. Where two lines strike
    it together the longer note stays, where one strikes it again the first note ends."""
    following: dict[int, Sound] = {}
    kept: list[Sound] = []
    for sound in sorted((s for line in lines for s in line), reverse=True):
        after = following.get(sound.pitch)
        if after is not None and after.start == sound.start:
            continue
        end = sound.end if after is None else min(sound.end, after.start)
        following[sound.pitch] = sound._replace(end=end)
        kept.append(following[sound.pitch])
    return sorted(kept, key=lambda s: (s.start, s.pitch))


def _heard(together: Sequence[Sound], count: int) -> list[Sound]:
    """At most `count` of the notes that start together, from high to low."""
    falling = sorted(together, key=lambda s: -s.pitch)
    if len(falling) <= count:
        return falling
    classes: set[int] = set()
    ranked: list[tuple[bool, int]] = []
    for number, sound in enumerate(falling):
        ranked.append((sound.pitch % 12 in classes, number))
        classes.add(sound.pitch % 12)
    return [falling[number] for _, number in sorted(sorted(ranked)[:count], key=lambda r: r[1])]


def _places(lines: Sequence[Sequence[Sound]], heard: Sequence[Sound]) -> tuple[int, ...]:
    """The line for each of `heard` (from high to low)."""
    if len(heard) == len(lines):
        return tuple(range(len(lines)))
    start = heard[0].start
    sounding = {n: line[-1] for n, line in enumerate(lines) if line and line[-1].end > start}

    def cost(places: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        cut = sum(sounding[n].end - start for n in places if n in sounding)
        crossed = sum(
            (n < other) != (sound.pitch > held.pitch)
            for n, sound in zip(places, heard, strict=True)
            for other, held in sounding.items()
            if other not in places
        )
        return cut, crossed, places

    return min(combinations(range(len(lines)), len(heard)), key=cost)
