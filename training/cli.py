"""The command line of everything offline: prepare, train, evaluate, export."""

# Torch is imported by the commands that need it, so that the others start at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from generators.score import ScoreError

prepare = typer.Typer(no_args_is_help=True, help="Turn a folder of files into training data.")
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


Config = Annotated[Path, typer.Argument(help="A TOML file such as training/configs/trio.toml.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another value, such as sizes.layers=2."),
]
Held = Annotated[
    Path, typer.Option(help="Pieces that it was not trained on: MIDI files or prepared.")
]
Out = Annotated[Path, typer.Argument(help="The folder to make.")]
Anew = Annotated[bool, typer.Option("--anew", help="Begin again, whatever is there.")]
Cores = Annotated[int | None, typer.Option(min=1, help="Processes; default: one a core.")]
Device = Annotated[str | None, typer.Option(help="cpu, cuda or mps.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes; default: one a core, one on a GPU.")
]
Json = Annotated[Path | None, typer.Option(help="Also write the figures to this file.")]
Page = Annotated[
    Path | None, typer.Option(help="Also write a page with pictures into this folder.")
]


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
    out: Out,
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
    workers: Cores = None,
    seconds: Annotated[float, typer.Option(help="Time limit of a file.")] = 60.0,
    anew: Anew = False,
) -> None:
    """Put MIDI files on the grid, without repetitions, split for training and validation.

    Stop it whenever you like; the same command goes on where it stopped. OUT/report.md says what
    was kept and dropped.
    """
    from training.prepare import run as work
    from training.prepare.songs import Rules
    from training.prepare.sorting import Options

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


@prepare.command("expression")
def prepare_expression(
    folder: Annotated[Path, typer.Argument(help="MIDI files, in any tree of folders.")],
    out: Annotated[Path, typer.Argument(help="The file of played notes to write (.npz).")],
    beats: Annotated[
        str | None,
        typer.Option(
            help="Name of a text file beside each MIDI file that says when its beats are: rows of "
            "seconds ... and 1 on a downbeat. Timing is measured against them."
        ),
    ] = None,
    workers: Cores = None,
) -> None:
    """Read how MIDI files are played: velocities and timing; say what was dropped."""
    from training.expression import data as work

    _told("files", work.prepare(folder, out, beats, workers))


@prepare.command("pop909")
def prepare_pop909(
    folder: Annotated[Path, typer.Argument(help="The collection: a folder for each song.")],
    out: Out,
    workers: Cores = None,
) -> None:
    """Put the piano arrangements of POP909 on the grid: melody, chords in three voices, bass."""
    from training.prepare import pop909 as work

    _told("songs", work.prepare(folder, out, workers))


@prepare.command("sounds")
def prepare_sounds(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Audio files and a metadata.csv: file, label and, if known, split, piece, "
            "rendered_or_recorded."
        ),
    ],
    out: Out,
    *,
    rate: Annotated[int, typer.Option(min=4_000, help="Samples a second.")] = 16_000,
    valid: Annotated[
        float, typer.Option(min=0, max=1, help="Share of pieces to hold out where no split is.")
    ] = 0.1,
) -> None:
    """Turn clips of music with labels into arrays at one rate; say what was dropped."""
    work = _training("sounds.prepare")

    _told("clips", work.prepare(folder, out, rate, valid))


@prepare.command("art")
def prepare_art(
    folder: Annotated[
        Path, typer.Argument(help="Pictures, in any tree of folders and .tar archives.")
    ],
    out: Out,
    *,
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file: id or file, label and, if known, split, artist; default: the name "
            "of a picture's folder is its label."
        ),
    ] = None,
    size: Annotated[int, typer.Option(min=16, help="Height and width in pixels.")] = 192,
    valid: Annotated[
        float, typer.Option(min=0, max=1, help="Share of artists to hold out where no split is.")
    ] = 0.05,
    labels: Annotated[
        str | None,
        typer.Option(
            help="Label pictures by this table, links or a TOML file, from what the columns "
            "label, style, genre and century (or the folder) say."
        ),
    ] = None,
    workers: Cores = None,
    anew: Anew = False,
) -> None:
    """Cut pictures with labels to squares and measure their colours; say what was dropped."""
    work = _training("images.prepare")

    _told("pictures", work.art(folder, out, metadata, size, valid, workers, anew, labels))


@prepare.command("covers")
def prepare_covers(
    table: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with the columns audio and cover (files, relative to it) and, if "
            "known, id, artist, album, label."
        ),
    ],
    out: Out,
    *,
    size: Annotated[int, typer.Option(min=16, help="Height and width in pixels.")] = 192,
    smallest: Annotated[int, typer.Option(min=1, help="Pixels that a cover must have.")] = 64,
    seconds: Annotated[float, typer.Option(min=1, help="Of music that are kept.")] = 30.0,
    shortest: Annotated[float, typer.Option(min=1, help="Seconds that a piece must have.")] = 10.0,
    rate: Annotated[int, typer.Option(min=16_000, help="Samples a second.")] = 16_000,
    valid: Annotated[float, typer.Option(min=0, max=1, help="Share for validation.")] = 0.1,
    test: Annotated[float, typer.Option(min=0, max=1, help="Share for testing.")] = 0.1,
    repeats: Annotated[
        bool, typer.Option("--repeats", help="Keep rows with the music or the cover of another.")
    ] = False,
    workers: Cores = None,
) -> None:
    """Turn pieces and their covers into pictures and sounds, pair by pair; say what was dropped.

    Stop it whenever you like; the same command goes on where it stopped. Of each piece the most
    salient stretch is kept. What shares a recording, an artist, an album or a cover is in one
    split.
    """
    work = _training("covers.prepare")
    from training.covers.reading import Rules

    rules = Rules(size, smallest, seconds, shortest, rate)
    _told("rows", work.covers(table, out, rules, valid, test, repeats, workers))


@prepare.command("spectra")
def prepare_spectra(
    sounds: Annotated[Path, typer.Argument(help="What `prepare sounds` wrote.")],
    out: Out,
    *,
    size: Annotated[int, typer.Option(min=8, max=256, help="Pixels.")] = 64,
) -> None:
    """Spectrograms of sounds as pictures, for a painter of pictures that sound."""
    from training.sounds import pictures

    found = pictures.spectra(sounds, out, size)
    counts = ", ".join(f"{count} to {split}" for split, count in found.items())
    Console().print(f"wrote {out}: {counts}")


def _told(what: str, found: Counter[str]) -> None:
    """Print what became of files, songs, clips or pictures, the most frequent first."""
    table = Table(what, "what became of them")
    for became, count in found.most_common():
        table.add_row(f"{count:,}", became)
    Console(markup=False).print(table)


@train.command("notes")
def train_notes(config: Config, changes: Changes = None) -> None:
    """Train as the config says; run it again to go on where it stopped.

    Ctrl-C saves first. Under `accelerate launch` the processes share the work.
    """
    _trained("notes.train", "notes", config, changes)


@train.command("compare")
def train_compare(
    file: Annotated[Path, typer.Argument(help="A file such as training/configs/compare.toml.")],
) -> None:
    """Train variants of a config one after the other; write a table of what became of them.

    Run it again to go on; variants that are done stay as they are.
    """
    work = _training("notes.compare")
    with _stopping():
        Console().print(f"wrote {work.compare(file)}")


def _training(name: str) -> Any:
    """A module of `training` that needs more packages than the server does."""
    try:
        return import_module(f"training.{name}")
    except ModuleNotFoundError as error:
        raise ScoreError(
            f'training needs the package {error.name}: pip install -e ".[train]"'
        ) from error


@contextmanager
def _stopping() -> Iterator[None]:
    """Say that a run was stopped; take leave of the other processes."""
    from torch import distributed

    from training.interrupt import Stopped

    try:
        yield
    except Stopped as stopped:
        typer.echo(str(stopped))
        raise typer.Exit(130) from None
    finally:
        if distributed.is_available() and distributed.is_initialized():
            distributed.destroy_process_group()


def _trained(module: str, name: str, config: Path, changes: list[str] | None) -> Path:
    """Train by `name` of a `module` of `training`; what it wrote."""
    work = _training(module)
    from training.notes.config import overrides

    with _stopping():
        written: Path = getattr(work, name)(config, overrides=overrides(changes or []))
    return written


@train.command("density")
def train_density(
    out: Annotated[Path, typer.Argument(help="The weights to write (.safetensors).")],
    steps: Annotated[int, typer.Option(help="Batches of 256 synthetic bars.")] = 1500,
) -> None:
    """Train the thesis's classifier of note density, for `evaluate guidance`."""
    from training.evaluate import density as work

    classifier, right = work.train(steps)
    work.save(classifier, out)
    Console().print(f"wrote {out}: counts {right:.1%} of new bars right")


@evaluate.command("guidance")
def evaluate_guidance(
    preset: Annotated[str, typer.Argument(help="A preset.")],
    *,
    classifier: Annotated[
        Path | None, typer.Option(help="What `train density` wrote; default: train one now.")
    ] = None,
    bars: Annotated[int, typer.Option(help="Bars of melody for each way.")] = 1024,
    density: Annotated[int, typer.Option(help="Notes in each bar.")] = 8,
    thesis_steps: Annotated[
        int | None, typer.Option(help="Use the thesis's sampler with so many steps.")
    ] = None,
    device: Device = None,
    json: Json = None,
) -> None:
    """Repeat the thesis's experiment: a constant note density, guided and unguided (5.2.2)."""
    from training.evaluate import density as classifiers
    from training.evaluate import guidance as work
    from training.evaluate.pool import open_network

    generator = open_network(preset, device)
    if thesis_steps:
        generator.defaults = replace(generator.defaults, kind="thesis", steps=thesis_steps)
    judge = classifiers.load(classifier) if classifier else classifiers.train()[0]
    work.repeat_thesis(generator, judge, bars, density, json_file=json)


@evaluate.command("controls")
def evaluate_controls(
    preset: Annotated[str, typer.Argument(help="A preset.")],
    data: Annotated[Path, typer.Option(help="Folder of MIDI trios that it was not trained on.")],
    *,
    limit: Annotated[int, typer.Option(help="At most so many pieces.")] = 40,
    variations: Annotated[int, typer.Option(help="Fillings of each hole.")] = 4,
    device: Device = None,
    json: Json = None,
) -> None:
    """Ask for each control in holes of real pieces: how often it is met, and what it costs."""
    from training.evaluate import guidance as work
    from training.evaluate.pool import open_network

    work.keep_promises(open_network(preset, device), data, limit, variations, json_file=json)


@train.command("expression")
def train_expression(config: Config) -> None:
    """Train the network that plays notes; run it again to go on where it stopped."""
    from training.expression import train as work

    work.train(config)


@train.command("listener")
def train_listener(config: Config, changes: Changes = None) -> None:
    """Train the network that hears what music is like; run it again to go on where it stopped.

    Ctrl-C saves first. Under `accelerate launch` the processes share the work.
    """
    _trained("sounds.train", "listener", config, changes)


@train.command("images")
def train_images(config: Config, changes: Changes = None) -> None:
    """Train the network that paints; run it again to go on where it stopped.

    Ctrl-C saves first. Under `accelerate launch` the processes share the work.
    """
    _trained("images.train", "images", config, changes)


@train.command("diffusion")
def train_diffusion(config: Config, changes: Changes = None) -> None:
    """Train a painter that denoises, or what makes it hear; run it again to go on.

    Ctrl-C saves first.
    """
    _trained("diffusion.train", "diffusion", config, changes)


@train.command("autoencoder")
def train_autoencoder(config: Config, changes: Changes = None) -> None:
    """Train the autoencoder in whose latents a painter denoises; run it again to go on.

    Ctrl-C saves first.
    """
    _trained("autoencoder.train", "autoencoder", config, changes)


@train.command("alignment")
def train_alignment(config: Config, changes: Changes = None) -> None:
    """Train a head that turns what a listener hears to where words or pictures of the same label
    lie; run it again to go on. The run's folder gets a listener.

    Ctrl-C saves first.
    """
    Console().print(f"wrote {_trained('alignment.train', 'alignment', config, changes)}")


@train.command("sweep")
def train_sweep(
    file: Annotated[Path, typer.Argument(help="A file such as training/configs/sweep.toml.")],
) -> None:
    """Train a painter that hears with every combination of some values, and measure each: losses
    with its own and with other music, and whether pictures show what was heard.

    Run it again to go on; what is done stays as it is.
    """
    work = _training("sweep.run")
    with _stopping():
        Console().print(f"wrote {work.sweep(file)}")


@train.command("upscaler")
def train_upscaler(config: Config, changes: Changes = None) -> None:
    """Train the network that makes pictures larger; run it again to go on.

    Ctrl-C saves first.
    """
    _trained("upscaling.train", "upscaler", config, changes)


@evaluate.command("images")
def evaluate_images(
    preset: Annotated[str, typer.Argument(help="A preset that paints, or its folder.")],
    data: Annotated[Path, typer.Option(help="What `prepare art` wrote.")],
    *,
    sounds: Annotated[
        Path | None, typer.Option(help="What `prepare sounds` wrote, to paint its held-out clips.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=20, help="At most so many pictures of each split.")
    ] = None,
    seed: Annotated[int, typer.Option()] = 0,
    device: Device = None,
    json: Json = None,
    report: Page = None,
) -> None:
    """Measure a painter beside real paintings, blurred ones and noise; whether its pictures are
    what was asked for or heard; whether they are copies."""
    work = _training("images.evaluate")

    plan = work.Plan(data, sounds, limit, seed, json, report, device)
    work.images(work.one_step(preset, device), plan)


@evaluate.command("systems")
def evaluate_systems(
    systems: Annotated[
        list[str], typer.Argument(help="Presets that paint, by name or folder, to compare.")
    ],
    data: Annotated[Path, typer.Option(help="What `prepare art` wrote.")],
    sounds: Annotated[Path, typer.Option(help="What `prepare sounds` wrote.")],
    *,
    size: Annotated[int, typer.Option(min=32, help="Pixels at which all are looked at.")] = 64,
    limit: Annotated[int | None, typer.Option(min=1, help="Paintings of a split.")] = None,
    frames: Annotated[int, typer.Option(min=1, help="Painted of each window of music.")] = 4,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    json: Json = None,
    report: Page = None,
    device: Device = None,
) -> None:
    """Ways from music to pictures side by side, on the same held-out music."""
    work = _training("diffusion.evaluate")

    work.systems(systems, work.Plan(data, sounds, size, limit, frames, seed, json, report, device))


@evaluate.command("listener")
def evaluate_listener(
    listener: Annotated[Path, typer.Argument(help="What `export listener` wrote.")],
    data: Annotated[Path, typer.Option(help="What `prepare sounds` wrote.")],
    *,
    split: Annotated[str, typer.Option(help="train, valid or test.")] = "valid",
    device: Device = None,
    json: Json = None,
) -> None:
    """Measure labels and embeddings of clips, recorded and rendered ones apart, beside chance."""
    work = _training("sounds.scores")
    from generators.checkpoint import choose_device
    from generators.images.listener import ListenerError, load
    from training.sounds.data import Sounds

    try:
        heard = load(listener, choose_device(device))
        work.evaluate(heard, Sounds.load(data, split), Console(), json)
    except ListenerError as error:
        raise ScoreError(str(error)) from error


@evaluate.command("expression")
def evaluate_expression(
    config: Config,
    *,
    limit: Annotated[int, typer.Option(help="At most so many pieces of each kind.")] = 200,
    json: Json = None,
) -> None:
    """Measure velocities and timing in the pieces that the config holds out."""
    from training.expression import scores as work

    work.of_run(config, limit, json_file=json)


@evaluate.command("notes")
def evaluate_notes(
    preset: Annotated[str, typer.Argument(help="A preset, or repeat.")],
    data: Held,
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
    device: Device = None,
    workers: Workers = None,
    json: Json = None,
    report: Page = None,
) -> None:
    """Measure a preset beside the real notes, silence, a copy of the bars before and noise."""
    from generators.base import Sampling
    from training.evaluate import notes as work
    from training.evaluate.pool import Opener

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


@evaluate.command("pieces")
def evaluate_pieces(
    made: Annotated[Path, typer.Argument(help="Pieces that any program made.")],
    real: Annotated[Path, typer.Option(help="Real pieces to compare them with.")],
    *,
    track: Annotated[
        list[str] | None, typer.Option(help="Only this track; default: the trio; repeatable.")
    ] = None,
    json: Json = None,
) -> None:
    """Compare a folder of made pieces with real ones by the thesis's metric (4.7)."""
    from generators.notes.tokens import TRIO
    from training.evaluate import notes as work

    work.sets(made, real, track or TRIO.roles, json)


@evaluate.command("samplers")
def evaluate_samplers(
    preset: Annotated[str, typer.Argument(help="A preset.")],
    data: Held,
    *,
    judge: Annotated[
        str | None, typer.Option(help="The preset that judges; default: the same one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many pieces.")] = 100,
    device: Device = None,
    workers: Workers = None,
    json: Json = None,
) -> None:
    """Measure what fewer steps and other settings of the sampler cost."""
    from training.evaluate import samplers as work
    from training.evaluate.pool import Opener

    chosen = Opener(judge, device) if judge else None
    work.compare(Opener(preset, device), data, chosen, limit, workers, json)


@evaluate.command("chords")
def evaluate_chords(
    preset: Annotated[str, typer.Argument(help="A preset that plays chords and bass.")],
    data: Annotated[Path, typer.Option(help="The POP909 collection.")],
    *,
    limit: Annotated[int | None, typer.Option(help="At most so many songs.")] = None,
    seed: Annotated[int, typer.Option()] = 0,
    device: Device = None,
    json: Json = None,
) -> None:
    """Measure chords and bass to held-out melodies beside the real ones and the chord labels."""
    from generators.base import Sampling
    from training.evaluate import chords as work
    from training.evaluate.pool import Opener

    songs = work.held_out(data, limit)
    work.measure(Opener(preset, device)(), songs, Sampling(seed=seed), json_file=json)


@export.command("notes")
def export_notes(
    config: Annotated[Path, typer.Argument(help="A run's config or its folder.")],
    card: Annotated[Path, typer.Argument(help="TOML with about, licence, data, sampler.")],
    out: Annotated[Path, typer.Argument(help="The preset's folder.")],
    figures: Annotated[
        Path | None, typer.Option(help="What `evaluate notes --json` wrote, for the scores.")
    ] = None,
) -> None:
    """Write preset.toml and the weights in half precision."""
    from training import export as work

    Console().print(f"wrote {work.notes(config, card, out, figures)}")


@export.command("expression")
def export_expression(
    config: Config,
    card: Annotated[Path, typer.Argument(help="TOML with licence and data.")],
    preset: Annotated[Path, typer.Argument(help="The folder of a preset, which gets it.")],
    figures: Annotated[
        Path | None, typer.Option(help="What `evaluate expression --json` wrote, for the scores.")
    ] = None,
) -> None:
    """Put a trained expression network into a preset."""
    from training import export as work

    Console().print(f"wrote {work.expression(config, card, preset, figures)}")


@export.command("listener")
def export_listener(
    config: Annotated[Path, typer.Argument(help="A run's config or its folder.")],
    card: Annotated[Path, typer.Argument(help="TOML with licence and data.")],
    out: Out,
) -> None:
    """Write a listener's table and its averaged weights in half precision."""
    work = _training("sounds.export")

    Console().print(f"wrote {work.listener(config, card, out)}")


@export.command("images")
def export_images(
    config: Config,
    card: Annotated[Path, typer.Argument(help="TOML with about, licence, data, adapter.")],
    out: Annotated[Path, typer.Argument(help="The preset's folder, which gives it its name.")],
    listener: Annotated[Path, typer.Option(help="What `export listener` wrote.")],
    figures: Annotated[
        Path | None, typer.Option(help="What `evaluate images --json` wrote, for the scores.")
    ] = None,
) -> None:
    """Write preset.toml, the painter's weights in 8 bits and a copy of its listener."""
    work = _training("images.export")

    Console().print(f"wrote {work.images(config, card, out, listener, figures)}")


@export.command("diffusion")
def export_diffusion(
    run: Annotated[Path, typer.Argument(help="A run's folder that `train diffusion` made.")],
    card: Annotated[Path, typer.Argument(help="TOML with about, licence, data, network.")],
    out: Annotated[Path, typer.Argument(help="The preset's folder, which gives it its name.")],
    listener: Annotated[Path, typer.Option(help="The listener that it was trained with.")],
    *,
    sound: Annotated[
        Path | None, typer.Option(help="A run on spectrograms: pictures that sound.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(help="What `evaluate systems --json` wrote, for the scores.")
    ] = None,
    about: Annotated[str | None, typer.Option(help="What it is, in place of the card's.")] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Name files that a preset beside it has: no copies.")
    ] = False,
) -> None:
    """Write preset.toml, the weights in 8 bits and a copy of the listener."""
    work = _training("diffusion.export")

    more = {"sound": sound, "figures": figures, "about": about, "share": share}
    Console().print(f"wrote {work.diffusion(run, card, out, listener, **more)}")


@export.command("upscaler")
def export_upscaler(
    config: Annotated[Path, typer.Argument(help="A run's config or its folder.")],
    card: Annotated[Path, typer.Argument(help="TOML with licence and data.")],
    out: Out,
) -> None:
    """Write an upscaler's table and its averaged weights in 8 bits."""
    work = _training("upscaling.export")

    Console().print(f"wrote {work.upscaler(config, card, out)}")
