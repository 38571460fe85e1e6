"""What whoever runs a platform does on the machine itself, also while the platform runs: who may open its folder may do it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from sqlalchemy import Connection

from .config import Config
from .database import Database
from .migrations import bring_up_to_date

T = TypeVar("T")


def on(config: Config, work: Callable[[Connection], T]) -> T:
    with closing(Database(config.database)) as database:
        bring_up_to_date(database, config)
        return database.write_now(work)
