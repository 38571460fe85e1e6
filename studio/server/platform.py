"""One open platform: what every route needs, opened in order and closed in reverse."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlalchemy import select

from . import feed
from .config import Config
from .database import Database
from .feed import Bell
from .parts import Parts
from .shelf import Shelf

if TYPE_CHECKING:
    from .people import Person


class Platform:
    def __init__(self, config: Config) -> None:
        self.config = config
        config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.database = Database(config.database)
        self.shelf = Shelf(config.media, config.media_url)
        self.parts = Parts(self.shelf)
        self.bell = Bell()
        #: Idempotency keys that are being worked on now: (person, key).
        self.in_flight: set[tuple[str, str]] = set()
        #: Who was seen since a token was last revoked, by the hash of the token.
        self.known: dict[str, Person] = {}
        self.id = self._prepare()
        #: What bookmarks of the feed carry while the platform is open.
        self.opening = self.database.write_now(feed.begin)
        self._tidier: asyncio.Task[None] | None = None

    def _prepare(self) -> str:
        from . import people, starter, tables
        from .migrations import bring_up_to_date

        bring_up_to_date(self.database, self.config)
        self.database.write_now(people.first_start)
        if self.config.starter:
            starter.load(self.database, self.shelf, self.config.starter)
        if self.config.is_home:
            self.database.write_now(lambda connection: people.let_home_in(connection, self.config.home_token))
        own = select(tables.platform.c.id)
        return str(self.database.write_now(lambda connection: connection.execute(own).scalar_one()))

    def start(self) -> None:
        from .tidying import keep_tidy

        self._tidier = asyncio.get_running_loop().create_task(keep_tidy(self))

    def hang_up(self) -> None:
        """Answers who waits and cuts off what is arriving, so that the end takes moments."""
        self.bell.close()
        self.parts.hang_up()

    async def close(self) -> None:
        self.hang_up()
        if self._tidier:
            self._tidier.cancel()
            await asyncio.gather(self._tidier, return_exceptions=True)
        self.parts.close()
        self.database.close()


async def _of(request: Request) -> Platform:
    """Asynchronous, as whatever each request asks for: FastAPI would run it on a thread of its own else."""
    found = request.app.state.platform
    assert isinstance(found, Platform)
    return found


#: What a route asks for to reach the platform it belongs to.
Here = Annotated[Platform, Depends(_of)]
