"""Delivery specs: JSON files that come with the studio, and those that a person lays into the data folder's `specs`.

A file is one object with the fields of `studio.domain.delivery.Spec`. Windows are two figures, either of which may be null:
`"rms_dbfs": [-23, -18]`, `"peak_dbfs": [null, -3]`. A field that is not known, a figure that is none, or a window that nothing
fits into is refused, because a check against half a spec would pass what the client rejects.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.delivery import Spec
from studio.domain.words import tidy_title
from studio.errors import Damaged, Refused
from studio.paths import RESOURCES

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MAX_BYTES = 1 << 16
_MOST_TITLE = 80
#: No measure has a figure beyond this.
_FARTHEST = 1e6
SHIPPED = RESOURCES / "specs"


def names(own: Path) -> dict[str, Path]:
    """Every spec by its name; one of a person's `own` folder stands before a shipped one of the same name."""
    found = {path.stem: path for folder in (SHIPPED, own) if folder.is_dir() for path in folder.glob("*.json")}
    return dict(sorted(found.items()))


def titles(own: Path) -> dict[str, str]:
    """What each is called, for a menu; one that cannot be read has its name."""
    return {name: _title(path) or name for name, path in names(own).items()}


def _title(path: Path) -> str:
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError):
        return ""
    return tidy_title(str(told.get("title", "")), _MOST_TITLE) if isinstance(told, dict) else ""


def find(name: str, own: Path) -> Spec:
    """A spec by its name. Raises Refused where there is none, or it cannot be opened, and Damaged."""
    known = names(own)
    if name not in known:
        advice = f"Known are {', '.join(known)}; others are files in the specs folder."
        raise Refused("There is no spec of this name", advice, name[:80], "unknown_spec")
    return load(known[name])


def told(text: str, own: Path) -> Spec:
    """What a challenge or a script says of its files: a spec by name, or itself as JSON. Raises Refused and Damaged."""
    if not text.lstrip().startswith("{"):
        return find(text.strip(), own)
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        raise _damaged("", "it is larger than 64 KB")
    return _read(data, "")


def load(path: Path) -> Spec:
    """Raises Refused where the file cannot be opened, Damaged for one that is no spec, with what is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        advice = "Look whether it is still there, and whether you may read it."
        raise Refused("This spec cannot be opened", advice, str(error), "missing") from error
    if len(data) > MAX_BYTES:
        raise _damaged(path.name, "it is larger than 64 KB")
    return _read(data, path.name)


def _read(data: bytes, name: str) -> Spec:
    from pydantic import ValidationError

    try:  # editors of Windows write marks before the text, or two bytes a letter
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise _damaged(name, "it is no text") from error
    try:
        spec: Spec = _form().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise _damaged(name, ": ".join([*map(str, first["loc"]), first["msg"]])) from error
    for field, value in dataclasses.asdict(spec).items():
        figures = [one for one in value if isinstance(one, float)] if isinstance(value, tuple) else []
        if any(abs(one) > _FARTHEST for one in figures):
            raise _damaged(name, f"{field}: there are no such figures")
        if len(figures) == 2 and figures[0] > figures[1]:
            raise _damaged(name, f"{field}: nothing is between {figures[0]:g} and {figures[1]:g}")
    return dataclasses.replace(spec, title=tidy_title(spec.title, _MOST_TITLE))


def _form() -> TypeAdapter[Spec]:
    """Types are taken as they are written ("24" is no 24), and nothing unknown is taken."""
    from pydantic import ConfigDict, TypeAdapter
    from pydantic.dataclasses import dataclass

    config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    strict: Any = dataclass(Spec, config=config, frozen=True)
    return TypeAdapter(strict)


def _damaged(file_name: str, detail: str) -> Damaged:
    """Of a challenge's own spec there is no file that a person could mend."""
    mend = "Mend the file, then try again." if file_name else "Ask whoever wrote it, or choose another spec."
    detail = f"{file_name}: {detail}" if file_name else detail
    return Damaged("This spec cannot be read", f"Nothing was checked against it. {mend}", detail)
