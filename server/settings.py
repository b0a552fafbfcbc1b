"""What the server was started with: validated at birth, unknown keys refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bridges.ableton import HOST, PORT, REPLY_PORT
from bridges.access import HOSTS
from bridges.commands import AbletonOn, Command, LiveBars, LiveRole, TransportSource
from bridges.midi_port import VIRTUAL, Direction
from bridges.midi_rack import Wanted
from bridges.outputs import KINDS
from generators.score import ROLES
from presets import METER, NAME, scan

Port = Annotated[int, Field(ge=0, le=65535)]
"""0 lets the system choose."""
GALLERY = "gallery"
"""The painter that paints unless another is named, where it is there."""


class StartError(RuntimeError):
    """The server cannot start; the text is one line that says what to do."""


def default_painter() -> str:
    """`GALLERY`, or the painter that needs no weights."""
    return GALLERY if GALLERY in scan() else METER


def _port(direction: Direction, text: str) -> Wanted:
    name, _, tracks = text.partition("=")
    named = tuple(track.strip() for track in tracks.split(",")) if tracks else ()
    return Wanted(direction, name.strip(), "music", named)


class Settings(BaseModel):
    """Where to listen and what to serve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: str = "trio"
    """Name of a notes preset; `repeat` needs no weights: it repeats the bars before a hole."""
    host: str = "127.0.0.1"
    osc_port: Port = 9100
    http_port: Port = 9180
    remote: bool = False
    """Whether other machines may open the pages, with a token; OSC stays on this one."""
    device: str | None = None
    """As torch names them (`cpu`, `cuda`, `mps`); None: the best there is."""
    audio: str = ""
    """What to listen to from the start: a sound file (as is whatever has a slash), or a device's
    number or a part of its name (`default`: the default one)."""
    audio_channels: tuple[int, ...] = ()
    """Counted from 1; none: a device's first two, all of a file."""
    audio_loop: bool = False
    painter: str = Field(default_factory=default_painter)
    """Name of an images preset; `meter` needs no weights."""
    fps: Annotated[float, Field(ge=1, le=60)] = 15.0
    """Frames that are painted a second, at most."""
    flash_limit: bool = True
    """Whether painted frames are kept from flashing more than three times a second."""
    outputs: tuple[str, ...] = ()
    """Where frames go besides: names of `bridges.outputs`."""
    midi_control: str = ""
    """A part of the name of the MIDI input whose controllers move what they have learned; `virtual`
    makes one; empty: none."""
    live: bool = False
    """Make a virtual MIDI input and output, to play along."""
    midi_in: tuple[str, ...] = ()
    """Parts of the names of MIDI inputs that are played along with; `NAME=melody`: its only track,
    otherwise its channels tell."""
    midi_out: tuple[str, ...] = ()
    """Of outputs that play; `NAME=bass,drums`: these tracks only."""
    beat: Literal["internal", "midi", "link", "osc"] = "internal"
    """Whose beat it is."""
    role: Literal["off", "accompany", "answer", "continue", "infill", "vary", "duet"] = "off"
    """How it plays along."""
    bars: Annotated[int, Field(ge=1, le=16)] = 4
    """Length of a loop."""
    ableton: bool = False
    """Whether to talk to Ableton Live, through AbletonOSC."""
    ableton_host: str = HOST
    """The machine that Live runs on."""
    ableton_port: Port = PORT
    ableton_reply_port: Annotated[int, Field(ge=1, le=65535)] = REPLY_PORT
    """The port that AbletonOSC answers to; in its `constants.py`."""
    folder: Path = Field(
        default_factory=lambda: Path(
            os.environ.get("KLANGBILD_FOLDER", "~/.klangbild")
        ).expanduser()
    )
    """Holds what is kept: looks, cues, recordings."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def ports(self) -> tuple[Wanted, ...]:
        """The MIDI ports that are opened at the start."""
        virtual = [VIRTUAL] if self.live else []
        control = [Wanted("in", self.midi_control, "control")] if self.midi_control else []
        ins = [_port("in", text) for text in (*virtual, *self.midi_in)]
        outs = [_port("out", text) for text in (*virtual, *self.midi_out)]
        return (*control, *ins, *outs)

    @property
    def commands(self) -> tuple[Command, ...]:
        """What is said at the start."""
        said: dict[str, Command] = {"beat": TransportSource(self.beat), "bars": LiveBars(self.bars)}
        said["role"] = LiveRole(self.role)
        said["ableton"] = AbletonOn(int(self.ableton))
        default = type(self).model_fields
        return tuple(m for name, m in said.items() if getattr(self, name) != default[name].default)

    @field_validator("midi_in", "midi_out")
    @classmethod
    def _ports(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for text in value:
            port = _port("in", text)
            unknown = [track for track in port.tracks if track not in ROLES]
            if unknown or not port.name:
                raise ValueError(f"write NAME or NAME=TRACK: tracks are {', '.join(ROLES)}")
            if info.field_name == "midi_in" and len(port.tracks) > 1:
                raise ValueError("an input has one track, or none: then its channels tell")
        return value

    @field_validator("folder")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("outputs")
    @classmethod
    def _outputs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in value if name not in KINDS]:
            raise ValueError(f"no output {unknown[0]!r}: there are {', '.join(KINDS)}")
        return value

    @field_validator("preset", "painter")
    @classmethod
    def _name(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError("a preset's name has 1 to 64 letters, digits, spaces, - or _")
        return value

    @field_validator("audio_channels", mode="before")
    @classmethod
    def _channels(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            found = tuple(int(part) for part in value.split(",")) if value else ()
        except ValueError:
            found = (0,)
        if any(not 1 <= channel <= 1024 for channel in found):
            raise ValueError("name channels by their numbers from 1, as 3,4")
        return found

    @field_validator("host")
    @classmethod
    def _loopback(cls, value: str) -> str:
        # Anyone in the network could use an open port; OSC has no token.
        if value not in HOSTS:
            raise ValueError(
                f"only this machine is served: use {' or '.join(HOSTS)}; for pages on phones and "
                "other machines there is --remote"
            )
        return value
