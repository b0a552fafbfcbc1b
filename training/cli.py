"""The command line of everything offline: prepare, train, evaluate, export."""

# Torch is imported by the commands that need it, so that the others start at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

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
    out: Annotated[Path, typer.Argument(help="The folder to make.")],
    *,
    tracks: Annotated[
        str, typer.Option(help="The columns of the grid; a track named twice has two voices.")
    ] = "melody,bass,drums",
    full: Annotated[bool, typer.Option("--full", help="Only what has all the tracks.")] = False,
    any_metre: Annotated[
        bool, typer.Option("--any-metre", help="Take every four quarter notes as a bar.")
    ] = False,
    shortest: Annotated[int, typer.Option(help="Bars of the shortest piece.")] = 16,
    longest: Annotated[int, typer.Option(help="Bars of the longest piece.")] = 256,
    rest: Annotated[int, typer.Option(help="Bars of rest that do not end a line.")] = 8,
    pairings: Annotated[int, typer.Option(help="Choices of tracks from a file, at most.")] = 4,
    valid: Annotated[float, typer.Option(help="Share for validation.")] = 0.05,
    test: Annotated[float, typer.Option(help="Share for testing.")] = 0.0,
    group: Annotated[
        str | None,
        typer.Option(
            help="Files in whose names this regular expression finds the same text go to "
            "the same split."
        ),
    ] = None,
    repeats: Annotated[
        bool, typer.Option("--repeats", help="Keep files with the same music as another.")
    ] = False,
    apart: Annotated[
        list[Path] | None,
        typer.Option(help="Leave out what is related to this prepared folder; repeatable."),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; default: one a core.")] = None,
    seconds: Annotated[float, typer.Option(help="Time limit of a file.")] = 60.0,
    anew: Annotated[bool, typer.Option("--anew", help="Begin again, whatever is there.")] = False,
) -> None:
    """Put MIDI files on the grid, without repetitions, split for training and validation.

    Stop it whenever you like; the same command goes on where it stopped. OUT/report.md says what
    was kept and dropped.
    """
    from training import prepare as work
    from training.songs import Rules
    from training.sorting import Options

    rules = Rules(
        tuple(name.strip() for name in tracks.split(",")),
        shortest,
        longest,
        rest,
        pairings,
        full,
        any_metre,
    )
    options = Options(rules, valid, test, group, repeats, tuple(apart or ()))
    console = Console()
    work.midi(folder, out, options, workers, seconds, anew, console).show(console)


@train.command("notes")
def train_notes(config: Config) -> None:
    """Train as the config says; run it again to go on where it stopped."""
    from training import train as work

    work.notes(config)


@evaluate.command("notes")
def evaluate_notes(
    preset: Annotated[str, typer.Argument(help="A preset, or repeat.")],
    data: Annotated[Path, typer.Option(help="Folder of MIDI trios that it was not trained on.")],
    *,
    limit: Annotated[int | None, typer.Option(help="At most so many pieces.")] = None,
    steps: Annotated[int | None, typer.Option(help="Network calls; default: the preset's.")] = None,
    temperature: Annotated[float | None, typer.Option()] = None,
    top_p: Annotated[float | None, typer.Option()] = None,
    seed: Annotated[int, typer.Option()] = 0,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Measure fillings and accompaniments beside the real notes and a copy of the bars before."""
    from generators.base import Sampling
    from training import evaluate as work

    generator = work.open_preset(preset, device)
    sampling = Sampling(seed=seed, temperature=temperature, top_p=top_p, steps=steps)
    work.notes(generator, data, limit, sampling, json_file=json)


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
