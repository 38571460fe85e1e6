"""What a platform is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: The database's name in its folder, where no other one is named.
FILE = "platform.db"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything lies below `folder`, unless a database or a media store is named by its address.

    `home_token` is the token of the home person for this run; it makes this a home platform, which answers on this computer only.
    `quota_bytes` is what one person may keep here, half uploads counted whole; 0 is no limit. `idle_s` is how long an upload may
    be silent before its lock is given back.
    """

    folder: Path
    name: str = "Home platform"
    home_token: str = ""
    database_url: str = ""
    media_url: str = ""
    starter: Path | None = None
    quota_bytes: int = 0
    max_upload_bytes: int = 16 << 30
    idle_s: float = 30.0

    @property
    def is_home(self) -> bool:
        return bool(self.home_token)

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / FILE}"
