"""The `*.remix` file: a remix as JSON (see `resources/remix.schema.json`), written whole or not at all.

A field that has its usual value is left out. What is read is looked at before it is believed: every type, every number, every
name of a file; a field that is not known is refused, because a remix without it would sound otherwise.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from studio import durable
from studio.domain.remix import Clip, Curve, Fade, Lane, Marker, Material, Remix, check
from studio.errors import Damaged, DiskTrouble, NeedsUpdate, Refused

FORMAT, VERSION = "redbutton-remix", 1
MAX_BYTES = 64 << 20
T = TypeVar("T")
_KINDS: tuple[Any, ...] = (Remix, Lane, Clip, Fade, Material, Marker)
_FIELDS = {kind: {field.name: field for field in dataclasses.fields(kind)} for kind in _KINDS}


def save(remix: Remix, path: Path) -> None:
    """Replaces `path`, and waits until it is on the disk. Raises Refused for a remix that breaks a rule, and DiskTrouble."""
    check(remix)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(to_text(remix))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        durable.sync_folder(path.parent)
    except OSError as error:
        raise DiskTrouble(
            "The remix could not be saved", "It is still open. Make room on the disk, then save again.", str(error)
        ) from error
    finally:
        part.unlink(missing_ok=True)


def load(path: Path) -> Remix:
    """Raises Refused, Damaged and NeedsUpdate, each in words."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("This remix file is too large", "Choose one of less than 64 MB.", code="too_large")
        data = path.read_bytes()
    except OSError as error:
        advice = "Look whether it is still there, and whether you may read it."
        raise Refused("This remix file cannot be opened", advice, str(error), "missing") from error
    return from_text(data)


def to_text(remix: Remix) -> str:
    return json.dumps({"format": FORMAT, "version": VERSION, **_told(remix)}, ensure_ascii=False, indent=1)


def from_text(data: str | bytes) -> Remix:
    """Raises Refused, Damaged and NeedsUpdate."""
    try:
        found = json.loads(data, parse_constant=_no_number)
        if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
            raise _Wrong("it is no remix")
        version = found.pop("version", None)
        if isinstance(version, int) and version > VERSION:
            raise NeedsUpdate("This remix was made by a newer studio", "Update the studio to open it.", str(version))
        if version != VERSION:
            raise _Wrong(f"version {str(version)[:20]} is not known")
        remix = _made(Remix, found, "the remix")
    except (ValueError, OverflowError, RecursionError) as error:
        raise Damaged("This remix file cannot be read", "It was left as it is.", str(error)[:300]) from error
    check(remix)
    return remix


class _Wrong(ValueError):
    """What a file says that it should not."""


def _no_number(text: str) -> float:
    raise _Wrong(f"{text} is no number")


def _told(item: Any) -> dict[str, Any]:
    found = ((name, getattr(item, name), field.default) for name, field in _FIELDS[type(item)].items())
    return {name: _value(value) for name, value, usual in found if value != usual}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_told(one) for one in value]
    return _told(value) if dataclasses.is_dataclass(value) else value


def _made(kind: type[T], found: object, what: str) -> T:
    """A dataclass of its fields as JSON tells them."""
    if not isinstance(found, dict):
        raise _Wrong(f"{what} must be an object")
    fields = _FIELDS[kind]
    unknown = sorted(set(found) - set(fields))
    if unknown:
        raise _Wrong(f"{what} has a field that is not known: {unknown[0][:40]}")
    lacking = [name for name, one in fields.items() if one.default is dataclasses.MISSING and name not in found]
    if lacking:
        raise _Wrong(f"{what} has no {lacking[0]}")
    values = {name: _READERS[str(fields[name].type)](value, name) for name, value in found.items()}
    return kind(**values)


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or len(value) > 10_000 or "\0" in value:
        raise _Wrong(f"{what} must be a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _Wrong(f"{what} must be a text") from error
    return value


def _text_or_none(value: object, what: str) -> str | None:
    return None if value is None else _text(value, what)


def _whole(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Wrong(f"{what} must be a whole number")
    return value


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Wrong(f"{what} must be a number")
    return float(value)


def _flag(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(f"{what} must be true or false")
    return value


def _curve(value: object, what: str) -> Curve:
    if not isinstance(value, str) or value not in set(Curve):
        raise _Wrong(f"{what} must be one of {', '.join(Curve)}")
    return Curve(value)


def _many(kind: type[T]) -> Callable[[object, str], tuple[T, ...]]:
    def read(value: object, what: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _Wrong(f"{what} must be a list")
        return tuple(_made(kind, one, f"one of the {what}") for one in value)

    return read


#: By the type that a field is declared with.
_READERS: dict[str, Callable[[object, str], Any]] = {
    **dict.fromkeys(("str", "RemixId", "LaneId", "ClipId"), _text),
    "RecordId | None": _text_or_none,
    "int": _whole,
    "float": _number,
    "bool": _flag,
    "Curve": _curve,
    "Fade": lambda value, what: _made(Fade, value, what),
    "tuple[Clip, ...]": _many(Clip),
    "tuple[Lane, ...]": _many(Lane),
    "tuple[Material, ...]": _many(Material),
    "tuple[Marker, ...]": _many(Marker),
}
