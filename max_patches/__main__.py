"""Writes the devices, a drawing of them and the help patches: `python -m max_patches`."""

from __future__ import annotations

from pathlib import Path

from max_patches import devices
from max_patches import help as help_patches
from max_patches.drawing import drawing
from max_patches.patcher import container

HOME = Path(__file__).parent


def files() -> dict[str, bytes]:
    """Path below this folder to content, of everything that is generated."""
    built = devices.build()
    made = {"devices/devices.svg": drawing(built).encode()}
    for device in built:
        rendered = device.rendered
        made[f"devices/{device.name}.maxpat"] = rendered.encode()
        made[f"devices/{device.name}.amxd"] = container(rendered, device.kind)
    for name, patch in help_patches.build().items():
        made[f"help/{name}.maxpat"] = patch.render().encode()
    return made


def write(home: Path = HOME) -> None:
    """Write all of it; what is there and no longer made goes."""
    made = files()
    for folder in ("devices", "help"):
        (home / folder).mkdir(exist_ok=True)
        for old in (home / folder).iterdir():
            if f"{folder}/{old.name}" not in made:
                old.unlink()
    for path, content in made.items():
        (home / path).write_bytes(content)


if __name__ == "__main__":
    write()
