"""The slow path: some seconds of sound -> an embedding and labels."""

from __future__ import annotations

import itertools
import math
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from generators.images.aligned import AlignedListener, Head
from generators.images.spectra import mel_bank
from generators.media import AudioWindow

TABLE, WEIGHTS, HEAD = "listener.toml", "listener.safetensors", "head.safetensors"
SILENCE = 1e-4
"""RMS (-80 dB of full scale) below which there is nothing to hear."""
_LEAST, _RANGE_DB, _QUIET = 1e-16, 80.0, 1e-8
"""`amin` and `top_db` of `librosa.power_to_db`: the power that counts as none, and decibels below
the loudest that are kept; a mel power of which no more is made, however quiet the rest."""


_UNREADABLE = (tomllib.TOMLDecodeError, SafetensorError, zipfile.BadZipFile)
_LOUDEST = 100.0
"""What samples are cut to, so that their powers stay numbers."""


class ListenerError(ValueError):
    """A folder does not hold a listener that can be used here."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a window sounds like: `embedding` [size] float32; `labels` with probabilities that
    add up to 1, or none where a listener knows no labels."""

    embedding: NDArray[np.float32]
    labels: Mapping[str, float]


class Listener(Protocol):
    """Hears what music is like. Wants `seconds` of mono sound at `rate` Hz; `size` is that of its
    embeddings, `width` of what it hears over time."""

    rate: int
    seconds: float
    size: int
    labels: tuple[str, ...]

    @property
    def width(self) -> int:
        """Of what is heard over time."""
        ...

    def embed(self, window: AudioWindow) -> Heard:
        """The last `seconds` of the window. Silence has a zero embedding and all labels alike.
        Raises `ValueError` for another rate."""
        ...

    def over_time(self, window: AudioWindow) -> NDArray[np.float32]:
        """The last `seconds` of the window, zeros in front where there is less, before they are
        pooled: [times, width], always as many times. Raises `ValueError` for another rate."""
        ...


@dataclass(frozen=True, slots=True)
class ListenerSizes:
    """Sizes of a `ListenerNetwork`: `rate` in Hz; `n_fft` and `hop` in samples; `widths` are the
    channels of the stem and of each stage, which halves time and frequency."""

    rate: int = 16_000
    n_fft: int = 2048
    hop: int = 512
    mels: int = 128
    widths: tuple[int, ...] = (24, 48, 96, 192, 256)
    embedding: int = 192
    dropout: float = 0.2

    def __post_init__(self) -> None:
        object.__setattr__(self, "widths", tuple(self.widths))
        if len(self.widths) < 2 or self.mels < 2 ** len(self.widths):
            raise ValueError(f"{self.mels} mels cannot be halved {len(self.widths)} times")

    def table(self) -> dict[str, Any]:
        """The sizes as they stand in a folder's table or a training config."""
        return {**asdict(self), "widths": list(self.widths)}


class LogMel(nn.Module):
    """`librosa.power_to_db(librosa.feature.melspectrogram(...), ref=np.max, amin=1e-16)`, divided
    by 40 dB and raised by 1: -1 to 1. Gain drops out of it, but for what is next to silence."""

    def __init__(self, sizes: ListenerSizes) -> None:
        super().__init__()
        self.sizes = sizes
        bank = torch.from_numpy(mel_bank(sizes.rate, sizes.n_fft, sizes.mels))
        self.register_buffer("bank", bank, persistent=False)
        self.register_buffer("window", torch.hann_window(sizes.n_fft), persistent=False)
        self.bank: Tensor
        self.window: Tensor

    def forward(self, samples: Tensor) -> Tensor:
        """`samples` [batch, frames] -> [batch, mels, 1 + frames // hop]."""
        n_fft, hop = self.sizes.n_fft, self.sizes.hop
        spectrum = torch.stft(
            samples.float(), n_fft, hop, window=self.window, pad_mode="constant",
            return_complex=True,
        )  # fmt: skip
        powers = self.bank @ (spectrum.real.square() + spectrum.imag.square())
        loudest = powers.amax(dim=(1, 2), keepdim=True).clamp(min=_QUIET)
        decibels = 10.0 * (powers.clamp(min=_LEAST).log10() - loudest.log10())
        scaled: Tensor = decibels.clamp(min=-_RANGE_DB) / (_RANGE_DB / 2) + 1.0
        return scaled


class ListenerNetwork(nn.Module):
    """A small convolutional network over log-mel spectra: a stem, residual stages that halve time
    and frequency, then the mean over frequency, and mean and maximum over time.

    The pooling is that of PANNs (Kong et al. 2020, arXiv 1912.10211, section III.A).
    """

    def __init__(self, sizes: ListenerSizes, labels: int) -> None:
        super().__init__()
        self.sizes = sizes
        widths = sizes.widths
        self.mel = LogMel(sizes)
        self.stem = nn.Sequential(
            nn.Conv2d(1, widths[0], 5, 2, 2, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        pairs = itertools.pairwise(widths)
        self.stages = nn.Sequential(*(_Stage(before, after) for before, after in pairs))
        self.drop = nn.Dropout(sizes.dropout)
        self.embed = nn.Linear(2 * widths[-1], sizes.embedding)
        self.norm = nn.LayerNorm(sizes.embedding)
        self.say = nn.Linear(sizes.embedding, labels)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """What `mel` made of sound, [batch, mels, times] -> embeddings [batch, embedding] and
        logits [batch, labels]."""
        x = self.over_time(mel)
        x = torch.cat((x.mean(dim=2), x.amax(dim=2)), dim=1)
        embedding = self.norm(self.embed(self.drop(x)))
        return embedding, self.say(self.drop(embedding))

    def over_time(self, mel: Tensor) -> Tensor:
        """What `mel`, [batch, mels, times], means before it is pooled: [batch, width, fewer
        times]."""
        image = mel[:, None].contiguous(memory_format=torch.channels_last)
        found: Tensor = self.stages(self.stem(image)).float().mean(dim=2)
        return found


class _Stage(nn.Module):
    """Two 3x3 convolutions, the first with stride 2, beside a 1x1 one (He et al. 2016)."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, 2, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(after)
        self.beside = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        beside = self.beside(nn.functional.avg_pool2d(x, 2, ceil_mode=True))
        x = nn.functional.relu(self.first_norm(self.first(x)))
        done: Tensor = nn.functional.relu(self.second_norm(self.second(x)) + beside)
        return done


class OwnListener:
    """The project's own listener: a `ListenerNetwork` and the names of its labels."""

    def __init__(
        self,
        network: ListenerNetwork,
        labels: tuple[str, ...],
        seconds: float,
        device: torch.device,
    ) -> None:
        self.network = network.eval().to(device)
        self.labels, self.seconds, self.device = labels, seconds, device
        self.rate, self.size = network.sizes.rate, network.sizes.embedding

    @torch.inference_mode()
    def embed(self, window: AudioWindow) -> Heard:
        """The last `seconds` of the window, or what there is of them.

        Silence has a zero embedding and all labels alike. What is not a number counts as silence.
        Raises `ValueError` for another rate.
        """
        samples = latest(window, self.rate, self.seconds)
        if samples is None:
            even = 1.0 / len(self.labels)
            return Heard(np.zeros(self.size, np.float32), dict.fromkeys(self.labels, even))
        samples = np.pad(samples, (max(0, self.network.sizes.n_fft - len(samples)), 0))
        embedding, logits = self.network(self._mel(samples))
        shares = logits[0].softmax(dim=0).tolist()
        return Heard(embedding[0].cpu().numpy(), dict(zip(self.labels, shares, strict=True)))

    @property
    def width(self) -> int:
        """Of what is heard over time."""
        return self.network.sizes.widths[-1]

    @torch.inference_mode()
    def over_time(self, window: AudioWindow) -> NDArray[np.float32]:
        """The last `seconds` of the window, zeros in front where there is less, before they are
        pooled: [times, width]. Raises `ValueError` for another rate."""
        samples = latest(window, self.rate, self.seconds)
        whole = np.zeros(round(self.seconds * self.rate), np.float32)
        if samples is not None:
            whole[-len(samples) :] = samples
        found: NDArray[np.float32] = self.network.over_time(self._mel(whole))[0].T.cpu().numpy()
        return found

    def _mel(self, samples: NDArray[np.float32]) -> Tensor:
        mel: Tensor = self.network.mel(torch.from_numpy(samples)[None].to(self.device))
        return mel


def latest(window: AudioWindow, rate: int, seconds: float) -> NDArray[np.float32] | None:
    """The last `seconds` of a window at `rate` Hz as finite samples; None if they are silent.

    Raises `ValueError` for another rate.
    """
    if window.rate != rate:
        raise ValueError(f"the window has {window.rate} Hz, the listener wants {rate} Hz")
    samples = np.nan_to_num(window.samples[-round(seconds * rate) :], posinf=0.0, neginf=0.0)
    samples = np.clip(samples, -_LOUDEST, _LOUDEST)
    if not len(samples) or math.sqrt(float(np.square(samples, dtype=np.float64).mean())) < SILENCE:
        return None
    return np.ascontiguousarray(samples, np.float32)


def load(folder: Path, device: torch.device) -> Listener:
    """The listener in `folder`, as its `listener.toml` says: of `kind` "own" with its weights in
    `listener.safetensors`, or of one of `listeners.others`; with a table `head`, its embeddings go
    through the head in `head.safetensors`.

    Weights may be stored in half precision; they are used in float32. Raises `ListenerError`.
    """
    try:
        table = tomllib.loads((folder / TABLE).read_text(encoding="utf-8"))
        listener = _headless(folder, table, device)
        if "head" not in table:
            return listener
        head = Head.of(table["head"], load_file(folder / HEAD))
        return AlignedListener(listener, head, device)
    except ListenerError:
        raise
    except (OSError, UnicodeDecodeError, *_UNREADABLE) as error:
        raise ListenerError(f"no listener in {folder}: {error}") from error
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ListenerError(f"the listener in {folder} does not fit together: {error}") from error


def files(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The files of a listener's folder beside its table; weights of others stay where they are."""
    own = {"own": [WEIGHTS], "exported": [str(table.get("file"))]}.get(str(table["kind"]), [])
    return (*own, *([HEAD] if "head" in table else []))


def _headless(folder: Path, table: Mapping[str, Any], device: torch.device) -> Listener:
    if table["kind"] == "own":
        return assemble(table, load_file(folder / WEIGHTS), device)
    from generators.images.listeners import others  # noqa: PLC0415 - it stands on this module

    return others.load({k: v for k, v in table.items() if k != "head"}, folder, device)


def assemble(
    table: Mapping[str, Any], weights: Mapping[str, Tensor], device: torch.device
) -> OwnListener:
    """A listener from its table and weights. Raises `KeyError`, `TypeError` or `RuntimeError`
    where they do not fit."""
    labels = tuple(table["labels"])
    network = ListenerNetwork(ListenerSizes(**table["network"]), len(labels))
    network.load_state_dict({name: value.float() for name, value in weights.items()}, strict=True)
    return OwnListener(network, labels, float(table["seconds"]), device)
