"""Pictures made larger: shapes, how the network is born, and folders that hold it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tomlkit
import torch
from PIL import Image
from safetensors.torch import save_file

from generators.images import upscaler
from generators.images.upscaler import (
    Upscaler,
    UpscalerError,
    UpscalerNetwork,
    UpscalerSizes,
    bicubic,
)
from generators.media import Pixels
from generators.packed import packed

CPU = torch.device("cpu")
SMALL = {"scale": 3, "channels": 6, "blocks": 1}


def pictures(count: int = 3, height: int = 10, width: int = 14) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (count, height, width, 3), np.uint8)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_pictures_become_so_many_times_as_large(scale: int) -> None:
    made = Upscaler(UpscalerNetwork(UpscalerSizes(**{**SMALL, "scale": scale})), CPU)
    large = made.pictures(pictures())
    assert made.scale == scale
    assert large.shape == (3, 10 * scale, 14 * scale, 3) and large.dtype == np.uint8
    assert made.pictures(pictures()[:0]).shape == (0, 10 * scale, 14 * scale, 3)


def test_a_new_network_is_nearly_bicubic_and_shows_no_checkerboard() -> None:
    torch.manual_seed(0)
    network = UpscalerNetwork(UpscalerSizes(**SMALL))
    small = torch.rand(2, 3, 8, 8) * 2 - 1
    with torch.no_grad():
        added = network(small) - bicubic(small, 3)
    assert 0 < added.abs().max() < 0.3
    cells = added.unflatten(3, (8, 3)).unflatten(2, (8, 3))
    torch.testing.assert_close(cells, cells[:, :, :, :1, :, :1].expand_as(cells))


def test_without_what_is_added_a_picture_is_enlarged_as_pillow_does_it_nearly() -> None:
    network = UpscalerNetwork(UpscalerSizes(**SMALL))
    torch.nn.init.zeros_(network.last.weight)
    assert network.last.bias is not None
    torch.nn.init.zeros_(network.last.bias)
    smooth = np.asarray(Image.fromarray(pictures(1, 3, 3)[0]).resize((16, 16)))
    found = Upscaler(network, CPU).pictures(smooth[None])[0].astype(int)
    theirs = np.asarray(Image.fromarray(smooth).resize((48, 48), Image.Resampling.BICUBIC))
    assert np.abs(found - theirs).mean() < 1.5, "colours keep their places, edges theirs"


def test_many_at_once_come_out_as_one_by_one() -> None:
    torch.manual_seed(1)
    made = Upscaler(UpscalerNetwork(UpscalerSizes(**SMALL)), CPU)
    many = pictures(upscaler.AT_ONCE + 3)
    single = np.concatenate([made.pictures(one[None]) for one in many])
    assert np.abs(made.pictures(many).astype(int) - single).max() <= 1


def folder(path: Path) -> Path:
    torch.manual_seed(2)
    save_file(packed(UpscalerNetwork(UpscalerSizes(**SMALL)).state_dict()), path / upscaler.WEIGHTS)
    (path / upscaler.TABLE).write_text(tomlkit.dumps({"licence": "CC0", "network": SMALL}))
    return path


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    torch.manual_seed(2)
    own = Upscaler(UpscalerNetwork(UpscalerSizes(**SMALL)), CPU)
    found = upscaler.load(folder(tmp_path), CPU).pictures(pictures()).astype(int)
    assert np.abs(found - own.pictures(pictures())).max() <= 2


def test_folders_that_hold_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(UpscalerError, match="no upscaler in"):
        upscaler.load(tmp_path, CPU)
    folder(tmp_path)
    table = tmp_path / upscaler.TABLE
    for wrong in ({"channels": 8}, {"scale": 5}, {"chanels": 6}):
        table.write_text(tomlkit.dumps({"network": {**SMALL, **wrong}}))
        with pytest.raises(UpscalerError, match="does not fit together"):
            upscaler.load(tmp_path, CPU)
    table.write_text("network = [")
    with pytest.raises(UpscalerError, match="no upscaler in"):
        upscaler.load(tmp_path, CPU)
    folder(tmp_path)
    (tmp_path / upscaler.WEIGHTS).write_bytes(b"nothing")
    with pytest.raises(UpscalerError, match="no upscaler in"):
        upscaler.load(tmp_path, CPU)
