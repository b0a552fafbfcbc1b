"""Where a MIDI file is in 4/4, and where it is not."""

from __future__ import annotations

from generators import smf
from generators.score import BEATS_PER_BAR, MAX_BEATS
from generators.smf import MidiFileError, SmfFile


def metas(file: SmfFile, kind: int, size: int) -> dict[int, bytes]:
    """Tick to payload of one type of meta event in all tracks, sorted; a tick's last counts."""
    found = [
        (event.tick, event.payload)
        for track in file.tracks
        for event in track.events
        if event.meta == kind and len(event.payload) >= size
    ]
    return dict(sorted(found, key=lambda item: item[0]))


def check_metre(file: SmfFile, last: int) -> None:
    """Raise `MidiFileError` for a bar of another length than four quarter notes before `last`."""
    bar = BEATS_PER_BAR * file.division
    for tick, payload in metas(file, smf.METRE, 2).items():
        if tick > last:
            break
        upper, lower = payload[0], 2 ** payload[1]
        if upper != lower:
            what = f"bar {tick // bar + 1} is in {upper}/{lower}"
        elif tick % bar:
            what = f"bar {tick // bar + 1} is cut short at beat {tick / file.division:g}"
        else:
            continue
        raise MidiFileError(
            f"{what}, but only 4/4 is understood: choose a stretch in 4/4, or have every four "
            "quarter notes taken as a bar (--any-metre; any_metre over WebSocket)"
        )


def stretches(file: SmfFile, any_metre: bool = False) -> list[tuple[int, int]]:
    """Where bars have four quarter notes: [start, end) in ticks, `MAX_BEATS` long at most.

    Bars count from the start of a stretch; a new one begins where the metre is set in the middle
    of a bar. `any_metre` takes every four quarter notes as a bar, whatever the file says.
    """
    bar = BEATS_PER_BAR * file.division
    end = max(track.end for track in file.tracks) + bar
    found: list[tuple[int, int]] = []
    start: int | None = 0
    changes = {} if any_metre else metas(file, smf.METRE, 2)
    for tick, payload in [*changes.items(), (end, b"\0\0")]:
        in_four = payload[0] == 2 ** payload[1]
        if start is not None and not (in_four and (tick - start) % bar == 0):
            found.append((start, tick))
            start = None
        if in_four and start is None:
            start = tick
    longest = int(MAX_BEATS) * file.division
    return [
        (first, min(first + longest, last))
        for start, last in found
        for first in range(start, last, longest)
    ]
