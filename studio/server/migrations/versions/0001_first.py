"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _pieces()
    _files()
    _bookkeeping()


def _people() -> None:
    op.create_table(
        "platform",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("home_person", sa.Text),
        sa.Column("starter", sa.Text, nullable=False, server_default=""),
        sa.Column("counter", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("handle_key", sa.Text, nullable=False, unique=True),
        sa.Column("made_at", sa.Text, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("revoked_at", sa.Text),
    )
    op.create_table(
        "invites",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text),
    )


def _pieces() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("closes_at", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("author_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("revision_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("challenge_id", sa.Text, sa.ForeignKey("challenges.id")),
    )
    op.create_index("records_of_author", "records", ["author_id", "id"])
    op.create_index("records_of_challenge", "records", ["challenge_id", "id"])
    op.create_table(
        "media",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("arrived_at", sa.Text, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), nullable=False),
        sa.Column("media_sha256", sa.Text, sa.ForeignKey("media.sha256"), nullable=False, index=True),
        sa.Column("posted_at", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )


def _files() -> None:
    op.create_table(
        "sources",
        sa.Column("child_id", sa.Text, sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("parent_id", sa.Text, sa.ForeignKey("records.id"), nullable=False, index=True),
    )
    op.create_table(
        "brought",
        sa.Column("sha256", sa.Text, sa.ForeignKey("media.sha256"), primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("metadata", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
    )


def _bookkeeping() -> None:
    op.create_table(
        "contributions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("challenge_id", sa.Text, sa.ForeignKey("challenges.id"), nullable=False),
        sa.Column("record_id", sa.Text, sa.ForeignKey("records.id"), nullable=False),
        sa.Column("revision_id", sa.Text, sa.ForeignKey("revisions.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("submitted_at", sa.Text, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False, index=True),
    )
    op.create_table(
        "changes",
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cursor", sa.BigInteger, nullable=False, unique=True),
        sa.Column("person_id", sa.Text),
    )
