"""MIDI files <-> clips in beats. What is not asked to change stays in the file as it was."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generators import midi_edit, smf
from generators.base import Filling
from generators.midi_edit import NewNote
from generators.midi_metre import check_metre, metas
from generators.midi_parts import Faults, FileNote, Part, TrackChoice, choose, find_parts
from generators.score import BEATS_PER_BAR, MAX_BEATS, ROLES, STEPS_PER_BEAT, Clip, Hole, Note
from generators.smf import MidiFileError, SmfFile

__all__ = [
    "Filled",
    "MidiDocument",
    "MidiFileError",
    "Part",
    "TrackChoice",
    "clip_to_midi",
    "read_midi",
]

DIVISION = 480
"""Ticks a quarter note in files that are made anew."""

_SLACK = 0.5 / STEPS_PER_BEAT
"""Beats by which a last note may hang over a bar line without opening a new bar."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A file's new bytes and what was done to it, in notes.

    Of those `added`, `shortened` had to make way for a kept note on the same key; `dropped` found
    no room at all.
    """

    data: bytes
    added: int
    removed: int
    shortened: int
    dropped: int


@dataclass(frozen=True, slots=True)
class MidiDocument:
    """A MIDI file and the trio in it.

    `clip` has the roles that the file has (a role that it lacks is unknown), `parts` everything
    that plays and what it was chosen for, `tempos` the tempo map as (beat, beats per minute).
    """

    file: SmfFile
    clip: Clip
    parts: tuple[Part, ...]
    tempos: tuple[tuple[float, float], ...]
    faults: Faults

    @property
    def roles(self) -> Mapping[str, Part]:
        """The chosen part of every role that the file has."""
        return {part.role: part for part in self.parts if part.role}

    @property
    def sounding_beats(self) -> float:
        """Where the trio's last sounding bar ends, in beats; `clip.length` may be later."""
        notes = (note for part in self.roles.values() for note in part.notes)
        return _whole_bars(notes, self.file.division)

    @property
    def trimmed(self) -> MidiDocument:
        """The same with a clip that ends with the trio's last sounding bar. The file is whole."""
        clip = Clip(self.sounding_beats, self.clip.tracks, self.clip.tempo)
        return replace(self, clip=clip)

    def seconds(self, beat: float) -> float:
        """When `beat` comes, in seconds from the start, by the tempo map."""
        total, last, bpm = 0.0, 0.0, 120.0
        for at, tempo in self.tempos:
            if at >= beat:
                break
            total, last, bpm = total + (at - last) * 60.0 / bpm, at, tempo
        return total + (beat - last) * 60.0 / bpm

    def with_filling(self, holes: Iterable[Hole], filling: Filling, lead: float = 0.0) -> Filled:
        """The file with the notes that start in `holes` replaced by `filling`.

        Beats count from the start of the answer, that is, from `lead` beats before the file's
        start: everything in it comes that much later, but for its opening programs, tempo and
        metre. The file grows where a hole lies after its end. Nothing else changes, to the tick.
        """
        holes = tuple(holes)
        division = self.file.division
        gone: dict[int, set[int]] = {}
        removed = 0
        for role, part in self.roles.items():
            own = [hole for hole in holes if hole.track == role]
            for note in part.notes:
                beat = note.start / division + lead
                if any(hole.holds(beat) for hole in own):
                    gone.setdefault(part.track, set()).update((note.start_at, note.end_at))
                    removed += 1
        tracks = (
            midi_edit.without(track, gone.get(index, set()))
            for index, track in enumerate(self.file.tracks)
        )
        file = replace(self.file, tracks=tuple(tracks))
        done = midi_edit.insert(
            midi_edit.delayed(file, round(lead * division)),
            self._addresses,
            {role: _ticks(notes, division) for role, notes in filling.items()},
            round(max((hole.end for hole in holes), default=0.0) * division),
        )
        return Filled(smf.dump(done.file), done.added, removed, done.shortened, done.dropped)

    def followed_by(self, second: MidiDocument, bars: int) -> MidiDocument:
        """This piece, `bars` empty bars, then the trio of `second` on this one's tracks.

        Of the second the notes of the three roles are kept, with their timing (to the tick of
        this file's resolution), velocity and polyphony. Its tempo, programs, controllers and
        other tracks are not.
        """
        gap = self.clip.length + bars * BEATS_PER_BAR
        moved = second.clip.shifted(gap)
        notes = {role: _ticks(found, self.file.division) for role, found in moved.tracks.items()}
        end = round(moved.length * self.file.division)
        done = midi_edit.insert(self.file, self._addresses, notes, end)
        parts, faults = find_parts(done.file)
        roles = {address: role for role, address in done.addresses.items()}
        parts = tuple(replace(p, role=roles.get((p.track, p.channel))) for p in parts)
        return _document(done.file, parts, faults, moved.length)

    @property
    def _addresses(self) -> dict[str, midi_edit.Address]:
        return {role: (part.track, part.channel) for role, part in self.roles.items()}

    def report(self) -> list[str]:
        """What was chosen, what was left out and why, what was odd; a line each."""
        lines = [
            f"{part.role or 'left out'}: track {part.label}, {len(part.notes):,} notes in "
            f"{part.bars} bars ({part.why})"
            for part in sorted(self.parts, key=lambda p: (p.role is None, p.number))
        ]
        lines += [f"{role}: the file has none" for role in ROLES if role not in self.roles]
        if self.faults.unclosed:
            lines.append(
                f"{self.faults.unclosed} notes without an end: they last to the track's end"
            )
        if self.faults.stray_ends:
            lines.append(f"{self.faults.stray_ends} note-offs without a note: left as they are")
        return lines


def read_midi(
    source: bytes | Path, choice: TrackChoice | None = None, any_metre: bool = False
) -> MidiDocument:
    """Read a file of type 0 or 1.

    The metre must be 4/4 (or another bar of four quarter notes, such as 2/2) up to the last note;
    `any_metre` takes every four quarter notes as a bar, whatever the file says.
    Raises `MidiFileError` for what cannot be read and OSError for a path that cannot be opened.
    """
    if isinstance(source, Path):
        with source.open("rb") as handle:
            source = handle.read(smf.MAX_BYTES + 1)
    file = smf.parse(source)
    parts, faults = find_parts(file)
    if not parts:
        raise MidiFileError("the file has no notes")
    last = max(part.notes[-1].start for part in parts)
    if last >= MAX_BEATS * file.division:
        raise MidiFileError(
            f"the piece has {last // (BEATS_PER_BAR * file.division) + 1:,} bars: at most "
            f"{MAX_BEATS / BEATS_PER_BAR:,.0f} are read; cut it first"
        )
    if not any_metre:
        check_metre(file, last)
    return _document(file, choose(parts, choice), faults)


def clip_to_midi(clip: Clip, programs: Mapping[str, int] = midi_edit.PROGRAMS) -> bytes:
    """A new file of type 1 with a track for every role of `clip`; `programs` count from 0."""
    tempo = smf.meta(0, smf.TEMPO, round(60e6 / clip.tempo).to_bytes(3, "big"))
    metre = smf.meta(0, smf.METRE, bytes((4, 2, 24, 8)))
    end = round(clip.length * DIVISION)
    blank = SmfFile(1, DIVISION, (smf.Track((tempo, metre), end),))
    place = midi_edit.Inserted(blank, {})
    for role in [r for r in ROLES if r in clip.tracks]:
        place = midi_edit.add_track(place, role, programs.get(role))
    notes = {role: _ticks(found, DIVISION) for role, found in clip.tracks.items()}
    return smf.dump(midi_edit.insert(place.file, place.addresses, notes, end).file)


def _document(
    file: SmfFile, parts: tuple[Part, ...], faults: Faults, length: float | None = None
) -> MidiDocument:
    tempos = _tempos(file)
    tracks = {
        part.role: tuple(_note(note, file.division) for note in part.notes)
        for part in parts
        if part.role
    }
    before = bisect_right([beat for beat, _ in tempos], 0.0)
    tempo = tempos[before - 1][1] if before else 120.0
    if length is None:
        notes = (note for part in parts for note in part.notes)
        length = max(_whole_bars(notes, file.division), _end_bars(file))
    clip = Clip(length, tracks, min(max(tempo, 10.0), 1000.0))
    return MidiDocument(file, clip, parts, tempos, faults)


def _ticks(notes: Iterable[Note], division: int) -> list[NewNote]:
    return [
        NewNote(round(n.start * division), round(n.end * division), n.pitch, n.velocity)
        for n in notes
    ]


def _note(note: FileNote, division: int) -> Note:
    """In beats. A note that ends as it starts lasts one tick, as a Note cannot last zero."""
    duration = max(1, note.end - note.start) / division
    return Note(note.start / division, note.pitch, min(duration, MAX_BEATS), note.velocity)


def _whole_bars(notes: Iterable[FileNote], division: int) -> float:
    """The end of the bar in which the last of `notes` ends, in beats; at least one bar."""
    slack = _SLACK * division
    last = max((max(note.start + 1, note.end - slack) for note in notes), default=1)
    bars = math.ceil(last / (BEATS_PER_BAR * division))
    return min(float(bars * BEATS_PER_BAR), MAX_BEATS)


def _end_bars(file: SmfFile) -> float:
    """The end of the last whole bar that the file says it has, in beats."""
    beats = max(track.end for track in file.tracks) / file.division + _SLACK
    return min(float(beats // BEATS_PER_BAR * BEATS_PER_BAR), MAX_BEATS)


def _tempos(file: SmfFile) -> tuple[tuple[float, float], ...]:
    """(beat, beats per minute) of every tempo event; those of no duration are passed over."""
    micros = {t: int.from_bytes(p[:3], "big") for t, p in metas(file, smf.TEMPO, 3).items()}
    return tuple((tick / file.division, 60e6 / us) for tick, us in micros.items() if us)
