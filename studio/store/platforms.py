"""The platforms that this studio has joined. Tokens are not here: they are in the system's keyring."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.challenge import Challenge
from studio.domain.ids import PlatformId
from studio.domain.platform import Platform

from .database import Database
from .shape import FLAG, Shape
from .table import Table

PLATFORM = Shape(Platform, "platforms", is_home=FLAG)


class Platforms(Table[Platform]):
    def __init__(self, database: Database, told: Callable[[], None]) -> None:
        super().__init__(database, PLATFORM, told)

    def list(self) -> list[Platform]:
        """The home platform first, then by name."""
        return self._select("ORDER BY is_home DESC, name, id")

    def home(self) -> Platform | None:
        return next(iter(self._select("WHERE is_home = 1 LIMIT 1")), None)

    def author(self) -> str:
        """What others call whoever works here: the name on a platform that was joined; "" where none was. At home one is "me",
        which in a file that leaves would name nobody."""
        return next((platform.handle for platform in self.list() if not platform.is_home), "")

    def move(self, id: PlatformId, address: str) -> None:
        """It answers at another address for good."""
        with self._database.write() as connection:
            connection.execute("UPDATE platforms SET address = ? WHERE id = ?", (address, id))
        self._told()

    def goes_to(self, challenge: Challenge | None) -> PlatformId | None:
        """Where a piece goes until somebody says otherwise: to the platform that asked, or to the home platform, or else to one
        that was joined; None where there is none yet."""
        if challenge is not None:
            return challenge.platform_id
        return next((platform.id for platform in self.list()), None)
