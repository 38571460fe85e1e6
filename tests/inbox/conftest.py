"""A real platform and an empty library, as the outbox's tests have them."""

from tests.outbox.conftest import served, store

__all__ = ["served", "store"]
