"""The trained painter: its folder, its pictures, what it makes of sound and of what it is told."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import painters
import pytest
import torch
from painters import LABELS, SIDE, sound

import presets
from generators.base import Look
from generators.images.adapter import USUAL, AdapterSettings, Normal, measured
from generators.images.painter import OneStepPainter, turned
from generators.images.painter_network import TRAITS
from generators.media import AudioWindow, Pixels
from generators.packed import packed, unpacked
from presets import PresetError
from server.paint_worker import load_painter


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    painters.preset(folder)
    return folder


@pytest.fixture
def painter(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> OneStepPainter:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(shelf))
    found = load_painter("toy", "cpu")[0]
    assert isinstance(found, OneStepPainter)
    return found


def difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_a_preset_is_loaded_with_its_listener(painter: OneStepPainter) -> None:
    assert (painter.name, painter.labels, painter.size) == ("toy", LABELS, (SIDE, SIDE))
    assert (painter.window_s, painter.hear_hz) == (2.0, 16_000)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"labels": ["calm", "stormy"]}, "does not fit together"),
        ({"labels": ["calm", "stormy", "even"]}, "other labels"),
        ({"network": {"kind": "many-steps"}}, "many-steps"),
        ({"network": {"kind": "one-step", "widht": 3}}, "does not fit together"),
        ({"adapter": {"means": {"calm": [0.0]}}}, "a mean for each of"),
        ({"adapter": {"means": {}, "pull": {"smell": {}}}}, "smell: use level"),
        ({"tracks": ["melody"]}, "tracks"),
        ({"labels": []}, "labels"),
        ({"files": {}}, "has no checksum"),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], why: str
) -> None:
    painters.preset(tmp_path, **changes)
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    with pytest.raises(PresetError, match=why):
        load_painter("toy", "cpu")


def test_it_does_not_make_notes(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(shelf))
    with pytest.raises(PresetError, match="makes images, not notes"):
        presets.load("toy")
    with pytest.raises(PresetError, match="makes notes, not images"):
        load_painter("trio", "cpu")


def test_pictures_are_the_networks(painter: OneStepPainter) -> None:
    rng = np.random.default_rng(0)
    latents = rng.standard_normal((19, 8)).astype(np.float32)
    labels = np.eye(3, dtype=np.float32)[np.arange(19) % 3]
    traits = rng.standard_normal((19, len(TRAITS))).astype(np.float32)
    found = painter.pictures(latents, labels, traits)
    assert (found.shape, found.dtype) == ((19, SIDE, SIDE, 3), np.uint8)
    with torch.no_grad():
        wanted = painters.network()(*map(torch.from_numpy, (latents, labels, traits)))
    levels = (wanted.permute(0, 2, 3, 1).numpy() + 1) * 127.5
    assert found.std() > 10
    np.testing.assert_allclose(found, levels, atol=6, err_msg="8 bits and bfloat16")
    assert np.abs(found - levels).mean() < 1.5
    one = painter.pictures(latents[:1], labels[:1], traits[:1])
    np.testing.assert_allclose(one[0].astype(int), found[0], atol=2)


def test_red_stays_red(painter: OneStepPainter) -> None:
    with torch.no_grad():
        painter._network.finest[-1].weight.zero_()
        painter._network.finest[-1].bias.copy_(torch.tensor([9.0, -9.0, 0.0]))
    pixels = painter.paint(Look(), 0.1, 0.0).pixels
    assert (pixels == np.array([255, 0, 128], np.uint8)).all()


def test_weights_in_8_bits_are_near() -> None:
    weights = painters.network().state_dict()
    again = unpacked(packed(weights))
    assert again.keys() == weights.keys()
    for name, value in weights.items():
        rows = value.float().flatten(1) if value.ndim > 1 else value
        step = rows.abs().amax(-1, keepdim=True) / 127 if value.ndim > 1 else torch.zeros(1)
        assert ((again[name].reshape(rows.shape) - rows).abs() <= step / 2 + 1e-7).all(), name
    assert packed(weights)["coarse.weight"].dtype == torch.int8


def test_equal_sound_look_and_time_paint_equal_pictures(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANGBILD_PRESETS", str(shelf))

    def show(look: Look, *windows: AudioWindow) -> Pixels:
        painter = load_painter("toy", "cpu")[0]
        for window in windows:
            painter.hear(window)
        return [painter.paint(look, 2.0, 1.0) for _ in range(4)][-1].pixels

    plain = show(Look(), sound())
    assert np.array_equal(plain, show(Look(), sound()))
    assert difference(plain, show(Look(), sound(4000, 0.9))) > 0.5
    for look in (
        Look(labels={"odd": 1.0}, mix=1.0),
        Look(seed=5),
        Look(travel=4.0),
        Look(palette=0.4),
        Look(brightness=1.0),
        Look(abstraction=1.0),
    ):
        assert difference(plain, show(look, sound())) > 0.3, look


def test_it_stands_still_without_travel_once_it_has_arrived(painter: OneStepPainter) -> None:
    painter.hear(sound())
    still = Look(travel=0.0)
    first, *_, last = (painter.paint(still, 5.0, 0.0).pixels for _ in range(12))
    again = painter.paint(still, 5.0, 0.0).pixels
    assert np.array_equal(last, again) and not np.array_equal(first, again)


@pytest.mark.parametrize("samples", [np.zeros(32_000), np.full(32_000, np.nan), np.zeros(0)])
def test_silence_is_calm(painter: OneStepPainter, samples: np.ndarray) -> None:
    window = AudioWindow(samples.astype(np.float32), 16_000, 1.0)
    assert painter.hear(window) == pytest.approx(dict.fromkeys(LABELS, 1 / 3))
    wanted = dict(zip(TRAITS, painter.wanted.traits, strict=True))
    assert wanted["brightness"] < 0 and wanted["detail"] < 0
    assert painter.paint(Look(), 0.1, 1.0).pixels.shape == (SIDE, SIDE, 3)


def test_another_rate_is_refused(painter: OneStepPainter) -> None:
    with pytest.raises(ValueError, match="44100 Hz"):
        painter.hear(AudioWindow(np.ones(44_100, np.float32), 44_100, 1.0))


def test_labels_bring_the_traits_of_their_paintings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    means = {"calm": [1.0, 0, 0, 0, 0], "stormy": [0, 2.0, 0, 0, 0], "odd": [0, 0, 0, 0, -2.0]}
    for name, temperature in (("soft", 1.0), ("sharp", 0.2)):
        adapter = {"means": means, "pull": {}, "temperature": temperature}
        painters.preset(tmp_path, name, adapter=adapter)
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    shares = {}
    for name in ("soft", "sharp"):
        painter = load_painter(name, "cpu")[0]
        assert isinstance(painter, OneStepPainter)
        found = painter.hear(sound())
        shares[name] = max(found.values())
        assert sum(found.values()) == pytest.approx(1, abs=1e-5)
        wanted = sum(found[label] * np.array(means[label]) for label in LABELS)
        np.testing.assert_allclose(painter.wanted.traits, wanted, atol=1e-5)
    assert shares["sharp"] > shares["soft"]


def test_sound_pulls_at_the_traits(painter: OneStepPainter) -> None:
    def traits(window: AudioWindow) -> dict[str, float]:
        painter.hear(window)
        return dict(zip(TRAITS, painter.wanted.traits.tolist(), strict=True))

    soft, loud = traits(sound(loud=0.02)), traits(sound(loud=0.6))
    assert loud["brightness"] > soft["brightness"] + 0.5 and loud["colour"] > soft["colour"]
    low, high = traits(sound(80)), traits(sound(3000))
    assert high["detail"] > low["detail"] and high["brightness"] > low["brightness"]


def test_what_is_usual_is_learned_from_the_past_alone() -> None:
    normal = Normal(20.0)
    loud = np.array([-8.0, *(mean for mean, _ in list(USUAL.values())[1:])])
    away = [normal.step(loud, float(time))[0] for time in range(90)]
    assert away[0] == pytest.approx((-8 + 20) / 5), "the first is not compared with itself"
    assert all(later <= earlier for earlier, later in itertools.pairwise(away[20:]))
    assert away[-1] < 0.2, "always loud is not loud"
    assert normal.step(loud, -1e9)[0] < 0.2, "a clock that goes back does no harm"


def test_measures_are_of_the_sound() -> None:
    rate = 16_000
    t = np.arange(2 * rate) / rate
    level, height, change = measured((0.1 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32), rate)
    assert level == pytest.approx(10 * np.log10(0.005), abs=0.01)
    assert height == pytest.approx(np.log2(1000), abs=0.02)
    gated = 0.1 * np.sin(2 * np.pi * 1000 * t) * (np.floor(8 * t) % 2)
    assert measured(gated.astype(np.float32), rate)[2] > change + 1
    assert np.isfinite(measured(np.ones(1, np.float32), rate)).all()


def test_settings_name_what_is_unknown() -> None:
    with pytest.raises(ValueError, match="smell"):
        AdapterSettings(means={}, pull={"level": {"smell": 1.0}})


def test_hues_turn_and_greys_stay() -> None:
    pixels = np.array([[[200, 40, 40], [90, 90, 90]]], np.uint8)
    third = turned(pixels, 1 / 3)
    assert tuple(third[0, 0]) == (40, 200, 40) and tuple(third[0, 1]) == (90, 90, 90)
    assert np.array_equal(turned(pixels, 1.0), pixels)
