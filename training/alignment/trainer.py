"""One training of an aligned head: its steps, its validation, its checkpoint."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from generators.checkpoint import best_device
from generators.images import listener as listeners
from generators.images.aligned import AlignedListener, Head
from generators.score import ScoreError
from training import runs
from training.alignment.config import FREE, AlignmentConfig
from training.alignment.scores import Scores, by_piece, measured
from training.alignment.targets import Targets, read_aloud, seen
from training.diffusion.pairs import Listened, listen
from training.images.alignment import contrastive
from training.images.data import Pictures
from training.notes.state import AVERAGE
from training.pace import RUNNING, Pace
from training.sounds.data import Sounds

SCALE, MOST = 1 / 0.07, 100.0
"""Of cosines, at first and at most, as CLIP has it (arXiv 2103.00020, section 2.5)."""
VALID_BATCHES = 8
SPLITS = ("train", "valid")


class Heads(nn.Module):
    """What learns: a head for music; one for pictures, where that is mutual; the temperature."""

    def __init__(self, config: AlignmentConfig, heard: int, target: int) -> None:
        super().__init__()
        size = config.size if config.to == "mutual" else target
        self.music = Head(heard, size, config.hidden, config.dropout)
        self.pictures: nn.Module = nn.Identity()
        if config.to == "mutual":
            self.pictures = Head(target, size, config.hidden, config.dropout)
        self.scale = nn.Parameter(torch.tensor(math.log(SCALE)))

    def loss(self, music: Tensor, targets: Tensor, labels: Tensor) -> Tensor:
        """Of pairs: music [batch, heard], targets [batch, target], labels [batch]."""
        scale = self.scale.exp().clamp(max=MOST)
        return contrastive(self.music(music), self.pictures(targets), labels, scale)


class Trainer:
    """A run of `config` beside its data in `folder`; resumes from its checkpoint. Raises
    `ScoreError` where data and config do not fit."""

    accelerator = sheet = None

    def __init__(self, config: AlignmentConfig, folder: Path) -> None:
        self.config, self.folder = config, folder / config.run
        self.device = best_device()
        self.kinds = Pictures.kinds_in(folder / config.pictures)
        if len(self.kinds) < 2:
            raise ScoreError("the pictures have one label: nothing can be told apart")
        sounds = {split: Sounds.load(folder / config.sounds, split) for split in SPLITS}
        self.music = self._listened(folder / config.listener, sounds)
        self.pieces = [
            sounds["valid"].entries[clip].piece for clip in self.music["valid"].clips.tolist()
        ]
        self.targets = self._targets(folder)
        torch.manual_seed(config.seed)
        heard = self.music["train"].features.shape[-1]
        self.heads = Heads(config, heard, self.targets["train"].vectors.shape[-1]).to(self.device)
        self.optimiser = torch.optim.AdamW(
            self.heads.parameters(), config.rate, weight_decay=config.weight_decay
        )
        self.pace = Pace(config, self.optimiser)
        self.step, self.total = 0, 0.0

    @property
    def averaged(self) -> nn.Module:
        """What validation is about: the heads as they are."""
        return self.heads

    def introduced(self) -> str:
        """What learns, on what and from what."""
        count = sum(p.numel() for p in self.heads.parameters())
        music = f"{len(self.music['train'].labels):,} windows of music, {len(self.kinds)} labels"
        return f"{count:,} parameters learn on {self.device.type}, {music}"

    def _listened(self, folder: Path, sounds: dict[str, Sounds]) -> dict[str, Listened]:
        try:
            listener: Any = listeners.load(folder, self.device)  # of any kind: all can embed
        except listeners.ListenerError as error:
            raise ScoreError(str(error)) from error
        if isinstance(listener, AlignedListener):
            raise ScoreError(f"listener: {folder} has a head already; name what it was made of")
        if not isinstance(listener, listeners.OwnListener) and self.config.seconds:
            raise ScoreError("seconds: a listener of others has a fixed length; leave it out")
        return {
            split: listen(listener, own, self.kinds, True, self.config.seconds)
            for split, own in sounds.items()
        }

    def _targets(self, folder: Path) -> dict[str, Targets]:
        config = self.config
        if config.to == "text" and config.text:
            words = read_aloud(folder / config.text, self.kinds, self.device)
            return dict.fromkeys(SPLITS, words)
        return dict(seen(folder / config.pictures, config.pixels, config.limit, self.device))

    def loss(self, split: str, rng: np.random.Generator) -> Tensor:
        """Of a batch of pairs in which every label is as frequent as another (Kyle: stratified),
        each of random music and a random picture of the label."""
        labels: NDArray[np.int64] = np.resize(rng.permutation(len(self.kinds)), self.config.batch)
        music, targets = self.music[split], self.targets[split].drawn(labels, rng)
        heard = torch.from_numpy(music.features[music.drawn(labels, rng), 0]).to(self.device)
        return self.heads.loss(heard, targets, torch.from_numpy(labels).to(self.device))

    def learn(self) -> None:
        """One step."""
        config = self.config
        rng = np.random.default_rng([config.seed, self.step])
        torch.manual_seed(int(rng.integers(2**31)))  # for dropout
        self.pace.begin(self.step)
        self.heads.train()
        loss = self.loss("train", rng)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.heads.parameters(), config.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        self.total += loss.item()

    def read(self, steps: int, seconds: float) -> dict[str, float]:
        """Means over the last `steps` steps, which took `seconds`. Raises `ScoreError` when the
        loss is no number any more."""
        loss, self.total = self.total / steps, 0.0
        if not math.isfinite(loss):
            raise ScoreError(f"step {self.step}: the loss is no number; lower `rate`")
        scale = min(MOST, self.heads.scale.exp().item())
        return {"loss": loss, "scale": scale, "steps_per_s": steps / seconds}

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """The loss of validation pairs, always the same ones, and the `Scores`."""
        self.heads.eval()
        rng = np.random.default_rng(self.config.seed)
        losses = [self.loss("valid", rng).item() for _ in range(VALID_BATCHES)]
        return {"valid_loss": float(np.mean(losses)), **self.scores().row()}

    @torch.no_grad()
    def scores(self) -> Scores:
        """Of all validation music and what may go with it."""
        self.heads.eval()
        music, targets = self.music["valid"], self.targets["valid"]
        heard = torch.from_numpy(music.features[:, 0]).to(self.device)
        embedded = self.heads.music(heard).cpu().double().numpy()
        others = nn.functional.normalize(self.heads.pictures(targets.vectors), dim=-1)
        return measured(
            *by_piece(embedded, music.labels, self.pieces),
            others.cpu().double().numpy(),
            targets.labels,
        )

    def save(self) -> None:
        """Write the checkpoint."""
        tensors = self.pace.tensors(self.heads)
        tensors |= {f"optimiser.{n}": v for n, v in runs.moments(self.optimiser).items()}
        facts: dict[str, Any] = {"step": self.step, "kinds": self.kinds, "pace": self.pace.facts()}
        runs.save(self.folder, self.config, facts, tensors)

    def resume(self) -> None:
        """Go on from the last checkpoint. Raises `ScoreError` when it is another config's."""
        known = {f"labels of {self.config.pictures}": ("kinds", list(self.kinds))}
        facts = runs.same("alignment", self.folder, self.config, FREE, known)
        if facts is None:
            return
        self.step = facts["step"]
        used, going = (runs.tensors(self.folder, name) for name in (AVERAGE, RUNNING))
        self.heads.load_state_dict(going or used)
        self.pace.load(facts["pace"], used, going)
        runs.restore(self.optimiser, runs.tensors(self.folder, "optimiser."))


read = partial(runs.read_as, "alignment", AlignmentConfig)
"""Facts and config of a run's checkpoint. Raises `ScoreError`."""
