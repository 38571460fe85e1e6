"""Alembic's entry: the connection is the caller's, and so is its transaction."""

from __future__ import annotations

from alembic import context

from studio.server.tables import about

context.configure(connection=context.config.attributes["connection"], target_metadata=about)
context.run_migrations()
