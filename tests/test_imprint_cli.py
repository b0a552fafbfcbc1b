"""`klangbild imprint` and `klangbild compose`: pictures and sound out, one line for a mistake."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from sound import CLIPS
from test_cli import error_of, run

from generators.images import mel
from generators.images.imprint import mono_of

CLIP = sorted(CLIPS.glob("clips/*.ogg"))[0]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a picture, a disc on black, and two seconds of stereo noise."""
    monkeypatch.chdir(tmp_path)
    y, x = np.mgrid[:96, :128]
    disc = ((x - 64) ** 2 + (y - 48) ** 2 < 40**2).astype(np.uint8) * 255
    Image.fromarray(disc).save("disc.png")
    noise = 0.1 * np.random.default_rng(0).standard_normal((88_200, 2))
    soundfile.write("noise.wav", noise, 44_100)
    return tmp_path


def done(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def seen(path: str) -> mel.Levels:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return mel.levels_of(mono_of(samples, rate))


def test_the_recording_shows_the_picture_and_stays_what_it_was(place: Path) -> None:
    said = done("imprint", "disc.png", "noise.wav", "out.wav", "--picture", "out.png")
    info = soundfile.info("out.wav")
    assert (info.samplerate, info.channels, info.frames) == (44_100, 2, 88_200)
    levels = seen("out.wav")
    with Image.open("disc.png") as disc:
        assert mel.likeness(levels, mel.grey_of(disc, levels.shape[1])) > 0.9
    with Image.open("out.png") as drawn:
        assert (drawn.size, drawn.mode) == ((200, 256), "RGB")
        np.testing.assert_allclose(np.asarray(drawn)[:, :, 0] / 255, levels, atol=0.01)
    assert "2.00 s with the picture" in said
    assert "likeness" in said


def test_music_is_taken_as_any_sound(place: Path) -> None:
    done("imprint", "disc.png", CLIP, "out.flac", "--start", 1, "--seconds", 2)
    before, after = seen(str(CLIP)), seen("out.flac")
    assert mel.likeness(before[:, :90], after[:, :90]) > 0.99
    assert mel.likeness(before[:, 110:290], after[:, 110:290]) < 0.99


def test_what_exists_is_not_replaced(place: Path) -> None:
    done("imprint", "disc.png", "noise.wav", "out.wav")
    assert "exists" in error_of("imprint", "disc.png", "noise.wav", "out.wav")
    done("imprint", "disc.png", "noise.wav", "out.wav", "--force")
    assert "is the input" in error_of("imprint", "disc.png", "noise.wav", "noise.wav", "--force")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("noise.wav", "noise.wav", "out.wav"), "noise.wav is no picture that can be read"),
        (("none.png", "noise.wav", "out.wav"), "none.png: No such file"),
        (("disc.png", "disc.png", "out.wav"), "no sound file"),
        (("disc.png", "noise.wav", "out.mp3"), "name a file .wav or .flac"),
        (("disc.png", "noise.wav", "out.wav", "--picture", "a.jpg"), "name a file .png"),
        (("disc.png", "noise.wav", "out.wav", "--start", 5), "no sound from 5 s on"),
        (("disc.png", "silent.wav", "out.wav"), "silent"),
    ],
)
def test_mistakes(place: Path, words: tuple[object, ...], text: str) -> None:
    soundfile.write("silent.wav", np.zeros(1_000), 8_000)
    assert text in error_of("imprint", *words)
    assert not Path("out.wav").exists()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole Stable Diffusion in toy size."""
    import tiny_diffusion

    folder = tmp_path_factory.mktemp("models")
    tiny_diffusion.pipeline(folder / "words").save_pretrained(folder / "tiny")
    return folder / "tiny"


def compose(model: Path, *words: object) -> str:
    given = ("--image-model", model, "--sound-model", model, "--steps", 2, "--seconds", 1.28)
    return done("compose", "out.wav", "--hear", "bells", *given, *words)


def test_compose_writes_picture_and_sound(place: Path, model: Path) -> None:
    said = compose(model, "--see", "a castle")
    assert "1.28 s" in said
    with Image.open("out.png") as picture:
        assert (picture.size, picture.mode) == ((128, 256), "RGB")
    info = soundfile.info("out.wav")
    assert (info.samplerate, info.channels, info.frames) == (16_000, 1, 20_480)


def test_compose_begins_with_a_picture_and_a_sound(place: Path, model: Path) -> None:
    pictures = []
    for begun in (("--from", "disc.png"), ("--from", "disc.png", "--over", "noise.wav")):
        compose(model, *begun, "--see", "x", "--strength", 0.5, "--force")
        with Image.open("out.png") as picture:
            pictures.append(np.asarray(picture))
    assert (pictures[0] != pictures[1]).any()


def test_compose_with_a_vocoder(place: Path, model: Path) -> None:
    import tiny_diffusion

    tiny_diffusion.vocoder(place / "vocoder")
    compose(model, "--see", "x", "--vocoder", "vocoder")
    assert soundfile.info("out.wav").frames == 20_480


def test_compose_says_what_is_missing(place: Path, model: Path) -> None:
    assert "--image-model" in error_of("compose", "o.wav", "--see", "x", "--hear", "y")
    given = ("--image-model", model, "--sound-model", model)
    assert "--hear" in error_of("compose", "o.wav", "--see", "x", *given)
    assert "--from" in error_of("compose", "o.wav", "--hear", "x", *given)
    wrong = ("--image-model", place, "--sound-model", model)
    said = error_of("compose", "o.wav", "--see", "x", "--hear", "y", *wrong)
    assert "model_index.json is missing" in said
    far = ("--device", "mars")
    assert "mars" in error_of("compose", "o.wav", "--see", "x", "--hear", "y", *given, *far)
    assert not Path("o.wav").exists()
