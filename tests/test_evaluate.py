"""The whole evaluation on four pieces: tables, files, workers, clear errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console
from typer.testing import CliRunner

import presets
from generators.base import NoteGenerator
from generators.fakes import Repeat
from generators.midi_file import read_midi
from generators.notes.generator import SamplerDefaults, Schmubert
from generators.notes.networks import ConvTransformer, ConvTransformerSizes
from generators.notes.tokens import TRIO
from generators.score import Clip, Note, ScoreError
from server.cli import app
from training.evaluate import notes as evaluate
from training.evaluate import pool, samplers, study
from training.evaluate.pieces import Piece, load, seed_of

LAKH = Path(__file__).parent / "data/midi/lakh"
QUIET = Console(quiet=True)
TASKS = ("infill", "accompany", "middle", "generate")


def tiny() -> Schmubert:
    torch.manual_seed(0)
    sizes = ConvTransformerSizes(embedding=8, width=16, layers=1, heads=2, position="rotary")
    defaults = SamplerDefaults(steps=2, window_bars=16)
    return Schmubert("tiny", ConvTransformer(sizes), defaults, torch.device("cpu"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("report")
    plan = evaluate.Plan(
        LAKH, (LAKH,), parts=TASKS, workers=1, json=folder / "figures.json", report=folder
    )
    figures = evaluate.notes(lambda: Repeat("repeat"), plan, QUIET)
    return {**figures, "folder": folder}


def test_every_measure_has_every_player(found: dict[str, Any]) -> None:
    assert found["pieces"] == 4
    for table in ("infill", "accompany"):
        for row in found[table].values():
            assert set(row) == {"real", "silence", "copy", "noise", "repeat"}
            assert row["copy"] == row["repeat"], "the same player twice"
    whole = found["infill"]["holes with notes in every track that plays around them"]
    assert whole["real"]["value"] == 1.0 and whole["silence"]["value"] == 0.0
    assert "algorithm 7" in found["self_similarity_generate"]["together, C pitch"]


def test_pieces_that_were_trained_on_are_copies(found: dict[str, Any]) -> None:
    row = found["copies"]["generate, melody: longest"]
    own = max(len(piece.clip.tracks["melody"]) for piece in load(LAKH))
    assert row["real"]["value"] >= own - 1 > 100 > row["noise"]["value"]


def test_training_pieces_are_like_themselves(found: dict[str, Any]) -> None:
    for track in ("together", "melody", "bass", "drums"):
        assert found["self_similarity_generate"][f"{track}, C pitch"]["real"]["value"] == 1.0


def test_the_report_can_be_read_and_heard(found: dict[str, Any]) -> None:
    folder: Path = found["folder"]
    page = (folder / "index.html").read_text()
    assert json.loads((folder / "figures.json").read_text())["pieces"] == 4
    assert "src='data:image/png;base64," in page and "<svg" in page
    assert "http" not in page.replace("http-equiv", ""), "nothing is loaded from elsewhere"
    files = sorted(folder.glob("*.mid"))
    assert len(files) == 2 * (3 * 5 + 1) and all(file.name in page for file in files)
    after = read_midi(folder / "3-valid_trio_0185-after.mid").clip
    before = read_midi(folder / "3-valid_trio_0185-before.mid").clip
    assert after.tracks["melody"] == before.tracks["melody"], "what is given stays"
    assert after.tracks["bass"] != before.tracks["bass"]


def test_results_do_not_depend_on_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CHUNK", 2)
    plans = [evaluate.Plan(LAKH, parts=("infill",), workers=workers) for workers in (1, 2)]
    one, two = (evaluate.notes(pool.Opener("repeat"), plan, QUIET) for plan in plans)
    for figures in (one, two):
        del figures["seconds"], figures["seconds_per_answer"]
    assert one == two


def test_results_do_not_depend_on_the_other_pieces() -> None:
    model, pieces = tiny(), load(LAKH)
    together = study.study(model, pieces[:2], ("infill",), evaluate.Sampling())
    alone = study.study(model, pieces[1:2], ("infill",), evaluate.Sampling())
    assert together[1].counts["infill"]["noise"] == alone[0].counts["infill"]["noise"]
    assert study.infill(pieces[1]) == study.infill(load(LAKH)[1])
    assert seed_of("a", 1) != seed_of("a", 2) and seed_of("a", 1) < 2**31


def test_a_network_is_measured_by_its_bits() -> None:
    model = tiny()
    plan = evaluate.Plan(LAKH, limit=1, parts=("likelihood",), workers=1)
    rows = evaluate.notes(lambda: model, plan, QUIET)["likelihood"]
    assert set(rows["everything"]) == {
        *("noise", "silence", "frequencies", "copy", "tiny"),
        *(f"{role} alone" for role in TRIO.roles),
    }
    bounds = [row["tiny"]["value"] for name, row in rows.items() if name in evaluate_bounds()]
    assert rows["mean of the bounds"]["tiny"]["value"] == pytest.approx(sum(bounds) / len(bounds))


def evaluate_bounds() -> list[str]:
    return evaluate.likelihood.bound_names(TRIO)


def test_samplers_are_compared_with_the_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samplers, "HOLES", (1,))
    model = tiny()
    file = tmp_path / "samplers.json"
    told = samplers.compare(lambda: model, LAKH, limit=2, workers=1, json=file, console=QUIET)
    rows = told["1 bars"]
    assert json.loads(file.read_text()) == told
    assert rows[samplers.FULL]["quality lost"]["value"] == 0.0
    assert rows["real"]["histograms"]["value"] == 0.0
    assert {"4 steps", "64 steps", "redraw 0.25", "window 32 bars"} < set(rows)
    assert "2 steps" not in rows and "window 16 bars" not in rows, "as the preset has them"
    assert rows["4 steps"]["judge's bits"]["value"] > 0


def test_a_sampler_needs_a_network() -> None:
    with pytest.raises(ScoreError, match="no sampler"):
        samplers.compare(Repeat, LAKH, limit=1, console=QUIET)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"data": Path("/nowhere")}, "there is no /nowhere"),
        ({"train": (Path("/nowhere"),)}, "there is no /nowhere"),
        ({"parts": ("infil",)}, "use some of likelihood, infill"),
        ({"json": Path("/nowhere/x.json")}, "make it first"),
        ({"report": LAKH / "LICENCE.txt"}, "is no folder"),
    ],
)
def test_wrong_plans_are_refused_before_any_work(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScoreError, match=why):
        evaluate.Plan(**{"data": LAKH, **changes})


def test_a_folder_without_trios_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.mid").write_bytes(b"MThd nonsense")
    with pytest.raises(ScoreError, match="no piece of 16 bars or more that plays melody, bass"):
        load(tmp_path)
    shutil.copy(LAKH / "valid_trio_0185.mid", tmp_path)
    assert [piece.name for piece in load(tmp_path)] == ["valid_trio_0185.mid"]


def test_made_pieces_are_compared_with_real_ones() -> None:
    rows = evaluate.sets(LAKH, LAKH, console=QUIET)["self_similarity"]
    assert rows["together, C pitch"]["lakh"]["value"] == 1.0
    assert set(rows["bass, Var pitch"]) == {"half of the real", "algorithm 7", "lakh"}
    melodies = evaluate.sets(LAKH, LAKH, ["melody"], console=QUIET)["self_similarity"]
    assert all(name.startswith("melody") for name in melodies)
    with pytest.raises(ScoreError, match="there is no"):
        evaluate.sets(LAKH / "nowhere", LAKH, console=QUIET)


def test_the_command_line_says_what_is_wrong(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["evaluate", "notes", "repeat", "--data", str(tmp_path / "nowhere")]
    )
    assert result.exit_code == 1 and "there is no" in result.stderr


def test_presets_are_loaded_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    generator: NoteGenerator = presets.load("repeat")
    assert generator.name == "repeat"
    with pytest.raises(presets.PresetError, match="no preset called"):
        pool.Opener("nothing")()
    with pytest.raises(presets.PresetError, match="has no network"):
        pool.open_network("repeat")


def test_a_piece_is_its_grid() -> None:
    clip = Clip(66.0, {role: (Note(0, 40, 1),) for role in TRIO.roles})
    piece = Piece.encoded("x", clip)
    assert piece.bars == 16 and piece.clip.length == 64.0
    assert piece.clip.tracks["melody"] == (Note(0, 40, 1),)
