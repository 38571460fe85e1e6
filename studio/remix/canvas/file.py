"""The `*.canvas` file: a picture remix as JSON (see `resources/canvas.schema.json`), as strict as a `*.remix`."""

from __future__ import annotations

from studio.domain.canvas import Align, Blend, Canvas, Crop, Layer, Picture, Words, check
from studio.domain.record import Origin, Source, SourceType, Work
from studio.remix.strict import Form

__all__ = ["ENDING", "VERSION", "from_text", "load", "save", "to_text"]

ENDING, VERSION = ".canvas", 1
_FORM = Form(
    "canvas",
    VERSION,
    Canvas,
    check,
    parts=(Layer, Picture, Words, Crop, Source, Work),
    choices=(Blend, Align, SourceType, Origin),
    ids=("RemixId", "LayerId", "RecordId", "SourceId"),
)
save, load, to_text, from_text = _FORM.save, _FORM.load, _FORM.to_text, _FORM.from_text
