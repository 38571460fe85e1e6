"""The signed manifest (C2PA 2.2) of a file: every source as an ingredient, those with a manifest of their own nested whole.

Made and read without a network: no remote manifests, no time stamps, no certificate look-ups, no small pictures. Signed last: any
later change of the file, tags included, breaks the signature. An own certificate proves that nothing changed since this studio
signed, not who somebody is; so the words are "signed by this studio" and never "verified".
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from studio import __version__
from studio.domain.words import tidy_title
from studio.errors import Damaged, DiskTrouble, Refused

from .identity import Identity
from .lines import Credit, Credits, line_of
from .nested import LABEL, active_of, credits_of, failures_of, generations_of, signer_of
from .tags import format_of

MIMES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "tiff": "image/tiff",
}
_COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/composite"
#: A file that nests more manifests than this is not opened: the library walks them by recursion, and a person never.
MAX_MANIFESTS = 500
#: The library holds a sound three times in memory while it signs it, and once while it reads it.
MAX_SIGNED_BYTES = 256 << 20
#: How the box of a claim, and that of all manifests, begins (C2PA 2.2, 11.1.4), in every format.
_CLAIM_BOX, _STORE_BOX = b"jumdc2cl", b"jumdc2pa"
#: In these a box is never cut in two.
_SOUNDS = frozenset(("wav", "mp3", "flac"))
_PIECE_BYTES = 1 << 20
#: What the library says of a manifest that is only named in the file; it has no class of its own for that.
_ELSEWHERE = "Remote:"
_ADVICE = "It goes out with plain credits and without a signature."


class Standing(StrEnum):
    TRUSTED = "trusted"
    THIS_STUDIO = "this_studio"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    UNREAD = "unread"
    NONE = "none"


STANDING_IN_WORDS = {
    Standing.TRUSTED: "Signed by somebody you trust, and not changed since",
    Standing.THIS_STUDIO: "Signed by this studio, and not changed since",
    Standing.UNKNOWN: "Not changed since it was signed; who signed it is not known here",
    Standing.CHANGED: "Changed since it was signed, or the signature is broken",
    Standing.UNREAD: "Signed, but too large to be looked at here",
    Standing.NONE: "Not signed",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """`generations` are the works it builds on, the nearest first; from the second on, only what the sources' own manifests
    say. `signer` is the name in the certificate, "" where there is none."""

    standing: Standing
    credits: Credits | None = None
    generations: tuple[tuple[Credit, ...], ...] = ()
    signer: str = ""
    detail: str = ""


def sign(path: Path, to: Path, credits: Credits, identity: Identity, files: Mapping[str, Path] | None = None) -> None:
    """Writes a signed copy of `path` to `to`. `files` are kept files of sources by SHA-256; a source without one is an ingredient
    by its words alone. Raises Refused, Damaged, DiskTrouble; then there is no `to`."""
    import c2pa

    mime = MIMES.get(format_of(path))
    if mime is None:
        raise Refused("This kind of file cannot be signed", _ADVICE, path.suffix)
    if _is_too_large(path):
        raise Refused("This file is too large to be signed", f"{_ADVICE} A FLAC file is smaller.", path.suffix)
    files = files or {}
    kept = _fitting({at: files[one.sha256] for at, one in enumerate(credits.sources) if one.sha256 in files})
    words = json.dumps(_manifest(credits, mime, kept))
    try:
        info = c2pa.C2paSignerInfo(b"ed25519", identity.certificate.encode(), identity.key.encode(), None)
        with _context() as context, c2pa.Signer.from_info(info) as signer, c2pa.Builder(words, context) as builder:
            for at, file in kept.items():
                _add(builder, credits.sources[at], at, file)
            with path.open("rb") as plain, to.open("w+b") as out:
                builder.sign(signer, mime, plain, out)
    except c2pa.C2paError as error:
        to.unlink(missing_ok=True)
        raise Damaged("This file cannot be signed", _ADVICE, str(error)) from error
    except OSError as error:
        to.unlink(missing_ok=True)
        raise DiskTrouble("The signature cannot be written", f"Make room on the disk. {_ADVICE}", str(error)) from error


def read(path: Path, identity: Identity | None = None) -> Signed:
    """What the manifest says and how it stands. `identity` is this studio's seal. Raises DiskTrouble."""
    form = format_of(path)
    mime = MIMES.get(form)
    if mime is None or (form in _SOUNDS and not _count(path, _STORE_BOX)):
        return Signed(Standing.NONE)
    if _is_too_large(path):
        return Signed(Standing.UNREAD)
    own = _read(path, mime, identity.authority if identity else "")
    if own.standing is Standing.TRUSTED:
        return Signed(Standing.THIS_STUDIO, own.credits, own.generations, own.signer, own.detail)
    if own.standing is Standing.UNKNOWN and identity is not None and identity.trusted:
        return _read(path, mime, identity.trusted)
    return own


def manifests_in(path: Path) -> int:
    """How many manifests the file seems to nest, counted without opening any."""
    return _count(path, _CLAIM_BOX)


def _count(path: Path, mark: bytes) -> int:
    count, rest = 0, b""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                count += (rest + piece).count(mark)
                rest = piece[1 - len(mark) :]
    except OSError:
        return 0
    return count


def _is_too_large(path: Path) -> bool:
    try:
        return path.stat().st_size > MAX_SIGNED_BYTES
    except OSError:
        return False


def _fitting(kept: dict[int, Path]) -> dict[int, Path]:
    """Those with manifests that fit into one file that can still be read; the others are named only."""
    room, fitting = MAX_MANIFESTS - 1, dict[int, Path]()
    for at, file in kept.items():
        count = manifests_in(file)
        if 0 < count <= room and not _is_too_large(file):
            room -= count
            fitting[at] = file
    return fitting


def _manifest(credits: Credits, mime: str, kept: Mapping[int, Path]) -> dict[str, Any]:
    """C2PA wants an action that begins the piece; each source was placed in it. Our lines stand in that action: an assertion of
    their own would cost 400 bytes a generation."""
    names = [str(at) for at in range(len(credits.sources))]
    placed = [{"action": "c2pa.placed", "parameters": {"ingredientIds": names}}] if names else []
    told = {"work": line_of(credits.work), "sources": [line_of(source) for source in credits.sources]}
    created = {"action": "c2pa.created", "digitalSourceType": _COMPOSITE, "parameters": {LABEL: told}}
    return {
        "claim_generator_info": [{"name": "Redbutton Studio", "version": __version__}],
        "title": tidy_title(credits.work.title),
        "format": mime,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created, *placed]}}],
        "ingredients": [
            {**_ingredient(source, at), "format": "application/octet-stream"}
            for at, source in enumerate(credits.sources)
            if at not in kept
        ],
    }


def _ingredient(source: Credit, at: int) -> dict[str, str]:
    return {"title": tidy_title(source.title), "relationship": "componentOf", "label": str(at), "instance_id": str(at)}


def _add(builder: Any, source: Credit, at: int, file: Path) -> None:
    """The source's kept file as an ingredient, with the manifest it carries. One of a kind that carries none is named only."""
    import c2pa

    facts = json.dumps(_ingredient(source, at))
    try:
        with file.open("rb") as stream:
            builder.add_ingredient(facts, MIMES.get(format_of(file), "application/octet-stream"), stream)
    except (c2pa.C2paError, OSError):
        with Path(os.devnull).open("rb") as nothing:
            builder.add_ingredient(facts, "application/octet-stream", nothing)


def _context(anchors: str = "") -> Any:
    import c2pa

    settings: dict[str, Any] = {
        "version": 1,
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": False},
        "builder": {"thumbnail": {"enabled": False}},
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    return c2pa.Context.from_dict(settings)


def _read(path: Path, mime: str, anchors: str) -> Signed:
    """With `TRUSTED` where the signer's certificate goes back to `anchors`."""
    import c2pa

    if manifests_in(path) > MAX_MANIFESTS:
        return Signed(Standing.CHANGED, detail=f"more than {MAX_MANIFESTS} manifests")
    try:
        with path.open("rb") as file, _context(anchors) as context, c2pa.Reader(mime, file, context=context) as reader:
            state, told, results = (
                reader.get_validation_state(),
                json.loads(reader.json()),
                reader.get_validation_results(),
            )
    except c2pa.C2paError.ManifestNotFound:
        return Signed(Standing.NONE)
    except (c2pa.C2paError, ValueError, RecursionError) as error:
        is_elsewhere = str(error).startswith(_ELSEWHERE)
        return Signed(Standing.NONE if is_elsewhere else Standing.CHANGED, detail=str(error))
    except OSError as error:
        advice = "Check that it is there and that you may read it."
        raise DiskTrouble("This file cannot be read", advice, str(error)) from error
    standing = {"Trusted": Standing.TRUSTED, "Valid": Standing.UNKNOWN}.get(state or "", Standing.CHANGED)
    generations = generations_of(told)
    active = active_of(told)
    return Signed(standing, credits_of(active), generations, signer_of(active), ", ".join(failures_of(results)))
