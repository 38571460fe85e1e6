"""The `*.remix` file: a remix as JSON (see `resources/remix.schema.json`), read and written as strictly as `strict` says."""

from __future__ import annotations

from studio.domain.record import Origin, Source, SourceType, Work
from studio.domain.remix import Clip, Curve, Fade, Lane, Marker, Material, Remix, check

from .strict import MAX_BYTES, Form

__all__ = ["FORMAT", "MAX_BYTES", "VERSION", "from_text", "load", "save", "to_text"]

FORMAT, VERSION = "redbutton-remix", 1
_FORM = Form(
    "remix",
    VERSION,
    Remix,
    check,
    parts=(Lane, Clip, Fade, Material, Marker, Source, Work),
    choices=(Curve, SourceType, Origin),
    ids=("RemixId", "LaneId", "ClipId", "RecordId", "SourceId"),
)
save, load, to_text, from_text = _FORM.save, _FORM.load, _FORM.to_text, _FORM.from_text
