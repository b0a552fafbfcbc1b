"""Every musical task as one thing: a clip and the holes to fill in it. No torch.

The functions return the clip in which the answer lives (continue, lead in and bridge make it
longer) and the holes. Bars are 4 beats. `plays` says which tracks the model plays; where no track
is asked for, those of them are meant that fit the task.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from generators.score import BEATS_PER_BAR, MAX_BEATS, ROLES, STEPS_PER_BEAT, Clip, Hole, ScoreError

Task = tuple[Clip, tuple[Hole, ...]]

MAX_BARS = 256
"""Most bars that one request may add."""


Roles = Sequence[str]


def generate(bars: int, roles: Roles = ROLES, tempo: float = 120.0) -> Task:
    """A new piece of `bars` bars."""
    roles = _checked(roles)
    length = _added(bars)
    clip = Clip(length, dict.fromkeys(roles, ()), tempo)
    return clip, _across(roles, 0.0, length)


def infill(clip: Clip, holes: Iterable[Hole]) -> Task:
    """Fill `holes`, down to one 16th step of one track; what starts in them is replaced.

    Holes that overlap become one. Those whose edges lie on the grid of 16ths take the notes that
    are meant for their 16ths, also when they are played early.
    """
    holes = tuple(replace(h, meant=_on_grid(h.start) and _on_grid(h.end)) for h in _joined(holes))
    if not holes:
        raise ScoreError("nothing to fill: name at least one hole (track, start beat, end beat)")
    for hole in holes:
        if hole.end > clip.length + 1e-6:
            raise ScoreError(
                f"hole {hole.start:g} to {hole.end:g} of {hole.track} lies outside the clip "
                f"of {clip.length:g} beats"
            )
    present = {hole.track: clip.tracks.get(hole.track, ()) for hole in holes}
    return Clip(clip.length, {**clip.tracks, **present}, clip.tempo), holes


def continuation(clip: Clip, bars: int, roles: Roles = (), plays: Roles = ROLES) -> Task:
    """Go on for `bars` bars after the clip's end, in `roles` (default: the clip's own tracks)."""
    chosen = _chosen(roles, clip.tracks, plays)
    longer = _with_roles(clip, chosen, clip.length + _added(bars))
    return longer, _across(chosen, clip.length, longer.length)


def lead_in(clip: Clip, bars: int, roles: Roles = (), plays: Roles = ROLES) -> Task:
    """Lead into the clip with `bars` bars before it; the clip itself moves to after them."""
    chosen = _chosen(roles, clip.tracks, plays)
    added = _added(bars)
    moved = clip.shifted(added)
    return _with_roles(moved, chosen, moved.length), _across(chosen, 0.0, added)


def bridge(first: Clip, second: Clip, bars: int, roles: Roles = (), plays: Roles = ROLES) -> Task:
    """`bars` bars that lead from the `first` clip to the `second`; tempo of the first."""
    chosen = _chosen(roles, {*first.tracks, *second.tracks}, plays)
    end = first.length + _added(bars)
    moved = second.shifted(end)
    names = {*first.tracks, *second.tracks, *chosen}
    tracks = {r: (*first.tracks.get(r, ()), *moved.tracks.get(r, ())) for r in ROLES if r in names}
    return Clip(moved.length, tracks, first.tempo), _across(chosen, first.length, end)


def accompany(clip: Clip, roles: Roles = (), plays: Roles = ROLES) -> Task:
    """Play `roles` along with the clip's other tracks, over the whole clip.

    Default: the tracks that have no notes. What the played tracks held before is replaced.
    """
    heard = {role for role in plays if clip.tracks.get(role)}
    chosen = _chosen(roles, {*plays} - heard, plays)
    if heard <= {*chosen}:
        raise ScoreError(
            f"nothing to accompany: send notes of at least one track that stays as it is "
            f"({', '.join(plays)})"
        )
    return _with_roles(clip, chosen, clip.length), _across(chosen, 0.0, clip.length)


def vary(clip: Clip, amount: float, roles: Roles = (), seed: int = 0, plays: Roles = ROLES) -> Task:
    """Replace a random share `amount` (0 < amount <= 1) of the beats of each track in `roles`."""
    if not 0.0 < amount <= 1.0:
        raise ScoreError(f"amount {amount:g} is out of range: use more than 0, up to 1")
    chosen = _chosen(roles, [role for role in clip.tracks if clip.tracks[role]], plays)
    draw = random.Random(seed)
    holes: list[Hole] = []
    for role in chosen:
        beats = range(max(1, round(clip.length)))
        count = min(len(beats), max(1, round(amount * len(beats))))
        picked = sorted(draw.sample(beats, count))
        holes += [Hole(role, float(beat), min(clip.length, beat + 1.0)) for beat in picked]
    return infill(clip, [h for h in holes if h.end - h.start >= 1 / STEPS_PER_BEAT] or holes)


def _added(bars: int) -> float:
    if not 1 <= bars <= MAX_BARS:
        raise ScoreError(f"{bars} bars is out of range: use 1 to {MAX_BARS}")
    return float(bars * BEATS_PER_BAR)


def _chosen(asked: Roles, default: Collection[str], plays: Roles) -> Roles:
    return _checked(asked or [role for role in plays if role in default])


def _checked(roles: Roles) -> Roles:
    chosen = [*dict.fromkeys(roles)]
    for role in chosen:
        if role not in ROLES:
            raise ScoreError(f"unknown track {role!r}: use {', '.join(ROLES)}")
    if not chosen:
        raise ScoreError(f"no track to fill: name some of {', '.join(ROLES)}")
    return [r for r in ROLES if r in chosen]


def _with_roles(clip: Clip, roles: Iterable[str], length: float) -> Clip:
    if length > MAX_BEATS:
        raise ScoreError(f"the result would be {length:g} beats long: at most {MAX_BEATS:g}")
    present = {r: clip.tracks.get(r, ()) for r in roles}
    return Clip(length, {**clip.tracks, **present}, clip.tempo)


def _on_grid(beat: float) -> bool:
    steps = beat * STEPS_PER_BEAT
    return abs(steps - round(steps)) < 1e-6


def _joined(holes: Iterable[Hole]) -> tuple[Hole, ...]:
    holes = tuple(holes)
    order = [*dict.fromkeys(hole.track for hole in holes)]
    joined: list[Hole] = []
    for hole in sorted(holes, key=lambda h: (order.index(h.track), h.start)):
        last = joined[-1] if joined else None
        if last is not None and last.track == hole.track and hole.start < last.end:
            joined[-1] = Hole(hole.track, last.start, max(last.end, hole.end))
        else:
            joined.append(hole)
    return tuple(joined)


def _across(roles: Iterable[str], start: float, end: float) -> tuple[Hole, ...]:
    return tuple(Hole(role, start, end) for role in roles)
