"""What is listened to: (state, command or news, client, now) -> effects. No I/O, no clock.

One source at a time: a device or a file in the audio process, or a client that sends blocks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bridges import commands as c
from bridges.audio import AudioError, Meter, Order, Sound, choose, decode
from bridges.audio_port import Ended, News
from bridges.audio_sources import DeviceSource, FileSource, Heard, Opened
from bridges.table import PeerError, clean
from bridges.ws import SoundBlock
from generators.media import Samples
from server.effects import CloseSource, Effect, ListDevices, Log, OpenSource, Send

Block = c.AudioBlock | c.AudioSamples | SoundBlock
Message = c.AudioSource | c.AudioGain | c.AudioDevices | c.AudioBegin | Block
OPEN_S = 60.0
"""How long a source may take to open."""
DEAD_S = 2.0
"""A source that hands over nothing for so long is dead: a driver that is only silent hands over
zeros."""
SILENT_S = 5.0
"""Nothing but zeros for so long is worth saying."""
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before the first, second ... new try in a row."""
_STEADY_S = 10.0
_SAY_S = 1.0
_OFF = c.AudioSource("off")


@dataclass
class _Line:
    """A client that sends blocks, and how they are written."""

    client: str
    rate: int
    channels: int
    form: str
    order: Order = field(default_factory=Order)
    frames: int = 0
    """Of the last block."""


class Hearing:
    """The source, how it is, and the sound that came from it."""

    def __init__(self) -> None:
        self.sound = Sound()
        self.state = "off"
        self.counts: Counter[str] = Counter()
        self._wanted, self._key = _OFF, 0
        self._name, self._rate, self._channels = "", 0, 0
        self._line: _Line | None = None
        self._asker = ""
        self._due = self._since = float("inf")
        self._failures, self._trouble = 0, ""
        self._said: dict[str, float] = {}

    @property
    def due(self) -> float | None:
        """When `tick` has to be called, if nothing else happens."""
        return None if self._due == float("inf") else self._due

    def handle(self, message: Message, client: str, now: float) -> list[Effect]:
        """Carry out a command. Raises `PeerError`."""
        match message:
            case c.AudioSource():
                return self._choose(message, client, now)
            case c.AudioGain(gain):
                self.sound.gain_db = gain
                return [Send(client, c.AudioGainIs(gain)), Log(f"{client}: gain {gain:+g} dB")]
            case c.AudioDevices(request):
                return [ListDevices(client, request)]
            case c.AudioBegin():
                return self._begin(message, client, now)
        try:
            return self._block(message, client, now)
        except PeerError as error:
            return self._refuse(client, error.code, error.text, now)

    def hear(self, key: int, news: News, now: float) -> list[Effect]:
        """Take in what the audio process says of the source of this `key`."""
        if key != self._key:
            return []
        match news:
            case Opened(name, rate, channels):
                self._name, self._rate, self._channels = name, rate, channels
                self._due, self._since = now + DEAD_S, now
                return self._turn("running")
            case Heard(samples, lost, overruns):
                self.sound.skip(lost, self._rate)
                self.counts["overruns of the device"] += overruns
                return self._take(samples, now)
            case Ended(text, again) if again:
                return self._lose(text, now)
            case Ended(text):
                return self._end(text)

    def tick(self, now: float) -> list[Effect]:
        """Do what is due."""
        if now < self._due:
            return []
        if self._line is not None:
            self._due = float("inf")
            return self._turn("waiting", f"nothing for {DEAD_S:g} s")
        if self.state == "lost":
            return self._open(now)
        text = (
            f"did not open within {OPEN_S:g} s"
            if self.state == "opening"
            else f"handed over nothing for {DEAD_S:g} s, its driver seems dead"
        )
        return [CloseSource(by_force=True), *self._lose(f"{self._what} {text}", now)]

    def forget(self, client: str) -> list[Effect]:
        """A client is gone, or begins afresh."""
        if self._asker == client:
            self._asker = ""
        if self._line is None or self._line.client != client:
            return []
        self._line, self._due = None, float("inf")
        return self._turn("waiting", f"{client} is gone")

    def status(self) -> dict[str, str]:
        """Names and values, for people."""
        if self.state == "off" and not self.sound.time:
            return {"sound": f"off {self._trouble}".strip()}
        meter, counts = self.sound.meter, self.sound.counts + self.counts
        rows = {
            "sound": f"{self._what}: {self.state} {self._trouble}".strip()
            if self._wanted.kind != "off"
            else f"off {self._trouble}".strip(),
            "sound rate": f"{self._rate} Hz, {self._channels} channels" if self._rate else "",
            "sound level": f"peak {meter.peak_db:.1f} dBFS, RMS {meter.rms_db:.1f} dBFS, "
            f"gain {self.sound.gain_db:+g} dB",
            "sound heard": f"{self.sound.time:.1f} s",
            "sound clipped": f"{meter.clipped} frames" if meter.clipped else "",
            "sound silent": f"only zeros for {meter.zeros_s:.0f} s" if meter.zeros_s >= 1 else "",
            **{f"sound {name}": str(count) for name, count in sorted(counts.items())},
        }
        return {name: value for name, value in rows.items() if value}

    def health(self) -> dict[str, Any]:
        """The same for programs; levels in dBFS, at the floor while nothing comes in."""
        meter = self.sound.meter if self.state == "running" else Meter()
        return {
            "state": self.state,
            "source": self._what,
            "rate": self._rate,
            "channels": self._channels,
            "peak_db": round(meter.peak_db, 1),
            "rms_db": round(meter.rms_db, 1),
            "seconds": round(self.sound.time, 3),
        }

    # the source

    @property
    def _what(self) -> str:
        return f"{self._wanted.kind} {self._name}".strip()

    def _choose(self, wanted: c.AudioSource, client: str, now: float) -> list[Effect]:
        if wanted.kind == "file" and not wanted.name:
            raise PeerError("bad_args", "/audio/source: name the file's path")
        self._wanted, self._asker, self._name = wanted, client, wanted.name
        self._line, self._failures, self._trouble = None, 0, ""
        self._rate = self._channels = 0
        if wanted.kind in ("device", "file"):
            return self._open(now)
        self._key += 1
        self._due = float("inf")
        return [CloseSource(), *self._turn("off" if wanted.kind == "off" else "waiting")]

    def _open(self, now: float) -> list[Effect]:
        self._key += 1
        self.state, self._due = "opening", now + OPEN_S
        wanted = self._wanted
        if wanted.kind == "file":
            file = FileSource(wanted.name, wanted.channels, bool(wanted.loop))
            return [OpenSource(self._key, file)]
        return [OpenSource(self._key, DeviceSource(wanted.name, wanted.channels))]

    def _lose(self, text: str, now: float) -> list[Effect]:
        if self.state in ("running", "silent") and now - self._since >= _STEADY_S:
            self._failures = 0
        self._due = now + BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        known, self._trouble = self._trouble == text, text
        if known and self.state == "opening":
            self.state = "lost"
            return []  # was said already
        told = [Send(self._asker, c.fail("", "no_audio", f"{text}: trying again"))]
        return [*(told if self._asker else []), *self._turn("lost", text)]

    def _end(self, text: str) -> list[Effect]:
        asker, what = self._asker, self._what
        self._wanted, self._due, self._trouble = _OFF, float("inf"), text
        effects = self._turn("off", text or f"{what} is at its end")
        self._name, self._rate, self._channels = "", 0, 0
        if text and asker:
            return [Send(asker, c.fail("", "no_audio", text)), *effects]
        return effects

    def _turn(self, state: str, why: str = "") -> list[Effect]:
        """The new state, as it is logged and told."""
        self.state = state
        if state == "running":
            self._trouble = ""
        form = f", {self._rate} Hz, {self._channels} channels" if state == "running" else ""
        what = f"{self._what}: " if self._wanted.kind != "off" else ""
        line = f"sound: {what}{state}{form}" + (f" ({why})" if why else "")
        log = Log(clean(line), error=state in ("lost", "silent") or bool(self._trouble))
        event = c.AudioSourceIs(
            self._wanted.kind, clean(self._name), state, self._rate, self._channels
        )
        return [Send(self._asker, event), log] if self._asker else [log]

    # clients that send blocks

    def _begin(self, message: c.AudioBegin, client: str, now: float) -> list[Effect]:
        way, _, name = client.partition(" ")
        if self._wanted.kind != way and self.state not in ("off", "waiting"):
            text = f"{self._what} is listened to: say /audio/source {way} before"
            raise PeerError("in_use", text)
        if self._wanted.kind != way:
            self._wanted = c.AudioSource(way)
        self._line = _Line(client, message.rate, message.channels, message.format)
        self._asker, self._name, self._trouble = client, name, ""
        self._rate, self._channels, self._due = message.rate, message.channels, now + DEAD_S
        return self._turn("running")

    def _block(self, block: Block, client: str, now: float) -> list[Effect]:
        effects = self._follow(block, client, now) if isinstance(block, SoundBlock) else []
        line = self._line
        if line is None or line.client != client:
            raise PeerError("no_audio", f"{client} is not listened to: say /audio/begin first")
        plain = isinstance(block, c.AudioSamples)
        try:
            samples = choose(_samples(block, line), self._wanted.channels)
        except AudioError as error:
            text = f"/audio/{'samples' if plain else 'block'}: {error}"
            return [*effects, *self._refuse(client, "no_audio", text, now)]
        if not isinstance(block, SoundBlock):
            missing = line.order.missing(block.number)
            if missing is None:
                self.counts["blocks late"] += 1
                return effects
            self.counts["blocks missing"] += missing
            self.sound.skip(missing * (line.frames or len(samples)), line.rate)
        line.frames = len(samples)
        return [*effects, *self._take(samples, now)]

    def _refuse(self, client: str, code: str, text: str, now: float) -> list[Effect]:
        """Answer a block that cannot be used; they come by the hundred."""
        self.counts["blocks refused"] += 1
        return [Send(client, c.fail("", code, text))] if self._may_say("refused", now) else []

    def _follow(self, block: SoundBlock, client: str, now: float) -> list[Effect]:
        """What a block's own header says replaces what was said before."""
        line = self._line
        if line is None or line.client != client:
            if line is not None or block.rate is None:
                return []
            begin = c.AudioBegin(block.rate, block.channels or 1, block.form or "f32")
            return self._begin(begin, client, now)
        before = (line.rate, line.channels, line.form)
        after = (block.rate or line.rate, block.channels or line.channels, block.form or line.form)
        effects = [] if after == before else self._begin(c.AudioBegin(*after), client, now)
        return effects if effects and self._may_say("form", now) else []

    # the sound

    def _take(self, samples: Samples, now: float) -> list[Effect]:
        bad = self.sound.counts["samples not finite"]
        self.sound.put(samples, self._rate)
        self._due = now + DEAD_S
        bad = self.sound.counts["samples not finite"] - bad
        effects: list[Effect] = []
        if bad and self._may_say("not finite", now):
            effects.append(Log(f"sound: {self._what} sends NaN or infinity", error=True))
        zeros = self.sound.meter.zeros_s >= SILENT_S
        if zeros and self.state == "running":
            effects += self._turn("silent", f"nothing but zeros for {SILENT_S:g} s")
        elif self.state == "waiting" or (self.state == "silent" and not zeros):
            effects += self._turn("running")
        return effects

    def _may_say(self, what: str, now: float) -> bool:
        if now - self._said.get(what, float("-inf")) < _SAY_S:
            return False
        self._said[what] = now
        return True


def _samples(block: Block, line: _Line) -> Samples:
    """The samples [frames, channels] of a block. Raises `AudioError`."""
    if not isinstance(block, c.AudioSamples):
        return decode(block.data, line.channels, line.form)
    count = len(block.samples)
    if count % line.channels:
        raise AudioError(f"{count} samples are no whole frames of {line.channels} channels")
    return np.array(block.samples, np.float32).reshape(-1, line.channels)
