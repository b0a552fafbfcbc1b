"""The shipped preset answers with music: small samples of what `klangbild evaluate` measures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import presets
from generators import checkpoint, tasks
from generators.base import FillRequest, Sampling
from generators.midi_file import read_midi
from generators.notes.generator import Schmubert
from generators.score import Clip, Hole
from training.evaluate import notes as evaluate

LAKH = Path(__file__).parent / "data/midi/lakh"


@pytest.fixture(scope="module")
def trio() -> Schmubert:
    return checkpoint.load(presets.read("trio").path, "cpu")


@pytest.mark.parametrize(("name", "pieces"), [("trio", 100), ("keys", 60)])
def test_it_is_whole_small_and_says_where_it_comes_from(name: str, pieces: int) -> None:
    preset = presets.read(name)
    presets.verify(preset)
    assert preset.kind == "notes" and preset.size <= 16e6
    assert preset.licence and all(source.licence for source in preset.data)
    assert preset.scores["pieces"] >= pieces


@pytest.fixture(scope="module")
def figures(trio: Schmubert) -> dict[str, Any]:
    plan = evaluate.Plan(LAKH, parts=("infill", "accompany"), workers=1)
    return evaluate.notes(lambda: trio, plan, Console(quiet=True))


def test_holes_are_filled_and_melodies_accompanied(figures: dict[str, Any]) -> None:
    filled = figures["infill"]["tracks with notes, where they play around the hole"]["trio"]
    assert filled["value"] >= 0.9
    for what in ("bass", "drums"):
        bars = figures["accompany"][f"bars with melody that have {what}"]
        assert bars["trio"]["value"] > 0.9 * bars["real"]["value"]
    notes = figures["infill"]["notes against real"]["trio"]["value"]
    assert 0.5 < notes < 2.0, "neither thinned out nor noise"


def test_it_keeps_to_the_scale_more_than_chance(figures: dict[str, Any]) -> None:
    scale = figures["infill"]["melody and bass notes in the scale of the surroundings"]["trio"]
    assert scale["value"] > 0.7, "7 of 12 pitch classes would be chance: 0.58"


def test_it_says_real_music_better_than_any_baseline(trio: Schmubert) -> None:
    plan = evaluate.Plan(LAKH, parts=("likelihood",), limit=1, workers=1)
    found = evaluate.notes(lambda: trio, plan, Console(quiet=True))["likelihood"]
    bits = {name: figure["value"] for name, figure in found["mean of the bounds"].items()}
    assert bits["trio"] < 0.8 * bits["copy"] < bits["frequencies"] < bits["noise"]


def test_the_same_seed_gives_the_same_music(trio: Schmubert) -> None:
    clip = read_midi(LAKH / "valid_trio_0185.mid").clip
    request = FillRequest("x", clip, tuple(Hole(r, 64, 72) for r in trio.roles), Sampling(seed=5))
    first, second = ([*trio.fill(request)][-1] for _ in range(2))
    assert first == second
    assert all(first.variations[0].values())


def test_one_16th_of_one_track(trio: Schmubert) -> None:
    clip = read_midi(LAKH / "valid_trio_0185.mid").clip
    drafts = [*trio.fill(FillRequest("x", clip, (Hole("drums", 65.0, 65.25),)))]
    assert len(drafts) == 1, "one position needs one network call"
    assert set(drafts[0].variations[0]) == {"drums"}


def test_it_plays_from_nothing_and_on_short_clips(trio: Schmubert) -> None:
    clip, holes = tasks.generate(8, trio.roles)
    sampling = Sampling(variations=8)
    pieces = [*trio.fill(FillRequest("x", clip, holes, sampling))][-1].variations
    assert all(sum(bool(piece[role]) for piece in pieces) >= 6 for role in trio.roles)
    short = Clip(1.0, {"melody": ()})
    assert [*trio.fill(FillRequest("x", short, (Hole("melody", 0, 1),)))][-1].progress == 1.0


def test_keys_sets_chords_to_a_melody() -> None:
    keys = checkpoint.load(presets.read("keys").path, "cpu")
    song = read_midi(LAKH / "valid_trio_0185.mid").clip
    melody = tuple(note for note in song.tracks["melody"] if note.end <= 64.0)
    clip = Clip(64.0, {"melody": melody}, song.tempo)
    request = FillRequest("a", clip, (Hole("chords", 0.0, 64.0),), Sampling(seed=1))
    *_, draft = keys.fill(request)
    chords = draft.variations[0]["chords"]
    assert {int(note.start // 4) for note in chords} >= set(range(15))
    onsets = Counter(round(note.start * 4) for note in chords)
    assert sum(count > 1 for count in onsets.values()) > 0.15 * len(onsets)
