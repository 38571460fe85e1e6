"""What the store of manifests in a file says, from the JSON of the C2PA library: pure, and prepared for any lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from studio.domain.words import tidy_title

from .lines import Credit, Credits, credits_in

#: Our own part of a manifest, a parameter of the action that made the piece: the piece and its sources as lines.
LABEL = "studio.redbutton.credits"
_MAX_GENERATIONS, _MAX_WORKS = 100, 10_000
_UNTRUSTED = "signingCredential.untrusted"


def credits_of(manifest: dict[str, Any]) -> Credits | None:
    """From our own part, else (a file that another program signed) from the titles."""
    for assertion in _mappings(manifest.get("assertions")):
        for action in _mappings(_mapping(assertion.get("data")).get("actions")):
            told = _mapping(_mapping(action.get("parameters")).get(LABEL))
            if not told:
                continue
            work = credits_in(_texts([told.get("work")]))
            sources = credits_in(_texts(told.get("sources")))
            known = work[0] if work else Credit("")
            return Credits(replace(known, title=_title(manifest) or known.title), sources)
    if not manifest:
        return None
    titles = (_title(ingredient) for ingredient in _mappings(manifest.get("ingredients")))
    return Credits(Credit(_title(manifest)), tuple(Credit(title) for title in titles if title))


def generations_of(told: dict[str, Any]) -> tuple[tuple[Credit, ...], ...]:
    """Walks the nested manifests, each once, whatever they say of each other."""
    manifests = {label: _mapping(one) for label, one in _mapping(told.get("manifests")).items()}
    seen: set[str] = set()
    found: list[tuple[Credit, ...]] = []
    here = [str(told.get("active_manifest"))]
    works = 0
    while here and len(found) < _MAX_GENERATIONS and works < _MAX_WORKS:
        now = [label for label in dict.fromkeys(here) if label in manifests and label not in seen]
        seen.update(now)
        credits = [credits_of(manifests[label]) for label in now]
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


def active_of(told: dict[str, Any]) -> dict[str, Any]:
    return _mapping(_mapping(told.get("manifests")).get(str(told.get("active_manifest"))))


def failures_of(results: object) -> Iterator[str]:
    """Codes of what is wrong with the file's own manifest; an unknown signer is no fault."""
    active = _mapping(_mapping(results).get("activeManifest"))
    codes = (str(failure.get("code")) for failure in _mappings(active.get("failure")))
    return (code for code in dict.fromkeys(codes) if code != _UNTRUSTED)


def signer_of(manifest: dict[str, Any]) -> str:
    """The name in the certificate, "" where there is none."""
    return tidy_title(str(_mapping(manifest.get("signature_info")).get("common_name") or ""))


def _title(thing: dict[str, Any]) -> str:
    return tidy_title(str(thing.get("title") or ""))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
