"""Aligning what is heard with words and pictures: the loss, the runs, the listener they make."""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomlkit
import torch
from painters import listener_folder
from test_diffusion_training import KINDS, QUIET, RATE, config, work  # noqa: F401 - a fixture
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize
from typer.testing import CliRunner

from generators.images import listener as listeners
from generators.images.aligned import AlignedListener
from generators.media import AudioWindow
from generators.score import ScoreError
from server.cli import app
from training import runs
from training.alignment import trainer as trainers
from training.alignment.config import read_config
from training.alignment.scores import by_piece, measured
from training.alignment.train import alignment
from training.alignment.trainer import Trainer
from training.diffusion.train import diffusion
from training.images import metrics
from training.images.alignment import contrastive
from training.images.critic import Features
from training.notes.log import ROWS

SMALL: dict[str, Any] = {
    "pictures": "art", "sounds": "music", "listener": "listener", "steps": 4, "batch": 6,
    "hidden": 8, "pixels": 32, "log_every": 2, "save_every": 2, "valid_every": 2, "dropout": 0.1,
}  # fmt: skip
WAYS: dict[str, dict[str, Any]] = {"text": {"text": "base"}, "pictures": {}, "mutual": {"size": 5}}


def told(folder: Path, run: str, to: str, **changes: Any) -> Path:
    path = folder / f"{run}.toml"
    path.write_text(tomlkit.dumps({**SMALL, **WAYS[to], "to": to, "run": run, **changes}))
    return path


def trainer(folder: Path, to: str, **changes: Any) -> Trainer:
    return Trainer(read_config(told(folder, f"trainer-{to}", to, **changes)), folder)


def tone(hz: float, seconds: float = 3.0) -> AudioWindow:
    times = np.arange(round(RATE * seconds)) / RATE
    return AudioWindow((0.3 * np.sin(2 * np.pi * hz * times)).astype(np.float32), RATE, seconds)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_the_loss_of_pairs_that_all_have_their_own_label_is_clips() -> None:
    ones, others = numbers(4, 3), numbers(4, 3, seed=1)
    logits = 7.0 * normalize(ones, dim=1) @ normalize(others, dim=1).T
    pairs = torch.arange(4)
    expected = (cross_entropy(logits, pairs) + cross_entropy(logits.T, pairs)) / 2
    assert torch.allclose(contrastive(ones, others, pairs, 7.0), expected)
    assert torch.allclose(contrastive(others, ones, pairs, 7.0), expected), "it is symmetric"


def test_pairs_of_one_label_are_no_wrong_answers_for_each_other() -> None:
    """With one label in the batch there is nothing to tell apart; a second pair of a label adds
    nothing that its first one has to be told from."""
    ones, others = numbers(3, 4), numbers(3, 4, seed=1)
    assert contrastive(ones, others, torch.zeros(3, dtype=torch.long), 5.0) == 0
    apart = contrastive(ones[1:], others[1:], torch.tensor([0, 1]), 5.0)
    labels = torch.tensor([0, 0, 1])
    ones[0], others[0] = ones[1], others[1]
    ones.requires_grad_()
    loss = contrastive(ones, others, labels, 5.0)
    assert torch.isfinite(loss)
    assert loss > 0 and apart > 0
    gradient = torch.autograd.grad(loss, ones)[0]
    assert torch.allclose(gradient[0], gradient[1]), "both are told from the third alone"
    others = others.clone()
    before = torch.autograd.grad(contrastive(ones, others, labels, 5.0), ones)[0][0]
    others[1] = -others[1]  # its twin's partner
    after = torch.autograd.grad(contrastive(ones, others, labels, 5.0), ones)[0][0]
    column = (before - after).abs().max()
    assert column < 1e-6, "what goes with another of its label does not move it"


def test_music_comes_to_lie_by_what_it_is_paired_with(work: Path) -> None:  # noqa: F811
    """High tones by red pictures, low ones by blue: in all three ways."""
    for to in WAYS:
        made = trainer(work, to, steps=400, batch=8, rate=3e-3, dropout=0.0)
        before = made.validate()
        for _ in range(400):
            made.learn()
        after = made.validate()
        assert after["valid_loss"] < 0.5 * before["valid_loss"], to
        assert after["valid_margin"] > before["valid_margin"] + 0.1, to
        assert after["valid_recall_1"] >= 0.75 > after["chance_1"], to


def test_what_is_frozen_stays_as_it_was_to_the_bit(
    work: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eyes: list[Features] = []

    def eye() -> Features:
        eyes.append(Features())
        return eyes[-1]

    monkeypatch.setattr(metrics, "Features", eye)
    for to in ("pictures", "mutual"):
        made = trainer(work, to)
        weights = {name: value.clone() for name, value in eyes[-1].state_dict().items()}
        targets = made.targets["train"].vectors.clone()
        heads = {name: value.clone() for name, value in made.heads.state_dict().items()}
        for _ in range(3):
            made.learn()
        assert all(torch.equal(eyes[-1].state_dict()[name], weights[name]) for name in weights)
        assert not any(weights.grad is not None for weights in eyes[-1].parameters())
        assert torch.equal(made.targets["train"].vectors, targets)
        after = made.heads.state_dict()
        moved = {name.partition(".")[0] for name in heads if not after[name].equal(heads[name])}
        assert moved == {"music", "scale", *({"pictures"} if to == "mutual" else ())}
    made = trainer(work, "text")
    words = made.targets["train"].vectors.clone()
    made.learn()
    assert torch.equal(made.targets["train"].vectors, words)
    assert not words.requires_grad and words.shape == (2, 16), "a word each, as the run reads it"


@pytest.mark.parametrize("to", WAYS)
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not(work: Path, to: str) -> None:  # noqa: F811
    more = {"schedule": "plateau", "stop_after": 9}
    whole = alignment(told(work, f"all-{to}", to, **more), QUIET)
    alignment(told(work, f"parts-{to}", to, **more, steps=2), QUIET)
    parts = alignment(told(work, f"parts-{to}", to, **more), QUIET)
    one, other = runs.tensors(whole.parent), runs.tensors(parts.parent)
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert (whole / listeners.HEAD).read_bytes() == (parts / listeners.HEAD).read_bytes()
    rows = [(each.parent / ROWS).read_text().splitlines() for each in (whole, parts)]
    timed = [
        [{k: v for k, v in json.loads(row).items() if k != "steps_per_s"} for row in each]
        for each in rows
    ]
    assert timed[0] == timed[1]
    with pytest.raises(ScoreError, match="hidden"):
        alignment(told(work, f"parts-{to}", to, **more, hidden=9), QUIET)


def test_the_listener_that_is_written_hears_what_the_run_learned(work: Path) -> None:  # noqa: F811
    folder = alignment(told(work, "written", "mutual", seconds=1.5), QUIET)
    heard = listeners.load(folder, torch.device("cpu"))
    plain = listeners.load(work / "listener", torch.device("cpu"))
    assert isinstance(heard, AlignedListener)
    assert isinstance(plain, listeners.OwnListener)
    assert (heard.size, heard.seconds, plain.seconds) == (5, 1.5, 2.0)
    window = tone(440.0, 1.5)
    said, other = heard.embed(window), plain.embed(window)
    assert said.labels == pytest.approx(other.labels)
    made = Trainer(read_config(work / "written.toml"), work)
    made.resume()
    made.heads.eval()
    with torch.no_grad():
        turned = made.heads.music(torch.from_numpy(other.embedding)[None])[0].numpy()
    assert np.allclose(said.embedding, turned * 5**0.5, atol=1e-5)
    assert np.linalg.norm(said.embedding) == pytest.approx(5**0.5, rel=1e-4)
    silence = AudioWindow(np.zeros(RATE, np.float32), RATE, 1.0)
    assert not heard.embed(silence).embedding.any()
    assert heard.over_time(window).shape[1] == heard.width == plain.width
    table = tomllib.loads((folder / listeners.TABLE).read_text())
    assert table["alignment"]["to"] == "mutual"
    assert listeners.files(table) == (listeners.WEIGHTS, listeners.HEAD)


def test_a_painter_that_is_told_what_was_heard_takes_an_aligned_listener(
    work: Path,  # noqa: F811
) -> None:
    folder = alignment(told(work, "for-painting", "text"), QUIET)
    name = str(folder.relative_to(work))
    run = diffusion(config(work, "paints-aligned", "audioclip", listener=name, steps=1), QUIET)
    assert runs.tensors(run)["average.mapper.layers.0.weight"].shape == (16, 16)
    with pytest.raises(ScoreError, match="has a head, which kind covergen does not hear by"):
        diffusion(config(work, "over-time", "covergen", listener=name), QUIET)


def test_an_exported_listener_gets_a_head_too(work: Path) -> None:  # noqa: F811
    class Ears(torch.nn.Module):
        def forward(self, samples: Tensor) -> Tensor:
            return torch.stack((samples.diff().square().mean(1), samples.square().mean(1)), 1)

    folder = work / "exported"
    folder.mkdir()
    torch.export.save(torch.export.export(Ears(), (torch.zeros(1, RATE),)), folder / "ears.pt2")
    about = {"kind": "exported", "file": "ears.pt2", "rate": RATE, "seconds": 1.0, "size": 2}
    (folder / listeners.TABLE).write_text(tomlkit.dumps(about))
    made = alignment(told(work, "on-exported", "mutual", listener="exported"), QUIET)
    heard = listeners.load(made, torch.device("cpu"))
    assert heard.embed(tone(440.0)).embedding.shape == (5,)
    with pytest.raises(ScoreError, match="fixed length"):
        alignment(told(work, "wrong", "mutual", listener="exported", seconds=0.5), QUIET)


def test_words_can_be_read_by_clip(work: Path, tmp_path: Path) -> None:  # noqa: F811
    from tiny_diffusion import pipeline
    from transformers import CLIPTextModelWithProjection

    made = pipeline(tmp_path / "clip")
    torch.manual_seed(0)
    CLIPTextModelWithProjection(made.text_encoder.config).save_pretrained(work / "clip")
    made.tokenizer.save_pretrained(work / "clip")
    found = trainer(work, "text", text="clip").targets["valid"].vectors
    assert found.shape == (2, made.text_encoder.config.projection_dim)
    assert not torch.equal(found[0], found[1])


def test_scores_of_music_that_lies_right_wrong_and_anyhow() -> None:
    kinds = np.eye(3)
    labels = np.array([0, 1, 2] * 6)
    targets, target_labels = kinds[[0, 0, 1, 2]], np.array([0, 0, 1, 2])
    right = measured(kinds[labels], labels, targets, target_labels, (1, 2))
    assert right.margin == pytest.approx(1.0)
    assert right.p < 0.01
    assert right.recall == {1: 1.0, 2: 1.0}
    chance = [1 / 2, 1 / 4, 1 / 4], [5 / 6, 1 / 2, 1 / 2]
    assert right.chance == pytest.approx({1: np.mean(chance[0]), 2: np.mean(chance[1])})
    wrong = measured(kinds[(labels + 1) % 3], labels, targets, target_labels)
    assert wrong.margin == pytest.approx(-0.5)
    assert wrong.p > 0.9 and wrong.recall[1] == 0 and set(wrong.recall) == {1, 4}
    rng = np.random.default_rng(0)
    music = rng.standard_normal((300, 3))
    music /= np.linalg.norm(music, axis=1, keepdims=True)
    anyhow = measured(music, np.resize(labels, 300), targets, target_labels)
    assert abs(anyhow.margin) < 0.2
    assert anyhow.p > 0.01
    assert anyhow.recall[1] == pytest.approx(anyhow.chance[1], abs=0.1)


def test_windows_of_a_piece_count_once() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    means, labels = by_piece(vectors, np.array([1, 1, 0]), ["a", "a", "b"])
    assert np.allclose(means, [[math.sqrt(0.5)] * 2, [0.0, 1.0]])
    assert labels.tolist() == [1, 0]


def test_every_label_is_as_frequent_as_another_in_a_batch(work: Path) -> None:  # noqa: F811
    made, counted = trainer(work, "mutual", batch=6), []

    def counting(*pairs: Tensor) -> Tensor:
        counted.append(torch.bincount(pairs[2]).tolist())
        return torch.zeros(())

    made.heads.loss = counting  # type: ignore[method-assign]
    made.loss("train", np.random.default_rng(0))
    assert counted == [[3, 3]]


@pytest.mark.parametrize(
    ("to", "changes", "why"),
    [
        ("text", {"text": None}, "name what reads the labels"),
        ("text", {"text": "nowhere"}, "neither a run of"),
        ("mutual", {"listener": "nowhere"}, "no listener in"),
        ("mutual", {"seconds": 5.0}, "more than the listener's"),
        ("mutual", {"colour": 1}, "unknown key"),
    ],
)
def test_what_cannot_be_is_said(
    work: Path,  # noqa: F811
    to: str,
    changes: dict[str, Any],
    why: str,
) -> None:
    table = {**SMALL, **WAYS[to], "to": to, "run": "wrong", **changes}
    path = work / "wrong.toml"
    path.write_text(tomlkit.dumps({k: v for k, v in table.items() if v is not None}))
    with pytest.raises(ScoreError, match=why):
        alignment(path, QUIET)


def test_a_head_goes_on_no_head(work: Path) -> None:  # noqa: F811
    made = alignment(told(work, "once", "mutual"), QUIET)
    with pytest.raises(ScoreError, match="has a head already"):
        alignment(told(work, "twice", "mutual", listener=str(made.relative_to(work))), QUIET)


def test_a_head_that_does_not_fit_is_said(tmp_path: Path) -> None:
    folder = listener_folder(tmp_path / "listener", KINDS)
    table = tomllib.loads((folder / listeners.TABLE).read_text())
    (folder / listeners.TABLE).write_text(
        tomlkit.dumps({**table, "head": {"width": 10, "size": 3, "hidden": 4}})
    )
    with pytest.raises(listeners.ListenerError, match="no listener in"):
        listeners.load(folder, torch.device("cpu"))


def test_the_shipped_config_can_be_read() -> None:
    path = Path(__file__).parents[1] / "training/configs/alignment.toml"
    assert read_config(path).to == "mutual"
    assert read_config(path, {"to": "text"}).text == "labels"


def test_the_command_trains_and_goes_on(work: Path) -> None:  # noqa: F811
    path = told(work, "by-command", "mutual")
    said = CliRunner().invoke(app, ["train", "alignment", str(path), "--set", "steps=2"])
    assert said.exit_code == 0, said.output
    said = CliRunner().invoke(app, ["train", "alignment", str(path)])
    assert "step 2 of 4" in said.output.replace("\n", " ")
    assert trainers.read(work / "by-command")[0]["step"] == 4
