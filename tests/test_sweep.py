"""Combinations of values: trained once, measured once, in one table; at a tiny size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomlkit
import torch
from rich.console import Console
from test_alignment import SMALL as ALIGN
from test_diffusion_training import (  # noqa: F401 - a fixture
    HEARS,
    QUIET,
    SIZES,
    SMALL,
    trainer,
    work,
)
from typer.testing import CliRunner

from generators.score import ScoreError
from server.cli import app
from training import runs
from training.sweep import measure, run
from training.sweep.plan import read
from training.sweep.run import markdown, sweep

BASE: dict[str, Any] = {**SMALL, **HEARS, "kind": "audioclip", "run": "unused"}
BASE |= {"sizes": {**SIZES, "width": 4}, "steps": 2}
SHORT = {"scales": [1.0, 3.0], "paintings": 2, "sampling": 2}


def told(folder: Path, out: str, values: dict[str, Any], **more: Any) -> Path:
    """A sweep's file, beside its configs."""
    (folder / "swept.toml").write_text(tomlkit.dumps(BASE))
    aligning = {**ALIGN, "to": "mutual", "run": "unused", "text": "base", "size": 5, "steps": 2}
    (folder / "swept-alignment.toml").write_text(tomlkit.dumps(aligning))
    path = folder / f"{out}.sweep.toml"
    table = {"base": "swept.toml", "out": out, "values": values, **SHORT, **more}
    path.write_text(tomlkit.dumps(table))
    return path


def test_every_combination_is_trained_and_measured_once(
    work: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = {"mapper.kind": ["projection", "pca"], "seconds": [0.5, 1.0]}
    path = told(work, "kinds", values)
    table = sweep(path, QUIET)
    assert table == work / "kinds" / "sweep.md"
    rows = [line for line in table.read_text().splitlines() if line.startswith("| mapper")]
    assert len(rows) == 4 * 2
    assert rows[0].startswith("| mapper.kind projection, seconds 0.5 | 2 | 1 |")
    found = json.loads((work / "kinds" / "sweep.json").read_text())
    assert [(each["name"], each["scale"]) for each in found[2:4]] == [
        ("mapper.kind projection, seconds 1.0", 1.0),
        ("mapper.kind projection, seconds 1.0", 3.0),
    ]
    runs_made = {folder.name for folder in (work / "kinds").iterdir() if folder.is_dir()}
    assert len(runs_made) == 4
    for each in found:
        figures = each["figures"]
        gap = figures["gap"]
        assert gap["value"] == pytest.approx(
            figures["other music"]["value"] - figures["loss"]["value"]
        )
        assert 0 <= figures["adherence"]["value"] <= 1
        assert set(figures) >= {"chance", "real pictures"}

    before = table.read_text()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was done before")

    with monkeypatch.context() as patch:
        patch.setattr(run, "diffusion", never)
        patch.setattr(run, "Trainer", never)
        assert sweep(path, QUIET).read_text() == before
    with monkeypatch.context() as patch:
        patch.setattr(run, "diffusion", never)
        sweep(told(work, "kinds", values, scales=[1.0, 5.0]), QUIET)
    found = json.loads((work / "kinds" / "sweep.json").read_text())
    assert sorted({each["scale"] for each in found}) == [1.0, 3.0, 5.0], "measured, not trained"
    assert len(found) == 4 * 3


def test_a_sweep_that_was_stopped_goes_on_with_what_is_missing(
    work: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trained: list[str] = []
    train = run.diffusion

    def counted(path: Path, console: Console, changes: dict[str, Any]) -> Path:
        if len(trained) == 1:
            raise run_stopped
        trained.append(changes["run"])
        return train(path, console, changes)

    from training.interrupt import Stopped

    run_stopped = Stopped("stopped")
    path = told(work, "stopped", {"rate": [1e-4, 1e-3]}, scales=[1.0])
    with monkeypatch.context() as patch:
        patch.setattr(run, "diffusion", counted)
        with pytest.raises(Stopped):
            sweep(path, QUIET)
    first = work / trained[0] / runs.FILE
    before = first.read_bytes()
    assert len(json.loads((work / "stopped" / "sweep.json").read_text())) == 1
    table = sweep(path, QUIET).read_text()
    assert first.read_bytes() == before
    assert "| rate 0.0001 |" in table and "| rate 0.001 |" in table


def test_alignments_are_trained_once_and_heard_by(work: Path) -> None:  # noqa: F811
    values = {"alignment.to": ["text", "mutual"], "mapper.kind": ["projection", "pca"]}
    more = {"alignment": "swept-alignment.toml", "scales": [3.0]}
    plan = read(told(work, "heard", values, **more))
    assert [each.changes["listener"] for each in plan.combinations] == [
        *["heard/alignment/to-text/listener"] * 2,
        *["heard/alignment/to-mutual/listener"] * 2,
    ]
    sweep(work / "heard.sweep.toml", QUIET)
    heads = sorted(folder.name for folder in (work / "heard" / "alignment").iterdir())
    assert heads == ["to-mutual", "to-text"]
    weights = {
        each.name: runs.tensors(work / each.changes["run"])["average.mapper.mean"].shape[0]
        for each in plan.combinations
        if "pca" in each.name
    }
    assert list(weights.values()) == [16, 5], "as wide as what each lies by"


def test_a_gap_is_nothing_where_nothing_is_heard(work: Path) -> None:  # noqa: F811
    made = trainer(work, "deaf", "audioclip", valid=12)
    with torch.no_grad():
        for weights in made.average.mapper.parameters():
            weights.zero_()
    found = measure.losses(made)
    assert found["loss"] == found["other music"], "the same noise"
    assert (found["gap"].value, found["gap"].low, found["gap"].high) == (0, 0, 0)
    hears = measure.losses(trainer(work, "hears", "audioclip", valid=12))
    assert hears["gap"].value != 0
    assert hears["gap"].low < hears["gap"].value < hears["gap"].high


def test_adherence_says_whether_pictures_show_the_labels_of_their_music(
    work: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = trainer(work, "seen", "audioclip", valid=12)
    eye = measure.Eye.of(made.pictures, made.valid, made.device)
    labels, clips = made.valid.labels, np.arange(12) // 2
    for asked, share in ((labels, 1.0), (1 - labels, 0.0)):
        monkeypatch.setattr(measure, "paint", lambda *_, a=asked: (made.valid.pixels, a, clips))
        found = measure.seen(made, eye, 3.0, 2, 2)
        assert found["adherence"].value == share
        assert found["chance"].value == pytest.approx(0.5)
        assert found["real pictures"].value == 1.0


def test_every_clip_is_painted_and_guidance_shows(work: Path) -> None:  # noqa: F811
    made = trainer(work, "paints", "audioclip")
    for weights in made.average.painter.parameters():
        weights.data += 0.05 * torch.randn(
            weights.shape, generator=torch.Generator().manual_seed(0)
        )
    pixels, labels, clips = measure.paint(made, 1.0, 3, 2)
    assert pixels.shape == (12, 16, 16, 3)
    assert clips.tolist() == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert labels.tolist() == [0] * 3 + [1] * 3 + [0] * 3 + [1] * 3
    assert np.array_equal(measure.paint(made, 1.0, 3, 2)[0], pixels), "always of the same noise"
    assert not np.array_equal(measure.paint(made, 9.0, 3, 2)[0], pixels)


@pytest.mark.parametrize(
    ("values", "more", "why"),
    [
        ({"colour": [1, 2]}, {}, "colour: unknown key"),
        ({"rate": 1e-3}, {}, "values.rate: write a list"),
        ({"run": ["a", "b"]}, {}, "names its runs itself"),
        ({"mapper": {"kind": ["pca", "lora"]}}, {}, "use projection, pca"),
        ({"valid": [4, 6]}, {}, "valid differs"),
        ({"rate": [1e-3]}, {"alignment": "swept-alignment.toml"}, "no key of the alignment"),
        ({"alignment": {"to": ["text"]}}, {}, "name the config `alignment`"),
        ({"alignment.to": ["words"]}, {"alignment": "swept-alignment.toml"}, "to: "),
        ({"rate": [1e-3]}, {"scales": []}, "scales"),
        ({"rate": [1e-3]}, {"set": {"kind": "labels"}}, "hears nothing"),
        ({"rate": [1e-3]}, {"base": "nowhere.toml"}, "there is no config"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_trained(
    work: Path,  # noqa: F811
    values: dict[str, Any],
    more: dict[str, Any],
    why: str,
) -> None:
    with pytest.raises(ScoreError, match=why):
        sweep(told(work, "wrong", values, **more), QUIET)
    assert not (work / "wrong").exists()


def test_the_table_has_intervals_and_a_dash_where_nothing_was_measured() -> None:
    figure = {"value": 0.5, "low": 0.4, "high": 0.6}
    nothing = dict.fromkeys(figure)
    row = {"name": "a|b", "scale": 3.0, "step": 1000, "figures": {"gap": figure, "KID": nothing}}
    assert "| a/b | 1,000 | 3 | 0.5000 [0.4000 0.6000] | - |" in markdown([row])


def test_the_command_and_the_shipped_file(work: Path, tmp_path: Path) -> None:  # noqa: F811
    path = told(work, "by-command", {"drop": [0.2]}, scales=[1.0])
    said = CliRunner().invoke(app, ["train", "sweep", str(path)])
    assert said.exit_code == 0, said.output
    assert "sweep.md" in said.output.replace("\n", "")
    shipped = Path(__file__).parents[1] / "training/configs"
    for name in ("sweep.toml", "alignment.toml"):
        (tmp_path / name).write_text((shipped / name).read_text())
    (tmp_path / "audioclip.toml").write_text(tomlkit.dumps(BASE))
    assert len(read(tmp_path / "sweep.toml").combinations) == 3 * 5 * 2
