"""`klangbild evaluate images`: what a painter paints beside real paintings, blurred ones and noise,
whether it is what was asked for or heard, and whether it is copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from rich.console import Console
from scipy.stats import spearmanr

import presets
from generators.base import Look
from generators.checkpoint import choose_device
from generators.images.painter import OneStepPainter, PainterError, load
from generators.images.painter_network import TRAITS
from generators.media import Pixels
from generators.score import ScoreError
from training.evaluate.figures import Figure, FigureTable, ratio
from training.evaluate.publish import publish, wide_console
from training.images.critic import Features
from training.images.data import Pictures
from training.images.metrics import (
    NET,
    PLAIN,
    LabelJudge,
    Matrix,
    chance,
    features,
    flicker,
    kid,
    margin,
    nearest,
    precision_recall,
    statistics,
)
from training.images.painting import drawn, one_hot
from training.images.report import FRAME_RATE, Copies, write
from training.images.traits import among, measured
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

Seen = dict[str, Matrix]
"""What each kind of feature says of some pictures [n, features]."""
Labels = NDArray[np.int64]


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


@dataclass(frozen=True)
class Music:
    """Frames painted of held-out clips: `pixels` [frames, size, size, 3]; each frame's `label` and
    `piece` as numbers; what the painter took each clip for, `right` or not."""

    pixels: Pixels
    labels: Labels
    pieces: Labels
    right: NDArray[np.bool_]


def opened(preset: str, device: str | None = None) -> OneStepPainter:
    """The painter of a preset, by its name or its folder. Raises `PresetError`."""
    path = Path(preset)
    found = presets.read_folder(path) if path.is_dir() else presets.images(preset)
    if not isinstance(found, presets.ImagesPreset):
        raise presets.PresetError(f"preset {found.name!r} makes {found.kind}, not images")
    presets.verify(found)
    threads = torch.get_num_threads()
    try:
        return load(found, choose_device(device))
    except PainterError as error:
        raise presets.PresetError(str(error)) from error
    finally:
        torch.set_num_threads(threads)  # a painter takes one on CPUs, measuring takes them all


def images(painter: OneStepPainter, plan: Plan, console: Console | None = None) -> dict[str, Any]:
    """Measure, show, write. Raises `ScoreError` where data and painter do not fit."""
    name, size = painter.name, painter.size[0]
    train = Pictures.load(plan.data, "train", size, plan.limit)
    valid = Pictures.load(plan.data, "valid", size, plan.limit)
    if train.kinds != painter.labels:
        raise ScoreError(
            f"{plan.data} has the labels {', '.join(train.kinds)}; {name} paints "
            f"{', '.join(painter.labels)}"
        )
    music = _of_music(painter, Sounds.load(plan.sounds, "valid")) if plan.sounds else None
    rng = np.random.default_rng(plan.seed)
    like = rng.integers(len(valid), size=len(valid))  # as independent of `valid` as `real` is
    labels, traits = valid.labels[like], among(valid.traits[like], train.traits)
    latents = drawn(len(valid), painter.latent, plan.seed)
    pictures = painter.pictures(latents, one_hot(labels, len(valid.kinds)), traits)
    real = train.pixels[rng.permutation(len(train))[: len(valid)]]
    noise = rng.integers(0, 256, valid.pixels.shape, np.uint8)
    see = partial(_seen, device=choose_device(plan.device), network=Features())
    seen = {
        name: see(pictures),
        "real": see(real),
        "blurred": see(_blurred(real)),
        "noise": see(noise),
    }
    seen_train, seen_valid = see(train.pixels), see(valid.pixels)
    judged = rng.permutation(len(train))[:JUDGED]
    judges = {
        eye: LabelJudge.of(points[judged], train.labels[judged])
        for eye, points in seen_train.items()
    }
    tables = {
        "nearness": nearness(seen, seen_valid, name),
        "labels": adherence(judges, (seen[name], labels), (seen_valid, valid.labels), name),
        "traits": obedience(pictures, traits, name),
    }
    if music:
        tables["music"] = of_music(judges, see(music.pixels), music, len(valid.kinds), name)
    tables["movement"] = movement(painter, valid.pixels)
    distances = {
        name: nearest(seen[name][NET], seen_train[NET]),
        "real": nearest(seen_valid[NET], seen_train[NET]),
    }
    tables["memory"] = memory({who: away for who, (_, away) in distances.items()}, name)
    found: dict[str, Any] = {
        "pictures": {"train": len(train), "valid": len(valid), "size": size},
        **{key: _without_none(table.plain()) for key, table in tables.items()},
    }
    publish(tables.values(), found, plan.json, console or wide_console())
    if plan.report:
        copies = Copies(pictures, train.pixels, *distances[name])
        sounding = (music.pixels, music.labels) if music else None
        write(plan.report, painter, tables, copies, valid, sounding)
    return found


def _seen(pictures: Pixels, device: torch.device, network: Features) -> Seen:
    return {NET: features(pictures, device, network), PLAIN: statistics(pictures)}


def _blurred(pictures: Pixels) -> Pixels:
    """By a Gaussian of 1/32 of the width."""
    spread = ImageFilter.GaussianBlur(pictures.shape[1] / 32)
    return np.stack([np.asarray(Image.fromarray(one).filter(spread)) for one in pictures])


def _of_music(painter: OneStepPainter, sounds: Sounds) -> Music:
    """What it paints of each clip whose label it knows."""
    if sounds.rate != painter.hear_hz:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, the painter wants {painter.hear_hz}")
    names = sorted({entry.piece for entry in sounds.entries})
    frames: list[Pixels] = []
    labels, pieces, right = [], [], []
    for index, entry in enumerate(sounds.entries):
        if entry.label not in painter.labels:
            continue
        heard = []
        for window in windows(sounds, index, painter.window_s):
            heard.append(painter.hear(window))
            for _ in range(FRAMES):
                look = Look(seed=len(frames), travel=0.0)
                frames.append(painter.paint(look, SETTLED_S, window.end).pixels)
                labels.append(painter.labels.index(entry.label))
                pieces.append(names.index(entry.piece))
        shares = {label: sum(each[label] for each in heard) for label in painter.labels}
        right.append(max(shares, key=lambda label: shares[label]) == entry.label)
    if not frames:
        raise ScoreError(f"the sounds have none of the labels {', '.join(painter.labels)}")
    return Music(np.stack(frames), np.array(labels), np.array(pieces), np.array(right))


def nearness(seen: Mapping[str, Seen], valid: Seen, name: str) -> FigureTable:
    """Distances of each set of pictures from the validation pictures."""
    rows = {
        f"KID-{eye}": {who: kid(own[eye], valid[eye]) for who, own in seen.items()}
        for eye in (NET, PLAIN)
    }
    shares = {who: precision_recall(own[NET], valid[NET]) for who, own in seen.items()}
    for number, row in enumerate(("precision", "recall")):
        rows[row] = {who: Figure(pair[number]) for who, pair in shares.items()}
    return FigureTable(
        "Nearness to paintings that it has not seen",
        f"KID: 0 is alike, less is better; kernel (x'y/d + 1)^3, 100 subsets. {NET} is also what "
        f"the critic sees by, so that it flatters the painter; {PLAIN} (histogram in Oklab, power "
        "by octave) is no network's. Neither compares with published figures. Precision: the "
        "share of its pictures that lie among the paintings; recall: of the paintings among its "
        "own. 'real' are training paintings (of other artists, where the data say so), 'blurred' "
        "the same by 1/32 of the width.",
        rows,
        name,
        digits=4,
    )


def adherence(
    judges: Mapping[str, LabelJudge],
    ours: tuple[Seen, Labels],
    real: tuple[Seen, Labels],
    name: str,
) -> FigureTable:
    """Whether pictures show the labels that were asked for, and paintings theirs."""
    rows = {}
    seen, labels = ours
    for eye, judge in judges.items():
        blind = chance(judge.says(seen[eye]), labels)
        own = judge.right(seen[eye], labels)
        rows[f"adherence-own, {eye}"] = {
            name: own,
            "chance": Figure(blind),
            "real": judge.right(real[0][eye], real[1]),
            "times chance": Figure(own.value / blind),
        }
    return FigureTable(
        "Labels that were asked for",
        "Share of pictures whose label a judge finds that has learned from training paintings. "
        "'chance' is what it would find if labels and pictures were shuffled, 'real' what it finds "
        "in the validation paintings: the ceiling.",
        rows,
        name,
    )


def obedience(pictures: Pixels, asked: NDArray[np.float32], name: str) -> FigureTable:
    """Whether pictures have the traits that were asked for."""
    found = np.stack([measured(one) for one in pictures])
    return FigureTable(
        "Traits that were asked for",
        "Rank correlation of what was asked with what is measured in the picture: 1 is best.",
        {
            trait: {name: Figure(float(spearmanr(asked[:, i], found[:, i]).statistic))}
            for i, trait in enumerate(TRAITS)
        },
        name,
    )


def of_music(
    judges: Mapping[str, LabelJudge], seen: Seen, music: Music, kinds: int, name: str
) -> FigureTable:
    """Whether frames of held-out music show its label, and show it rather than frames of others."""
    pieces, place = np.unique(music.pieces, return_inverse=True)
    labels = np.array([music.labels[place == i][0] for i in range(len(pieces))])
    rows: dict[str, dict[str, Figure]] = {
        "clips whose label was heard": {
            name: Figure(float(music.right.mean())),
            "chance": Figure(1 / kinds),
        }
    }
    for eye, judge in judges.items():
        said = judge.says(seen[eye])
        hits = (said == music.labels).astype(float)
        own = ratio(np.bincount(place, hits).astype(float), np.bincount(place).astype(float))
        blind = chance(said, music.labels)
        rows[f"adherence-own, {eye}"] = {
            name: own,
            "chance": Figure(blind),
            "times chance": Figure(own.value / blind),
        }
        logs = judge.logs(seen[eye], kinds)
        means = np.stack([logs[place == i].mean(0) for i in range(len(pieces))])
        value, p = margin(means, labels)
        rows[f"margin-own, {eye}, in bits"] = {
            name: value,
            "chance": Figure(0.0),
            "p-value": Figure(p),
        }
    return FigureTable(
        f"Frames of held-out music: {len(music.labels)} of {len(pieces)} pieces",
        "adherence-own as above; the ceiling is the share of clips whose label was heard. "
        "margin-own: how much likelier the judge finds the music's label in the frames of a piece "
        "than in those of pieces with other labels; the p-value comes from permuting labels among "
        "pieces. Intervals are over pieces.",
        rows,
        name,
    )


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


def memory(distances: Mapping[str, Matrix], name: str) -> FigureTable:
    """Whether its pictures are nearer to training paintings than new paintings are."""
    near = {share: float(np.percentile(distances["real"], share)) for share in (5, 1)}
    rows = {
        "median distance": {who: Figure(float(np.median(each))) for who, each in distances.items()},
        "least distance": {who: Figure(float(each.min())) for who, each in distances.items()},
    }
    for share, limit in near.items():
        rows[f"share nearer than {share} % of the real ones"] = {
            who: ratio((each < limit).astype(float), np.ones(len(each)))
            for who, each in distances.items()
        }
    return FigureTable(
        "Nearest training painting",
        f"Distance in {NET}. 'real' are validation paintings: where the painter copies, its "
        "shares are greater than theirs.",
        rows,
        name,
    )


def _without_none(rows: dict[str, Any]) -> dict[str, Any]:
    """As TOML wants it, which has no null."""
    return {
        row: {
            who: {key: value for key, value in figure.items() if value is not None}
            for who, figure in columns.items()
        }
        for row, columns in rows.items()
    }
