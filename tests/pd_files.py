"""Pure Data's patch files, read: canvases, their boxes and the cords between them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "max_patches" / "pd"
FILES = sorted(FOLDER.glob("*.pd"))
CHARACTER, LINE = 7, 16
"""Pixels of Pd's usual font."""
_WIDTHS = {"floatatom": 4, "symbolatom": 4, "listbox": 4}
_BOXES = ("obj", "msg", "text", *_WIDTHS)


@dataclass(frozen=True)
class Box:
    """One box: its kind (obj, msg, text, floatatom ...), place and words."""

    kind: str
    x: int
    y: int
    words: tuple[str, ...]
    width: int
    height: int

    def overlaps(self, other: Box) -> bool:
        """Whether a person could not see or click one of both."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass
class Canvas:
    """A patch, or one inside it."""

    name: str
    width: int
    height: int
    boxes: list[Box] = field(default_factory=list)
    cords: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Box, outlet, box, inlet."""
    shown: tuple[int, int] | None = None
    """Its size in pixels where it shows what is inside."""
    texts: list[list[str]] = field(default_factory=list)
    """Lines of its [text define]."""


def read(path: Path) -> list[Canvas]:
    """All canvases of a file, the outermost first."""
    found: list[Canvas] = []
    open_ones: list[Canvas] = []
    for statement in re.split(r"(?<!\\);\n", path.read_text()):
        words = statement.split()
        match words[:2]:
            case ["#N", "canvas"]:
                canvas = Canvas(words[6], int(words[4]), int(words[5]))
                found.append(canvas)
                open_ones.append(canvas)
            case ["#X", "connect"]:
                open_ones[-1].cords.append(tuple(map(int, words[2:6])))  # type: ignore[arg-type]
            case ["#X", "coords"]:
                open_ones[-1].shown = int(words[6]), int(words[7])
            case ["#X", "restore"]:
                inner = open_ones.pop()
                open_ones[-1].boxes.append(_box("obj", words[2:], inner.shown))
            case ["#X", kind] if kind in _BOXES:
                open_ones[-1].boxes.append(_box(kind, words[2:]))
            case ["#A", "set"]:
                lines = " ".join(words[2:]).split("\\;")
                open_ones[-1].texts += [line.split() for line in lines if line.split()]
            case []:
                pass
            case _:
                raise ValueError(f"{path.name}: {statement!r} is not known")
    return found


def canvases() -> Iterator[tuple[Path, Canvas]]:
    """Every canvas of every shipped patch, with its file."""
    return ((path, canvas) for path in FILES for canvas in read(path))


def clip_lines() -> list[list[str]]:
    """The notes of the clip in klangbild-clip.pd: track pitch start duration velocity."""
    (lines,) = (canvas.texts for canvas in read(FOLDER / "klangbild-clip.pd") if canvas.texts)
    return lines


def messages(canvas: Canvas) -> Iterator[list[str]]:
    """The messages in its message boxes, taken apart at commas; `; name ...` is left out."""
    for box in canvas.boxes:
        if box.kind == "msg":
            text = " ".join(box.words).partition("\\;")[0]
            yield from (part.split() for part in text.split("\\,") if part.split())


def _box(kind: str, words: list[str], shown: tuple[int, int] | None = None) -> Box:
    x, y, *rest = words
    wide = 0
    if len(rest) > 2 and rest[-2] == "f" and rest[-3].endswith(","):
        wide, rest = int(rest[-1]), [*rest[:-3], rest[-3][:-1]]
    width, height = shown or _size(kind, rest, wide)
    return Box(kind, int(x), int(y), tuple(rest), width, height)


def _size(kind: str, words: list[str], wide: int) -> tuple[int, int]:
    if kind in _WIDTHS:
        return int(words[0]) * CHARACTER + _WIDTHS[kind], LINE + 4
    if kind == "obj" and words[:1] in (["bng"], ["tgl"]):
        return int(words[1]), int(words[1])
    if kind == "obj" and words[:1] == ["nbx"]:
        return int(words[1]) * 11 + 12, int(words[2])  # its digits are larger
    if kind == "obj" and words[:1] == ["hsl"]:
        label = 0 if words[9] == "empty" else len(words[9]) * CHARACTER + 8
        return int(words[1]) + label, int(words[2])
    text = re.sub(r" ?\\([;,$])", r"\1", " ".join(words))
    lines = textwrap.wrap(text, wide or 60) or [""]
    return max(map(len, lines)) * CHARACTER + 6, len(lines) * LINE + (0 if kind == "text" else 4)
