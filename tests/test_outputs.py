"""Outputs to other programs, with fake packages in the place of the real ones."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from bridges import outputs
from bridges.outputs import Kind, OutputError, open_output

PIXELS = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)


class Calls:
    """Takes part in any conversation, and remembers it."""

    def __init__(self, log: list[tuple[str, tuple[Any, ...]]], name: str = "") -> None:
        self._log, self._name = log, name

    def __getattr__(self, name: str) -> Calls:
        return Calls(self._log, name)

    def __call__(self, *args: Any, **_: Any) -> Calls:
        self._log.append((self._name, args))
        return self


def fake(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[tuple[str, tuple[Any, ...]]]:
    log: list[tuple[str, tuple[Any, ...]]] = []
    for name in names:
        module = ModuleType(name)
        module.__getattr__ = lambda part: Calls(log, part)  # type: ignore[method-assign]
        monkeypatch.setitem(sys.modules, name, module)
    return log


CASES = [
    ("camera", ("pyvirtualcam",), "Camera", "send", "close"),
    ("ndi", tuple(f"cyndilib{m}" for m in ("", ".video_frame", ".wrapper", ".sender")),
     "Sender", "write_video_async", "close"),
    ("syphon", ("syphon", "syphon.utils", "syphon.utils.raw", "syphon.utils.metal"),
     "SyphonMetalServer", "publish_frame_texture", "stop"),
    ("spout", ("SpoutGL",), "SpoutSender", "sendImage", "releaseSender"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "modules", "made", "sent", "closed"), CASES)
def test_frames_are_handed_over(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    modules: tuple[str, ...],
    made: str,
    sent: str,
    closed: str,
) -> None:
    log = fake(monkeypatch, *modules)
    output = open_output(name, 2, 4, 15)
    output.send(PIXELS)
    output.close()
    names = [call for call, _ in log]
    assert names.index(made) < names.index(sent) < names.index(closed)


def test_the_camera_gets_rgb_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake(monkeypatch, "pyvirtualcam")
    open_output("camera", 2, 4, 15).send(PIXELS)
    assert log[0][1][:3] == (4, 2, 15), "width, height, frames a second"
    assert np.array_equal(log[1][1][0], PIXELS)


def test_ndi_gets_an_opaque_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake(monkeypatch, *CASES[1][1])
    open_output("ndi", 2, 4, 15).send(PIXELS)
    sent = dict(log)["write_video_async"][0].reshape(2, 4, 4)
    assert np.array_equal(sent[..., :3], PIXELS)
    assert (sent[..., 3] == 255).all()


@pytest.mark.parametrize("name", list(outputs.KINDS))
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, outputs.KINDS[name].module, None)
    with pytest.raises(OutputError, match="pip install"):
        open_output(name, 2, 4, 15)


def test_what_a_driver_refuses_is_told() -> None:
    def refuse(*_: Any) -> Any:
        raise OSError("no such device")

    kinds = {"broken": Kind("json", "", refuse)}
    with pytest.raises(OutputError, match="broken cannot be opened: no such device"):
        open_output("broken", 2, 4, 15, kinds)
    with pytest.raises(OutputError, match="there are camera, ndi"):
        open_output("hologram", 2, 4, 15)
