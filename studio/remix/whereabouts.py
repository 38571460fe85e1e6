"""Where the sounds of a remix lie on this computer: beside its file, or among the media that the studio keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from studio.domain.remix import Material
from studio.errors import Damaged, Refused
from studio.paths import DataFolder
from studio.store.media import MediaFolder

from .samples import missing


class Whereabouts:
    """`folder` is the remix's own; nothing outside of it and of the studio's media is ever opened."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self._folder = folder.resolve()
        self._data = data

    def __call__(self, material: Material) -> Path:
        """Raises Refused where it is not here or would lie elsewhere, Damaged where it is another sound."""
        if material.file:
            beside = (self._folder / material.file).resolve()
            if not beside.is_relative_to(self._folder):
                advice = "The remix names a file outside of its folder. It was not opened."
                raise Refused("A sound of this remix lies elsewhere", advice, material.file, "outside")
            if beside.is_file():
                return self._true(beside, material)
        kept = self._media.path(material.sha256)
        if not kept.is_file():
            raise missing(material)
        return kept

    @cached_property
    def _media(self) -> MediaFolder:
        return MediaFolder(DataFolder.open(self._data).media)

    def _true(self, path: Path, material: Material) -> Path:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == material.sha256:
                return path
        raise Damaged(
            "A sound of this remix is not the one it was made with",
            "Put the original file back, or remove its clips.",
            material.file,
        )


def kept(media: MediaFolder) -> Callable[[Material], Path]:
    """Where the sounds of a remix that is made here lie: among the kept media. Any thread; raises Refused."""

    def find(material: Material) -> Path:
        path = media.path(material.sha256)
        if not path.is_file():
            raise missing(material)
        return path

    return find
