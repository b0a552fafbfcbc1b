"""The command line of everything offline: prepare, train, evaluate, export."""

# Torch is imported by the commands that need it, so that the others start at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

prepare = typer.Typer(no_args_is_help=True, help="Turn a folder of MIDI files into tokens.")
train = typer.Typer(no_args_is_help=True, help="Train a network.")
evaluate = typer.Typer(no_args_is_help=True, help="Measure a preset.")
export = typer.Typer(no_args_is_help=True, help="Make a preset of a training run.")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for name, group in (
        ("prepare", prepare),
        ("train", train),
        ("evaluate", evaluate),
        ("export", export),
    ):
        app.add_typer(group, name=name)


Config = Annotated[Path, typer.Argument(help="A TOML file such as training/trio.toml.")]


@prepare.callback()
@train.callback()
@evaluate.callback()
@export.callback()
def group() -> None:
    """Threads that wait for each other sleep, so that other programs do not stall them."""
    os.environ.setdefault("GOMP_SPINCOUNT", "50000")


@prepare.command("midi")
def prepare_midi(
    folder: Annotated[Path, typer.Argument(help="MIDI files, in any tree of folders.")],
    out: Annotated[Path, typer.Argument(help="The token file to write (.npz).")],
    workers: Annotated[int | None, typer.Option(help="Processes; default: one a core.")] = None,
) -> None:
    """Read MIDI files, put them on the grid, write one token file; say what was dropped."""
    from training import prepare as work

    report = work.midi(folder, out, workers)
    table = Table("files", "what became of them")
    for what, count in report.most_common():
        table.add_row(f"{count:,}", what)
    Console().print(table)


@train.command("notes")
def train_notes(config: Config) -> None:
    """Train as the config says; run it again to go on where it stopped."""
    from training import train as work

    work.notes(config)


@evaluate.command("notes")
def evaluate_notes(
    preset: Annotated[str, typer.Argument(help="A preset, or repeat.")],
    data: Annotated[
        Path, typer.Option(help="Pieces that it was not trained on: MIDI files or prepared.")
    ],
    *,
    train: Annotated[
        list[Path] | None,
        typer.Option(help="Pieces that it was trained on, for the copy check; repeatable."),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this: likelihood, infill, accompany, middle or generate; repeatable."
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many pieces.")] = None,
    steps: Annotated[int | None, typer.Option(help="Network calls; default: the preset's.")] = None,
    temperature: Annotated[float | None, typer.Option()] = None,
    top_p: Annotated[float | None, typer.Option()] = None,
    seed: Annotated[int, typer.Option()] = 0,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one a core, one on a GPU.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write a page with pictures into this folder.")
    ] = None,
) -> None:
    """Measure a preset beside the real notes, silence, a copy of the bars before and noise."""
    from generators.base import Sampling
    from training import evaluate as work
    from training.pool import Opener

    plan = work.Plan(
        data=data,
        train=tuple(train or ()),
        limit=limit,
        parts=tuple(part or work.PARTS),
        sampling=Sampling(seed=seed, temperature=temperature, top_p=top_p, steps=steps),
        workers=workers,
        json=json,
        report=report,
    )
    work.notes(Opener(preset, device), plan)


@evaluate.command("samplers")
def evaluate_samplers(
    preset: Annotated[str, typer.Argument(help="A preset.")],
    data: Annotated[
        Path, typer.Option(help="Pieces that it was not trained on: MIDI files or prepared.")
    ],
    *,
    judge: Annotated[
        str | None, typer.Option(help="The preset that judges; default: the same one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many pieces.")] = 100,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one a core, one on a GPU.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Measure what fewer steps and other settings of the sampler cost."""
    from training import samplers as work
    from training.pool import Opener

    chosen = Opener(judge, device) if judge else None
    work.compare(Opener(preset, device), data, chosen, limit, workers, json)


@export.command("notes")
def export_notes(
    config: Config,
    card: Annotated[Path, typer.Argument(help="TOML with about, licence, data, sampler.")],
    out: Annotated[Path, typer.Argument(help="The preset's folder.")],
    figures: Annotated[
        Path | None, typer.Option(help="What `evaluate notes --json` wrote, for the scores.")
    ] = None,
) -> None:
    """Write preset.toml and the weights in half precision."""
    from training import export as work

    Console().print(f"wrote {work.notes(config, card, out, figures)}")
