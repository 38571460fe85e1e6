"""The times this platform was opened, by which a feed knows the bookmarks of a state that a restored copy has lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False, unique=True),
        sa.Column("counter", sa.BigInteger, nullable=False),
    )
