"""What a person brought, what was handed in of a record and which revisions it had are found without reading whole tables."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for table, column in (("revisions", "record_id"), ("contributions", "record_id"), ("brought", "person_id")):
        op.create_index(f"ix_{table}_{column}", table, [column])
