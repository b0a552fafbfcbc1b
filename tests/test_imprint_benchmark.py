"""How much of a picture and of the music is found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import imprint
from generators.images import mel


def blots(seed: int) -> Image.Image:
    """Soft light and dark places."""
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 6), np.uint8)
    return Image.fromarray(coarse).resize((64, 64), Image.Resampling.BICUBIC)


PICTURES = [blots(seed) for seed in range(4)]


def noise(seconds: float = 1.5) -> tuple[mel.Samples, int]:
    made = 0.1 * np.random.default_rng(0).standard_normal((round(seconds * 16_000), 1))
    return made.astype(np.float32), 16_000


def test_a_pressed_picture_is_found_among_others() -> None:
    weak, strong = (imprint.summed([*imprint.pressed(PICTURES, [noise()], s)]) for s in (0.1, 0.9))
    assert strong["found"]["mean"] == 1
    assert strong["picture"]["mean"] > 0.9
    assert strong["picture"]["mean"] > weak["picture"]["mean"]
    assert abs(strong["picture_before"]["mean"]) < 0.2
    assert strong["another_picture"]["mean"] < 0.5
    assert weak["music"]["mean"] > strong["music"]["mean"]


def test_recordings_beyond_the_pictures_begin_with_the_first_again() -> None:
    rows = list(imprint.pressed(PICTURES[:2], [noise(0.5)] * 3, 0.9))
    assert [row["found"] for row in rows] == [1, 1, 1]


def test_the_sound_of_a_picture_is_compared_with_all_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imprint, "SOUND_S", 0.64)
    (row,) = imprint.sounded(PICTURES, 1)
    assert row["found"] == 1
    assert row["picture"] > 0.9
    assert row["another_picture"] < 0.6


def test_intervals_hold_their_means() -> None:
    found = imprint.summed([{"a": value} for value in (0.0, 1.0, 2.0)])["a"]
    assert found["low"] < found["mean"] == 1 < found["high"]
    same = imprint.summed([{"a": 3.0}] * 4)["a"]
    assert same == {"mean": 3.0, "low": 3.0, "high": 3.0}


def test_a_folder_of_pictures_may_hold_other_files(tmp_path: Path) -> None:
    (tmp_path / "about.txt").write_text("no picture")
    (tmp_path / "folder").mkdir()
    blots(1).save(tmp_path / "b.png")
    blots(2).resize((32, 16)).save(tmp_path / "a.jpg")
    assert [one.size for one in imprint.pictures_in(tmp_path)] == [(32, 16), (64, 64)]
