"""`klangbild train sweep`: trains what is not trained yet, measures it, writes one table."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from rich.console import Console

from generators.images.listener import TABLE
from training import runs
from training.alignment.config import FREE as FREE_ALIGNED
from training.alignment.train import LISTENER, alignment
from training.alignment.trainer import read as read_aligned
from training.data import write_whole
from training.diffusion.config import FREE
from training.diffusion.systems import read as read_painter
from training.diffusion.train import Trainer, diffusion
from training.evaluate.figures import Figure
from training.notes.config import differences
from training.pace import finished
from training.sweep import measure
from training.sweep.plan import Combination, Plan, aligned, read

Result = dict[str, Any]
ABOUT = """\
`loss` is that of the averaged weights on validation pictures with validation music of their label,
`other music` the same with music of another label and the same noise, `gap` the difference: what
hearing is worth; 95 % intervals over pictures. `adherence` is the share of pictures painted of
validation music whose label a judge finds that has learned from real training pictures, with an
interval over clips; `chance` what would agree if labels and pictures were shuffled, `real pictures`
what the judge finds in validation pictures: the ceiling. KID: less is nearer to these.
"""


def sweep(path: Path, console: Console | None = None) -> Path:
    """Train and measure what `path` lists, going on where it stopped. Returns the table's path
    (Markdown; the figures lie beside it as JSON). Every config is read before the first one is
    trained. Raises `ScoreError`, and `Stopped` on Ctrl-C."""
    console, plan = console or Console(), read(path)
    plan.out.mkdir(parents=True, exist_ok=True)
    file = plan.out / "sweep.json"
    before: list[Result] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    eyes: dict[int, measure.Eye] = {}
    results: list[Result] = []
    for number, combination in enumerate(plan.combinations, 1):
        step = _trained(plan, combination, console)
        wanted = [_wanted(plan, combination, step, scale) for scale in plan.sweep.scales]
        missing = [each for each in wanted if not any(_same(each, old) for old in before)]
        if missing:
            before += _measured(plan, combination, missing, eyes)
        results += [next(old for old in before if _same(each, old)) for each in wanted]
        write_whole(file, (json.dumps(before, indent=2) + "\n").encode())
        write_whole(file.with_suffix(".md"), markdown(results).encode())
        console.print(f"{number} of {len(plan.combinations)}: {combination.name}", markup=False)
    return file.with_suffix(".md")


def _trained(plan: Plan, combination: Combination, console: Console) -> int:
    """Train a combination, and before it what it hears by, unless that is done. Returns the steps
    that the painter has taken."""
    folder = plan.base.parent
    head = aligned(plan, combination)
    if head and plan.alignment:
        there = (folder / head.run / LISTENER / TABLE).exists()
        if not (there and _done(folder / head.run, head, read_aligned, FREE_ALIGNED)):
            alignment(plan.alignment, console, combination.alignment)
    config = plan.config(combination)
    if not _done(folder / config.run, config, read_painter, FREE):
        diffusion(plan.base, console, combination.changes)
    return int(read_painter(folder / config.run)[0]["step"])


def _done(
    folder: Path,
    config: Any,
    reader: Callable[[Path], tuple[dict[str, Any], Any]],
    free: Set[str],
) -> bool:
    """Whether a run has gone as far as its config says. Raises `ScoreError` when it is another
    config's."""
    if not (folder / runs.FILE).exists():
        return False
    facts, saved = reader(folder)
    runs.check_same(folder, differences(saved, config, free), free)
    return finished(config, facts)


def _wanted(plan: Plan, combination: Combination, step: int, scale: float) -> Result:
    """What a result is of: two that agree in this are the same."""
    head = aligned(plan, combination)
    return {
        "name": combination.name,
        "scale": scale,
        "step": step,
        "paintings": plan.sweep.paintings,
        "sampling": plan.sweep.sampling,
        "config": plan.config(combination).model_dump(mode="json"),
        "alignment": head.model_dump(mode="json") if head else None,
    }


def _same(wanted: Result, result: Result) -> bool:
    return all(result.get(key) == value for key, value in wanted.items())


def _measured(
    plan: Plan, combination: Combination, missing: Sequence[Result], eyes: dict[int, measure.Eye]
) -> list[Result]:
    """What is missing, with its figures. An eye for each size of pictures serves all."""
    trainer = Trainer(plan.config(combination), plan.base.parent)
    trainer.resume()
    measure.used(trainer)
    size = trainer.average.painter.sizes.size
    if size not in eyes:
        eyes[size] = measure.Eye.of(trainer.pictures, trainer.valid, trainer.device)
    losses = measure.losses(trainer)
    found = []
    for each in missing:
        told = (each["scale"], each["paintings"], each["sampling"])
        figures = {**losses, **measure.seen(trainer, eyes[size], *told)}
        found.append({**each, "figures": {key: one.plain() for key, one in figures.items()}})
    return found


def markdown(results: Sequence[Result]) -> str:
    """A row for each combination and scale."""
    names = list(results[0]["figures"])
    rows = [["combination", "steps", "scale", *names], ["---", *["---:"] * (2 + len(names))]]
    for each in results:
        cells = [_figure(each["figures"][name]).text(4) for name in names]
        name = str(each["name"]).replace("|", "/")
        rows.append([name, f"{each['step']:,}", f"{each['scale']:g}", *cells])
    return "\n".join([*(f"| {' | '.join(row)} |" for row in rows), "", ABOUT])


def _figure(plain: Mapping[str, float | None]) -> Figure:
    return Figure(**{key: math.nan if value is None else value for key, value in plain.items()})
