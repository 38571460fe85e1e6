"""The steps that change the platform's tables (Alembic), run inside the program when it starts.

`bring_up_to_date` is the only way in; it runs on the thread that opens the platform. Alembic is loaded for an older database only:
one at `NEWEST` is left alone, and an empty one gets today's tables at once, which is 0.5 of the 1.4 s of processor time that the
first start took.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from .. import copies
from ..config import Config
from ..database import Database
from ..tables import about

NEWEST = "0011"
#: As Alembic makes its own.
VERSIONS = "CREATE TABLE alembic_version (version_num VARCHAR(32) CONSTRAINT alembic_version_pkc PRIMARY KEY NOT NULL)"


def bring_up_to_date(database: Database, config: Config) -> None:
    """Copies an older database first, so that there is a way back."""
    version = database.write_now(_version)
    if version is None:
        database.write_now(_make)
    elif version != NEWEST:
        copies.make(config, f"before-{NEWEST}")
        database.write_now(upgrade)


def upgrade(connection: Connection) -> None:
    """Step by step, from whatever version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "studio.server:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _make(connection: Connection) -> None:
    about.create_all(connection)
    connection.execute(text(VERSIONS))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": NEWEST})


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
