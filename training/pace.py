"""How fast a run learns, when it has learned enough, and which of its weights were best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import ReduceLROnPlateau

from training.notes import schedule
from training.notes.state import AVERAGE

RUNNING = "running."
"""Tensors of a checkpoint beside `AVERAGE`, the weights to use: where these are the best that there
were, the average that goes on."""
FACTOR, PATIENCE = 0.5, 2
"""Of a plateau: what the rate is multiplied by after more than so many validations without
improvement (CoverGen, section 3.3)."""


class Paced(BaseModel):
    """What a config says of it.

    `schedule` says what becomes of the `rate` once it has warmed up: `constant`, with a linear
    `cooldown` to 0; `cosine`, which comes down to 0 at the last step (LINKS, section 5.1);
    `plateau`, which halves it after more than two validations without improvement (CoverGen,
    section 3.3). With `stop_after` the run ends after so many validations without improvement
    (CoverGen: 5; 0: never), and the weights to use are those of the best validation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(gt=0)
    rate: float = Field(default=1e-4, gt=0)
    schedule: Literal["constant", "cosine", "plateau"] = "constant"
    warmup: int = Field(default=0, ge=0)
    cooldown: int = Field(default=0, ge=0)
    stop_after: int = Field(default=0, ge=0)
    weight_decay: float = Field(default=0.01, ge=0)
    """AdamW's (LINKS); 0 makes it the Adam of CoverGen and Kyle."""
    clip: float = Field(default=1.0, gt=0)
    """Largest norm of a gradient."""

    @model_validator(mode="after")
    def _paced(self) -> Self:
        if self.schedule != "constant" and self.cooldown:
            raise ValueError("cooldown: only a constant schedule has one; leave it out")
        if self.warmup + self.cooldown > self.steps:
            raise ValueError(f"steps: {self.steps} is less than warmup + cooldown")
        return self


class Pace:
    """Sets the rate of an `optimiser` as a config says, step by step, and listens to validation
    losses. All that it knows is in `facts` and `tensors`, from which `load` goes on."""

    def __init__(self, config: Paced, optimiser: Optimizer) -> None:
        self._config, self._optimiser = config, optimiser
        self._rate = config.rate
        self._plateau = ReduceLROnPlateau(optimiser, factor=FACTOR, patience=PATIENCE)
        self._best, self._stale = math.inf, 0
        self._kept: dict[str, Tensor] = {}

    def begin(self, step: int) -> None:
        """Before the step that follows on `step` others."""
        self._set(self._rate * schedule.rate_at(step, self._config))

    def validated(self, loss: float, average: nn.Module) -> None:
        """After a validation of these weights."""
        if self._config.schedule == "plateau":
            self._set(self._rate)  # not what warming up or cooling down makes of it
            self._plateau.step(loss)
            self._rate = self._optimiser.param_groups[0]["lr"]
        self._stale += 1
        if loss < self._best:
            self._best, self._stale = loss, 0
            if self._config.stop_after:
                self._kept = {name: value.clone() for name, value in average.state_dict().items()}

    @property
    def over(self) -> bool:
        """Whether it has not got better for as long as the config waits."""
        return _over(self._config, self._stale)

    def facts(self) -> dict[str, Any]:
        """For the checkpoint."""
        plateau = {name: getattr(self._plateau, name) for name in ("best", "num_bad_epochs")}
        return {"rate": self._rate, "best": self._best, "stale": self._stale, "plateau": plateau}

    def tensors(self, average: nn.Module) -> dict[str, Tensor]:
        """The weights to use, for the checkpoint: the best where they are kept; then also those
        that go on."""
        going = average.state_dict()
        used = {AVERAGE + name: value for name, value in (self._kept or going).items()}
        return used | (
            {RUNNING + name: value for name, value in going.items()} if self._kept else {}
        )

    def load(
        self, facts: Mapping[str, Any], used: Mapping[str, Tensor], going: Mapping[str, Tensor]
    ) -> None:
        """Go on from the `facts` and both sorts of tensors of a checkpoint."""
        self._rate, self._best, self._stale = facts["rate"], facts["best"], facts["stale"]
        for name, value in facts["plateau"].items():
            setattr(self._plateau, name, value)
        self._kept = dict(used) if going and self._config.stop_after else {}

    def _set(self, rate: float) -> None:
        for group in self._optimiser.param_groups:
            group["lr"] = rate


def finished(config: Paced, facts: Mapping[str, Any]) -> bool:
    """Whether a run whose checkpoint has these `facts` has gone as far as its config says."""
    stale = facts.get("pace", {"stale": 0})["stale"]
    return facts["step"] >= config.steps or _over(config, stale)


def _over(config: Paced, stale: int) -> bool:
    return 0 < config.stop_after <= stale
