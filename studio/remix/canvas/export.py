"""A picture remix as a file: PNG, JPEG, WebP, or OpenRaster with its layers, with the credits of what can be seen in it.

A file gets its name when it is whole and on the disk; one that exists is never overwritten. What cannot be done for the credits is
told in `notes` and never stops an export.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio import durable
from studio.credit.embed import embed
from studio.credit.finding import Library
from studio.credit.lines import Credit, Credits, credit_of_source
from studio.domain.canvas import Canvas
from studio.domain.progress import Progress
from studio.domain.record import Source
from studio.errors import Refused, StudioError
from studio.remix.publish import Naming

from . import openraster
from .citing import sources_of
from .plates import Plates
from .render import Bytes, flat
from .seen import seen

if TYPE_CHECKING:
    from PIL import Image

#: Pillow's names for what lies behind each ending.
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
ENDINGS = (*_FORMATS, openraster.ENDING)
_WHITE = "#ffffff"
_ON_WHITE = "A JPEG cannot be see-through. What was see-through is white in it."


@dataclass(frozen=True, slots=True)
class Exported:
    """`sources` are those that the file names; `notes` say in words what could not be done."""

    path: Path
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


def export(
    canvas: Canvas, plates: Plates, out: Path, naming: Naming, progress: Progress | None = None, quality: int = 92
) -> Exported:
    """Writes `out` by its ending (see `ENDINGS`); `quality` (1 to 100) counts for JPEG and WebP. For a task's thread.

    Raises Refused (also where `progress` stops it), Damaged and DiskTrouble; then nothing is left behind.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise Refused("This kind of file is not known", f"Use one of {', '.join(ENDINGS)}.", out.suffix, "wrong_kind")
    if not canvas.shown:
        raise Refused("There is nothing on this canvas yet", "Add a picture or some words first.", code="empty")
    durable.must_be_new(out)
    progress = progress or Progress()
    sources = sources_of(canvas, seen(canvas, plates), canvas.sources) if naming.sources is None else naming.sources
    credits = credits_of(canvas, naming.work, sources, naming.library)
    try:
        with durable.workplace(out.parent, "export") as place:
            part = place / out.name
            if ending == openraster.ENDING:
                notes = openraster.write(canvas, plates, part, credits, progress)
            else:
                notes = _picture(canvas, plates, part, credits, naming, progress, quality)
            durable.must_be_new(out)
            part.rename(out)
            durable.sync_folder(out.parent)
    except OSError as error:
        raise durable.in_words(error) from error
    return Exported(out, tuple(source for source in sources if not source.removed), notes)


def credits_of(canvas: Canvas, work: Credit, sources: Iterable[Source], library: Library) -> Credits:
    """The piece and its sources; a record that the library does not know is called as its layer is called here."""
    pictures = {layer.picture.record_id: layer.picture for layer in canvas.layers if layer.picture}
    told = []
    for source in sources:
        if not source.removed:
            credit = credit_of_source(source, library.by_id(source.record_id) if source.record_id else None)
            picture = pictures.get(source.record_id) if source.record_id else None
            if picture is not None:
                sha256 = credit.sha256 or picture.sha256
                credit = replace(credit, title=credit.title or picture.title, sha256=sha256)
            told.append(credit)
    named = work if work.title else replace(work, title=canvas.title or "Untitled")
    return Credits(named, tuple(dict.fromkeys(told)))


def _picture(
    canvas: Canvas,
    plates: Plates,
    part: Path,
    credits: Credits,
    naming: Naming,
    progress: Progress,
    quality: int,
) -> tuple[str, ...]:
    form = _FORMATS[part.suffix.lower()]
    on_white = form == "JPEG" and not canvas.background
    progress.begin(1, 0.8)
    pixels = flat(replace(canvas, background=_WHITE) if on_white else canvas, plates, progress.add)
    _save(_image(pixels, bool(canvas.background) or on_white), part, form, quality)
    progress.begin(1)
    progress.add(1)
    embedded = embed(part, part, credits, naming.seal, _files(canvas, plates))
    return (*((_ON_WHITE,) if on_white else ()), *embedded.notes)


def _image(pixels: Bytes, opaque: bool) -> Image.Image:
    from PIL import Image

    return Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels)


def _save(image: Image.Image, path: Path, form: str, quality: int) -> None:
    options = {
        "PNG": {"compress_level": 6},
        "JPEG": {"quality": quality, "subsampling": 0 if quality >= 90 else 2},
        "WEBP": {"quality": quality, "method": 4},
    }
    image.save(path, form, **options[form])
    with path.open("r+b") as file:
        durable.sync_data(file.fileno())


def _files(canvas: Canvas, plates: Plates) -> dict[str, Path]:
    """The pictures of others that are here, by their hash: their own manifests come along."""
    found: dict[str, Path] = {}
    for layer in canvas.shown:
        if layer.picture is not None and layer.picture.record_id is not None:
            try:
                found[layer.picture.sha256] = plates.find(layer.picture)
            except StudioError:
                continue
    return found
