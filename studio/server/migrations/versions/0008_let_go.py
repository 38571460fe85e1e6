"""The bytes of what was withdrawn go from the disk after a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from studio.domain.moments import now

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table("let_go", sa.Column("sha256", sa.Text, primary_key=True), sa.Column("at", sa.Text, nullable=False))
    withdrawn = (
        "INSERT INTO let_go (sha256, at) SELECT DISTINCT files.sha256, :at FROM files"
        " JOIN revisions ON revisions.id = files.revision_id JOIN records ON records.id = revisions.record_id"
        " WHERE records.state = 'withdrawn'"
    )
    op.get_bind().execute(sa.text(withdrawn), {"at": now()})
