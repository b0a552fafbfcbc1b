"""`klangbild prepare midi`: a folder of MIDI files -> a prepared folder, in steps that resume."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from generators.score import STEPS_PER_BAR, ScoreError
from training.data import (
    MANIFEST,
    read_manifest,
    remove,
    verify,
    write_manifest,
    write_whole,
)
from training.prepare import crew
from training.prepare.progress import Progress
from training.prepare.readings import FileRead, Readings, packed, read_file
from training.prepare.report import JSON_FILE, MARKDOWN_FILE, Report
from training.prepare.shards import ShardWriter
from training.prepare.sorting import Options, Sorting, sort

SUFFIXES = (".mid", ".midi", ".kar")
BATCH = 64
"""Files that are read before they are written down: a killed process does so many again."""

WORK = ".prepare"
PLAN = "plan.json"


def midi(
    folder: Path,
    out: Path,
    options: Options | None = None,
    workers: int | None = None,
    seconds: float = 60.0,
    anew: bool = False,
    console: Console | None = None,
) -> Report:
    """Make `out` a prepared folder of the MIDI files below `folder`, or go on where it stopped.

    A file that takes longer than `seconds` is dropped. Raises `ScoreError` if `out` holds
    something else, or was begun with other files or options (`anew` then begins again).
    """
    console, options = console or Console(), options or Options()
    for path in options.apart:
        read_manifest(path)
    names, listing = _listing(folder)
    plan = options.plan(len(names), listing)
    if anew:
        _clear(out)
    if _is_done(out, plan, console):
        return Report.load(out)
    work = out / WORK
    work.mkdir(parents=True, exist_ok=True)
    write_whole(work / PLAN, json.dumps(plan).encode())
    reading = partial(read_file, folder=folder, rules=options.rules)
    speed = _read_all(reading, names, work, workers or os.cpu_count() or 1, seconds, console)
    console.print("looking for repetitions and relatives, writing shards")
    readings = [Readings(work / _batch(number)) for number in range(-(-len(names) // BATCH))]
    sorting = sort(readings, options)
    if all(sorting.dropped):
        _clear(out)
        why = "; ".join(f"{own['files']:,} {why}" for why, own in sorting.reasons().items())
        raise ScoreError(f"no usable piece below {folder}: {why}")
    splits = _write(out, readings, sorting)
    report = _report(folder, readings, sorting, splits, speed)
    report.save(out)
    write_manifest(out, options.rules.layout, splits, plan)
    shutil.rmtree(work)
    return report


def _listing(folder: Path) -> tuple[list[str], str]:
    """The MIDI files below `folder`, sorted, and a digest that changes with any of them."""
    if not folder.is_dir():
        raise ScoreError(f"{folder} is no folder: name one that holds MIDI files")
    found = []
    for root, _, files in os.walk(folder, onerror=_complain):
        for path in (Path(root, file) for file in files):
            if path.suffix.lower() in SUFFIXES:
                state = path.lstat()
                name = path.relative_to(folder).as_posix()
                found.append((name, state.st_size, state.st_mtime_ns))
    if not found:
        raise ScoreError(f"no MIDI files ({', '.join(SUFFIXES)}) below {folder}")
    found.sort()
    return [name for name, *_ in found], hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _complain(error: OSError) -> None:
    raise ScoreError(f"{error.filename}: {error.strerror}; let it be read, or move it away")


def _clear(out: Path) -> None:
    """Remove what `midi` wrote, and nothing else."""
    if (out / MANIFEST).exists() or (out / WORK).exists():
        for name in (JSON_FILE, MARKDOWN_FILE):
            (out / name).unlink(missing_ok=True)
        remove(out)
        shutil.rmtree(out / WORK, ignore_errors=True)
        if not any(out.iterdir()):
            out.rmdir()


def _is_done(out: Path, plan: Mapping[str, Any], console: Console) -> bool:
    """Whether `out` is finished. Raises `ScoreError` when it is something else."""
    if (out / MANIFEST).exists():
        manifest = read_manifest(out)
        _compare(out, manifest["plan"], plan)
        try:
            for shard in (own for split in manifest["splits"].values() for own in split["shards"]):
                verify(out / shard["file"], shard["sha256"])
        except ScoreError as error:
            console.print(f"{error}: preparing anew")
            _clear(out)
            return False
        shutil.rmtree(out / WORK, ignore_errors=True)
        console.print(f"{out} is prepared already")
        return True
    if (out / WORK / PLAN).exists():
        _compare(out, json.loads((out / WORK / PLAN).read_text(encoding="utf-8")), plan)
    elif out.exists() and any(path.name != WORK for path in out.iterdir()):
        raise ScoreError(f"{out} is not empty and no prepared folder: name another")
    return False


def _compare(out: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Raise `ScoreError` that says what differs between the plan of `out` and the new one."""
    changes = [
        f"{key}: {old.get(key)} -> {value}"
        for key, value in new.items()
        if old.get(key) != value and key not in ("files", "listing")
    ]
    if old["listing"] != new["listing"]:
        changes.append(f"the MIDI files changed ({old['files']:,} then, {new['files']:,} now)")
    if changes:
        raise ScoreError(
            f"{out} was prepared otherwise ({'; '.join(changes)}): name another folder, or add "
            "--anew to prepare this one again"
        )


def _batch(number: int) -> str:
    return f"{number:06d}.safetensors"


def _read_all(
    reading: Callable[[str], FileRead],
    names: Sequence[str],
    work: Path,
    workers: int,
    seconds: float,
    console: Console,
) -> dict[str, float]:
    """Read the batches that are not there yet; the report's `speed`."""
    jobs = [
        (number, names[first : first + BATCH])
        for number, first in enumerate(range(0, len(names), BATCH))
        if not _is_read(work / _batch(number))
    ]
    done = len(names) - sum(len(own) for _, own in jobs)
    if done:
        console.print(f"going on: {done:,} of {len(names):,} files are read already")
    with (
        Progress(console, "reading", len(names), done) as progress,
        closing(crew.run(reading, _lost, jobs, workers, seconds)) as results,
    ):
        for number, files in results:
            write_whole(work / _batch(number), packed(files))
            progress.advance(len(files))
    crowd = min(workers, max(1, len(jobs)))
    return {"files": len(names) - done, "seconds": progress.seconds, "workers": crowd}


def _lost(name: str, why: str) -> FileRead:
    return FileRead(name, dropped=why)


def _is_read(path: Path) -> bool:
    try:
        return bool(Readings(path))
    except ScoreError:
        return False


def _write(out: Path, readings: Sequence[Readings], sorting: Sorting) -> dict[str, Any]:
    """Write the shards; the manifest's `splits`."""
    writer = ShardWriter(out)
    before = 0
    for part in readings:
        for number, name, grid in part.pieces():
            if not sorting.dropped[before + number]:
                writer.add(sorting.splits[before + number], name, grid)
        before += len(part)
    return writer.close()


def _report(
    folder: Path,
    readings: Sequence[Readings],
    sorting: Sorting,
    splits: Mapping[str, Any],
    speed: Mapping[str, float],
) -> Report:
    both = zip(sorting.splits, sorting.dropped, strict=True)
    used = Counter(split for split, why in both if not why)
    members = np.bincount(sorting.group)
    return Report(
        folder=str(folder),
        files=len(sorting.names),
        dropped=sorting.reasons(),
        splits={
            name: {
                "files": used[name],
                "pieces": own["pieces"],
                "bars": own["steps"] // STEPS_PER_BAR,
            }
            for name, own in splits.items()
        },
        tracks=_counted(readings, "tracks"),
        bars=_counted(readings, "bars"),
        relatives={
            "groups": int((members > 1).sum()),
            "largest": int(members.max()),
            "shared": sorting.shared,
        },
        speed=speed,
    )


def _counted(readings: Sequence[Readings], unit: str) -> dict[str, int]:
    return dict(sum((Counter(part.about[unit]) for part in readings), Counter()))
