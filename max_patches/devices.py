"""The three Max for Live devices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from max_patches import eye, fill, live
from max_patches.patcher import Device, Patch


@dataclass(frozen=True, slots=True)
class Made:
    """A finished device; `width` in pixels."""

    name: str
    kind: Device
    width: int
    patch: Patch

    @property
    def rendered(self) -> str:
        """Its JSON."""
        return self.patch.render(self.kind, self.width)


def build() -> list[Made]:
    """All devices."""
    makers: list[tuple[str, Device, int, Callable[[Patch, int], None]]] = [
        ("Klangbild Fill", "midi", 420, fill.build),
        ("Klangbild Live", "midi", 300, live.build),
        ("Klangbild Eye", "audio", 350, eye.build),
    ]
    made = []
    for name, kind, width, maker in makers:
        patch = Patch((60, 80, 1240, 860))
        maker(patch, width)
        made.append(Made(name, kind, width, patch))
    return made
