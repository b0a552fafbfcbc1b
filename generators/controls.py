"""What a musician may ask of new notes: density, rhythm, key and range. Plain data: no torch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BAR, ScoreError

LINES = ("melody", "bass")
"""The roles that a number without a role is meant for."""
PITCHED = ("melody", "chords", "bass")
"""The roles that have a key and a range."""

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "chromatic": tuple(range(12)),
}
"""Semitones above the root."""

_SHORT = {"": "major", "maj": "major", "m": "minor", "min": "minor"}
_ROOTS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_KEY = re.compile(r"([A-Ga-g])([#b♯♭]?)[ _-]*(.*)")


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its help, unit and range; the roles that it can be set for one by one."""

    help: str
    unit: str
    low: float
    high: float
    roles: tuple[str, ...]
    whole: bool = False


CONTROLS: dict[str, Control] = {
    "density": Control(
        "how many notes begin in each bar (drums, chords: 16ths with a hit)", "", 0, 16, ROLES
    ),
    "rhythm": Control(
        "share of the notes that begin off the beat: 0 all on the beats, 0.5 as straight 8ths, "
        "0.75 as straight 16ths, 1 none on a beat", "", 0, 1, ROLES,
    ),
    "low": Control("lowest pitch of new notes", "MIDI note number", 21, 108, PITCHED, whole=True),
    "high": Control("highest pitch of new notes", "MIDI note number", 21, 108, PITCHED, whole=True),
}  # fmt: skip
KEY = "key"
KEY_HELP = f"scale of all new notes but drums: C, A minor ...; scales: {', '.join(SCALES)}"
NUMBERS: dict[str, Control] = {
    name: control
    for plain, control in CONTROLS.items()
    for name, control in (
        (plain, control),
        *((f"{plain}.{r}", replace(control, help=f"{plain}, {r} only")) for r in control.roles),
    )
}
"""Every name of a number: `density` is for melody and bass, `density.drums` for the drums."""
CONTROL_NAMES = (KEY, *NUMBERS)


def pitch_classes(key: str) -> frozenset[int]:
    """The pitch classes (0 is C) of "C", "A minor", "F# dorian". Raises `ScoreError`."""
    match = _KEY.fullmatch(key.strip())
    name = "?" if match is None else " ".join(re.split("[ _-]+", match[3].lower()))
    scale = SCALES.get(_SHORT.get(name, name))
    if match is None or scale is None:
        raise ScoreError(
            f"key {key!r} is unknown: use a note and a scale, such as C, A minor or F# dorian; "
            f"scales: {', '.join(SCALES)}"
        )
    root = _ROOTS[match[1].upper()] + _ACCIDENTALS[match[2]]
    return frozenset((root + degree) % 12 for degree in scale)


@dataclass(frozen=True, slots=True)
class Controls:
    """What is asked of new notes, by name: `{"density": 8, "density.bass": 4, "key": "A minor"}`.

    A name without a role is for melody and bass; the same name with a role goes before it. What is
    not named stays the model's own choice. Raises `ScoreError` for what cannot be.
    """

    values: Mapping[str, float | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            _check(name, value)
        for role in ROLES:
            self._check_rhythm(role)
        for role in PITCHED:
            self._check_pitches(role)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that are named in it."""
        return tuple(role for role in ROLES if any(n.endswith(f".{role}") for n in self.values))

    def number(self, name: str, role: str) -> float | None:
        """The control `name` of a role; None where it is free."""
        value = self.values.get(f"{name}.{role}")
        if value is None and role in LINES:
            value = self.values.get(name)
        return None if value is None else float(value)

    def pitches(self, role: str) -> frozenset[int] | None:
        """The pitches that new notes of `role` may have; None where all may be."""
        low, high = self.number("low", role), self.number("high", role)
        key = str(self.values.get(KEY, ""))
        if role not in PITCHED or (low is None and high is None and not key):
            return None
        every = range(
            int(CONTROLS["low"].low if low is None else low),
            int(CONTROLS["high"].high if high is None else high) + 1,
        )
        scale = pitch_classes(key) if key else frozenset(range(12))
        return frozenset(pitch for pitch in every if pitch % 12 in scale)

    def _check_pitches(self, role: str) -> None:
        low, high = self.number("low", role), self.number("high", role)
        if low is not None and high is not None and low > high:
            raise ScoreError(f"{role}: low {low:g} is above high {high:g}: raise high or lower low")
        if self.pitches(role) == frozenset():
            raise ScoreError(
                f"{role}: no pitch from {low or 21:g} to {high or 108:g} is in "
                f"{self.values[KEY]}: widen the range or change the key"
            )

    def _check_rhythm(self, role: str) -> None:
        density, rhythm = self.number("density", role), self.number("rhythm", role)
        if density is None or rhythm is None:
            return
        between = STEPS_PER_BAR - BEATS_PER_BAR
        least = max(0.0, 1 - (BEATS_PER_BAR + 0.5) / density) if density else 0.0
        most = min(1.0, (between + 0.5) / density) if density else 1.0
        if not least <= rhythm <= most:
            raise ScoreError(
                f"{role}: density {density:g} does not go with rhythm {rhythm:g}: a bar has "
                f"{BEATS_PER_BAR} beats and {between} 16ths between them; use rhythm "
                f"{least:.2f} to {most:.2f}, or another density"
            )


def _check(name: str, value: float | str) -> None:
    if name == KEY:
        pitch_classes(str(value))
        return
    control = NUMBERS.get(name)
    if control is None:
        raise ScoreError(f"no control {name!r}: use {', '.join(CONTROL_NAMES)}")
    if isinstance(value, str) or not control.low <= value <= control.high:
        shown = value if isinstance(value, str) else f"{value:g}"
        raise ScoreError(f"{name} {shown} is out of range: use {control.low:g} to {control.high:g}")
    if control.whole and value != int(value):
        raise ScoreError(f"{name} {value:g} has to be a whole number")
