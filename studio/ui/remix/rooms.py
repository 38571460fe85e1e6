"""What an open remix needs of the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.remix.projects import Projects
from studio.store import Store

from .adding import Keep

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.remix.transport import Transport


@dataclass(frozen=True, slots=True)
class Rooms:
    """`keep` fetches a record's file (on a task's thread); `voice` is a sound file that is played into the booth in place of a
    microphone."""

    store: Store
    transport: Transport
    booth: Booth
    projects: Projects
    keep: Keep
    voice: Path | None = None
