"""Flows that change Live's set: they add clips, scenes and tracks, and take only their own away.

A slot is filled in one packet that begins with `create_clip`. Live refuses that where there is a
clip, and AbletonOSC then leaves out the rest of the packet: nothing can be overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bridges.ableton import (
    ONE_BAR,
    PAGE,
    LiveNote,
    Say,
    add_notes,
    ask_notes,
    clip,
    read_notes,
    set_clip,
    slot,
)
from bridges.ableton import song as of_song
from bridges.ableton import track as of_track
from bridges.table import PeerError
from server.ableton_read import look, named, read_spans
from server.ableton_set import COLOURS, LiveSet, Track, missing, rows
from server.ableton_talk import Flow, Query, Replies
from server.effects import Effect, Speak

MOST_SCENES = 64
"""That are made for one answer, at most."""
_TRIES = 3
DOSE = 6
"""Pages that are sent at a time: Windows holds 64 kB for a socket."""
_ALIVE = of_song("tempo")


@dataclass(frozen=True, slots=True)
class Draft:
    """A clip that is to be written."""

    role: str
    variation: int
    name: str
    length: float
    notes: tuple[LiveNote, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A clip that we wrote, and where."""

    draft: Draft
    track: int
    row: int


@dataclass(slots=True)
class Answer:
    """What one request brought, made of the clip `base`; `clips` grows while it is written, so that
    all of it can be undone."""

    number: int
    task: str
    seed: int = 0
    base: str = ""
    clips: list[Written] = field(default_factory=list)


def add_track(live: LiveSet, role: str) -> Flow:
    """Append a MIDI track; the `LiveSet` that has it."""
    count = len(live.tracks)
    new: Replies = yield Query(
        [[Say("/live/song/create_midi_track", (-1,)), of_song("num_tracks")]], tries=1, needed=()
    )
    there = named(new, of_song("num_tracks"))
    if there is None:  # the answer, or the question, was lost
        asked: Replies = yield Query([[of_song("num_tracks")]])
        there = asked.one(of_song("num_tracks"))
    if there != count + 1:
        why = f": {new.error}" if new.error else ""
        raise PeerError("refused", f"Live adds no track for the {role}{why}")
    name, colour = (
        Say(f"/live/track/set/{what}", (count, value))
        for what, value in (("name", role.title()), ("color", COLOURS[role]))
    )
    yield Query([[name, colour, *_select(live), of_track(count, "name")]])
    empty = (None,) * live.scenes
    made = Track(count, role.title(), True, False, empty, empty)
    return LiveSet(live.tempo, (*live.tracks, made), live.scenes, live.track, live.scene)


def _select(live: LiveSet) -> list[Say]:
    """Select again what was selected: Live selects what is new."""
    if live.track < 0:
        return []
    return [Say("/live/view/set/selected_clip", (live.track, live.scene))]


def add_scenes(live: LiveSet, count: int) -> Flow:
    """Append scenes until there are `count`."""
    ask = of_song("num_scenes")
    error = ""
    for _ in range(_TRIES):
        found: Replies = yield Query([[ask]])
        lacking = count - found.one(ask)
        if lacking <= 0:
            return
        if lacking > MOST_SCENES:
            raise PeerError("refused", "too many scenes would have to be made")
        new = [Say("/live/song/create_scene", (-1,))] * lacking
        made: Replies = yield Query([[*new, *_select(live), ask]], tries=1, needed=())
        error = made.error or error
        if named(made, ask) == count:
            return
    why = f" ({error})" if error else ""
    raise PeerError("refused", f"no free slot, and Live adds no scene{why}: empty one, or delete")


def write(live: LiveSet, places: dict[str, int], drafts: Sequence[Draft], first: int,
          answer: Answer) -> Flow:  # fmt: skip
    """Write every draft to the track that `places` has for its role, one variation in a scene,
    from scene `first` on; `answer` gets them."""
    left = list(drafts)
    error = ""
    for _ in range(_TRIES):
        spots = _spots(live, places, left, first)
        if max(row for _, _, row in spots) >= live.scenes:
            yield from add_scenes(live, 1 + max(row for _, _, row in spots))
        found: Replies = yield Query([_fill(*spot) for spot in spots], tries=1, needed=())
        error = found.error or error
        if any(not _took(found, spot) for spot in spots):
            live = yield from look(len(live.tracks))
        for spot in spots:
            if _took(found, spot) or _is(live, spot):
                answer.clips.append(Written(*spot))
                left.remove(spot[0])
                yield from _complete(spot, found)
        if not left:
            return
    why = f": {error}" if error else ", or its slots are filled faster than ours"
    raise PeerError("refused", f"Live does not take the clip {left[0].name!r}{why}")


_Spot = tuple[Draft, int, int]


def _spots(
    live: LiveSet, places: dict[str, int], drafts: Sequence[Draft], first: int
) -> list[_Spot]:
    """One scene for each variation, below one another."""
    variations = sorted({draft.variation for draft in drafts})
    numbers = {places[draft.role] for draft in drafts}
    free = rows(live, [t for t in live.tracks if t.number in numbers], first, len(variations))
    row = dict(zip(variations, free, strict=True))
    return [(draft, places[draft.role], row[draft.variation]) for draft in drafts]


def _fill(draft: Draft, track: int, row: int) -> list[Say]:
    """One packet's worth: the clip with its first page of notes."""
    page = draft.notes[:PAGE]
    return [
        slot(track, row, "create_clip", draft.length),
        set_clip(track, row, "name", draft.name),
        set_clip(track, row, "color", COLOURS[draft.role]),
        *([add_notes(track, row, page)] if page else []),
        clip(track, row, "name"),
        ask_notes(track, row, 0.0, draft.length),
    ]


def _took(found: Replies, spot: _Spot) -> bool:
    return bool(named(found, clip(*spot[1:], "name")) == spot[0].name)


def _is(live: LiveSet, spot: _Spot) -> bool:
    """Whether the slot holds the clip: only the answer was lost."""
    draft, track, row = spot
    names = live.tracks[track].names if track < len(live.tracks) else ()
    return row < len(names) and names[row] == draft.name


def _complete(spot: _Spot, found: Replies) -> Flow:
    """Add what is not there yet, and see that it is."""
    draft, track, row = spot
    there = found.get(ask_notes(track, row, 0.0, 0.0))
    lost = draft.notes if there is None else missing(draft.notes, read_notes(there))
    for _ in range(_TRIES):
        if not lost:
            return
        pages = [add_notes(track, row, lost[i : i + PAGE]) for i in range(0, len(lost), PAGE)]
        for i in range(DOSE, len(pages), DOSE):
            yield Query([*((page,) for page in pages[i - DOSE : i]), [_ALIVE]], tries=1, needed=())
        yield [Speak(tuple((page,) for page in pages[(len(pages) - 1) // DOSE * DOSE :]))]
        notes, _ = yield from read_spans({(track, row): (0.0, draft.length)})
        lost = missing(draft.notes, notes[track, row])
    text = f"Live holds {len(draft.notes) - len(lost)} of the {len(draft.notes)} notes"
    raise PeerError("refused", f"{text} of {draft.name!r}: /ableton/undo takes it away")


def launch(clips: Sequence[Written]) -> list[Effect]:
    """Launch the first variation on the next bar, whatever Live's global quantisation is."""
    first = [w for w in clips if w.draft.variation == 0]
    settings = [set_clip(w.track, w.row, "launch_quantization", ONE_BAR) for w in first]
    return [Speak(((*settings, *(slot(w.track, w.row, "fire") for w in first)),))]


def undo(answer: Answer, known: int) -> Flow:
    """Take the answer's clips away: (how many, names of those that were changed and stay)."""
    live: LiveSet = yield from look(known)
    spots = {spot: w for w in answer.clips if (spot := _where(live, w)) is not None}
    if not spots:
        return 0, []
    notes, _ = yield from read_spans({spot: (0.0, w.draft.length) for spot, w in spots.items()})
    same = [
        spot
        for spot, w in spots.items()
        if len(notes[spot]) == len(w.draft.notes)
        and not missing(w.draft.notes, notes[spot])
        and live.tracks[spot[0]].lengths[spot[1]] == w.draft.length
    ]
    asks = {spot[0]: of_track(spot[0], "clips/name") for spot in same}
    if same:
        gone = [slot(*spot, "delete_clip") for spot in same]
        yield Query([[*gone, *asks.values()]], tries=1, needed=())
        live = yield from look(known)
    still = [spot for spot in same if _where(live, spots[spot]) == spot]
    if still:
        raise PeerError("refused", "Live does not delete the clip: try again")
    return len(same), [spots[spot].draft.name for spot in spots if spot not in same]


def _where(live: LiveSet, written: Written) -> tuple[int, int] | None:
    """Where the clip is now: tracks and scenes may have been moved. Of copies it is the one that
    lies where it was written."""
    found = [
        (track.number, row)
        for track in live.tracks
        for row, name in enumerate(track.names)
        if name == written.draft.name
    ]
    if (written.track, written.row) in found:
        return written.track, written.row
    return found[0] if len(found) == 1 else None
