"""What every run of a training shares: its one checkpoint file, what is due after a step, whether
to stop, and how long is left.

A checkpoint holds all that a resume needs. It appears whole or not at all; until then the one
before it stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from pydantic import BaseModel
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from generators.score import ScoreError
from training.notes.config import differences

if TYPE_CHECKING:
    from accelerate import Accelerator  # which only training needs

FILE = "checkpoint.safetensors"
T = TypeVar("T")
C = TypeVar("C", bound=BaseModel)


def save(
    folder: Path, config: BaseModel, facts: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> Path:
    """Write the checkpoint into a run's folder. `facts` name the `step` that it was made after.
    Raises `ScoreError` when there is no room."""
    final, draft = folder / FILE, folder / f"{FILE}.part"
    about = {"config": config.model_dump_json(), "facts": json.dumps(facts)}
    try:
        save_file({k: v.detach().contiguous() for k, v in tensors.items()}, draft, about)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(final)
    except (OSError, SafetensorError) as error:
        draft.unlink(missing_ok=True)
        before = _about(folder)[1]["step"] if final.exists() else None
        kept = f"the one before it (step {before}) is intact" if final.exists() else ""
        raise ScoreError(
            f"cannot write the checkpoint of step {facts['step']} into {folder}: {error}; {kept}"
        ) from error
    return final


def read(folder: Path, what: str, made: Callable[[Any, Any], T]) -> T:
    """What `made` makes of the config and the facts of the checkpoint in a run's folder, which
    `klangbild train {what}` wrote. Raises `ScoreError`."""
    try:
        return made(*_about(folder))
    except FileNotFoundError as error:
        raise ScoreError(
            f"no checkpoint in {folder}: run `klangbild train {what}` first"
        ) from error
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ScoreError(f"{folder / FILE} is no checkpoint of a training: {error}") from error


def read_as(what: str, kind: Callable[..., C], folder: Path) -> tuple[dict[str, Any], C]:
    """Facts, and the config as this `kind`, of the checkpoint in a run's folder, which
    `klangbild train {what}` wrote. Raises `ScoreError`."""
    return read(folder, what, lambda config, facts: (facts, kind(**config)))


def same(
    what: str, folder: Path, config: BaseModel, free: Set[str], known: Mapping[str, tuple[str, Any]]
) -> dict[str, Any] | None:
    """The facts of a run that goes on, None where it begins. Raises `ScoreError` when it was begun
    with another config, or with other data: `known` says what is wrong where a fact of this name
    has another value."""
    if not (folder / FILE).exists():
        return None
    facts, before = read_as(what, type(config), folder)
    wrong = differences(before, config, free)
    wrong += [text for text, (name, value) in known.items() if facts[name] != value]
    check_same(folder, wrong, free)
    return facts


def line(parts: Sequence[str], step: int, steps: int, row: Mapping[str, float]) -> str:
    """What a run says of a step: `parts`, its speed, the time that is left."""
    speed = row["steps_per_s"]
    return "  ".join([*parts, f"{speed:.3g} steps/s", time_left(step, steps, speed)])


def _about(folder: Path) -> tuple[Any, Any]:
    with safe_open(folder / FILE, "pt") as file:
        about = file.metadata()
    return json.loads(about["config"]), json.loads(about["facts"])


def tensors(folder: Path, prefix: str = "") -> dict[str, Tensor]:
    """Tensors of the checkpoint in a run's folder whose names begin with `prefix`, without it."""
    with safe_open(folder / FILE, "pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
        return {name.removeprefix(prefix): file.get_tensor(name) for name in names}


def moments(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What an optimiser remembers of each weight, for a checkpoint."""
    states = optimiser.state_dict()["state"].items()
    return {f"{index}.{name}": value for index, state in states for name, value in state.items()}


def restore(optimiser: torch.optim.Optimizer, remembered: Mapping[str, Tensor]) -> None:
    """Let it remember what `moments` said."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in remembered.items():
        index, _, name = key.partition(".")
        state.setdefault(int(index), {})[name] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})


def check_same(folder: Path, differing: Sequence[str], free: Collection[str]) -> None:
    """Raise `ScoreError` where a run was begun with something else than it is resumed with."""
    if differing:
        raise ScoreError(
            f"{folder} was begun with another config: {'; '.join(differing)}. Change that "
            f"back, or name another `run`. What may change: {', '.join(sorted(free))}"
        )


def due(step: int, steps: int, every: Mapping[str, int]) -> set[str]:
    """What is to be done after a step: each name `every` so many (0: never), and after the last."""
    return {name for name, n in every.items() if n and (step % n == 0 or step == steps)}


def stopping(accelerator: Accelerator, stop: Event, due: Collection[str]) -> bool:
    """Whether all processes are to stop after this step: the only one as soon as it was asked to;
    where there are several, when something is `due` and any of them was."""
    if accelerator.num_processes == 1:
        return stop.is_set()
    if not due:
        return False
    wish = torch.tensor(float(stop.is_set()), device=accelerator.device)
    return bool(accelerator.reduce(wish, "sum"))


def time_left(step: int, steps: int, steps_per_s: float) -> str:
    """For people."""
    left = round((steps - step) / max(1e-9, steps_per_s))
    return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
