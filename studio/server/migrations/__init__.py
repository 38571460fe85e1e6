"""The steps that make and change the platform's tables (Alembic), run inside the program when it starts.

`bring_up_to_date` is the only way in; it runs on the thread that opens the platform. A database that is already at `NEWEST` is left
alone without loading Alembic.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from .. import copies
from ..config import Config
from ..database import Database

NEWEST = "0009"


def bring_up_to_date(database: Database, config: Config) -> None:
    """Copies an older database first, so that there is a way back."""
    version = database.write_now(_version)
    if version == NEWEST:
        return
    if version:
        copies.make(config, f"before-{NEWEST}")
    database.write_now(_upgrade)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "studio.server:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
