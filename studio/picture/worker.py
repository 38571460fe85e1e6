"""The child that decodes pictures: `python -m studio.picture.worker`. Each line on stdin is a question in JSON, each on stdout its
answer; it ends with its parent, or by itself when no question came for a while.

It has 1 GiB of address space where the system can promise that (not on Windows and macOS), and its parent's patience.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image

from . import colour
from .adjust import adjusted
from .crew import IDLE_S
from .pixels import looked_at, shrunk, write_pixels
from .readers import Limits, Opened, TooLarge, Unwelcome, open_picture

_LAID = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
    }
)
#: A small picture without see-through parts is a JPEG of this quality, without thinned colours; else a quickly packed PNG.
_JPEG = {"quality": 90, "subsampling": 0}
_PNG = {"compress_level": 1}


def limit_memory(limit_bytes: int | None) -> None:
    """None lifts the limit again."""
    if sys.platform != "win32":
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        try:
            resource.setrlimit(resource.RLIMIT_AS, (most if limit_bytes is None else limit_bytes, most))
        except (ValueError, OSError):  # macOS refuses; the pixel limit still holds
            return


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The facts, or `trouble` as one of "damaged", "too_large", "unwelcome" and "disk"."""
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    limits = Limits(question["pixels"], question["side_px"])
    try:
        with ExitStack() as stack:
            opened = open_picture(Path(question["path"]), question["kind"], limits, stack)
            if question["do"] == "pixels":
                return _pixels(opened, Path(question["to"]), question["width_px"], question["height_px"])
            if question["do"] == "look":
                size = _upright(opened, opened.width_px, opened.height_px)
                return looked_at(_drawn(opened, *size), opened.profile)
            if question["do"] == "adjust":
                return adjusted(opened, Path(question["to"]), question["as"], question["adjustments"])
            return _inspect(opened, question["small"])
    except TooLarge as error:
        return {"trouble": "too_large", **_size(*error.size)}
    except (MemoryError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        return {"trouble": "too_large", "detail": str(error)}
    except Unwelcome as error:
        return {"trouble": "unwelcome", "detail": str(error)}
    except Exception as error:  # a damaged file makes readers raise nearly anything
        return {"trouble": "damaged", "detail": f"{type(error).__name__}: {error}"}


def _inspect(opened: Opened, wanted: list[tuple[str, int]]) -> dict[str, Any]:
    """All facts, and each wanted small picture as (path, pixels of its longer side), made from one decoding."""
    largest = max((max_px for _, max_px in wanted), default=1)
    image = opened.draw(largest)
    differs = list(opened.differs)
    try:
        profile = colour.name_of(opened.profile)
    except ValueError:
        profile = ""
        differs.append(colour.UNREADABLE)
    told: dict[str, Any] = {"bits": opened.bits, "pages": opened.pages, "profile": profile, "differs": differs}
    told["layers"] = [asdict(layer) for layer in opened.layers]
    told |= _size(*_upright(opened, opened.width_px, opened.height_px))
    told["small"] = []
    if wanted:
        image = colour.eight_bits(image)
    for to, max_px in sorted(wanted, key=lambda one: -one[1]):
        image = _shrunk(image, max_px)
        try:
            told["small"].append(_save(opened, image, Path(to)))
        except OSError as error:
            return {"trouble": "disk", "detail": str(error)}
    return told


def _shrunk(image: Image.Image, max_px: int) -> Image.Image:
    """Shrinks before it turns: that needs less memory."""
    times = max_px / max(image.size)
    if times >= 1:
        return image
    size = max(round(image.width * times), 1), max(round(image.height * times), 1)
    if image.mode in ("RGBA", "RGBa"):
        return shrunk(image, size)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _save(opened: Opened, image: Image.Image, to: Path) -> tuple[int, int]:
    seen = colour.to_srgb(image.mode, opened.profile)(image)
    seen = seen.transpose(opened.turn) if opened.turn is not None else seen
    seen.info = {}
    if seen.mode in ("RGBA", "RGBa"):
        seen.convert("RGBA").save(to, "PNG", **_PNG)
    else:
        seen.save(to, "JPEG", **_JPEG)
    return seen.size


def _upright(opened: Opened, width: int, height: int) -> tuple[int, int]:
    return (height, width) if opened.turn in _LAID else (width, height)


def _pixels(opened: Opened, to: Path, width: int, height: int) -> dict[str, Any]:
    """The whole picture as bare pixels in the asked size, the right way up."""
    try:
        write_pixels(_drawn(opened, width, height), to, opened.profile)
    except OSError as error:
        return {"trouble": "disk", "detail": str(error)}
    return _size(*_upright(opened, opened.width_px, opened.height_px))


def _drawn(opened: Opened, width: int, height: int) -> Image.Image:
    size = _upright(opened, width, height)
    image = colour.eight_bits(opened.draw(max(size)))
    image = image if image.size == size else shrunk(image, size)
    return image.transpose(opened.turn) if opened.turn is not None else image


def _size(width: int, height: int) -> dict[str, Any]:
    return {"width_px": width, "height_px": height}


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    Image.preinit()  # the usual formats are known before the first picture comes
    while True:
        sleep = threading.Timer(IDLE_S, os._exit, (0,))
        sleep.daemon = True
        sleep.start()
        line = sys.stdin.buffer.readline()
        sleep.cancel()
        if not line:
            return
        question = json.loads(line)
        limit_memory(question["bytes"])
        told = json.dumps(answer(question))
        limit_memory(None)
        answers.write(told.encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
