"""Frames as messages and as parts of a stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges import frames, ws
from bridges.frames import FORMATS, Picture
from bridges.table import PeerError

pictures = st.builds(
    Picture,
    st.integers(0, 2**40),
    st.integers(0, 10**9).map(lambda n: n / 10_000),
    st.integers(1, 9000),
    st.integers(1, 9000),
    st.sampled_from(sorted(FORMATS)),
    st.binary(max_size=200),
)


@given(pictures)
def test_a_picture_comes_back(picture: Picture) -> None:
    assert frames.decode(frames.encode(picture)) == picture


@given(st.binary() | st.binary().map(lambda b: b"KBF\1\0\2{}" + b))
def test_any_bytes_are_safe(message: bytes) -> None:
    with pytest.raises(PeerError):
        frames.decode(message)


@pytest.mark.parametrize(
    "change",
    [{"number": -1}, {"number": True}, {"time": "now"}, {"width": 1e9}, {"format": "exe"},
     {"format": []}],
)  # fmt: skip
def test_a_wrong_header_is_refused(change: dict[str, object]) -> None:
    header = {"number": 1, "time": 0.5, "width": 2, "height": 2, "format": "jpeg", **change}
    with pytest.raises(PeerError):
        frames.decode(ws.encode_binary(ws.Binary(frames.FRAME, header, b"")))


def test_parts_end_with_the_boundary_so_that_they_are_shown_at_once() -> None:
    part = frames.part(Picture(1, 2.0, 4, 4, "jpeg", b"\xff\xd8..."))
    head, _, rest = part.partition(b"\r\n\r\n")
    assert b"Content-Length: 5" in head
    assert rest == b"\xff\xd8...\r\n--klangbild\r\n"
