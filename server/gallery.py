"""Wires the pictures: painter, sound, displays, streams, recorder. Decides and computes nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import presets
from bridges import commands as c
from bridges import frames, looks
from bridges.frames import Picture
from bridges.table import clean
from bridges.ws import SOUND_FILE, Binary, encode_text
from bridges.ws_port import Page, WsPort
from generators.base import HEAR_S
from server.art import Art, Values, read_cue
from server.effects import (
    ArtEffect,
    Effect,
    Keep,
    ListPainters,
    LoadPainter,
    Log,
    MakeSound,
    Record,
    Send,
    Show,
    Watch,
)
from server.knobs import read_bound
from server.listening import Hearable
from server.paint_engine import PaintEngine, PainterDied, PainterNews
from server.paint_worker import Job, PainterLoader, PainterReady, Scene
from server.record import Recorded, Recorder, RecordError, RecordFailed
from server.settings import Settings
from server.sounding import Sounded, Sounder, SoundFailed

FEATURES_S = 0.01
"""Between two looks at the features, while somebody watches."""
IDLE_S = 0.2
"""The same, while nobody does."""
FRAME_WAIT_S = 5.0
ASKED_S = 3.0
"""So long after /frame.jpg was asked for the painter goes on: it may be asked for again."""
_PAGES = Path(__file__).parent / "pages"
_T = TypeVar("_T")
log = logging.getLogger("klangbild")


class Gallery:
    """Belongs to one event loop. `do` carries out what `art` decides."""

    def __init__(
        self,
        settings: Settings,
        loader: PainterLoader,
        do: Callable[[Iterable[Effect]], None],
    ) -> None:
        self._settings, self._do = settings, do
        self.art = open_art(settings.folder)
        self.bound = open_bound(settings.folder)
        job = Job(
            settings.painter, settings.device, settings.outputs, settings.flash_limit, settings.fps
        )
        self.engine = PaintEngine(self._news, self._painted, job, loader)
        self.sounder = Sounder(settings.folder / "sounds")
        self.counts: Counter[str] = Counter()
        self._ws: WsPort
        self._sound: Hearable
        self._scene = Scene()
        self._recorder: Recorder | None = None
        self._completing: set[Recorder] = set()
        """Recordings that are stopped, and not written to their end yet."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._newest: tuple[Picture, float] | None = None
        self._asked_at = -1e9
        self._waiting: set[asyncio.Future[Picture]] = set()
        self._window_s, self._hear_hz = 0.0, 0
        self._heard_at = 0.0
        self._loop: asyncio.AbstractEventLoop

    def start(self, ws: WsPort, sound: Hearable) -> None:
        """Begin to load the painter, and to listen to `sound`."""
        self._ws, self._sound, self._loop = ws, sound, asyncio.get_running_loop()
        self.carry_out(self.art.show)
        self.engine.start()
        self._listening = self._spawn(self._listen())

    async def close(self) -> None:
        """End the painter, and complete a recording."""
        if self._listening is not None:
            self._listening.cancel()
        if self._recorder is not None:
            self._record(False)
        for recorder in tuple(self._completing):
            await asyncio.to_thread(recorder.join)
        self.sounder.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)  # what is kept is kept
        await self.engine.close()

    def carry_out(self, effect: ArtEffect) -> None:
        """Do what was decided."""
        match effect:
            case Show(look, frozen, dark):
                self._scene = Scene(look, self._fps(), frozen, dark)
                self.engine.show(self._scene)
            case Watch(client, per_s, features):
                self._ws.watch(client, per_s, features)
                self._pace()
            case Record(on):
                self._record(on)
            case LoadPainter(preset):
                self.engine.load(preset)
            case ListPainters(client):
                self._spawn(self._list_painters(client))
            case MakeSound():
                self._spawn(self._make_sound(effect))
            case Keep(what, table):
                self._spawn(self._keep(f"{what}.json", json.dumps(table, indent=1)))

    def trouble(self) -> str:
        """Why there are no frames; empty where there are some, or will be."""
        if self.art.state == "ready":
            return ""
        why = self.art.status()["painter"]
        return f"no picture yet: painter {why}".strip()

    async def frame(self) -> Page | str:
        """The newest frame, or why there is none."""
        found = await self._fresh()
        return found if isinstance(found, str) else Page(found.mime, found.data)

    async def _fresh(self) -> Picture | str:
        self._asked_at = time.monotonic()
        if self._newest is not None and self._asked_at - self._newest[1] < ASKED_S:
            return self._newest[0]
        if why := self.trouble():
            return why
        self._pace()
        waiting: asyncio.Future[Picture] = self._loop.create_future()
        self._waiting.add(waiting)
        try:
            async with asyncio.timeout(FRAME_WAIT_S):
                return await waiting
        except TimeoutError:
            return f"no picture came for {FRAME_WAIT_S:g} s"
        finally:
            self._waiting.discard(waiting)

    def looks_page(self) -> Page:
        """All looks, and what their parameters are."""
        return Page("application/json", looks.description(self.art.looks).encode())

    async def _list_painters(self, client: str) -> None:
        found = await asyncio.to_thread(lambda: [p.name for p in presets.of_kind("images")])
        self._do([Send(client, c.ArtPainters((presets.METER, *found)))])

    async def _make_sound(self, asked: MakeSound) -> None:
        """The sound of the newest frame, for who asked."""
        frame = await self._fresh()
        if isinstance(frame, str):
            made: Sounded | SoundFailed = SoundFailed("refused", frame)
        else:
            made = await self.sounder.make(frame.data, asked.seconds)
        if isinstance(made, SoundFailed):
            self._do([Send(asked.client, c.fail("", made.code, f"/art/sound: {made.text}"))])
            return
        told = c.ArtSounded(clean(made.path, 500), made.seconds, made.rate)
        if asked.send:
            header = {"path": told.path, "seconds": told.seconds, "rate": told.rate}
            self._ws.send_file(asked.client, Binary(SOUND_FILE, header, made.data))
        self._do([Send(asked.client, told), Log(f"the sound of a frame: {made.path}")])

    # what the painter says

    def _painted(self, picture: Picture) -> None:
        self.counts["frames painted"] += 1
        self._newest = (picture, time.monotonic())
        if self._ws.watching("frame"):
            self._ws.offer("frame", frames.encode(picture))
        self._ws.streams.offer(picture)
        if self._recorder is not None:
            self._recorder.offer(picture)
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(picture)

    def _news(self, news: PainterNews) -> None:
        if isinstance(news, PainterReady):
            self._window_s, self._hear_hz = news.window_s, news.hear_hz
            self._heard_at = 0.0
        if isinstance(news, PainterDied):
            self.counts["painter restarts"] += 1
        self._do(self.art.hear(news))

    # what is heard

    async def _listen(self) -> None:
        while True:
            watched = self._ws.watching("features")
            self._pace()
            now = time.monotonic()
            self.art.features, self.art.features_at = self._sound.features(now), self._loop.time()
            if watched:
                self._ws.offer("features", encode_text(features_event(self.art)))
            if self._scene.fps > 0 and self._window_s and now - self._heard_at >= HEAR_S:
                self._heard_at = now
                window = self._sound.window(self._window_s, self._hear_hz)
                if window is not None:
                    self.engine.hear(window)
            await asyncio.sleep(FEATURES_S if watched or self._scene.fps else IDLE_S)

    def _fps(self) -> float:
        asked = time.monotonic() - self._asked_at < ASKED_S
        looked_at = (
            self._ws.watching("frame")
            or self._ws.streams.watching
            or self._recorder is not None
            or self._settings.outputs
            or asked
        )
        return self._settings.fps if looked_at else 0.0

    def _pace(self) -> None:
        """Paint only while somebody looks: the cores have clips to answer too."""
        if self._fps() != self._scene.fps:
            self.carry_out(self.art.show)

    # files

    def _record(self, on: bool) -> None:
        if not on:
            if self._recorder is not None:
                self._recorder.stop()
                self._completing.add(self._recorder)
                self._recorder = None
            return
        name = time.strftime("klangbild-%Y%m%d-%H%M%S.mp4")

        def told(news: Recorded | RecordFailed) -> None:  # from the recorder's thread
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(lambda: self._recorded(made, news))

        try:
            made = Recorder(self._settings.folder / "recordings" / name, told)
        except (RecordError, OSError) as error:
            self._do(self.art.hear(RecordFailed(_say(error))))
        else:
            self._recorder = made

    def _recorded(self, recorder: Recorder, news: Recorded | RecordFailed) -> None:
        self._completing.discard(recorder)
        if isinstance(news, RecordFailed):
            news = replace(news, over=recorder is not self._recorder)
            if not news.over:
                self._recorder = None
        self._do(self.art.hear(news))

    async def _keep(self, name: str, text: str) -> None:
        try:
            async with self._writing:  # in order, and one at a time
                await asyncio.to_thread(_write, self._settings.folder / name, text)
        except OSError as error:
            text = f"{name} cannot be kept: {_say(error)}"
            self.counts["files that could not be kept"] += 1
            self._do([Log(text, error=True), *self.art.tell("", c.fail("", "refused", text))])

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task of the pictures ended: %r", error)


def features_event(art: Art) -> c.ArtFeatures:
    """The newest features as they are told; what is not in range is cut to it."""
    f = art.features
    return c.ArtFeatures(
        round(f.time, 3),
        _share(f.level),
        _share(f.low),
        _share(f.mid),
        _share(f.high),
        _share(f.onset),
        _share(f.beat),
        round(f.tempo, 2) if 0 <= f.tempo <= 1000 else 0.0,
        _share(f.sure),
        tuple(map(_share, f.chroma)),
    )


def _share(value: float) -> float:
    return round(min(max(float(value), 0.0), 1.0), 3) if math.isfinite(value) else 0.0


def open_art(folder: Path) -> Art:
    """The art with the looks that are shipped, and the user's looks and cues from `folder`."""
    shipped = looks.read_looks((_PAGES / "looks.json").read_text("utf-8"), "looks.json")
    own = _read(folder / "looks.json", lambda text: looks.read_looks(text, "looks.json"))
    return Art(shipped, own, _read(folder / "cues.json", _cues))


def open_bound(folder: Path) -> dict[str, str]:
    """The MIDI controllers that are bound: controller to address."""
    return _read(folder / "midi.json", lambda text: read_bound(json.loads(text)))


def _cues(text: str) -> dict[str, Values]:
    return {name: read_cue(name, cue) for name, cue in dict(json.loads(text)).items()}


def _read(path: Path, read: Callable[[str], dict[str, _T]]) -> dict[str, _T]:
    """What `read` makes of a file. One that cannot be used is put aside, as what is kept next takes
    its place."""
    try:
        return read(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, TypeError, RecursionError) as error:
        aside = path.with_stem(f"{path.stem}-broken-{time.strftime('%Y%m%d-%H%M%S')}")
        with suppress(OSError):
            path.replace(aside)
        log.error("%s is left out, and put aside as %s: %s", path, aside.name, error)
        return {}


def _write(path: Path, text: str) -> None:
    """All or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _say(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror} (make room, or name another folder in KLANGBILD_FOLDER)"
    return str(error)
