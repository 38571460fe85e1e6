"""Records have tags, by which they can be asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
    )
    op.create_index("ix_tags_key", "tags", ["key"])
