"""The one table of addresses: every command and event with its arguments, units and ranges.

The codecs, `docs/protocol.md` (`python -m bridges.reference`) and the patches are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from bridges.audio import FORMATS, MAX_CHANNELS, MAX_GAIN_DB, MAX_RATE, MIN_RATE, SEQUENCE
from bridges.looks import TUNES
from bridges.table import INT32, Arg, Direction, Id, Many, Row, clean, row_of
from generators.controls import KEY, KEY_HELP, NUMBERS
from generators.score import MAX_BEATS, ROLES
from generators.tasks import MAX_BARS

VERSION = 1
"""Of the protocol: goes up when a row changes its meaning, not when rows are added."""

TABLE: list[Row] = []
COMMANDS: dict[str, Row] = {}
EVENTS: dict[str, Row] = {}
_BY_KIND: dict[type, Row] = {}
_C = TypeVar("_C", bound=type)


def _row(address: str, direction: Direction, text: str) -> Callable[[_C], _C]:
    def add(kind: _C) -> _C:
        made = row_of(address, direction, kind, text)
        TABLE.append(made)
        (COMMANDS if direction == "in" else EVENTS)[address] = made
        _BY_KIND[kind] = made
        return kind

    return add


def _both(address: str, text: str) -> Callable[[_C], _C]:
    """A row that goes both ways: what one client says is told to those that watch."""

    def add(kind: _C) -> _C:
        echo = "The value was changed by another client or a cue; or it is told on .../watch."
        return _row(address, "in", text)(_row(address, "out", echo)(kind))

    return add


def row_for(message: object) -> Row:
    """The row that a message belongs to."""
    return _BY_KIND[type(message)]


def find(address: str, rows: Mapping[str, Row] = COMMANDS) -> tuple[Row, tuple[str, ...]] | None:
    """The row at an address, and what the address says of its arguments; see `Row.named`."""
    if (row := rows.get(address)) is not None:
        return row, ()
    above, _, name = address.rpartition("/")
    row = rows.get(above)
    return (row, (name,)) if row is not None and row.named and name else None


ID = Arg("id", "your name for the request: a number, or a string of at most 64 bytes")
NAME = Arg("s", "preset name")
BARS = Arg("i", "bars to add", "bars of 4 beats", 1, MAX_BARS)
_CALLED = Arg("s", "name: 1 to 64 letters, digits, spaces, - or _")
_SHARE = Arg("f", "share", "", 0, 1)
_TRACK = Arg("s", "track", choices=ROLES)
Tracks = Annotated[tuple[str, ...], Many("tracks to play; none: the clip's own tracks", arg=_TRACK)]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note; `start` from the clip's start, `start` and `duration` in beats."""

    track: Annotated[str, _TRACK]
    pitch: Annotated[int, Arg("i", "MIDI note number", "", 0, 127)]
    start: Annotated[float, Arg("f", "from the clip's start", "beats", 0, MAX_BEATS)]
    duration: Annotated[float, Arg("f", "length", "beats", 1e-4, MAX_BEATS)]
    velocity: Annotated[int, Arg("i", "loudness", "", 1, 127)]


@dataclass(frozen=True, slots=True)
class HoleRow:
    """A stretch to fill, in beats from the clip's start."""

    track: Annotated[
        str,
        Arg("s", "track, or * for all that are played", choices=(*ROLES, "*")),
    ]
    start: Annotated[float, Arg("f", "first beat", "beats", 0, MAX_BEATS)]
    end: Annotated[float, Arg("f", "first beat after it", "beats", 0, MAX_BEATS)]


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label and how much of it there is."""

    name: Annotated[str, Arg("s", "label")]
    share: Annotated[float, Arg("f", "how much of it", "", 0, 1)]


UNSET = "default"
PARAMS: dict[str, Arg] = {
    "seed": Arg("i", "same seed, same answer; without one every answer is another", "", 0, INT32),
    "temperature": Arg("f", "low: likely notes, high: daring ones", "", 0.05, 4.0),
    "top_p": Arg("f", "keep the likeliest events up to this share", "", 0.01, 1.0),
    "steps": Arg("i", "network calls at most; fewer is faster", "", 1, 3072),
    "variations": Arg("i", "number of different answers", "", 1, 16),
    "humanise": Arg("f", "how much new notes are played: 0 flat and on the grid", "", 0, 1),
    "deadline_ms": Arg("i", "answer with the best draft after this time", "ms", 1, 600_000),
    KEY: Arg("s", KEY_HELP),
    **{
        name: Arg(
            "i" if control.whole else "f", control.help, control.unit, control.low, control.high
        )
        for name, control in NUMBERS.items()
    },
}


@dataclass(frozen=True, slots=True)
class ParamRow:
    """One parameter of a request."""

    name: Annotated[str, Arg("s", "one of the parameters below")]
    value: Annotated[float | str, Arg("value", f"its value; {UNSET}: as if it had not been set")]


@_row(
    "/hello",
    "in",
    "Say where answers go, and start afresh: what this client left behind is forgotten.",
)
@dataclass(frozen=True, slots=True)
class Hello:
    """The first message of a client."""

    reply_port: Annotated[
        int, Arg("i", "UDP port that answers go to; 0: the port you send from", "", 0, 65535)
    ] = 0
    name: Annotated[str, Arg("s", "name of your program, for the log")] = ""
    version: Annotated[int, Arg("i", "version of this protocol that you speak")] = VERSION


@_row("/ping", "in", "Answered at once with /pong n, also while notes are being made.")
@dataclass(frozen=True, slots=True)
class Ping:
    """Is the server there?"""

    n: Annotated[int, Arg("i", "comes back in /pong")] = 0


@_row(
    "/clip/begin",
    "in",
    "Begin to send a clip. A track that you do not name and send no notes of is unknown: nothing "
    "is assumed and nothing played on it. A named track without notes is known to be silent. "
    "A finished request's id may begin again. If that would lose work (its task is running, or "
    "the clip was never asked for) the answer is /fail id in_use, what follows under this id is "
    "left out, and the task that you then ask for fails too: /cancel it, or choose another id.",
)
@dataclass(frozen=True, slots=True)
class ClipBegin:
    """A new clip of 4/4 music."""

    id: Annotated[Id, ID]
    length: Annotated[float, Arg("f", "length of the clip", "beats", 0.25, MAX_BEATS)]
    tempo: Annotated[float, Arg("f", "tempo", "beats per minute", 10, 1000)] = 120.0
    tracks: Annotated[tuple[str, ...], Many("tracks that the clip holds", arg=_TRACK)] = ()


@_row("/clip/note", "in", "Notes of the clip, as many as fit a packet, in any order.")
@dataclass(frozen=True, slots=True)
class ClipNote:
    """More notes."""

    id: Annotated[Id, ID]
    notes: Annotated[tuple[NoteRow, ...], Many("the notes", 1)]


@_row(
    "/clip/hole",
    "in",
    "What /clip/infill fills: notes that start in [start, end) are replaced, all others stay "
    "exactly as they are. A note played up to half a 16th early belongs to the 16th that it is "
    "meant for, if start and end both lie on the 16th grid. After a task the clip and its holes "
    "stay, for another try with another seed; the first hole that you then send replaces them.",
)
@dataclass(frozen=True, slots=True)
class ClipHole:
    """More holes."""

    id: Annotated[Id, ID]
    holes: Annotated[tuple[HoleRow, ...], Many("the holes", 1)]


@_row(
    "/clip/param",
    "in",
    "How the answer is made; see the parameters below. density, rhythm, low and high are for "
    "melody and bass; for one track they are called density.drums, low.bass and so on, which "
    "goes before. What cannot go together fails the task.",
)
@dataclass(frozen=True, slots=True)
class ClipParam:
    """Parameters of the request."""

    id: Annotated[Id, ID]
    params: Annotated[tuple[ParamRow, ...], Many("name and value", 1)]


@_row("/clip/infill", "in", "Fill the holes.")
@dataclass(frozen=True, slots=True)
class Infill:
    """Task."""

    id: Annotated[Id, ID]


@_row("/clip/accompany", "in", "Play tracks along with the others, over the whole clip.")
@dataclass(frozen=True, slots=True)
class Accompany:
    """Task."""

    id: Annotated[Id, ID]
    tracks: Annotated[
        tuple[str, ...],
        Many("tracks to play; none: those without notes", arg=_TRACK),
    ] = ()


@_row("/clip/continue", "in", "Go on after the clip; the answer's clip is longer.")
@dataclass(frozen=True, slots=True)
class Continue:
    """Task."""

    id: Annotated[Id, ID]
    bars: Annotated[int, BARS]
    tracks: Tracks = ()


@_row(
    "/clip/leadin",
    "in",
    "Lead into the clip. The answer's clip begins with the added bars, yours follows after them.",
)
@dataclass(frozen=True, slots=True)
class LeadIn:
    """Task."""

    id: Annotated[Id, ID]
    bars: Annotated[int, BARS]
    tracks: Tracks = ()


@_row("/clip/bridge", "in", "Lead from the clip to a second clip, which was sent the same way.")
@dataclass(frozen=True, slots=True)
class Bridge:
    """Task."""

    id: Annotated[Id, ID]
    second: Annotated[Id, Arg("id", "id of the clip after the bridge")]
    bars: Annotated[int, BARS]
    tracks: Tracks = ()


@_row("/clip/vary", "in", "Replace a random share of the beats of each track.")
@dataclass(frozen=True, slots=True)
class Vary:
    """Task."""

    id: Annotated[Id, ID]
    amount: Annotated[float, Arg("f", "share of the beats that is replaced", "", 0.001, 1)]
    tracks: Tracks = ()


@_row(
    "/clip/generate",
    "in",
    "A new piece. Needs no clip; if the id has one, its tempo and parameters are used.",
)
@dataclass(frozen=True, slots=True)
class Generate:
    """Task."""

    id: Annotated[Id, ID]
    bars: Annotated[int, Arg("i", "length of the piece", "bars of 4 beats", 1, MAX_BARS)]
    tracks: Annotated[tuple[str, ...], Many("tracks to play; none: all", arg=_TRACK)] = ()


@_row("/cancel", "in", "End the request and forget its clip. Answer: /fail id cancelled.")
@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop one request."""

    id: Annotated[Id, ID]


@_row("/preset/list", "in", "Answer: /preset for each preset, then /done id count.")
@dataclass(frozen=True, slots=True)
class PresetList:
    """What can be loaded?"""

    id: Annotated[Id, ID] = ""


@_row(
    "/preset/load",
    "in",
    "Load a preset beside the present one, which serves until the new one is ready. "
    "Answer: /done id 1, or /fail id no_preset, and the old one stays.",
)
@dataclass(frozen=True, slots=True)
class PresetLoad:
    """Change the model."""

    id: Annotated[Id, ID]
    name: Annotated[str, NAME]


# --- sound in

AUDIO_KINDS = ("off", "device", "file", "ws", "osc")
RATE_HZ = Arg("i", "sample rate", "Hz", MIN_RATE, MAX_RATE)
CHANNELS = Arg("i", "channels, interleaved in a block", "", 1, MAX_CHANNELS)
FORMAT = Arg("s", "32-bit floats or 16-bit integers, little-endian", choices=tuple(FORMATS))
GAIN = Arg("f", "amplification", "dB", -MAX_GAIN_DB, MAX_GAIN_DB)


@_row(
    "/audio/source",
    "in",
    "Choose the sound that is listened to, in place of the one before. A device is opened again "
    "and again until it is there; ws and osc wait for a client that says /audio/begin. Answer: "
    "/audio/source when it sounds, or /fail; and later whenever its state changes.",
)
@dataclass(frozen=True, slots=True)
class AudioSource:
    """Listen to something else."""

    kind: Annotated[str, Arg("s", "what", choices=AUDIO_KINDS)]
    name: Annotated[
        str, Arg("s", "device: its number or a part of its name, none: the default; file: its path")
    ] = ""
    loop: Annotated[int, Arg("i", "file: 1 begins again at its end", "", 0, 1)] = 0
    channels: Annotated[
        tuple[int, ...],
        Many(
            "channels to mix; none: a device's first two, all of others",
            arg=Arg("i", "channel, from 1", "", 1, 1024),
        ),
    ] = ()


@_row("/audio/gain", "in", "Amplify what comes in. Answer: /audio/gain.")
@dataclass(frozen=True, slots=True)
class AudioGain:
    """Louder or softer."""

    gain: Annotated[float, GAIN] = 0.0


@_row("/audio/devices", "in", "Answer: /audio/device for each input, then /done id count.")
@dataclass(frozen=True, slots=True)
class AudioDevices:
    """What could be listened to?"""

    id: Annotated[Id, ID] = ""


@_row(
    "/audio/begin",
    "in",
    "Begin to send sound; also again, after a change or a pause. The newest client that says it "
    "is listened to, unless a device, a file or a client of the other kind sounds: then "
    "/audio/source comes first. Answer: /audio/source, or /fail.",
)
@dataclass(frozen=True, slots=True)
class AudioBegin:
    """Here comes sound."""

    rate: Annotated[int, RATE_HZ]
    channels: Annotated[int, CHANNELS] = 1
    format: Annotated[str, FORMAT] = "f32"


_BLOCK = Arg("i", "0, 1, 2 ... and after the last one 0 again", "", 0, SEQUENCE - 1)


@_row(
    "/audio/block",
    "in",
    "The next frames, at best 2 to 10 ms of them; not answered. A block that is missing becomes "
    "silence as long as the one before it, one that comes late is left out.",
)
@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Some sound."""

    number: Annotated[int, _BLOCK]
    data: Annotated[
        bytes, Arg("b", "whole frames; over OSC keep packets below 1 kB", "bytes", 0, 60_000)
    ]


@_row(
    "/audio/samples",
    "in",
    "The same as numbers, for programs that cannot send blobs, as Max: full scale is 1. Not "
    "answered.",
)
@dataclass(frozen=True, slots=True)
class AudioSamples:
    """A block of sound in plain numbers."""

    number: Annotated[int, _BLOCK]
    samples: Annotated[
        tuple[float, ...],
        Many("whole frames, channels interleaved; keep packets below 1 kB", arg=Arg("f", "sample")),
    ] = ()


@_row("/panic", "in", "Cancel everything of all clients.")
@dataclass(frozen=True, slots=True)
class Panic:
    """Stop it all."""


@_row("/status", "in", "Ask how the server is.")
@dataclass(frozen=True, slots=True)
class Status:
    """How is it?"""


@_row(
    "/art/watch",
    "in",
    "Say what of the pictures you want. All values of /art/... are told now, and whenever another "
    "client changes one, with /art/state before them. Over WebSocket come frames, as binary "
    "messages of kind F, and /art/features; what you are too slow for gives way to what is newer. "
    "0 0 ends it.",
)
@dataclass(frozen=True, slots=True)
class ArtWatch:
    """Begin, change or end to watch."""

    frames: Annotated[int, Arg("i", "frames at most (WebSocket)", "per second", 0, 60)] = 30
    features: Annotated[int, Arg("i", "features at most (WebSocket)", "per second", 0, 100)] = 60
    values: Annotated[int, Arg("i", "1: tell values, 0: do not", "", 0, 1)] = 1


@_both("/art/look", "How the displays treat the frames: one of the looks of /looks.json.")
@dataclass(frozen=True, slots=True)
class ArtLook:
    """Choose a look; what was tuned before is given up."""

    name: Annotated[str, Arg("s", "name of the look")]


@_both("/art/tune", "Change one parameter of the look that is shown; /art/look/store keeps it.")
@dataclass(frozen=True, slots=True)
class ArtTune:
    """Tune the look."""

    name: Annotated[str, Arg("s", "parameter", choices=tuple(TUNES))]
    value: Annotated[float, Arg("f", "its value; /looks.json has the ranges", "", -1, 12)]


@_both("/art/look/store", "Keep the look as it is tuned now, under this name.")
@dataclass(frozen=True, slots=True)
class ArtLookStore:
    """Save a look."""

    name: Annotated[str, _CALLED]


@_both(
    "/art/label",
    "Have one kind of picture painted. All weights 0: the music chooses; their sum 1 or more: they "
    "alone do; between, both.",
)
@dataclass(frozen=True, slots=True)
class ArtLabel:
    """Weigh a label."""

    name: Annotated[str, Arg("s", "one of the painter's labels; * for all of them")]
    weight: Annotated[float, Arg("f", "how much of it", "", 0, 1)]


@_both("/art/seed", "Where the journey through the pictures begins.")
@dataclass(frozen=True, slots=True)
class ArtSeed:
    """Jump to another place."""

    value: Annotated[int, Arg("i", "seed", "", 0, INT32)]


@_both("/art/travel", "How fast the journey is.")
@dataclass(frozen=True, slots=True)
class ArtTravel:
    """Faster or slower."""

    value: Annotated[float, Arg("f", "speed; 1 is usual, 0 stands still", "", 0, 8)]


@_both("/art/sensitivity", "How far the music moves the painter and the displays.")
@dataclass(frozen=True, slots=True)
class ArtSensitivity:
    """More or less music."""

    value: Annotated[float, Arg("f", "1 is usual, 0: the music changes nothing", "", 0, 4)]


@_both("/art/palette", "Turn the hues of the painter.")
@dataclass(frozen=True, slots=True)
class ArtPalette:
    """Other colours."""

    value: Annotated[float, Arg("f", "1 is once round", "turns", 0, 1)]


@_both("/art/brightness", "Darker or lighter pictures.")
@dataclass(frozen=True, slots=True)
class ArtBrightness:
    """Light."""

    value: Annotated[float, Arg("f", "0 is usual", "", -1, 1)]


@_both("/art/abstraction", "From things to shapes.")
@dataclass(frozen=True, slots=True)
class ArtAbstraction:
    """Less detail."""

    value: Annotated[float, Arg("f", "0 to 1", "", 0, 1)]


@_both("/art/freeze", "The picture stands still, and the display with it.")
@dataclass(frozen=True, slots=True)
class ArtFreeze:
    """Hold it."""

    on: Annotated[int, Arg("i", "1: stand still, 0: go on", "", 0, 1)]


@_both("/art/blackout", "Black, until it is taken back.")
@dataclass(frozen=True, slots=True)
class ArtBlackout:
    """Lights out."""

    on: Annotated[int, Arg("i", "1: black, 0: go on", "", 0, 1)]


@_row(
    "/art/cue/store",
    "in",
    "Keep all values of /art/... but freeze and blackout, under this name. The 64 newest are kept.",
)
@dataclass(frozen=True, slots=True)
class ArtCueStore:
    """Save a cue."""

    name: Annotated[str, _CALLED]


@_row(
    "/art/cue/recall",
    "in",
    "Go to a cue, from the next beat on where one is heard. Numbers fade; the look, the seed and "
    "the labels' names change at once. Without a known tempo a beat is half a second.",
)
@dataclass(frozen=True, slots=True)
class ArtCueRecall:
    """Go to a cue."""

    name: Annotated[str, _CALLED]
    fade: Annotated[float, Arg("f", "how long it takes", "beats", 0, 256)] = 0.0


@_both(
    "/art/record",
    "Record the painted frames (without the display's look) to an MP4 file in the server's folder. "
    "/art/recorded follows the stop.",
)
@dataclass(frozen=True, slots=True)
class ArtRecord:
    """Roll."""

    action: Annotated[str, Arg("s", "what to do", choices=("start", "stop"))]


@_row(
    "/art/sound",
    "in",
    "Make sound of the newest painted frame (without the display's look), as if it were a "
    "spectrogram: time from left to right, 0 to 8 kHz from bottom to top, black silent. It is kept "
    "as a WAV file in the server's folder. Answer, after some seconds: /art/sounded, "
    "or /fail.",
)
@dataclass(frozen=True, slots=True)
class ArtSound:
    """Hear the picture."""

    seconds: Annotated[float, Arg("f", "its length", "seconds", 0.1, 60)] = 10.24
    send: Annotated[
        int, Arg("i", "1: over WebSocket send the file too, as a binary message", "", 0, 1)
    ] = 0


_MOVED = Arg("s", "address of what it moves, as /art/travel, /art/tune/zoom, /art/cue/recall/drop")


@_row("/midi/learn", "out", "What is being learned; empty: nothing any more.")
@_row(
    "/midi/learn",
    "in",
    "The MIDI controller that is moved next moves this from then on, in place of what it moved "
    "before. Knobs, faders and pitch bend move numbers; pads, keys and program changes switch "
    "freeze and blackout and call looks and cues. Empty: learn nothing.",
)
@dataclass(frozen=True, slots=True)
class MidiLearn:
    """Bind a controller."""

    address: Annotated[str, _MOVED] = ""


@_row("/midi/forget", "in", "No controller moves this any more. Answer: /midi/map.")
@dataclass(frozen=True, slots=True)
class MidiForget:
    """Free a controller."""

    address: Annotated[str, Arg("s", "as it was learned; * for everything")]


@_row("/midi/map", "in", "Answer: /midi/map.")
@dataclass(frozen=True, slots=True)
class MidiMapAsk:
    """What is bound?"""


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A controller and what it moves."""

    source: Annotated[
        str, Arg("s", "cc, note, program or bend, its channel from 1 and its number: cc 1 74")
    ]
    address: Annotated[str, _MOVED]


@_row("/midi/map", "out", "What every controller moves; sent on /art/watch and when it changes.")
@dataclass(frozen=True, slots=True)
class MidiMap:
    """All that is bound."""

    bound: Annotated[tuple[BoundRow, ...], Many("the controllers")] = ()


@_row("/art/painters", "in", "Answer: /art/painters with the names of all painters.")
@dataclass(frozen=True, slots=True)
class ArtPaintersAsk:
    """What could paint?"""


@_row(
    "/art/painter",
    "in",
    "Load another painter beside the present one, which paints until the other is ready. Answer: "
    "/art/state when it is, or /fail with no_preset, and the present one stays.",
)
@dataclass(frozen=True, slots=True)
class ArtPainter:
    """Change the painter."""

    name: Annotated[str, NAME]


@_row("/art/painters", "out", "Names of the painters that can be loaded.")
@dataclass(frozen=True, slots=True)
class ArtPainters:
    """What can paint."""

    names: Annotated[tuple[str, ...], Many("the names", arg=Arg("s", "painter"))] = ()


@_row("/art/state", "out", "How the painter is; sent on /art/watch and when it changes.")
@dataclass(frozen=True, slots=True)
class ArtState:
    """About the painter."""

    painter: Annotated[str, Arg("s", "its name")]
    state: Annotated[str, Arg("s", "state", choices=("loading", "ready", "dead"))]
    text: Annotated[str, Arg("s", "what is wrong, for people; or empty")]
    labels: Annotated[tuple[str, ...], Many("its labels", arg=Arg("s", "label"))] = ()


@_row("/art/cues", "out", "Names of the cues; sent on /art/watch and when there is a new one.")
@dataclass(frozen=True, slots=True)
class ArtCues:
    """What can be recalled."""

    names: Annotated[tuple[str, ...], Many("the names", arg=Arg("s", "cue"))] = ()


@_row("/art/heard", "out", "What labels the painter hears in the music, about twice a second.")
@dataclass(frozen=True, slots=True)
class ArtHeard:
    """What it sounds like."""

    labels: Annotated[tuple[LabelRow, ...], Many("label and share")] = ()


@_row(
    "/art/features",
    "out",
    "What is heard now, at most 100 a second; all but time and tempo are 0 to 1.",
)
@dataclass(frozen=True, slots=True)
class ArtFeatures:
    """The fast path."""

    time: Annotated[float, Arg("f", "on the audio clock", "seconds", 0, 1e9)]
    level: Annotated[float, Arg("f", "loudness", "", 0, 1)]
    low: Annotated[float, Arg("f", "bass", "", 0, 1)]
    mid: Annotated[float, Arg("f", "middle", "", 0, 1)]
    high: Annotated[float, Arg("f", "treble", "", 0, 1)]
    onset: Annotated[float, Arg("f", "1 at the strongest attacks, falls off", "", 0, 1)]
    beat: Annotated[float, Arg("f", "phase within the beat, 0 on it", "beats", 0, 1)]
    tempo: Annotated[float, Arg("f", "0 while unknown", "beats per minute", 0, 1000)]
    sure: Annotated[float, Arg("f", "how sure the beat is", "", 0, 1)]
    chroma: Annotated[
        tuple[float, ...], Many("12 shares of pitch classes, C first", arg=_SHARE)
    ] = ()


@_row("/art/recorded", "out", "A recording is finished.")
@dataclass(frozen=True, slots=True)
class ArtRecorded:
    """What was recorded."""

    path: Annotated[str, Arg("s", "the file")]
    seconds: Annotated[float, Arg("f", "its length", "seconds", 0, 1e7)]
    frames: Annotated[int, Arg("i", "frames in it")]
    dropped: Annotated[int, Arg("i", "frames that came too fast for the encoder")]


@_row("/art/sounded", "out", "The sound of a frame is kept.")
@dataclass(frozen=True, slots=True)
class ArtSounded:
    """Where it is."""

    path: Annotated[str, Arg("s", "the file")]
    seconds: Annotated[float, Arg("f", "its length", "seconds", 0, 60)]
    rate: Annotated[int, Arg("i", "its rate", "Hz", 0, MAX_RATE)]


# --- playing along

SOURCES = ("internal", "midi", "link", "osc")
PLAY_ROLES = ("off", "accompany", "answer", "continue", "infill", "vary", "duet")
PORT_USES = ("in", "out", "control")
_TEMPO = Arg("f", "tempo", "beats per minute", 20, 400)
_SONG = Arg("f", "position in the song, from its start", "beats", 0, 1e6)
_ON = Arg("i", "1: on, 0: off", "", 0, 1)


@_both("/transport/source", "Whose beat it is. The music stops.")
@dataclass(frozen=True, slots=True)
class TransportSource:
    """Follow another."""

    source: Annotated[
        str,
        Arg(
            "s",
            "internal: our own tempo; midi: the clock of a MIDI input; link: Ableton Link; osc: "
            "a client that sends /transport/beat",
            choices=SOURCES,
        ),
    ]


@_row("/transport/play", "in", "Begin to play; what is followed has to be our own tempo, or Link.")
@dataclass(frozen=True, slots=True)
class TransportPlay:
    """Begin."""

    beat: Annotated[float, _SONG] = 0.0


@_row("/transport/continue", "in", "Go on from where the music was stopped.")
@dataclass(frozen=True, slots=True)
class TransportContinue:
    """Go on."""


@_row("/transport/stop", "in", "Stand still; nothing sounds.")
@dataclass(frozen=True, slots=True)
class TransportStop:
    """Stop."""


@_row("/transport/tempo", "in", "The tempo, where it is ours, or Link's.")
@dataclass(frozen=True, slots=True)
class TransportTempo:
    """Faster or slower."""

    tempo: Annotated[float, _TEMPO]


@_row(
    "/transport/beat",
    "in",
    "A host says where its song is now: with source osc this is the time that counts. Send it at "
    "every beat or more often, and at once when it starts, stops or jumps. Not answered.",
)
@dataclass(frozen=True, slots=True)
class TransportBeat:
    """The host's time."""

    beat: Annotated[float, _SONG]
    tempo: Annotated[float, _TEMPO] = 120.0
    playing: Annotated[int, Arg("i", "1: it plays, 0: it stands still", "", 0, 1)] = 1


@_row(
    "/transport",
    "out",
    "Where the music is: to all that said /live/watch, at every beat and when it changes.",
)
@dataclass(frozen=True, slots=True)
class TransportIs:
    """The time."""

    beat: Annotated[float, _SONG]
    tempo: Annotated[float, Arg("f", "tempo", "beats per minute", 0, 1000)]
    playing: Annotated[int, Arg("i", "1: it plays", "", 0, 1)]
    source: Annotated[str, Arg("s", "whose time it is", choices=SOURCES)]
    locked: Annotated[int, Arg("i", "1: the source is heard, and steady", "", 0, 1)]


@_both(
    "/live/role",
    "How Klangbild plays along, from the next bar on. accompany: the tracks that you do not play; "
    "answer: after each loop of yours one of its own; continue: it goes on when you stop; infill: "
    "the bars that you leave empty; vary: your loop, changed a little each time; duet: the second "
    "half of each bar.",
)
@dataclass(frozen=True, slots=True)
class LiveRole:
    """Its part."""

    name: Annotated[str, Arg("s", "role", choices=PLAY_ROLES)]


@_both("/live/bars", "Length of a loop.")
@dataclass(frozen=True, slots=True)
class LiveBars:
    """Shorter or longer loops."""

    bars: Annotated[int, Arg("i", "length", "bars of 4 beats", 1, 16)]


@_both("/live/amount", "vary: how much of the loop is changed each time.")
@dataclass(frozen=True, slots=True)
class LiveAmount:
    """More or less variation."""

    amount: Annotated[float, Arg("f", "share of the beats", "", 0.01, 1)]


@_both("/live/tracks", "What it plays. None: what the role says.")
@dataclass(frozen=True, slots=True)
class LiveTracks:
    """Its tracks."""

    tracks: Annotated[tuple[str, ...], Many("tracks to play", arg=_TRACK)] = ()


@_both("/live/param", "How answers are made; see the parameters below.")
@dataclass(frozen=True, slots=True)
class LiveParam:
    """Parameters of all answers from now on."""

    params: Annotated[tuple[ParamRow, ...], Many("name and value", 1)]


@_both("/live/hold", "Play the last answer again and again, and make no new ones.")
@dataclass(frozen=True, slots=True)
class LiveHold:
    """Keep it."""

    on: Annotated[int, _ON]


@_row("/live/again", "in", "Play the answer of this number from the next loop on, and hold it.")
@dataclass(frozen=True, slots=True)
class LiveAgain:
    """That one was good."""

    number: Annotated[int, Arg("i", "as /live/next said it", "", 1, INT32)]


@_both("/live/thru", "Send what comes in out again, on its track's channel.")
@dataclass(frozen=True, slots=True)
class LiveThru:
    """Through."""

    on: Annotated[int, _ON]


@_both("/live/latency", "Notes go out so much earlier, for instruments that sound late.")
@dataclass(frozen=True, slots=True)
class LiveLatency:
    """Compensate."""

    latency: Annotated[float, Arg("f", "earlier; negative: later", "ms", -100, 100)]


@_both("/live/channel", "The MIDI channel of a track, of what comes in and of what goes out.")
@dataclass(frozen=True, slots=True)
class LiveChannel:
    """Where a track lives."""

    name: Annotated[str, _TRACK]
    channel: Annotated[int, Arg("i", "MIDI channel", "", 1, 16)]


@_row("/live/note", "in", "You play a note now, without a MIDI port. Not answered.")
@dataclass(frozen=True, slots=True)
class LiveNote:
    """A key."""

    track: Annotated[str, _TRACK]
    pitch: Annotated[int, Arg("i", "MIDI note number", "", 0, 127)]
    velocity: Annotated[int, Arg("i", "loudness; 0: the key is let go", "", 0, 127)]


@_row(
    "/live/watch",
    "in",
    "1: tell me what happens: the values of /live/..., /transport, /live/state and /live/next.",
)
@dataclass(frozen=True, slots=True)
class LiveWatch:
    """Begin or end to watch."""

    on: Annotated[int, _ON] = 1


@_row(
    "/live/capture",
    "in",
    "Write down now what was played and answered since the server started; it is also done "
    "without asking, every few seconds. Answer: /live/captured.",
)
@dataclass(frozen=True, slots=True)
class LiveCapture:
    """Keep this moment."""


@_row("/live/captured", "out", "The MIDI file of this session.")
@dataclass(frozen=True, slots=True)
class LiveCaptured:
    """Where it is kept."""

    path: Annotated[str, Arg("s", "the file")]
    notes: Annotated[int, Arg("i", "notes in it")]


@_row("/live/state", "out", "How the playing is; to all that said /live/watch, at every beat.")
@dataclass(frozen=True, slots=True)
class LiveState:
    """For people."""

    role: Annotated[str, Arg("s", "role", choices=PLAY_ROLES)]
    doing: Annotated[str, Arg("s", "what is going on")]
    wait: Annotated[float, Arg("f", "until the next loop begins; -1: none is planned", "seconds")]
    answered: Annotated[int, Arg("i", "loops that were answered in time")]
    late: Annotated[int, Arg("i", "loops that were not: the last good one was played again")]
    dropped: Annotated[int, Arg("i", "notes that could not be played in time")]


@_row(
    "/live/next",
    "out",
    "The loop that is played next, ahead of time: for those that play it themselves. Many notes "
    "come in several of these, with the same number and beat.",
)
@dataclass(frozen=True, slots=True)
class LiveNext:
    """What comes."""

    number: Annotated[int, Arg("i", "number of the answer")]
    beat: Annotated[float, Arg("f", "where it begins in the song", "beats", 0, 1e6)]
    length: Annotated[float, Arg("f", "its length", "beats", 0, MAX_BEATS)]
    seed: Annotated[int, Arg("i", "what it was drawn with")]
    late: Annotated[int, Arg("i", "1: there was no answer in time, this is the last good one")]
    notes: Annotated[tuple[NoteRow, ...], Many("the notes, from where it begins")] = ()


# --- Ableton Live, through AbletonOSC

ABLETON_TASKS = ("accompany", "vary", "continue", "leadin", "infill", "generate")
ABLETON_STATES = ("off", "no port", "no answer", "ready", "reads", "makes", "writes")
_ANSWER = Arg("id", "your name for the request: a number, or a string of at most 64 bytes")


@_row(
    "/ableton/make",
    "in",
    "From the clip that is selected in Live to its answer, a named and coloured clip in the next "
    "free slots; the clips of the same scene in Live's other known tracks are heard as well. "
    "Nothing is ever overwritten. accompany: the tracks that have no clip of yours in this scene; "
    "vary: the clip, changed by /ableton/amount; continue, leadin: /ableton/bars bars after or "
    "before it; infill: the clip with /ableton/hole filled; generate: a new piece of /ableton/bars "
    "bars, which needs no clip. Requests wait for one another. Answer: /progress, then "
    "/ableton/made for each clip and /done id clips seed, or /fail.",
)
@dataclass(frozen=True, slots=True)
class AbletonMake:
    """One button."""

    name: Annotated[str, Arg("s", "what to make", choices=ABLETON_TASKS)]
    id: Annotated[Id, _ANSWER] = "ableton"


@_row(
    "/ableton/undo",
    "in",
    "Take the clips of the last answer out of Live again, and after that those of the answer "
    "before it. A clip that you have changed since stays. Answer: /done id clips, or /fail.",
)
@dataclass(frozen=True, slots=True)
class AbletonUndo:
    """That was not it."""

    id: Annotated[Id, _ANSWER] = "ableton"


@_row(
    "/ableton/add",
    "in",
    "Add a MIDI track of this kind to Live, if it has none. Answer: /ableton/found, then /done id "
    "count, or /fail.",
)
@dataclass(frozen=True, slots=True)
class AbletonAdd:
    """Another track."""

    name: Annotated[str, _TRACK]
    id: Annotated[Id, _ANSWER] = "ableton"


@_both("/ableton/on", "Talk to Live. Also: klangbild serve --ableton.")
@dataclass(frozen=True, slots=True)
class AbletonOn:
    """Begin or end."""

    on: Annotated[int, _ON]


@_both("/ableton/bars", "continue, leadin, generate: how many bars are made.")
@dataclass(frozen=True, slots=True)
class AbletonBars:
    """Shorter or longer answers."""

    bars: Annotated[int, Arg("i", "length", "bars of 4 beats", 1, 64)]


@_both("/ableton/amount", "vary: how much of the clip is changed.")
@dataclass(frozen=True, slots=True)
class AbletonAmount:
    """More or less variation."""

    amount: Annotated[float, Arg("f", "share of the beats", "", 0.01, 1)]


@_both(
    "/ableton/hole",
    "infill: what is filled, counted from the start of the clip's loop. 0 0: its empty bars.",
)
@dataclass(frozen=True, slots=True)
class AbletonHole:
    """Where it is open."""

    start: Annotated[float, Arg("f", "first beat", "beats", 0, MAX_BEATS)]
    end: Annotated[float, Arg("f", "first beat after it", "beats", 0, MAX_BEATS)]


@_both("/ableton/tracks", "What is played. None: what the task says.")
@dataclass(frozen=True, slots=True)
class AbletonTracks:
    """Its tracks."""

    tracks: Annotated[tuple[str, ...], Many("tracks to play", arg=_TRACK)] = ()


@_both(
    "/ableton/track",
    "Which of Live's tracks is the melody, the chords, the bass, the drums. Unless it is said, its "
    "name tells, or a drum rack on it.",
)
@dataclass(frozen=True, slots=True)
class AbletonTrack:
    """Where a track lives."""

    name: Annotated[str, _TRACK]
    track: Annotated[
        float | str,
        Arg("value", "the track's name in Live, or its number from the left; empty: find it"),
    ]


@_both("/ableton/create", "1: tracks that an answer needs and Live does not have are made.")
@dataclass(frozen=True, slots=True)
class AbletonCreate:
    """May it?"""

    on: Annotated[int, _ON]


@_both("/ableton/launch", "1: answers are launched, on the next bar.")
@dataclass(frozen=True, slots=True)
class AbletonLaunch:
    """Hear it at once."""

    on: Annotated[int, _ON]


@_both("/ableton/param", "How answers are made; see the parameters below.")
@dataclass(frozen=True, slots=True)
class AbletonParam:
    """Parameters of all answers from now on."""

    params: Annotated[tuple[ParamRow, ...], Many("name and value", 1)]


@_row(
    "/ableton/watch",
    "in",
    "1: tell me what happens: the values of /ableton/..., its /state, /found, /made and /undone.",
)
@dataclass(frozen=True, slots=True)
class AbletonWatch:
    """Begin or end to watch."""

    on: Annotated[int, _ON] = 1


@_row("/ableton/state", "out", "How the link to Live is, and what goes on.")
@dataclass(frozen=True, slots=True)
class AbletonState:
    """For people."""

    state: Annotated[str, Arg("s", "state", choices=ABLETON_STATES)]
    text: Annotated[
        str, Arg("s", "what goes on, what became of the last request, or what is wrong")
    ]


@_row("/ableton/found", "out", "Which of Live's tracks a track was found to be.")
@dataclass(frozen=True, slots=True)
class AbletonFound:
    """Where a track lives."""

    name: Annotated[str, _TRACK]
    number: Annotated[int, Arg("i", "Live's track, from 1; 0: none")]
    track: Annotated[str, Arg("s", "its name in Live")]
    why: Annotated[str, Arg("s", "how it was found")]


@_row("/ableton/made", "out", "A clip of an answer is in Live.")
@dataclass(frozen=True, slots=True)
class AbletonMade:
    """It is there."""

    number: Annotated[int, Arg("i", "number of the answer")]
    task: Annotated[str, Arg("s", "what was asked for", choices=ABLETON_TASKS)]
    name: Annotated[str, _TRACK]
    track: Annotated[int, Arg("i", "Live's track, from 1")]
    scene: Annotated[int, Arg("i", "Live's scene, from 1")]
    clip: Annotated[str, Arg("s", "the clip's name")]
    notes: Annotated[int, Arg("i", "notes in it")]
    seed: Annotated[int, Arg("i", "what it was drawn with")]


@_row("/ableton/undone", "out", "The clips of an answer were taken out of Live.")
@dataclass(frozen=True, slots=True)
class AbletonUndone:
    """It is gone."""

    number: Annotated[int, Arg("i", "number of the answer")]
    clips: Annotated[int, Arg("i", "clips that were taken out")]


@_row("/midi/ports", "in", "Answer: /midi/port for each port there is, then /done id count.")
@dataclass(frozen=True, slots=True)
class MidiPortsAsk:
    """What could be opened?"""

    id: Annotated[Id, ID] = ""


_PORT_NAME = Arg("s", "a part of the port's name; virtual: a new port, to which others connect")


@_row(
    "/midi/open",
    "in",
    "Open a MIDI port: in for music and clocks, control for knobs and pads, out for the answers. "
    "It is opened again and again until it is there. Answer: /midi/port, also whenever its state "
    "changes.",
)
@dataclass(frozen=True, slots=True)
class MidiOpen:
    """Connect."""

    use: Annotated[str, Arg("s", "what for", choices=PORT_USES)]
    port: Annotated[str, _PORT_NAME]
    tracks: Annotated[
        tuple[str, ...],
        Many("in: its track, none: by channel; out: its tracks, none: all", arg=_TRACK),
    ] = ()


@_row("/midi/close", "in", "Close it. Answer: /midi/port.")
@dataclass(frozen=True, slots=True)
class MidiClose:
    """Disconnect."""

    use: Annotated[str, Arg("s", "what for", choices=PORT_USES)]
    port: Annotated[str, Arg("s", "as it was opened; * for all of this use")]


@_row("/midi/port", "out", "A MIDI port; the id is empty where it is news.")
@dataclass(frozen=True, slots=True)
class MidiPortIs:
    """About a port."""

    id: Annotated[Id, ID]
    use: Annotated[str, Arg("s", "what for", choices=PORT_USES)]
    name: Annotated[str, Arg("s", "its name")]
    state: Annotated[str, Arg("s", "state", choices=("there", "open", "lost", "closed"))]
    text: Annotated[str, Arg("s", "what is wrong, for people; or empty")]
    asked: Annotated[str, Arg("s", "as it was opened, for /midi/close; empty: nobody did")] = ""


@_row("/hello", "out", "Answer to /hello.")
@dataclass(frozen=True, slots=True)
class HelloBack:
    """Who answers."""

    version: Annotated[int, Arg("i", "version of this protocol")]
    name: Annotated[str, Arg("s", "name and version of the server")]
    preset: Annotated[str, Arg("s", "preset that serves, or empty while loading")]
    state: Annotated[str, Arg("s", "of the model", choices=("loading", "ready", "dead"))]
    capabilities: Annotated[
        tuple[str, ...], Many("addresses that are answered", arg=Arg("s", "address"))
    ] = ()


@_row("/pong", "out", "Answer to /ping.")
@dataclass(frozen=True, slots=True)
class Pong:
    """It is there."""

    n: Annotated[int, Arg("i", "as it was sent")]


@_row("/clip", "out", "A MIDI file was read as a clip (WebSocket only).")
@dataclass(frozen=True, slots=True)
class ClipRead:
    """What a file holds."""

    id: Annotated[Id, ID]
    length: Annotated[float, Arg("f", "length of the clip", "beats", 0, MAX_BEATS)]
    tempo: Annotated[float, Arg("f", "tempo", "beats per minute", 1, 10_000)]
    notes: Annotated[int, Arg("i", "notes in its tracks")]
    tracks: Annotated[tuple[str, ...], Many("tracks that it holds", arg=_TRACK)] = ()


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one track of a MIDI file plays on one channel."""

    number: Annotated[int, Arg("i", "number among all that play, from 1")]
    midi_track: Annotated[int, Arg("i", "track of the file, from 1")]
    channel: Annotated[int, Arg("i", "MIDI channel", "", 1, 16)]
    role: Annotated[
        str,
        Arg("s", "the track that it was taken for; none: it stays as it is", choices=(*ROLES, "")),
    ]
    name: Annotated[str, Arg("s", "its name in the file")]
    why: Annotated[str, Arg("s", "why, for people")]


@_row("/clip/parts", "out", "What plays in a MIDI file, and what it was taken for; after /clip.")
@dataclass(frozen=True, slots=True)
class ClipParts:
    """Who is who in a file."""

    id: Annotated[Id, ID]
    parts: Annotated[tuple[PartRow, ...], Many("the parts")] = ()


@_row("/progress", "out", "How far a request is; at most 20 a second.")
@dataclass(frozen=True, slots=True)
class Progress:
    """Work goes on."""

    id: Annotated[Id, ID]
    share: Annotated[float, Arg("f", "share that is done", "", 0, 1)]


@_row(
    "/note",
    "out",
    "Notes of an answer, only those that fill the holes; start counts from the start of the "
    "answer's clip.",
)
@dataclass(frozen=True, slots=True)
class Notes:
    """Part of an answer."""

    id: Annotated[Id, ID]
    variation: Annotated[int, Arg("i", "which answer, from 0", "", 0, 15)]
    notes: Annotated[tuple[NoteRow, ...], Many("the notes", 1)]


@_row("/done", "out", "The request is finished.")
@dataclass(frozen=True, slots=True)
class Done:
    """Last event of a request that succeeded."""

    id: Annotated[Id, ID]
    count: Annotated[int, Arg("i", "how many notes (or other answers) were sent for it")]
    seed: Annotated[
        int, Arg("i", "what notes were drawn with: as the parameter seed it brings them back")
    ] = 0


FAIL_CODES = {
    "bad_packet": "not OSC or not JSON, or broken; the id is empty",
    "unknown_address": "no such address",
    "bad_args": "wrong number, type or range of arguments; the text says what to send",
    "unknown_id": "no clip and no task of that id",
    "in_use": "the id is at work or holds a clip that was never asked for",
    "empty": "nothing to fill, or nothing to work from",
    "outside": "a note or hole lies outside the clip, or the clip cannot be used",
    "too_large": "more notes or data than is accepted",
    "busy": "too much is waiting: try again later",
    "replaced": "a newer request of the same kind from the same client took its place",
    "cancelled": "as was asked for with /cancel, /panic or /hello",
    "late": "the deadline passed before there was a first draft",
    "refused": "this cannot be done now; the text says why",
    "failed": "the model cannot do this; the text says why",
    "worker_died": "the process that runs the model ended; it is being restarted, ask again",
    "no_audio": "the sound cannot be used, or its source cannot be opened; the text says why",
    "no_live": "Ableton Live or AbletonOSC does not answer; the text says what to do",
    "no_preset": "no such preset, or it cannot be loaded",
}


@_row("/fail", "out", "A request, or one message, failed.")
@dataclass(frozen=True, slots=True)
class Fail:
    """Last event of a request that failed; the id is empty where none was recognised."""

    id: Annotated[Id, ID]
    code: Annotated[str, Arg("s", "one of the codes below", choices=tuple(FAIL_CODES))]
    text: Annotated[str, Arg("s", "what is wrong and what to do, for people")]


def fail(request: Id, code: str, text: str) -> Fail:
    """A `Fail` whose text fits a packet and a line."""
    return Fail(request, code, clean(text))


@_row("/preset", "out", "One preset, or the news that one is being loaded or serves now.")
@dataclass(frozen=True, slots=True)
class PresetInfo:
    """About a preset."""

    id: Annotated[Id, ID]
    name: Annotated[str, NAME]
    state: Annotated[str, Arg("s", "state", choices=("there", "loading", "ready"))]
    about: Annotated[str, Arg("s", "what it is")]
    plays: Annotated[tuple[str, ...], Many("tracks that it plays", arg=_TRACK)] = ()


@_row("/audio/source", "out", "What is listened to; also when its state changes.")
@dataclass(frozen=True, slots=True)
class AudioSourceIs:
    """How the sound is."""

    kind: Annotated[str, Arg("s", "what", choices=AUDIO_KINDS)]
    name: Annotated[str, Arg("s", "device, file or client")]
    state: Annotated[
        str,
        Arg(
            "s",
            "silent: nothing but zeros for 5 s; waiting: for a client; lost: tried again",
            choices=("off", "opening", "waiting", "running", "silent", "lost"),
        ),
    ]
    rate: Annotated[int, Arg("i", "sample rate, 0 while unknown", "Hz", 0, MAX_RATE)]
    channels: Annotated[int, Arg("i", "channels, 0 while unknown", "", 0, MAX_CHANNELS)]


@_row("/audio/gain", "out", "Answer to /audio/gain.")
@dataclass(frozen=True, slots=True)
class AudioGainIs:
    """The gain from now on."""

    gain: Annotated[float, GAIN]


@_row("/audio/device", "out", "One input, in answer to /audio/devices.")
@dataclass(frozen=True, slots=True)
class AudioDevice:
    """About an input."""

    id: Annotated[Id, ID]
    number: Annotated[int, Arg("i", "number, as /audio/source takes it")]
    name: Annotated[str, Arg("s", "name, and in brackets that of the driver")]
    channels: Annotated[int, Arg("i", "channels at most")]
    rate: Annotated[int, Arg("i", "its usual sample rate", "Hz")]
    default: Annotated[int, Arg("i", "1: the default input", "", 0, 1)]


@_row("/panic", "out", "Answer to /panic.")
@dataclass(frozen=True, slots=True)
class PanicDone:
    """All is quiet."""

    count: Annotated[int, Arg("i", "requests that were cancelled")]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One line of the status."""

    name: Annotated[str, Arg("s", "what")]
    value: Annotated[str, Arg("s", "how it is")]


@_row("/status", "out", "Answer to /status: names and values, for people.")
@dataclass(frozen=True, slots=True)
class StatusReport:
    """How the server is."""

    lines: Annotated[tuple[StatusRow, ...], Many("the lines")]


Task = Infill | Accompany | Continue | LeadIn | Bridge | Vary | Generate
ArtValue = (
    ArtLook | ArtTune | ArtLabel | ArtSeed | ArtTravel | ArtSensitivity | ArtPalette
    | ArtBrightness | ArtAbstraction | ArtFreeze | ArtBlackout
)  # fmt: skip
MidiCommand = MidiLearn | MidiForget | MidiMapAsk
ArtCommand = (
    ArtWatch | ArtValue | ArtLookStore | ArtCueStore | ArtCueRecall | ArtRecord
    | ArtSound | ArtPainter | ArtPaintersAsk
)  # fmt: skip
ArtEvent = (
    ArtValue | ArtLookStore | ArtRecord
    | ArtState | ArtCues | ArtHeard | ArtFeatures | ArtRecorded | ArtSounded
    | ArtPainters
)  # fmt: skip
TransportCommand = (
    TransportSource | TransportPlay | TransportContinue | TransportStop | TransportTempo
    | TransportBeat
)  # fmt: skip
LiveCommand = (
    LiveRole | LiveBars | LiveAmount | LiveTracks | LiveParam | LiveHold | LiveAgain | LiveThru
    | LiveLatency | LiveChannel | LiveNote | LiveWatch | LiveCapture
    | MidiPortsAsk | MidiOpen | MidiClose | TransportCommand
)  # fmt: skip
LiveEvent = (
    LiveRole | LiveBars | LiveAmount | LiveTracks | LiveParam | LiveHold | LiveThru | LiveLatency
    | LiveChannel | TransportSource | TransportIs | LiveState | LiveNext | LiveCaptured | MidiPortIs
)  # fmt: skip
AbletonValue = (
    AbletonOn | AbletonBars | AbletonAmount | AbletonHole | AbletonTracks | AbletonTrack
    | AbletonCreate | AbletonLaunch | AbletonParam
)  # fmt: skip
AbletonCommand = AbletonMake | AbletonUndo | AbletonAdd | AbletonValue | AbletonWatch
AbletonEvent = AbletonValue | AbletonState | AbletonFound | AbletonMade | AbletonUndone
Command = (
    Hello | Ping | ClipBegin | ClipNote | ClipHole | ClipParam | Task
    | Cancel | PresetList | PresetLoad | Panic | Status
    | AudioSource | AudioGain | AudioDevices | AudioBegin | AudioBlock | AudioSamples | ArtCommand
    | MidiCommand | LiveCommand | AbletonCommand
)  # fmt: skip
Event = (
    HelloBack | Pong | ClipRead | ClipParts | Progress | Notes | Done | Fail
    | PresetInfo | PanicDone | StatusReport
    | AudioSourceIs | AudioGainIs | AudioDevice | ArtEvent
    | MidiLearn | MidiMap | LiveEvent | AbletonEvent
)  # fmt: skip


def task_name(task: Task) -> str:
    """`infill`, `accompany` ..."""
    return row_for(task).address.rpartition("/")[2]
