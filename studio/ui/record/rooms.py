"""What the booth's page needs of the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.store import Store

from .brief_guide import KeepGuide

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.capture.devices import Devices
    from studio.sound.player import Player


@dataclass(frozen=True, slots=True)
class Rooms:
    """`keep_guide` fetches a challenge's guide; `voice` is a sound file that is played into the booth in place of a microphone."""

    store: Store
    booth: Booth
    devices: Devices
    player: Player
    keep_guide: KeepGuide
    voice: Path | None = None
