"""SuperCollider without a screen: an sclang that evaluates code as an editor has it do."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

FOLDER = Path(__file__).parent.parent / "max_patches" / "supercollider"
PATIENCE_S = 60.0
_EVALUATE = "\x1b"
"""What sclang takes as the end of a piece of code to evaluate, without posting its value."""


class SuperCollider:
    """A context manager: sclang with the class Klangbild, whose default port is `port`. What it
    posts is in `heard`, a line each."""

    def __init__(self, folder: Path, port: int) -> None:
        if (program := shutil.which("sclang")) is None:
            pytest.skip("sclang is not installed (supercollider-language)")
        folder.chmod(0o700)
        config = folder / "sclang.yaml"
        config.write_text(f"includePaths:\n    - {FOLDER}\n")
        self._words = [program, "-i", "klangbild", "-l", str(config)]
        self._env = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
        }
        self._port = port
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._words,
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        self.wait(lambda: any("Welcome to SuperCollider" in line for line in self.heard))
        self.say(f'Klangbild.defaultPort = {self._port}; "it hears".postln;')
        self.wait(lambda: "it hears" in self.heard)
        return self

    def __exit__(self, *_: object) -> None:
        self.say("s.quit; 0.exit;")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(PATIENCE_S)
        self._thread.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def say(self, code: str) -> None:
        """Evaluate code, which may have comments and lines."""
        assert self._process.stdin is not None
        self._process.stdin.write(code + _EVALUATE)
        self._process.stdin.flush()

    def of(self, word: str) -> list[list[str]]:
        """The lines that begin with a word, in words, without it."""
        return [line.split()[1:] for line in self.heard if line.startswith(f"{word} ")]

    def wait(self, true: Callable[[], object], seconds: float = PATIENCE_S) -> None:
        """Until something is true of what was posted, or elsewhere."""
        end = time.monotonic() + seconds
        while not true():
            assert self._process.poll() is None, ("sclang ended", self.heard[-40:])
            assert time.monotonic() < end, ("it did not happen", self.heard[-40:])
            time.sleep(0.02)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.heard.append(line.rstrip())


def blocks(path: Path) -> list[str]:
    """What a person evaluates one by one: what is in brackets at the margin, and single lines."""
    found, inside = [], False
    for line in path.read_text().splitlines():
        if inside:
            found[-1] += "\n" + line
        elif line.strip() and not line.startswith("//"):
            found.append(line)
        inside = (inside or line == "(") and line != ")"
    return found
