"""The signed manifest (C2PA 2.2) of a file: every source as an ingredient, those with a manifest of their own nested whole.

Made and read without a network: no remote manifests, no time stamps, no certificate look-ups, no small pictures. Signed last: any
later change of the file, tags included, breaks the signature. An own certificate proves that nothing changed since this studio
signed, not who somebody is; so the words are "signed by this studio" and never "verified".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from studio import __version__
from studio.domain.words import tidy_title
from studio.errors import Damaged, DiskTrouble, Refused

from .identity import Identity
from .lines import Credit, Credits, credits_in, line_of
from .tags import format_of

#: Our own part of a manifest: the piece and its sources as lines.
LABEL = "studio.redbutton.credits"
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
_MAX_GENERATIONS, _MAX_WORKS = 100, 10_000
_UNTRUSTED = "signingCredential.untrusted"
_ADVICE = "It goes out with plain credits and without a signature."


class Standing(StrEnum):
    TRUSTED = "trusted"
    THIS_STUDIO = "this_studio"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    NONE = "none"


STANDING_IN_WORDS = {
    Standing.TRUSTED: "Signed by somebody you trust, and not changed since",
    Standing.THIS_STUDIO: "Signed by this studio, and not changed since",
    Standing.UNKNOWN: "Not changed since it was signed; who signed it is not known here",
    Standing.CHANGED: "Changed since it was signed, or the signature is broken",
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
    files = files or {}
    kept = {at: files[one.sha256] for at, one in enumerate(credits.sources) if one.sha256 in files}
    words = json.dumps(_manifest(credits, mime, kept))
    try:
        info = c2pa.C2paSignerInfo(b"ed25519", identity.certificate.encode(), identity.key.encode(), None)
        with _context() as context, c2pa.Signer.from_info(info) as signer, c2pa.Builder(words, context) as builder:
            for at, file in kept.items():
                _add(builder, credits.sources[at], at, file)
            with path.open("rb") as plain, to.open("w+b") as out:
                builder.sign(signer, mime, plain, out)
                out.flush()
                os.fsync(out.fileno())
    except c2pa.C2paError as error:
        to.unlink(missing_ok=True)
        raise Damaged("This file cannot be signed", _ADVICE, str(error)) from error
    except OSError as error:
        to.unlink(missing_ok=True)
        raise DiskTrouble("The signature cannot be written", f"Make room on the disk. {_ADVICE}", str(error)) from error


def read(path: Path, identity: Identity | None = None) -> Signed:
    """What the manifest says and how it stands. `identity` is this studio's seal. Raises DiskTrouble."""
    mime = MIMES.get(format_of(path))
    if mime is None:
        return Signed(Standing.NONE)
    own = _read(path, mime, identity.authority if identity else "")
    if own.standing is Standing.TRUSTED:
        return Signed(Standing.THIS_STUDIO, own.credits, own.generations, own.signer, own.detail)
    if own.standing is Standing.UNKNOWN and identity is not None and identity.trusted:
        return _read(path, mime, identity.trusted)
    return own


def _manifest(credits: Credits, mime: str, kept: Mapping[int, Path]) -> dict[str, Any]:
    """C2PA wants an action that begins the piece; each source was placed in it."""
    names = [str(at) for at in range(len(credits.sources))]
    placed = [{"action": "c2pa.placed", "parameters": {"ingredientIds": names}}] if names else []
    actions = [{"action": "c2pa.created", "digitalSourceType": _COMPOSITE}, *placed]
    told = {"work": line_of(credits.work), "sources": [line_of(source) for source in credits.sources]}
    return {
        "claim_generator_info": [{"name": "Redbutton Studio", "version": __version__}],
        "title": tidy_title(credits.work.title),
        "format": mime,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}, {"label": LABEL, "data": told}],
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
        return Signed(Standing.CHANGED, detail=str(error))
    except OSError as error:
        advice = "Check that it is there and that you may read it."
        raise DiskTrouble("This file cannot be read", advice, str(error)) from error
    standing = {"Trusted": Standing.TRUSTED, "Valid": Standing.UNKNOWN}.get(state or "", Standing.CHANGED)
    generations = _generations(told)
    active = _active(told)
    signer = tidy_title(str(_mapping(active.get("signature_info")).get("common_name") or ""))
    return Signed(standing, _credits_in(active), generations, signer, ", ".join(_failures(results)))


def _credits_in(manifest: dict[str, Any]) -> Credits | None:
    """From our own part, else (a file that another program signed) from the titles."""
    for assertion in _mappings(manifest.get("assertions")):
        told = _mapping(assertion.get("data"))
        if assertion.get("label") == LABEL:
            work = credits_in(_texts([told.get("work")]))
            sources = credits_in(_texts(told.get("sources")))
            known = work[0] if work else Credit("")
            return Credits(replace(known, title=_title(manifest) or known.title), sources)
    if not manifest:
        return None
    titles = (_title(ingredient) for ingredient in _mappings(manifest.get("ingredients")))
    return Credits(Credit(_title(manifest)), tuple(Credit(title) for title in titles if title))


def _generations(told: dict[str, Any]) -> tuple[tuple[Credit, ...], ...]:
    """Walks the nested manifests, each once, whatever they say of each other."""
    manifests = {label: _mapping(one) for label, one in _mapping(told.get("manifests")).items()}
    seen: set[str] = set()
    found: list[tuple[Credit, ...]] = []
    here = [str(told.get("active_manifest"))]
    works = 0
    while here and len(found) < _MAX_GENERATIONS and works < _MAX_WORKS:
        now = [label for label in dict.fromkeys(here) if label in manifests and label not in seen]
        seen.update(now)
        credits = [_credits_in(manifests[label]) for label in now]
        sources = tuple(dict.fromkeys(source for one in credits if one for source in one.sources))
        here = [
            str(ingredient.get("active_manifest"))
            for label in now
            for ingredient in _mappings(manifests[label].get("ingredients"))
        ]
        works += len(sources)
        if sources:
            found.append(sources)
    return tuple(found)


def _active(told: dict[str, Any]) -> dict[str, Any]:
    return _mapping(_mapping(told.get("manifests")).get(str(told.get("active_manifest"))))


def _failures(results: object) -> Iterator[str]:
    """Codes of what is wrong with the file's own manifest; an unknown signer is no fault."""
    active = _mapping(_mapping(results).get("activeManifest"))
    codes = (str(failure.get("code")) for failure in _mappings(active.get("failure")))
    return (code for code in dict.fromkeys(codes) if code != _UNTRUSTED)


def _title(thing: dict[str, Any]) -> str:
    return tidy_title(str(thing.get("title") or ""))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
