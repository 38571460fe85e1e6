"""What a picture file is, told by its content: whole, and not larger than can be opened safely."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import Damaged, DiskTrouble, Refused, StudioError

from .kinds import KINDS, kind_of

MAX_SIDE_PX = 65_535
WORKER_S = 30.0
WORKER_BYTES = 1 << 30

_NOT_WINDOWED = getattr(subprocess, "CREATE_NO_WINDOW", 0)
#: The folder that holds the package; the child looks for its code here and never in the folder it was started from.
_HOUSE = Path(__file__).resolve().parents[2]

#: How layers are blended and told (OpenRaster's `composite-op`, Krita's and Photoshop's names, in plain words).
NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer or group, the topmost first; `depth` is the number of groups around it. `opacity` is 0 to 1."""

    name: str
    is_visible: bool = True
    opacity: float = 1.0
    blend: str = NORMAL
    depth: int = 0
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`kind` is a name of `KINDS`. Width and height are as seen, after the turn that a camera asks for; `pages` counts the pictures
    in the file, `bits` those of a colour. `profile` is the colour profile's own name, "" where there is none. `differs` are plain
    sentences about what would look different elsewhere or cannot be shown here."""

    kind: str
    mime: str
    width_px: int
    height_px: int
    size_bytes: int
    pages: int = 1
    bits: int = 8
    profile: str = ""
    layers: tuple[Layer, ...] = ()
    differs: tuple[str, ...] = ()


def inspect(path: Path) -> PictureFacts:
    """Decodes the whole picture once, beside the studio. Raises Refused (not a picture, too large), Damaged and DiskTrouble."""
    kind = kind_of(path)
    told = ask_worker({"do": "inspect", "path": str(path.absolute())}, kind)
    return PictureFacts(kind, KINDS[kind].mime, int(told["width_px"]), int(told["height_px"]), path.stat().st_size)


def ask_worker(request: dict[str, Any], kind: str) -> dict[str, Any]:
    """Lets a child process do the dangerous part, and gives it up after 30 s. Raises StudioErrors in the child's name."""
    question = json.dumps(
        request | {"kind": kind, "bytes": WORKER_BYTES, "pixels": KINDS[kind].max_pixels, "side_px": MAX_SIDE_PX}
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
        size = f"It has {pixels / 1e6:,.0f} million pixels. " if pixels > KINDS[kind].max_pixels else ""
        advice = f"{size}Up to {KINDS[kind].max_pixels // 10**6} million can be opened safely; save a smaller copy and add that."
        return Refused("This picture is too large to open", advice, detail, code="too_large")
    if what == "disk":
        return DiskTrouble(
            "The small picture cannot be saved", "Make some room on the disk. Your picture is safe.", detail
        )
    advice = "It may have been cut off on its way. The file was left as it is; save it again, then add it."
    return Damaged("This picture is damaged", advice, detail)
