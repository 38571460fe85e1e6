"""Where things are: the shipped resources and the person's data folder (mode 0700)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import platformdirs

#: In the source tree beside `studio/`; in a bundle beside the program.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


class DataFolder(NamedTuple):
    """The folders of one person's studio. Everything a person makes lies below `root`."""

    root: Path

    @classmethod
    def open(cls, root: Path | None = None) -> DataFolder:
        """Makes the folders that are missing, readable by this person only."""
        folder = cls((root or platformdirs.user_data_path("redbutton-studio", appauthor=False)).absolute())
        for path in (
            folder.root,
            folder.takes,
            folder.media,
            folder.backups,
            folder.logs,
            folder.platform,
            folder.remixes,
            folder.studies,
            folder.specs,
        ):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.root.chmod(0o700)
        return folder

    @property
    def database(self) -> Path:
        return self.root / "library.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def takes(self) -> Path:
        """Audio of takes (`<take id>.wav`, `<take id>.wav.part` while recording) and a sidecar (`<take id>.json`) beside each."""
        return self.root / "takes"

    @property
    def media(self) -> Path:
        """Files by SHA-256: `ab/abcdef…`; `.part` until whole."""
        return self.root / "media"

    @property
    def previews(self) -> Path:
        """Small pictures of kept ones, `ab/abcdef….small`; may be thrown away at any time."""
        return self.root / "cache" / "previews"

    @property
    def remixes(self) -> Path:
        """Remixes in the making: `<remix id>.remix`, and `.canvas` for pictures."""
        return self.root / "remixes"

    @property
    def studies(self) -> Path:
        """A sidecar (`<draft id>.json`) of each draft that has versions."""
        return self.root / "studies"

    @property
    def specs(self) -> Path:
        """Delivery specs of one's own, one JSON file each."""
        return self.root / "specs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def platform(self) -> Path:
        """The home platform's own data."""
        return self.root / "platform"
