"""Klangbild Fill: the selected clip to the server, the answer to the next free slots."""

from __future__ import annotations

from bridges.commands import PARAMS
from generators.score import ROLES
from max_patches.common import script, sentence, through
from max_patches.panel import ROWS, Panel
from max_patches.patcher import Patch

TASKS = ("infill", "accompany", "continue", "leadin", "vary", "generate")
_LEFT, _NUMBERS, _KNOBS, _BUTTONS = 8, 100, 176, 332
_FIRST, _SECOND, _THIRD, _FOURTH = ROWS


def build(patch: Patch, width: int) -> None:
    """Put it into `patch`."""
    panel, _ = script(patch, ("wire", "task", "song", "fill"), 3, width)
    through(patch)
    ready = patch.message("ready", (230, 90))
    patch.chain(patch.add("live.thisdevice", (230, 30), 1, 3), ready, panel.script)
    _choices(panel)
    _numbers(panel)
    _knobs(panel)
    _tracks(panel)
    _buttons(panel)


def _choices(panel: Panel) -> None:
    panel.menu(
        "Task", "Task", (_LEFT, _FIRST), "setting task",
        "infill: fill bars of the selected clip. accompany: play the tracks that have no clip. "
        "continue, leadin: bars after or before the clip. vary: change some beats. generate: a "
        "new piece, without a clip.",
        TASKS, "infill",
    )  # fmt: skip
    panel.menu(
        "Clip Is", "Clip is", (_LEFT, _SECOND), "setting clip",
        "What the selected clip plays. By name: as its track's name says (bass, drums, lead, "
        "keys ...), or else a melody.",
        ("by name", *ROLES), "by name",
    )  # fmt: skip
    panel.menu(
        "Read", "Read", (_LEFT, _THIRD), "setting read",
        "scene: the clips of the other tracks in this scene are heard too, where their tracks' "
        "names say what they play. clip: the selected clip alone.",
        ("scene", "clip"), "scene",
    )  # fmt: skip
    panel.toggle(
        "Launch Answer", "Launch", (_LEFT, _FOURTH + 15, 84, 15), "setting launch",
        "Launch the new clips as soon as they are there, as Live's quantisation says.",
    )  # fmt: skip


def _numbers(panel: Panel) -> None:
    panel.number(
        "First Bar", "From bar", (_NUMBERS, _FIRST), "setting from",
        "infill: the first bar to fill, counted from 1.", 1, 255, 1,
    )  # fmt: skip
    panel.number(
        "Bars", "Bars", (_NUMBERS, _SECOND), "setting bars",
        "How many bars to fill, to add or to make, of 4 beats.", 1, 64, 4,
    )  # fmt: skip
    panel.number(
        "Variations", "Variations", (_NUMBERS, _THIRD), "setting variations",
        "How many answers; each gets a row of slots of its own.", 1, 16, 1,
    )  # fmt: skip
    panel.number(
        "Seed", "Seed", (_NUMBERS, _FOURTH), "setting seed",
        "0: another answer each time. The name of an answer ends with its seed: the same seed "
        "brings it back.", 0, 999_999, 0,
    )  # fmt: skip


def _knobs(panel: Panel) -> None:
    panel.dial(
        "Density", "Density", (_KNOBS, _FIRST), "setting density",
        f"{sentence(PARAMS['density'])} 0: as the model likes.", 0, 16, 0,
    )  # fmt: skip
    panel.dial(
        "Temperature", "Temp", (_KNOBS + 50, _FIRST), "setting temperature",
        f"{sentence(PARAMS['temperature'])} 0: as the preset has it.", 0, 2, 0,
    )  # fmt: skip
    panel.dial(
        "Amount", "Amount", (_KNOBS + 100, _FIRST), "setting amount",
        "vary: the share of the beats that is changed.", 0.01, 1, 0.3,
    )  # fmt: skip


def _tracks(panel: Panel) -> None:
    info = (
        "What Klangbild plays. None of the four: the selected clip's own track; to accompany, "
        "those without a clip; to generate, all."
    )
    panel.label("Plays", (_KNOBS, 72, 144, 14), info)
    for place, role in enumerate(ROLES):
        rect = (_KNOBS + 74 * (place % 2), 87 + 19 * (place // 2), 70, 15)
        panel.toggle(f"Play {role.title()}", role, rect, f"setting {role}", info)


def _buttons(panel: Panel) -> None:
    panel.button(
        "Go", "Go", (_BUTTONS, 6, 80, 46), "go",
        "Send the selected clip. The answer comes into the next free slots; nothing that is "
        "there is changed.",
    )  # fmt: skip
    panel.button("Stop", "Stop", (_BUTTONS, 60, 80, 22), "stop", "Leave the present request.")
    panel.button(
        "Undo", "Undo", (_BUTTONS, 90, 80, 22), "undo",
        "Delete the clips of the last answer, and the scenes that were made for them. Again: "
        "those of the answer before.",
    )  # fmt: skip
