"""A clock that is handed over at the beginning of a driver's periods, as JACK's are."""

from __future__ import annotations

import math
import random

import pytest

from server.transport import TICKS, Pulse

RATE = 48_000


@pytest.mark.parametrize("tempo", [60.0, 97.0, 120.0, 174.0])
@pytest.mark.parametrize("period", [64, 128, 256, 512])
def test_the_beat_is_known_to_a_period_however_long_it_is(period: int, tempo: float) -> None:
    draw, pulse = random.Random(period), Pulse()
    off, wrong = [], []
    for number in range(32 * TICKS):
        frame = 1000.5 + number * RATE * 60 / tempo / TICKS
        pulse.tick(math.floor(frame / period) * period / RATE + draw.expovariate(5000))
        if number >= 2 * TICKS:
            # what is sent then goes out at the beginning of the next period
            sent = pulse.time_at(number) * RATE
            off.append(abs(math.ceil(sent / period) * period - frame))
            wrong.append(abs(60 / TICKS / pulse.tick_s / tempo - 1))
    assert sorted(off)[int(0.99 * len(off))] <= period
    assert sorted(wrong)[int(0.95 * len(wrong))] < 0.005
