"""Published weights: reading them without running what they may hold, and filling a network."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from generators.images.listener import ListenerError

Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Checkpoint:
    """Tensors by name and, where the file has one, the config they were trained with."""

    path: Path
    tensors: Mapping[str, Tensor]
    config: Mapping[str, Any]

    def __getitem__(self, name: str) -> Tensor:
        """A tensor. Raises `ListenerError`."""
        if name not in self.tensors:
            raise ListenerError(f"{self.path} has no {name}: it holds another network's weights")
        return self.tensors[name]

    def count(self, name: str) -> int:
        """How many of `name`, in which {} stands for a number, there are from 0 on."""
        number = 0
        while name.format(number) in self.tensors:
            number += 1
        return number

    def fill(self, network: Network, named: Callable[[str], str] = str) -> Network:
        """The network with these weights in float32, ready to be used; `named` says how the file
        names what is ours. What the network does not know is left out. Raises `ListenerError`
        where a tensor is missing or of another shape."""
        tensors = {}
        for name, value in network.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            theirs = self[named(name)]
            if theirs.shape != value.shape:
                found, fits = tuple(theirs.shape), tuple(value.shape)
                raise ListenerError(f"{self.path}: {named(name)} is {found}, it should be {fits}")
            tensors[name] = theirs.float()
        network.load_state_dict(tensors, strict=False)
        return network.eval().requires_grad_(False)


def read(path: Path, prefix: str | tuple[str, ...] = "") -> Checkpoint:
    """The tensors of a .safetensors file, or of one that `torch.save` wrote, whose names begin with
    `prefix` or one of several.

    Files of `torch.save` are pickles: only tensors and plain values are taken from them. Raises
    `ListenerError`.
    """
    if not path.is_file():
        raise ListenerError(f"there is no file {path}; training/README.md says where weights are")
    if path.suffix == ".safetensors":
        try:
            with safe_open(path, "pt") as file:
                names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
                return Checkpoint(path, {name: file.get_tensor(name) for name in names}, {})
        except SafetensorError as error:
            raise ListenerError(f"{path} is no safetensors file: {error}") from error
    held = _unpickled(path)
    model = held.get("model", held.get("state_dict", held))
    tensors = {
        name: value
        for name, value in (model.items() if isinstance(model, Mapping) else ())
        if isinstance(value, Tensor) and name.startswith(prefix)
    }
    config = held.get("cfg")
    return Checkpoint(path, tensors, config if isinstance(config, Mapping) else {})


def _unpickled(path: Path) -> Mapping[str, Any]:
    try:
        held = torch.load(path, "cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except pickle.UnpicklingError as error:
        raise ListenerError(
            f"{path} holds more than weights, or is no file of torch.save. If you trust it, open "
            "it once with torch.load(weights_only=False) and write its tensors with "
            "safetensors.torch.save_file"
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError) as error:
        reason = str(error).partition("\n")[0]
        raise ListenerError(f"{path} cannot be read as weights: {reason}") from error
    if not isinstance(held, Mapping):
        raise ListenerError(f"{path} holds {type(held).__name__}, not tensors by name")
    return held
