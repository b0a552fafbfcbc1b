"""Notes as text: a piano roll for a terminal, in plain ASCII."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generators.score import ROLES, STEPS_PER_BAR, STEPS_PER_BEAT, Note

_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_DRUMS = {
    36: "kick", 38: "snare", 42: "hat", 46: "open hat", 45: "low tom", 48: "mid tom",
    50: "high tom", 49: "crash", 51: "ride",
}  # fmt: skip


def piano_roll(tracks: Mapping[str, Iterable[Note]], start: float, end: float) -> str:
    """A row for each pitch that plays in [start, end) beats, a column for each 16th note; `O`
    begins a note and `=` holds it. Bar numbers count from 1."""
    steps = round((end - start) * STEPS_PER_BEAT)
    lines = [_row("", _bar_numbers(start, steps))]
    for role in [role for role in ROLES if role in tracks]:
        lines.append(f"{role}")
        notes = [note for note in tracks[role] if start <= note.start < end]
        for pitch in sorted({note.pitch for note in notes}, reverse=True):
            mine = (note for note in notes if note.pitch == pitch)
            lines.append(_row(_name(role, pitch), _cells(mine, start, steps)))
        if not notes:
            lines.append(_row("(none)", "." * steps))
    return "\n".join(lines)


def _cells(notes: Iterable[Note], start: float, steps: int) -> str:
    cells = ["."] * steps
    for note in notes:
        first = min(steps - 1, round((note.start - start) * STEPS_PER_BEAT))
        last = min(steps, round((note.end - start) * STEPS_PER_BEAT))
        for step in range(first + 1, last):
            cells[step] = cells[step].replace(".", "=")
        cells[first] = "O"
    return "".join(cells)


def _row(name: str, cells: str) -> str:
    bars = (cells[at : at + STEPS_PER_BAR] for at in range(0, len(cells), STEPS_PER_BAR))
    return f"{name:>9} |{'|'.join(bars)}|"


def _bar_numbers(start: float, steps: int) -> str:
    first = int(start * STEPS_PER_BEAT) // STEPS_PER_BAR + 1
    bars = range(first, first + -(-steps // STEPS_PER_BAR))
    return "".join(f"{f'bar {bar}':<{STEPS_PER_BAR}}" for bar in bars)[:steps]


def _name(role: str, pitch: int) -> str:
    if role == "drums":
        return _DRUMS.get(pitch, f"drum {pitch}")
    return f"{_NAMES[pitch % 12]}{pitch // 12 - 1}"
