"""Frames to other programs of this machine: virtual camera, NDI, Syphon, Spout. All are optional.

Each is a small class around a package that has to be installed beside Klangbild.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from generators.media import Pixels

NAME = "Klangbild"
"""What the other programs see."""


class OutputError(RuntimeError):
    """An output cannot be opened or has failed; the text says what to do."""


class Output(Protocol):
    """Somewhere that frames go."""

    def send(self, pixels: Pixels) -> None:
        """Hand over `pixels` [height, width, 3], of the size that it was opened with."""
        ...

    def close(self) -> None:
        """Give it back to the system."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """How one sort of output is opened: `make(module, height, width, fps)`."""

    module: str
    install: str
    make: Callable[[Any, int, int, float], Output]


class Camera:
    """A camera that any program can choose; by pyvirtualcam (OBS or v4l2loopback has to be
    installed)."""

    def __init__(self, module: Any, height: int, width: int, fps: float) -> None:
        self._camera = module.Camera(width, height, fps, fmt=module.PixelFormat.RGB)

    def send(self, pixels: Pixels) -> None:
        """See `Output`."""
        self._camera.send(np.ascontiguousarray(pixels))

    def close(self) -> None:
        """See `Output`."""
        self._camera.close()


class Ndi:
    """An NDI source in the network; by cyndilib, which holds NDI's own library."""

    def __init__(self, module: Any, height: int, width: int, fps: float) -> None:
        fractions = importlib.import_module("fractions")
        frames = importlib.import_module(f"{module.__name__}.video_frame")
        wrapper = importlib.import_module(f"{module.__name__}.wrapper")
        self._sender = importlib.import_module(f"{module.__name__}.sender").Sender(NAME)
        frame = frames.VideoSendFrame()
        frame.set_resolution(width, height)
        frame.set_frame_rate(fractions.Fraction(fps).limit_denominator(1000))
        frame.set_fourcc(wrapper.FourCC.RGBX)
        self._sender.set_video_frame(frame)
        self._sender.open()

    def send(self, pixels: Pixels) -> None:
        """See `Output`."""
        self._sender.write_video_async(_with_alpha(pixels).ravel())

    def close(self) -> None:
        """See `Output`."""
        self._sender.close()


class Syphon:
    """A Syphon server (macOS); by syphon-python with Metal."""

    def __init__(self, module: Any, height: int, width: int, _: float) -> None:
        self._utils = importlib.import_module(f"{module.__name__}.utils.raw")
        metal = importlib.import_module(f"{module.__name__}.utils.metal")
        self._server = module.SyphonMetalServer(NAME)
        self._texture = metal.create_mtl_texture(self._server.device, width, height)

    def send(self, pixels: Pixels) -> None:
        """See `Output`."""
        self._utils.copy_bytes_to_mtl_texture(_with_alpha(pixels)[::-1].copy(), self._texture)
        self._server.publish_frame_texture(self._texture)

    def close(self) -> None:
        """See `Output`."""
        self._server.stop()


class Spout:
    """A Spout sender (Windows); by SpoutGL."""

    _RGBA = 0x1908  # as OpenGL numbers it

    def __init__(self, module: Any, height: int, width: int, _: float) -> None:
        self._size = (width, height)
        self._sender = module.SpoutSender()
        self._sender.setSenderName(NAME)

    def send(self, pixels: Pixels) -> None:
        """See `Output`."""
        self._sender.sendImage(_with_alpha(pixels).tobytes(), *self._size, self._RGBA, False, 0)

    def close(self) -> None:
        """See `Output`."""
        self._sender.releaseSender()


KINDS: Mapping[str, Kind] = {
    "camera": Kind("pyvirtualcam", "pip install pyvirtualcam", Camera),
    "ndi": Kind("cyndilib", "pip install cyndilib", Ndi),
    "syphon": Kind("syphon", "pip install syphon-python", Syphon),
    "spout": Kind("SpoutGL", "pip install SpoutGL", Spout),
}


def open_output(
    name: str,
    height: int,
    width: int,
    fps: float,
    kinds: Mapping[str, Kind] = KINDS,
) -> Output:
    """Open the output called `name` for frames of this size. Raises `OutputError`."""
    kind = kinds.get(name)
    if kind is None:
        raise OutputError(f"no output called {name!r}: there are {', '.join(kinds)}")
    try:
        module = importlib.import_module(kind.module)
    except ImportError as error:
        raise OutputError(f"output {name}: {kind.install} first ({error})") from error
    try:
        return kind.make(module, height, width, fps)
    except Exception as error:
        raise OutputError(f"output {name} cannot be opened: {error}") from error


def _with_alpha(pixels: Pixels) -> Pixels:
    opaque = np.full((*pixels.shape[:2], 1), 255, np.uint8)
    return np.concatenate([pixels, opaque], axis=2)
