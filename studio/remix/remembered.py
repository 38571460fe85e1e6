"""Kits that were made or opened here: their works are found again by id and by bytes, where no platform tells of them.

What a kit says is its own word. It is never put among the records of a platform, and it never outvotes one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from studio.credit.finding import Library
from studio.domain.ids import RecordId
from studio.domain.record import Record
from studio.errors import StudioError
from studio.store import Store

from .alike import same_content
from .kit_manifest import KIT, Kit, Made, record_of


class Kits:
    """`folder` holds one small file for each kit; it need not be there. Reads them when first asked: for a task's thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def remember(self, kit: Kit) -> None:
        """Raises DiskTrouble."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        KIT.save(kit, self._folder / f"{kit.id}.json")
        self.__dict__.pop("_works", None)

    def knows(self, kit_id: str) -> bool:
        return any(path.stem == kit_id for path in self._folder.glob("*.json"))

    def beside(self, library: Library) -> Library:
        """`library`, and for what it does not have, the kits."""

        def by_id(id: RecordId) -> Record | None:
            return library.by_id(id) or _found(self._works[0].get(id))

        def by_sha256(sha256: str) -> Record | None:
            return library.by_sha256(sha256) or _found(self._works[1].get(sha256))

        return replace(library, by_id=by_id, by_sha256=by_sha256)

    @cached_property
    def _works(self) -> tuple[dict[str, Made], dict[str, Made]]:
        """By record id and by SHA-256; the oldest kit that names a work counts. A damaged file is passed by."""
        by_id: dict[str, Made] = {}
        by_sha256: dict[str, Made] = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                works = KIT.load(path).works
            except StudioError:
                continue
            for made in works:
                if made.record_id:
                    by_id.setdefault(made.record_id, made)
                if made.sha256:
                    by_sha256.setdefault(made.sha256, made)
        return by_id, by_sha256


def library_of(store: Store) -> Library:
    """All that this studio knows of who made what: what platforms told, then what kits say, then what has the same content."""
    library = Library(store.library.record, store.library.with_media, lambda path: same_content(path, store))
    return Kits(kits_of(store)).beside(library)


def kits_of(store: Store) -> Path:
    return store.folder.root / "kits"


def _found(made: Made | None) -> Record | None:
    return None if made is None else record_of(made)
