"""`klangbild evaluate images`: what a painter paints beside real paintings, blurred ones and noise,
whether it is what was asked for or heard, and whether it is copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from rich.console import Console
from torch import Tensor

import presets
from generators.base import Look, Painter
from generators.checkpoint import choose_device
from generators.images import mel
from generators.images.painter import OneStepPainter
from generators.images.together import picture_of
from generators.media import Pixels
from generators.score import ScoreError
from training.evaluate.figures import Figure, FigureTable
from training.evaluate.publish import publish, wide_console
from training.images.critic import Features
from training.images.data import Pictures
from training.images.metrics import (
    NET,
    PLAIN,
    LabelJudge,
    Matrix,
    features,
    flicker,
    nearest,
    statistics,
)
from training.images.painting import one_hot
from training.images.report import FRAME_RATE, Copies, write
from training.images.tables import (
    Labels,
    Music,
    Seen,
    adherence,
    alike,
    memory,
    nearness,
    obedience,
    of_music,
)
from training.images.traits import among
from training.sounds.data import Sounds
from training.sounds.scores import windows

JUDGED = 4000
"""Training pictures that a judge of labels learns from, at most."""
FRAMES = 4
"""Frames that are painted of each window of music."""
SETTLED_S = 1000.0
"""Seconds after which a painter has gone over to what it heard."""
JOURNEYS, STEPS = 6, 13
"""Journeys that movement is measured on, and frames of each."""


@dataclass(frozen=True)
class Plan:
    """What is measured: prepared pictures `data`, perhaps prepared `sounds`, at most `limit`
    pictures of a split; where figures (`json`) and a page (`report`) go."""

    data: Path
    sounds: Path | None = None
    limit: int | None = None
    seed: int = 0
    json: Path | None = None
    report: Path | None = None
    device: str | None = None


def opened(preset: str, device: str | None = None) -> Painter:
    """The painter of a preset, by its name or its folder. Raises `PresetError`."""
    path = Path(preset)
    found = presets.images_in(path) if path.is_dir() else presets.images(preset)
    threads = torch.get_num_threads()
    try:
        return presets.open_painter(found, device)[0]
    finally:
        torch.set_num_threads(threads)  # a painter takes one on CPUs, measuring takes them all


def one_step(preset: str, device: str | None = None) -> OneStepPainter:
    """As `opened`, for what only painters with latents and traits can be asked."""
    found = opened(preset, device)
    if not isinstance(found, OneStepPainter):
        raise presets.PresetError(
            f"preset {preset!r} paints by diffusion: measure it with `evaluate systems`"
        )
    return found


def images(painter: OneStepPainter, plan: Plan, console: Console | None = None) -> dict[str, Any]:
    """Measure, show, write. Raises `ScoreError` where data and painter do not fit."""
    name = painter.name
    train, valid = _paintings(painter, plan)
    music = None
    if plan.sounds:
        music = of_clips(painter, Sounds.load(plan.sounds, "valid"), painter.labels)
    rng = np.random.default_rng(plan.seed)
    pictures, labels, traits = _asked(painter, train, valid, rng)
    real = train.pixels[rng.permutation(len(train))[: len(valid)]]
    noise = rng.integers(0, 256, valid.pixels.shape, np.uint8)
    place, network = choose_device(plan.device), Features()
    see = partial(eyes, device=place, network=network)
    sets = {name: pictures, "real": real, "blurred": blurred(real), "noise": noise}
    seen = {who: see(own) for who, own in sets.items()}
    seen_valid, learned = see(valid.pixels), features(train.pixels, place, network)
    chosen = rng.permutation(len(train))[:JUDGED]
    judges = {
        NET: LabelJudge.of(learned[chosen], train.labels[chosen]),
        PLAIN: LabelJudge.of(statistics(train.pixels[chosen]), train.labels[chosen]),
    }
    distances = {
        name: nearest(seen[name][NET], learned),
        "real": nearest(seen_valid[NET], learned),
    }
    tables = {
        "nearness": nearness(seen, seen_valid, name),
        "labels": adherence(judges, (seen[name], labels), (seen_valid, valid.labels), name),
        "traits": obedience(pictures, traits, name),
        "movement": movement(painter, valid.pixels),
        "memory": memory({who: away for who, (_, away) in distances.items()}, name),
    }
    if music:
        frames = see(music.pixels)
        tables["music"] = of_music(judges, frames, music, len(valid.kinds), name)
        tables["likeness"] = alike(judges, frames, music, (seen_valid, valid), name)
    found: dict[str, Any] = {
        "pictures": {"train": len(train), "valid": len(valid), "size": painter.size[0]},
        **{key: without_none(table.plain()) for key, table in tables.items()},
    }
    publish(tables.values(), found, plan.json, console or wide_console())
    if plan.report:
        copies = Copies(pictures, train.pixels, *distances[name])
        sounding = (music.pixels, music.labels) if music else None
        write(plan.report, painter, tables, copies, valid, sounding)
    return found


def _paintings(painter: OneStepPainter, plan: Plan) -> tuple[Pictures, Pictures]:
    """To train on, and to validate with."""
    size = painter.size[0]
    train = Pictures.load(plan.data, "train", size, plan.limit)
    if train.kinds != painter.labels:
        raise ScoreError(
            f"{plan.data} has the labels {', '.join(train.kinds)}; {painter.name} paints "
            f"{', '.join(painter.labels)}"
        )
    return train, Pictures.load(plan.data, "valid", size, plan.limit)


def _asked(
    painter: OneStepPainter, train: Pictures, valid: Pictures, rng: np.random.Generator
) -> tuple[Pixels, Labels, NDArray[np.float32]]:
    """Pictures with labels and traits as validation pictures have them, drawn with replacement, so
    that they are as independent of these as any other pictures; the labels; the traits."""
    like = rng.integers(len(valid), size=len(valid))
    labels, traits = valid.labels[like], among(valid.traits[like], train.traits)
    latents = rng.standard_normal((len(valid), painter.latent), np.float32)
    return painter.pictures(latents, one_hot(labels, len(valid.kinds)), traits), labels, traits


def eyes(pictures: Pixels, device: torch.device, network: Features) -> Seen:
    """What each kind of feature says of some pictures."""
    return {NET: features(pictures, device, network), PLAIN: statistics(pictures)}


def blurred(pictures: Pixels) -> Pixels:
    """By a Gaussian of 1/32 of the width."""
    spread = ImageFilter.GaussianBlur(pictures.shape[1] / 32)
    return np.stack([np.asarray(Image.fromarray(one).filter(spread)) for one in pictures])


def of_clips(painter: Painter, sounds: Sounds, kinds: Sequence[str], count: int = FRAMES) -> Music:
    """What a painter paints of each clip whose label is one of `kinds`, `count` frames of each
    window. Raises `ScoreError`."""
    if sounds.rate != painter.hear_hz:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the painter wants {painter.hear_hz}")
    names = sorted({entry.piece for entry in sounds.entries})
    frames: list[Pixels] = []
    spectra: list[Tensor] = []
    labels, pieces, right, shares_heard = [], [], [], []
    for index, entry in enumerate(sounds.entries):
        if entry.label not in kinds:
            continue
        heard = []
        for window in windows(sounds, index, painter.window_s):
            heard.append(painter.hear(window))
            for _ in range(count):
                look = Look(seed=len(frames), travel=0.0)
                frames.append(painter.paint(look, SETTLED_S, window.end).pixels)
                labels.append(kinds.index(entry.label))
                pieces.append(names.index(entry.piece))
                shares_heard.append([heard[-1].get(label, 0.0) for label in kinds])
            if sounds.rate == mel.RATE:
                spectra += count * [picture_of(window, len(frames[-1]))[0]]
        shares = {label: sum(each.get(label, 0.0) for each in heard) for label in kinds}
        right.append(max(shares, key=lambda label: shares[label]) == entry.label)
    if not frames:
        raise ScoreError(f"the sounds have none of the labels {', '.join(kinds)}")
    pixels, whose = np.stack(frames), np.array(pieces)
    return Music(
        pixels,
        np.array(labels),
        whose,
        np.array(right),
        np.array(shares_heard),
        correlations(pixels, torch.stack(spectra).numpy(), whose) if spectra else None,
    )


def correlations(pixels: Pixels, spectra: NDArray[np.float32], pieces: Labels) -> Matrix:
    """How the lightness of each picture [n, size, size, 3] correlates with the spectrogram
    [n, size, size] of its own music, and in the mean with those of other pieces: [n, 2]."""
    grey, sound = (
        rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(min=1e-9)
        for each in (pixels.mean(axis=3, dtype=np.float64), spectra.astype(np.float64))
        for rows in [each.reshape(len(each), -1) - each.mean((1, 2))[:, None]]
    )
    found, others = grey @ sound.T, pieces[:, None] != pieces
    strangers = (found * others).sum(1) / others.sum(1).clip(min=1)
    return np.stack([found.diagonal(), strangers], axis=1)


def movement(painter: OneStepPainter, real: Pixels) -> FigureTable:
    """How much frames change at constant input, and on the way."""
    still = Look(travel=0.0)
    painter.paint(still, SETTLED_S, 0.0)
    frames = [painter.paint(still, 1 / FRAME_RATE, 0.0).pixels for _ in range(STEPS)]
    ways = [
        flicker(
            np.stack(
                [painter.paint(Look(seed=seed), 1 / FRAME_RATE, 0.0).pixels for _ in range(STEPS)]
            )
        )
        for seed in range(JOURNEYS)
    ]
    return FigureTable(
        "Change from frame to frame, in levels of 255",
        f"{FRAME_RATE} frames a second. At constant input it has to be 0.",
        {
            "at constant input": {painter.name: Figure(flicker(np.stack(frames)))},
            "at usual travel": {painter.name: Figure(float(np.mean(ways)))},
            "from painting to painting": {"real": Figure(flicker(real[:200]))},
        },
        painter.name,
        digits=2,
    )


def without_none(rows: dict[str, Any]) -> dict[str, Any]:
    """As TOML wants it, which has no null."""
    return {
        row: {
            who: {key: value for key, value in figure.items() if value is not None}
            for who, figure in columns.items()
        }
        for row, columns in rows.items()
    }
