"""The command line: `klangbild serve`, and everything that it does without a server."""

from __future__ import annotations

import io
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

import presets
from bridges.audio import AudioError
from generators.score import ScoreError
from presets import Preset, PresetError
from server import doctor as checks
from server import imprint_cli, offline, offline_cli, paint_cli, trial
from server.settings import Settings, StartError, default_painter
from server.worker import FAKE
from training import cli as training_cli

_USER_ERRORS = (ScoreError, PresetError, StartError, AudioError, OSError)
_DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}


class _Group(TyperGroup):
    """Turns the errors that a user can cause into one red line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except _USER_ERRORS as error:
            typer.secho(f"error: {_say(error)}", fg=typer.colors.RED, err=True)
            raise typer.Exit(1) from None


def _say(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


app = typer.Typer(
    name="klangbild",
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
presets_app = typer.Typer(no_args_is_help=True, help="The models that are there.")
app.add_typer(presets_app, name="presets")
offline_cli.register(app)
paint_cli.register(app)
imprint_cli.register(app)
training_cli.register(app)


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names need not fit the terminal
    app(prog_name="klangbild")


def _version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"klangbild {version('klangbild')}")
        except PackageNotFoundError:
            typer.echo("klangbild, not installed")
        raise typer.Exit


@app.callback()
def klangbild(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """A server beside your DAW that answers MIDI clips with music."""


OscPort = Annotated[int, typer.Option(help="UDP port for OSC.")]
HttpPort = Annotated[int, typer.Option(help="TCP port for WebSocket and the pages.")]
AbletonPort = Annotated[int, typer.Option(help="UDP port of AbletonOSC.")]
AbletonReplyPort = Annotated[int, typer.Option(help="UDP port that AbletonOSC answers to.")]
Host = Annotated[str, typer.Option(help="Address of this machine to listen on.")]


@app.command()
def serve(
    *,
    preset: Annotated[str, typer.Option(help="Which model.")] = _DEFAULTS["preset"],
    host: Host = _DEFAULTS["host"],
    osc_port: OscPort = _DEFAULTS["osc_port"],
    http_port: HttpPort = _DEFAULTS["http_port"],
    remote: Annotated[
        bool, typer.Option("--remote", help="Let phones and other machines open the pages.")
    ] = False,
    device: Annotated[str | None, typer.Option(help="cpu, cuda or mps.")] = None,
    audio: Annotated[
        str,
        typer.Option(
            metavar="DEVICE|FILE",
            help="Sound to listen to: an input's number or a part of its name, default, or a file.",
        ),
    ] = "",
    audio_channels: Annotated[str, typer.Option(help="Its channels to mix, from 1: 3,4")] = "",
    audio_loop: Annotated[
        bool, typer.Option("--audio-loop", help="Begin the file again at its end.")
    ] = False,
    painter: Annotated[
        str, typer.Option(help="An images preset, or meter; default: gallery if it is there.")
    ] = "",
    fps: Annotated[float, typer.Option(help="Frames painted a second, at most.")] = _DEFAULTS[
        "fps"
    ],
    flash_limit: Annotated[
        bool, typer.Option(help="Keep frames from flashing more than three times a second.")
    ] = True,
    output: Annotated[
        list[str] | None, typer.Option(help="Send frames to camera, ndi, syphon or spout too.")
    ] = None,
    midi_control: Annotated[
        str,
        typer.Option(
            metavar="PORT",
            help="MIDI input of knobs and pads: a part of its name, or virtual to make one.",
        ),
    ] = "",
    live: Annotated[
        bool, typer.Option("--live", help="Make a MIDI input and output, to play along.")
    ] = False,
    midi_in: Annotated[
        list[str] | None,
        typer.Option(metavar="PORT[=TRACK]", help="MIDI input to play along with."),
    ] = None,
    midi_out: Annotated[
        list[str] | None,
        typer.Option(metavar="PORT[=TRACK,...]", help="MIDI output for what it plays."),
    ] = None,
    beat: Annotated[
        str, typer.Option(help="Whose beat it is: internal, midi (a clock), link or osc.")
    ] = _DEFAULTS["beat"],
    role: Annotated[
        str, typer.Option(help="accompany, answer, continue, infill, vary, duet or off.")
    ] = _DEFAULTS["role"],
    bars: Annotated[int, typer.Option(help="Length of a loop to play along with.")] = _DEFAULTS[
        "bars"
    ],
    ableton: Annotated[
        bool, typer.Option("--ableton", help="Answer clips in Ableton Live, through AbletonOSC.")
    ] = False,
    ableton_host: Annotated[str, typer.Option(help="The machine that Live runs on.")] = _DEFAULTS[
        "ableton_host"
    ],
    ableton_port: AbletonPort = _DEFAULTS["ableton_port"],
    ableton_reply_port: AbletonReplyPort = _DEFAULTS["ableton_reply_port"],
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = _DEFAULTS[
        "log_level"
    ],
) -> None:
    """Run the server until Ctrl-C."""
    from server import app as program  # noqa: PLC0415 - the other commands start faster without

    program.run(
        _settings(
            preset=preset,
            host=host,
            osc_port=osc_port,
            http_port=http_port,
            remote=remote,
            device=device,
            audio=audio,
            audio_channels=audio_channels,
            audio_loop=audio_loop,
            painter=painter or default_painter(),
            fps=fps,
            flash_limit=flash_limit,
            outputs=tuple(output or ()),
            midi_control=midi_control,
            live=live,
            midi_in=tuple(midi_in or ()),
            midi_out=tuple(midi_out or ()),
            beat=beat,
            role=role,
            bars=bars,
            ableton=ableton,
            ableton_host=ableton_host,
            ableton_port=ableton_port,
            ableton_reply_port=ableton_reply_port,
            log_level=log_level,
        )
    )


def _settings(**given: object) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("_", "-").replace("outputs", "output")
        raise StartError(f"--{name}: {first['msg'].removeprefix('Value error, ')}") from error


@app.command("try")
def try_it(
    out: Annotated[Path | None, typer.Argument(metavar="[OUT.mid]", help="The result.")] = None,
    host: Host = _DEFAULTS["host"],
    osc_port: OscPort = _DEFAULTS["osc_port"],
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same answer.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Send a bundled piece with four open bars to the running server, and show what comes back."""
    path = offline.targets(out or Path("klangbild-try.mid"), 1, force or out is None)[0]
    settings = _settings(host=host, osc_port=osc_port)
    trial.run(path, settings.host, settings.osc_port, seed)


@app.command()
def doctor(
    preset: Annotated[str, typer.Option(help="Which model you mean to use.")] = _DEFAULTS["preset"],
    osc_port: OscPort = _DEFAULTS["osc_port"],
    http_port: HttpPort = _DEFAULTS["http_port"],
) -> None:
    """Examine this machine; the exit code is 0 if the server can run."""
    marks = {"ok": ("ok  ", "green"), "warn": ("note", "yellow"), "fail": ("FAIL", "red")}
    failed = False
    for check in checks.examine(_settings(preset=preset, osc_port=osc_port, http_port=http_port)):
        mark, colour = marks[check.state]
        typer.secho(mark, fg=colour, nl=False)
        typer.echo(f"  {check.name}: {check.text}")
        failed = failed or check.state == "fail"
    typer.echo("Klangbild cannot run yet" if failed else "Klangbild can run: klangbild serve")
    raise typer.Exit(int(failed))


@presets_app.command("list")
def list_presets() -> None:
    """What there is: name, kind, size, licence, scores."""
    table = Table("name", "kind", "MB", "licence", "scores", box=None, pad_edge=False)
    for name in presets.scan():
        try:
            table.add_row(name, *_row(presets.read(name)))
        except PresetError as error:
            table.add_row(name, "", "", "", f"cannot be used: {error}")
    table.add_row(FAKE, "notes", "0.0", "MIT", "repeats the bars before; needs no model")
    table.add_row(presets.METER, "images", "0.0", "MIT", "paints the levels; needs no model")
    Console(markup=False).print(table)


def _row(preset: Preset) -> tuple[str, ...]:
    plain = {k: v for k, v in preset.scores.items() if isinstance(v, int | float | str)}
    scores = ", ".join(
        f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}" for k, v in plain.items()
    )
    return preset.kind, f"{preset.size / 1e6:.1f}", preset.licence, scores


@presets_app.command("verify")
def verify_presets(
    name: Annotated[str | None, typer.Argument(help="Which one; default: all.")] = None,
) -> None:
    """Compare every file with the checksum that it was published with."""
    names = [name] if name else list(presets.scan())
    if not names:
        raise PresetError("there are no presets to verify")
    wrong: list[str] = []
    for each in names:
        try:
            presets.verify(presets.read(each))
            typer.echo(f"{each}: as published")
        except PresetError as error:
            wrong.append(str(error))
    if wrong:
        raise PresetError("; ".join(wrong))
