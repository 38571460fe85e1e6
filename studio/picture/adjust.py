"""A photograph or a scan made ready: a copy that is turned, straightened, cut and made lighter. The file itself is only read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.adjusting import Adjustments, Cut, curve, placed, size
from studio.errors import DiskTrouble

from .kinds import kind_of
from .open import ask_worker

if TYPE_CHECKING:
    from PIL import Image

    from .readers import Opened

#: Kinds that are photographed or scanned, and what the copy is: of its own kind, or of the nearest that every program opens.
BECOMES = {"jpeg": "jpeg", "heic": "jpeg", "avif": "jpeg", "png": "png", "webp": "png", "tiff": "png"}
_JPEG = {"quality": 95, "subsampling": 0}
_PNG = {"compress_level": 4}
#: Modes whose colours are changed as they are and keep their profile; all others become sRGB first.
_AS_THEY_ARE = frozenset(("RGB", "RGBA", "L", "LA"))


def make(path: Path, to: Path, adjustments: Adjustments) -> tuple[str, int, int]:
    """Writes the adjusted copy to `to`, whole or not at all; it tells nothing but a colour profile. Answers its kind, width and
    height. Raises Refused, Damaged and DiskTrouble."""
    kind = kind_of(path)
    part = to.with_name(to.name + ".part").absolute()
    question = {"do": "adjust", "path": str(path.absolute()), "to": str(part), "as": BECOMES.get(kind, "png")}
    try:
        told = ask_worker({**question, "adjustments": asdict(adjustments)}, kind)
        part.replace(to)
    except OSError as error:
        raise DiskTrouble("The picture cannot be saved", "Make some room on the disk.", str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return str(told["kind"]), int(told["width_px"]), int(told["height_px"])


def adjusted(opened: Opened, to: Path, form: str, told: dict[str, Any]) -> dict[str, Any]:
    """In the child process."""
    from . import colour

    adjustments = Adjustments(**told | {"cut": Cut(**told["cut"])})
    image = colour.eight_bits(opened.draw(max(opened.width_px, opened.height_px)))
    profile = opened.profile
    if image.mode not in _AS_THEY_ARE:
        image, profile = colour.to_srgb(image.mode, profile)(image), None
    image = image.transpose(opened.turn) if opened.turn is not None else image
    image = applied(image, adjustments)
    form = "png" if image.mode in ("RGBA", "LA") else form
    try:
        image.info = {}
        image.save(to, form.upper(), icc_profile=profile, **(_JPEG if form == "jpeg" else _PNG))
    except OSError as error:
        return {"trouble": "disk", "detail": str(error)}
    return {"kind": form, "width_px": image.width, "height_px": image.height}


def applied(image: Image.Image, adjustments: Adjustments) -> Image.Image:
    """Pure: an upright picture of 8 bits as the adjustments make it. One that is only turned and cut keeps its very pixels."""
    from PIL import Image as Pillow

    turns = (None, Pillow.Transpose.ROTATE_270, Pillow.Transpose.ROTATE_180, Pillow.Transpose.ROTATE_90)
    wide, high = size(*image.size, adjustments)
    place = placed(*image.size, adjustments)
    turn = turns[adjustments.quarters]
    image = image.transpose(turn) if turn is not None else image
    if adjustments.degrees:
        image = image.transform((wide, high), Pillow.Transform.AFFINE, place, Pillow.Resampling.BICUBIC)
    elif (wide, high) != image.size:
        left, top = min(round(place[2]), image.width - wide), min(round(place[5]), image.height - high)
        image = image.crop((left, top, left + wide, top + high))
    if adjustments.light or adjustments.contrast:
        shades = curve(adjustments)
        same = list(range(256))
        channels = [same if band == "A" else shades for band in image.getbands()]
        image = image.point([shade for channel in channels for shade in channel])
    return image
