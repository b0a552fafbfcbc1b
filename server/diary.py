"""Writes down what was played: one MIDI file a session, whole at any time."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from generators import smf
from server.takes import Mark, Sound, Takes

TICKS = 480
"""Of a beat."""
_MARKER = 0x06
_CHANNELS = {"melody": 0, "bass": 1, "chords": 2, "drums": 9}
log = logging.getLogger("klangbild")


class Diary:
    """`folder/sessions/DATE TIME.mid`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sessions" / time.strftime("%Y-%m-%d %H.%M.%S.mid")
        self._writing = asyncio.Lock()

    async def keep(self, takes: Takes) -> tuple[Path, int]:
        """Write it, if there is anything new: the file, and the notes in it."""
        async with self._writing:
            count = len(takes.notes)
            if takes.fresh:
                takes.fresh = False
                data = takes.notes[:], takes.marks[:], takes.tempos[:]
                if not await asyncio.to_thread(self._write, *data):
                    takes.fresh = True
            return self._path, count

    def _write(
        self, notes: list[Sound], marks: list[Mark], tempos: list[tuple[float, float]]
    ) -> bool:
        """Whether it could be."""
        draft = self._path.with_suffix(".part")
        try:
            draft.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(midi_file(notes, marks, tempos))
            draft.replace(self._path)
        except OSError as error:
            log.error("cannot keep what was played in %s: %s", self._path, error)
            return False
        return True


def midi_file(notes: list[Sound], marks: list[Mark], tempos: list[tuple[float, float]]) -> bytes:
    """A MIDI file of 480 ticks a beat: tempo and marks, then a track for each part, `in` before
    `out`."""
    metas = [
        smf.meta(_tick(beat), smf.TEMPO, round(60e6 / tempo).to_bytes(3, "big"))
        for beat, tempo in tempos
    ]
    metas += [smf.meta(_tick(mark.beat), _MARKER, mark.text.encode()) for mark in marks]
    tracks = [_track("Klangbild", metas)]
    for way, track in sorted({(n.way, n.track) for n in notes}):
        channel = _CHANNELS.get(track, 0)
        events = []
        for n in notes:
            if (n.way, n.track) == (way, track):
                begun = _tick(n.start)
                events.append(smf.Event(begun, bytes((0x90 | channel, n.pitch, n.velocity))))
                ended = max(_tick(n.end), begun + 1)  # not before it begins
                events.append(smf.Event(ended, bytes((0x80 | channel, n.pitch, 0))))
        tracks.append(_track(f"{way}: {track}", events))
    return smf.dump(smf.SmfFile(1, TICKS, (*tracks,)))


def _tick(beat: float) -> int:
    return round(beat * TICKS)


def _track(name: str, events: list[smf.Event]) -> smf.Track:
    """Ends come before beginnings."""
    events.sort(key=lambda event: (event.tick, event.data[0] & 0xF0 == 0x90))
    title = smf.meta(0, smf.TRACK_NAME, name.encode())
    return smf.Track((title, *events), events[-1].tick if events else 0)
