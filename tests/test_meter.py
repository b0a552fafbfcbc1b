"""The painter that needs no weights."""

from __future__ import annotations

import numpy as np
import pytest

from generators.base import Look
from generators.fakes import Meter
from generators.media import AudioWindow, Pixels

RATE = 16_000


def tone(hz: float, seconds: float = 2.0) -> AudioWindow:
    t = np.arange(int(seconds * RATE)) / RATE
    return AudioWindow((0.5 * np.sin(2 * np.pi * hz * t)).astype(np.float32), RATE, seconds)


def painted(look: Look | None = None, window: AudioWindow | None = None, frames: int = 3) -> Pixels:
    meter = Meter(side=48)
    if window is not None:
        meter.hear(window)
    return [meter.paint(look or Look(), 0.5, 1.0) for _ in range(frames)][-1].pixels


def difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_a_frame_is_a_picture_with_its_time() -> None:
    frame = Meter(side=48).paint(Look(), 0.1, 7.5)
    assert (frame.pixels.shape, frame.pixels.dtype) == ((48, 48, 3), np.uint8)
    assert (frame.number, frame.time) == (1, 7.5)
    assert frame.pixels.std() > 20, "not one plain colour"


def test_equal_sound_and_look_paint_equal_pictures() -> None:
    assert np.array_equal(painted(window=tone(220)), painted(window=tone(220)))


def test_sound_and_every_part_of_the_look_change_the_picture() -> None:
    plain = painted(window=tone(220))
    assert difference(plain, painted(window=tone(4000))) > 3
    for look in (
        Look(labels={"sea": 1.0}, mix=1.0),
        Look(seed=5),
        Look(travel=4.0),
        Look(palette=0.4),
        Look(brightness=0.5),
        Look(abstraction=1.0),
        Look(sensitivity=0.0),
    ):
        assert difference(plain, painted(look, tone(220))) > 1, look


def test_it_stands_still_without_travel() -> None:
    still = Look(travel=0.0)
    assert np.array_equal(painted(still, frames=1), painted(still, frames=9))


def test_dark_and_bright_sound_are_told_apart() -> None:
    low, high = Meter(side=8).hear(tone(60)), Meter(side=8).hear(tone(6000))
    assert max(low, key=low.__getitem__) == "sea"
    assert max(high, key=high.__getitem__) == "ember"
    assert sum(low.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "samples", [np.full(RATE, np.nan), np.zeros(RATE), np.zeros(0), np.full(3, np.inf)]
)
def test_broken_and_silent_sound_do_no_harm(samples: np.ndarray) -> None:
    meter = Meter(side=16)
    heard = meter.hear(AudioWindow(samples.astype(np.float32), RATE, 1.0))
    assert all(np.isfinite(share) for share in heard.values())
    assert np.array_equal(
        meter.paint(Look(), 1, 0).pixels, Meter(side=16).paint(Look(), 1, 0).pixels
    )
