"""What each role asks the model, and what of the answer it plays. Pure.

Music is remembered in beats that never go back (`transport.Line`). A stretch that nobody has played
yet is expected to be played as in the loop before; where there was none, the model imagines it (it
is a hole, whose filling is not played).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor

from generators import tasks
from generators.base import Filling
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note

BAR = float(BEATS_PER_BAR)
CONTEXT = 16.0
"""Beats of the past that the model hears at least, where there are so many."""
EARLY = 0.5 / STEPS_PER_BEAT
"""A note this little before a bar belongs to it."""
Tracks = Mapping[str, Sequence[Note]]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known at `now` of a stretch [start, end) that is to be played, in beats.

    `heard` is what the musician played, `ours` what was, or will have been, played until `start`;
    nothing is known from before `began`. `loop` is a loop's length, `grid` a beat that one begins
    at. `plays`: the model's tracks; `tracks`: those that were asked for, none: what the role says.
    """

    start: float
    end: float
    now: float
    heard: Tracks
    ours: Tracks
    began: float
    loop: float
    plays: Sequence[str]
    grid: float = 0.0
    tracks: Sequence[str] = ()
    amount: float = 0.25
    seed: int = 0
    material: Tracks = field(default_factory=dict)
    """vary: the loop as it is now, from a loop's beginning."""

    def heard_in(self, track: str, start: float, end: float) -> list[Note]:
        """The musician's notes that begin there."""
        return within(self.heard.get(track, ()), start, end)

    def mine(self, start: float, end: float) -> list[str]:
        """The tracks that the musician plays there."""
        return [t for t in self.plays if self.heard_in(t, start, end)]

    def expected(self, track: str, start: float, end: float) -> tuple[list[Note], list[Hole]]:
        """What the musician will have played in [start, end), and where nobody knows."""
        notes = self.heard_in(track, start, min(end, self.now))
        holes: list[Hole] = []
        at = max(start, self.now)
        while at < end - 1e-6:
            back = self.loop * ceil((at - self.now + 1e-9) / self.loop)
            until = min(end, self.now + back)  # as far as the loop before is known
            if at - back < self.began:
                first = min(until, self.began + back)
                holes.append(Hole(track, at, first))
                at = first
                continue
            found = self.heard_in(track, at - back, until - back)
            notes += [n.shifted(back) for n in found]
            at = until
        return notes, holes


@dataclass(frozen=True, slots=True)
class Ask:
    """A task for the model. The clip's beat 0 is beat `origin`; what starts in `plays` (beats of
    the clip) is played."""

    clip: Clip
    holes: tuple[Hole, ...]
    plays: tuple[Hole, ...]
    origin: float
    density: Mapping[str, float] = field(default_factory=dict)
    """Notes in a bar of the tracks that the musician plays, too: as many as he plays."""

    def result(self, filling: Filling) -> dict[str, list[Note]]:
        """What is to be played, in the scene's beats."""
        clip = self.clip.replacing(self.holes, filling)
        played: dict[str, list[Note]] = {}
        for hole in self.plays:
            found = [
                n.shifted(self.origin) for n in clip.tracks.get(hole.track, ()) if hole.covers(n)
            ]
            played.setdefault(hole.track, []).extend(found)
        return played


def within(notes: Sequence[Note], start: float, end: float) -> list[Note]:
    """Those that are meant for [start, end), which may begin a little early."""
    return [n for n in notes if start - EARLY <= n.start < end - EARLY]


def accompany(scene: Scene) -> Ask | None:
    """Play the tracks that the musician does not, to what he is expected to play."""
    mine = scene.mine(scene.start - 2 * scene.loop, scene.now + BAR)
    ours = _ours(scene, [t for t in scene.plays if t not in mine])
    mine = [t for t in mine if t not in ours]
    if not mine:
        return None
    first = _past(scene)
    return _fill(scene, mine, ours, first)


def answer(scene: Scene) -> Ask | None:
    """After a loop of the musician's, one of ours on the same tracks."""
    if round((scene.end - scene.grid) / scene.loop) % 2:
        return None
    call = max(scene.began, scene.end - 2 * scene.loop)
    mine = scene.mine(call, scene.now + BAR)
    if not mine:
        return None
    pairs = replace(scene, loop=2 * scene.loop)  # in every other loop he is silent
    ask = _fill(pairs, mine, _ours(scene, mine), call)
    return ask and replace(ask, density=_density(scene.heard, call, scene.now))


def go_on(scene: Scene) -> Ask | None:
    """Continue what the musician left; the silence since then is left out."""
    ends = [n.end for t in scene.plays for n in (*scene.heard.get(t, ()), *scene.ours.get(t, ()))]
    ends = [end for end in ends if end <= scene.start + BAR]
    if not ends:
        return None
    end = min(scene.start, bar_after(max(ends)))
    first = max(scene.began, end - max(scene.loop, CONTEXT))
    both = {t: [*scene.heard.get(t, ()), *scene.ours.get(t, ())] for t in scene.plays}
    past = {t: within(notes, first, end) for t, notes in both.items()}
    past = {t: notes for t, notes in past.items() if notes}
    ours = _ours(scene, list(past))
    if not past or end <= first:
        return None
    length = scene.end - scene.start
    origin = first + scene.start - end  # so that the new part falls on its place
    tracks = {t: _moved(past.get(t, ()), first) for t in dict.fromkeys((*past, *ours))}
    holes = tuple(Hole(t, end - first, end - first + length) for t in ours)
    clip = Clip(end - first + length, tracks)
    return Ask(*tasks.infill(clip, holes), _meant(holes), origin, _density(past, first, end))


def infill(scene: Scene) -> Ask | None:
    """Fill the bars that the musician leaves empty."""

    def gap(bar: float, notes: Sequence[Note]) -> tuple[float, float] | None:
        sounds = any(n.start < bar + BAR - EARLY and n.end > bar + 2 * EARLY for n in notes)
        return None if sounds else (bar, bar + BAR)

    return _gaps(scene, gap)


def duet(scene: Scene) -> Ask | None:
    """Play the second half of each bar."""
    return _gaps(scene, lambda bar, _: (bar + BAR / 2, bar + BAR), BAR / 2)


def vary(scene: Scene) -> Ask | None:
    """Play the loop, changed a little."""
    tracks = {t: scene.material[t] for t in scene.plays if scene.material.get(t)}
    if not tracks:
        return None
    loop = Clip(scene.loop, {t: tuple(notes) for t, notes in tracks.items()})
    chosen = [t for t in scene.tracks if t in tracks]
    clip, holes = tasks.vary(loop, scene.amount, chosen, scene.seed, scene.plays)
    origin = scene.end - scene.loop
    plays = tuple(Hole(t, scene.start - origin, scene.loop) for t in chosen or tracks)
    return Ask(clip, holes, _meant(plays), origin)


ROLES: Mapping[str, Callable[[Scene], Ask | None]] = {
    "accompany": accompany,
    "answer": answer,
    "continue": go_on,
    "infill": infill,
    "vary": vary,
    "duet": duet,
}


def bar_after(beat: float) -> float:
    """The first bar line at `beat` or after it; what is a little late for one is on it."""
    return BAR * ceil((beat - 2 * EARLY) / BAR)


def _ours(scene: Scene, usual: Sequence[str]) -> list[str]:
    return [t for t in scene.plays if t in (scene.tracks or usual)]


def _past(scene: Scene) -> float:
    """The bar from which on the past is told."""
    first = max(scene.began, scene.start - max(scene.loop, CONTEXT))
    return min(scene.start, BAR * ceil((first - 1e-6) / BAR))


def _until_ours(scene: Scene, track: str, first: float) -> float:
    """The bar in which we began to play this track: before, silence was not our choice."""
    while first < scene.start and not within(scene.ours.get(track, ()), first, first + BAR):
        first += BAR
    return first


def _fill(scene: Scene, mine: Sequence[str], ours: Sequence[str], first: float) -> Ask | None:
    """Our tracks over the stretch; before it, from `first` on, what was played."""
    first = BAR * floor((first + 1e-6) / BAR)
    tracks: dict[str, list[Note]] = {}
    holes: list[Hole] = []
    for track in dict.fromkeys((*mine, *ours)):
        notes = within(scene.ours.get(track, ()), first, scene.start)
        if track not in mine and first < scene.start:
            silent = _until_ours(scene, track, first)
            if silent > first:
                holes.append(Hole(track, first, silent))
        if track in mine:
            end = scene.start if track in ours else scene.end
            expected, unknown = scene.expected(track, first, end)
            notes += expected
            holes += unknown
        tracks[track] = notes
    plays = [Hole(t, scene.start, scene.end) for t in ours]
    return _asked(scene, tracks, [*holes, *plays], plays, first)


def _gaps(
    scene: Scene,
    gap: Callable[[float, Sequence[Note]], tuple[float, float] | None],
    used: float = BAR,
) -> Ask | None:
    """The musician's loop with `gap`s, told from a bar and all notes, on the tracks that he plays,
    in the first `used` beats of a bar."""
    before = scene.start - scene.loop
    mine = scene.mine(max(before, scene.began), scene.now + BAR)
    ours = _ours(scene, mine)
    if not mine or before < scene.began:
        return None
    tracks: dict[str, list[Note]] = {}
    holes: list[Hole] = []
    for track in mine:
        tracks[track], unknown = scene.expected(track, before, scene.end)
        holes += unknown
    together = [n for notes in tracks.values() for n in notes]
    plays: list[Hole] = []
    bar = scene.start
    while bar < scene.end - 1e-6:
        found = gap(bar, together)
        if found is not None:
            plays += [Hole(track, *found) for track in ours]
        bar += BAR
    for hole in plays:
        tracks[hole.track] = [
            n for n in tracks.get(hole.track, ()) if not _meant([hole])[0].covers(n)
        ]
    ask = _asked(scene, tracks, [*holes, *plays], plays, before)
    known = {t: [n for n in scene.heard.get(t, ()) if n.start % BAR < used] for t in mine}
    density = _density(known, before, scene.now)
    return replace(ask, density={t: n * BAR / used for t, n in density.items()})


def _asked(
    scene: Scene,
    tracks: Tracks,
    holes: Sequence[Hole],
    plays: Sequence[Hole],
    first: float,
) -> Ask:
    """The task whose clip begins at beat `first`."""
    if not plays:
        return Ask(Clip(scene.end - first), (), (), first)
    clip = Clip(scene.end - first, {t: _moved(n, first) for t, n in tracks.items()})
    moved = [replace(h, start=h.start - first, end=h.end - first) for h in holes]
    asked, found = tasks.infill(clip, moved)
    return Ask(
        asked,
        found,
        _meant([replace(h, start=h.start - first, end=h.end - first) for h in plays]),
        first,
    )


def _meant(holes: Sequence[Hole]) -> tuple[Hole, ...]:
    return tuple(replace(h, meant=True) for h in holes)


def _density(heard: Tracks, start: float, end: float) -> dict[str, float]:
    """Onsets in a bar of each track, on the average of those that are over and not empty."""
    end = max(start + BAR * floor((end - start) / BAR), min(end, start + BAR))
    found: dict[str, float] = {}
    for track, notes in heard.items():
        steps = {round(n.start * STEPS_PER_BEAT) for n in within(notes, start, end)}
        bars = {step // int(BAR * STEPS_PER_BEAT) for step in steps}
        if bars:
            found[track] = min(16.0, len(steps) / len(bars))
    return found


def _moved(notes: Sequence[Note], first: float) -> tuple[Note, ...]:
    return tuple(replace(n, start=max(0.0, n.start - first)) for n in notes)
