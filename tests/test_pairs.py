"""Pictures with music of their own: a run from `prepare covers` on, and what was heard once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomlkit
import torch
from painters import listener_folder
from rich.console import Console
from test_covers import piece, save

from generators.score import ScoreError
from training import runs
from training.covers.prepare import covers
from training.covers.reading import Rules
from training.data import MANIFEST
from training.diffusion import pairs
from training.diffusion.config import read_config
from training.diffusion.train import Trainer, diffusion

QUIET = Console(quiet=True)
SMALL: dict[str, Any] = {
    "kind": "audioclip", "pictures": "out/pictures", "sounds": "out/sounds",
    "listener": "listener", "pairs": "piece", "steps": 4, "batch": 4, "precision": "no",
    "log_every": 2, "save_every": 2, "valid_every": 4, "sample_every": 4, "valid": 6, "drop": 0.0,
    "sizes": {"size": 16, "widths": [32, 32], "layers": 1, "width": 16, "heads": 2},
}  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten covers with their music, of one label and of another."""
    folder = tmp_path_factory.mktemp("pairs")
    rows = [piece(folder, n, label="calm" if n % 3 else "odd") for n in range(10)]
    rules = Rules(size=32, seconds=2.5, shortest=1.0)
    covers(save(folder, rows), folder / "out", rules, valid=0.4, test=0.0, workers=1)
    listener_folder(folder / "listener")
    return folder


def config(folder: Path, run: str, **changes: Any) -> Path:
    path = folder / f"{run}.toml"
    path.write_text(tomlkit.dumps({**SMALL, "run": run, **changes}))
    return path


def test_each_picture_is_learned_with_its_own_music(work: Path) -> None:
    made = Trainer(read_config(config(work, "own")), work)
    asked: list[tuple[str, list[int]]] = []
    for split, music in made.music.items():  # as if what is heard were the number of the piece
        told = music.labels[:, None, None].astype(np.float32)
        features = np.broadcast_to(told, music.features.shape).copy()
        made.music[split] = replace(music, features=features)
    mapper = made.system.mapper.forward

    def noted(features: torch.Tensor) -> torch.Tensor:
        asked.append(("learned", features[:, 0, 0].int().tolist()))
        return mapper(features)

    made.system.mapper.forward = noted  # type: ignore[method-assign]
    chosen = np.array([2, 0, 5, 2])
    rng = np.random.default_rng(0)
    made.loss(made.system, made.pictures, chosen, rng, split="train")
    made.loss(made.system, made.pictures, chosen, rng, split="train", other=True)
    assert [numbers for _, numbers in asked] == [[2, 0, 5, 2], [3, 1, 0, 3]]
    assert len(made.pictures) == 6


def test_a_run_of_pairs_goes_on_to_the_same_state(work: Path) -> None:
    whole = runs.tensors(diffusion(config(work, "whole"), QUIET))
    diffusion(config(work, "halves", steps=2), QUIET)
    halves = runs.tensors(diffusion(config(work, "halves"), QUIET))
    assert all(torch.equal(value, halves[name]) for name, value in whole.items())
    row = json.loads((work / "whole" / "log.jsonl").read_text().splitlines()[-1])
    assert row["valid_loss"] != row["valid_other"]
    with pytest.raises(ScoreError, match="pairs: piece -> label"):
        diffusion(config(work, "halves", pairs="label"), QUIET)


def test_what_was_heard_once_is_not_heard_again(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Trainer(read_config(config(work, "first")), work).music
    monkeypatch.setattr(pairs, "listen", None)
    again = Trainer(read_config(config(work, "second")), work).music
    for split, music in first.items():
        for name, value in vars(music).items():
            np.testing.assert_array_equal(value, getattr(again[split], name))
    with pytest.raises(TypeError):  # it would listen: to the music of other pictures
        Trainer(read_config(config(work, "third", valid=3)), work)
    weights = work / "listener" / "listener.toml"
    weights.write_text(weights.read_text() + "\n# another")
    with pytest.raises(TypeError):
        Trainer(read_config(config(work, "first")), work)


def test_pictures_without_music_of_their_own_are_named(work: Path, tmp_path: Path) -> None:
    for part in ("out/pictures", "out/sounds", "listener"):
        (tmp_path / part).mkdir(parents=True)
        for file in (work / part).iterdir():
            (tmp_path / part / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "out" / "sounds" / MANIFEST
    table = json.loads(path.read_text())
    gone = table["splits"]["train"].pop()["file"]
    path.write_text(json.dumps(table))
    with pytest.raises(ScoreError, match=f"no music of {gone}: use the pictures and sounds of one"):
        Trainer(read_config(config(tmp_path, "run")), tmp_path)


def test_words_have_no_music_to_pair(work: Path) -> None:
    with pytest.raises(ScoreError, match="pairs: kind labels hears no music"):
        diffusion(config(work, "words", kind="labels"), QUIET)
