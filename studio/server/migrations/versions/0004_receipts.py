"""What was sealed before a challenge closed and arrived after, with its receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("contributions", sa.Column("receipt", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "contributions", sa.Column("sealed_before_deadline", sa.Boolean, nullable=False, server_default=sa.false())
    )
