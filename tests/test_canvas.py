"""Whole models from folders: what is painted, and what is said where it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import tiny_diffusion
import torch

from generators.images import canvas, composition, mel
from generators.images.canvas import Canvas, Wanted, vocode

WANTED = Wanted("a castle", "bells", steps=3, seed=4)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Folders of an image model and a sound model."""
    folder = tmp_path_factory.mktemp("models")
    for seed, name in enumerate(("image", "sound")):
        tiny_diffusion.pipeline(folder / "words", seed).save_pretrained(folder / name)
    return str(folder / "image"), str(folder / "sound")


@pytest.fixture(scope="module")
def loaded(models: tuple[str, str]) -> Canvas:
    return Canvas.load(*models, "cpu")


def test_a_seed_brings_the_same_picture_back(loaded: Canvas) -> None:
    told: list[float] = []
    first = loaded.compose(WANTED, 128, told=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])
    assert first.pixels.shape == (256, 128, 3)
    assert first.pixels.dtype == np.uint8
    assert first.levels.shape == (256, 128)
    assert (loaded.compose(WANTED, 128).pixels == first.pixels).all()
    other = loaded.compose(Wanted("a castle", "bells", steps=3, seed=5), 128)
    assert (other.pixels != first.pixels).any()


def test_the_spectrogram_is_the_mean_of_the_colours(loaded: Canvas) -> None:
    made = loaded.compose(WANTED, 64)
    np.testing.assert_allclose(made.levels, made.pixels.mean(2) / 255, atol=0.5 / 255 + 1e-6)


def test_colours_are_red_green_blue(loaded: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    red = torch.zeros(1, 3, 256, 64)
    red[:, 0] = 1
    monkeypatch.setattr(composition, "decode", lambda *_: red)
    assert loaded.compose(WANTED, 64).pixels[0, 0].tolist() == [255, 0, 0]


def test_each_prompt_and_what_to_avoid_count(loaded: Canvas) -> None:
    first = loaded.compose(WANTED, 64).levels
    for changed in (
        Wanted("a temple", "bells", steps=3, seed=4),
        Wanted("a castle", "dogs", steps=3, seed=4),
        Wanted("a castle", "bells", "fog", steps=3, seed=4),
        Wanted("a castle", "bells", steps=3, seed=4, guidance_see=1.0),
        Wanted("a castle", "bells", steps=3, seed=4, guidance_hear=1.0),
        Wanted("a castle", "bells", steps=3, seed=4, begins_hear=0.5),
    ):
        assert (loaded.compose(changed, 64).levels != first).any(), changed


def test_without_strength_the_imprint_stays(loaded: Canvas) -> None:
    grey = np.linspace(0, 1, 256 * 64, dtype=np.float32).reshape(256, 64)
    made = loaded.compose(Wanted("a", "b", steps=3, strength=0.0), 64, grey)
    vae = tiny_diffusion.autoencoder()
    picture = torch.from_numpy(grey).expand(1, 3, 256, 64)
    through = composition.decode(vae, composition.encode(vae, picture))
    np.testing.assert_allclose(made.levels, through[0].mean(0).numpy(), atol=1e-5)


def test_models_in_half_precision_paint_too(tmp_path: Path) -> None:
    pipe = tiny_diffusion.pipeline(tmp_path).to("cpu", torch.bfloat16)
    grey = np.full((256, 64), 0.5, np.float32)
    made = Canvas(pipe, pipe, "cpu").compose(WANTED, 64, grey)
    assert made.pixels.shape == (256, 64, 3)
    assert np.isfinite(made.levels).all()


@pytest.mark.parametrize("columns", [0, 32, 100])
def test_widths_that_do_not_fit_are_refused(loaded: Canvas, columns: int) -> None:
    with pytest.raises(ValueError, match="multiple of 64"):
        loaded.compose(WANTED, columns)


def test_models_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    one = tiny_diffusion.pipeline(tmp_path)
    with pytest.raises(ValueError, match="predicts v_prediction"):
        Canvas(one, tiny_diffusion.pipeline(tmp_path, prediction_type="v_prediction"), "cpu")
    other = tiny_diffusion.pipeline(tmp_path)
    other.unet = tiny_diffusion.unet(1, channels=8)
    with pytest.raises(ValueError, match="4 and 8 channels"):
        Canvas(one, other, "cpu")


def test_weights_that_are_not_there_are_said(
    tmp_path: Path, models: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"model_index.json is missing"):
        Canvas.load(str(tmp_path), models[1])
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match="nobody/nothing cannot be loaded: name a folder"):
        Canvas.load(models[0], "nobody/nothing")
    (tmp_path / "model_index.json").write_text("{}")
    with pytest.raises(ValueError, match="cannot be loaded"):
        Canvas.load(str(tmp_path), models[1])


def test_without_the_libraries_it_says_what_to_install(
    models: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "diffusers.utils", None)
    with pytest.raises(ValueError, match=r"pip install .klangbild\[diffusion\]"):
        Canvas.load(*models)


def test_a_vocoder_makes_160_samples_a_column(tmp_path: Path) -> None:
    levels = np.random.default_rng(0).random((256, 20), np.float32)
    samples = vocode(str(tiny_diffusion.vocoder(tmp_path)), levels, "cpu")
    assert samples.shape == (3_200,)
    assert samples.dtype == np.float32
    from transformers import SpeechT5HifiGan

    network = SpeechT5HifiGan.from_pretrained(tmp_path)
    bands = torch.from_numpy(np.log(mel.magnitudes_of(levels)).T.copy())
    with torch.no_grad():
        expected = network(bands).numpy()
    np.testing.assert_allclose(samples, expected, atol=1e-6)


def test_vocoders_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    levels = np.zeros((256, 20), np.float32)
    with pytest.raises(ValueError, match="holds no vocoder"):
        vocode(str(tmp_path), levels)
    for number, wrong in enumerate(({"model_in_dim": 80}, {"sampling_rate": 22_050})):
        folder = tiny_diffusion.vocoder(tmp_path / str(number), **wrong)
        with pytest.raises(ValueError, match="256 bands, 16000 Hz and 160 samples"):
            vocode(str(folder), levels)


def test_widths_fit_the_networks() -> None:
    assert canvas.COLUMN_UNIT % 64 == 0, "8 times smaller latents, halved three times"
