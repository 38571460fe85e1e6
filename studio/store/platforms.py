"""The platforms that this studio has joined. Tokens are not here: they are in the system's keyring."""

from __future__ import annotations

from studio.domain.platform import Platform

from .table import Table


class Platforms(Table[Platform]):
    def list(self) -> list[Platform]:
        """The home platform first, then by name."""
        return self._select("ORDER BY is_home DESC, name, id")

    def home(self) -> Platform | None:
        return next(iter(self._select("WHERE is_home = 1 LIMIT 1")), None)
