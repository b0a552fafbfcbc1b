"""What the server was started with: validated at birth, unknown keys refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from presets import NAME

Port = Annotated[int, Field(ge=0, le=65535)]
"""0 lets the system choose."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class StartError(RuntimeError):
    """The server cannot start; the text is one line that says what to do."""


class Settings(BaseModel):
    """Where to listen and what to serve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: str = "trio"
    """Name of a notes preset; `repeat` needs no weights: it repeats the bars before a hole."""
    host: str = "127.0.0.1"
    osc_port: Port = 9100
    http_port: Port = 9180
    device: str | None = None
    """As torch names them (`cpu`, `cuda`, `mps`); None: the best there is."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("preset")
    @classmethod
    def _name(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError("a preset's name has 1 to 64 letters, digits, spaces, - or _")
        return value

    @field_validator("host")
    @classmethod
    def _loopback(cls, value: str) -> str:
        # Anyone in the network could use an open port: it has to wait for access with a token.
        if value not in LOOPBACK:
            raise ValueError(f"only this machine can be served: use {' or '.join(LOOPBACK)}")
        return value
