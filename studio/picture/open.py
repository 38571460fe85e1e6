"""What a picture file is, told by its content: whole, and not larger than can be opened safely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.errors import Damaged, DiskTrouble, Refused, StudioError

from .crew import CREW, Died, TookTooLong
from .facts import Layer, PictureFacts
from .kinds import KINDS, kind_of

MAX_SIDE_PX = 300_000
WORKER_S = 30.0
WORKER_BYTES = 1 << 30


def inspect(path: Path) -> PictureFacts:
    """Decodes the picture once, beside the studio. Raises Refused (not a picture, too large), Damaged and DiskTrouble."""
    return inspect_and_shrink(path, ())[0]


def inspect_and_shrink(path: Path, small: Sequence[tuple[Path, int]]) -> tuple[PictureFacts, list[tuple[int, int]]]:
    """Like `inspect`; of the same decoding it writes smaller pictures, each as (where to, pixels of the longer side), and answers
    their sizes, the largest first. They are not larger than the picture, and upright, in sRGB, a JPEG or a PNG."""
    kind = kind_of(path)
    wanted = [(str(to.absolute()), max_px) for to, max_px in small]
    told = ask_worker({"do": "inspect", "path": str(path.absolute()), "small": wanted}, kind)
    facts = PictureFacts(
        kind,
        KINDS[kind].mime,
        int(told["width_px"]),
        int(told["height_px"]),
        path.stat().st_size,
        int(told["pages"]),
        int(told["bits"]),
        str(told["profile"]),
        tuple(Layer(**layer) for layer in told["layers"]),
        tuple(told["differs"]),
    )
    return facts, [(int(width), int(height)) for width, height in told["small"]]


def ask_worker(request: dict[str, Any], kind: str) -> dict[str, Any]:
    """Lets a child process do the dangerous part, and gives it up after a while. Raises StudioErrors in the child's name."""
    known = KINDS[kind]
    limits = {"kind": kind, "bytes": WORKER_BYTES, "pixels": known.max_pixels, "side_px": MAX_SIDE_PX}
    try:
        told = CREW.ask(request | limits, min(WORKER_S, known.patience_s))
    except TookTooLong as error:
        advice = "It was given up after a while; nothing was changed. Save it again in your paint program, then add it."
        raise Refused("This picture takes too long to open", advice, code="too_slow") from error
    except Died as error:
        raise _trouble("damaged", kind, {"detail": f"worker {error}"}) from error
    if "trouble" in told:
        raise _trouble(told["trouble"], kind, told)
    return told


def _trouble(what: str, kind: str, told: dict[str, Any]) -> StudioError:
    detail = str(told.get("detail", ""))[:300]
    most = KINDS[kind].max_pixels
    if what == "too_large":
        pixels = int(told.get("width_px", 0)) * int(told.get("height_px", 0))
        size = f"It has {pixels / 1e6:,.0f} million pixels. " if pixels > most else ""
        advice = f"{size}Up to {most // 10**6} million can be opened safely; save a smaller copy and add that."
        return Refused("This picture is too large to open", advice, detail, code="too_large")
    if what == "unwelcome":
        advice = f"{detail} Save it as PNG, then add that. The file was left as it is."
        return Refused("This picture cannot be shown", advice, code="wrong_kind")
    if what == "disk":
        return DiskTrouble(
            "The small picture cannot be saved", "Make some room on the disk. Your picture is safe.", detail
        )
    advice = "It may have been cut off on its way. The file was left as it is; save it again, then add it."
    return Damaged("This picture is damaged", advice, detail)
