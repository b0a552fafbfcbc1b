"""CLAP (Wu et al. 2022, arXiv 2211.06687), the audio half, as transformers has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from generators.images.listener import ListenerError


class Clap(nn.Module):
    """The network and the front end that its folder describes (48 kHz, 10 s)."""

    def __init__(self, network: Any, extractor: Any) -> None:
        super().__init__()
        self.network, self.extractor = network, extractor
        self.rate = int(extractor.sampling_rate)
        self.seconds = extractor.nb_max_samples / self.rate
        self.size = int(network.config.projection_dim)
        self.width = int(network.config.hidden_size)

    def forward(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """`samples` [1, n] -> the embedding of length 1 [1, 512]; the last hidden states, less
        their frequencies, [1, times, 768]."""
        heard = self.extractor(
            samples[0].cpu().numpy(), sampling_rate=self.rate, return_tensors="pt"
        ).to(samples.device)
        said = self.network(**heard)
        embedding = nn.functional.normalize(said.audio_embeds, dim=-1)
        return embedding, said.last_hidden_state.mean(2).transpose(1, 2)


def load(source: Path | str) -> Clap:
    """From a folder of transformers or a hub id, such as laion/larger_clap_music. Raises
    `ListenerError`."""
    try:
        from transformers import (  # noqa: PLC0415 - an extra, and slow to import
            ClapAudioModelWithProjection,
            ClapFeatureExtractor,
        )
    except ImportError as error:
        raise ListenerError('CLAP needs `pip install "klangbild[diffusion]"`') from error
    try:
        with _quiet():
            extractor = ClapFeatureExtractor.from_pretrained(source)
            network, report = ClapAudioModelWithProjection.from_pretrained(
                source, dtype=torch.float32, output_loading_info=True
            )
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ListenerError(f"no CLAP in {source}: {reason}") from error
    if missing := sorted(report["missing_keys"]):
        raise ListenerError(f"{source} has no {missing[0]}: it holds another network's weights")
    return Clap(network, extractor).eval().requires_grad_(False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without a report of each tensor of the half that reads, which is left out on purpose."""
    from transformers.utils import logging  # noqa: PLC0415 - as above

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
