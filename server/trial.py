"""`klangbild try`: a first request to the running server, and its answer as picture and file."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from bridges.client import Answer, Client, NoAnswerError, RequestError
from generators.midi_file import read_midi
from generators.score import Clip, Hole, Note
from server import examples, offline
from server.roll import piano_roll
from server.settings import StartError

_HELLO_S = 2.0
_ANSWER_S = 120.0


def run(out: Path, host: str, port: int, seed: int | None) -> None:
    """Have the open bars of the bundled piece filled. Raises `StartError` if that fails."""
    document = read_midi(examples.TRIO)
    holes = [Hole(role, *examples.GAP) for role in document.clip.tracks]
    answer = _ask(document.clip, holes, host, port, seed)
    filling: dict[str, tuple[Note, ...]] = dict.fromkeys(document.clip.tracks, ())
    for row in answer.variations.get(0, []):
        note = Note(row.start, row.pitch, row.duration, row.velocity)
        filling[row.track] = (*filling[row.track], note)
    offline.save(out, document.with_filling(holes, filling).data)
    typer.echo(
        f"bars 9-12 came back in {answer.seconds:.2f} s: {answer.count} notes (seed {answer.seed})"
    )
    typer.echo(piano_roll(filling, *examples.GAP))
    typer.echo(f"the whole piece is in {out}: open it in your DAW")


def _ask(clip: Clip, holes: list[Hole], host: str, port: int, seed: int | None) -> Answer:
    console = Console(stderr=True)
    try:
        with Client(host, port, timeout=_HELLO_S) as client:
            client.hello("klangbild try")
            with console.status("waiting for the model ..."):
                client.wait_ready()
            client.timeout = _ANSWER_S
            with console.status("composing ..."):
                return client.infill(clip, holes, {} if seed is None else {"seed": seed})
    except NoAnswerError as error:
        raise StartError(
            f"{error} Start it with `klangbild serve` in another terminal, then try again"
        ) from error
    except RequestError as error:
        raise StartError(f"the server could not do it ({error.code}): {error}") from error
