"""Wiring only: ports, session and engine in one event loop. Decides nothing, computes nothing."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import secrets
import signal
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console

import presets
from bridges import ableton, audio_port, oscquery
from bridges.ableton_port import AbletonPort
from bridges.access import Access
from bridges.audio import AudioError, Sound
from bridges.audio_port import AudioPort
from bridges.audio_sources import FileSource
from bridges.commands import (
    AudioDevice,
    AudioSource,
    Command,
    Done,
    Event,
    Fail,
    LiveCaptured,
    Pong,
    PresetInfo,
    StatusReport,
    StatusRow,
    fail,
)
from bridges.osc_port import OscPort, open_port
from bridges.table import clean
from bridges.ws import MIDI, Binary, MidiRequest, SoundBlock
from bridges.ws_port import Ears, Page, WsPort
from generators import midi_file
from generators.score import ROLES, ScoreError
from server import examples, remote, screen, worker
from server.band_engine import Band, BandNews
from server.diary import Diary
from server.effects import (
    ClipFile,
    CloseSource,
    Dial,
    Effect,
    Keep,
    KeepTake,
    ListDevices,
    ListPainters,
    ListPresets,
    Load,
    LoadPainter,
    Log,
    MakeFiles,
    MakeSound,
    OpenSource,
    Perform,
    Record,
    Send,
    SendFile,
    Show,
    Speak,
    Start,
    Stop,
    Watch,
)
from server.engine import Engine, News
from server.gallery import Gallery
from server.listening import Hearable, Listening
from server.paint_worker import PainterLoader, load_painter
from server.session import Session
from server.settings import Settings, StartError

log = logging.getLogger("klangbild")
PUMP_S = 0.003
SOUND_FILES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff", ".w64", ".caf")
LOG_LINES, LOG_S = 20, 1.0
"""Error lines in the log: at most so many in so many seconds, so that a flood stays readable."""
_FOLDER = Path(__file__).parent / "pages"
PAGES = {
    "/": ("text/html; charset=utf-8", "studio.html"),
    "/display": ("text/html; charset=utf-8", "display.html"),
    "/icon.svg": ("image/svg+xml", "icon.svg"),
    **{
        f"/{path.name}": (f"text/{kind}; charset=utf-8", path.name)
        for suffix, kind in ((".js", "javascript"), (".css", "css"))
        for path in sorted(_FOLDER.glob(f"*{suffix}"))
    },
}


def run(settings: Settings, console: Console | None = None) -> None:
    """Serve until SIGINT or SIGTERM. Raises `StartError` if it cannot begin."""
    _log_to(console or Console(), settings.log_level)
    asyncio.run(_serve(settings, console or Console()))


async def _serve(settings: Settings, console: Console) -> None:
    app = App(settings)
    stopped = asyncio.Event()
    _on_signals(stopped.set)
    await app.start()
    try:
        console.print(screen.welcome(settings, app.osc_port, app.http_port, app.token))
        await stopped.wait()
        log.info("stopping")
    finally:
        await app.stop()


class App:
    """The running server. `loader` and `painters` say how a worker makes its generator; `sound` is
    what the pictures hear instead of the sound that comes in."""

    def __init__(
        self,
        settings: Settings,
        loader: worker.Loader = worker.load_generator,
        painters: PainterLoader = load_painter,
        sound: Hearable | None = None,
    ) -> None:
        self.settings = settings
        self.gallery = Gallery(settings, painters, self._do)
        self.session = Session(
            settings.preset,
            f"klangbild {_version()}",
            lambda: secrets.randbelow(2**24),
            self.gallery.art,
            self.gallery.bound,
        )
        self.engine = Engine(self._news, settings.device, loader)
        self.audio = AudioPort(self._audio_news)
        self.band = Band(self._band_news)
        live = (settings.ableton_host, settings.ableton_port, settings.ableton_reply_port)
        self.ableton = AbletonPort(*live, self._ableton_news)
        self.diary = Diary(settings.folder)
        self.token = remote.token(settings.folder) if settings.remote else ""
        self._heard = sound or Listening(self.sound)
        self.osc: OscPort
        pages = {path: _read_page(*page) for path, page in PAGES.items()}
        self.ws = WsPort(
            Ears(self._hear, self._hear_file, self._closed, self._hear),
            {**pages, **_examples(), "/looks.json": self.gallery.looks_page},
            self.health,
            self.gallery.frame,
            self.gallery.trouble,
            self._describe,
            Access(self.token),
        )
        self.osc_port = self.http_port = 0
        self._outbox: deque[tuple[str, Event]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = time.monotonic()
        self._lines: tuple[float, int] = (0.0, 0)

    async def start(self) -> None:
        """Open the ports and begin to load the preset. Raises `StartError`."""
        self.check_preset()
        source = _source(self.settings) if self.settings.audio else None
        host, osc_port, http_port = (
            self.settings.host, self.settings.osc_port, self.settings.http_port
        )  # fmt: skip
        try:
            self.osc = await open_port(host, osc_port, self._hear)
        except OSError as error:
            raise StartError(_port_text("OSC", osc_port, "--osc-port", error)) from error
        try:
            everywhere = "0.0.0.0" if self.settings.remote else host  # noqa: S104 - with a token
            self.http_port = await self.ws.open(everywhere, http_port)
        except OSError as error:
            self.osc.close()
            raise StartError(_port_text("HTTP", http_port, "--http-port", error)) from error
        self.osc_port = self.osc.port
        self.engine.load(self.settings.preset)
        if source is not None:
            self._do(self.session.hearing.handle(source, "", self._now()))
        if self.settings.ports:
            self._do(self.session.live.want(self.settings.ports))
        for command in self.settings.commands:
            self._do(self.session.handle(command, "", self._now()))
        self.gallery.start(self.ws, self._heard)

    def check_preset(self) -> None:
        """Raise `StartError` unless the preset's folder can be read; the model is read later."""
        if self.settings.preset == worker.FAKE:
            return
        try:
            self.session.play(presets.notes(self.settings.preset).roles)
        except presets.PresetError as error:
            raise StartError(str(error)) from error

    @property
    def sound(self) -> Sound:
        """What is heard: windows and hops of it, at any rate; for the event loop's thread only."""
        return self.session.hearing.sound

    async def stop(self) -> None:
        """Close everything."""
        if self._timer is not None:
            self._timer.cancel()
        await self.ws.close()
        self.osc.close()
        self.ableton.close()
        for task in self._tasks:
            task.cancel()
        await self.gallery.close()
        await asyncio.gather(self.engine.close(), self.audio.shut(), self.band.close())
        await self.diary.keep(self.session.live.takes)

    def health(self) -> Mapping[str, Any]:
        """What /health says."""
        return {
            "state": self.session.state,
            "preset": self.session.preset,
            "osc": f"{self.settings.host}:{self.osc_port}",
            "http": f"{self.settings.host}:{self.http_port}",
            "uptime_s": round(time.monotonic() - self._started),
            "sound": self.session.hearing.health(),
            "status": {row.name: row.value for row in self._status()},
        }

    def _describe(self, path: str, query: str) -> oscquery.Reply:
        """What OSCQuery answers."""
        state = oscquery.State(self.session.events(), self.session.art.names)
        return oscquery.answer(path, query, state, self.settings.host, self.osc_port)

    # what comes in

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _hear(self, message: Command | Fail | SoundBlock, client: str) -> None:
        if isinstance(message, Fail):
            self._send(client, message)
        else:
            self._do(self.session.handle(message, client, self._now()))

    async def _hear_file(self, request: MidiRequest, data: bytes, client: str) -> None:
        choice = midi_file.TrackChoice(**request.tracks)
        try:
            document = await asyncio.to_thread(midi_file.read_midi, data, choice, request.any_metre)
        except ScoreError as error:
            self._send(client, fail(request.id, "outside", str(error)))
            return
        message = ClipFile(request.id, document, request.hold)
        self._do(self.session.handle(message, client, self._now()))

    def _closed(self, client: str) -> None:
        self._do(self.session.close(client, self._now()))

    def _news(self, news: News) -> None:
        self._do(self.session.hear(news, self._now()))

    def _audio_news(self, key: int, news: audio_port.News) -> None:
        self._do(self.session.hearing.hear(key, news, self._now()))

    def _band_news(self, news: BandNews) -> None:
        self._do(self.session.play_along(news, self._now()))

    def _ableton_news(self, news: ableton.News) -> None:
        self._do(self.session.hear_ableton(news, self._now()))

    # what goes out

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send(client, event):
                    self._send(client, event)
                case Perform(order):
                    self.band.send(order)
                case Start(request):
                    self.engine.start(request)
                case Stop(request):
                    self.engine.stop(request)
                case Load(preset):
                    self.engine.load(preset)
                case Log(text, error):
                    log.log(logging.ERROR if error else logging.INFO, text)
                case SendFile(client, request, variation, data):
                    header = {"id": request, "variation": variation}
                    self.ws.send_file(client, Binary(MIDI, header, data))
                case OpenSource() | CloseSource():
                    self._listen(effect)
                case Speak() | Dial():
                    self._call_live(effect)
                case MakeFiles() | ListPresets() | ListDevices() | KeepTake():
                    self._spawn(self._take_time(effect))
                case (
                    Show() | Watch() | Record() | Keep() | LoadPainter() | ListPainters()
                    | MakeSound()
                ):  # fmt: skip
                    self.gallery.carry_out(effect)
        self._arm()

    def _call_live(self, effect: Speak | Dial) -> None:
        match effect:
            case Speak(groups):
                self.ableton.send(groups)
            case Dial(True):
                self._spawn(self.ableton.open())
            case Dial():
                self.ableton.close()

    def _listen(self, effect: OpenSource | CloseSource) -> None:
        match effect:
            case OpenSource(key, source):
                self.audio.open(key, source)
            case CloseSource(by_force):
                self.audio.close(by_force)

    async def _take_time(self, effect: MakeFiles | ListPresets | ListDevices | KeepTake) -> None:
        match effect:
            case MakeFiles():
                await self._make_files(effect)
            case ListPresets():
                await self._list_presets(effect)
            case ListDevices():
                await self._list_devices(effect)
            case KeepTake(client):
                await self._keep_take(client)

    def _send(self, client: str, event: Event) -> None:
        if isinstance(event, Fail):
            self._log_fail(client, event)
        if isinstance(event, StatusReport):
            event = StatusReport(tuple(self._status()))
        if isinstance(event, Pong):
            self._port(client).send(client, event)  # overtakes long answers
            return
        self._outbox.append((client, event))
        if len(self._outbox) == 1:
            self._pump()

    def _pump(self) -> None:
        """Send what waits, for a few milliseconds at a time."""
        end = self._now() + PUMP_S
        try:
            while self._outbox and self._now() < end:
                client, event = self._outbox.popleft()
                self._port(client).send(client, event)
        finally:  # one event that cannot be sent must not silence the rest
            if self._outbox:
                asyncio.get_running_loop().call_later(0.001, self._pump)

    def _port(self, client: str) -> OscPort | WsPort:
        return self.osc if client.startswith("osc ") else self.ws

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.session.next_deadline
        if due is not None and due != float("inf"):
            self._timer = asyncio.get_running_loop().call_at(due, self._tick)

    def _tick(self) -> None:
        # The loop's timer may come a hair early by its clock's resolution.
        self._do(self.session.tick(self._now() + 0.001))

    async def _make_files(self, effect: MakeFiles) -> None:
        files, error = [], ""
        try:
            files = await asyncio.to_thread(_fill_files, effect)
        except ScoreError as fault:
            error = str(fault)
        self._do(self.session.filed(effect.key, files, error))

    async def _list_presets(self, effect: ListPresets) -> None:
        found = await asyncio.to_thread(_presets)
        for name, (about, plays) in found.items():
            ready = name == self.session.preset and self.session.state == "ready"
            state = "ready" if ready else "there"
            self._send(effect.client, PresetInfo(effect.request, name, state, about, plays))
        self._send(effect.client, Done(effect.request, len(found)))

    async def _keep_take(self, client: str) -> None:
        path, notes = await self.diary.keep(self.session.live.takes)
        if client:
            self._send(client, LiveCaptured(str(path), notes))

    async def _list_devices(self, effect: ListDevices) -> None:
        try:
            found = await asyncio.to_thread(audio_port.list_devices)
        except AudioError as error:
            self._send(effect.client, fail(effect.request, "no_audio", str(error)))
            return
        for d in found:
            name = clean(f"{d.name} ({d.driver})", 300)
            event = AudioDevice(effect.request, d.number, name, d.channels, d.rate, int(d.default))
            self._send(effect.client, event)
        self._send(effect.client, Done(effect.request, len(found)))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _status(self) -> list[StatusRow]:
        counts = {
            **self.osc.counts,
            **self.ws.counts,
            **self.ws.streams.counts,
            **self.gallery.counts,
            **self.ableton.counts,
        }
        return [
            *self.session.status(time.monotonic()),
            *(StatusRow(k, str(n)) for k, n in sorted(counts.items())),
        ]

    def _log_fail(self, client: str, event: Fail) -> None:
        since, count = self._lines
        now = self._now()
        if now - since > LOG_S:
            since, count = now, 0
        self._lines = (since, count + 1)
        if count < LOG_LINES:
            log.warning("%s: %s failed (%s): %s", client, event.id or "-", event.code, event.text)
        elif count == LOG_LINES:
            log.warning("more errors follow: see /status")


def _source(settings: Settings) -> AudioSource:
    """What --audio means: a file if there is one of that name, or if it is written as a path or
    with a sound file's ending; otherwise a device. Raises `StartError` for what cannot be read."""
    name, path = settings.audio, Path(settings.audio)
    with suppress(RuntimeError):  # where ~ is nobody's home
        path = path.expanduser()
    written_as_file = path.suffix.lower() in SOUND_FILES or {"/", os.sep} & {*name}
    if not written_as_file and not path.is_file():
        return AudioSource("device", name, 0, settings.audio_channels)
    if not path.is_file():
        raise StartError(
            f"--audio {name}: there is no such file; inputs go by their number or a part of their "
            "name without a slash, see `klangbild doctor`"
        )
    try:
        FileSource(str(path), settings.audio_channels).open()
    except AudioError as error:
        raise StartError(f"--audio: {error}") from error
    return AudioSource("file", str(path), int(settings.audio_loop), settings.audio_channels)


def _fill_files(effect: MakeFiles) -> list[bytes]:
    frame = effect.frame
    document = frame.document
    if frame.second is not None:
        document = document.followed_by(frame.second, frame.bars)
    return [
        document.with_filling(effect.holes, filling, frame.lead).data
        for filling in effect.variations
    ]


def _presets() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name to description and tracks of all notes presets that can be read."""
    found = {
        preset.name: (clean(preset.about, 300), preset.roles)
        for preset in presets.of_kind("notes")
        if isinstance(preset, presets.NotesPreset)
    }
    return {worker.FAKE: ("repeats the bars before the hole; needs no weights", ROLES), **found}


def _read_page(kind: str, name: str) -> Page:
    return Page(kind, (_FOLDER / name).read_bytes())


def _examples() -> dict[str, Page]:
    """The bundled pieces, and the list of their names."""
    found = sorted(Path(examples.__file__).parent.glob("*.mid"))
    listed = json.dumps([path.stem for path in found]).encode()
    pieces = {f"/examples/{path.name}": Page("audio/midi", path.read_bytes()) for path in found}
    return {"/examples.json": Page("application/json", listed), **pieces}


def _version() -> str:
    try:
        return version("klangbild")
    except PackageNotFoundError:
        return "from source"


def _port_text(what: str, port: int, flag: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{what} port {port} is in use, perhaps by another klangbild: stop it, "
            f"or choose another port with {flag}"
        )
    return f"{what} port {port} cannot be opened: {error.strerror}; choose another with {flag}"


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


def _log_to(console: Console, level: str) -> None:
    handler = screen.LineHandler(console)
    log.handlers[:] = [handler]
    log.setLevel(level.upper())
    log.propagate = False
