"""From a run of `train diffusion` to a preset, and presets side by side on held-out music."""

from __future__ import annotations

import json
from pathlib import Path

import painters
import pytest
from rich.console import Console
from test_diffusion_training import KINDS, QUIET, SIZES, config, work
from typer.testing import CliRunner

import presets
from generators.base import Look
from generators.images.diffusion_painter import DiffusionPainter
from generators.score import ScoreError
from server.cli import app
from training.diffusion.evaluate import Plan, systems
from training.diffusion.export import diffusion as export
from training.diffusion.train import diffusion
from training.images.data import Pictures

__all__ = ["work"]
CARD = """
about = "toy"
licence = "CC0"
[network]
steps = 2
[[data]]
name = "n"
licence = "l"
origin = "o"
pieces = 24
"""


def spectra(work: Path) -> list[str]:
    return ["prepare", "spectra", str(work / "music"), str(work / "spectra")]


@pytest.fixture(scope="module")
def shipped(work: Path) -> list[Path]:
    """A preset of each way to hear."""
    (work / "card.toml").write_text(CARD)
    made = []
    for kind in ("labels", "audiotoken", "covergen", "audioclip"):
        run = (
            work / "base" if kind == "labels" else diffusion(config(work, f"s-{kind}", kind), QUIET)
        )
        made.append(export(run, work / "card.toml", work / "out" / kind, work / "listener"))
    said = CliRunner().invoke(app, spectra(work))
    assert "wrote" in said.output, said.output
    sound = diffusion(config(work, "sound", "labels", pictures="spectra"), QUIET)
    where = [str(work / name) for name in ("base", "card.toml", "out/sounding")]
    options = ["--listener", str(work / "listener"), "--sound", str(sound), "--about", "Sounds."]
    said = CliRunner().invoke(app, ["export", "diffusion", *where, *options])
    assert "wrote" in said.output, said.output
    return [*made, work / "out" / "sounding"]


def test_spectrograms_are_pictures_with_the_labels_of_their_sounds(
    work: Path, shipped: list[Path]
) -> None:
    pictures = Pictures.load(work / "spectra", "train", 64)
    assert pictures.kinds == KINDS
    assert set(pictures.labels) == {0, 1}
    means = [pictures.pixels[pictures.labels == kind].mean(axis=(0, 2, 3)) for kind in (0, 1)]
    rows = [each.argmax() for each in means]
    assert rows[0] < rows[1], "high ones are above"
    said = CliRunner().invoke(app, spectra(work))
    assert said.exit_code == 1 and "there already" in said.output


def test_a_run_becomes_a_preset_that_paints(shipped: list[Path]) -> None:
    for path in shipped:
        preset = presets.images_in(path)
        assert preset.labels == KINDS and preset.training["steps"] == 4
        assert [source.name for source in preset.data] == ["n", "n"], "pictures and music"
        assert (preset.about == "Sounds.") == (path.name == "sounding"), "else the card's"
        painter, _ = presets.open_painter(preset, "cpu")
        assert isinstance(painter, DiffusionPainter)
        painter.hear(painters.sound())


def test_presets_share_what_is_the_same(work: Path, shipped: list[Path], tmp_path: Path) -> None:
    alone = {path.name: path for path in shipped}
    card, listener, more = work / "card.toml", work / "listener", {"share": True}
    export(work / "base", card, tmp_path / "labels", listener, **more)
    export(work / "s-covergen", card, tmp_path / "covergen", listener, **more)
    sound = work / "sound"
    export(work / "base", card, tmp_path / "sounding", listener, sound=sound, **more)
    for name, own in (
        ("labels", {"painter.safetensors", "listener.safetensors"}),
        ("covergen", {"weights.safetensors"}),
        ("sounding", {"sound.safetensors"}),
    ):
        preset = presets.images_in(tmp_path / name)
        assert {path.name for path in preset.path.glob("*.safetensors")} == own
        less = preset.size < presets.images_in(alone[name]).size
        assert less == (name != "labels"), "what it shares counts once"
        frames = []
        for path in (preset.path, alone[name]):
            painter, _ = presets.open_painter(presets.images_in(path), "cpu")
            painter.hear(painters.sound())
            frames.append(painter.paint(Look(travel=0.0), 60.0, 0.0).pixels)
        assert (frames[0] == frames[1]).all()
    (tmp_path / "labels" / "painter.safetensors").write_bytes(b"another")
    with pytest.raises(presets.PresetError, match="not the file that was published"):
        presets.open_painter(presets.images_in(tmp_path / "covergen"))
    (tmp_path / "labels" / "painter.safetensors").unlink()
    with pytest.raises(presets.PresetError, match=r"lacks its file '../labels/painter\."):
        presets.images_in(tmp_path / "covergen")


def test_a_listener_is_shared_as_a_whole(work: Path, tmp_path: Path) -> None:
    diffusion(config(work, "brief", "covergen", seconds=0.5), QUIET)
    for name, source in (("one", "base"), ("brief", "brief")):
        export(work / source, work / "card.toml", tmp_path / name, work / "listener", share=True)
    files = presets.images_in(tmp_path / "brief").files
    assert {"listener.toml", "listener.safetensors", "../one/painter.safetensors"} < files.keys()
    painter, _ = presets.open_painter(presets.images_in(tmp_path / "brief"), "cpu")
    assert painter.window_s == 0.5


def test_pictures_that_sound_need_one_space(work: Path, tmp_path: Path) -> None:
    other = diffusion(config(work, "other", "labels", sizes={**SIZES, "width": 32}), QUIET)
    card, listener = work / "card.toml", work / "listener"
    with pytest.raises(ScoreError, match="they paint in two spaces"):
        export(work / "base", card, tmp_path / "x", listener, sound=other)


def test_a_preset_hears_as_long_as_its_adapter_did(work: Path, tmp_path: Path) -> None:
    run = diffusion(config(work, "short", "covergen", seconds=0.5), QUIET)
    path = export(run, work / "card.toml", tmp_path / "short", work / "listener")
    painter, _ = presets.open_painter(presets.images_in(path), "cpu")
    assert painter.window_s == 0.5


def test_another_listener_than_it_was_trained_with_is_refused(
    work: Path, shipped: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(ScoreError, match="no listener"):
        export(work / "s-covergen", work / "card.toml", tmp_path / "x", tmp_path)
    with pytest.raises(ScoreError, match="run `klangbild train diffusion` first"):
        export(work / "nowhere", work / "card.toml", tmp_path / "x", work / "listener")
    assert not (tmp_path / "x").exists()


def test_systems_stand_side_by_side(work: Path, shipped: list[Path], tmp_path: Path) -> None:
    plan = Plan(
        work / "art", work / "music", size=64, json=tmp_path / "f.json", report=tmp_path / "page"
    )
    found = systems([str(path) for path in shipped], plan, Console(quiet=True))
    assert json.loads((tmp_path / "f.json").read_text()) == found
    adherence = found["music"]["adherence-own, efficientnet-lite0"]
    assert set(adherence) == {"labels", "audiotoken", "covergen", "audioclip", "sounding", "real"}
    assert adherence["real"]["value"] == 1, "red and blue are told apart"
    assert {"labels", "real", "blurred"} <= set(found["nearness"]["KID-efficientnet-lite0"])
    assert found["music"]["margin-own, efficientnet-lite0, in bits: p-value"]["covergen"]
    still = found["movement"]["at constant input"]
    assert all(each["value"] < 0.01 for each in still.values()), "a value rounded elsewhere"
    page = (tmp_path / "page" / "index.html").read_text()
    assert "audioclip: held-out music" in page


def test_the_command_line_says_what_is_wrong(work: Path, shipped: list[Path]) -> None:
    where = ["--data", str(work / "art"), "--sounds", str(work / "music")]
    said = CliRunner().invoke(app, ["evaluate", "systems", "trio", *where])
    assert "trio" in said.output and "not images" in said.output
    same = [str(shipped[0]), str(shipped[0])]
    said = CliRunner().invoke(app, ["evaluate", "systems", *same, *where])
    assert said.exit_code == 1 and "same name" in said.output
    said = CliRunner().invoke(app, ["evaluate", "images", str(shipped[1]), *where[:2]])
    assert "evaluate systems" in said.output
