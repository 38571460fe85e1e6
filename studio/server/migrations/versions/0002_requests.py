"""Requests to be named as a source, and the log of what was added to sources and removed from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("records", sa.Column("sources", sa.Text))
    op.create_table(
        "requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), nullable=False),
        sa.Column("asker_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("reply", sa.Text, nullable=False, server_default=""),
        sa.Column("sourced", sa.Boolean),
        sa.Column("verdict", sa.Text, nullable=False, server_default=""),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
    )
    op.create_index("requests_of_record", "requests", ["record_id", "id"])
    op.create_index("requests_of_asker", "requests", ["asker_id", "asked_at"])
    op.create_index("requests_in_state", "requests", ["state", "id"])
    op.create_table(
        "source_changes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, sa.ForeignKey("requests.id")),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("source_changes_of_record", "source_changes", ["record_id", "id"])
