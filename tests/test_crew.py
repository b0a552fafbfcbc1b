"""Work that is shared by processes: all of it is done, whatever a process does."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

import crew_work
import psutil

from training.prepare import crew


def lost(item: object, why: str) -> str:
    return f"{item}: {why}"


def done(jobs: list[list[object]], workers: int, seconds: float = 60.0) -> dict[int, list[object]]:
    return dict(crew.run(crew_work.double, lost, enumerate(jobs), workers, seconds))


def test_every_job_is_done_and_keeps_its_order() -> None:
    jobs: list[list[object]] = [[n, n + 1] for n in range(20)]
    assert done(jobs, 2) == {n: [2 * n, 2 * n + 2] for n in range(20)}
    assert done([], 2) == {}


def test_an_item_that_hangs_or_kills_its_process_is_lost_alone() -> None:
    found = done([[1, "die", 2], ["hang", 3], [4, "die"]], 2, seconds=1.0)
    assert found == {
        0: [2, "die: crashed the reader", 4],
        1: ["hang: took longer than 1 seconds", 6],
        2: [8, "die: crashed the reader"],
    }


def test_no_process_is_left_behind() -> None:
    before = set(psutil.Process().children(recursive=True))
    jobs = crew.run(crew_work.double, lost, [(0, [1]), (1, ["hang"])], 2, 600.0)
    assert next(jobs) == (0, [2])
    started = set(psutil.Process().children(recursive=True)) - before
    assert started
    jobs.close()
    assert not {p for p in started if p.is_running() and "spawn_main" in " ".join(p.cmdline())}


def test_a_process_killed_from_outside_is_replaced() -> None:
    def kill() -> None:
        time.sleep(0.3)
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.Error):  # other tests' processes that have ended
                if "spawn_main" in " ".join(child.cmdline()):
                    os.kill(child.pid, signal.SIGKILL)

    jobs = crew.run(crew_work.double, lost, [(0, [1]), (1, ["hang", 5])], 1, 600.0)
    assert next(jobs) == (0, [2])
    killer = threading.Thread(target=kill)
    killer.start()
    assert next(jobs) == (1, ["hang: crashed the reader", 10])
    killer.join()
    jobs.close()
