"""The display's look, drawn without a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bridges.looks import TUNES, read_look, read_looks
from generators.images.stage import Stage
from generators.media import Features, Pixels

QUIET = Features(0.0)
LOUD = Features(0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 120.0, 0.9, (1.0,) + (0.0,) * 11)
_PAGES = Path(__file__).parents[1] / "server" / "pages"
LOOKS = read_looks((_PAGES / "looks.json").read_text("utf-8"), "looks.json")
PLAIN = {"crossfade": 0.05, "vignette": 0, "grain": 0}


def card(size: int = 64, turn: int = 0) -> Pixels:
    """Four plain quarters: red above green, blue above white."""
    colours = np.array([[[200, 0, 0], [0, 0, 200]], [[0, 200, 0], [200, 200, 200]]], np.uint8)
    return np.rot90(colours.repeat(size // 2, 0).repeat(size // 2, 1), turn).copy()


def drawn(
    look: dict[str, float],
    features: Features = QUIET,
    frames: int = 3,
    size: tuple[int, int] = (64, 64),
    turn: int = 0,
) -> Pixels:
    """The last of some frames, the first keyframe replaced by a turned one after the first."""
    stage = Stage(read_look("x", {**PLAIN, **look}, "test"), size)
    stage.show(card())
    stage.draw(1 / 30, features)
    if turn:
        stage.show(card(turn=turn))
    return [stage.draw(1 / 30, features) for _ in range(frames)][-1]


def difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_at_rest_it_shows_the_keyframe_upright() -> None:
    shown = drawn({})
    for y, x in ((8, 8), (8, 56), (56, 8), (56, 56)):
        np.testing.assert_allclose(shown[y, x].astype(int), card()[y, x], atol=1)


def test_a_wide_screen_is_covered_by_its_middle() -> None:
    shown = drawn({}, size=(64, 128))
    assert shown.shape == (64, 128, 3)
    np.testing.assert_allclose(shown[4, 4].astype(int), [200, 0, 0], atol=1)
    np.testing.assert_allclose(shown[60, 124].astype(int), [200, 200, 200], atol=1)


def test_a_keyframe_becomes_the_next_within_its_time() -> None:
    early, late = (drawn({"crossfade": 0.5}, turn=2, frames=n) for n in (7, 20))
    np.testing.assert_allclose(early[8, 8].astype(int), [200, 100, 100], atol=30)
    np.testing.assert_allclose(late[8, 8].astype(int), [200, 200, 200], atol=1)


@pytest.mark.parametrize("name", sorted(TUNES))
def test_every_parameter_changes_the_picture(name: str) -> None:
    tune = TUNES[name]
    ends = []
    for value in (tune.low, tune.high):
        look = {"crossfade": 0.6, "feedback": 0.6, name: value}
        ends.append(drawn(look, LOUD, frames=8, turn=1))
    assert difference(*ends) > 0.05


def test_equal_calls_give_equal_pictures() -> None:
    look = {"flow": 0.5, "grain": 1.0, "glow": 0.5, "feedback": 0.8, "edges": 0.5, "hue": 1.0}
    assert np.array_equal(drawn(look, LOUD), drawn(look, LOUD))


def test_sound_moves_it() -> None:
    assert difference(drawn({"kick": 1.0}), drawn({"kick": 1.0}, LOUD)) > 0.5
    bright = drawn({"pulse": 1.0}, LOUD).mean() / drawn({"pulse": 1.0}).mean()
    assert bright == pytest.approx(1.3, abs=0.3)


@pytest.mark.parametrize("name", LOOKS)
def test_loud_music_does_not_burn_a_light_picture_out(name: str) -> None:
    stage = Stage(LOOKS[name], (64, 64))
    light = np.linspace(120, 220, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)
    stage.show(light)
    shown = [stage.draw(1 / 30, LOUD) for _ in range(60)][-1]
    assert (shown.min(axis=2) > 250).mean() < 0.01
    assert np.ptp(shown.mean(axis=2)) > 0.5 * np.ptp(light.mean(axis=2))


def test_harmony_turns_hues_and_leaves_greys() -> None:
    fifth = Features(0.0, chroma=(0.0,) * 9 + (1.0, 0.0, 0.0))  # A: three fifths from C
    turned = drawn({"hue": 1.0}, fifth, frames=300)
    assert turned[8, 8].argmax() != 0, "red is not red any more"
    np.testing.assert_allclose(turned[56, 56].astype(int), [200, 200, 200], atol=1)


def test_tiny_keyframes_do_no_harm() -> None:
    stage = Stage(read_look("x", {"warp": 1.0, "edges": 1.0}, "test"), (16, 16))
    for size in (2, 4, 8):
        stage.show(card(size))
        assert stage.draw(1 / 30, LOUD).shape == (16, 16, 3)
