"""What may be dropped onto the lanes: sound files of this computer, and records of the library."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from studio.domain.ids import RecordId

#: Ids of records, UTF-8, one a line.
RECORDS = "application/x-redbutton-record"
_MOST = 500

Dropped = list[Path] | list[RecordId]


def record_data(ids: list[RecordId]) -> QMimeData:
    """What a page hands out when records are dragged from it."""
    data = QMimeData()
    data.setData(RECORDS, "\n".join(ids).encode())
    return data


def is_welcome(data: QMimeData) -> bool:
    return data.hasFormat(RECORDS) or any(url.isLocalFile() for url in data.urls())


def read(data: QMimeData) -> Dropped:
    """Records before files; empty where there is neither."""
    if data.hasFormat(RECORDS):
        text = bytes(data.data(RECORDS).data()).decode("utf-8", "replace")
        return [RecordId(line.strip()) for line in text.splitlines() if line.strip()][:_MOST]
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()][:_MOST]
