"""Challenges have leaders, who answer what is handed in line by line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("challenges", sa.Column("leader_id", sa.Text))
    op.create_table(
        "replies",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("leader_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("replies_of_leader", "replies", ["leader_id", "at"])
    op.create_index("replies_of_record", "replies", ["record_id", "id"])
