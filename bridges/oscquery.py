"""The table of addresses as OSCQuery has it (github.com/Vidvox/OSCQueryProposal). No sockets.

A client reads the tree over HTTP and makes its controls from it; it sets them over OSC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from bridges.commands import COMMANDS, Event, row_for
from bridges.table import Arg, Row
from bridges.targets import narrowed

ATTRIBUTES = (
    "FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION"
)  # fmt: skip
HOST_INFO = "HOST_INFO"
_EXTENSIONS = {
    **dict.fromkeys(("ACCESS", "VALUE", "RANGE", "DESCRIPTION"), True),
    **dict.fromkeys(
        ("TAGS", "EXTENDED_TYPE", "UNIT", "CRITICAL", "CLIPMODE", "OVERLOADS", "LISTEN",
         "PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED", "PATH_RENAMED"), False,
    ),
}  # fmt: skip
_TYPES = {"id": "s", "value": "f"}
_WRITE, _BOTH = 2, 3
_RESERVED = frozenset(" #*,/?[]{}")
"""What a part of an OSC address may not hold (OSC 1.0)."""
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What is set now. `events` tell all values; `names` are the choices that the first argument
    of an address has at present: looks, labels, cues."""

    events: Iterable[Event] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status, and what is said as JSON (None: nothing)."""

    status: int
    body: Any = None


def asked_for(query: str) -> bool:
    """Whether an URL's query (what follows its `?`) is one of OSCQuery's."""
    return query in (*ATTRIBUTES, HOST_INFO)


def answer(path: str, query: str, state: State, host: str, osc_port: int) -> Reply:
    """What is at the `path` of an URL: a node with all below it, or what `query` names of it."""
    if query == HOST_INFO:
        return Reply(200, _host(host, osc_port))
    node: Node | None = tree(state)
    for part in filter(None, unquote(path).split("/")):
        node = (node or {}).get("CONTENTS", {}).get(part)
    if node is None:
        return Reply(404)
    if not query:
        return Reply(200, node)
    if query not in ATTRIBUTES:
        return Reply(400)
    return Reply(200, {query: node[query]}) if query in node else Reply(204)


def tree(state: State) -> Node:
    """The root of the tree."""
    root: Node = {"FULL_PATH": "/", "DESCRIPTION": "Klangbild", "ACCESS": 0, "CONTENTS": {}}
    values: dict[str, list[Any]] = {}
    for event in state.events:
        sent = row_for(event).to_values(event)[0]
        values.update(_values(row_for(event), [value for _, value in sent]))
    for row in COMMANDS.values():
        names = state.names.get(row.address, ())
        _put(root, row.address, _command(row, names, values.get(row.address)))
        if not _holds(row):
            continue
        for name in names or row.fields[0].arg.choices:
            if not _RESERVED & set(name):
                address = f"{row.address}/{name}"
                arg = narrowed(row, (name,))
                _put(root, address, _number(arg, values.get(address, [0.0])))
    return root


def _holds(row: Row) -> bool:
    """Whether it has a node for each name: a name and one number set something."""
    return row.named and [f.arg.type for f in row.fields] == ["s", "f"] and row.fields[1].required


def _values(row: Row, sent: list[Any]) -> dict[str, list[Any]]:
    return {f"{row.address}/{sent[0]}": sent[1:]} if _holds(row) else {row.address: sent}


def _put(root: Node, address: str, node: Node) -> None:
    *above, name = address[1:].split("/")
    at, path = root, ""
    for part in above:
        path += f"/{part}"
        new = {"FULL_PATH": path, "ACCESS": 0}
        at = at.setdefault("CONTENTS", {}).setdefault(part, new)
    contents = at.setdefault("CONTENTS", {})
    below = contents.get(name, {})
    contents[name] = {**below, "FULL_PATH": address, **node}


def _command(row: Row, names: Sequence[str], value: list[Any] | None) -> Node:
    """A repeated group is described once."""
    fields = [(f.name, f.arg) for f in row.fields]
    if row.many is not None and row.many.arg is not None:
        fields.append((row.many_name, row.many.arg))
    fields += [(f.name, f.arg) for f in row.item_fields]
    args = [arg for _, arg in fields]
    lines = [f"{name}: {arg.help}" + (f" ({arg.unit})" if arg.unit else "") for name, arg in fields]
    ranges = [_range(arg) for arg in args]
    if names:
        ranges[0] = {"VALS": list(names)}
    node: Node = {"DESCRIPTION": " ".join([row.help, *(f"{line}." for line in lines)])}
    node |= {"TYPE": "".join(_TYPES.get(arg.type, arg.type) for arg in args), "ACCESS": _WRITE}
    if ranges:
        node["RANGE"] = ranges
    if value is not None:
        node |= {"VALUE": value, "ACCESS": _BOTH}
    return node


def _number(arg: Arg, value: list[Any]) -> Node:
    return {
        "DESCRIPTION": arg.help, "TYPE": arg.type, "ACCESS": _BOTH, "RANGE": [_range(arg)],
        "VALUE": value,
    }  # fmt: skip


def _range(arg: Arg) -> Node | None:
    if arg.choices:
        return {"VALS": list(arg.choices)}
    return {k: v for k, v in (("MIN", arg.low), ("MAX", arg.high)) if v is not None} or None


def _host(host: str, osc_port: int) -> Node:
    return {
        "NAME": "Klangbild", "OSC_IP": host, "OSC_PORT": osc_port, "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": dict(_EXTENSIONS),
    }  # fmt: skip
