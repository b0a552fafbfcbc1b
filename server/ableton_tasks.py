"""What a button means for the clips that were read: what the model is asked, and what of its answer
makes the new clips. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bridges.ableton import LiveNote
from bridges.table import PeerError
from generators import tasks
from generators.base import Filling, Sampling
from generators.score import BEATS_PER_BAR, MAX_BEATS, Clip, Hole, ScoreError
from server.ableton_set import LiveClip, empty_bars, heard, settled
from server.clips import MAX_NOTES

ADDING = ("continue", "leadin")
"""Tasks that make bars beside the clip, rather than another version of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A press of the button, with all that was set then; `number` counts presses. `told`: which of
    Live's tracks is what; `ours`: names of clips that were made before, and what each was made of.
    """

    number: int
    task: str
    sampling: Sampling
    plays: Sequence[str]
    preset: str = ""
    deadline_ms: float | None = None
    bars: int = 4
    amount: float = 0.25
    hole: tuple[float, float] = (0.0, 0.0)
    tracks: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    create: bool = False
    launch: bool = False
    ours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Music:
    """What sounds in the scene: the clip of `role` is the one that is selected. `again`: roles
    whose clips are earlier answers, which may be answered anew."""

    role: str
    clips: Mapping[str, LiveClip]
    tempo: float
    again: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the model is asked; of its answer [start, end) beats make the new clips of `roles`,
    between the notes that are `kept`."""

    clip: Clip
    holes: tuple[Hole, ...]
    roles: tuple[str, ...]
    start: float
    end: float
    kept: Mapping[str, tuple[LiveNote, ...]] = field(default_factory=dict)

    def notes(self, role: str, filling: Filling) -> tuple[LiveNote, ...]:
        """The notes of the new clip of `role`, from its start."""
        new = [
            LiveNote(max(0.0, n.start - self.start), n.pitch, n.duration, float(n.velocity))
            for n in filling.get(role, ())
        ]
        length = self.end - self.start
        return settled([*self.kept.get(role, ()), *(n for n in new if n.start < length)])


def generate(wanted: Wanted, roles: Sequence[str], tempo: float) -> Plan:
    """A new piece. Raises `PeerError`."""
    try:
        clip, holes = tasks.generate(wanted.bars, roles, tempo)
    except ScoreError as error:
        raise PeerError("empty", str(error)) from error
    return Plan(clip, holes, tuple(clip.tracks), 0.0, clip.length)


def plan(wanted: Wanted, music: Music, roles: Sequence[str]) -> Plan:
    """Any other task, for new clips of `roles`. Raises `PeerError`."""
    length = music.clips[music.role].length
    added = float(BEATS_PER_BAR * wanted.bars) if wanted.task in ADDING else 0.0
    lead = added if wanted.task == "leadin" else 0.0
    if length + added > MAX_BEATS:
        raise PeerError("outside", f"the clip has {length:g} beats: at most {MAX_BEATS:g}")
    sound = {
        role: _sound(clip, lead, length, 0.0 if role in (*roles, music.role) else added)
        for role, clip in music.clips.items()
        if wanted.task != "accompany" or role not in roles
    }
    clip = Clip(length + added, {role: heard(notes) for role, notes in sound.items()}, music.tempo)
    if clip.note_count > MAX_NOTES:
        raise PeerError("too_large", f"clips with {clip.note_count:,} notes: at most {MAX_NOTES:,}")
    try:
        clip, holes = _task(wanted, clip, music, roles, length, lead)
    except ScoreError as error:
        raise PeerError("empty", str(error)) from error
    start, end = (0.0, length) if not added else (0.0, lead) if lead else (length, clip.length)
    kept = {} if added else {r: _outside(notes, holes, r) for r, notes in sound.items()}
    return Plan(clip, holes, tuple(roles), start, end, kept)


def _sound(clip: LiveClip, lead: float, length: float, added: float) -> tuple[LiveNote, ...]:
    """What a clip plays beside the selected one, which begins at `lead`; with `added` beats also
    before or after it."""
    first = -lead if added else 0.0
    notes = clip.played(first, first + length + added)
    return tuple(LiveNote(n.start + lead, n.pitch, n.duration, n.velocity, n.mute) for n in notes)


def _task(
    wanted: Wanted, clip: Clip, music: Music, roles: Sequence[str], length: float, lead: float
) -> tasks.Task:
    if not clip.note_count:
        raise ScoreError("the clip has no notes: play some into it, or make a new piece (generate)")
    if wanted.task == "accompany":
        return tasks.accompany(clip, roles, wanted.plays)
    if wanted.task == "vary":
        return tasks.vary(clip, wanted.amount, roles, wanted.sampling.seed, wanted.plays)
    if wanted.task == "infill":
        stretches = _open(wanted, music.clips[music.role], length)
    else:
        stretches = [(0.0, lead) if lead else (length, clip.length)]
    return tasks.infill(clip, [Hole(role, *stretch) for role in roles for stretch in stretches])


def _open(wanted: Wanted, clip: LiveClip, length: float) -> list[tuple[float, float]]:
    if wanted.hole[1] > wanted.hole[0]:
        return [wanted.hole]
    found = empty_bars(clip.played(0.0, length), length)
    if not found:
        raise ScoreError(
            "no bar of the clip is empty: leave some open, or say which beats with "
            "/ableton/hole START END"
        )
    return found


def _outside(notes: Sequence[LiveNote], holes: Sequence[Hole], role: str) -> tuple[LiveNote, ...]:
    own = [hole for hole in holes if hole.track == role]
    return tuple(n for n in notes if not any(hole.holds(n.start) for hole in own))
