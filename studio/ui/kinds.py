"""How kinds, rights and the wish about AI are shown: an icon and plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.domain.amounts import length_words, size_words
from studio.domain.record import RIGHTS_IN_WORDS, Kind, Media, Rights

ICON_OF_KIND = {Kind.AUDIO: "mic", Kind.IMAGE: "image", Kind.TEXT: "text-align-start", Kind.VIDEO: "video"}
KIND_IN_WORDS = {Kind.AUDIO: "Voice", Kind.IMAGE: "Picture", Kind.TEXT: "Words", Kind.VIDEO: "Video"}
AI_IN_WORDS = {False: "AI may not be trained on it", True: "AI may be trained on it"}


def rights_words(rights: Rights | None) -> str:
    return RIGHTS_IN_WORDS[rights] if rights else ""


def media_words(media: Media) -> str:
    """ "0:08.1 · 2.1 MB", "4961 × 2790 · 12 MB", "1 KB"."""
    parts = [
        length_words(media.duration_s) if media.duration_s else "",
        f"{media.width_px} × {media.height_px}" if media.width_px else "",
        size_words(media.size_bytes),
    ]
    return " · ".join(part for part in parts if part)


def pages_words(files: Sequence[Media]) -> str:
    """Of all files of a piece: "4 pages · 1280 × 800 · 12 MB", "65 sounds · 10:50.0 · 94 MB"; "" where there is none."""
    if not files:
        return ""
    size_bytes, duration_s = sum(file.size_bytes for file in files), sum(file.duration_s for file in files)
    words = media_words(replace(files[0], size_bytes=size_bytes, duration_s=duration_s))
    return f"{len(files)} {'sounds' if duration_s else 'pages'} · {words}" if len(files) > 1 else words
