"""A challenge may bring a guide: a sound to hear while one records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("challenges", sa.Column("guide_sha256", sa.Text))
    op.create_index("ix_challenges_guide_sha256", "challenges", ["guide_sha256"])
