"""Access from other machines: the token, and the address to open there."""

from __future__ import annotations

import re
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from server.settings import StartError

FILE = "token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def token(folder: Path) -> str:
    """The token kept in the folder, made where there is none, so that phones which were let in stay
    so. Raises `StartError` if it cannot be kept."""
    path = folder / FILE
    with suppress(OSError, UnicodeDecodeError):
        kept = path.read_text().strip()
        if _TOKEN.fullmatch(kept):
            return kept
    made = secrets.token_urlsafe(16)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(0o600, exist_ok=False)
        path.write_text(made + "\n")
    except OSError as error:
        raise StartError(
            f"--remote keeps its token in {path}: {error.strerror}; name another folder in "
            "KLANGBILD_FOLDER"
        ) from error
    return made


def address() -> str:
    """Of this machine in its network, by the way that packets would leave it; else loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for examples: nothing is sent
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
