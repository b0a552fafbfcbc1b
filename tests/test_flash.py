"""The flash limiter: a strobe is counted before and after, here and as the display has it."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from server import flash
from server.flash import CELLS, FrameLimiter, Limiter, luminance

PAGES = Path(__file__).parent.parent / "server" / "pages"
FPS = 60
Run = Callable[[np.ndarray], np.ndarray]


def most_flashes(light: Sequence[float], fps: float = FPS) -> int:
    """Most flashes in any second (WCAG: pairs of opposing changes of 10 % and more, the darker
    below 80 %). Counted by another way than the limiter's: over all turning points."""
    turns: list[tuple[float, float]] = [(0.0, light[0])]
    for number, value in enumerate(light[1:], 1):
        turns.append((number / fps, value))
        if len(turns) > 2:
            (_, a), (_, b), (_, c) = turns[-3:]
            if (b - a) * (c - b) >= 0:
                turns.pop(-2)  # goes on the same way
    changed = True
    while changed:  # small wobbles are none
        changed = False
        for i in range(1, len(turns) - 2):
            if abs(turns[i][1] - turns[i + 1][1]) < 0.1:
                del turns[i : i + 2]
                changed = True
                break
    times = [
        b[0]
        for a, b in itertools.pairwise(turns)
        if abs(a[1] - b[1]) >= 0.1 and min(a[1], b[1]) < 0.8
    ]
    return max((sum(t <= u < t + 1 for u in times) // 2 for t in times), default=0)


def limited(wanted: np.ndarray, fps: float = FPS) -> np.ndarray:
    """What is shown of `wanted` [frames, cells] (luminance) under a limiter."""
    limiter, shown = Limiter(), wanted[0].copy()
    out = []
    for number, cells in enumerate(wanted):
        shown = shown + limiter.share(cells, number / fps) * (cells - shown)
        out.append(shown)
    return np.array(out)


def strobe(hz: float, seconds: float = 4.0, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    on = (np.arange(int(seconds * FPS)) * hz / FPS) % 1 < 0.5
    return np.repeat(np.where(on, high, low)[:, None], CELLS * CELLS, axis=1)


@pytest.mark.parametrize("hz", [4, 5, 7.5, 10, 15, 30])
def test_a_strobe_is_held_to_three_flashes_a_second(hz: float) -> None:
    wanted = strobe(hz)
    assert most_flashes(wanted[:, 0]) > 3
    assert most_flashes(limited(wanted)[:, 0]) <= 3


@pytest.mark.parametrize("hz", [0.5, 1, 2, 2.9])
def test_what_flashes_seldom_is_not_touched(hz: float) -> None:
    assert np.array_equal(limited(strobe(hz)), strobe(hz))


def test_faint_and_very_bright_flicker_is_not_touched() -> None:
    for low, high in ((0.3, 0.37), (0.82, 1.0)):
        wanted = strobe(10, low=low, high=high)
        assert np.array_equal(limited(wanted), wanted)


def test_a_small_spot_may_flash_and_a_large_one_may_not() -> None:
    for cells, touched in ((flash.AREA - 1, False), (flash.AREA, True)):
        wanted = np.full((240, CELLS * CELLS), 0.5)
        wanted[:, :cells] = strobe(10)[:, :cells]
        assert (not np.array_equal(limited(wanted), wanted)) == touched


def test_noise_of_any_kind_is_held_too() -> None:
    for seed in range(5):
        random = np.random.default_rng(seed)
        wanted = np.repeat(random.uniform(0, 1, 300)[:, None], CELLS * CELLS, axis=1)
        assert most_flashes(wanted[:, 0]) > 3
        assert most_flashes(limited(wanted)[:, 0]) <= 3


def test_after_a_strobe_black_is_reached_within_little_more_than_a_second() -> None:
    wanted = np.concatenate([strobe(10, 2.0), np.zeros((90, CELLS * CELLS))])
    assert limited(wanted)[-1].max() < 0.01


def test_frames_are_mixed_so_that_they_do_not_flash() -> None:
    limiter = FrameLimiter()
    shown, fps = [], 15.0
    for number in range(60):
        pixels = np.full((32, 48, 3), 255 * (number % 2), np.uint8)
        shown.append(luminance(limiter.limit(pixels, number / fps))[0])
    assert most_flashes([float(n % 2) for n in range(60)], fps) > 3
    assert most_flashes(shown, fps) <= 3
    assert max(shown) > 0.9, "the first flashes are shown"


def test_frames_that_change_their_size_begin_anew() -> None:
    limiter = FrameLimiter()
    limiter.limit(np.zeros((32, 32, 3), np.uint8), 0.0)
    larger = np.full((64, 64, 3), 200, np.uint8)
    assert np.array_equal(limiter.limit(larger, 0.1), larger)


def test_luminance_is_that_of_light() -> None:
    assert luminance(np.full((20, 30, 3), 255, np.uint8)) == pytest.approx(1.0)
    green = np.zeros((20, 30, 3), np.uint8)
    green[..., 1] = 255
    assert luminance(green) == pytest.approx(0.7152, abs=1e-4)


@pytest.mark.real
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_display_has_the_same_limiter() -> None:
    random = np.random.default_rng(3)
    steps = np.repeat(random.uniform(0, 1, (60, CELLS * CELLS)), 2, axis=0)
    wanted = np.concatenate([strobe(9, 1.5), steps, strobe(5, 1.0, 0.1, 0.7)]).round(4)
    script = f"""
      import {{ Limiter }} from {json.dumps((PAGES / "flash.js").as_uri())};
      import {{ readFileSync }} from "node:fs";
      const limiter = new Limiter();
      const shares = JSON.parse(readFileSync(0)).map((w, i) => limiter.share(w, i / {FPS}));
      console.log(JSON.stringify(shares));
    """
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(wanted.tolist()),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    limiter = Limiter()
    ours = [limiter.share(cells, number / FPS) for number, cells in enumerate(wanted)]
    assert json.loads(ran.stdout) == pytest.approx(ours, abs=1e-9)
    assert min(ours) < 1
