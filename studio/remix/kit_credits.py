"""What a remix kit says of its makers, read without bringing it in."""

from __future__ import annotations

import hashlib
from pathlib import Path

from studio.credit.finding import Finding, Library, Parent, Sure, look
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.credit.manifest import Standing
from studio.domain.ids import RecordId
from studio.domain.record import Record, SourceType

from .kit_manifest import Made, is_archive
from .kit_opening import peek


def look_into(path: Path, library: Library, identity: Identity | None = None) -> Finding:
    """As `credit.finding.look`, for kits too. Raises DiskTrouble, and of a kit Refused and Damaged."""
    return found_in(path, library) if is_archive(path) else look(path, library, identity)


def found_in(path: Path, library: Library) -> Finding:
    """The piece of the kit, its sounds as what it builds on, and what those build on; all by the kit's own word.

    Raises Refused and Damaged for what is no kit.
    """
    kit = peek(path)
    inside = {one.sha256 for one in kit.files}
    sounds = [made for made in kit.works if made.sha256 in inside]
    behind = tuple(_credit(made) for made in kit.works if made.sha256 not in inside)
    parents = tuple(Parent(_credit(made), _record(made, library)) for made in sounds)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    because = ("It is a remix kit. What follows is its own word.",)
    further = (behind,) if behind else ()
    piece = Credit(kit.piece.title, kit.piece.author, "", kit.piece.rights, kit.piece.record_id)
    return Finding(sha256, Sure.CLAIMED, Standing.NONE, "", None, piece, parents, further, because)


def _credit(made: Made) -> Credit:
    return Credit(made.title, made.author, SourceType.SAMPLED, made.rights, made.record_id, made.sha256)


def _record(made: Made, library: Library) -> Record | None:
    return library.by_id(RecordId(made.record_id)) if made.record_id else None
