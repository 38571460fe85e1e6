"""What a picture file is, told by its content: PNG, JPEG or WebP, whole, and not larger than can be opened safely."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import Damaged, DiskTrouble, Refused, StudioError

#: What can be opened within the worker's memory; libwebp holds a picture three times over.
MAX_PIXELS = {"png": 100_000_000, "jpeg": 100_000_000, "webp": 60_000_000}
MAX_SIDE_PX = 65_535
WORKER_S = 30.0
WORKER_BYTES = 1 << 30

_START_BYTES = 32
_NOT_WINDOWED = getattr(subprocess, "CREATE_NO_WINDOW", 0)
#: The folder that holds the package; the child looks for its code here and never in the folder it was started from.
_HOUSE = Path(__file__).resolve().parents[2]

#: Pictures of other kinds, by how they begin, so that the words can name them.
_OTHER_KINDS = {
    b"GIF8": "a GIF",
    b"II*\0": "a TIFF",
    b"MM\0*": "a TIFF",
    b"8BPS": "a Photoshop file",
    b"BM": "a BMP",
    b"gimp xcf": "a GIMP file",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive or a layered file",
}


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`kind` is "png", "jpeg" or "webp". Width and height are as seen, after the turn that a camera asks for."""

    kind: str
    mime: str
    width_px: int
    height_px: int
    size_bytes: int


def inspect(path: Path) -> PictureFacts:
    """Decodes the whole picture once, beside the studio. Raises Refused (not a picture, too large), Damaged and DiskTrouble."""
    kind = kind_of(path)
    told = ask_worker({"do": "inspect", "path": str(path.absolute())}, kind)
    return PictureFacts(kind, f"image/{kind}", int(told["width_px"]), int(told["height_px"]), path.stat().st_size)


def kind_of(path: Path) -> str:
    """ "png", "jpeg" or "webp" by the file's first bytes. Raises Refused, Damaged and DiskTrouble."""
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError as error:
        advice = "Check that it is still there and that you may read it. Nothing was changed."
        raise DiskTrouble("This file cannot be opened", advice, str(error)) from error
    if not start:
        raise Damaged(
            "This file is empty", "There is no picture in it. Save it again in your paint program, then add it."
        )
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if start.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "webp"
    raise Refused(
        "This is not a picture that can be sent",
        f"{_what_it_is(start)}Save it as PNG, JPEG or WebP, then add it. The file was left as it is.",
        code="wrong_kind",
    )


def _what_it_is(start: bytes) -> str:
    for beginning, name in _OTHER_KINDS.items():
        if start.startswith(beginning):
            return f"It is {name}. "
    if start[4:8] == b"ftyp":
        return "It is a HEIC or AVIF picture, or a film. "
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text and all(byte >= 32 or byte in b"\t\r\n" for byte in text):
        return "Whatever its name says, it holds text. "
    return ""


def ask_worker(request: dict[str, Any], kind: str) -> dict[str, Any]:
    """Lets a child process do the dangerous part, and gives it up after 30 s. Raises StudioErrors in the child's name."""
    question = json.dumps(
        request | {"kind": kind, "bytes": WORKER_BYTES, "pixels": MAX_PIXELS[kind], "side_px": MAX_SIDE_PX}
    )
    try:
        child = subprocess.run(
            [sys.executable, "-m", "studio.picture.worker"],
            input=question.encode(),
            capture_output=True,
            timeout=WORKER_S,
            cwd=_HOUSE,
            creationflags=_NOT_WINDOWED,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        advice = "It was given up after half a minute; nothing was changed. Save it again in your paint program, then add it."
        raise Refused("This picture takes too long to open", advice, code="too_slow") from error
    try:
        told: dict[str, Any] = json.loads(child.stdout)
    except ValueError:
        raise _trouble("damaged", kind, {"detail": f"worker ended with {child.returncode}"}) from None
    if "trouble" in told:
        raise _trouble(told["trouble"], kind, told)
    return told


def _trouble(what: str, kind: str, told: dict[str, Any]) -> StudioError:
    detail = str(told.get("detail", ""))[:300]
    if what == "too_large":
        pixels = int(told.get("width_px", 0)) * int(told.get("height_px", 0))
        size = f"It has {pixels / 1e6:,.0f} million pixels. " if pixels > MAX_PIXELS[kind] else ""
        advice = (
            f"{size}Up to {MAX_PIXELS[kind] // 10**6} million can be opened safely; save a smaller copy and add that."
        )
        return Refused("This picture is too large to open", advice, detail, code="too_large")
    if what == "disk":
        return DiskTrouble(
            "The small picture cannot be saved", "Make some room on the disk. Your picture is safe.", detail
        )
    advice = "It may have been cut off on its way. The file was left as it is; save it again, then add it."
    return Damaged("This picture is damaged", advice, detail)
