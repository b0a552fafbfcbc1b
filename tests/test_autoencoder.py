"""The autoencoder in whose latents a painter denoises: training it, and training in its latents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from test_diffusion_training import QUIET, SIZES, work  # noqa: F401 - a fixture
from test_diffusion_training import config as diffusion_config
from test_diffusion_training import trainer as diffusion_trainer

import presets
from generators.base import Look
from generators.images.autoencoder import Autoencoder, AutoencoderSizes
from generators.score import ScoreError
from training import runs
from training.autoencoder.config import read_config
from training.autoencoder.train import Trainer, autoencoder
from training.diffusion.export import diffusion as export
from training.diffusion.latents import Latents
from training.diffusion.systems import trained
from training.diffusion.train import diffusion
from training.images.data import Pictures
from training.notes.state import AVERAGE

LATENT = {"latents": 4, "channels": [16, 16], "blocks": 1, "last": 8}
SMALL: dict[str, Any] = {
    "pictures": "art", "size": 32, "steps": 4, "batch": 4, "critic_from": 2, "warmup": 0,
    "precision": "no", "log_every": 1, "save_every": 2, "valid_every": 2, "sample_every": 2,
    "valid": 6, "sizes": LATENT,
}  # fmt: skip
CPU = torch.device("cpu")


def config(folder: Path, run: str = "ae", **changes: Any) -> Path:
    import tomlkit

    path = folder / f"{run}.toml"
    path.write_text(tomlkit.dumps({**SMALL, "run": run, **changes}))
    return path


def trainer(folder: Path, run: str, **changes: Any) -> Trainer:
    return Trainer(read_config(config(folder, run, **changes)), folder)


@pytest.fixture(scope="module")
def latent(work: Path) -> Path:  # noqa: F811 - the fixture
    """The folder with the run of an autoencoder, and of a painter in its latents."""
    autoencoder(config(work), QUIET)
    sizes = {**SIZES, "patch": 1}
    diffusion(diffusion_config(work, "latent", "labels", autoencoder="ae", sizes=sizes), QUIET)
    return work


def test_pictures_become_latents_and_pictures_again() -> None:
    torch.manual_seed(0)
    network = Autoencoder(AutoencoderSizes(latents=5, channels=(16, 24, 32), blocks=1, last=8))
    network.mean += 0.5
    network.deviation *= 2
    pictures = torch.randn(2, 3, 32, 48)
    latents = network.encode(pictures)
    assert latents.shape == (2, 5, 4, 6)
    torch.testing.assert_close(latents, (network.down(pictures) - 0.5) / 2)
    assert network.decode(latents).shape == pictures.shape
    torch.testing.assert_close(network.decode(latents), network.up(network.down(pictures)))


def test_it_learns_what_pictures_look_like(work: Path) -> None:  # noqa: F811
    more = {"rate": 3e-3, "ema": 0.8, "critic_from": 50, "valid": 12}
    made = trainer(work, "learns", steps=100, **more)
    before = made.validate()
    for _ in range(60):
        made.learn()
    after = made.validate()
    assert after["valid_psnr"] > before["valid_psnr"] + 6
    assert after["valid_features"] < 0.8 * before["valid_features"]
    latents = made.average.encode(made.pictures.drawn(np.arange(12), np.random.default_rng(0), CPU))
    assert latents.mean((0, 2, 3)).abs().max() < 0.3
    assert ((latents.std((0, 2, 3)) - 1).abs() < 0.3).all(), "as a painter's noise wants it"


def test_it_learns_spectrograms_beside_pictures(work: Path) -> None:  # noqa: F811
    alone, both = trainer(work, "alone"), trainer(work, "both", spectra="art")
    assert len(both.pictures) == 2 * len(alone.pictures)
    row = both.validate()
    assert row["valid_spectra_psnr"] == row["valid_psnr"] and len(row) == 4
    assert both.sheet().shape[0] == 2 * alone.sheet().shape[0], "rows of both"
    larger = Pictures.load(work / "art", "train", 16)
    with pytest.raises(ScoreError, match="of another size"):
        both.pictures.joined(larger)


def test_the_critic_counts_from_its_step_on(work: Path) -> None:  # noqa: F811
    made = trainer(work, "judged", critic_from=1)
    before = {name: value.clone() for name, value in made.critic.state_dict().items()}
    made.learn()
    assert all(torch.equal(value, before[n]) for n, value in made.critic.state_dict().items())
    assert made.read(1, 1.0)["critic"] == 0
    made.learn()
    assert not all(torch.equal(value, before[n]) for n, value in made.critic.state_dict().items())
    assert made.read(1, 1.0)["critic"] > 0
    weights = []
    for critic in (0.0, 1.0):
        pulled = trainer(work, f"pulled{critic:.0f}", critic=critic, critic_from=0)
        pulled.learn()
        weights.append(next(pulled.network.parameters()).detach().clone())
    assert not torch.equal(*weights), "it moves the autoencoder"


def test_a_run_goes_on_to_the_same_state(work: Path) -> None:  # noqa: F811
    whole = runs.tensors(autoencoder(config(work, "whole"), QUIET))
    autoencoder(config(work, "halves", steps=2), QUIET)
    halves = runs.tensors(autoencoder(config(work, "halves"), QUIET))
    assert whole.keys() == halves.keys()
    assert all(torch.equal(value, halves[name]) for name, value in whole.items())
    with pytest.raises(ScoreError, match=r"another config: sizes\.blocks: 1 -> 2"):
        autoencoder(config(work, "halves", sizes={**LATENT, "blocks": 2}), QUIET)


def test_each_picture_is_encoded_once(latent: Path) -> None:
    pictures = Pictures.load(latent / "art", "train", 16)
    painter = trained(latent / "latent", CPU)[0].painter
    encoded: list[int] = []
    encode = painter.encode
    painter.encode = lambda pixels: (encoded.append(len(pixels)), encode(pixels))[1]
    latents = Latents(pictures, painter, CPU)
    chosen = np.array([3, 5, 3])
    for seed in range(9):
        found = latents.drawn(chosen, np.random.default_rng(seed))
        wanted = encode(pictures.drawn(chosen, np.random.default_rng(seed), CPU))
        torch.testing.assert_close(found, wanted, atol=2e-3, rtol=2e-3)
    assert sum(encoded) == 4, "two pictures, as they are and mirrored"


def test_a_painter_learns_in_latents_that_stay(latent: Path) -> None:
    weights = runs.tensors(latent / "ae", AVERAGE)
    found = runs.tensors(latent / "latent", f"{AVERAGE}painter.autoencoder.")
    assert weights.keys() == found.keys()
    assert all(torch.equal(value, found[name]) for name, value in weights.items())
    system, _, _ = trained(latent / "latent", CPU)
    assert system.painter.shape == (4, 4, 4) and system.painter.zoom == 4
    made = diffusion_trainer(latent, "in-latents", "audioclip", base="latent", sizes={})
    before = {name: value.clone() for name, value in made.system.state_dict().items()}
    made.learn()
    changed = {
        n for n, value in made.system.state_dict().items() if not torch.equal(value, before[n])
    }
    assert any(name.startswith("painter.unet.") for name in changed)
    assert not any(".autoencoder." in name for name in changed)
    kinds = diffusion_trainer(latent, "on-it", "labels", base="latent", sizes={})
    assert kinds.sheet().shape[2] == 3 and kinds.validate()["valid_loss"] > 0


def test_it_becomes_a_preset_that_paints(latent: Path) -> None:
    card = latent / "card.toml"
    card.write_text('about = "a"\nlicence = "CC0"\n[network]\nsteps = 2\n')
    folder = export(latent / "latent", card, latent / "preset", latent / "listener")
    painter, _ = presets.open_painter(presets.images_in(folder), "cpu")
    assert painter.size == (16, 16)
    look = Look(labels={"high": 1.0}, mix=1.0, travel=0.0)
    high = painter.paint(look, 60.0, 0.0).pixels
    low = painter.paint(Look(labels={"low": 1.0}, mix=1.0, travel=0.0), 60.0, 0.0).pixels
    assert high.shape == (16, 16, 3) and (high != low).any()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"size": 34}, "size: 34 is no multiple of 4"),
        ({"steps": 1, "cooldown": 2}, "less than warmup"),
        ({"sizes": {"latentz": 1}}, "sizes.latentz"),
        ({"pictures": "nowhere"}, "prepare art"),
    ],
)
def test_what_cannot_be_is_said(work: Path, changes: dict[str, Any], why: str) -> None:  # noqa: F811
    with pytest.raises(ScoreError, match=why):
        autoencoder(config(work, "wrong", **changes), QUIET)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"autoencoder": "ae", "base": "base", "sizes": {}}, "autoencoder: the base or the model"),
        ({"autoencoder": "nowhere"}, "train autoencoder"),
        ({"autoencoder": "ae", "sizes": {**SIZES, "patch": 4}}, "cannot be halved"),
        ({"sizes": {**SIZES, "autoencoder": {}}}, "autoencoder out"),
    ],
)
def test_what_fits_no_painter_is_said(latent: Path, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScoreError, match=why):
        diffusion(diffusion_config(latent, "wrong-latent", "labels", **changes), QUIET)
