"""What a painter that hears makes of validation music: losses, and pictures that a judge sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from generators.images.system import painted
from generators.media import Pixels
from training import runs
from training.diffusion.train import Trainer
from training.evaluate.figures import Figure, ratio
from training.images.critic import Features
from training.images.data import Pictures
from training.images.metrics import NET, LabelJudge, Matrix, chance, features, kid
from training.notes.state import AVERAGE

CHUNK = 8
"""Pictures whose mean loss counts as one observation."""
BATCH = 64
"""Pictures that are painted at once."""
LEAST = 32
"""Pixels that the network needs to see anything."""
JUDGED = 4000
"""Training pictures that a judge learns from, at most."""
Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Eye:
    """Sees pictures: a network, and a judge of labels that learned from training pictures; `real`
    are what the network sees of the validation pictures, `labels` theirs."""

    network: Features
    judge: LabelJudge
    real: Matrix
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, train: Pictures, valid: Pictures, device: torch.device) -> Eye:
        """Of prepared pictures."""
        network = Features()
        chosen = np.random.default_rng(0).permutation(len(train))[:JUDGED]
        judge = LabelJudge.of(
            looked_at(train.pixels[chosen], device, network), train.labels[chosen]
        )
        return cls(network, judge, looked_at(valid.pixels, device, network), valid.labels)


def looked_at(pixels: Pixels, device: torch.device, network: Features) -> Matrix:
    """What the network sees of pictures [n, size, size, 3], small ones enlarged: [n, features]."""
    times = -(-LEAST // pixels.shape[1])
    return features(pixels.repeat(times, axis=1).repeat(times, axis=2), device, network)


def used(trainer: Trainer) -> None:
    """Put the weights of the run that are to be used into `average`."""
    trainer.average.load_state_dict(runs.tensors(trainer.folder, AVERAGE))


@torch.no_grad()
def losses(trainer: Trainer) -> Figures:
    """The loss of validation pictures with music of their label and with music of another, both
    with the same noise, and the difference, with intervals over chunks of pictures."""
    found: dict[str, list[float]] = {"own": [], "other": []}
    pictures = trainer.valid
    others = replace(pictures, labels=(pictures.labels + 1) % len(pictures.kinds))
    parts = np.array_split(np.arange(len(pictures)), -(-len(pictures) // CHUNK))
    for number, chosen in enumerate(parts):
        for name, asked in (("own", pictures), ("other", others)):
            rng = np.random.default_rng(number)
            loss, _ = trainer.loss(trainer.average, asked, chosen, rng, split="valid")
            found[name].append(loss.item() * len(chosen))
    own, other = (np.array(found[name]) for name in ("own", "other"))
    counts = np.array([len(part) for part in parts], np.float64)
    rows = {"loss": own, "other music": other, "gap": other - own}
    return {name: ratio(sums, counts) for name, sums in rows.items()}


def seen(trainer: Trainer, eye: Eye, scale: float, paintings: int, sampling: int) -> Figures:
    """Whether pictures that are painted of validation clips show their labels, with an interval
    over clips, the share that agrees by chance and that of real pictures; how near they are to
    these."""
    pixels, labels, clips = paint(trainer, scale, paintings, sampling)
    found = looked_at(pixels, trainer.device, eye.network)
    said = eye.judge.says(found)
    hits = np.bincount(clips, said == labels).astype(float)
    return {
        "adherence": ratio(hits, np.bincount(clips).astype(float)),
        "chance": Figure(chance(said, labels)),
        "real pictures": eye.judge.right(eye.real, eye.labels),
        f"KID-{NET}": kid(found, eye.real),
    }


@torch.inference_mode()
def paint(
    trainer: Trainer, scale: float, paintings: int, sampling: int
) -> tuple[Pixels, NDArray[np.int64], NDArray[np.int64]]:
    """So many pictures of each validation clip, of random windows of it and always of the same
    noise; each one's label and the number of its clip."""
    music, rng = trainer.music["valid"], np.random.default_rng(0)
    names, clips = np.unique(music.clips, return_inverse=True)
    windows = np.array(
        [rng.choice(np.flatnonzero(clips == clip), paintings) for clip in range(len(names))]
    ).ravel()
    shape = trainer.average.painter.shape
    noise = torch.randn(len(windows), *shape, generator=torch.Generator().manual_seed(0))
    found = []
    for start in range(0, len(windows), BATCH):
        part = slice(start, start + BATCH)
        heard = torch.from_numpy(music.features[windows[part]]).to(trainer.device).float()
        with trainer.autocast():
            conditions = trainer.average.heard(heard)[0].float()
            begun = noise[part].to(trainer.device)
            found.append(painted(trainer.average, begun, conditions, sampling, scale))
    return np.concatenate(found), music.labels[windows], clips[windows]
