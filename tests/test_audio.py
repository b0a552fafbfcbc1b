"""Sound in the server: any rate and shape in, windows and hops on one true clock out."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from bridges import audio
from bridges.audio import RATE, SEQUENCE, AudioError, Meter, Order, Sound, choose, decode
from bridges.resample import Resampler
from generators.media import AudioWindow, Samples


def sine(seconds: float, rate: int = RATE, hz: float = 440.0, level: float = 0.5) -> Samples:
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype("f4")


def feed(sound: Sound, samples: Samples, rate: int = RATE, block: int = 480) -> None:
    frames = samples.reshape(len(samples), -1)
    for at in range(0, len(frames), block):
        sound.put(frames[at : at + block], rate)


# --- blocks


@given(st.integers(1, 8), st.lists(st.floats(-1, 1, width=32), max_size=64))
def test_float_blocks_come_out_as_they_were_written(channels: int, values: list[float]) -> None:
    values = values[: len(values) // channels * channels]
    found = decode(struct.pack(f"<{len(values)}f", *values), channels)
    assert found.shape == (len(values) // channels, channels)
    assert found.ravel().tolist() == values


def test_whole_numbers_have_their_full_scale_at_one() -> None:
    found = decode(struct.pack("<4h", 0, 16384, -32768, 32767), 2, "i16")
    assert found.tolist() == [[0.0, 0.5], [-1.0, 32767 / 32768]]


@pytest.mark.parametrize(
    ("size", "channels", "form"), [(1, 1, "f32"), (4, 2, "f32"), (3, 1, "i16")]
)
def test_blocks_of_no_whole_frames_are_refused(size: int, channels: int, form: str) -> None:
    with pytest.raises(AudioError, match="no whole frames"):
        decode(bytes(size), channels, form)
    assert decode(b"", channels, form).shape == (0, channels)


def test_channels_are_counted_from_one() -> None:
    block = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert choose(block, (3, 1)).tolist() == [[2, 0], [5, 3]]
    assert choose(block, ()) is block
    for wrong in ((4,), (0, 1)):
        with pytest.raises(AudioError, match="the source has 3"):
            choose(block, wrong)


# --- numbered blocks


def test_missing_blocks_are_counted_and_late_ones_refused() -> None:
    order = Order()
    assert [order.missing(n) for n in (5, 6, 9, 8, 9, 10)] == [0, 0, 2, None, None, 0]


@pytest.mark.parametrize("fresh", [0, 50_000])
def test_a_sender_that_began_afresh_is_heard(fresh: int) -> None:
    order = Order()
    assert order.missing(700) == 0
    assert [order.missing(fresh), order.missing(fresh + 2)] == [0, 1]


@given(st.integers(0, SEQUENCE - 1), st.lists(st.booleans(), min_size=1, max_size=200))
def test_what_is_missing_is_what_was_lost(start: int, arrives: list[bool]) -> None:
    order, lost = Order(), 0
    assert order.missing(start) == 0
    for step, there in enumerate(arrives, 1):
        if there:
            lost += order.missing((start + step) % SEQUENCE) or 0
    last = max((i for i, there in enumerate(arrives) if there), default=-1)
    assert lost == sum(not there for there in arrives[: last + 1])


# --- the rate


RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 88_200, 96_000, 192_000]
PAIRS = [(rate, RATE) for rate in RATES] + [(RATE, rate) for rate in RATES]
ODD = [(44_056, RATE), (RATE, 44_056)]


@pytest.mark.parametrize(("rate", "wanted"), [*PAIRS, *ODD, (RATE, RATE)])
def test_pieces_give_what_the_whole_gives_and_nothing_is_shifted(rate: int, wanted: int) -> None:
    noise = np.random.default_rng(3).standard_normal(rate // 2).astype(np.float32)
    cuts = np.cumsum([1, 7, 100, 441, 480, 2000] * (rate // 6000))
    made = Resampler(rate, wanted)
    found = np.concatenate([*map(made.push, np.split(noise, cuts)), made.finish()])
    assert len(found) == round(len(noise) * wanted / rate)
    led = np.concatenate((np.zeros(rate, np.float32), noise, np.zeros(rate, np.float32)))
    whole = led if rate == wanted else soxr.resample(led, rate, wanted, quality="LQ")
    start = 200 if (rate, wanted) in ODD else 0  # soxr's stream begins in its own way
    assert np.abs(found - whole[wanted : wanted + len(found)])[start:].max() < 1e-3


@pytest.mark.parametrize(("rate", "wanted"), PAIRS)
def test_sound_comes_out_within_twenty_milliseconds(rate: int, wanted: int) -> None:
    made, block, told = Resampler(rate, wanted), rate // 200, 0
    for heard in range(1, 100):
        told += len(made.push(np.zeros(block, np.float32)))
        assert heard * block / rate - told / wanted < 0.020


# --- the ring


def test_what_comes_in_at_the_ring_s_rate_comes_out_unchanged() -> None:
    sound = Sound()
    feed(sound, sine(1))
    window = sound.window(0.5, RATE)
    assert window.samples.dtype == np.float32
    assert np.array_equal(window.samples, sine(1)[-RATE // 2 :])
    assert (window.rate, window.end, sound.time) == (RATE, 1.0, 1.0)


def test_before_the_first_sound_there_was_silence() -> None:
    sound = Sound()
    assert not sound.window(0.01, RATE).samples.any()
    feed(sound, np.ones(100, np.float32) / 2)
    found = sound.window(0.01, RATE).samples
    assert (found.size, found[:-100].any(), found[-100:].min()) == (480, False, 0.5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=30))
def test_blocks_of_any_length_overwrite_the_oldest(lengths: list[int]) -> None:
    sound = Sound(seconds=0.01)
    count = np.arange(sum(lengths), dtype=np.float32) / 65536
    for length, end in zip(lengths, np.cumsum(lengths), strict=True):
        sound.put(count[end - length : end, None], RATE)
        expected = np.concatenate((np.zeros(480, np.float32), count[:end]))[-480:]
        assert np.array_equal(sound.window(0.01, RATE).samples, expected)


@pytest.mark.parametrize("seconds", [1.5, 3.7])
@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("rate", [22_050, 44_056])
def test_a_window_at_another_rate_has_the_same_sound_and_clock(
    seconds: float, early: bool, rate: int
) -> None:
    sound = Sound(2)
    if early:  # otherwise the rate is asked for when a part is overwritten already
        sound.window(1, rate)
    feed(sound, sine(seconds))
    window = sound.window(1, rate)
    assert seconds - 0.06 < window.end <= seconds
    times = window.end - 1 + np.arange(rate) / rate
    assert np.abs(window.samples - 0.5 * np.sin(2 * np.pi * 440 * times)).max() < 2e-3


def test_a_rate_change_in_the_middle_keeps_pitch_and_clock() -> None:
    sound = Sound()
    for rate in (48_000, 96_000, 44_100, 22_050, 48_000):
        feed(sound, sine(1, rate), rate, block=rate // 100)
    assert sound.time == pytest.approx(5, abs=0.001)
    samples = sound.window(5, RATE).samples
    for second in range(5):
        inside = samples[int((second + 0.1) * RATE) : int((second + 0.9) * RATE)]
        crossings = np.count_nonzero(np.diff(np.signbit(inside)))
        assert crossings == pytest.approx(2 * 440 * 0.8, abs=2)
        assert np.abs(inside).max() == pytest.approx(0.5, abs=0.01)


def test_eight_channels_at_96_khz_are_mixed() -> None:
    sound = Sound()
    block = np.zeros((96_000, 8), np.float32)
    block[:, 3] = sine(1, 96_000, level=0.8)
    feed(sound, block, 96_000)
    assert np.abs(sound.window(0.5, RATE).samples).max() == pytest.approx(0.1, abs=0.002)


@pytest.mark.parametrize(
    ("shape", "rate", "part"),
    [
        ((480, 1_000_000), RATE, "1 to 64"),
        ((480, 0), RATE, "1 to 64"),
        ((480,), RATE, "frames, channels"),
        ((480, 1), 0, "no sample rate"),
        ((480, 1), 10**9, "no sample rate"),
    ],
)
def test_impossible_blocks_are_refused(shape: tuple[int, ...], rate: int, part: str) -> None:
    sound = Sound()
    with pytest.raises(AudioError, match=part):
        sound.put(np.broadcast_to(np.float32(0), shape), rate)
    with pytest.raises(AudioError, match="float32"):
        sound.put(np.zeros((4, 1)), RATE)  # type: ignore[arg-type]
    assert sound.time == 0


@pytest.mark.parametrize(
    ("seconds", "rate"), [(0, RATE), (31, RATE), (math.nan, RATE), (1, 100), (1, 10**6)]
)
def test_windows_beyond_what_is_held_are_refused(seconds: float, rate: int) -> None:
    with pytest.raises(AudioError):
        Sound().window(seconds, rate)


def test_listeners_share_few_rates() -> None:
    sound = Sound(1)
    with pytest.raises(AudioError, match="different rates"):
        for rate in range(8_000, 48_000, 1_000):
            sound.window(1, rate)


# --- hops


def test_every_hop_is_heard_once_in_order() -> None:
    sound, heard = Sound(), list[AudioWindow]()
    sound.put(np.ones((77, 1), np.float32) / 4, RATE)
    pulled = sound.tap(RATE, 512)
    pushed = sound.tap(RATE, 512, heard.append)
    feed(sound, sine(0.2))
    found = list(pulled.hops())
    assert [w.end for w in found] == [w.end for w in heard]
    assert found[0].end == (77 + 512) / RATE
    assert np.array_equal(np.concatenate([w.samples for w in found]), sine(0.2)[: 512 * len(found)])
    sound.close(pushed)
    feed(sound, sine(0.2))
    assert len(heard) == len(found) == 18
    assert not any(pulled.lost for pulled in (pulled, pushed))


def test_a_tap_that_is_not_read_loses_the_oldest_and_knows_how_much() -> None:
    sound = Sound(seconds=0.1)
    tap = sound.tap(RATE, 480)
    feed(sound, sine(0.35))
    found = list(tap.hops())
    assert tap.lost == round(0.25 * RATE)
    assert [w.end for w in found] == pytest.approx([0.26 + 0.01 * i for i in range(10)])
    assert np.array_equal(found[0].samples, sine(0.35)[12_000:12_480])


@pytest.mark.parametrize("hop", [0, -1, 10**9])
def test_impossible_hops_are_refused(hop: int) -> None:
    with pytest.raises(AudioError):
        Sound().tap(RATE, hop)


# --- gain, level, faults


def test_gain_is_in_decibels_and_begins_without_a_click() -> None:
    sound = Sound()
    sound.gain_db = -20
    feed(sound, np.full(960, 0.5, np.float32))
    found = sound.window(0.02, RATE).samples
    assert found[0] == pytest.approx(0.5)
    assert found[-1] == pytest.approx(0.05)
    assert np.abs(np.diff(found)).max() < 0.001
    for wrong in (61, -100, math.nan, math.inf):
        with pytest.raises(AudioError, match="out of range"):
            sound.gain_db = wrong
    assert sound.gain_db == -20


def test_what_is_too_loud_is_limited_and_counted() -> None:
    sound = Sound()
    sound.gain_db = 12
    feed(sound, sine(0.01))
    clipped = sound.meter.clipped
    feed(sound, sine(1))
    assert np.abs(sound.window(0.5, RATE).samples).max() == 1.0
    assert 20_000 < sound.meter.clipped - clipped < 40_000
    other = Sound()
    feed(other, np.array([[1.0, 0.0], [0.2, 0.9], [-1.5, 1.5]], np.float32))
    assert other.meter.clipped == 2, "a channel may clip where the mix does not"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.floats(width=32)
        | st.sampled_from([math.nan, math.inf, -math.inf, 3.4e38, -3.4e38, 1e-45]),
        min_size=1,
        max_size=60,
    ),
    st.integers(1, 3),
    st.sampled_from([-60.0, 0.0, 60.0]),
    st.sampled_from([48_000, 44_100]),
)
def test_whatever_comes_in_what_is_heard_is_finite(
    values: list[float], channels: int, gain: float, rate: int
) -> None:
    values = values * channels
    sound = Sound(0.1)
    sound.gain_db = gain
    sound.window(0.05, 22_050)
    block = np.array(values, np.float32).reshape(-1, channels)
    feed(sound, np.tile(block, (20, 1)), rate)
    for wanted in (RATE, 22_050):
        window = sound.window(0.05, wanted).samples
        assert np.isfinite(window).all()
        assert np.abs(window).max() < 3.0, "full scale, and what a steep filter overshoots it"
    assert sound.counts["samples not finite"] == 20 * sum(not math.isfinite(v) for v in values)
    assert math.isfinite(sound.meter.peak_db)
    assert math.isfinite(sound.meter.rms_db)


def test_the_meter_says_what_a_sine_is() -> None:
    meter = Meter()
    for _ in range(100):
        meter.hear(sine(0.02, level=0.5), RATE)
    assert meter.peak_db == pytest.approx(-6.02, abs=0.05)
    assert meter.rms_db == pytest.approx(-9.03, abs=0.05)


def test_a_peak_is_held_and_then_let_go() -> None:
    meter = Meter()
    meter.hear(sine(0.1, level=1.0), RATE)
    for _ in range(14):
        meter.hear(sine(0.1, level=0.1), RATE)
    assert meter.peak_db == pytest.approx(0, abs=0.05)
    for _ in range(2):
        meter.hear(sine(0.1, level=0.1), RATE)
    assert meter.peak_db == pytest.approx(-20, abs=0.05)


def test_only_exact_zeros_are_no_sound() -> None:
    meter = Meter()
    meter.hear(np.zeros(RATE, np.float32), RATE)
    assert (meter.zeros_s, meter.peak_db, meter.rms_db) == (1.0, -120.0, -120.0)
    quiet = np.zeros(4800, np.float32)
    quiet[2400] = 1e-7
    meter.hear(quiet, RATE)
    assert meter.zeros_s == pytest.approx(0.05, abs=1e-4)


def test_lost_frames_become_silence_so_that_the_clock_stays_true() -> None:
    sound = Sound()
    feed(sound, sine(0.5))
    sound.skip(4800, RATE)
    feed(sound, sine(0.5))
    assert sound.time == pytest.approx(1.1)
    gap = sound.window(0.6, RATE).samples[:4800]
    assert not gap.any()
    sound.skip(round(audio.MAX_GAP_S * RATE) + 1, RATE)
    assert sound.time == pytest.approx(1.1), "nobody wants an hour of silence"
    assert sound.counts["frames lost"] == 4800 + 240_001
