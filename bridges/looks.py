"""How the display treats the painted frames: the one table of its parameters, and looks made of
them. The page reads both from `/looks.json`. No I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
"""What a look or a cue may be called."""


@dataclass(frozen=True, slots=True)
class Tune:
    """One parameter: its range, the value that does nothing or least, and a line of help."""

    low: float
    high: float
    rest: float
    help: str


TUNES: Mapping[str, Tune] = {
    "crossfade": Tune(0.05, 4, 0.4, "seconds from one keyframe to the next"),
    "warp": Tune(0, 1, 0.3, "how far shapes flow while one keyframe becomes the next"),
    "flow": Tune(0, 1, 0, "how strongly the whole picture ripples"),
    "zoom": Tune(-1, 1, 0, "steady zoom of the trails, inwards or outwards"),
    "kick": Tune(0, 1, 0, "how far bass and attacks push the picture towards you"),
    "spin": Tune(-1, 1, 0, "steady rotation of the trails"),
    "sway": Tune(0, 1, 0, "how far the picture leans with the beat"),
    "feedback": Tune(0, 0.98, 0, "how long trails stay"),
    "hue": Tune(0, 1, 0, "how far the harmony turns the colours"),
    "saturation": Tune(0, 2, 1, "strength of colours"),
    "contrast": Tune(0.5, 2, 1, "distance of dark and light"),
    "pulse": Tune(0, 1, 0, "how much attacks light up the picture"),
    "glow": Tune(0, 1, 0, "halo around what is bright, more when it is loud"),
    "edges": Tune(0, 1, 0, "lines of light along contours, more with treble"),
    "mirror": Tune(0, 12, 0, "sectors of the kaleidoscope; below 2 there is none"),
    "vignette": Tune(0, 1, 0.2, "darker towards the corners"),
    "grain": Tune(0, 1, 0.1, "grain of film"),
}


class LookError(ValueError):
    """A file of looks or cues cannot be used; the text says what is wrong."""


def read_looks(text: str, source: str) -> dict[str, dict[str, float]]:
    """Name to parameters of every look in a JSON file; parameters that are left out rest. Raises
    `LookError`."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        raise LookError(f"{source} is not JSON") from None
    if not isinstance(table, dict):
        raise LookError(f"{source} has to hold an object: name to parameters")
    return {name: read_look(name, values, source) for name, values in table.items()}


def read_look(name: str, values: object, source: str) -> dict[str, float]:
    """One look, checked and complete. Raises `LookError`."""
    if not NAME.fullmatch(name):
        raise LookError(f"{source}: a look's name has 1 to 64 letters, digits, spaces, - or _")
    if not isinstance(values, dict):
        raise LookError(f"{source}: {name} has to be an object of parameters")
    look = {key: tune.rest for key, tune in TUNES.items()}
    for key, value in values.items():
        tune = TUNES.get(key)
        if tune is None:
            raise LookError(f"{source}: {name}: no parameter {key!r}: use {', '.join(TUNES)}")
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not tune.low <= value <= tune.high:
            raise LookError(f"{source}: {name}: {key} is a number from {tune.low} to {tune.high}")
        look[key] = float(value)
    return look


def description(looks: Mapping[str, Mapping[str, float]]) -> str:
    """What the page is told, as JSON: the parameters, and the looks by name."""
    tunes = {
        key: {"low": t.low, "high": t.high, "rest": t.rest, "help": t.help}
        for key, t in TUNES.items()
    }
    return json.dumps({"tunes": tunes, "looks": {name: dict(v) for name, v in looks.items()}})
