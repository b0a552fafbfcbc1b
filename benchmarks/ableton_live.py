"""A stand-in for Ableton Live with AbletonOSC: a set, and a thread that serves it over real UDP.

It does what the script does, with its faults: it works on a tick, answers to one fixed port of the
host that asked, says nothing to setters, says errors without an id, leaves out the rest of a packet
(and the other packets of the tick) after an error, cannot send what is too large, and tells
listeners' news to whoever sent last. The set does as Live's does where we meet it.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from bridges.ableton import LiveNote

MAX_REPLY = 9216
"""Bytes that macOS sends in one UDP packet."""
DRUM_RACK = "DrumGroupDevice"


@dataclass
class Clip:
    """A session clip."""

    length: float
    name: str = ""
    color: int = 0xFFFFFF
    notes: list[LiveNote] = field(default_factory=list)
    loop_start: float = 0.0
    looping: bool = True
    launch_quantization: int = 0
    audio: bool = False

    @property
    def loop_end(self) -> float:
        """Beats."""
        return self.loop_start + self.length

    def add(self, new: LiveNote) -> None:
        """Live's rule for notes of one pitch: one that begins at once is replaced, one that still
        sounds ends where the new one begins."""
        if not (0 <= new.pitch <= 127 and new.duration > 0 and 1 <= new.velocity <= 127):
            raise RuntimeError("Invalid note")
        kept = []
        for old in self.notes:
            if old.pitch == new.pitch and old.start == new.start:
                continue
            over = old.pitch == new.pitch and old.start < new.start < old.start + old.duration
            kept.append(replace(old, duration=new.start - old.start) if over else old)
        self.notes = [*kept, new]

    def between(self, pitch: int, pitches: int, start: float, span: float) -> list[LiveNote]:
        """Notes that begin in a region, by pitch and then by time, as Live gives them."""
        found = (
            n for n in self.notes
            if pitch <= n.pitch < pitch + pitches and start <= n.start < start + span
        )  # fmt: skip
        return sorted(found, key=lambda n: (n.pitch, n.start))


@dataclass
class Track:
    """A track of the set."""

    name: str
    has_midi_input: bool = True
    devices: tuple[str, ...] = ()
    is_foldable: bool = False
    color: int = 0
    slots: list[Clip | None] = field(default_factory=list)


@dataclass
class Set:
    """What is open in Live. `most_scenes` and `most_tracks` are those of the smaller editions."""

    tracks: list[Track]
    scenes: int = 4
    tempo: float = 120.0
    signature: tuple[int, int] = (4, 4)
    selected: tuple[int, int] | None = (0, 0)
    most_scenes: int = 1000
    most_tracks: int = 1000
    fired: list[tuple[int, int, int]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for track in self.tracks:
            track.slots += [None] * (self.scenes - len(track.slots))

    def clip(self, track: int, row: int) -> Clip | None:
        """What is in a slot."""
        return self.tracks[track].slots[row]

    def add_scene(self) -> None:
        """Append one."""
        if self.scenes >= self.most_scenes:
            raise RuntimeError("Scene limit reached")
        self.scenes += 1
        for track in self.tracks:
            track.slots.append(None)
        if self.selected is not None:
            self.selected = (self.selected[0], self.scenes - 1)

    def add_track(self) -> None:
        """Append a MIDI track."""
        if len(self.tracks) >= self.most_tracks:
            raise RuntimeError("Track limit reached")
        name = f"{len(self.tracks) + 1}-MIDI"
        self.tracks.append(Track(name, slots=[None] * self.scenes))
        if self.selected is not None:
            self.selected = (len(self.tracks) - 1, self.selected[1])


class Live:
    """The script, serving `set` from `port`, answering to `reply_port`; a context manager.

    `lose(address)` says which packets are lost on their way in; `said` are the addresses that came.
    """

    def __init__(
        self, opened: Set, reply_port: int, tick_s: float = 0.1, port: int = 0,
        max_reply: int = MAX_REPLY,
    ) -> None:  # fmt: skip
        self.set, self.reply_port, self.tick_s = opened, reply_port, tick_s
        self.max_reply = max_reply
        self.lock = threading.Lock()
        self.said: list[str] = []
        self.packets: list[int] = []
        """Sizes of what came."""
        self.lose: Callable[[Sequence[str]], bool] = lambda _: False
        self.before: Callable[[str], None] = lambda _: None
        """Called before each message is carried out: what the musician does meanwhile."""
        self.busy = False
        """Live stands still: nothing is carried out."""
        self._listeners: dict[tuple[str, tuple[Any, ...]], Callable[[], tuple[Any, ...]]] = {}
        self._remote = ("127.0.0.1", reply_port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.start_script()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join(5)
        self._socket.close()

    def start_script(self) -> None:
        """As when Live starts, opens a set, or reloads the script: listeners are gone."""
        with self.lock:
            self._listeners.clear()
            self._remote = ("127.0.0.1", self.reply_port)
            self._send("/live/startup", ())

    def change(self, do: Callable[[Set], None]) -> None:
        """The musician does something; listeners are told."""
        with self.lock:
            before = {key: get() for key, get in self._listeners.items()}
            do(self.set)
            for (address, ids), get in self._listeners.items():
                if get() != before[address, ids]:
                    self._send(address, (*ids, *get()))

    def _run(self) -> None:
        while not self._ends.wait(self.tick_s):
            if not self.busy:
                with self.lock:
                    self._process()

    def _process(self) -> None:
        """Everything that has come, or until an error."""
        try:
            while True:
                data, sender = self._socket.recvfrom(65536)
                self._remote = (sender[0], self.reply_port)
                messages = self._read(data)
                if self.lose([m.address for m in messages]):
                    continue
                self.packets.append(len(data))
                for message in messages:
                    self._carry_out(message)
        except BlockingIOError:
            pass
        except OSError as error:
            self._complain(f"Socket error: {error}")
        except Exception as error:  # noqa: BLE001 - as the script does
            self._complain(f"Error handling OSC message: {error}")

    def _read(self, data: bytes) -> list[OscMessage]:
        try:
            return list(_flat(data))
        except ParseError as error:
            self._complain(f"Error parsing OSC message: {error}")
            return []

    def _carry_out(self, message: OscMessage) -> None:
        self.said.append(message.address)
        self.before(message.address)
        _, _, kind, *rest = message.address.split("/")
        handler = getattr(self, f"_{kind}", None)
        values = list(message.params)
        if handler is None or (answer := handler(rest, values)) is NotImplemented:
            self._complain(f"Unknown OSC address: {message.address}")
        elif answer is not None:
            self._send(message.address, answer)

    def _complain(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self._send("/live/error", (text,))

    def _send(self, address: str, values: Iterable[Any]) -> None:
        builder = OscMessageBuilder(address)
        for value in values:
            builder.add_arg(value)
        data = builder.build().dgram
        if len(data) > self.max_reply:
            raise OSError(errno.EMSGSIZE, "Message too long")
        self._socket.sendto(data, self._remote)

    # handlers: parts of the address, values -> answer, None without one

    def _test(self, _: list[str], __: list[Any]) -> Any:
        return ("ok",)

    def _api(self, rest: list[str], values: list[Any]) -> Any:
        if rest != ["show_message"]:
            return NotImplemented
        self.set.messages.append(values[0])
        return None

    def _application(self, rest: list[str], _: list[Any]) -> Any:
        return (12, 1) if rest == ["get", "version"] else NotImplemented

    def _view(self, rest: list[str], values: list[Any]) -> Any:
        def selected() -> tuple[int, ...]:
            if self.set.selected is None:
                raise ValueError("<Track.Track object> is not in list")
            return self.set.selected

        parts: dict[str, Callable[[], tuple[int, ...]]] = {
            "selected_clip": selected,
            "selected_track": lambda: selected()[:1],
            "selected_scene": lambda: selected()[1:],
        }
        if rest == ["set", "selected_clip"]:
            self.set.selected = (int(values[0]), int(values[1]))
            return None
        if rest[-1] not in parts:
            return NotImplemented
        if rest[0] == "start_listen":
            return self._listen(f"/live/view/get/{rest[1]}", (), parts[rest[1]])
        return parts[rest[1]]()

    def _song(self, rest: list[str], values: list[Any]) -> Any:
        song = self.set
        numbers: dict[str, Callable[[], float]] = {
            "num_tracks": lambda: len(song.tracks),
            "num_scenes": lambda: song.scenes,
            "tempo": lambda: float(song.tempo),
            "is_playing": lambda: bool(song.fired),
            "signature_numerator": lambda: song.signature[0],
            "signature_denominator": lambda: song.signature[1],
        }
        match rest:
            case ["create_scene"]:
                return song.add_scene()
            case ["create_midi_track"]:
                return song.add_track()
            case ["get", name] if name in numbers:
                return (numbers[name](),)
            case ["start_listen", name] if name in numbers:
                return self._listen(f"/live/song/get/{name}", (), lambda: (numbers[name](),))
            case ["set", "tempo"]:
                song.tempo = float(values[0])
                return None
        return NotImplemented

    def _track(self, rest: list[str], values: list[Any]) -> Any:
        number = int(values[0])
        track = self.set.tracks[number]
        match rest:
            case ["get", "devices", "class_name"]:
                return (number, *track.devices)
            case ["get", "clips", what]:
                return (number, *(None if s is None else getattr(s, what) for s in track.slots))
            case ["get", name] if hasattr(track, name):
                return (number, getattr(track, name))
            case ["set", name] if hasattr(track, name):
                setattr(track, name, values[1])
                return None
        return NotImplemented

    def _clip_slot(self, rest: list[str], values: list[Any]) -> Any:
        number, row = int(values[0]), int(values[1])
        track = self.set.tracks[number]
        clip = track.slots[row]
        match rest:
            case ["create_clip"]:
                if clip is not None:
                    raise RuntimeError("This slot already has a clip")
                if not track.has_midi_input:
                    raise RuntimeError("Only MIDI tracks can create clips")
                track.slots[row] = Clip(float(values[2]))
                return None
            case ["delete_clip"]:
                if clip is None:
                    raise RuntimeError("This slot does not have a clip")
                track.slots[row] = None
                return None
            case ["fire"]:
                how = clip.launch_quantization if clip else -1
                self.set.fired.append((number, row, how))
                return None
            case ["get", "has_clip"]:
                return (number, row, clip is not None)
        return NotImplemented

    def _clip(self, rest: list[str], values: list[Any]) -> Any:
        number, row = int(values[0]), int(values[1])
        clip: Any = self.set.tracks[number].slots[row]  # None has no properties: that raises
        match rest:
            case ["get", "notes"]:
                region = values[2:] or [0, 127, -8192, 16384]
                if len(region) != 4:
                    raise ValueError("Invalid number of arguments for /clip/get/notes")
                if clip.audio:
                    raise RuntimeError("Not a MIDI clip")
                flat = [
                    v
                    for n in clip.between(*region)
                    for v in (n.pitch, n.start, n.duration, n.velocity, n.mute)
                ]
                return (number, row, *flat)
            case ["add", "notes"]:
                for pitch, start, length, velocity, mute in zip(
                    *[iter(values[2:])] * 5, strict=True
                ):
                    clip.add(LiveNote(start, int(pitch), length, float(velocity), bool(mute)))
                return None
            case ["get", name]:
                return (number, row, getattr(clip, name))
            case ["set", name]:
                if not hasattr(clip, name):
                    return NotImplemented
                setattr(clip, name, values[2])
                return None
        return NotImplemented

    def _listen(self, address: str, ids: tuple[Any, ...], get: Callable[[], Any]) -> None:
        self._listeners[address, ids] = get
        self._send(address, (*ids, *get()))


def _flat(data: bytes) -> Iterable[OscMessage]:
    """The messages of a packet; time tags count for nothing."""
    if not OscBundle.dgram_is_bundle(data):
        yield OscMessage(data)
        return
    for part in OscBundle(data):
        yield from _flat(part.dgram)


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)


def free_port() -> int:
    """A UDP port that nobody has now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def a_set(bars: int = 4, scenes: int = 4) -> Set:
    """A set with a melody that is selected, and free tracks for bass and drums."""
    notes = [
        LiveNote(i / 2, 60 + (i * 7) % 12, 0.5, 90.0 + i % 8 / 4, mute=i == 5)
        for i in range(bars * 8)
    ]
    melody = Track("Lead", slots=[Clip(bars * 4.0, "Verse", notes=notes)])
    drums = Track("808 Core", devices=(DRUM_RACK,))
    return Set([melody, Track("Bass"), drums, Track("Voice", has_midi_input=False)], scenes, 123.0)
