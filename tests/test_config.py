"""Training configs: what is refused and how it is said, overrides, what a resume may change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny

import training
from generators.score import ScoreError
from training.alignment.config import read_config as read_alignment_config
from training.autoencoder.config import read_config as read_autoencoder_config
from training.diffusion.config import read_config as read_diffusion_config
from training.expression.train import read_config as read_expression_config
from training.images.config import read_config as read_images_config
from training.notes.config import differences, overrides, parse, read_config
from training.sounds.config import read_config as read_sounds_config
from training.sweep.plan import read as read_sweep
from training.upscaling.config import read_config as read_upscaler_config

TRAINING = Path(training.__file__).parent / "configs"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stesp": 3}, "stesp: unknown key; did you mean steps"),
        ({"xyz": 3}, "xyz: unknown key; use network, tracks, sizes"),
        ({"rate": -1}, "rate: .*greater than 0"),
        ({"schedule": "linear"}, "schedule: .*'constant' or 'cosine'"),
        ({"precision": "fp8"}, "precision: .*'no' or 'bf16'"),
        ({"weighting": "x"}, "weighting: .*'thesis' or 'elbo'"),
        ({"network": "lstm"}, "network: 'lstm' is unknown: use transformer, conv"),
        ({"tracks": ["flute"]}, "unknown track 'flute'"),
        ({"sizes": {"widht": 3}}, "sizes.widht: unknown key; did you mean width"),
        ({"sizes": {"heads": 5}}, "sizes: width 16 does not divide into 5 heads"),
        ({"regions": {"blocks": 1.0}}, "regions.blocks: unknown key; use everything"),
        ({"regions": {"everything": 0.5}}, "regions: .*add up"),
        ({"train": [{"tokens": "a", "shares": 1}]}, "train.0.shares: unknown key; did you mean"),
        ({"train": [{"tokens": "a", "share": 0}]}, "train.0.share: .*greater than 0"),
        ({"train": []}, "train: .*at least 1"),
        ({"teacher": {"source": "x", "weight": 0}}, "teacher.weight: .*greater than 0"),
        ({"teacher": {"sauce": "x"}}, "teacher.sauce: unknown key; did you mean source"),
        ({"bars": [65]}, "bars: use 1 to 64"),
        ({"valid_bars": 65}, "valid_bars: use 1 to 64"),
        ({"positions": 255}, "positions: 255 is less than 1 .* of 16 bars"),
        ({"accumulate": 5}, r"positions: 1024 is less than 5 \(accumulate\)"),
        ({"schedule": "cosine", "cooldown": 3}, "cooldown: a cosine schedule"),
        ({"warmup": 4, "cooldown": 3}, r"steps: 6 is less than warmup \+ cooldown \(4 \+ 3\)"),
    ],
)
def test_a_wrong_config_is_refused_by_the_name_of_its_key(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScoreError, match=message):
        parse("x.toml", tiny.table(**changes))


def test_all_wrong_keys_are_named_at_once() -> None:
    with pytest.raises(ScoreError, match=r"rate: .*; ema: "):
        parse("x.toml", tiny.table(rate=0, ema=1))


@pytest.mark.parametrize("text", ["steps = = 3", "steps = 3\n\x00"])
def test_a_file_that_is_no_toml_says_so(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(ScoreError, match=r"x\.toml is no TOML"):
        read_config(tmp_path / "x.toml")


def test_overrides_are_toml_and_reach_into_tables(tmp_path: Path) -> None:
    path = tiny.workplace(tmp_path)
    found = overrides(["steps=9", "sizes.layers=2", "run=other", "bars=[4, 8]", "rate = 1e-2"])
    read = read_config(path, found)
    assert (read.steps, read.run, read.bars, read.rate) == (9, "other", [4, 8], 0.01)
    assert read.sizes == {**tiny.CONFIG["sizes"], "layers": 2}


@pytest.mark.parametrize("setting", ["steps", "=3", "sizes.=2", ".a=1"])
def test_an_override_without_key_or_value_is_refused(setting: str) -> None:
    with pytest.raises(ScoreError, match="key=value"):
        overrides([setting])


def test_what_ends_or_watches_a_run_may_change_and_nothing_else() -> None:
    old = tiny.config()
    free = tiny.config(steps=9, save_every=1, sample_every=4, valid_bars=4, accumulate=2)
    assert differences(old, free) == []
    other = tiny.config(rate=0.1, sizes={"layers": 2}, teacher={"source": "x"})
    other = other.model_copy(update={"train": [*old.train, *old.train]})
    found = differences(old, other)
    assert [line.split(":")[0] for line in found if "teacher" not in line] == [
        "rate",
        "sizes.layers",
        "train.1.share",
        "train.1.split",
        "train.1.tokens",
    ]
    assert "sizes.layers: 1 -> 2" in found and "rate: 0.0005 -> 0.1" in found
    assert "teacher.source: none -> x" in found


CONFIGS = [path for path in sorted(TRAINING.rglob("*.toml")) if ".card." not in path.name]
READERS: dict[str, Callable[[Path], Any]] = {
    "expression": read_expression_config,
    "gallery": read_images_config,
    "listener": read_sounds_config,
    "upscaler": read_upscaler_config,
    "autoencoder": read_autoencoder_config,
    "alignment": read_alignment_config,
    **dict.fromkeys(
        ("words", "audiotoken", "covergen", "audioclip", "spectrograms"), read_diffusion_config
    ),
}
"""By the first word of a file's name; others are of `train notes`."""


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_shipped_config_is_valid(path: Path) -> None:
    if path.name == "sweep.toml":
        assert read_sweep(path)
    elif path.name != "compare.toml":
        read = READERS.get(path.stem.partition("-")[0], read_config)
        assert read(path).steps > 0
