"""The painter's process: frames, sound, faults, death, restart."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import fakes_for_workers
import numpy as np
import psutil
import pytest
from PIL import Image

from bridges.frames import Picture
from generators.base import Look
from generators.media import AudioWindow
from server.paint_engine import PaintEngine, PainterDied, PainterKept
from server.paint_worker import (
    Job,
    LabelsHeard,
    PainterReady,
    PainterRefused,
    Scene,
    Troubled,
    load_painter,
)

SCENE = Scene(Look(), fps=30.0)


class Heard:
    """What the engine said and painted, and a way to wait for more."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._more = asyncio.Event()

    def __call__(self, news: object) -> None:
        self.all.append(news)
        self._more.set()

    async def until(self, kind: type[Any], seconds: float = 60.0) -> Any:
        """The next of a kind; what came before is forgotten."""
        async with asyncio.timeout(seconds):
            while True:
                while self.all:
                    if isinstance(news := self.all.pop(0), kind):
                        return news
                self._more.clear()
                await self._more.wait()


def with_engine(
    work: Callable[[PaintEngine, Heard], Coroutine[Any, Any, None]],
    job: Job = Job("moody"),  # noqa: B008 - frozen
    first: type[Any] | None = PainterReady,
) -> None:
    async def main() -> None:
        heard = Heard()
        engine = PaintEngine(heard, heard, job, fakes_for_workers.load_painter)
        engine.start()
        try:
            if first is not None:
                await heard.until(first)
            await work(engine, heard)
        finally:
            pid = engine.pid
            await engine.close()
        assert pid is None or not psutil.pid_exists(pid)

    asyncio.run(main())


def test_frames_come_in_order_as_jpeg_with_the_sound_s_time() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        engine.hear(AudioWindow(np.zeros(16_000, np.float32), 16_000, 500.0))
        assert set((await heard.until(LabelsHeard)).labels) == {"dusk", "sea", "ember", "moss"}
        pictures = [await heard.until(Picture) for _ in range(4)]
        assert [p.number for p in pictures] == sorted({p.number for p in pictures})
        assert 500 <= pictures[-1].time < 560
        image = Image.open(io.BytesIO(pictures[-1].data))
        assert (image.format, image.size) == ("JPEG", (32, 32))
        assert (pictures[-1].width, pictures[-1].height) == (32, 32)

    with_engine(work)


def test_nobody_looks_nothing_is_painted_and_the_rate_is_kept() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        await asyncio.sleep(0.5)
        assert heard.all == []
        engine.show(replace(SCENE, fps=5.0))
        await heard.until(Picture)
        await asyncio.sleep(2.0)
        assert len(heard.all) <= 11

    with_engine(work)


def test_dark_is_black_and_frozen_stays() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        await heard.until(Picture)
        engine.show(replace(SCENE, frozen=True))
        first = await heard.until(Picture)
        while (second := await heard.until(Picture)).data != first.data:
            first = second  # painted before the order came
        engine.show(replace(SCENE, dark=True))
        async with asyncio.timeout(30):
            while np.asarray(Image.open(io.BytesIO((await heard.until(Picture)).data))).max() > 2:
                pass

    with_engine(work)


def test_a_fault_is_told_and_painting_goes_on() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        pid = engine.pid
        engine.show(replace(SCENE, look=Look(seed=77)))
        assert "out of paint" in (await heard.until(Troubled)).text
        engine.show(SCENE)
        await heard.until(Picture)
        assert engine.pid == pid

    with_engine(work)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_painter_that_dies_is_told_of_and_comes_back_to_its_scene() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        await heard.until(Picture)
        assert engine.pid is not None
        os.kill(engine.pid, signal.SIGKILL)
        assert "ended" in (await heard.until(PainterDied)).text
        await heard.until(PainterReady)
        await heard.until(Picture)

    with_engine(work)


def test_a_painter_that_dies_again_and_again_is_restarted_ever_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        waits: list[float] = []
        loop = asyncio.get_running_loop()
        later = loop.call_later
        monkeypatch.setattr(
            loop, "call_later", lambda s, f, *a, **k: (waits.append(s), later(s, f, *a, **k))[1]
        )
        engine.show(replace(SCENE, look=Look(seed=66)))
        await heard.until(PainterDied)
        await heard.until(PainterDied)
        restarts = [wait for wait in waits if wait in (0.1, 0.5)]
        assert restarts[:2] == [0.1, 0.5]

    with_engine(work)


def test_an_unknown_painter_is_refused_once() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        await asyncio.sleep(0.5)
        assert heard.all == []
        assert engine.pid is None
        engine.show(SCENE)  # does no harm

    with_engine(work, Job("nothing"), first=PainterRefused)


def test_another_painter_takes_over_when_it_is_ready() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        await heard.until(Picture)
        old = engine.pid
        engine.load("slow")
        meanwhile = [await heard.until(Picture) for _ in range(3)]
        assert engine.pid == old and meanwhile[-1].number > 1
        ready = await heard.until(PainterReady)
        assert ready.name == "slow" and engine.pid != old
        assert (await heard.until(Picture)).number == 1, "the new one's first, of the same scene"
        assert old is not None and not psutil.pid_exists(old)

    with_engine(work)


def test_a_painter_that_cannot_be_loaded_leaves_the_present_one() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        pid = engine.pid
        for name, why in (("nothing", "no painter called"), ("crash", "exit code 7")):
            engine.load(name)
            kept = await heard.until(PainterKept)
            assert kept.preset == name and why in kept.text
            await heard.until(Picture)
            assert engine.pid == pid

    with_engine(work)


def test_a_load_gives_up_the_one_before() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.load("slow")
        engine.load("moody")
        await heard.until(PainterReady)
        engine.show(SCENE)
        await heard.until(Picture)
        await asyncio.sleep(4.0)
        assert not [news for news in heard.all if isinstance(news, PainterReady | PainterKept)]

    with_engine(work)


def test_where_none_paints_one_can_be_loaded() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.load("moody")
        await heard.until(PainterReady)
        engine.show(SCENE)
        await heard.until(Picture)

    with_engine(work, Job("nothing"), first=PainterRefused)


def test_a_painter_that_hangs_holds_up_nobody() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(replace(SCENE, look=Look(seed=88)))
        await asyncio.sleep(0.3)
        start = time.monotonic()
        window = AudioWindow(np.zeros(480_000, np.float32), 16_000, 1.0)
        for _ in range(200):  # 400 MB, if they were kept
            engine.hear(window)
        assert time.monotonic() - start < 1.0

    with_engine(work)


def test_an_output_that_is_not_there_is_told_and_frames_come_all_the_same() -> None:
    async def work(engine: PaintEngine, heard: Heard) -> None:
        engine.show(SCENE)
        assert "hologram" in (await heard.until(Troubled)).text
        await heard.until(Picture)

    with_engine(work, Job("moody", outputs=("hologram",)))


def test_the_painter_without_weights_is_there_and_others_are_not() -> None:
    assert load_painter("meter", None)[0].name == "meter"
    with pytest.raises(ValueError, match="no painter called"):
        load_painter("nothing", None)
