"""A studio that makes and opens kits, and a kit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.credit.finding import Library
from studio.credit.identity import Identity
from studio.credit.lines import Credit
from studio.domain.record import Record
from studio.domain.remix import Remix
from studio.paths import DataFolder
from studio.remix.export import Wish
from studio.remix.kit_opening import Opened, open_kit
from studio.remix.publish import Naming, Published, publish
from studio.remix.remembered import Kits
from studio.store.media import MediaFolder
from tests.credit.families import record

OLD, RAIN = record(0), record(1, 0)


@dataclass
class Studio:
    """One person's studio, as far as kits go."""

    folder: DataFolder
    person: str
    known: tuple[Record, ...] = ()

    @property
    def kits(self) -> Kits:
        return Kits(self.folder.root / "kits")

    @property
    def library(self) -> Library:
        by_id = {one.id: one for one in self.known}
        return Library(by_id.get, lambda sha256: None)

    def open(self, path: Path) -> Opened:
        return open_kit(path, MediaFolder(self.folder.media), self.folder.remixes, self.kits)

    def publish(self, remix: Remix, find: Any, out: Path) -> Published:
        work = Credit(remix.title, self.person, "", "CC-BY-4.0")
        naming = Naming(self.library, lambda: Identity.open(self.folder.root), work, kits=self.kits)
        return publish(remix, find, out, Wish(16), naming)

    def files(self) -> list[str]:
        found = (path.relative_to(self.folder.root) for path in self.folder.root.rglob("*") if path.is_file())
        return sorted(str(path) for path in found)
