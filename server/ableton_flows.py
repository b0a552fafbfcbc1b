"""From a press of a button to the clips of its answer in Live, and back again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridges.table import PeerError, clean
from generators.base import Filling
from server.ableton_read import look, read_clips
from server.ableton_set import Found, LiveClip, LiveSet, find, guess, speaks
from server.ableton_talk import Flow
from server.ableton_tasks import Music, Plan, Wanted, generate, plan
from server.ableton_write import Answer, Draft, add_track, launch, undo, write
from server.effects import Effect, Want

NEW = ("accompany", "generate")
"""Tasks whose clips are called after their track rather than after the task."""


@dataclass(slots=True)
class Desk:
    """What flows leave behind: the set as it was seen last, and what its tracks are. `enter` makes
    the effects that tell what goes on."""

    enter: Callable[[str], list[Effect]]
    live: LiveSet | None = None
    found: Mapping[str, Found] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """How many tracks there were."""
        return 0 if self.live is None else len(self.live.tracks)


def see(desk: Desk, told: Mapping[str, str]) -> Flow:
    """Look at the set; its `LiveSet`."""
    live: LiveSet = yield from look(desk.known)
    desk.live, desk.found = live, find(live.tracks, told)
    return live


def make(desk: Desk, wanted: Wanted, answer: Answer) -> Flow:
    """Read, have it made, write; `answer` is filled. Raises `PeerError`."""
    live: LiveSet = yield from see(desk, wanted.told)
    places = dict(desk.found)
    if wanted.task == "generate":
        first = max(0, live.scene)
        roles = _roles(wanted, [*wanted.plays], places)
        asked = generate(wanted, roles, live.tempo)
    else:
        music, answer.base = yield from _listen(live, places, wanted)
        roles = _roles(wanted, _usual(wanted, music), places)
        asked = plan(wanted, music, roles)
        first = live.scene + int(places[music.role].track.number in _numbers(places, roles))
    yield desk.enter("makes")
    variations: tuple[Filling, ...] = yield Want(
        wanted.number, wanted.task, asked.clip, asked.holes, wanted.sampling, wanted.deadline_ms
    )
    yield desk.enter("writes")
    for role in asked.roles:
        if role not in places:
            live = yield from add_track(live, role)
            places[role] = Found(live.tracks[-1], "made for it")
    drafts = _drafts(wanted, asked, answer, variations)
    targets = {role: places[role].track.number for role in asked.roles}
    yield from write(live, targets, drafts, first, answer)
    desk.live, desk.found = live, find(live.tracks, wanted.told)
    if wanted.launch:
        yield launch(answer.clips)


def _listen(live: LiveSet, places: dict[str, Found], wanted: Wanted) -> Flow:
    """The `Music` of the selected clip's scene, and the clip's name; its track is put into
    `places`."""
    scene = live.scene
    track = next((t for t in live.tracks if t.number == live.track), None)
    if track is None or track.free(scene):
        raise PeerError(
            "empty",
            "no clip is selected in Live: click a MIDI clip in the Session View"
            + (f" (track {track.name!r} is empty in scene {scene + 1})" if track else ""),
        )
    if not track.midi:
        raise PeerError("refused", f"the clip on {track.name!r} is audio: select a MIDI clip")
    others = {r: f.track for r, f in places.items() if f.track != track and not f.track.free(scene)}
    spots = {(t.number, scene): t.lengths[scene] or 0.0 for t in (track, *others.values())}
    clips: dict[tuple[int, int], LiveClip] = yield from read_clips(spots)
    own = clips[track.number, scene]
    role = next((r for r, f in places.items() if f.track == track), "")
    if not role:
        role, why = speaks(track)  # a second bass, say
        role = role or guess(own.notes, wanted.plays)
        places[role] = Found(track, why or "by its notes")
        others.pop(role, None)
    heard = {role: own, **{r: clips[t.number, scene] for r, t in others.items()}}
    names = {r: t.names[scene] for r, t in others.items()}
    again = frozenset(r for r, name in names.items() if name in wanted.ours)
    name = track.names[scene] or track.name
    return Music(role, heard, live.tempo, again), wanted.ours.get(name, name)


def _usual(wanted: Wanted, music: Music) -> list[str]:
    """The tracks that a task plays where none are named."""
    if wanted.task != "accompany":
        return [music.role]
    theirs = {r for r, clip in music.clips.items() if r not in music.again and clip.notes}
    roles = [r for r in wanted.plays if r not in theirs and r != music.role]
    if not roles:
        raise PeerError(
            "empty",
            "all tracks that the preset plays have a clip in this scene: say which to make anew "
            "with /ableton/tracks",
        )
    return roles


def _roles(wanted: Wanted, usual: list[str], places: Mapping[str, Found]) -> list[str]:
    """The tracks to play, for which Live has a track or may get one."""
    asked = [*dict.fromkeys(wanted.tracks)]
    roles = asked or usual
    deaf = [role for role in roles if role not in wanted.plays]
    if deaf:
        raise PeerError(
            "failed",
            f"the preset {wanted.preset} does not play {', '.join(deaf)}, only "
            f"{', '.join(wanted.plays)}: load another, or say what Live's tracks are with "
            "/ableton/track",
        )
    there = [role for role in roles if role in places or wanted.create]
    if not there or (asked and there != roles):
        lacking = next(role for role in roles if role not in there)
        raise PeerError(
            "refused",
            f"Live has no track for the {lacking}: name a MIDI track {lacking.title()}, or say "
            f"which it is with /ableton/track/{lacking}, or let it be made with /ableton/create 1",
        )
    return there


def _numbers(places: Mapping[str, Found], roles: list[str]) -> set[int]:
    return {places[role].track.number for role in roles if role in places}


def _drafts(
    wanted: Wanted, asked: Plan, answer: Answer, variations: tuple[Filling, ...]
) -> list[Draft]:
    drafts = []
    for number, filling in enumerate(variations):
        for role in asked.roles:
            words = [] if wanted.task in NEW else [wanted.task]
            words += [role] if wanted.task in NEW or len(asked.roles) > 1 else []
            count = f"{answer.number}.{number + 1}" if number else str(answer.number)
            name = clean(" ".join(filter(None, (answer.base, *words, count))), 200)
            notes = asked.notes(role, filling)
            drafts.append(Draft(role, number, name, asked.end - asked.start, notes))
    return drafts


def add(desk: Desk, told: Mapping[str, str], role: str) -> Flow:
    """Add a track for `role` where there is none; how many were added."""
    live: LiveSet = yield from see(desk, told)
    if role in desk.found:
        return 0
    live = yield from add_track(live, role)
    desk.live, desk.found = live, find(live.tracks, told)
    return 1


def take_back(desk: Desk, told: Mapping[str, str], made: deque[Answer]) -> Flow:
    """Undo the newest answer: (its number, how many clips are gone). Raises `PeerError` where all
    stay."""
    yield desk.enter("writes")
    count, changed = yield from undo(made[-1], desk.known)
    answer = made.pop()
    if not count:
        why = f"you changed {', '.join(changed)}" if changed else "its clips are gone already"
        raise PeerError("empty", f"nothing to take away of answer {answer.number}: {why}")
    yield from see(desk, told)
    return answer.number, count
