"""The fast path: what it says of real music, and of what is none."""

from __future__ import annotations

from dataclasses import astuple
from itertools import pairwise

import mir_eval
import numpy as np
import pytest
from sound import clicks, clip, librosa

from generators.images import features as module
from generators.images.beats import BeatTracker, autocorrelation
from generators.images.features import HOP_S, TOP_DB, FeatureStream, Percentiles, Pulse
from generators.media import Features, Samples

RATE = 16_000
DRAW = np.random.default_rng(0)
NOISE = DRAW.standard_normal(3 * RATE).astype(np.float32)


def heard(samples: Samples, rate: int = RATE, block: int = 512) -> list[Features]:
    stream = FeatureStream(rate)
    return [
        features
        for first in range(0, len(samples), block)
        for features in stream.hear(samples[first : first + block])
    ]


def framed(samples: Samples, stream: FeatureStream) -> Samples:
    """The samples after the silence that a stream begins with, as librosa is to frame them."""
    return np.concatenate((np.zeros(stream.n_fft - stream.hop, np.float32), samples))


def test_flux_is_librosas() -> None:
    samples, rate = clip(1)
    stream = FeatureStream(rate)
    found: list[float] = []
    flux = stream._flux
    stream._flux = lambda powers: found.append(flux(powers)) or found[-1]  # type: ignore
    stream.hear(samples)
    powers = librosa.feature.melspectrogram(
        y=framed(samples, stream), sr=rate, n_fft=stream.n_fft, hop_length=stream.hop,
        center=False, n_mels=module.MELS, fmax=rate / 2,
    )  # fmt: skip
    decibels = librosa.power_to_db(powers, ref=np.max, top_db=TOP_DB)
    theirs = librosa.onset.onset_strength(S=decibels, sr=rate, center=False)
    loud = decibels.max(axis=0) > -40  # where the loudest moment so far is not far off
    both = np.corrcoef(np.array(found)[loud], theirs[: len(found)][loud])
    assert both[0, 1] > 0.99
    assert np.median(np.abs(np.array(found) - theirs[: len(found)])[loud]) < 0.05


def test_level_follows_librosas_rms() -> None:
    samples, rate = clip(2)
    found = heard(samples, rate)
    stream = FeatureStream(rate)
    theirs = librosa.feature.rms(
        y=framed(samples, stream), frame_length=stream.n_fft, hop_length=stream.hop, center=False
    )[0][: len(found)]
    rising = slice(round(2 / HOP_S), None)
    ranks = [
        np.argsort(np.argsort(x[rising])) for x in (theirs, np.array([f.level for f in found]))
    ]
    assert np.corrcoef(*ranks)[0, 1] > 0.9


@pytest.mark.parametrize("number", [1, 2])
def test_chroma_is_librosas(number: int) -> None:
    samples, rate = clip(number)
    stream = FeatureStream(rate)
    found = np.array([f.chroma for f in stream.hear(samples)])
    padded = np.concatenate((np.zeros(stream.n_chroma - stream.hop, np.float32), samples))
    theirs = librosa.feature.chroma_stft(
        y=padded, sr=rate, n_fft=stream.n_chroma, hop_length=stream.hop, center=False,
        tuning=stream._chroma.tuning,
    )  # fmt: skip
    assert abs(stream._chroma.tuning) <= 0.05  # fluidsynth plays in tune
    moments = np.arange(round(3 / HOP_S), round(10 / HOP_S))
    moments = moments[moments % module.CHROMA_EVERY == 0]
    assert np.median(np.abs(found[moments] - theirs[:, moments].T)) < 0.01


def test_a_tone_out_of_tune_is_still_its_pitch() -> None:
    times = np.arange(4 * RATE) / RATE
    hz = 440.0 * 2 ** (np.array([0, 3, 7]) / 12 + 0.3 / 12)
    stream = FeatureStream(RATE)
    tone = sum(0.2 * np.sin(2 * np.pi * f * times) for f in hz).astype(np.float32)
    last = stream.hear(tone)[-1]
    assert stream._chroma.tuning == pytest.approx(0.3, abs=0.051)
    assert {int(i) for i in np.argsort(last.chroma)[-3:]} == {9, 0, 4}  # A minor


def in_range(found: list[Features]) -> None:
    for features in found:
        values = np.array([*astuple(features)[1:6], features.beat, features.sure, *features.chroma])
        assert np.isfinite(values).all() and (values >= 0).all() and (values <= 1).all()
        assert features.beat < 1 and 0 <= features.tempo <= 211


@pytest.mark.parametrize(
    ("samples", "silent"),
    [
        (np.zeros(3 * RATE, np.float32), True),
        (np.full(3 * RATE, 0.7, np.float32), True),
        (np.full(3 * RATE, np.nan, np.float32), True),
        (NOISE * np.float32(1e-6), True),
        (NOISE * np.float32(1e25), False),
        (np.where(np.arange(3 * RATE) % 997, NOISE, np.inf).astype(np.float32), False),
        (np.sign(NOISE), False),
    ],
    ids=["silence", "dc", "nan", "hiss", "loud", "infinite", "square"],
)
def test_anything_stays_in_range(samples: Samples, silent: bool) -> None:
    found = heard(samples)
    in_range(found)
    if silent:
        late = found[round(1 / HOP_S) :]
        assert max(max(f.level, f.onset, f.low, f.mid, f.high, *f.chroma) for f in late) < 0.01
        assert late[-1].tempo == late[-1].sure == 0.0
    else:
        assert max(f.level for f in found) > 0.5


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_flashes_at_the_start(number: int) -> None:
    samples, rate = clip(number)
    found = heard(samples[rate:], rate)  # in the middle of the music
    for name in ("level", "low", "mid", "high", "onset"):
        values = np.array([0.0] + [getattr(f, name) for f in found[: round(0.5 / HOP_S)]])
        assert np.diff(values).max() < 0.3, name
        assert values[: round(0.1 / HOP_S)].max() <= 0.1, name
    assert max(f.onset for f in found[round(1 / HOP_S) :]) > 0.5


def test_levels_use_their_range_however_loud_it_is() -> None:
    samples, rate = clip(1)
    spreads = []
    for gain in (0.05, 1.0):
        level = np.array([f.level for f in heard(samples * np.float32(gain), rate)])
        late = level[round(7 / HOP_S) :]
        spreads.append((np.percentile(late, 5), np.percentile(late, 95)))
        assert spreads[-1][1] > 0.85 and spreads[-1][1] - spreads[-1][0] > 0.1
    assert np.allclose(*spreads, atol=0.2)


def test_bands_hear_their_own() -> None:
    times = np.arange(2 * RATE) / RATE
    for hz, name in ((80, "low"), (800, "mid"), (5_000, "high")):
        tone = (0.2 * np.sin(2 * np.pi * hz * times)).astype(np.float32)
        last = heard(tone)[-1]
        values = {band: getattr(last, band) for band in ("low", "mid", "high")}
        assert max(values, key=values.__getitem__) == name and values[name] > 0.7
        assert sorted(values.values())[1] < 0.3


def test_blocks_of_any_size_give_the_same() -> None:
    samples, rate = clip(0)
    samples = samples[: 4 * rate]
    whole = heard(samples, rate, len(samples))
    assert whole == heard(samples, rate, 77) == heard(samples, rate, 1024)
    assert [f.time for f in whole] == pytest.approx(HOP_S * np.arange(1, len(whole) + 1))


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 96_000])
def test_any_rate(rate: int) -> None:
    samples, beats = clicks(120, 6, rate)
    found = heard(samples, rate)
    in_range(found)
    assert found[-1].tempo == pytest.approx(120, rel=0.02)
    assert 0.01 <= found[1].time - found[0].time <= 0.02
    assert sum(b.onset > a.onset + 0.05 for a, b in pairwise(found)) >= len(beats) - 1


def test_a_rate_that_is_no_sound_is_refused() -> None:
    with pytest.raises(ValueError, match="4000 Hz"):
        FeatureStream(4_000)


@pytest.mark.parametrize("bpm", [75, 100, 128.5])
def test_clicks_are_followed(bpm: float) -> None:
    samples, beats = clicks(bpm, 16, RATE)
    found = heard(samples)
    late = [f for f in found if f.time >= 8]
    assert np.mean([f.tempo for f in late]) == pytest.approx(bpm, rel=0.005)
    assert late[-1].sure > 0.8
    truth = beats[(beats >= 8)]
    for features in late:
        if not truth[0] <= features.time < truth[-1]:
            continue
        index = int(np.searchsorted(truth, features.time, side="right")) - 1
        phase = (features.time - truth[index]) * bpm / 60
        assert abs((features.beat - phase + 0.5) % 1.0 - 0.5) < 0.05
    rises = np.array([b.time for a, b in pairwise(found) if b.onset > a.onset + 0.05])
    rises = rises[np.diff(rises, prepend=-1.0) > 0.05]  # one attack rises in two steps
    score, _, _ = mir_eval.onset.f_measure(beats, rises)
    assert score > 0.97


def test_the_beat_goes_on_where_a_click_is_missing() -> None:
    samples, beats = clicks(120, 16, RATE)
    gap = int((beats[20] - 0.1) * RATE), int((beats[22] - 0.1) * RATE)
    samples[slice(*gap)] = 0
    during = [f for f in heard(samples) if gap[0] / RATE < f.time < gap[1] / RATE]
    error = [((f.time - beats[20]) * 2 - f.beat + 0.5) % 1 - 0.5 for f in during]
    assert np.abs(error).max() < 0.08


def test_a_change_of_tempo_is_followed() -> None:
    slow, _ = clicks(90, 12, RATE)
    fast, _ = clicks(125, 14, RATE)
    found = heard(np.concatenate((slow, fast)))
    assert [f for f in found if f.time < 12][-1].tempo == pytest.approx(90, rel=0.02)
    assert found[-1].tempo == pytest.approx(125, rel=0.02)


def test_noise_has_no_beat_to_be_sure_of() -> None:
    noise = np.random.default_rng(1).standard_normal(9 * RATE).astype(np.float32)
    assert heard(noise * np.float32(0.1))[-1].sure < 0.5


def test_the_transports_beat_is_taken() -> None:
    samples, _ = clicks(120, 5, RATE)
    stream = FeatureStream(RATE, start=100.0)
    found = stream.hear(samples, Pulse(time=101.0, beat=4.25, tempo=90.0))
    assert {(f.tempo, f.sure) for f in found} == {(90.0, 1.0)}
    at = next(f for f in found if f.time >= 102.0)
    assert at.beat == pytest.approx((4.25 + (at.time - 101.0) * 1.5) % 1.0)


def test_percentiles_forget() -> None:
    row = Percentiles((0.1, 0.97), 1, (-90.0, 20.0), (-50.0, -12.0))
    for _ in range(round(3 * module.MEMORY_S / HOP_S)):
        found = row.step(np.array([-30.0]))
    np.testing.assert_allclose(found[:, 0], -30.0, atol=1.0)
    for _ in range(round(5 * module.MEMORY_S / HOP_S)):
        found = row.step(np.array([-60.0]))
    np.testing.assert_allclose(found[:, 0], -60.0, atol=1.0)


def test_autocorrelation_of_a_rhythm() -> None:
    values = np.zeros(400)
    values[::25] = 1.0
    own = autocorrelation(values)
    assert own[0] == pytest.approx(1.0) and own[25] > 0.9 and own[12] < 0.1


def test_beats_between_frames_are_exact() -> None:
    tracker, fps, bpm = BeatTracker(80.0), 80.0, 133.7
    ends, before = [], 0.0
    for frame in range(int(20 * fps)):
        place = frame * bpm / 60 / fps
        tracker.step(1.0 if int(place) > int((frame - 1) * bpm / 60 / fps) else 0.0)
        if tracker.beat < before and frame > 12 * fps:
            ends.append((frame - tracker.beat * 60 / tracker.tempo * fps) / fps)
        before = tracker.beat
    assert np.diff(ends) == pytest.approx(60 / bpm, abs=0.012)
    assert tracker.tempo == pytest.approx(bpm, rel=0.003)
