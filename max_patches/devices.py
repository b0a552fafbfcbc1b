"""The three Max for Live devices: their panels, and what is wired to what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bridges.commands import COMMANDS, PARAMS, PLAY_ROLES
from bridges.table import Arg
from generators.score import ROLES
from max_patches.panel import ROWS, Panel
from max_patches.patcher import Device, Patch

_SCRIPTS = Path(__file__).parent / "javascript"
LOOKS = ("calm", "pulse", "tunnel", "kaleidoscope", "ink", "plain")
"""Those that every server has."""
TASKS = ("infill", "accompany", "continue", "leadin", "vary", "generate")
_RING = 65_536
"""Frames of the sound that Eye keeps, for when Live is busy."""
_STATUS = (8, 146, 16)
"""Left, top and height of the line that says what goes on."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished device."""

    name: str
    kind: Device
    width: int
    patch: Patch

    @property
    def rendered(self) -> str:
        """Its JSON."""
        return self.patch.render(self.kind, self.width)


def code(*names: str) -> str:
    """The scripts one after the other: what a device holds has no file to look for."""
    return "\n".join((_SCRIPTS / f"{name}.js").read_text() for name in names)


def build() -> list[Made]:
    """All devices."""
    makers: list[tuple[str, Device, int, Callable[[Patch, int], None]]] = [
        ("Klangbild Fill", "midi", 420, _fill),
        ("Klangbild Live", "midi", 300, _live),
        ("Klangbild Eye", "audio", 350, _eye),
    ]
    made = []
    for name, kind, width, maker in makers:
        patch = Patch((60, 80, 1240, 860))
        maker(patch, width)
        made.append(Made(name, kind, width, patch))
    return made


def _talk(patch: Patch, script: str, width: int, waiting: str) -> tuple[Panel, str]:
    """What all devices have: the way to the server and back, a pulse, the status."""
    panel = Panel(patch, script)
    send = patch.add("udpsend 127.0.0.1 9100", (30, 420), 1, 0)
    hear = patch.add("udpreceive 0 @defer 1 @quiet 1", (230, 420), 1, 1)
    pulse = patch.add("metro 100 @active 1 @defer 1", (30, 60), 2, 1)
    left, top, height = _STATUS
    info = "What the device is doing, and what is wrong if something is."
    status = panel.label(waiting, (left, top, width - 2 * left, height), info)
    patch.wire(pulse, script)
    patch.wire(hear, script)
    patch.wire(script, send)
    patch.wire(script, hear, 1)
    patch.wire(script, status, 2)
    return panel, send


def _through(patch: Patch) -> str:
    """What comes in goes out."""
    comes, goes = patch.add("midiin", (30, 540), 1, 1), patch.add("midiout", (30, 600), 1, 0)
    patch.wire(comes, goes)
    return comes


def _fill(patch: Patch, width: int) -> None:
    script = patch.script(code("wire", "task", "song", "fill"), (30, 240), 3)
    panel, _ = _talk(patch, script, width, "Max 9 is needed (Live 12.2 or newer)")
    _through(patch)
    ready = patch.message("ready", (230, 90))
    patch.chain(patch.add("live.thisdevice", (230, 30), 1, 3), ready, script)
    first, second, third, fourth = ROWS
    panel.menu(
        "Task", "Task", (8, first), "setting task",
        "infill: fill bars of the selected clip. accompany: play the tracks that have no clip. "
        "continue, leadin: bars after or before the clip. vary: change some beats. generate: a "
        "new piece, without a clip.",
        TASKS, "infill",
    )  # fmt: skip
    panel.menu(
        "Clip Is", "Clip is", (8, second), "setting clip",
        "What the selected clip plays. By name: as its track's name says (bass, drums, lead, "
        "keys ...), or else a melody.",
        ("by name", *ROLES), "by name",
    )  # fmt: skip
    panel.menu(
        "Read", "Read", (8, third), "setting read",
        "scene: the clips of the other tracks in this scene are heard too, where their tracks' "
        "names say what they play. clip: the selected clip alone.",
        ("scene", "clip"), "scene",
    )  # fmt: skip
    panel.toggle(
        "Launch Answer", "Launch", (8, fourth + 15, 84, 15), "setting launch",
        "Launch the new clips as soon as they are there, as Live's quantisation says.",
    )  # fmt: skip
    panel.number(
        "First Bar", "From bar", (100, first), "setting from",
        "infill: the first bar to fill, counted from 1.", 1, 255, 1,
    )  # fmt: skip
    panel.number(
        "Bars", "Bars", (100, second), "setting bars",
        "How many bars to fill, to add or to make, of 4 beats.", 1, 64, 4,
    )  # fmt: skip
    panel.number(
        "Variations", "Variations", (100, third), "setting variations",
        "How many answers; each gets a row of slots of its own.", 1, 16, 1,
    )  # fmt: skip
    panel.number(
        "Seed", "Seed", (100, fourth), "setting seed",
        "0: another answer each time. The name of an answer ends with its seed: the same seed "
        "brings it back.", 0, 999_999, 0,
    )  # fmt: skip
    panel.dial(
        "Density", "Density", (176, first), "setting density",
        f"{_sentence(PARAMS['density'])} 0: as the model likes.", 0, 16, 0,
    )  # fmt: skip
    panel.dial(
        "Temperature", "Temp", (226, first), "setting temperature",
        f"{_sentence(PARAMS['temperature'])} 0: as the preset has it.", 0, 2, 0,
    )  # fmt: skip
    panel.dial(
        "Amount", "Amount", (276, first), "setting amount",
        "vary: the share of the beats that is changed.", 0.01, 1, 0.3,
    )  # fmt: skip
    info = "What Klangbild plays. None of the four: what fits the task."
    panel.label("Plays", (176, 72, 144, 14), info)
    for place, role in enumerate(ROLES):
        rect = (176 + 74 * (place % 2), 87 + 19 * (place // 2), 70, 15)
        panel.toggle(f"Play {role.title()}", role, rect, f"setting {role}", info)
    panel.button(
        "Go", "Go", (332, 6, 80, 46), "go",
        "Send the selected clip. The answer comes into the next free slots; nothing that is "
        "there is changed.",
    )  # fmt: skip
    panel.button("Stop", "Stop", (332, 60, 80, 22), "stop", "Leave the present request.")
    panel.button(
        "Undo", "Undo", (332, 90, 80, 22), "undo",
        "Delete the clips of the last answer, and the scenes that were made for them. Again: "
        "those of the answer before.",
    )  # fmt: skip


def _live(patch: Patch, width: int) -> None:
    script = patch.script(code("wire", "player", "live"), (30, 240), 5)
    panel, send = _talk(patch, script, width, "Max 9 is needed (Live 12.2 or newer)")
    _switch(patch, script)
    _time(patch, script)
    first, second, third, fourth = ROWS
    track = panel.menu(
        "Track", "Track", (8, first), "setting track",
        "What this track is: what you play here is heard as it, and its part of the answers is "
        "played here.",
        ROLES, "melody",
    )  # fmt: skip
    listen = panel.toggle(
        "Listen", "Listen", (8, second, 84, 22), "", "Send what you play on this track.", 1
    )
    panel.toggle(
        "Play", "Play", (8, third, 84, 22), "setting play", "Play the answers on this track.", 1
    )
    panel.toggle(
        "Lead", "Lead", (8, fourth, 84, 22), "setting lead",
        "On in one device of the set: it tells where the song is, and sets role, bars and so on.",
        1,
    )  # fmt: skip
    panel.menu(
        "Role", "Role", (104, first), "setting role", COMMANDS["/live/role"].help,
        PLAY_ROLES, "accompany",
    )  # fmt: skip
    panel.number(
        "Loop Bars", "Bars", (104, second), "setting bars", "Length of a loop, in bars.", 1, 16, 4
    )
    panel.dial(
        "Amount", "Amount", (100, third), "setting amount", COMMANDS["/live/amount"].help,
        0.01, 1, 0.3,
    )  # fmt: skip
    panel.dial(
        "Temperature", "Temp", (148, third), "setting temperature",
        _sentence(PARAMS["temperature"]), 0.05, 2, 1,
    )  # fmt: skip
    panel.toggle("Hold", "Hold", (208, first, 84, 30), "setting hold", COMMANDS["/live/hold"].help)
    panel.button(
        "Panic", "Panic", (208, second, 84, 30), "panic",
        "End all notes here, and all that the server is at for anyone.",
    )  # fmt: skip
    _keys(patch, send, track, listen)
    _notes(patch, script)


def _switch(patch: Patch, script: str) -> str:
    """Whether the device is on in Live."""
    device = patch.add("live.thisdevice", (230, 30), 1, 3)
    prefix = patch.add("prepend enable", (290, 60), 1, 1)
    patch.wire(device, prefix, 1)
    patch.wire(prefix, script)
    return device


def _time(patch: Patch, script: str) -> None:
    """Where Live's song is: BPM, playing, ticks, in one message."""
    pulse = patch.add("metro 20 @active 1 @defer 1", (440, 30), 2, 1)
    song = patch.add("transport", (440, 70), 2, 9)
    joined = patch.add("pack 120. 0 0.", (440, 120), 3, 1)
    prefix = patch.add("prepend transport", (440, 160), 1, 1)
    patch.chain(pulse, song)
    for outlet, inlet in ((7, 2), (6, 1), (4, 0)):
        patch.wire(song, joined, outlet, inlet)
    patch.chain(joined, prefix, script)


def _keys(patch: Patch, send: str, track: str, listen: str) -> None:
    """What is played goes to the server on the scheduler's thread, past the script."""
    parse = patch.add("midiparse", (120, 540), 1, 8)
    gate = patch.add("gate", (120, 600), 2, 1)
    note = patch.add("prepend /live/note melody", (120, 660), 1, 1)
    name = patch.add("prepend set /live/note", (330, 600), 1, 1)
    patch.wire(_through(patch), parse)
    patch.wire(parse, gate, 0, 1)
    patch.wire(listen, gate)
    patch.wire(track, name, 1)
    patch.chain(name, note)
    patch.chain(gate, note, send)


def _notes(patch: Patch, script: str) -> None:
    """Notes of the answers, each at its time, and the end of all of them."""
    pipe = patch.add("pipe 60 100 200. 0.", (540, 480), 4, 3)
    make = patch.add("makenote 100 200", (540, 560), 3, 2)
    out = patch.add("noteout", (540, 620), 3, 0)
    both = patch.add("t b b", (560, 380), 1, 2)
    end, clear = patch.message("stop", (560, 430)), patch.message("clear", (630, 430))
    patch.wire(script, pipe, 3)
    for outlet in range(3):
        patch.wire(pipe, make, outlet, outlet)
    for outlet in range(2):
        patch.wire(make, out, outlet, outlet)
    patch.wire(script, both, 4)
    patch.wire(both, clear, 1)
    patch.wire(both, end)
    patch.chain(clear, pipe)
    patch.chain(end, make)


def _eye(patch: Patch, width: int) -> None:
    script = patch.script(code("wire", "eye"), (30, 240), 3)
    panel, _ = _talk(patch, script, width, "Max 9 is needed (Live 12.2 or newer)")
    _sound(patch, script, _switch(patch, script))
    for place, (name, short) in enumerate(
        (("travel", "Travel"), ("sensitivity", "Sens"), ("palette", "Palette"),
         ("brightness", "Bright"), ("abstraction", "Abstract"))
    ):  # fmt: skip
        row = COMMANDS[f"/art/{name}"]
        arg = row.fields[0].arg
        assert arg.low is not None and arg.high is not None  # noqa: S101 - our own table
        start = 1.0 if name in ("travel", "sensitivity") else 0.0
        panel.dial(
            name.title(), short, (8 + 50 * place, 8), f"art {name}",
            f"{row.help} {arg.help}.", arg.low, arg.high, start,
        )  # fmt: skip
    _, _, third, fourth = ROWS
    panel.menu("Look", "Look", (8, third), "art look", COMMANDS["/art/look"].help, LOOKS, "calm")
    panel.toggle(
        "Listen", "Listen", (8, fourth + 15, 84, 15), "setting listen",
        "Send the sound of this track to the painter.", 1,
    )  # fmt: skip
    panel.toggle(
        "Freeze", "Freeze", (104, third, 70, 30), "art freeze", COMMANDS["/art/freeze"].help
    )
    panel.toggle(
        "Blackout", "Blackout", (104, fourth, 70, 30), "art blackout",
        COMMANDS["/art/blackout"].help,
    )  # fmt: skip
    panel.number(
        "Cue", "Cue", (186, third), "setting cue", "Number of the cue; it is called cue 1 ...",
        1, 64, 1,
    )  # fmt: skip
    panel.number(
        "Cue Fade", "Fade", (186, fourth), "setting fade", "Beats that a cue takes.", 0, 64, 4
    )
    panel.button(
        "Store Cue", "Store", (258, third, 84, 30), "store", COMMANDS["/art/cue/store"].help
    )
    panel.button(
        "Recall Cue", "Recall", (258, fourth, 84, 30), "recall", COMMANDS["/art/cue/recall"].help
    )


def _sound(patch: Patch, script: str, device: str) -> None:
    """The track's sound goes through, and round and round into a buffer for the script."""
    comes = patch.add("plugin~", (30, 540), 2, 2)
    goes = patch.add("plugout~", (30, 700), 2, 2)
    both, half = patch.add("+~", (160, 580), 2, 1), patch.add("*~ 0.5", (160, 620), 2, 1)
    count = patch.add(f"count~ 0 {_RING} 1 1", (260, 580), 2, 1)
    poke = patch.add("poke~ ---klangbild_eye", (160, 700), 3, 1)
    patch.add(f"buffer~ ---klangbild_eye @samps {_RING}", (360, 700), 1, 2)
    for channel in range(2):
        patch.wire(comes, goes, channel, channel)
        patch.wire(comes, both, channel, channel)
    patch.chain(both, half, poke)
    patch.wire(count, poke, 0, 1)
    pulse = patch.add("metro 20 @active 1 @defer 1", (440, 30), 2, 1)
    where = patch.add("snapshot~", (440, 640), 2, 1)
    patch.wire(count, where)
    patch.chain(pulse, where)
    patch.chain(where, patch.add("prepend written", (440, 160), 1, 1), script)
    patch.chain(patch.add(f"loadmess sound ---klangbild_eye {_RING}", (440, 200), 1, 1), script)
    state = patch.add("dspstate~", (600, 60), 1, 4)
    rate = patch.add("prepend hertz", (600, 110), 1, 1)
    patch.wire(device, state)
    patch.wire(state, rate, 1)
    patch.wire(rate, script)


def _sentence(arg: Arg) -> str:
    return f"{arg.help[0].upper()}{arg.help[1:]}."
