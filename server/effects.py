"""What the session decides is done: plain data, carried out by the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bridges import commands as c
from bridges.ableton import Say
from bridges.audio_sources import Source
from bridges.table import Id
from generators.base import Filling, FillRequest, Look, Sampling
from generators.score import Clip, Hole
from server.band_worker import Order


@dataclass(frozen=True, slots=True)
class Send:
    """Tell a client."""

    client: str
    event: c.Event


@dataclass(frozen=True, slots=True)
class Frame:
    """The MIDI file that an answer is put into: `document`, later by `lead` beats; for a bridge
    `second` follows after `bars`."""

    document: Any
    lead: float = 0.0
    second: Any = None
    bars: int = 0


@dataclass(frozen=True, slots=True)
class MakeFiles:
    """Put each variation into the file; `Session.filed` is told the files under this `key`."""

    key: str
    frame: Frame
    holes: tuple[Hole, ...]
    variations: tuple[Filling, ...]


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a client the MIDI file with one variation in it."""

    client: str
    request: Id
    variation: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Start:
    """Give the engine work."""

    request: FillRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """Take it back."""

    request: str


@dataclass(frozen=True, slots=True)
class Load:
    """Load a preset."""

    preset: str


@dataclass(frozen=True, slots=True)
class ListPresets:
    """Look which presets there are, and tell a client."""

    client: str
    request: Id


@dataclass(frozen=True, slots=True)
class Log:
    """One line for the people at the server."""

    text: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class OpenSource:
    """Listen to `source`, instead of what was listened to; its news come under `key`."""

    key: int
    source: Source


@dataclass(frozen=True, slots=True)
class CloseSource:
    """Listen to no device and no file any more; `by_force` where asking would take for ever."""

    by_force: bool = False


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Look which audio inputs there are, and tell a client."""

    client: str
    request: Id


@dataclass(frozen=True, slots=True)
class Show:
    """Have this painted from now on; `frozen`: the picture stays; `dark`: black."""

    look: Look
    frozen: bool
    dark: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Send a client so many frames and features a second, at most; 0: none."""

    client: str
    frames: int
    features: int


@dataclass(frozen=True, slots=True)
class Record:
    """Begin or end to record; `Art.hear` is told what became of it."""

    on: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """Write looks, cues or bound controllers down for the next start."""

    what: Literal["looks", "cues", "midi"]
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LoadPainter:
    """Load another painter; `Art.hear` is told what became of it."""

    preset: str


@dataclass(frozen=True, slots=True)
class ListPainters:
    """Look which painters there are, and tell a client."""

    client: str


@dataclass(frozen=True, slots=True)
class MakeSound:
    """Make sound of the newest frame, so long in seconds, and tell a client; `send`: the file
    too."""

    client: str
    seconds: float
    send: bool


@dataclass(frozen=True, slots=True)
class Perform:
    """Have the process that keeps time do this."""

    order: Order


@dataclass(frozen=True, slots=True)
class Wish:
    """A loop to be made until `deadline`, before what clients ask for."""

    number: int
    clip: Clip
    holes: tuple[Hole, ...]
    sampling: Sampling
    deadline: float


@dataclass(frozen=True, slots=True)
class Unwish:
    """It is not wanted any more."""


@dataclass(frozen=True, slots=True)
class KeepTake:
    """Write what was played to the MIDI file of this session; tell `client`, if there is one."""

    client: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """What Live was asked for by a button: a task like those of clients, of the session's client
    for Live."""

    number: int
    task: str
    clip: Clip
    holes: tuple[Hole, ...]
    sampling: Sampling
    deadline_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Unwant:
    """It is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this to Live; each group in packets of its own."""

    groups: tuple[tuple[Say, ...], ...]


@dataclass(frozen=True, slots=True)
class Dial:
    """Open the port to Live, or (`on` False) give it back."""

    on: bool


ArtEffect = Show | Watch | Record | Keep | LoadPainter | ListPainters | MakeSound
Effect = (
    Send | MakeFiles | SendFile | Start | Stop | Load | ListPresets | Log
    | OpenSource | CloseSource | ListDevices | ArtEffect
    | Perform | Wish | Unwish | KeepTake | Want | Unwant | Speak | Dial
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A MIDI file, read already; it begins a clip as /clip/begin and /clip/note do."""

    id: Id
    document: Any
    """Has `clip` and `parts`."""
    hold: bool = True
    """Otherwise it is only told what the file holds."""
