"""Presets that denoise: each way to hear, our own painter and a Stable Diffusion in toy size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import painters
import pytest
import tiny_diffusion
import tomlkit
import torch
from painters import EARS, LABELS, sound
from safetensors.torch import save_file

import presets
from generators.base import Look
from generators.images import upscaler
from generators.images.denoiser import DenoiserSizes
from generators.images.diffusion_painter import (
    HEARS,
    DiffusionPainter,
    SoundSettings,
    between,
    together,
)
from generators.images.mappers import mapper_of
from generators.images.painter import WEIGHTS
from generators.images.system import System, painted
from generators.images.together import Together, picture_of
from generators.images.upscaler import UpscalerNetwork, UpscalerSizes
from generators.media import AudioWindow, Pixels
from generators.packed import packed

KINDS = ("labels", "audiotoken", "covergen", "audioclip")
SIZES = {"size": 16, "widths": [32, 32], "layers": 1, "width": 16, "heads": 2}
MAPPER: dict[str, dict[str, Any]] = {
    "labels": {}, "audiotoken": {}, "covergen": {"hidden": 16, "rank": 2, "blocks": 1},
    "audioclip": {},
}  # fmt: skip
STILL = Look(travel=0.0)
Opened = Callable[..., DiffusionPainter]


def heard(kind: str) -> int:
    return EARS.embedding if kind == "audioclip" else EARS.widths[-1]


def system(kind: Any) -> System:
    """With weights that make it paint: those of its last layer begin at nought."""
    torch.manual_seed(4)
    sizes = DenoiserSizes(labels=len(LABELS), added=kind == "audioclip", **SIZES)
    made = System.own(kind, sizes, heard(kind), MAPPER[kind]).eval()
    for weights in made.parameters():
        weights.data += 0.1 * torch.randn_like(weights)
    return made


def folder_of(
    folder: Path, kind: str, weights: dict[str, torch.Tensor] | None = None, **network: Any
) -> Path:
    """A preset folder called toy. Its network is `network`'s where that says something."""
    state = system(kind).state_dict() if weights is None else weights
    path = painters.preset(folder)
    save_file(packed(state), path / WEIGHTS)
    table = tomlkit.parse((path / "preset.toml").read_text()).unwrap()
    table["files"][WEIGHTS] = hashlib.sha256((path / WEIGHTS).read_bytes()).hexdigest()
    del table["adapter"]
    table["network"] = {
        "kind": "diffusion", "system": kind, "painter": SIZES, "mapper": MAPPER[kind],
        "steps": 3, "scale": 2.0, **{k: v for k, v in network.items() if v is not None},
    }  # fmt: skip
    (path / "preset.toml").write_text(tomlkit.dumps(table))
    return path


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Opens a preset of a kind; more as in `folder_of`."""

    def open_(kind: str = "audiotoken", **more: Any) -> DiffusionPainter:
        found = presets.images_in(folder_of(tmp_path, kind, **more))
        made, device = presets.open_painter(found, "cpu")
        assert device == "cpu" and isinstance(made, DiffusionPainter)
        return made

    return open_


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Stable Diffusion's folder."""
    folder = tmp_path_factory.mktemp("model")
    tiny_diffusion.pipeline(folder / "words").save_pretrained(folder / "sd")
    return folder / "sd"


def adapter(kind: Any, out: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(6)
    made = mapper_of(kind, heard(kind), out, MAPPER[kind])
    return {f"mapper.{name}": value for name, value in made.state_dict().items()}


def frame(painter: DiffusionPainter, look: Look = STILL, seconds: float = 60.0) -> Pixels:
    return painter.paint(look, seconds, 0.0).pixels


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_hears_is_seen_and_always_the_same(opened: Opened, kind: str) -> None:
    pictures = []
    for _ in range(2):
        painter = opened(kind)
        assert painter.size == (16, 16)
        nothing = frame(painter)
        low, high = ((painter.hear(sound(hz)), frame(painter))[1] for hz in (110.0, 3000.0))
        assert low.shape == (16, 16, 3) and low.dtype == np.uint8
        assert (low != high).any() and (low != nothing).any()
        silent = AudioWindow(np.zeros(32_000, np.float32), 16_000, 2.0)
        assert set(painter.hear(silent)) == set(LABELS)
        assert (frame(painter) == nothing).all(), "silence asks for nothing in particular"
        pictures.append(high)
    assert (pictures[0] == pictures[1]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_a_whole_stretch_is_of_all_of_it(opened: Opened, kind: str) -> None:
    painter = opened(kind)
    low, high = sound(110.0), sound(3000.0)
    assert set(painter.hear_all([low, high])) == set(LABELS)
    both = frame(painter)
    for window in (low, high):
        painter.hear(window)
        assert (frame(painter) != both).any()
    painter.hear_all([low, low])
    same = frame(painter)
    painter.hear(low)
    assert (frame(painter) == same).all()


def test_a_frame_after_a_cut_is_what_the_whole_way_down_gives(opened: Opened) -> None:
    painter = opened("labels", guidance="full")
    painter.hear(sound())
    shown = frame(painter, Look(seed=3, travel=0.0))
    made = painter._system
    noise = torch.from_numpy(painter._journey.at(0.0)).reshape(1, *made.painter.shape)
    wanted = painted(made, noise, painter._wanted[None], 3, 2.0)[0]
    assert np.abs(shown.astype(int) - wanted).mean() < 3, "half precision"


def test_still_input_gives_a_still_picture_and_travel_moves_it(opened: Opened) -> None:
    painter = opened()
    painter.hear(sound())
    frame(painter, STILL)
    frames = [frame(painter, STILL, 0.1) for _ in range(5)]
    assert all((each == frames[0]).all() for each in frames)
    moved = [frame(painter, Look(travel=20.0), 0.1) for _ in range(5)]
    assert (moved[-1] != frames[0]).any()


def test_new_music_takes_over_by_and_by(opened: Opened) -> None:
    painter = opened(smooth_s=1.0)
    painter.hear(sound(110.0))
    before = frame(painter, STILL)
    painter.hear(sound(3000.0))
    ways = [np.abs(frame(painter, STILL, 0.2).astype(int) - before).mean() for _ in range(20)]
    assert ways[0] == 0, "the frame that is finished was begun before"
    assert 0 < ways[4] < ways[-1]


@pytest.mark.parametrize(
    "look",
    [
        Look(seed=1, travel=0.0),
        Look(palette=0.3, travel=0.0),
        Look(brightness=0.5, travel=0.0),
        Look(sensitivity=3.0, travel=0.0),
        Look(labels={"odd": 1.0}, mix=1.0, travel=0.0),
    ],
)
def test_a_look_changes_the_picture(opened: Opened, look: Look) -> None:
    painter = opened("covergen")
    painter.hear(sound())
    usual = frame(painter)
    changed = frame(painter, look)
    assert (changed != usual).any()
    if look.brightness:
        assert changed.mean() > usual.mean()


def test_a_painter_that_was_taught_by_ear_knows_no_words(opened: Opened) -> None:
    painter = opened("audioclip")
    assert painter.labels == ()
    painter.hear(sound())
    asked = Look(labels={"odd": 1.0}, mix=1.0, travel=0.0)
    assert (frame(painter) == frame(painter, asked)).all()


def test_red_stays_red(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    painter = opened()
    red = torch.tensor([1.0, -1.0, -1.0])[None, :, None, None].expand(1, 3, 16, 16)
    monkeypatch.setattr(painter._system.painter, "decode", lambda _: red)
    assert frame(painter)[0, 0].tolist() == [255, 0, 0]


def test_like_frames_may_be_left_out(opened: Opened) -> None:
    painter = opened(similar=0.5)
    calls: list[int] = []
    painter._system.painter.register_forward_hook(lambda *_: calls.append(1))
    frame(painter, STILL)
    before = len(calls)
    for _ in range(11):
        frame(painter, STILL, 0.01)
    assert len(calls) - before == 1, "ten of eleven"


def taught_apart() -> tuple[System, System]:
    one, other = system("labels"), system("labels")
    for weights in other.parameters():
        weights.data *= 0.9
    return one, other


def test_two_painters_denoise_one_picture() -> None:
    made = together(*taught_apart(), SoundSettings(begins_hear=1.0))
    noisy, times = torch.randn(2, 3, 16, 16), torch.tensor([900, 100])
    labels = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    both = made.read(labels)
    asked = both.chunk(2, dim=1)
    one, other = (
        painter(noisy, times, each)
        for painter, each in zip((made.painter.sight, made.painter.sound), asked, strict=True)
    )
    torch.testing.assert_close(made.painter(noisy, times, both), (one + other) / 2)
    late = Together(made.painter.sight, made.painter.sound, begins_hear=0.5)
    wanted = torch.stack([one[0], (one[1] + other[1]) / 2])
    torch.testing.assert_close(late(noisy, times, both), wanted)


def test_a_picture_that_sounds_begins_at_the_recording(opened: Opened) -> None:
    sees, hears = (each.state_dict() for each in taught_apart())
    weights = sees | {HEARS + name: value for name, value in hears.items()}
    low, high, close = (
        frame_of(
            opened(
                "labels", weights=weights, sound={"strength": share, "begins_hear": 1.0}, steps=6
            ),
            hz,
        )
        for share, hz in ((0.9, 110.0), (0.9, 3000.0), (0.2, 3000.0))
    )
    assert (low != high).any()
    spectrogram = ((picture_of(sound(3000.0), 16) + 1) * 127.5).permute(1, 2, 0).numpy()
    away = [np.abs(each.astype(float) - spectrogram).mean() for each in (high, close)]
    assert away[1] < 0.5 * away[0], "less noise leaves more of it"


def frame_of(painter: DiffusionPainter, hz: float) -> Pixels:
    painter.hear(sound(hz))
    return frame(painter)


def test_the_picture_of_a_tone_has_a_line_at_its_pitch() -> None:
    rows = [int(picture_of(sound(hz), 64)[0].mean(dim=1).argmax()) for hz in (200.0, 800.0, 3200.0)]
    assert rows == sorted(rows, reverse=True) and rows[0] - rows[2] > 20, "the highest is on top"
    with pytest.raises(ValueError, match="16000"):
        picture_of(AudioWindow(np.zeros(10, np.float32), 44_100, 0.0), 64)


@pytest.mark.parametrize("kind", ["audiotoken", "covergen"])
def test_an_adapter_paints_with_a_stable_diffusion(opened: Opened, model: Path, kind: str) -> None:
    weights = adapter(kind, tiny_diffusion.WIDTH)
    table = {"model": str(model), "size": 64}
    refiner = {"kind": "repaint", "model": str(model), "steps": 2, "scale": 2}
    painter = opened(kind, weights=weights, painter=table, refiner=refiner)
    assert painter.size == (128, 128)
    painter.hear(sound(110.0))
    low = frame(painter)
    assert low.shape == (128, 128, 3)
    painter.hear(sound(3000.0))
    assert (frame(painter) != low).any()
    assert (frame(painter, Look(labels={"odd": 1.0}, mix=1.0, travel=0.0)) != low).any()


def test_the_upscaler_makes_frames_larger(opened: Opened, tmp_path: Path) -> None:
    torch.manual_seed(7)
    network = UpscalerNetwork(UpscalerSizes(scale=2, channels=8, blocks=1))
    larger = tmp_path / "larger"
    larger.mkdir()
    save_file(packed(network.state_dict()), larger / upscaler.WEIGHTS)
    table = {"scale": 2, "channels": 8, "blocks": 1}
    (larger / upscaler.TABLE).write_text(tomlkit.dumps({"network": table}))
    small, large = (
        opened("labels", refiner=refiner)
        for refiner in (None, {"kind": "upscaler", "folder": "../larger"})
    )
    assert large.size == (32, 32)
    shown = [frame_of(painter, 440.0).astype(float) for painter in (small, large)]
    halves = shown[1].reshape(16, 2, 16, 2, 3).mean(axis=(1, 3))
    assert np.abs(halves - shown[0]).mean() < 30, "the same picture"


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        ("covergen", {"mapper": {"hidden": 32, "rank": 2, "blocks": 1}}, "the adapter's mapper"),
        ("audiotoken", {"weights": adapter("audiotoken", 16)}, "its weights lack painter"),
        ("audiotoken", {"painter": {**SIZES, "width": 32}}, "a painter that takes 32"),
        ("audiotoken", {"painter": {"model": "nowhere"}}, "nowhere cannot be loaded"),
        ("audioclip", {"painter": {"model": "nowhere"}}, "needs a painter of its own"),
        ("labels", {"refiner": {"kind": "magic"}}, "refiner"),
        ("audiotoken", {"sound": {}}, "sound: for system labels"),
        ("labels", {"sound": {"strength": 2}}, "network.sound.strength"),
        ("labels", {"steps": 0}, "network.steps"),
        ("labels", {"system": "telepathy"}, "network.system"),
        ("labels", {"painter": {**SIZES, "size": 15}}, "cannot be halved"),
    ],
)
def test_parts_that_do_not_fit_are_named(
    opened: Opened, kind: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(presets.PresetError, match=why):
        opened(kind, **more)


def test_conditions_go_along_the_arc() -> None:
    here, there = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 4.0]])
    half = between(here, there, 0.5)
    torch.testing.assert_close(half, torch.tensor([[3.0, 3.0]]) * 0.5**0.5)
    torch.testing.assert_close(between(here, there, 0.0), here)
    torch.testing.assert_close(between(here, here, 0.3), here)
    torch.testing.assert_close(between(torch.zeros(1, 2), there, 1.0), there)
