"""A painter's run and a listener become a preset that paints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import painters
import pytest
import torch
from painters import LABELS, NETWORK, SIDE, SOURCE
from safetensors.torch import save_file
from typer.testing import CliRunner

import presets
from generators.base import Look
from generators.images import listener as listeners
from generators.images.aligned import Head
from generators.images.painter_network import TRAITS
from generators.score import ScoreError
from server.cli import app
from training.images import data, export
from training.images.config import read_config
from training.runs import FILE

CONFIG = f"""
data = "art"
run = "run"
steps = 7
[sizes]
latent = {NETWORK["latent"]}
style = {NETWORK["style"]}
coarsest = {NETWORK["coarsest"]}
channels = {NETWORK["channels"]}
last = {NETWORK["last"]}
"""
CARD = """
about = "toy pictures"
licence = "non-commercial"
[adapter]
temperature = 0.5
[[data]]
name = "paintings"
licence = "l"
origin = "o"
pieces = 12
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has stopped, the pictures that it saw, and a listener."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "toy.toml").write_text(CONFIG)
    (folder / "card.toml").write_text(CARD)
    painters.listener_folder(folder / "ears")
    pictures = [
        data.Picture(f"{label} {i}", b"x", label, np.full(len(TRAITS), 10.0 * kind + i))
        for kind, label in enumerate(LABELS)
        for i in range(4)
    ]
    data.write(folder / "art", {"train": pictures}, {})
    weights = painters.network().state_dict()
    tensors = {f"average.{k}": v for k, v in weights.items()}
    tensors |= {f"painter.{k}": v * 0 for k, v in weights.items()}
    config = read_config(folder / "toy.toml").model_dump_json()
    facts = json.dumps({"step": 7, "seconds": 1.0, "kinds": LABELS})
    (folder / "run").mkdir()
    save_file(tensors, folder / "run" / FILE, {"config": config, "facts": facts})
    return folder


def exported(work: Path, out: Path, **more: Path) -> Path:
    return export.images(work / "toy.toml", work / "card.toml", out, work / "ears", **more)


def test_a_run_becomes_a_preset_that_paints(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = {"pictures": {"train": 8}, "nearness": {"KID": {"toy": {"value": 0.5}, "other": {}}}}
    (tmp_path / "figures.json").write_text(json.dumps(report))
    exported(work, tmp_path / "toy", figures=tmp_path / "figures.json")
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    preset = presets.images("toy")
    presets.verify(preset)
    assert (preset.licence, preset.labels) == ("non-commercial", LABELS)
    assert preset.training["steps"] == 7 and preset.scores == {
        "pictures": {"train": 8},
        "nearness": {"KID": 0.5},
    }
    assert [(s.name, s.pieces) for s in preset.data] == [("paintings", 12), (SOURCE["name"], 5)]
    assert preset.adapter["temperature"] == 0.5
    means = np.array([preset.adapter["means"][label] for label in LABELS])
    assert (np.diff(means, axis=0) > 0.5).all(), "the labels' pictures get brighter"
    assert np.abs(means.sum(0)).max() < 0.01, "normal scores have the mean 0"
    painter, _ = presets.load_painter("toy", "cpu")
    painter.hear(painters.sound())
    assert painter.paint(Look(), 1.0, 0.0).pixels.shape == (SIDE, SIDE, 3)
    assert painter.paint(Look(), 1.0, 0.0).pixels.std() > 10, "the averaged weights, not the zeros"


def test_the_head_of_a_listener_goes_into_the_preset_too(work: Path, tmp_path: Path) -> None:
    ears = painters.listener_folder(tmp_path / "ears")
    head = Head(painters.EARS.embedding, 3, 4)
    save_file(head.state_dict(), ears / listeners.HEAD)
    with (ears / listeners.TABLE).open("a") as table:
        table.write("[head]\nwidth = 10\nsize = 3\nhidden = 4\n")
    out = tmp_path / "toy"
    export.images(work / "toy.toml", work / "card.toml", out, ears)
    presets.verify(presets.read_folder(out))
    assert listeners.load(out, torch.device("cpu")).size == 3


def test_a_listener_of_other_labels_is_refused_before_anything_is_written(
    work: Path, tmp_path: Path
) -> None:
    ears = painters.listener_folder(tmp_path / "ears", ("calm", "stormy", "even"))
    out = tmp_path / "toy"
    with pytest.raises(ScoreError, match="other labels"):
        export.images(work / "toy.toml", work / "card.toml", out, ears)
    with pytest.raises(ScoreError, match="no listener"):
        export.images(work / "toy.toml", work / "card.toml", out, tmp_path)
    assert not out.exists()


def test_the_command(work: Path, tmp_path: Path) -> None:
    words = ["export", "images", "toy.toml", "card.toml"]
    paths = [*words[:2], *(str(work / word) for word in words[2:]), str(tmp_path / "toy")]
    done = CliRunner().invoke(app, [*paths, "--listener", str(work / "ears")])
    assert done.exit_code == 0, done.output
    presets.verify(presets.read_folder(tmp_path / "toy"))
    gone = CliRunner().invoke(app, [*paths, "--listener", str(tmp_path)])
    assert gone.exit_code == 1 and gone.stderr.startswith("error: no listener in")


def test_the_shipped_card_is_complete() -> None:
    import tomlkit

    path = Path(__file__).parents[1] / "training/configs/gallery.card.toml"
    card = tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
    assert "ommercial" in card["licence"] and card["about"]
    assert all(presets.Source(**source).licence for source in card["data"])
