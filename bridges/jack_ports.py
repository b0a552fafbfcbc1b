"""JACK's MIDI ports, as a client sees them that stays and never runs.

python-rtmidi's clients run from the start: each that comes and goes makes JACK order its graph
anew, which can stop the music of all others for good (JACK 1.9.21 with `-S`). And they go on
listing the ports of a server that is dead. So its JACK library is asked without it.
"""

from __future__ import annotations

import ctypes
import threading
from ctypes.util import find_library
from pathlib import Path
from typing import Literal

_MIDI = b"8 bit raw midi"
_FLAGS = {"in": 2, "out": 1}
"""Our inputs hear outputs (`JackPortIsOutput`), and the other way round."""
_NO_START = 1
"""`JackNoStartServer`."""
_Ended = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class JackPorts:
    """A client called `name`. Raises OSError where there is no JACK, or no server runs."""

    def __init__(self, name: str) -> None:
        self._jack = jack = _library()
        self._client = ctypes.c_void_p(
            jack.jack_client_open(name.encode(), _NO_START, ctypes.byref(ctypes.c_int()))
        )
        if not self._client:
            raise OSError("no JACK server runs")
        self._over = threading.Event()
        self._ended = _Ended(lambda _: self._over.set())  # kept: JACK's library holds its address
        jack.jack_on_shutdown(self._client, self._ended, None)

    def names(self, direction: Literal["in", "out"]) -> list[str]:
        """What an input or an output of ours can be connected to. Raises OSError when the server
        has ended: another needs another client."""
        if self._over.is_set():
            raise OSError("the JACK server has ended")
        found = self._jack.jack_get_ports(self._client, None, _MIDI, _FLAGS[direction])
        names: list[str] = []
        while found and found[len(names)]:
            names.append(found[len(names)].decode(errors="replace"))
        self._jack.jack_free(found)
        return names

    def close(self) -> None:
        """Go."""
        self._jack.jack_client_close(self._client)


def _library() -> ctypes.CDLL:
    """The one that python-rtmidi brings, where it is loaded already, or the system's: not every
    one speaks to every server. Raises OSError."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text().splitlines() if maps.exists() else []
    loaded = [line.split(maxsplit=5)[-1] for line in lines if "/libjack" in line]
    name = loaded[0] if loaded else find_library("jack")
    if name is None:
        raise OSError("JACK's library is not installed")
    jack = ctypes.CDLL(name)
    jack.jack_client_open.restype = ctypes.c_void_p
    jack.jack_get_ports.restype = ctypes.POINTER(ctypes.c_char_p)
    jack.jack_get_ports.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong,
    ]  # fmt: skip
    jack.jack_on_shutdown.argtypes = [ctypes.c_void_p, _Ended, ctypes.c_void_p]
    jack.jack_free.argtypes = [ctypes.POINTER(ctypes.c_char_p)]
    return jack
