"""The engine with real processes: drafts, stop, faults, death, restart, and hot loading."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any

import fakes_for_workers
import psutil
import pytest

from generators.base import Draft, FillRequest
from generators.score import Clip, Hole, Note
from server.engine import Died, Engine, News, Refused, Serving
from server.worker import Finished, Packed, load_generator


class Heard:
    """What the engine said, and a way to wait for more."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._more = asyncio.Event()

    def __call__(self, news: News) -> None:
        self.news.append(news)
        self._more.set()

    async def until(self, kind: type[Any], seconds: float = 10.0) -> Any:
        """The next news of a kind; what came before is forgotten."""
        async with asyncio.timeout(seconds):
            while True:
                while self.news:
                    if isinstance(news := self.news.pop(0), kind):
                        return news
                self._more.clear()
                await self._more.wait()


def request(name: str = "1", tempo: float = 120) -> FillRequest:
    clip = Clip(8, {"melody": (Note(0, 60, 1), Note(1, 62, 1))}, tempo)
    return FillRequest(name, clip, (Hole("melody", 4, 8),))


def with_engine(
    work: Callable[[Engine, Heard], Coroutine[Any, Any, None]], preset: str = "fragile"
) -> None:
    async def main() -> None:
        heard = Heard()
        engine = Engine(heard, loader=fakes_for_workers.load)
        engine.load(preset)
        try:
            await heard.until(Serving)
            await work(engine, heard)
        finally:
            await engine.close()
        assert not psutil.Process().children(recursive=True) or all(
            "resource_tracker" in " ".join(c.cmdline())
            for c in psutil.Process().children(recursive=True)
        )

    asyncio.run(main())


def test_drafts_stream_and_the_last_is_complete() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.start(request())
        first = await heard.until(Packed)
        assert first.progress < 1.0
        assert first.variations[0]["melody"]
        last = await heard.until(Draft)
        assert last.progress == 1.0
        assert last.variations[0]["melody"]
        assert (await heard.until(Finished)) == Finished("1")

    with_engine(work)


def test_a_request_stops_between_steps_and_the_next_one_works() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.start(request("long", tempo=100))  # 2 s
        await heard.until(Packed)
        start = time.monotonic()
        engine.stop("other")
        engine.stop("long")
        assert (await heard.until(Finished)).id == "long"
        assert time.monotonic() - start < 1.0
        engine.start(request("next"))
        assert (await heard.until(Finished)).id == "next"

    with_engine(work)


def test_a_fault_of_the_model_ends_the_request_only() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        pid = engine.pid
        engine.start(request(tempo=77))
        assert "this cannot be done" in (await heard.until(Finished)).error
        engine.start(request("2"))
        assert (await heard.until(Finished)) == Finished("2")
        assert engine.pid == pid

    with_engine(work)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_worker_is_told_of_and_replaced() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.start(request("lost", tempo=100))
        await heard.until(Packed)
        assert engine.pid is not None
        os.kill(engine.pid, signal.SIGKILL)
        died = await heard.until(Died)
        assert (died.request, died.restarting) == ("lost", True)
        await heard.until(Serving)
        engine.start(request("again"))
        assert (await heard.until(Finished)) == Finished("again")

    with_engine(work)


def test_a_worker_that_dies_again_and_again_is_restarted_ever_later() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        waits = []
        for _ in range(2):
            engine.start(request(tempo=66))
            assert (await heard.until(Died)).request == "1"
            start = time.monotonic()
            await heard.until(Serving)
            waits.append(time.monotonic() - start)
        assert waits[1] > waits[0]

    with_engine(work)


def test_a_new_preset_takes_over_when_it_is_ready() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.start(request("old", tempo=90))
        await heard.until(Packed)
        engine.load("repeat")
        assert (await heard.until(Serving)).preset == "repeat"  # the old one is still at work
        assert (await heard.until(Finished)) == Finished("old")
        engine.start(request("new"))
        assert (await heard.until(Finished)) == Finished("new")

    with_engine(work)


@pytest.mark.parametrize("bad", ["nothing", "crash"])
def test_a_bad_preset_leaves_the_old_one_serving(bad: str) -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        pid = engine.pid
        engine.load(bad)
        refused = await heard.until(Refused)
        assert (refused.preset, refused.serving) == (bad, True)
        engine.start(request())
        assert (await heard.until(Finished)) == Finished("1")
        assert engine.pid == pid

    with_engine(work)


def test_the_last_of_several_loads_wins() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.load("slow")
        engine.load("repeat")
        assert (await heard.until(Serving)).preset == "repeat"
        await asyncio.sleep(0.8)
        assert not [n for n in heard.news if isinstance(n, Serving)]

    with_engine(work)


def test_a_bad_preset_while_the_worker_restarts_brings_the_good_one_back() -> None:
    async def work(engine: Engine, heard: Heard) -> None:
        engine.start(request(tempo=66))
        await heard.until(Died)
        engine.load("nothing")
        assert (await heard.until(Refused)).serving  # as soon as it is back
        assert (await heard.until(Serving)).preset == "fragile"

    with_engine(work)


@pytest.mark.parametrize("bad", ["nothing", "crash"])
def test_a_bad_preset_while_the_first_loads_brings_the_first_back(bad: str) -> None:
    async def main() -> None:
        heard = Heard()
        engine = Engine(heard, loader=fakes_for_workers.load)
        engine.load("slow")
        engine.load(bad)
        assert (await heard.until(Refused)).serving  # as soon as it is loaded
        assert (await heard.until(Serving)).preset == "slow"
        await engine.close()

    asyncio.run(main())


def test_a_first_preset_that_is_bad_is_not_tried_for_ever() -> None:
    async def main() -> None:
        heard = Heard()
        engine = Engine(heard, loader=fakes_for_workers.load)
        engine.load("nothing")
        assert not (await heard.until(Refused)).serving
        await asyncio.sleep(0.5)
        assert heard.news == []
        await engine.close()

    asyncio.run(main())


def test_without_a_model_a_request_fails() -> None:
    async def main() -> None:
        heard = Heard()
        engine = Engine(heard)
        engine.start(request())
        assert (await heard.until(Finished)).error
        await engine.close()

    asyncio.run(main())


def test_the_fake_preset_needs_nothing() -> None:
    generator, device = load_generator("repeat", None)
    assert (generator.name, device) == ("repeat", "none")
