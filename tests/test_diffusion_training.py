"""Training painters that denoise, and the documents' ways to make them hear, at a tiny size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import checkpoints
import numpy as np
import pytest
import tomlkit
import torch
from painters import listener_folder
from rich.console import Console

from generators.images import listener as listeners
from generators.images.mappers import PrincipalComponents
from generators.images.system import STEPS, painted
from generators.score import ScoreError
from training import runs
from training.diffusion.pairs import Listened, listen
from training.diffusion.systems import trained
from training.diffusion.train import Trainer, diffusion
from training.images.data import Picture, write
from training.sounds.data import FULL, Entry, Sounds, write_manifest

KINDS = ("high", "low")
RATE, SECONDS = 16_000, 1.0
QUIET = Console(quiet=True)
SMALL: dict[str, Any] = {
    "pictures": "art", "steps": 4, "batch": 4, "precision": "no", "log_every": 2, "save_every": 2,
    "valid_every": 4, "sample_every": 0, "valid": 6, "ema": 0.5,
}  # fmt: skip
SIZES = {"size": 16, "widths": [32, 32], "layers": 1, "width": 16, "heads": 2}
HEARS = {"sounds": "music", "listener": "listener"}
MAPPER = {"audiotoken": {}, "covergen": {"hidden": 16, "rank": 2, "blocks": 1}, "audioclip": {}}


def png(label: str, number: int) -> bytes:
    import io

    from PIL import Image

    rng = np.random.default_rng(number)
    pixels = rng.integers(0, 60, (16, 16, 3), np.uint8)
    pixels[..., 0 if label == "high" else 2] += 150
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared pictures and music of two labels, and a listener."""
    folder = tmp_path_factory.mktemp("work")
    pictures = {
        split: [
            Picture(f"{split}{n}", png(KINDS[n % 2], n + seed), KINDS[n % 2], np.zeros(5))
            for n in range(12)
        ]
        for split, seed in (("train", 0), ("valid", 100))
    }
    write(folder / "art", pictures, {})
    (folder / "music").mkdir()
    splits: dict[str, list[Entry]] = {}
    for split in ("train", "valid"):
        entries, samples = [], []
        for n in range(4):
            frames = round(RATE * SECONDS * (1 if n < 2 else 3))
            tone = 880.0 if n % 2 == 0 else 110.0
            made = 0.3 * np.sin(2 * np.pi * tone * (1 + 0.01 * n) * np.arange(frames) / RATE)
            start = sum(map(len, samples))
            entries.append(Entry(f"{n}.wav", KINDS[n % 2], f"{split}{n}", True, start, frames))
            samples.append((made * FULL).astype(np.int16))
        np.concatenate(samples).tofile(folder / "music" / f"{split}.i16")
        splits[split] = entries
    write_manifest(folder / "music", RATE, splits)
    listener_folder(folder / "listener", KINDS)
    diffusion(config(folder, "base", "labels"), QUIET)
    return folder


def config(folder: Path, run: str, kind: str, **changes: Any) -> Path:
    table: dict[str, Any] = {**SMALL, "kind": kind, "run": run}
    if kind != "labels":
        table |= {**HEARS, "mapper": MAPPER[kind]}
    if kind in ("audiotoken", "covergen"):
        table["base"] = "base"
    else:
        table["sizes"] = SIZES
    path = folder / f"{run}.toml"
    given = {name: value for name, value in {**table, **changes}.items() if value is not None}
    path.write_text(tomlkit.dumps(given))
    return path


def trainer(folder: Path, run: str, kind: str, **changes: Any) -> Trainer:
    from training.diffusion.config import read_config

    path = config(folder, run, kind, **changes)
    made = Trainer(read_config(path), folder)
    made.folder.mkdir(exist_ok=True)
    return made


def state(made: Trainer) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in made.system.state_dict().items()}


@pytest.mark.parametrize("kind", ["labels", "audiotoken", "covergen", "audioclip"])
def test_only_what_is_to_learn_learns(work: Path, kind: str) -> None:
    made = trainer(work, f"learns-{kind}", kind, drop=0.0)
    before = state(made)
    for _ in range(3):
        made.learn()
    changed = {name for name, value in state(made).items() if not torch.equal(value, before[name])}
    if kind in ("audiotoken", "covergen"):
        assert changed and all(name.startswith("mapper.") for name in changed)
        assert not any(".base." in name for name in changed), "LoRA's own layer is frozen"
    else:
        parts = {name.partition(".")[0] for name in changed}
        assert parts == ({"painter", "prompt"} if kind == "labels" else {"painter", "mapper"})


@pytest.mark.parametrize("kind", ["labels", "audioclip"])
def test_a_painter_may_begin_where_another_ended(work: Path, kind: str) -> None:
    made = trainer(work, f"begins-{kind}", kind, base="base", sizes={})
    base, own = runs.tensors(work / "base", "average."), state(made)
    same = [name for name in base if name.startswith("painter.")]
    assert same and all(torch.equal(base[name], own[name]) for name in same)
    noise, times = torch.randn(2, 3, 16, 16), torch.tensor([10, 500])
    conditions = torch.randn(2, 3, 16)
    before = trainer(work, f"before-{kind}", "labels", base="base", sizes={}).system.painter
    painter = made.system.painter
    assert torch.equal(painter(noise, times, conditions), before(noise, times, conditions)), (
        "the heard has no say in the times yet"
    )
    made.learn()
    assert not torch.equal(painter(noise, times, conditions), before(noise, times, conditions))


@pytest.mark.parametrize("kind", ["audiotoken", "covergen"])
def test_an_adapter_learns_for_a_stable_diffusion(
    work: Path, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import tiny_diffusion

    folder = tmp_path_factory.mktemp("model")
    tiny_diffusion.pipeline(folder / "words").save_pretrained(folder / "sd")
    model = {"model": str(folder / "sd"), "size": 64, "prompt": "an art image of <*>"}
    path = config(work, f"stable-{kind}", kind, base=None, model=model)
    run = diffusion(path, QUIET)
    names = {name.partition(".")[2] for name in runs.tensors(run) if name.startswith("average.")}
    assert names and all(name.startswith("mapper.") for name in names), "no copy of the model"
    system, facts, _ = trained(run, torch.device("cpu"))
    assert facts["step"] == 4
    before = trainer(work, f"unlearned-{kind}", kind, base=None, model=model).system
    own, other = system.state_dict(), before.state_dict()
    changed = {name.partition(".")[0] for name in own if not torch.equal(own[name], other[name])}
    assert changed == {"mapper"}
    conditions, _ = system.heard(torch.randn(1, 4, facts["heard"]))
    pixels = painted(system, torch.randn(1, *system.painter.shape), conditions, 2)
    assert pixels.shape == (1, 64, 64, 3)


def test_principal_components_are_fitted_once_and_stay(work: Path) -> None:
    """What Kyle compares the learned projection with: the painter alone learns."""
    sizes = {**SIZES, "width": 4}
    told = {"mapper": {"kind": "pca"}, "sizes": sizes, "drop": 0.0}
    made = trainer(work, "components", "audioclip", **told)
    heard = made.music["train"].features[:, 0].astype(np.float64)
    mean, directions = heard.mean(axis=0), np.linalg.svd(heard - heard.mean(axis=0))[2][:4]
    mapper = made.system.mapper
    assert isinstance(mapper, PrincipalComponents)
    assert np.allclose(mapper.mean.numpy(), mean, atol=1e-4)
    turned = np.abs(mapper.directions.numpy() @ directions.T)
    assert np.allclose(turned, np.eye(4), atol=0.02), "the same, but for signs"
    before = state(made)
    made.learn()
    changed = {name for name, value in state(made).items() if not torch.equal(value, before[name])}
    assert {name.partition(".")[0] for name in changed} == {"painter"}
    assert torch.equal(made.average.mapper.directions, mapper.directions)
    made.save()
    made.resume()
    assert torch.equal(made.system.mapper.directions, before["mapper.directions"])


def test_everything_learns_where_it_is_asked_to(work: Path) -> None:
    made = trainer(work, "everything", "audiotoken", everything=True)
    before = state(made)
    made.learn()
    changed = {name for name, value in state(made).items() if not torch.equal(value, before[name])}
    assert {name.partition(".")[0] for name in changed} == {"painter", "prompt", "mapper"}


@pytest.mark.parametrize("kind", ["labels", "covergen"])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not(work: Path, kind: str) -> None:
    whole = diffusion(config(work, f"whole-{kind}", kind, steps=4), QUIET)
    diffusion(config(work, f"halves-{kind}", kind, steps=2), QUIET)
    halves = diffusion(config(work, f"halves-{kind}", kind, steps=4), QUIET)
    one, other = runs.tensors(whole), runs.tensors(halves)
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    with pytest.raises(ScoreError, match="rate"):
        diffusion(config(work, f"halves-{kind}", kind, steps=6, rate=1e-3), QUIET)


def test_pictures_that_are_asked_for_come_to_be_told_apart(work: Path) -> None:
    """Red ones and blue ones, from noise, after some learning: by words, then by music."""
    sizes = {**SIZES, "widths": [32, 64]}
    more = {"batch": 16, "rate": 2e-3, "ema": 0.9, "valid_every": 10_000, "log_every": 10_000}
    long = {**more, "steps": 90, "save_every": 90}
    diffusion(config(work, "colours", "labels", sizes=sizes, **long), QUIET)
    made = trainer(work, "colours", "labels", sizes=sizes, **long)
    made.resume()
    assert redness(made) > 25, "red for high, blue for low"
    for kind in ("covergen", "audiotoken"):
        heard = trainer(work, f"hears-{kind}", kind, **more, base="colours", steps=60)
        for split, music in heard.music.items():  # as if the listener had learned, too
            told = np.where(music.labels == 0, 1.0, -1.0).astype(np.float32)
            features = np.broadcast_to(told[:, None, None], music.features.shape).copy()
            heard.music[split] = replace(music, features=features)
        for _ in range(30):
            heard.learn()
        assert redness(heard) > 15, f"{kind}: and the same from music"


@torch.no_grad()
def redness(made: Trainer) -> float:
    """How much more red there is in what is asked for as high than as low, of 255."""
    rng, noise = np.random.default_rng(0), torch.randn(6, 3, 16, 16)
    means = []
    for label in (0, 1):
        conditions, _ = made.asked(made.average, np.full(6, label), "valid", rng)
        pictures = painted(made.average, noise, conditions, STEPS // 3, 1.5).astype(float)
        means.append((pictures[..., 0] - pictures[..., 2]).mean())
    return float(means[0] - means[1])


def test_validation_has_the_same_noise_each_time_and_music_of_others_beside(work: Path) -> None:
    made = trainer(work, "valid", "audioclip")
    row = made.validate()
    assert row == made.validate()
    assert set(row) == {"valid_loss", "valid_other"}


def test_all_is_heard_and_pairs_are_of_one_label(work: Path) -> None:
    listener = listeners.load(work / "listener", torch.device("cpu"))
    sounds = Sounds.load(work / "music", "train")
    file = work / "heard.npy"
    over_time = listen(listener, sounds, KINDS, whole=False, keep=file)
    assert over_time.features.shape[2] == listener.width
    assert isinstance(over_time.features, np.memmap), "BEATs' answers would not fit into memory"
    assert np.bincount(over_time.clips).tolist()[:2] == [1, 1], "short clips are one window"
    assert np.bincount(over_time.clips).min() == 1 < np.bincount(over_time.clips).max()
    labels = np.array([0, 1] * 200)
    drawn = over_time.drawn(labels, np.random.default_rng(0))
    assert (over_time.labels[drawn] == labels).all()
    counts = np.bincount(over_time.clips[drawn])
    assert counts.min() > 70, "each clip as often as another, however long it is"
    whole = listen(listener, sounds, KINDS, whole=True)
    assert whole.features.shape[1:] == (1, listener.size)
    with pytest.raises(ScoreError, match="no music of middle"):
        listen(listener, sounds, (*KINDS, "middle"), whole=False)
    assert isinstance(over_time, Listened)


@pytest.mark.parametrize("kind", ["audiotoken", "covergen", "audioclip"])
def test_a_network_of_others_teaches_as_well(work: Path, kind: str) -> None:
    theirs = work / "theirs"
    if not theirs.exists():
        weights = checkpoints.write("beats", theirs).name
        table = {"kind": "beats", "weights": weights, "seconds": 1.0}
        (theirs / listeners.TABLE).write_text(tomlkit.dumps(table))
    made = trainer(work, f"theirs-{kind}", kind, listener="theirs")
    shape = made.music["train"].features.shape[1:]
    assert shape == ((1, 32) if kind == "audioclip" else (8 * 6, 3 * 32))
    made.learn()


def test_a_network_of_others_that_answers_otherwise_is_told(work: Path) -> None:
    class Halves(torch.nn.Module):
        def forward(self, samples: torch.Tensor) -> torch.Tensor:
            return samples.reshape(1, 2, -1)[..., :4]

    odd = work / "odd"
    odd.mkdir()
    program = torch.export.export(Halves(), (torch.zeros(1, RATE),))
    torch.export.save(program, odd / "network.pt2")
    table = {"kind": "exported", "file": "network.pt2", "rate": RATE, "seconds": 1.0, "size": 5}
    (odd / listeners.TABLE).write_text(tomlkit.dumps(table))
    with pytest.raises(ScoreError, match=r"answers an embedding \(1, 2, 4\) .* says 5"):
        trainer(work, "odd-run", "covergen", listener="odd")


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        ("audiotoken", {"base": "nowhere"}, "run `klangbild train diffusion` first"),
        ("audioclip", {"listener": "nowhere"}, "no listener in"),
        ("audioclip", {"sounds": "nowhere"}, "holds no prepared sounds"),
        ("labels", {"model": {"model": "nowhere"}}, "has no `model`"),
        ("audiotoken", {"base": None, "model": {"model": "nowhere"}}, "nowhere cannot be loaded"),
        ("covergen", {"model": {"model": "nowhere"}}, "needs `base`"),
        ("labels", {"base": "base", "sizes": SIZES}, "the model has them"),
        ("audioclip", {"mapper": {"kind": "pca"}}, "16 directions need as many"),
        ("audioclip", {"mapper": {"kind": "lora"}}, "use projection, pca"),
        ("audioclip", {"mapper": {"blocks": 2}}, "mapper: .*blocks"),
        ("labels", {"sizes": {"labels": 2}}, "leave labels"),
        ("labels", {"sizes": {"size": "big"}}, "sizes"),
        ("labels", {"sizes": {"widths": [32, 40]}}, "multiples of 32"),
        ("covergen", {"sizes": SIZES}, "the model has them"),
    ],
)
def test_what_cannot_be_is_said(work: Path, kind: str, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScoreError, match=why):
        diffusion(config(work, "wrong", kind, **changes), QUIET)


def test_a_painter_that_hears_is_no_base(work: Path) -> None:
    diffusion(config(work, "hearing", "audioclip", steps=1), QUIET)
    with pytest.raises(ScoreError, match="is no painter of these labels"):
        diffusion(config(work, "wrong", "covergen", base="hearing"), QUIET)
