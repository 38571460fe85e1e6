"""A revision may have several files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("revision_id", sa.Text, sa.ForeignKey("revisions.id"), primary_key=True),
        sa.Column("sha256", sa.Text, sa.ForeignKey("media.sha256"), primary_key=True),
    )
    op.create_index("ix_files_sha256", "files", ["sha256"])
    op.execute("INSERT INTO files (revision_id, sha256) SELECT id, media_sha256 FROM revisions")
