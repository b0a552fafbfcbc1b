"""From MIDI files to a preset that plays: prepare, train, resume, export, evaluate; tiny."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file

import presets
from generators import checkpoint
from generators.base import FillRequest
from generators.notes.diffusion import RegionMix
from generators.notes.tokens import TRIO, Layout, decode
from generators.score import Clip, Hole, Note, ScoreError
from training import export, runs
from training.data import Pieces
from training.evaluate.figures import own
from training.notes import train
from training.notes.batches import Sampler
from training.notes.config import read_config
from training.notes.schedule import rate_at
from training.notes.state import AVERAGE
from training.prepare.run import midi
from training.prepare.sorting import Options

MIDI = Path(__file__).parent / "data/midi"
CONFIG = """
network = "conv-transformer"
run = "tiny"
valid = "lakh"
steps = {steps}
warmup = 2
cooldown = 0
positions = 1024
bars = [16, 32]
precision = "no"
reconstruct = 0.5
save_every = 3
valid_every = 3
valid_pieces = 4
{more}
[sizes]
embedding = 8
width = 16
layers = 1
heads = 2
position = "rotary"
tied = true
dropout = 0.0

[[train]]
tokens = "lakh"
share = 1.0
"""
CARD = """
about = "tiny"
licence = "MIT"
[sampler]
steps = 3
[[data]]
name = "n"
licence = "l"
origin = "o"
pieces = 4
"""
QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    midi(MIDI / "lakh", folder / "lakh", Options(valid=0.25), workers=1, console=QUIET)
    (folder / "card.toml").write_text(CARD)
    return folder


def config(work: Path, steps: int, name: str, more: str = "") -> Path:
    path = work / f"{name}.toml"
    path.write_text(CONFIG.format(steps=steps, more=more).replace('"tiny"', f'"{name}"', 1))
    return path


def test_batches_repeat_and_hold_only_what_was_asked(work: Path) -> None:
    pieces = Pieces.load(work / "lakh")
    read = read_config(config(work, 3, "batches"))
    sampler = Sampler([pieces], [1.0], [16, 32], 1024, 6, RegionMix(), read.seed)
    one, same, other = sampler.batch(4), sampler.batch(4), sampler.batch(5)
    assert (one.grid.shape == same.grid.shape) and bool((one.mask == same.mask).all())
    assert one.grid.shape != other.grid.shape or bool((one.grid != other.grid).any())
    assert bool((one.diffusing | ~one.mask).all()), "masks lie where it diffuses"
    assert not bool((one.kept & one.mask).any())


def test_a_source_trains_the_columns_that_it_has(work: Path) -> None:
    pieces, layout = Pieces.load(work / "lakh"), Layout(("melody", "melody", "drums"))
    sampler = Sampler([pieces], [1.0], [16], 512, 6, RegionMix(), 0, layout)
    batch = sampler.batch(0)
    assert batch.grid.shape[2] == 3
    assert bool((batch.grid[:, :, 1] == layout.masks[1]).all())
    assert not bool(batch.diffusing[:, :, 1].any() | batch.kept[:, :, 1].any())


def test_a_run_with_other_tracks_becomes_a_preset_that_plays_them(work: Path) -> None:
    path = config(work, 3, "bassline", 'tracks = ["melody", "bass"]')
    train.notes(path, QUIET)
    out = export.notes(path, work / "card.toml", work / "more" / "bassline")
    assert presets.read_folder(out).roles == ("melody", "bass")
    generator = checkpoint.load(out, "cpu")
    clip = Clip(32.0, {"melody": (Note(0, 60, 1),), "bass": ()})
    *_, draft = generator.fill(FillRequest("x", clip, (Hole("bass", 4, 8),)))
    assert set(draft.variations[0]) == {"bass"}
    with pytest.raises(ScoreError, match="does not play drums: it plays melody, bass"):
        next(iter(generator.fill(FillRequest("x", clip, (Hole("drums", 4, 8),)))))


def test_training_learns_and_resumes_to_the_same_state(work: Path) -> None:
    whole = train.notes(config(work, 6, "whole"), QUIET)
    train.notes(config(work, 3, "parts"), QUIET)
    parts = train.notes(config(work, 6, "parts"), QUIET)
    rows = [json.loads(line) for line in (whole / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [3, 6]
    assert rows[1]["valid_elbo"] < rows[0]["valid_elbo"]
    first, second = (load_file(folder / "checkpoint.safetensors") for folder in (whole, parts))
    assert first.keys() == second.keys()
    assert all(torch.equal(tensor, second[name]) for name, tensor in first.items())


def test_a_run_becomes_a_preset_that_plays(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = config(work, 3, "exported")
    train.notes(path, QUIET)
    out = export.notes(path, work / "card.toml", work / "presets" / "small")
    monkeypatch.setenv("KLANGBILD_PRESETS", str(work / "presets"))
    preset = presets.read("small")
    presets.verify(preset)
    assert preset.training["steps"] == 3 and preset.data[0].licence == "l"
    generator = checkpoint.load(out, "cpu")
    clip = Clip(32.0, {r: (Note(0, 60, 1),) for r in TRIO.roles})
    drafts = [*generator.fill(FillRequest("x", clip, (Hole("melody", 4, 8),)))]
    assert len(drafts) == 3
    _give_expression(out)
    export.notes(path, work / "card.toml", out)
    kept = presets.read("small")
    presets.verify(kept)
    assert kept.expression is not None and kept.expression.sizes == {"width": 8}
    weights = out / "weights.safetensors"
    trained = runs.tensors(work / "exported", AVERAGE)
    used = generator.network.state_dict()
    for name, value in trained.items():
        step = value.abs().max() / 127 if value.ndim > 1 else 0.0
        assert (used[name] - value).abs().max() <= step / 2 + 1e-6, "in 8 bits"
    assert weights.stat().st_size < 2 * sum(value.numel() for value in trained.values())
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(presets.PresetError, match="not the file that was published"):
        presets.verify(presets.read("small"))


def test_scores_are_a_presets_own_figures_out_of_an_evaluation() -> None:
    row = {"real": {"value": 1.0}, "small": {"value": 0.51234, "low": None, "high": None}}
    found = {
        "preset": "small",
        "pieces": 4,
        "seconds_per_answer": {"infill": 0.5},
        "infill": {"notes against real": row, "unmeasured": {"small": {"value": None}}},
        "histograms": {"infill: drum, drums": row},
        "histogram_counts": {"infill, drum, drums": {"small": [1, 2], "real": [2, 1]}},
        "self_similarity_infill": {"melody, C pitch": row},
        "copies": {"infill, melody: median": row},
    }
    assert own(found, "small") == {
        "pieces": 4,
        "infill": {"notes against real": 0.5123},
    }


def _give_expression(folder: Path) -> None:
    """An expression network, as far as the preset's table knows of it."""
    (folder / checkpoint.EXPRESSION).write_bytes(b"weights")
    toml = folder / "preset.toml"
    files = f'[files]\n"{checkpoint.EXPRESSION}" = "{hashlib.sha256(b"weights").hexdigest()}"\n'
    table = '[expression]\nlicence = "MIT"\n[expression.sizes]\nwidth = 8\n'
    toml.write_text(toml.read_text().replace("[files]\n", files) + table)


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "hpu"])
def test_a_device_that_is_not_there_is_one_clear_error(device: str, tmp_path: Path) -> None:
    with pytest.raises(checkpoint.CheckpointError, match="cannot be used here"):
        checkpoint.load(tmp_path, device)


def test_a_preset_that_does_not_fit_together_is_refused(work: Path, tmp_path: Path) -> None:
    path = config(work, 3, "exported2")
    train.notes(path, QUIET)
    out = export.notes(path, work / "card.toml", tmp_path / "odd")
    text = (out / "preset.toml").read_text()
    (out / "preset.toml").write_text(text.replace("width = 16", "width = 32"))
    with pytest.raises(checkpoint.CheckpointError, match="does not fit together"):
        checkpoint.load(out)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("speed = 3", "speed"),
        ('tracks = ["melody", "flute"]', "unknown track 'flute'"),
        ("rate = -1", "rate"),
        ("[regions]\neverything = 0.5\n", "add up"),
        ("[regions]\nblocks = 1.0\n", "blocks"),
    ],
)
def test_wrong_configs_are_refused(work: Path, more: str, message: str) -> None:
    with pytest.raises(ScoreError, match=message):
        read_config(config(work, 1, "wrong", more))


def test_export_without_a_checkpoint_says_what_to_do(work: Path) -> None:
    with pytest.raises(ScoreError, match="train notes"):
        export.notes(config(work, 3, "never"), work / "card.toml", work / "x")


def test_learning_rate_goes_up_stays_and_comes_down(work: Path) -> None:
    base = read_config(config(work, 100, "rate"))
    read = base.model_copy(update={"warmup": 10, "cooldown": 20})
    assert [rate_at(n, read) for n in (0, 9, 50, 90)] == pytest.approx([0.1, 1.0, 1.0, 0.5])


def test_every_real_piece_decodes_to_itself(work: Path) -> None:
    for split, count in (("train", 3), ("valid", 1)):
        pieces = Pieces.load(work / "lakh", split)
        assert len(pieces) == count
        for piece in pieces:
            notes = decode(piece)
            assert all(notes[role] for role in TRIO.roles)
