"""Frozen dataclasses as JSON files, written whole or not at all, and looked at before they are believed.

A field that has its usual value is left out. Of what is read every type and every number is looked at; a field that is not known
is refused, because the piece without it would be another one.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from studio import durable
from studio.errors import Damaged, DiskTrouble, NeedsUpdate, Refused

T = TypeVar("T")
Reader = Callable[[object, str], Any]
MAX_BYTES = 64 << 20
MAX_TEXT = 10_000


class Wrong(ValueError):
    """What a file says that it should not."""


class Form(Generic[T]):
    """One kind of file. `whole` is what it holds and `parts` are the dataclasses within; `choices` are enums, `ids` the names of
    types that are plain texts. `called` is the word for it ("remix"); `check` raises Refused for what breaks a rule."""

    def __init__(
        self,
        called: str,
        version: int,
        whole: type[T],
        check: Callable[[T], None],
        *,
        parts: tuple[Any, ...],
        choices: tuple[type[StrEnum], ...] = (),
        ids: tuple[str, ...] = (),
    ) -> None:
        self._called = called
        self._format = f"redbutton-{called}"
        self._version = version
        self._whole = whole
        self._check = check
        kinds: tuple[Any, ...] = (whole, *parts)
        self._fields = {kind: {one.name: one for one in dataclasses.fields(kind)} for kind in kinds}
        self._readers = {**_PLAIN, **dict.fromkeys(ids, text), **{f"{id} | None": _or_none(text) for id in ids}}
        for choice in choices:
            self._readers[choice.__name__] = _one_of(choice)
        #: The parts of the piece that was written last, by their identity, each with its text.
        self._pieces: dict[int, tuple[Any, str]] = {}
        for kind in parts:
            self._readers |= self._readers_of(kind)

    def save(self, item: T, path: Path) -> None:
        """Replaces `path`, and waits until it is on the disk. Raises Refused for what breaks a rule, and DiskTrouble."""
        self._check(item)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("x", encoding="utf-8") as file:
                file.write(self.to_text(item))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            durable.sync_folder(path.parent)
        except OSError as error:
            advice = "It is still open. Make room on the disk, then save again."
            raise DiskTrouble(f"The {self._called} could not be saved", advice, str(error)) from error
        finally:
            part.unlink(missing_ok=True)

    def load(self, path: Path) -> T:
        """Raises Refused, Damaged and NeedsUpdate, each in words."""
        try:
            if path.stat().st_size > MAX_BYTES:
                title = f"This {self._called} file is too large"
                raise Refused(title, "Choose one of less than 64 MB.", code="too_large")
            data = path.read_bytes()
        except OSError as error:
            advice = "Look whether it is still there, and whether you may read it."
            raise Refused(f"This {self._called} file cannot be opened", advice, str(error), "missing") from error
        return self.from_text(data)

    def to_text(self, item: T) -> str:
        """What an edit left as it was is not written anew: a large piece is saved after every edit."""
        head = {"format": self._format, "version": self._version}
        fields = [f'"{name}": {json.dumps(value)}' for name, value in head.items()]
        known, pieces = self._pieces, dict[int, tuple[Any, str]]()
        for name, field in self._fields[type(item)].items():
            value = getattr(item, name)
            if value == field.default:
                continue
            if isinstance(value, tuple):
                for one in value:
                    before = known.get(id(one))
                    pieces[id(one)] = before if before and before[0] is one else (one, _written(self._told(one)))
                text = ",\n".join(pieces[id(one)][1] for one in value)
                fields.append(f'"{name}": [\n{text}\n]')
            else:
                fields.append(f'"{name}": {_written(self._value(value))}')
        self._pieces = pieces
        return "{\n" + ",\n".join(fields) + "\n}"

    def from_text(self, data: str | bytes) -> T:
        """Raises Refused, Damaged and NeedsUpdate."""
        try:
            found = json.loads(data, parse_constant=_no_number)
            if not isinstance(found, dict) or found.pop("format", None) != self._format:
                raise Wrong(f"it is no {self._called}")
            version = found.pop("version", None)
            if isinstance(version, int) and version > self._version:
                title = f"This {self._called} was made by a newer studio"
                raise NeedsUpdate(title, "Update the studio to open it.", str(version)[:20])
            if version != self._version:
                raise Wrong(f"version {str(version)[:20]} is not known")
            item: T = self._made(self._whole, found, f"the {self._called}")
        except (ValueError, OverflowError, RecursionError) as error:
            title = f"This {self._called} file cannot be read"
            raise Damaged(title, "It was left as it is.", str(error)[:300]) from error
        self._check(item)
        return item

    def _told(self, item: Any) -> dict[str, Any]:
        found = ((name, getattr(item, name), field.default) for name, field in self._fields[type(item)].items())
        return {name: self._value(value) for name, value, usual in found if value != usual}

    def _value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [self._told(one) for one in value]
        return self._told(value) if dataclasses.is_dataclass(value) else value

    def _made(self, kind: Any, found: object, what: str) -> Any:
        """A dataclass of its fields as JSON tells them."""
        if not isinstance(found, dict):
            raise Wrong(f"{what} must be an object")
        fields = self._fields[kind]
        unknown = sorted(set(found) - set(fields))
        if unknown:
            raise Wrong(f"{what} has a field that is not known: {unknown[0][:40]}")
        lacking = [name for name, one in fields.items() if one.default is dataclasses.MISSING and name not in found]
        if lacking:
            raise Wrong(f"{what} has no {lacking[0]}")
        return kind(**{name: self._readers[str(fields[name].type)](value, name) for name, value in found.items()})

    def _readers_of(self, kind: Any) -> Mapping[str, Reader]:
        def one(value: object, what: str) -> Any:
            return self._made(kind, value, what)

        def many(value: object, what: str) -> tuple[Any, ...]:
            if not isinstance(value, list):
                raise Wrong(f"{what} must be a list")
            return tuple(self._made(kind, item, f"one of the {what}") for item in value)

        name = kind.__name__
        return {name: one, f"{name} | None": _or_none(one), f"tuple[{name}, ...]": many}


def _written(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def text(value: object, what: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
        raise Wrong(f"{what} must be a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Wrong(f"{what} must be a text") from error
    return value


def _whole(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"{what} must be a whole number")
    return value


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(f"{what} must be a number")
    return float(value)


def _flag(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"{what} must be true or false")
    return value


def _one_of(choice: type[StrEnum]) -> Reader:
    def read(value: object, what: str) -> StrEnum:
        if not isinstance(value, str) or value not in set(choice):
            raise Wrong(f"{what} must be one of {', '.join(choice)}")
        return choice(value)

    return read


def _or_none(read: Reader) -> Reader:
    return lambda value, what: None if value is None else read(value, what)


def _no_number(text: str) -> float:
    raise Wrong(f"{text} is no number")


#: By the type that a field is declared with.
_PLAIN: dict[str, Reader] = {"str": text, "int": _whole, "float": _number, "bool": _flag}
