"""Preset folders are found, read strictly and checked byte by byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import presets
from presets import PresetError

WEIGHTS = b"not really weights"
TOML = f"""
kind = "notes"
about = "a test"
licence = "MIT"
network = {{ width = 8 }}
[files]
"weights.safetensors" = "{hashlib.sha256(WEIGHTS).hexdigest()}"
"""


def make(folder: Path, name: str = "tiny", toml: str = TOML, weights: bytes = WEIGHTS) -> Path:
    """A preset folder."""
    place = folder / name
    place.mkdir()
    (place / "preset.toml").write_text(toml, encoding="utf-8")
    (place / "weights.safetensors").write_bytes(weights)
    return place


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where presets are looked for first."""
    monkeypatch.setenv("KLANGBILD_PRESETS", str(tmp_path))
    return tmp_path


def test_a_preset_is_found_read_and_verified(shelf: Path) -> None:
    make(shelf)
    preset = presets.read("tiny")
    presets.verify(preset)
    assert (preset.kind, preset.licence, preset.size) == ("notes", "MIT", len(WEIGHTS))
    assert "tiny" in [p.name for p in presets.of_kind("notes")]
    assert "tiny" not in [p.name for p in presets.of_kind("images")]


def test_a_file_may_lie_in_the_preset_beside_it(shelf: Path) -> None:
    there = make(shelf, "there")
    make(shelf, toml=TOML.replace("weights.saf", "../there/weights.saf"))
    (shelf / "tiny" / "weights.safetensors").unlink()
    preset = presets.read("tiny")
    presets.verify(preset)
    assert preset.place("weights.safetensors").samefile(there / "weights.safetensors")
    assert (preset.size, presets.read("there").size) == (0, len(WEIGHTS))
    (there / "weights.safetensors").write_bytes(b"something else")
    with pytest.raises(PresetError, match="not the file that was published"):
        presets.verify(preset)


@pytest.mark.parametrize("file", ["../../secret", "../secret", "/etc/passwd", "../up/../secret"])
def test_no_file_from_elsewhere_is_read(shelf: Path, file: str) -> None:
    for place in (shelf.parent / "secret", shelf / "secret"):
        place.write_bytes(WEIGHTS)
    (shelf / "up").mkdir()
    make(shelf, toml=TOML.replace("weights.safetensors", file))
    with pytest.raises(PresetError, match="lacks its file"):
        presets.read("tiny")


def test_one_altered_byte_is_noticed(shelf: Path) -> None:
    make(shelf, weights=WEIGHTS[:-1] + b"!")
    with pytest.raises(PresetError, match="not the file that was published"):
        presets.verify(presets.read("tiny"))


def test_an_unknown_preset_names_those_that_are_there(shelf: Path) -> None:
    make(shelf)
    with pytest.raises(PresetError, match=r"no preset called 'huge'; there are: .*tiny"):
        presets.read("huge")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (TOML.replace('kind = "notes"', 'kind = "smells"'), "kind"),
        (TOML.replace('about = "a test"', ""), "about"),
        ("colour = 3\n" + TOML, "colour"),
        ("path = '/etc'\n" + TOML.replace("licence", "x = "), "cannot be read"),
        ("kind = ", "cannot be read"),
        ("kind = " + "[" * 20_000, "cannot be read"),
        ("kind = " + "9" * 5_000, "cannot be read"),
        (TOML.replace("weights.safetensors", "other.safetensors"), "lacks its file"),
        (TOML.replace("weights.safetensors", "../tiny/weights.safetensors"), "lacks its file"),
        (TOML.replace("weights.safetensors", "../other/weights.safetensors"), "lacks its file"),
        (TOML.replace("weights.safetensors", "../../other/weights.safetensors"), "lacks its file"),
    ],
)
def test_a_wrong_table_is_refused_with_its_key(shelf: Path, toml: str, says: str) -> None:
    make(shelf, toml=toml)
    with pytest.raises(PresetError, match=says):
        presets.read("tiny")
    assert "tiny" not in [p.name for p in presets.of_kind("notes")]


@pytest.mark.parametrize("name", ["a.b", presets.BUILT_IN])
def test_folder_names_that_are_no_names_are_passed_over(shelf: Path, name: str) -> None:
    make(shelf, name=name)
    assert name not in presets.scan()


def test_weights_without_a_checksum_are_not_trusted(shelf: Path) -> None:
    make(shelf, toml=TOML.partition('"weights')[0])
    with pytest.raises(PresetError, match=r"weights\.safetensors has no checksum"):
        presets.verify(presets.read("tiny"))


def test_the_first_folder_wins(
    shelf: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path_factory.mktemp("more")
    for folder in (shelf, second):
        make(folder)
    monkeypatch.setenv("KLANGBILD_PRESETS", f"{second}{presets.os.pathsep}{shelf}")  # type: ignore[attr-defined]
    assert presets.scan()["tiny"] == second / "tiny"


def test_every_shipped_preset_is_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KLANGBILD_PRESETS", raising=False)
    for name in presets.scan():
        presets.verify(presets.read(name))
