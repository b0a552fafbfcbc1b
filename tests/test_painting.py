"""`klangbild paint`: pictures and films of sound files."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import painters
import pytest
import soundfile
from painters import LABELS, SIDE
from PIL import Image
from test_cli import error_of, run

from bridges.looks import read_look
from generators.base import Look
from generators.fakes import Meter
from generators.media import Pixels
from presets import load_painter
from server import painting
from server.painting import Asked, Piece

av = pytest.importorskip("av")
LOOK = read_look("rich", {"crossfade": 0.2, "flow": 0.3, "feedback": 0.5, "grain": 0.2}, "test")
PLAIN = read_look("plain", {"crossfade": 0.05, "vignette": 0, "grain": 0}, "test")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a toy painter and a piece, in which we stand."""
    painters.preset(tmp_path / "presets")
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path / "presets"))
    monkeypatch.chdir(tmp_path)
    piece(tmp_path / "in.wav")
    return tmp_path


def piece(path: Path, seconds: float = 3.0, rate: int = 22_050, channels: int = 2) -> Path:
    """A falling tone, louder and fuller in the last third."""
    t = np.arange(round(seconds * rate)) / rate
    loud = np.where(t > seconds * 2 / 3, 0.5, 0.05)
    tones = sum(np.sin(2 * np.pi * hz * t) for hz in (330, 990, 2_640))
    samples = (loud * tones / 3)[:, None] * np.linspace(1, 0.5, channels)
    soundfile.write(path, samples.astype(np.float32), rate, subtype="FLOAT")
    return path


def paint(*words: object, painter: str = "toy") -> str:
    result = run("paint", *words, "--painter", painter)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def shown(path: str) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image).astype(int)


def film(path: Path) -> tuple[list[Pixels], list[float], np.ndarray]:
    """Frames, their times and the sound of a film."""
    frames, times, sound = [], [], []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            frames.append(frame.to_ndarray(format="rgb24"))
            times.append(float(frame.pts * frame.time_base))
    with av.open(str(path)) as container:
        sound = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return frames, times, np.concatenate(sound, 1)


def test_a_picture_shows_the_stretch_that_stands_for_the_piece(place: Path) -> None:
    said = paint("in.wav", "out.png", "--seconds", "1")
    assert said.startswith("out.png: 0:02 to 0:03 of 0:03, where loudness x spectral contrast")
    assert any(label in said for label in LABELS)
    assert shown("out.png").shape == (768, 768, 3)


def test_the_same_seed_paints_the_same_and_another_another(place: Path) -> None:
    pictures = []
    for seed in (4, 4, 5):
        paint("in.wav", "out.png", "--seed", seed, "--size", "64", "--force")
        pictures.append(shown("out.png"))
    assert np.array_equal(pictures[0], pictures[1])
    assert np.abs(pictures[0] - pictures[2]).mean() > 0.5


def test_a_label_can_be_asked_for(place: Path) -> None:
    pictures = []
    for label in ("odd", "calm"):
        paint("in.wav", "out.png", "--label", label, "--size", "64", "--force")
        pictures.append(shown("out.png"))
    assert np.abs(pictures[0] - pictures[1]).mean() > 0.5
    words = ("paint", "in.wav", "y.png", "--painter", "toy", "--label", "baroque")
    assert "toy paints calm, stormy, odd" in error_of(*words)


def test_a_film_has_all_frames_and_the_sound_in_step(place: Path) -> None:
    said = paint("in.wav", "out.mp4", "--size", "96x64", "--fps", "10")
    assert "0:03, 96 x 64, 10 frames a second" in said
    frames, times, sound = film(place / "out.mp4")
    assert len(frames) == 30 and frames[0].shape == (64, 96, 3)
    np.testing.assert_allclose(times, np.arange(30) / 10, atol=1e-3)
    assert sound.shape[1] / 48_000 == pytest.approx(3.0, abs=0.1)
    loud = np.abs(sound[0]).reshape(-1, 1024).max(1)
    rises = np.flatnonzero(loud > 0.2)[0] * 1024 / 48_000
    assert rises == pytest.approx(2.0, abs=0.1)
    assert sound.shape[0] == 2 and np.abs(sound[1]).max() < 0.7 * np.abs(sound[0]).max()


def test_a_film_of_equal_seeds_is_equal(place: Path) -> None:
    """Frame by frame, as they go to the encoder; H.264 may pack equal frames in two ways."""

    def frames(seed: int) -> list[Pixels]:
        painter, _ = load_painter("toy", "cpu")
        asked = Asked(Look(seed=seed), (48, 64), 5.0, LOOK)
        source = Piece.open(place / "in.wav", 1.0)
        return [*painting.film(painter, source, asked, True, lambda _: None)]

    first, again, other = frames(1), frames(1), frames(2)
    assert len(first) == 5 and first[0].shape == (48, 64, 3)
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert np.abs(first[-1].astype(int) - other[-1]).mean() > 0.5


@pytest.mark.parametrize(
    ("rate", "channels"), [(8_000, 1), (11_025, 6), (44_100, 1), (48_000, 2), (96_000, 3)]
)
def test_any_rate_and_channels(place: Path, rate: int, channels: int) -> None:
    piece(place / "any.wav", 1.0, rate, channels)
    for out in ("out.png", "out.mp4"):
        paint("any.wav", out, "--size", "64", "--fps", "5", painter="meter")
    frames, _, sound = film(place / "out.mp4")
    assert len(frames) == 5 and sound.shape[0] == min(channels, 2)
    assert np.abs(sound).max() > 0.2


@pytest.mark.parametrize("kind", ["png", "mp4"])
def test_mistakes_are_one_line(place: Path, kind: str) -> None:
    out, meter = f"out.{kind}", ("--painter", "meter")
    assert "none.wav: No such file" in error_of("paint", "none.wav", out, *meter)
    Path("text.wav").write_text("this is no sound")
    assert "text.wav is no sound file" in error_of("paint", "text.wav", out, *meter)
    soundfile.write("empty.wav", np.zeros(0), 44_100)
    assert "empty.wav holds no sound" in error_of("paint", "empty.wav", out, *meter)
    soundfile.write("still.wav", np.zeros(44_100), 44_100)
    assert "still.wav is silent" in error_of("paint", "still.wav", out, *meter)
    assert "name a picture .png or a film .mp4" in error_of("paint", "in.wav", "out.gif", *meter)
    soundfile.write("click.wav", np.ones(1), 48_000)
    assert "click.wav is too short" in error_of("paint", "click.wav", out, *meter)
    said = error_of("paint", "in.wav", out, "--painter", "x")
    assert "no painter called 'x'; there are: meter, " in said
    assert "there are calm" in error_of("paint", "in.wav", out, *meter, "--look", "x")
    for size in ("x", "10", "99999"):
        assert "--size" in error_of("paint", "in.wav", out, *meter, "--size", size)
    Path(out).write_text("mine")
    assert "--force" in error_of("paint", "in.wav", out, *meter)
    assert "is the input" in error_of("paint", out, out, *meter, "--force")
    assert Path(out).read_text() == "mine"


def test_own_looks_can_be_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANGBILD_FOLDER", str(place))
    asked = ("in.wav", "out.png", "--painter", "meter", "--look", "mine")
    assert "there are calm" in error_of("paint", *asked)
    Path("looks.json").write_text('{"mine": {"spin": 1}}')
    assert run("paint", *asked).exit_code == 0
    Path("looks.json").write_text("{")
    assert "looks.json is not JSON" in error_of("paint", *asked, "--force")


def test_without_pyav_it_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "av", None)
    words = ("paint", "in.wav", "out.mp4", "--painter", "meter", "--size", "64")
    assert "pip install av" in error_of(*words)


def test_nothing_half_written_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Pixels:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Meter, "_picture", broken)
    before = set(place.iterdir())
    words = ("paint", "in.wav", "out.mp4", "--painter", "meter", "--size", "64")
    assert "No space left" in error_of(*words)
    assert set(place.iterdir()) == before


def test_a_film_does_not_flash(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.flash import luminance

    class Strobe(Meter):
        def _picture(self, look: object, felt: object) -> Pixels:
            return np.full((SIDE, SIDE, 3), 255 * (self._number % 2), np.uint8)

    asked = Asked(size=(64, 64), fps=15.0, tunes=PLAIN)
    swings = []
    for limit in (True, False):
        source = Piece.open(place / "in.wav")
        frames = [*painting.film(Strobe(side=SIDE), source, asked, limit, lambda _: None)]
        light = np.array([luminance(frame).mean() for frame in frames])
        swings.append(int((np.abs(np.diff(light)) > 0.1).sum()))
    assert swings[1] > 30 and swings[0] <= 7 * 3


def test_a_png_keeps_its_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(painting.png(pixels)))), pixels)
