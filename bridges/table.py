"""How a row of the protocol table turns values into a message and back. No addresses, no I/O."""

from __future__ import annotations

import base64
import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Value = int | float | str | bytes
Id = int | str
Type = Literal["i", "f", "s", "b", "id", "value"]
Typed = tuple[Type, Value]
Direction = Literal["in", "out"]
_M = TypeVar("_M", bound=type)
INT32 = 2**31 - 1
_FLOAT32 = 2.0**-24
"""How far a number may be off, for its size, when it was sent as a 32-bit float."""
MAX_TEXT = 700
"""Longest string that is accepted or sent, in bytes of UTF-8: it has to fit a packet."""


class PeerError(ValueError):
    """What the other side sent cannot be used: it is answered with `/fail id code text`."""

    def __init__(self, code: str, text: str, request: Id = "") -> None:
        super().__init__(text)
        self.code, self.text, self.request = code, text, request


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: its OSC type, unit, range or choices, and a line of help.

    `id` is an int or a string, which comes back as it was sent; `value` is a number or a string;
    `b` is bytes (base64 in JSON), `high` how many at most.
    """

    type: Type
    help: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def read(self, name: str, value: object) -> Value:
        """`value` in the type of this argument. Raises `PeerError` with what to send instead."""
        read = _READERS[self.type](name, value)
        if self.choices and read not in self.choices:
            raise _bad(f"{name} {read!r} is unknown: use {', '.join(self.choices)}")
        if isinstance(read, bytes):
            self._within(f"size of {name}", len(read))
        return read if isinstance(read, str | bytes) else self._within(name, read)

    def _within(self, name: str, value: float) -> float:
        low = -INT32 - 1 if self.low is None else self.low
        high = INT32 if self.high is None else self.high
        if low <= value <= high:
            return value
        for bound in (low, high):  # 0.01 as OSC's 32 bits have it is a little less than 0.01
            if self.type == "f" and math.isclose(value, bound, rel_tol=_FLOAT32):
                return bound
        raise _bad(f"{name} {value:.10g} is out of range: use {low:.10g} to {high:.10g}")

    @property
    def range_text(self) -> str:
        """The range or the choices, for people."""
        if self.choices:
            return ", ".join(self.choices)
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:.10g} to {self.high:.10g}"


@dataclass(frozen=True, slots=True)
class Many:
    """The last field of a row: a group of arguments which may be repeated, `least` times or more.

    `arg` where the group is a single value; None where its items are dataclasses of `Arg`s.
    """

    help: str
    least: int = 0
    arg: Arg | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One named argument of a row; `required` unless the message has a default for it."""

    name: str
    arg: Arg
    default: Any = dataclasses.MISSING

    @property
    def required(self) -> bool:
        """Whether it has to be sent."""
        return self.default is dataclasses.MISSING


@dataclass(frozen=True, slots=True)
class Row:
    """One address: which message it is, its arguments in order, and the group at its end."""

    address: str
    direction: Direction
    kind: Any
    help: str
    fields: tuple[Field, ...]
    many: Many | None = None
    many_name: str = ""
    item: Any = None
    item_fields: tuple[Field, ...] = ()

    def from_values(self, values: Sequence[object]) -> Any:
        """The message that a list of values (as OSC has them) means. Raises `PeerError`."""
        request = self._request(values[0] if values else "")
        try:
            return self._from_values(values)
        except PeerError as error:
            raise PeerError(error.code, f"{self.address}: {error.text}", request) from None

    def from_names(self, names: Mapping[str, object]) -> Any:
        """The message that named values (as JSON has them) mean. Raises `PeerError`."""
        request = self._request(names.get(self.fields[0].name, "") if self.fields else "")
        try:
            return self._from_names(names)
        except PeerError as error:
            raise PeerError(error.code, f"{self.address}: {error.text}", request) from None

    def to_values(self, message: Any) -> tuple[list[Typed], list[list[Typed]]]:
        """The leading arguments and the repeated groups, with the types that they are sent as."""
        head = _typed(self.fields, message)
        if self.many is None:
            return head, []
        items = getattr(message, self.many_name)
        if self.many.arg is not None:
            return head, [[(_wire(self.many.arg, item), item)] for item in items]
        return head, [_typed(self.item_fields, item) for item in items]

    def to_names(self, message: Any) -> dict[str, Any]:
        """The arguments by name, ready for JSON."""
        names: dict[str, Any] = {f.name: _plain(getattr(message, f.name)) for f in self.fields}
        if self.many is not None:
            items = getattr(message, self.many_name)
            single = self.many.arg is not None
            fields = [f.name for f in self.item_fields]  # asdict() would copy, and be slow
            names[self.many_name] = [
                i if single else {name: getattr(i, name) for name in fields} for i in items
            ]
        return names

    @property
    def named(self) -> bool:
        """Whether the first argument is a name, which may stand in the address as well:
        `/art/tune/zoom 0.4` is `/art/tune zoom 0.4`."""
        first = self.fields[0] if self.fields else None
        return first is not None and first.required and first.name == "name"

    @property
    def group_width(self) -> int:
        """Values in one repeated group; 0 where nothing is repeated."""
        return 0 if self.many is None else len(self.item_fields) or 1

    @property
    def usage(self) -> str:
        """`id length [tempo] (tracks)*`, for error texts and the reference."""
        words = [f.name if f.required else f"[{f.name}]" for f in self.fields]
        if self.many is not None:
            group = " ".join(f.name for f in self.item_fields) or self.many_name
            words.append(f"({group}){'+' if self.many.least else '*'}")
        return " ".join(words)

    def _request(self, value: object) -> Id:
        known = self.fields and self.fields[0].arg.type == "id"
        try:
            return read_id("id", value) if known else ""
        except PeerError:
            return ""

    def _from_values(self, values: Sequence[object]) -> Any:
        needed = sum(f.required for f in self.fields)
        width = self.group_width
        head, tail = values[: len(self.fields)], values[len(self.fields) :]
        least = self.many.least * width if self.many else 0
        if len(head) < needed or (tail and not width) or len(tail) < least:
            raise _bad(f"{len(values)} arguments: use {self.usage}")
        if width and len(tail) % width:
            raise _bad(f"the last group is not complete: use {self.usage}")
        read = [f.arg.read(f.name, v) for f, v in zip(self.fields, head, strict=False)]
        read += [f.default for f in self.fields[len(read) :]]
        if self.many is None:
            return self.kind(*read)
        groups = [tail[i : i + width] for i in range(0, len(tail), width)]
        return self.kind(*read, tuple(self._item(group) for group in groups))

    def _item(self, group: Sequence[object]) -> Any:
        if self.many is not None and self.many.arg is not None:
            return self.many.arg.read(self.many_name, group[0])
        return self.item(
            *[f.arg.read(f.name, v) for f, v in zip(self.item_fields, group, strict=True)]
        )

    def _from_names(self, names: Mapping[str, object]) -> Any:
        read = _named(self.fields, names, {self.many_name} if self.many else set())
        if self.many is None:
            return self.kind(*read)
        items = names.get(self.many_name, [])
        if not isinstance(items, list) or len(items) < self.many.least:
            raise _bad(f"{self.many_name} has to be a list of {self.many.least} or more")
        return self.kind(*read, tuple(self._named_item(item) for item in items))

    def _named_item(self, item: object) -> Any:
        if self.many is not None and self.many.arg is not None:
            return self.many.arg.read(self.many_name, item)
        if not isinstance(item, dict):
            raise _bad(f"{self.many_name} has to hold objects")
        return self.item(*_named(self.item_fields, item, set()))


def row_of(address: str, direction: Direction, kind: type, text: str) -> Row:
    """Read the `Annotated` fields of the dataclass `kind` as one row of the table."""
    hints = get_type_hints(kind, include_extras=True)
    row = Row(address, direction, kind, text, ())
    for field in dataclasses.fields(kind):
        value_type, note = get_args(hints[field.name])
        if isinstance(note, Arg):
            made = Field(field.name, note, field.default)
            row = dataclasses.replace(row, fields=(*row.fields, made))
            continue
        item = get_args(value_type)[0]
        inner = () if note.arg else _fields(item)
        row = dataclasses.replace(
            row, many=note, many_name=field.name, item=item, item_fields=inner
        )
    return row


def _fields(kind: Any) -> tuple[Field, ...]:
    hints = get_type_hints(kind, include_extras=True)
    assert all(get_origin(h) is Annotated for h in hints.values())  # noqa: S101 - our own table
    return tuple(
        Field(f.name, get_args(hints[f.name])[1], f.default) for f in dataclasses.fields(kind)
    )


def _named(fields: Sequence[Field], names: Mapping[str, object], besides: set[str]) -> list[object]:
    unknown = set(names) - {f.name for f in fields} - besides
    missing = [f.name for f in fields if f.required and f.name not in names]
    if unknown or missing:
        known = ", ".join([f.name for f in fields] + sorted(besides)) or "no arguments"
        fault = f"unknown {', '.join(sorted(unknown))}" if unknown else f"no {', '.join(missing)}"
        raise _bad(f"{fault}: use {known}"[:300])
    return [f.arg.read(f.name, names[f.name]) if f.name in names else f.default for f in fields]


def _typed(fields: Sequence[Field], message: object) -> list[Typed]:
    return [(_wire(f.arg, v := getattr(message, f.name)), v) for f in fields]


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _wire(arg: Arg, value: Value) -> Type:
    if arg.type == "id":
        return "i" if isinstance(value, int) else "s"
    if isinstance(value, str):
        return "s"
    if arg.type in ("f", "value") and isinstance(value, int) and abs(value) > 2**24:
        return "i"  # a seed that 32 bits of a float cannot hold
    return "f" if arg.type == "value" else arg.type


def clean(text: str, most: int = MAX_TEXT) -> str:
    """`text` as it may be sent: on one line, of at most `most` bytes."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line.encode()[:most].decode(errors="ignore")


def _bad(text: str) -> PeerError:
    return PeerError("bad_args", text)


def _read_int(name: str, value: object) -> int:
    if isinstance(value, int | float) and abs(value) <= 2**63 and value == int(value):
        return int(value)  # Max and others send every number as a float
    raise _bad(f"{name} has to be a whole number, not {value!r:.40}")


def _read_float(name: str, value: object) -> float:
    if isinstance(value, int | float) and abs(value) <= 1e30:  # which NaN is not
        return float(value)
    raise _bad(f"{name} has to be a number, not {value!r:.40}")


def _read_text(name: str, value: object, most: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise _bad(f"{name} has to be a string, not {value!r:.40}")
    if not value.isprintable() or len(value.encode()) > most:
        raise _bad(f"{name} has to be at most {most} bytes of printable characters")
    return value


def _read_value(name: str, value: object) -> Value:
    return _read_text(name, value) if isinstance(value, str) else _read_float(name, value)


def _read_bytes(name: str, value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    text = _read_text(name, value, 2**18)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise _bad(f"{name} has to be a blob (in JSON: base64)") from None


def read_id(name: str, value: object) -> Id:
    """An id as it was sent. Raises `PeerError`."""
    if isinstance(value, str):
        text = _read_text(name, value)
        if len(text.encode()) > 64:
            raise _bad(f"{name} has to be at most 64 bytes")
        return text
    number = _read_int(name, value)
    if abs(number) > INT32:
        raise _bad(f"{name} {number} is out of range")
    return number


_READERS: dict[Type, Callable[[str, object], Value]] = {
    "i": _read_int,
    "f": _read_float,
    "s": _read_text,
    "b": _read_bytes,
    "id": read_id,
    "value": _read_value,
}
