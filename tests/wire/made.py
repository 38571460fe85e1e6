"""Files and records for the tests of the wire, made from a seed."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from studio import contract
from studio.domain.ids import new_id
from studio.domain.moments import now
from studio.domain.record import Media


def made_file(path: Path, size_bytes: int, seed: int = 0) -> Media:
    data = random.Random(seed).randbytes(size_bytes)
    path.write_bytes(data)
    return Media(hashlib.sha256(data).hexdigest(), size_bytes, "application/octet-stream")


def made_record(media: Media, title: str = "A quiet morning") -> contract.RecordIn:
    return contract.RecordIn(
        revision_id=new_id(),
        kind="audio",
        title=title,
        media=contract.MediaRef(sha256=media.sha256, size_bytes=media.size_bytes, mime="audio/wav"),
        rights="CC-BY-4.0",
        made_at=now(),
    )
