"""What was added to a record's sources and removed from them, as the platform keeps it for everybody."""

from __future__ import annotations

from studio.domain.record import Record
from studio.domain.request import SourceChange
from studio.wire.links import Links
from studio.wire.told import person_of

from .shelving import source_of


def read(links: Links, record: Record) -> tuple[SourceChange, ...]:
    """The newest lines first. For a task's thread. Raises Offline, SignInNeeded and whatever else the wire raises."""
    try:
        page = links.client(record.platform_id).source_changes(record.id)
    finally:
        links.close_mine()
    return tuple(
        SourceChange(
            line.what == "added",
            source_of(line.source),
            person_of(line.person) if line.person else None,
            line.reason,
            line.at,
        )
        for line in page.items
    )
