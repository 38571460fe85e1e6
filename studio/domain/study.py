"""A study: the file on this computer that a draft is painted in, and the versions that its saves have become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .ids import DraftId, VersionId
from .parcel import Trouble
from .record import Media


@dataclass(frozen=True, slots=True)
class Study:
    """One file, watched for the draft with the same id. `seen` and `sha256` tell the state of the file whose bytes were looked at
    last; both are empty before the first look. `trouble` says why no version comes from it now."""

    id: DraftId
    path: str
    watched: bool = True
    seen: str = ""
    sha256: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture file that was taken in. `media` is what may be sent, `original` the SHA-256 of the bytes as they were saved (both
    are kept), `layers` the names of its layers, the topmost first."""

    media: Media
    original: str
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One save, kept as it was. `number` counts from 1 and is not used twice in a draft. `back_to` is the number of the version
    that was gone back to, 0 for a save. One that `waits` came after the draft was sealed, and is in no draft yet."""

    id: VersionId
    draft_id: DraftId
    number: int
    media: Media
    original: str
    made_at: str
    layers: tuple[str, ...] = ()
    name: str = ""
    back_to: int = 0
    waits: bool = False
    removed_at: str | None = None

    @property
    def title(self) -> str:
        return self.name or f"Version {self.number}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from one version to another. `renamed` tells old and new names; `larger_bytes` is below 0 where it shrank."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    resized_from: tuple[int, int] | None = None
    larger_bytes: int = 0


def changes(before: Version, after: Version) -> Changes:
    added, removed, renamed = layer_changes(before.layers, after.layers)
    size, was = (after.media.width_px, after.media.height_px), (before.media.width_px, before.media.height_px)
    return Changes(
        added, removed, renamed, was if was != size else None, after.media.size_bytes - before.media.size_bytes
    )


def layer_changes(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """(added, removed, renamed) by name. Layers have no number that every program keeps, so a name that went where another came,
    between the same neighbours, is one layer with a new name; a layer that was only moved is not told."""
    from difflib import SequenceMatcher  # the first window does not wait for it

    missing, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    renamed: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            for old, now in zip(before[a:b], after[c:d], strict=True):
                if missing[old] > 0 and new[now] > 0:
                    renamed.append((old, now))
                    missing[old] -= 1
                    new[now] -= 1
    return tuple(_in_order(after, new)), tuple(_in_order(before, missing)), tuple(renamed)


def _in_order(names: Sequence[str], counts: Counter[str]) -> list[str]:
    left, found = Counter(counts), []
    for name in names:
        if left[name] > 0:
            left[name] -= 1
            found.append(name)
    return found
