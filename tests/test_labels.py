"""The table of LINKS, and pictures that are labelled by it."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import presets
from generators.score import ScoreError
from server.cli import app
from training.images.data import Pictures, manifest_of
from training.images.labels import read


def test_the_table_is_that_of_the_document() -> None:
    rows = read("links").label
    assert len(rows) == len({row.name for row in rows}) == 18
    assert sum(row.size for row in rows) == 24_216
    for row in rows:
        assert row.size == sum(row.music.values()), row.name
        assert row.features and row.categories


def test_all_labels_of_the_gallery_have_a_place_in_it() -> None:
    ours = tomllib.loads((presets.SHIPPED / "gallery" / "preset.toml").read_text())["labels"]
    table = read("links")
    placed = {label: table.of([label]) for label in ours}
    several = {label: found for label, found in placed.items() if len(found) != 1}
    assert several == {"romanticism": ["romanticism_figure", "romanticism_open_view"]}
    assert placed["fantasy_metal"] == ["heavy_metal"]
    assert placed["rococo"] == ["baroque_classical_secular"]
    assert {label for row in table.label for label in row.ours} == set(ours)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (["Romanticism", "landscape"], ["romanticism_open_view"]),
        (["Romanticism", "still_life"], ["romanticism_figure"]),
        (["Baroque", "religious painting"], ["baroque_classical_symbolism"]),
        (["Early_Renaissance", "portrait", "15th century"], ["renaissance_secular"]),
        (["Post_Impressionism"], ["20th_century_experimental_open_view"]),
        (["Heavy metal"], ["heavy_metal"]),
        (["Art_Nouveau"], ["20th_century_traditional_figure"]),
        (["something else"], []),
        (["", " "], []),
    ],
)
def test_what_is_said_of_a_picture_decides(said: list[str], found: list[str]) -> None:
    assert read("links").of(said) == found


def test_what_is_between_labels_is_said() -> None:
    assert len(read("links").of(["Folk art"])) == 4


def test_pictures_are_prepared_with_its_labels(tmp_path: Path) -> None:
    said = [
        ("Baroque", "portrait"), ("Baroque", "Religious painting"), ("Fantasy art", ""),
        ("Baroque", ""), ("Nothing known", "portrait of a cat"),
    ]  # fmt: skip
    (tmp_path / "raw").mkdir()
    with (tmp_path / "table.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "label", "genre", "split"])
        for number, (label, genre) in enumerate(said):
            pixels = np.random.default_rng(number).integers(0, 255, (20, 20, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "raw" / f"{number}.png")
            table.writerow([number, label, genre, "train"])
    args = ["prepare", "art", str(tmp_path / "raw"), str(tmp_path / "out"), "--size", "20"]
    more = ["--metadata", str(tmp_path / "table.csv"), "--labels", "links", "--workers", "1"]
    told = CliRunner().invoke(app, [*args, *more])
    assert told.exit_code == 0, told.output
    found = Pictures.load(tmp_path / "out", "train", 20)
    assert dict(zip(found.names, (found.kinds[n] for n in found.labels), strict=True)) == {
        "0": "baroque_classical_secular",
        "1": "baroque_classical_symbolism",
        "2": "heavy_metal",
    }
    assert manifest_of(tmp_path / "out")["about"]["found"] == {
        "kept": 3,
        "of no label": 1,
        "between baroque_classical_symbolism and baroque_classical_secular": 1,
    }


def test_tables_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="there is no table of labels lonks: links, or a file"):
        read("lonks")
    (tmp_path / "own.toml").write_text('[[label]]\nname = "a"\ncategories = ["Blue"]\n')
    assert read(str(tmp_path / "own.toml")).of(["blue"]) == ["a"]
    (tmp_path / "own.toml").write_text("label = []\n")
    with pytest.raises(ScoreError, match="label"):
        read(str(tmp_path / "own.toml"))
