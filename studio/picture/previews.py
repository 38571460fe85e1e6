"""Small pictures of kept files, in the cache folder by the SHA-256 of the original: one for lists, one to look at, and the facts.

They can be thrown away at any time: whoever asks has them made anew.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path

from studio.errors import DiskTrouble

from .facts import Layer, PictureFacts
from .open import inspect_and_shrink

#: The longer side in pixels: two tiles of a list at twice the usual sharpness, and a whole window.
SMALL_PX, LARGE_PX = 320, 2_048
_SMALL, _LARGE, _FACTS = ".small", ".large", ".json"


class Made:
    """What was seen of a file that has no place yet; `keep` gives it one."""

    def __init__(self, folder: Path, name: str, facts: PictureFacts) -> None:
        self.facts = facts
        self._folder = folder
        self._name = name

    def keep(self, sha256: str, size_bytes: int) -> None:
        """Raises OSError."""
        facts = json.dumps(asdict(replace(self.facts, size_bytes=size_bytes)))
        (self._folder / (self._name + _FACTS)).write_text(facts, "utf-8")
        (self._folder / sha256[:2]).mkdir(mode=0o700, exist_ok=True)
        for ending in (_SMALL, _LARGE, _FACTS):
            (self._folder / (self._name + ending)).replace(self._folder / sha256[:2] / (sha256 + ending))


class Previews:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def making(self, path: Path) -> Iterator[Made]:
        """Looks into a file once, for all that is ever shown of it. What is not kept is gone afterwards.

        Raises Refused, Damaged and DiskTrouble.
        """
        name = f".{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            wanted = [(self.folder / (name + ending), px) for ending, px in ((_LARGE, LARGE_PX), (_SMALL, SMALL_PX))]
            yield Made(self.folder, name, inspect_and_shrink(path, wanted)[0])
        except OSError as error:
            raise DiskTrouble("The small picture cannot be saved", "Your picture is safe.", str(error)) from error
        finally:
            for ending in (_SMALL, _LARGE, _FACTS):
                with suppress(OSError):
                    (self.folder / (name + ending)).unlink(missing_ok=True)

    def small(self, path: Path, sha256: str) -> Path:
        """Of the kept file at `path`. Raises Refused, Damaged and DiskTrouble, like those below."""
        return self._made(path, sha256, _SMALL)

    def large(self, path: Path, sha256: str) -> Path:
        return self._made(path, sha256, _LARGE)

    def facts(self, path: Path, sha256: str) -> PictureFacts:
        try:
            told = json.loads(self._made(path, sha256, _FACTS).read_text("utf-8"))
            layers = tuple(Layer(**layer) for layer in told["layers"])
            return PictureFacts(**told | {"layers": layers, "differs": tuple(told["differs"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DiskTrouble("What is known of this picture cannot be read", "It is safe.", str(error)) from error

    def _made(self, path: Path, sha256: str, ending: str) -> Path:
        found = self.folder / sha256[:2] / (sha256 + ending)
        if not found.is_file():
            with self.making(path) as made:
                made.keep(sha256, made.facts.size_bytes)
        return found
