"""Which track of a MIDI file plays which role: thesis 4.2, with names first; and the chords."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from generators.score import BEATS_PER_BAR, ROLES
from generators.smf import MidiFileError, SmfFile, Track

DRUM_CHANNEL = 9
"""Channel 10 of General MIDI, counted from 0."""


CHORDAL = 1.5
"""Notes at a time from which on a part that is not the melody is taken for chords."""


class FileNote(NamedTuple):
    """A note in ticks, and where its two events stand in the track (`end_at` -1: no note-off)."""

    start: int
    end: int
    pitch: int
    velocity: int
    start_at: int
    end_at: int


@dataclass(frozen=True, slots=True)
class TrackChoice:
    """The user's choice, by role: the number of a `Part`, 0 for "the file has none", None for
    automatic."""

    melody: int | None = None
    chords: int | None = None
    bass: int | None = None
    drums: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one track plays on one channel. `number` counts the parts that play, from 1.

    `track` and `channel` count from 0; `program` is None when the file sets none; `role` is what
    the part was chosen for and `why` says why, or why not. `bars` counts bars with an onset.
    """

    number: int
    track: int
    channel: int
    name: str
    program: int | None
    notes: tuple[FileNote, ...]
    bars: int
    mean_pitch: float
    role: str | None = None
    why: str = ""

    @property
    def voices(self) -> float:
        """Notes that sound at a time, on average over the time that any does."""
        sounding = covered = 0
        last = -1
        for note in self.notes:
            sounding += note.end - note.start
            covered += max(0, note.end - max(note.start, last))
            last = max(last, note.end)
        return sounding / max(1, covered)

    @property
    def label(self) -> str:
        """Number, name and channel for people."""
        return f"{self.number} {self.name!r} (channel {self.channel + 1})"


class Faults(NamedTuple):
    """What was odd in the file but could be read."""

    unclosed: int
    stray_ends: int


def find_parts(file: SmfFile) -> tuple[tuple[Part, ...], Faults]:
    """Everything in the file that plays, in the order of tracks and channels."""
    programs = _program_changes(file)
    parts: list[Part] = []
    unclosed = strays = 0
    for index, track in enumerate(file.tracks):
        by_channel, ends = track_notes(track)
        strays += len(ends)
        for channel, notes in sorted(by_channel.items()):
            unclosed += sum(note.end_at < 0 for note in notes)
            bar = BEATS_PER_BAR * file.division
            parts.append(
                Part(
                    number=len(parts) + 1,
                    track=index,
                    channel=channel,
                    name=track.name,
                    program=_program(programs, channel, index, notes[0].start),
                    notes=tuple(notes),
                    bars=len({note.start // bar for note in notes}),
                    mean_pitch=sum(note.pitch for note in notes) / len(notes),
                )
            )
    return tuple(parts), Faults(unclosed, strays)


def choose(parts: tuple[Part, ...], choice: TrackChoice | None = None) -> tuple[Part, ...]:
    """The parts with their roles. Raises `MidiFileError` for a number that is not there."""
    asked = _asked(parts, choice or TrackChoice())
    chosen = {number: (role, "as you asked") for role, number in asked.items() if number}
    claims = {part.number: _claim(part, parts) for part in parts}
    # Drums and bass are the clearer cases, so they choose first; chords take what is left.
    for role in [r for r in ("drums", "bass", "melody", "chords") if r not in asked]:
        able = {p: _offer(role, p, claims[p.number]) for p in parts if p.number not in chosen}
        offers = {part: offer for part, offer in able.items() if offer}
        if offers:
            best = max(offers, key=lambda p: (-offers[p][0], *_rank(role, p)))
            chosen[best.number] = (role, offers[best][1])
    return tuple(_with_role(part, chosen, claims[part.number]) for part in parts)


def candidates(parts: tuple[Part, ...], role: str) -> tuple[Part, ...]:
    """The parts that could play `role` for the strongest reason that any part has, best first."""
    offers = {part: _offer(role, part, _claim(part, parts)) for part in parts}
    able = {part: offer[0] for part, offer in offers.items() if offer}
    strongest = [part for part in able if able[part] == min(able.values())]
    return tuple(sorted(strongest, key=lambda part: _rank(role, part), reverse=True))


def _with_role(
    part: Part, chosen: Mapping[int, tuple[str, str]], claim: tuple[str | None, int, str]
) -> Part:
    if part.number in chosen:
        role, why = chosen[part.number]
        return replace(part, role=role, why=why)
    why = f"could be {claim[0]}, another track fits better" if claim[0] else claim[2]
    return replace(part, why=why)


def _offer(role: str, part: Part, claim: tuple[str | None, int, str]) -> tuple[int, str] | None:
    """(rank of the reason, the reason) if the part can take the role."""
    if claim[0] == role:
        return claim[1:]
    if role == "chords" and claim[0] == "melody" and part.voices >= CHORDAL:
        return 2, f"{part.voices:.1f} notes at a time"
    return None


def _rank(role: str, part: Part) -> tuple[float, ...]:
    """Bars played, then the pitch for a melody, then notes; the earlier part wins a dead heat."""
    height = (part.mean_pitch,) if role == "melody" else ()
    return (part.bars, *height, len(part.notes), -part.number)


def _asked(parts: tuple[Part, ...], choice: TrackChoice) -> dict[str, int]:
    asked = {r: n for r in ROLES if (n := getattr(choice, r)) is not None}
    for role, number in asked.items():
        if not 0 <= number <= len(parts):
            known = "; ".join(part.label for part in parts)
            raise MidiFileError(f"there is no track {number} for the {role}; there are: {known}")
        if number and list(asked.values()).count(number) > 1:
            raise MidiFileError(f"track {number} was chosen twice: one track, one role")
    return asked


_NAMES = {
    "drums": re.compile(
        r"(?<!steel )\bdrums?\b|\bdrum ?kit\b|\bperc(ussion)?\b|\bschlagzeug\b", re.I
    ),
    "chords": re.compile(
        r"\b(chords?|harmon(y|ies)|accomp(animent)?|comping|pads?|akkorde?|begleitung)\b", re.I
    ),
    "bass": re.compile(r"\bbass(line)?\b(?! drum)", re.I),
    "melody": re.compile(r"\b(melod(y|ie)|leads?|vocals?|vox|gesang)\b", re.I),
}
_DRUM_PITCHED = range(112, 120)
"""Tuned percussion, whose General MIDI names say "drum"."""


def named(name: str) -> list[str]:
    """The roles that the name of a track speaks of."""
    return [role for role, pattern in _NAMES.items() if pattern.search(name)]


def _claim(part: Part, parts: Iterable[Part]) -> tuple[str | None, int, str]:
    """(the role this part could have, rank of the reason with 0 the strongest, the reason)."""
    if part.channel == DRUM_CHANNEL:
        return "drums", 0, "channel 10"
    hints = named(part.name)
    if "drums" in hints and part.program in _DRUM_PITCHED:
        hints.remove("drums")
    alone = sum(other.track == part.track for other in parts) == 1
    if len(hints) == 1 and alone:  # a name that fits two roles, or many channels, says nothing
        return hints[0], 1 if hints[0] == "drums" else 0, f"its name, {part.name!r}"
    if part.program is None:
        role = "bass" if part.mean_pitch < 48 else "melody"
        return role, 2, "no program, guessed by its register"
    if part.program <= 31:
        return "melody", 1, f"program {part.program}"
    if part.program <= 39:
        return "bass", 1, f"program {part.program}"
    return _soloist(part.program)


def _soloist(program: int) -> tuple[str | None, int, str]:
    """Brass, reeds, pipes, solo strings and lead synths sing where there is nothing better."""
    if program in range(40, 43) or program in range(56, 88):
        return "melody", 3, f"program {program}, a solo instrument"
    return None, 9, f"program {program} is neither a melody nor a bass"


_Changes = dict[tuple[int, int | None], list[tuple[int, int]]]


def _program_changes(file: SmfFile) -> _Changes:
    """By channel and track, and by channel alone (None): (tick, program), sorted."""
    changes: _Changes = {}
    for index, track in enumerate(file.tracks):
        for tick, data in track.events:
            if data[0] >> 4 == 0xC:
                for key in (index, None):
                    changes.setdefault((data[0] & 15, key), []).append((tick, data[1]))
    return {key: sorted(found, key=lambda change: change[0]) for key, found in changes.items()}


def _program(changes: _Changes, channel: int, track: int, first: int) -> int | None:
    """The program at a part's first note; one track may hold the programs of another."""
    for key in ((channel, track), (channel, None)):
        found = changes.get(key, [])
        before = bisect_right(found, first, key=lambda change: change[0])
        if before:
            return found[before - 1][1]
    return None


def track_notes(
    track: Track,
) -> tuple[dict[int, list[FileNote]], list[tuple[int, int, int]]]:
    """Notes by channel in the order of their starts, and (tick, channel, pitch) of every note-off
    that belongs to none.

    The first note-off ends the note that began first. An open note ends with the track.
    """
    waiting: dict[tuple[int, int], deque[tuple[int, int, int]]] = defaultdict(deque)
    notes: dict[int, list[FileNote]] = {}
    strays: list[tuple[int, int, int]] = []
    for at, (tick, data) in enumerate(track.events):
        status = data[0]
        if not 0x80 <= status < 0xA0:
            continue
        channel, pitch = status & 15, data[1]
        queue = waiting[channel, pitch]
        if status >= 0x90 and data[2]:
            queue.append((tick, data[2], at))
        elif queue:
            start, velocity, start_at = queue.popleft()
            note = FileNote(start, tick, pitch, velocity, start_at, at)
            notes.setdefault(channel, []).append(note)
        else:
            strays.append((tick, channel, pitch))
    for (channel, pitch), queue in waiting.items():
        for start, velocity, at in queue:
            note = FileNote(start, track.end, pitch, velocity, at, -1)
            notes.setdefault(channel, []).append(note)
    return {c: sorted(n, key=lambda note: note.start_at) for c, n in notes.items()}, strays
