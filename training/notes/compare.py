"""`klangbild train compare`: variants of one config, trained alike, in one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console

from generators.notes.networks import build
from generators.score import STEPS_PER_BAR, ScoreError
from training.notes import state, train
from training.notes.config import NotesConfig, explained, merged, parse, read_toml
from training.notes.log import ROWS
from training.notes.throughput import training_flops
from training.notes.validation import SHAPES

Result = dict[str, Any]
ELBO = "valid_elbo"


class Comparison(BaseModel):
    """A comparison's TOML file.

    `base` is a config's path, relative to the file; `set` replaces keys of it for all variants,
    `variants` for one each (tables are merged). `teraflop` gives every run as much arithmetic
    instead of as many steps; its cool-down keeps its share of the steps.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    out: str = Field(min_length=1)
    seeds: list[int] = Field(default=[0], min_length=1)
    teraflop: float | None = Field(default=None, gt=0)
    set: dict[str, Any] = Field(default_factory=dict)
    variants: dict[str, dict[str, Any]] = Field(min_length=1)


@dataclass(frozen=True)
class Job:
    """One run to be trained."""

    variant: str
    seed: int
    config: NotesConfig


def compare(path: Path, console: Console | None = None) -> Path:
    """Train what `path` lists, going on where it stopped; write the table beside the runs.

    Returns the table's path (Markdown; the figures lie beside it as JSON). Every config is read
    before the first one is trained. Raises `ScoreError`, and `Stopped` on Ctrl-C.
    """
    console = console or Console()
    told = _read(path)
    jobs = list(_jobs(path, told))
    _check_alike(path, jobs)
    table = path.parent / told.out / "comparison.md"
    results: list[Result] = []
    for number, job in enumerate(jobs, 1):
        trainer = train.run(job.config, path.parent, console)
        results.append(_result(job, trainer.folder, trainer.parameters))
        if trainer.main:
            console.print(f"{number} of {len(jobs)}: {job.variant}, seed {job.seed}", markup=False)
            table.with_suffix(".json").write_text(json.dumps(results, indent=2) + "\n")
            table.write_text(markdown(results), encoding="utf-8")
    return table


def _read(path: Path) -> Comparison:
    try:
        return Comparison(**read_toml(path))
    except ValidationError as error:
        raise ScoreError(f"{path}: {explained(error, Comparison)}") from error


def _jobs(path: Path, told: Comparison) -> Iterator[Job]:
    base = merged(read_toml(path.parent / told.base), told.set)
    folders: dict[str, str] = {}
    for variant, changes in told.variants.items():
        folder = re.sub(r"[^a-z0-9]+", "-", variant.lower()).strip("-")
        if folder in folders or not folder:
            raise ScoreError(f"{path}: variants {folders.get(folder)!r} and {variant!r} look alike")
        folders[folder] = variant
        for seed in told.seeds:
            own = {"seed": seed, "run": f"{told.out}/{folder}-{seed}", "sample_every": 0}
            table = merged(merged(base, changes), own)
            config = parse(f"{path}: {variant}", table)
            if told.teraflop:
                config = parse(f"{path}: {variant}", table | _budget(config, told.teraflop))
            yield Job(variant, seed, config)


def _check_alike(path: Path, jobs: Sequence[Job]) -> None:
    """Figures compare only when everybody is asked the same."""
    for name in ("valid", "valid_pieces", "validation_bars", "tracks"):
        found = {str(getattr(job.config, name)) for job in jobs}
        if len(found) > 1:
            key = name.replace("validation_bars", "valid_bars")
            raise ScoreError(f"{path}: {key} differs ({', '.join(found)}): put it under [set]")


def _budget(config: NotesConfig, teraflop: float) -> dict[str, int]:
    """Steps and cool-down that cost `teraflop` in all."""
    with torch.device("meta"):
        network = build(config.network, config.sizes, config.layout)
    columns = len(config.tracks)
    windows = [torch.Size((bars * STEPS_PER_BAR, columns)) for bars in config.bars]
    step = fmean(training_flops(network, w) * (config.positions // w[0]) for w in windows)
    steps = max(config.warmup + 1, round(teraflop * 1e12 / step))
    cooldown = min(steps - config.warmup, round(config.cooldown * steps / config.steps))
    return {"steps": steps, "cooldown": cooldown}


def _result(job: Job, folder: Path, parameters: int) -> Result:
    facts = state.read(folder)
    rows = [json.loads(line) for line in (folder / ROWS).read_text().splitlines()]
    last = [row for row in rows if ELBO in row][-1]
    return {
        "variant": job.variant,
        "seed": job.seed,
        "parameters": parameters,
        "steps": facts.step,
        "steps_per_s": facts.step / facts.seconds,
        **{name: value for name, value in last.items() if name.startswith("valid_")},
    }


def markdown(results: Sequence[Result]) -> str:
    """The table: a row for each variant, means over its seeds. The difference is to the first
    variant, seed by seed; with several seeds their standard deviation stands behind it."""
    variants: dict[str, list[Result]] = {}
    for result in results:
        variants.setdefault(result["variant"], []).append(result)
    first = next(iter(variants.values()))
    heads = ["variant", "parameters", "steps", "steps/s", "loss", "ELBO", "difference", *SHAPES]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for variant, rows in variants.items():
        mean = {key: fmean(row[key] for row in rows) for key in rows[0] if key != "variant"}
        shapes = [f"{mean[f'{ELBO}/{shape}']:.4f}" for shape in SHAPES]
        lines.append(
            [
                variant.replace("|", "/"),
                f"{mean['parameters']:,.0f}",
                f"{mean['steps']:,.0f}",
                f"{mean['steps_per_s']:.3g}",
                f"{mean['valid_loss']:.4f}",
                f"{mean[ELBO]:.4f}",
                _difference(rows, first),
                *shapes,
            ]
        )
    note = "Bits per position on the same validation windows and masks; lower is better."
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), "", note, ""])


def _difference(rows: Sequence[Mapping[str, Any]], first: Sequence[Mapping[str, Any]]) -> str:
    base = {row["seed"]: row[ELBO] for row in first}
    found = [row[ELBO] - base[row["seed"]] for row in rows if row["seed"] in base]
    if not found:
        return ""
    spread = f" ± {stdev(found):.4f}" if len(found) > 1 else ""
    return f"{fmean(found):+.4f}{spread}"
