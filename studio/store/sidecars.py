"""The small JSON file beside each take: the take's row in text, so that the library can be rebuilt from the folder alone.

A draft that has versions has one too: the rows of the draft, of the file that is watched for it, of its versions, and of what was
taken out of each before it may be sent.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.domain.cleaned import Cleaned
from studio.domain.ids import new_id
from studio.domain.record import Draft
from studio.domain.study import Study, Version
from studio.domain.take import Take
from studio.durable import sync_folder
from studio.errors import Damaged

from .shapes import CLEANED, DRAFT, STUDY, TAKE, VERSION

#: A sidecar is a few kilobytes; anything larger was not written by the studio.
MAX_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft with its versions, as it was when one of them came or changed."""

    draft: Draft
    study: Study | None
    versions: tuple[Version, ...]
    cleaned: tuple[Cleaned, ...] = ()


def path_of(folder: Path, take: Take) -> Path:
    return folder / f"{take.id}.json"


def write(folder: Path, *takes: Take) -> None:
    """Writes each sidecar whole or not at all, and waits until all are on the disk."""
    for take in takes:
        _write_whole(path_of(folder, take), TAKE.as_json(take))
    sync_folder(folder)


def write_versions(folder: Path, kept: Kept) -> None:
    flat = {
        "draft": DRAFT.as_mapping(kept.draft),
        "study": kept.study and STUDY.as_mapping(kept.study),
        "versions": [VERSION.as_mapping(version) for version in kept.versions],
        "cleaned": [CLEANED.as_mapping(one) for one in kept.cleaned],
    }
    _write_whole(versions_path(folder, kept.draft.id), json.dumps(flat, indent=1))
    sync_folder(folder)


def versions_path(folder: Path, id: str) -> Path:
    return folder / f"{id}.json"


def read_versions(path: Path) -> Kept:
    """Raises Damaged when the file is not such a sidecar."""
    try:
        flat = _read(path)
        study = None if flat["study"] is None else STUDY.from_mapping(flat["study"])
        versions, cleaned = (
            map(VERSION.from_mapping, flat["versions"]),
            map(CLEANED.from_mapping, flat.get("cleaned", ())),
        )
        return Kept(DRAFT.from_mapping(flat["draft"]), study, tuple(versions), tuple(cleaned))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(
            "A draft's description cannot be read",
            "Its pictures are still in the media folder.",
            f"{path.name}: {error}",
        ) from error


def read(path: Path) -> Take:
    """Raises Damaged when the file is not a sidecar or names a file outside its folder."""
    try:
        take = TAKE.from_mapping(_read(path))
        if Path(take.file_name).name != take.file_name or "\\" in take.file_name:
            raise ValueError("names a file outside its folder")
    except (OSError, ValueError, TypeError, KeyError) as error:
        advice = "The recording beside it is safe and is offered under a new name."
        raise Damaged("A take's description cannot be read", advice, f"{path.name}: {error}") from error
    return take


def _read(path: Path) -> Any:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("too large")
    return json.loads(path.read_text("utf-8"))


def _write_whole(path: Path, text: str) -> None:
    part = path.with_suffix(f".{new_id()}.part")
    with part.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
