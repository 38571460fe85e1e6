"""What is said of versions and of the file they come from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.domain.amounts import size_words
from studio.domain.study import Study, Version, changes
from studio.domain.words import apart, tidy_title

_NAMED = 3
_LONGEST_NAME = 40


def versions_verb(count: int) -> str:
    return f"Versions · {count}"


def watching_words(study: Study | None, *, sealed: bool = False) -> str:
    """ "" where no file was ever watched."""
    if study is None:
        return ""
    if not study.watched:
        return "no: saves from your paint app stay out of this draft"
    if study.trouble is not None:
        return f"waits: {study.trouble.title[:1].lower()}{study.trouble.title[1:]}"
    if sealed:
        return "yes: later saves are kept beside what is sent"
    return "yes: saves from your paint app join this draft"


def file_words(study: Study) -> str:
    """The file's own name, tidied for showing."""
    return tidy_title(Path(study.path).name) or "the file"


def made_words(version: Version, before: Version | None) -> str:
    """What this version is: the first one, one that was gone back to, or what changed since the one before."""
    if version.back_to:
        return f"Back to version {version.back_to}"
    if before is None:
        return layers_words(len(version.layers)) or "As it was added"
    return changed_words(before, version)


def changed_words(before: Version, after: Version) -> str:
    found, media = changes(before, after), after.media
    words = [
        f"{layers_words(len(found.added))} added: {_names(found.added)}" if found.added else "",
        f"{layers_words(len(found.removed))} removed: {_names(found.removed)}" if found.removed else "",
        *(f"{_name(old)} is now {_name(new)}" for old, new in found.renamed[:_NAMED]),
        f"{media.width_px} × {media.height_px}, was {found.resized_from[0]} × {found.resized_from[1]}"
        if found.resized_from
        else "",
        _larger(found.larger_bytes),
    ]
    return " · ".join(word for word in words if word)


def _larger(larger_bytes: int) -> str:
    if larger_bytes == 0:
        return "as large as before"
    return f"{size_words(abs(larger_bytes))} {'larger' if larger_bytes > 0 else 'smaller'}"


def layers_words(count: int) -> str:
    return {0: "", 1: "1 layer"}.get(count, f"{count} layers")


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(_name(name) for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def _name(name: str) -> str:
    return apart(tidy_title(name, _LONGEST_NAME)) or "a layer without a name"
