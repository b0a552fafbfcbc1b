"""The controls of a device, as Live shows them: every one with its name and its info text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from max_patches.patcher import Patch, Rect

ROWS = (4, 38, 72, 106)
"""Tops of the rows of a panel; below them is the line for the status."""
_FLOAT, _INT, _ENUM = 0, 1, 2
_AS_INT, _AS_FLOAT = 0, 1
_HIDDEN = 2
_MOST_INT = 255
"""Live's whole-number parameters have no more values."""
_LABEL, _FIELD = 14, 15


class Panel:
    """Puts controls into a patch: in Live at their place, in the patch in a column at the right.

    Each control's value goes to the inlet of `script`, after the words of its message.
    """

    def __init__(self, patch: Patch, script: str) -> None:
        self.patch, self.script = patch, script
        self._row = 0

    def label(self, text: str, rect: Rect, info: str) -> str:
        """A word above a control, or the status."""
        return self._shown("live.comment", rect, (1, 0), text, info, text=text)

    def dial(
        self, long: str, short: str, at: tuple[int, int], message: str, info: str,
        low: float, high: float, start: float,
    ) -> str:  # fmt: skip
        """A knob of 44 x 48 pixels."""
        valueof = _range(low, high, start, whole=False)
        return self._control("live.dial", (*at, 44, 48), 2, long, short, info, valueof, message)

    def number(
        self, long: str, short: str, at: tuple[int, int], message: str, info: str,
        low: float, high: float, start: float, width: int = 60,
    ) -> str:  # fmt: skip
        """A whole number, under its label."""
        rect = self._under(short, at, width, info)
        valueof = _range(low, high, start, whole=True)
        return self._control("live.numbox", rect, 2, long, short, info, valueof, message)

    def menu(
        self, long: str, short: str, at: tuple[int, int], message: str, info: str,
        items: Sequence[str], start: str, width: int = 84,
    ) -> str:  # fmt: skip
        """One of some words, under its label; the word itself is sent."""
        rect = self._under(short, at, width, info)
        valueof = _items(items, items.index(start))
        return self._control("live.menu", rect, 3, long, short, info, valueof, message, outlet=1)

    def toggle(
        self, long: str, short: str, rect: Rect, message: str, info: str, start: int = 0
    ) -> str:
        """On or off, 1 or 0."""
        texts: dict[str, Any] = {
            "text": short,
            "texton": short,
            "mode": 1,
            "outputmode": 1,
            "appearance": 2,
        }
        return self._control(
            "live.text", rect, 2, long, short, info, _items(("off", "on"), start), message, **texts
        )

    def button(self, long: str, short: str, rect: Rect, message: str, info: str) -> str:
        """Sends `message` when it is pressed; nothing that Live stores."""
        valueof = {
            "parameter_type": _ENUM,
            "parameter_enum": ["off", "on"],
            "parameter_invisible": _HIDDEN,
        }
        texts: dict[str, Any] = {"text": short, "texton": short, "mode": 0, "appearance": 2}
        made = self._control("live.text", rect, 2, long, short, info, valueof, "", **texts)
        press = self.patch.add("t b", (930, self._next()), 1, 1)
        say = self.patch.message(message, (1000, self._row))
        self.patch.chain(made, press, say, self.script)
        return made

    def _under(self, short: str, at: tuple[int, int], width: int, info: str) -> Rect:
        self.label(short, (*at, width, _LABEL), info)
        return (at[0], at[1] + _LABEL + 1, width, _FIELD)

    def _control(
        self, maxclass: str, rect: Rect, outlets: int, long: str, short: str, info: str,
        valueof: dict[str, Any], message: str, outlet: int = 0, **more: Any,
    ) -> str:  # fmt: skip
        names = {"parameter_longname": long, "parameter_shortname": short}
        made = self._shown(
            maxclass, rect, (1, outlets), long, info, parameter_enable=1, varname=long,
            saved_attribute_attributes={"valueof": {**names, **valueof}}, **more,
        )  # fmt: skip
        hidden = valueof.get("parameter_invisible") == _HIDDEN
        self.patch.parameters[made] = (long, short, not hidden)
        if message:
            prefix = self.patch.add(f"prepend {message}", (930, self._row), 1, 1)
            self.patch.wire(made, prefix, outlet)
            self.patch.wire(prefix, self.script)
        return made

    def _shown(
        self, maxclass: str, rect: Rect, ports: tuple[int, int], title: str, info: str, **more: Any
    ) -> str:
        height = rect[3]
        top = self._next(height)
        return self.patch.box(
            maxclass, (760, top, rect[2], height), ports, presentation=1,
            presentation_rect=[*rect], annotation_name=title, annotation=info, **more,
        )  # fmt: skip

    def _next(self, height: int = 22) -> int:
        row, self._row = self._row, self._row + max(30, height + 8)
        return row


def _range(low: float, high: float, start: float, whole: bool) -> dict[str, Any]:
    return {
        "parameter_type": _INT if whole and high <= _MOST_INT else _FLOAT,
        "parameter_mmin": low,
        "parameter_mmax": high,
        "parameter_unitstyle": _AS_INT if whole else _AS_FLOAT,
        "parameter_initial_enable": 1,
        "parameter_initial": [start],
    }


def _items(items: Sequence[str], start: int) -> dict[str, Any]:
    return {
        "parameter_type": _ENUM,
        "parameter_enum": [*items],
        "parameter_mmax": len(items) - 1,
        "parameter_initial_enable": 1,
        "parameter_initial": [start],
    }
