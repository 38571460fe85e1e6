"""How each dataclass lies in its table: one column a field, enums as text, booleans as 0/1, nested values as JSON.

The same flat form is what a sidecar holds, so a table can be rebuilt from the files beside the takes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Column = str | int | float | None
Converter = tuple[Callable[[Any], Column], Callable[[Any], Any]]


def enum(kind: type[StrEnum]) -> Converter:
    return (str, kind)


FLAG: Converter = (int, bool)


_as_words = json.JSONEncoder(ensure_ascii=False).encode
#: A few words, each by itself, as letters that the index of words can read.
WORDS: Converter = (
    lambda words: _as_words(words) if words else "[]",
    lambda text: () if text == "[]" else tuple(str(word) for word in json.loads(text)),
)


def _fields(value: Any) -> dict[str, Any]:
    """A dataclass as JSON has it. `dataclasses.asdict` copies every leaf deeply and takes ten times as long."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


#: Made once; what lies inside of what is walked by the encoder itself.
_as_text = json.JSONEncoder(default=_fields).encode


def one(kind: Callable[..., Any]) -> Converter:
    """A nested dataclass, or None."""
    return (
        lambda value: None if value is None else _as_text(value),
        lambda text: None if text is None else kind(**json.loads(text)),
    )


def many(make: Callable[..., Any]) -> Converter:
    return (
        lambda values: _as_text(values) if values else "[]",
        lambda text: () if text == "[]" else tuple(make(**value) for value in json.loads(text)),
    )


class Shape(Generic[T]):
    """A dataclass and its table; fields without a converter are stored as they are."""

    def __init__(self, made: type[T], table: str, /, **converters: Converter) -> None:
        self.made = made
        self.table = table
        self.columns = tuple(field.name for field in dataclasses.fields(made))  # type: ignore[arg-type]
        self._converters = converters
        self._readers = [(at, converters[name][1]) for at, name in enumerate(self.columns) if name in converters]
        names = ", ".join(f'"{name}"' for name in self.columns)
        self.select = f"SELECT {names} FROM {table}"
        self.insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({', '.join('?' * len(self.columns))})"
        self.replace = self.insert.replace("OR IGNORE", "OR REPLACE", 1)
        settings = ", ".join(f'"{name}" = ?' for name in self.columns)
        self.update = f"UPDATE {table} SET {settings} WHERE id = ?"

    def values(self, item: T) -> list[Column]:
        """The columns of `item` in the order of `columns`."""
        return [self.stored(name, getattr(item, name)) for name in self.columns]

    def stored(self, name: str, value: Any) -> Column:
        """One field as its column holds it."""
        return self._converters[name][0](value) if name in self._converters else value

    def of(self, row: tuple[Column, ...]) -> T:
        """A row of `select`. Hundreds are read while a window waits: columns that are taken as they are cost nothing."""
        values: list[Any] = list(row)
        for at, read in self._readers:
            values[at] = read(values[at])
        return self.made(*values)

    def columns_of(self, there: Collection[str]) -> str:
        """What to select from a table of an older studio: a column that it lacks has the field's usual value."""
        usual = {field.name: field.default for field in dataclasses.fields(self.made)}  # type: ignore[arg-type]
        return ", ".join(f'"{name}"' if name in there else self._literal(name, usual[name]) for name in self.columns)

    def _literal(self, name: str, value: Any) -> str:
        column = self.stored(name, value)
        return "NULL" if column is None else "'{}'".format(str(column).replace("'", "''"))

    def as_mapping(self, item: T) -> dict[str, Column]:
        return dict(zip(self.columns, self.values(item), strict=True))

    def as_json(self, item: T) -> str:
        return json.dumps(self.as_mapping(item), indent=1)

    def filled(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """A flat form of an older studio: what it lacks has the field's usual value."""
        fields = [one for one in dataclasses.fields(self.made) if one.default is not dataclasses.MISSING]  # type: ignore[arg-type]
        return {one.name: self.stored(one.name, one.default) for one in fields} | dict(found)

    def from_mapping(self, found: Mapping[str, Any]) -> T:
        """What `as_json` wrote, also that of an older studio: a field that it lacks has its usual value. Raises KeyError, TypeError
        or ValueError when `found` is something else."""
        must = {field.name for field in dataclasses.fields(self.made) if field.default is dataclasses.MISSING}  # type: ignore[arg-type]
        there = [name for name in self.columns if name in must or name in found]
        values = {name: found[name] for name in there}
        return self.made(**{n: self._converters[n][1](v) if n in self._converters else v for n, v in values.items()})


def told_again(shape: Shape[Any], rows: int = 1) -> str:
    """A row that is there already is changed where it stands; to replace it would pass by the triggers that keep the index."""
    insert = shape.insert.replace(" OR IGNORE", "", 1)
    marks = insert[insert.rindex("(") :]
    columns = ", ".join(f'"{name}" = excluded."{name}"' for name in shape.columns)
    return f"{insert}{f', {marks}' * (rows - 1)} ON CONFLICT (platform_id, id) DO UPDATE SET {columns}"
