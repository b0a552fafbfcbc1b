"""What the devices look like, drawn from their patches: an SVG picture."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from math import cos, pi, sin
from typing import Any

from max_patches.common import WAITING
from max_patches.devices import Made
from max_patches.patcher import HEIGHT

BAR, GAP = 18, 12
"""Pixels of the title above a device's view, and between two."""
_INK, _BACK, _TITLE, _FIELD, _ON = "#1b1b1b", "#a5a5a5", "#c9c9c9", "#d4d4d4", "#ffad56"
_FIRST, _SWEEP = 0.75 * pi, 1.5 * pi
"""Where a dial's range begins, clockwise from three o'clock, and how far it goes."""


def drawing(devices: Sequence[Made]) -> str:
    """The devices one below the other, every control where the patch puts it and as it begins."""
    width = max(device.width for device in devices)
    height = len(devices) * (BAR + HEIGHT + GAP) - GAP
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Arial, sans-serif" font-size="9.5">'
        )
    ]
    for number, device in enumerate(devices):
        lines.append(f'<g transform="translate(0 {number * (BAR + HEIGHT + GAP)})">')
        lines.append(_box(0, 0, device.width, BAR, _TITLE))
        lines.append(_text(8, 13, device.name, 'font-weight="bold" font-size="11"'))
        lines.append(f'<g transform="translate(0 {BAR})">{_box(0, 0, device.width, HEIGHT, _BACK)}')
        lines += _controls(json.loads(device.rendered)["patcher"]["boxes"])
        lines.append("</g></g>")
    return "\n".join([*lines, "</svg>", ""])


def _controls(boxes: Sequence[dict[str, Any]]) -> Iterator[str]:
    for each in boxes:
        box = each["box"]
        if not box.get("presentation") or box.get("text") == WAITING:
            continue
        x, y, width, height = box["presentation_rect"]
        about = box.get("saved_attribute_attributes", {}).get("valueof", {})
        start = about.get("parameter_initial", [0])[0]
        middle = f'x="{x + width / 2:g}" text-anchor="middle"'
        match box["maxclass"]:
            case "live.comment":
                yield _text(x, y + 11, box["text"])
            case "live.dial":
                low, high = about["parameter_mmin"], about["parameter_mmax"]
                yield f'<text {middle} y="{y + 9}">{escape(about["parameter_shortname"])}</text>'
                yield _dial(x + width / 2, y + 25, (start - low) / (high - low))
                yield f'<text {middle} y="{y + 47}">{start:g}</text>'
            case "live.text":
                yield _box(x, y, width, height, _ON if start else _FIELD)
                yield f'<text {middle} y="{y + height / 2 + 3.5:g}">{escape(box["text"])}</text>'
            case "live.menu" | "live.numbox":
                items = about.get("parameter_enum")
                yield _box(x, y, width, height, _FIELD)
                yield _text(x + 4, y + 11, items[start] if items else f"{start:g}")


def _dial(x: float, y: float, share: float) -> str:
    angle = _FIRST + _SWEEP * share
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="10" fill="none" stroke="{_FIELD}" stroke-width="3"/>'
        f'<path d="M{x:g} {y:g}L{x + 10 * cos(angle):.1f} {y + 10 * sin(angle):.1f}" '
        f'stroke="{_INK}" stroke-width="2"/>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>'


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="{_INK}" {more}>{escape(text)}</text>'
