"""Comparisons: every variant trained once, one table, one validation for all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny
import tomlkit

import training
from generators.score import ScoreError
from training.notes import compare, train
from training.notes.compare import markdown
from training.notes.trainer import Trainer

FILE: dict[str, Any] = {
    "base": "tiny.toml",
    "out": "compared",
    "seeds": [0, 1],
    "set": {"valid_bars": 8, "steps": 3, "warmup": 1},
    "variants": {
        "base": {},
        "learned positions": {"sizes": {"position": "learned"}},
        "Short windows": {"bars": [4]},
    },
}


def write(folder: Path, **changes: Any) -> Path:
    tiny.workplace(folder)
    path = folder / "compare.toml"
    path.write_text(tomlkit.dumps({**FILE, **changes}))
    return path


def test_a_comparison_trains_every_variant_once_and_writes_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = compare.compare(write(tmp_path), tiny.QUIET)
    results = json.loads(table.with_suffix(".json").read_text())
    assert [(r["variant"], r["seed"], r["steps"]) for r in results] == [
        (variant, seed, 3) for variant in FILE["variants"] for seed in (0, 1)
    ]
    assert results[2]["parameters"] > results[0]["parameters"]
    assert len({r["valid_elbo"] for r in results}) == 6
    lines = table.read_text().splitlines()
    assert lines[0].startswith("| variant | parameters | steps | steps/s | loss | ELBO |")
    assert lines[3].startswith("| learned positions | ") and "±" in lines[3]
    monkeypatch.setattr(Trainer, "learn", None)
    assert compare.compare(write(tmp_path), tiny.QUIET) == table, "what is done stays"
    again = json.loads(table.with_suffix(".json").read_text())
    assert again == results


def test_a_comparison_by_arithmetic_gives_small_networks_more_steps(tmp_path: Path) -> None:
    variants = {"base": {}, "wide": {"sizes": {"width": 64}}}
    told = compare._read(write(tmp_path, teraflop=0.01, variants=variants))
    jobs = [*compare._jobs(tmp_path / "compare.toml", told)]
    base, wide = jobs[0].config, jobs[2].config
    assert base.steps > 2 * wide.steps > 4
    more = compare._read(write(tmp_path, teraflop=0.02, variants=variants))
    double = next(compare._jobs(tmp_path / "compare.toml", more)).config
    assert double.steps == pytest.approx(2 * base.steps, abs=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"variant": {}}, "variant: unknown key; did you mean variants"),
        ({"variants": {}}, "variants: .*at least 1"),
        ({"variants": {"a": {"rate": -1}}}, "compare.toml: a: rate: "),
        ({"variants": {"a b": {}, "A-B": {}}}, "'a b' and 'A-B' look alike"),
        ({"set": {}}, "valid_bars differs .*put it under"),
        ({"base": "gone.toml"}, "gone.toml"),
    ],
)
def test_a_wrong_comparison_is_refused_before_anything_is_trained(
    changes: dict[str, Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "run", None)
    with pytest.raises((ScoreError, OSError), match=message):
        compare.compare(write(tmp_path, **changes), tiny.QUIET)


def test_differences_are_to_the_first_variant_seed_by_seed() -> None:
    shapes = dict.fromkeys((f"valid_elbo/{shape}" for shape in compare.SHAPES), 1.0)
    results = [
        {"variant": v, "seed": s, "parameters": 1, "steps": 1, "steps_per_s": 1.0,
         "valid_loss": 1.0, "valid_elbo": elbo, **shapes}
        for v, s, elbo in (("a", 0, 1.0), ("a", 1, 2.0), ("b", 0, 1.5), ("b", 1, 2.7))
    ]  # fmt: skip
    row = markdown(results).splitlines()[3]
    assert "| 2.1000 | +0.6000 ± 0.1414 |" in row


def test_the_shipped_comparison_is_valid(tmp_path: Path) -> None:
    path = Path(training.__file__).parent / "configs" / "compare.toml"
    jobs = [*compare._jobs(path, compare._read(path))]
    compare._check_alike(path, jobs)
    assert len({job.variant for job in jobs}) > 10
