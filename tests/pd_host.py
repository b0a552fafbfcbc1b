"""Pure Data without a screen: opens patches, says things to their receives, hears their sends."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from pd_files import FOLDER

PATIENCE_S = 60.0
_TAP = "#X obj 10 {y} r {name};\n#X obj 200 {y} print {name};\n"
_PROBE = """#N canvas 0 0 400 400 12;
#X obj 10 10 netreceive -u {port};
#X obj 10 30 list;
#X msg 10 50 \\; \\$1 \\$2;
#X obj 200 10 r klangbild-server;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
"""


class Pd:
    """A context manager: Pd with patches open, its [klangbild]s talking to `port`. What is sent to
    the names in `taps` comes back in `heard`, a line each: `name: what`."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *patches: Path,
        taps: tuple[str, ...] = (),
        audio: str = "-nosound",
    ) -> None:
        if (program := shutil.which("pd")) is None:
            pytest.skip("pd is not installed (puredata-core)")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        probe = folder / "probe.pd"
        cords = "".join(f"#X connect {4 + 2 * i} 0 {5 + 2 * i} 0;\n" for i in range(len(taps) + 1))
        boxes = (_TAP.format(y=80 + 30 * i, name=n) for i, n in enumerate((*taps, "probe-there")))
        probe.write_text(_PROBE.format(port=self._port) + "".join(boxes) + cords)
        opened = [word for patch in (probe, *patches) for word in ("-open", str(patch))]
        self._words = [
            *(program, "-nogui", audio, "-nomidi", "-stderr", "-r", "48000"),
            *("-path", str(FOLDER), *opened),
            *("-send", f"klangbild-server {port}", "-send", "probe-there bang"),
        ]
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        self.wait(lambda: "probe-there: bang" in self.heard)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._thread.join(PATIENCE_S)
        self._socket.close()
        assert self._process.stderr is not None
        self._process.stderr.close()
        assert not [line for line in self.heard if line.startswith("error")]

    def say(self, name: str, value: object = "bang") -> None:
        """Send one value, or a bang, to [r name]."""
        self._socket.sendto(f"{name} {value};\n".encode(), ("127.0.0.1", self._port))

    def of(self, name: str) -> list[list[str]]:
        """What was sent to a name, in words."""
        said = [
            line.removeprefix(f"{name}: ") for line in self.heard if line.startswith(f"{name}:")
        ]
        return [line.removeprefix("list ").split() for line in said]

    def wait(self, true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Until something is true of what was heard, or elsewhere."""
        end = time.monotonic() + seconds
        while not true():
            assert self._process.poll() is None, ("Pd ended", self.heard)
            assert time.monotonic() < end, ("it did not happen", self.heard[-40:])
            time.sleep(0.02)

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if line.strip():
                self.heard.append(line.rstrip())
