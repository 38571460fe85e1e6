"""What lies where in an archive, and what its `about.json` says. Names are plain ASCII, short, and the same on every system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT, VERSION = "redbutton-take-away", 1
ABOUT = "library/about.json"
RECEIPTS, PAYMENTS, LOGS = "library/receipts.json", "library/payments.json", "library/source-logs.json"
TREE, GRAPH = "library/family.json", "library/family.graphml"
INDEX, STYLE = "index.html", "style.css"

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ID, SHA256 = re.compile(_ID), re.compile(r"[0-9a-f]{64}")
#: Every name that an archive of ours holds below `data/`; nothing else is read from one that comes in.
NAMES = re.compile(
    rf"index\.html|style\.css|pages/{_ID}\.html|library/[a-z-]{{1,30}}\.(?:jsonl|json|graphml)"
    rf"|media/[0-9a-f]{{64}}(?:\.[a-z0-9]{{1,5}})?|takes/{_ID}\.wav|remixes/{_ID}\.(?:remix|canvas)"
)
#: Browsers and file managers know a file by its ending.
_ENDINGS = {
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/gif": ".gif",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/svg+xml": ".svg",
    "image/openraster": ".ora",
    "image/x-krita": ".kra",
    "image/vnd.adobe.photoshop": ".psd",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}


@dataclass(frozen=True, slots=True)
class About:
    """`home` is the home platform that the pieces were made on, `people` who one is on each platform, `sounds` where the
    sound of each take lies; `missing` are files that were
    named and not there, `damaged` those whose bytes are not what their name says."""

    made_at: str
    studio: str
    home: str
    people: Mapping[str, str]
    all_takes: bool
    sounds: Mapping[str, str]
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        return json.dumps({"format": FORMAT, "version": VERSION} | asdict(self), indent=1).encode()


def table_name(table: str) -> str:
    return f"library/{table.replace('_', '-')}.jsonl"


def page_name(id: str) -> str:
    return f"pages/{id}.html"


def media_name(sha256: str, mime: str) -> str:
    return f"media/{sha256}{_ENDINGS.get(mime, '')}"


def take_name(id: str) -> str:
    return f"takes/{id}.wav"


def lines_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def rows_in(data: bytes) -> Iterator[dict[str, Any]]:
    """Raises ValueError where a line is no object."""
    for line in data.split(b"\n"):
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line that is no row")
            yield row
