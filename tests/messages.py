"""Hypothesis strategies that make any message of the protocol table."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bridges.commands import TABLE
from bridges.table import INT32, Arg, Field, Row

_text = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)


def argument(arg: Arg) -> st.SearchStrategy[Any]:
    """Values in the range of one argument; floats that fit 32 bits."""
    low = -INT32 - 1 if arg.low is None else arg.low
    high = INT32 if arg.high is None else arg.high
    if arg.choices:
        return st.sampled_from(arg.choices)
    if arg.type == "i":
        return st.integers(int(low), int(high))
    if arg.type == "f":
        return st.floats(-1e6, 1e6, width=32).filter(lambda x: low <= x <= high)
    if arg.type == "b":
        return st.binary(max_size=min(high, 900))
    if arg.type == "id":
        return st.integers(-INT32, INT32) | _text
    return _text


def _built(kind: Any, fields: tuple[Field, ...], *more: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, *(argument(f.arg) for f in fields), *more)


def message(row: Row, most: int = 120) -> st.SearchStrategy[Any]:
    """Any message of one row."""
    if row.many is None:
        return _built(row.kind, row.fields)
    item = argument(row.many.arg) if row.many.arg else _built(row.item, row.item_fields)
    items = st.lists(item, min_size=row.many.least, max_size=most).map(tuple)
    return _built(row.kind, row.fields, items)


def anything(direction: str) -> st.SearchStrategy[Any]:
    """Any message that goes in this direction."""
    return st.one_of(message(row) for row in TABLE if row.direction == direction)
