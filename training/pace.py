"""How fast a run learns, when it has learned enough, and which of its weights were best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import ReduceLROnPlateau

from training.notes import schedule

AVERAGE, RUNNING = "average.", "running."
"""Tensors of a checkpoint: the weights to use, and where they are not the same, because the best
were kept, the average that goes on."""
FACTOR, PATIENCE = 0.5, 2
"""Of a plateau: what the rate is multiplied by after more than so many validations without
improvement (CoverGen, section 3.3)."""


class Told(schedule.Pace, Protocol):
    """What a config says of it beside the schedule; `stop_after` in validations, 0: never."""

    @property
    def rate(self) -> float: ...
    @property
    def stop_after(self) -> int: ...


class Pace:
    """Sets the rate of an `optimiser` as a config says, step by step, and listens to validation
    losses. All that it knows is in `facts` and `tensors`, from which `load` goes on."""

    def __init__(self, config: Told, optimiser: Optimizer) -> None:
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


def finished(config: Told, facts: Mapping[str, Any]) -> bool:
    """Whether a run whose checkpoint has these `facts` has gone as far as its config says."""
    stale = facts.get("pace", {"stale": 0})["stale"]
    return facts["step"] >= config.steps or _over(config, stale)


def _over(config: Told, stale: int) -> bool:
    return 0 < config.stop_after <= stale
