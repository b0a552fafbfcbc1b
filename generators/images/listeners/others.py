"""The way to a network of others: the kind, options and weights of a `listener.toml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.images.listener import TABLE, Heard, ListenerError, latest
from generators.images.listeners import audioclip, beats, clap, exported, imagebind, openl3
from generators.media import AudioWindow, Samples


class Network(Protocol):
    """What hears `seconds` of mono sound at `rate` Hz."""

    @property
    def rate(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def size(self) -> int: ...
    @property
    def width(self) -> int: ...
    def to(self, device: torch.device) -> Any: ...
    def __call__(self, samples: Tensor) -> tuple[Tensor, ...]:
        """`samples` [1, seconds * rate] -> an embedding [1, size], what was heard over time
        [1, times, width] and, if it knows labels, logits [1, labels]."""
        ...


KINDS: Mapping[str, tuple[Callable[..., Network], Mapping[str, float]]] = {
    "beats": (beats.load, {"seconds": 10.0}),
    "openl3": (openl3.load, {"seconds": 10.0, "hop": 0.1}),
    "audioclip": (audioclip.load, {"seconds": 5.0}),
    "imagebind": (imagebind.load, {"seconds": 6.0}),
    "clap": (clap.load, {}),
}
"""What loads each kind of `weights`, and its options."""


class OthersListener:
    """A network of others. It gets all of its `seconds`, zeros in front where less was heard."""

    def __init__(
        self, network: Network, device: torch.device, labels: tuple[str, ...] = ()
    ) -> None:
        self.network, self.device, self.labels = network.to(device), device, labels
        self.rate, self.seconds = network.rate, network.seconds
        self.size, self.width = network.size, network.width

    def embed(self, window: AudioWindow) -> Heard:
        """As `OwnListener.embed`."""
        samples = latest(window, self.rate, self.seconds)
        if samples is None:
            even = 1.0 / max(1, len(self.labels))
            return Heard(np.zeros(self.size, np.float32), dict.fromkeys(self.labels, even))
        embedding, _, *logits = self._hear(samples)
        shares = logits[0][0].softmax(dim=0).tolist() if logits else []
        return Heard(embedding[0].cpu().numpy(), dict(zip(self.labels, shares, strict=True)))

    def over_time(self, window: AudioWindow) -> NDArray[np.float32]:
        """As `OwnListener.over_time`."""
        samples = latest(window, self.rate, self.seconds)
        times = self._hear(np.zeros(0, np.float32) if samples is None else samples)[1]
        found: NDArray[np.float32] = times[0].cpu().numpy()
        return found

    @torch.inference_mode()
    def _hear(self, samples: Samples) -> list[Tensor]:
        whole = np.pad(samples, (round(self.seconds * self.rate) - len(samples), 0))
        answer = self.network(torch.from_numpy(whole)[None].to(self.device))
        return [each.float() for each in answer]


def load(table: Mapping[str, Any], folder: Path, device: torch.device) -> OthersListener:
    """What the table of a folder names. Raises `ListenerError`, and `KeyError`, `TypeError` or
    `ValueError` where the table of an exported network does not fit together."""
    kind, given = table["kind"], {key: table[key] for key in table if key != "kind"}
    if kind == "exported":
        labels = tuple(given.get("labels", ()))
        numbers = {key: float(given[key]) for key in ("rate", "seconds", "size")}
        network = exported.load(folder / given["file"], labels=labels, **numbers)
        return OthersListener(network, device, labels)
    if kind not in KINDS:
        raise ListenerError(f"kind {kind!r} is unknown; use own, exported, {', '.join(KINDS)}")
    make, options = KINDS[kind]
    weights = given.pop("weights", None)
    if not isinstance(weights, str):
        raise ListenerError(f"{folder / TABLE}: `weights` must name the file of {kind}")
    if unknown := sorted(set(given) - set(options)):
        known = ", ".join(["weights", *options])
        raise ListenerError(f"{folder / TABLE}: {kind} takes {known}; not {', '.join(unknown)}")
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise ListenerError(f"{folder / TABLE}: {key} must be a number above 0, not {value!r}")
    path: Path | str = folder / Path(weights).expanduser()
    if kind == "clap" and not Path(path).exists():
        path = weights  # an id of the hub
    return OthersListener(make(path, **{**options, **given}), device)
