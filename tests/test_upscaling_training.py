"""Training an upscaler at a tiny size: what it learns from, that it learns, that it goes on."""

from __future__ import annotations

import io
import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomlkit
import torch
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

from generators.images import upscaler as upscalers
from generators.media import Pixels
from generators.score import ScoreError
from server.cli import app
from training import runs
from training.images.data import Picture, write
from training.interrupt import Stopped
from training.upscaling.config import read_config
from training.upscaling.scores import apart, psnr
from training.upscaling.train import Trainer, read, upscaler
from training.upscaling.wear import reduced, worn

QUIET = Console(quiet=True)
SMALL: dict[str, Any] = {
    "data": "art", "small": 16, "crop": 16, "steps": 4, "batch": 4, "warmup": 0, "precision": "no",
    "log_every": 1, "save_every": 2, "sample_every": 2, "valid_every": 2, "valid": 6,
    "sizes": {"scale": 2, "channels": 8, "blocks": 1},
}  # fmt: skip


def drawing(number: int, side: int = 32) -> Pixels:
    """A red disc on a dark ground, its edge a pixel wide."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:side, :side]
    centre, radius = rng.uniform(8, side - 8, 2), rng.uniform(4, 12)
    inside = (radius - np.hypot(y - centre[0], x - centre[1]) + 0.5).clip(0, 1)[..., None]
    return (20 + inside * np.array([200.0, 40.0, 10.0])).round().astype(np.uint8)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    splits = {}
    for split, first in (("train", 0), ("valid", 100)):
        splits[split] = []
        for number in range(first, first + 12):
            file = io.BytesIO()
            Image.fromarray(drawing(number)).save(file, "PNG")
            splits[split].append(Picture(f"p{number}", file.getvalue(), "disc", np.zeros(5)))
    write(folder / "art", splits, {})
    return folder


def config(folder: Path, run: str = "run", **changes: Any) -> Path:
    path = folder / f"{run}.toml"
    path.write_text(tomlkit.dumps({**SMALL, "run": run, **changes}))
    return path


def test_worn_pictures_are_the_picture_and_worse_than_reduced_ones() -> None:
    large = drawing(1, 64)
    clean = reduced(large, 32)
    one, again = (worn(large, 32, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, worn(large, 32, np.random.default_rng(4)))
    assert 18 < psnr(one[None], clean[None]) < 45
    red = clean[..., 0] > 200
    assert one[red][:, 0].mean() > 2 * one[red][:, 2].mean(), "red stays red"


def test_a_batch_is_small_squares_and_what_they_were(work: Path) -> None:
    trainer = Trainer(read_config(config(work, crop=16, small=16, worn=0.0)), work)
    small, large = trainer.batch(5)
    assert small.shape == (4, 3, 16, 16) and large.shape == (4, 3, 32, 32)
    again = trainer.batch(5)
    assert torch.equal(small, again[0]) and torch.equal(large, again[1])
    means = torch.nn.functional.avg_pool2d(large, 2)
    assert (means - small).abs().mean() < 0.05, "in the same places, mirrored or not"


def test_squares_are_cut_from_the_same_place(work: Path) -> None:
    trainer = Trainer(read_config(config(work, crop=16, small=16, worn=0.0)), work)
    object.__setattr__(trainer.config, "crop", 8)  # smaller than a run may have, for 32 pixels
    small, large = trainer.batch(1)
    assert small.shape == (4, 3, 8, 8) and large.shape == (4, 3, 16, 16)
    assert (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean() < 0.05


def test_it_comes_to_be_better_than_bicubic(work: Path) -> None:
    more = {"batch": 8, "rate": 2e-3, "ema": 0.9, "features": 0.0, "worn": 0.0, "valid": 12}
    sizes = {"scale": 2, "channels": 16, "blocks": 2}
    trainer = Trainer(read_config(config(work, "learns", steps=400, sizes=sizes, **more)), work)
    for _ in range(330):
        trainer.learn()
    row = trainer.validate()
    assert row["valid_psnr/clean"] > row["bicubic_psnr/clean"] + 1
    assert row["valid_features/clean"] < row["bicubic_features/clean"]
    assert row["bicubic_psnr/worn"] < row["bicubic_psnr/clean"]
    assert row == trainer.validate(), "always the same pictures, worn in the same way"


def test_features_take_part_where_they_have_a_weight(work: Path) -> None:
    moved = []
    for weight in (0.0, 5.0):
        trainer = Trainer(read_config(config(work, "seen", features=weight)), work)
        trainer.learn()
        trainer.learn()
        row = trainer.read(2, 1.0)
        assert bool(row["features"]) == bool(weight)
        moved.append(trainer.network.last.weight.detach().clone())
    assert not torch.equal(*moved)


def test_figures_are_what_they_say() -> None:
    real = np.zeros((2, 4, 4, 3), np.uint8)
    found = real.copy()
    found[0] += 10
    found[1] += 20
    expected = np.mean([20 * np.log10(255 / 10), 20 * np.log10(255 / 20)])
    assert psnr(found, real) == pytest.approx(expected)
    one = [torch.full((1, 2, 2, 2), 3.0), torch.full((1, 2, 1, 1), -2.0)]
    other = [torch.full((1, 2, 2, 2), 4.0), torch.full((1, 2, 1, 1), -4.0)]
    assert float(apart(one, other)) == pytest.approx((1 / 4 + 2 / 4) / 2)
    assert float(apart(one, one)) == 0


def test_a_run_goes_on_to_the_same_state(work: Path) -> None:
    whole = runs.tensors(upscaler(config(work, "whole"), QUIET))
    upscaler(config(work, "halves", steps=2), QUIET)
    halfway = runs.tensors(work / "halves")
    halves = runs.tensors(upscaler(config(work, "halves"), QUIET))
    assert whole.keys() == halves.keys()
    assert all(torch.equal(value, halves[name]) for name, value in whole.items())
    moved = {n.split(".")[0] for n, value in whole.items() if not torch.equal(value, halfway[n])}
    assert moved == {"network", "average", "optimiser"}
    rows = [json.loads(row) for row in (work / "halves" / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [1, 2, 3, 4]
    assert ["valid_psnr/worn" in row for row in rows] == [False, True, False, True]
    with pytest.raises(ScoreError, match=r"another config: sizes\.blocks: 1 -> 2"):
        upscaler(config(work, "halves", sizes={**SMALL["sizes"], "blocks": 2}), QUIET)


def test_ctrl_c_stops_it_with_a_checkpoint(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learn = Trainer.learn

    def third(trainer: Trainer) -> None:
        learn(trainer)
        if trainer.step == 3:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Trainer, "learn", third)
    rare = dict.fromkeys(("save_every", "sample_every", "valid_every"), 10**6)
    with pytest.raises(Stopped, match="stopped at step 3; the same command goes on"):
        upscaler(config(work, "stopped", steps=10**6, **rare), QUIET)
    assert read(work / "stopped")[0]["step"] == 3


def test_a_run_becomes_a_folder_that_loads(work: Path) -> None:
    path = config(work, "out")
    upscaler(path, QUIET)
    card = work / "card.toml"
    card.write_text('licence = "CC0"\n[[data]]\nname = "n"\n')
    args = ["export", "upscaler", str(path), str(card), str(work / "made")]
    said = CliRunner().invoke(app, args)
    assert said.exit_code == 0, said.output
    trainer = Trainer(read_config(path), work)
    trainer.resume()
    small = np.stack([reduced(drawing(number), 16) for number in range(3)])
    found = upscalers.load(work / "made", torch.device("cpu")).pictures(small).astype(int)
    assert np.abs(found - trainer.upscaler().pictures(small)).max() <= 3
    table = tomlkit.parse((work / "made" / upscalers.TABLE).read_text()).unwrap()
    assert table["training"]["steps"] == 4 and table["licence"] == "CC0"
    assert table["scores"]["bicubic_psnr/worn"] == pytest.approx(
        trainer.validate()["bicubic_psnr/worn"], abs=1e-4
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"crop": 17}, "crop 17 is larger than small 16"),
        ({"cooldown": 5}, "cooldown 5 is longer than steps 4"),
        ({"sizes": {"scale": 5}}, "sizes.scale"),
        ({"stepps": 1}, "did you mean steps"),
        ({"data": "nowhere"}, "prepare art"),
    ],
)
def test_what_cannot_be_is_said(work: Path, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScoreError, match=why):
        upscaler(config(work, "wrong", **changes), QUIET)
    with pytest.raises(ScoreError, match="there is no config"):
        upscaler(work / "none.toml", QUIET)
