"""Klangbild Eye: the sound of its track, and the controls of the pictures."""

from __future__ import annotations

from bridges.commands import COMMANDS
from max_patches.common import script, switch
from max_patches.panel import ROWS, Panel
from max_patches.patcher import Patch

LOOKS = ("calm", "pulse", "tunnel", "kaleidoscope", "ink", "plain")
"""Those that every server has."""
_KNOBS = {
    "travel": ("Travel", 1.0),
    "sensitivity": ("Sens", 1.0),
    "palette": ("Palette", 0.0),
    "brightness": ("Bright", 0.0),
    "abstraction": ("Abstract", 0.0),
}
"""Short name, and where it stands at first."""
_RING = 65_536
"""Frames of the sound that are kept, for when Live is busy."""
_, _, _THIRD, _FOURTH = ROWS


def build(patch: Patch, width: int) -> None:
    """Put it into `patch`."""
    panel, _ = script(patch, ("wire", "eye"), 3, width)
    device = switch(patch, panel.script)
    _sound(patch, panel.script)
    _rate(patch, panel.script, device)
    _values(panel)
    _cues(panel)


def _values(panel: Panel) -> None:
    for place, (name, (short, start)) in enumerate(_KNOBS.items()):
        row = COMMANDS[f"/art/{name}"]
        arg = row.fields[0].arg
        assert arg.low is not None and arg.high is not None  # noqa: S101 - our own table
        panel.dial(
            name.title(), short, (8 + 50 * place, 8), f"art {name}",
            f"{row.help} {arg.help}.", arg.low, arg.high, start,
        )  # fmt: skip
    panel.menu("Look", "Look", (8, _THIRD), "art look", COMMANDS["/art/look"].help, LOOKS, "calm")
    panel.toggle(
        "Listen", "Listen", (8, _FOURTH + 15, 84, 15), "setting listen",
        "Send the sound of this track to the painter.", 1,
    )  # fmt: skip
    for top, name in ((_THIRD, "freeze"), (_FOURTH, "blackout")):
        rect, info = (104, top, 70, 30), COMMANDS[f"/art/{name}"].help
        panel.toggle(name.title(), name.title(), rect, f"art {name}", info)


def _cues(panel: Panel) -> None:
    panel.number(
        "Cue", "Cue", (186, _THIRD), "setting cue", "Number of the cue; it is called cue 1 ...",
        1, 64, 1,
    )  # fmt: skip
    panel.number(
        "Cue Fade", "Fade", (186, _FOURTH), "setting fade", "Beats that a cue takes.", 0, 64, 4
    )
    for top, name in ((_THIRD, "store"), (_FOURTH, "recall")):
        rect, info = (258, top, 84, 30), COMMANDS[f"/art/cue/{name}"].help
        panel.button(f"{name.title()} Cue", name.title(), rect, name, info)


def _sound(patch: Patch, made: str) -> None:
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
    patch.chain(patch.add(f"loadmess sound ---klangbild_eye {_RING}", (440, 200), 1, 1), made)
    _written(patch, made, count)


def _written(patch: Patch, made: str, count: str) -> None:
    """Up to which frame the buffer is written, fifty times a second."""
    pulse = patch.add("metro 20 @active 1 @defer 1", (440, 30), 2, 1)
    where = patch.add("snapshot~", (440, 640), 2, 1)
    patch.wire(count, where)
    patch.chain(pulse, where, patch.add("prepend written", (440, 160), 1, 1), made)


def _rate(patch: Patch, made: str, device: str) -> None:
    """The sample rate, when the device is there and when it changes."""
    state = patch.add("dspstate~", (600, 60), 1, 4)
    rate = patch.add("prepend hertz", (600, 110), 1, 1)
    patch.wire(device, state)
    patch.wire(state, rate, 1)
    patch.wire(rate, made)
