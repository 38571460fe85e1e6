"""Credits into a finished file: plain tags first, the signature last. What does not work is told, and the file is there anyway."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import DiskTrouble, StudioError

from . import manifest, tags
from .identity import Identity
from .lines import Credits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Embedded:
    """`notes` says in words what could not be done; empty where all was."""

    tagged: bool
    signed: bool
    notes: tuple[str, ...] = ()


def embed(
    path: Path, to: Path, credits: Credits, seal: Callable[[], Identity], files: Mapping[str, Path] | None = None
) -> Embedded:
    """Writes `path` with its credits to `to` (which may be `path`), whole or not at all.

    `seal` opens the studio's identity (it may ask a keyring); `files` are kept files of sources by SHA-256, whose own manifests
    come along. Raises DiskTrouble where `to` itself cannot be written.
    """
    notes: list[str] = []
    try:
        with tempfile.TemporaryDirectory(prefix=".credits-", dir=to.parent) as folder:
            tagged, signed, plain = (Path(folder) / name for name in ("tagged", "signed", "plain"))
            is_tagged = _done(lambda: tags.write(path, tagged, credits), notes)
            source = tagged if is_tagged else path
            is_signed = _done(lambda: manifest.sign(source, signed, credits, seal(), files), notes)
            best = signed if is_signed else tagged if is_tagged else None
            if best is None and to != path:
                best = Path(shutil.copyfile(path, plain))
            if best is not None:
                _settle(best)
                best.replace(to)
            return Embedded(is_tagged, is_signed, tuple(notes))
    except OSError as error:
        advice = "Make room on the disk or choose another folder, then try again."
        raise DiskTrouble("The file cannot be written", advice, str(error)) from error


def _settle(path: Path) -> None:
    """The bytes are on the disk before they get their name."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _done(work: Callable[[], None], notes: list[str]) -> bool:
    """CIT-3: whatever goes wrong with credits, the piece goes out."""
    try:
        work()
    except StudioError as error:
        notes.append(f"{error.title}. {error.advice}")
        return False
    except Exception:
        log.exception("credits were not embedded")
        notes.append("A part of the credits could not be put into the file. It goes out without that.")
        return False
    return True
