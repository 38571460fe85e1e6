"""Private documents that one's own computers share, and invites for another computer of the same person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "mine",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("rival", sa.Text),
    )
    with op.batch_alter_table("invites") as invites:
        invites.add_column(sa.Column("person_id", sa.Text))
        invites.add_column(sa.Column("device", sa.Text, nullable=False, server_default=""))
        invites.create_foreign_key("invites_person", "people", ["person_id"], ["id"])
