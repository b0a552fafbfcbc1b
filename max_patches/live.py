"""Klangbild Live: plays along on its track, in the time of Live's song."""

from __future__ import annotations

from bridges.commands import COMMANDS, PARAMS, PLAY_ROLES
from generators.score import ROLES
from max_patches.common import script, sentence, switch, through
from max_patches.panel import ROWS, Panel
from max_patches.patcher import Patch

_FIRST, _SECOND, _THIRD, _FOURTH = ROWS


def build(patch: Patch, width: int) -> None:
    """Put it into `patch`."""
    panel, send = script(patch, ("wire", "player", "live"), 5, width)
    switch(patch, panel.script)
    _time(patch, panel.script)
    track, listen = _here(panel)
    _together(panel)
    _keys(patch, send, track, listen)
    _notes(patch, panel.script)


def _here(panel: Panel) -> tuple[str, str]:
    """What concerns this track alone: its menu, and the switch for what is played on it."""
    track = panel.menu(
        "Track", "Track", (8, _FIRST), "setting track",
        "What this track is: what you play here is heard as it, and its part of the answers is "
        "played here.",
        ROLES, "melody",
    )  # fmt: skip
    listen = panel.toggle(
        "Listen", "Listen", (8, _SECOND, 84, 22), "", "Send what you play on this track.", 1
    )
    panel.toggle(
        "Play", "Play", (8, _THIRD, 84, 22), "setting play", "Play the answers on this track.", 1
    )
    panel.toggle(
        "Lead", "Lead", (8, _FOURTH, 84, 22), "setting lead",
        "On in one device of the set: it tells where the song is, and sets role, bars and so on.",
        1,
    )  # fmt: skip
    return track, listen


def _together(panel: Panel) -> None:
    """What the leading device says for all."""
    panel.menu(
        "Role", "Role", (104, _FIRST), "setting role", COMMANDS["/live/role"].help,
        PLAY_ROLES, "accompany",
    )  # fmt: skip
    panel.number(
        "Loop Bars", "Bars", (104, _SECOND), "setting bars", "Length of a loop, in bars.", 1, 16, 4
    )
    panel.dial(
        "Amount", "Amount", (100, _THIRD), "setting amount", COMMANDS["/live/amount"].help,
        0.01, 1, 0.3,
    )  # fmt: skip
    panel.dial(
        "Temperature", "Temp", (148, _THIRD), "setting temperature",
        sentence(PARAMS["temperature"]), 0.05, 2, 1,
    )  # fmt: skip
    panel.toggle("Hold", "Hold", (208, _FIRST, 84, 30), "setting hold", COMMANDS["/live/hold"].help)
    panel.button(
        "Panic", "Panic", (208, _SECOND, 84, 30), "panic",
        "End all notes here, and all that the server is at for anyone.",
    )  # fmt: skip


def _time(patch: Patch, made: str) -> None:
    """Where Live's song is: BPM, playing, ticks, in one message."""
    pulse = patch.add("metro 20 @active 1 @defer 1", (440, 30), 2, 1)
    song = patch.add("transport", (440, 70), 2, 9)
    joined = patch.add("pack 120. 0 0.", (440, 120), 3, 1)
    prefix = patch.add("prepend transport", (440, 160), 1, 1)
    patch.chain(pulse, song)
    for outlet, inlet in ((7, 2), (6, 1), (4, 0)):
        patch.wire(song, joined, outlet, inlet)
    patch.chain(joined, prefix, made)


def _keys(patch: Patch, send: str, track: str, listen: str) -> None:
    """What is played goes to the server on the scheduler's thread, past the script."""
    parse = patch.add("midiparse", (120, 540), 1, 8)
    gate = patch.add("gate", (120, 600), 2, 1)
    note = patch.add("prepend /live/note melody", (120, 660), 1, 1)
    name = patch.add("prepend set /live/note", (330, 600), 1, 1)
    patch.wire(through(patch), parse)
    patch.wire(parse, gate, 0, 1)
    patch.wire(listen, gate)
    patch.wire(track, name, 1)
    patch.chain(name, note)
    patch.chain(gate, note, send)


def _notes(patch: Patch, made: str) -> None:
    """Notes of the answers, each at its time, and the end of all of them."""
    pipe = patch.add("pipe 60 100 200. 0.", (540, 480), 4, 3)
    make = patch.add("makenote 100 200", (540, 560), 3, 2)
    out = patch.add("noteout", (540, 620), 3, 0)
    both = patch.add("t b b", (560, 380), 1, 2)
    end, clear = patch.message("stop", (560, 430)), patch.message("clear", (630, 430))
    patch.wire(made, pipe, 3)
    for outlet in range(3):
        patch.wire(pipe, make, outlet, outlet)
    for outlet in range(2):
        patch.wire(make, out, outlet, outlet)
    patch.wire(made, both, 4)
    patch.wire(both, clear, 1)
    patch.wire(both, end)
    patch.chain(clear, pipe)
    patch.chain(end, make)
