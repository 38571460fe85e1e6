"""The platform's tables. `migrations/versions` makes them; this is what queries are written against.

Moments are text that sorts as time does. Secrets (tokens, invites) are kept as SHA-256 only. Ids of things that people make are
the people's own; `platform` has one row.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text, false

about = MetaData()

platform = Table(
    "platform",
    about,
    Column("id", Text, primary_key=True),
    Column("secret", Text, nullable=False),
    Column("home_person", Text),
    Column("starter", Text, nullable=False, server_default=""),
    #: Counts every change; a change takes its number under this row's lock, so numbers become visible in their own order.
    Column("counter", BigInteger, nullable=False, server_default="0"),
)
#: Each time the platform was opened: a mark of its own, and what `platform.counter` was. Bookmarks carry the mark.
openings = Table(
    "openings",
    about,
    Column("number", Integer, primary_key=True),
    Column("mark", Text, nullable=False, unique=True),
    Column("counter", BigInteger, nullable=False),
)
people = Table(
    "people",
    about,
    Column("id", Text, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("handle_key", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
)
tokens = Table(
    "tokens",
    about,
    Column("hash", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("device", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("revoked_at", Text),
)
invites = Table(
    "invites",
    about,
    Column("hash", Text, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("token_hash", Text),
    #: Whom it lets in once more, on a computer of that name; NULL for somebody new.
    Column("person_id", Text, ForeignKey("people.id", name="invites_person")),
    Column("device", Text, nullable=False, server_default=""),
)
#: What one's own computers tell each other. A body that is NULL is a tombstone; `rival` (JSON) is what another computer said of the
#: same version while the person has not chosen.
mine = Table(
    "mine",
    about,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("body", Text),
    Column("device", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("rival", Text),
)
challenges = Table(
    "challenges",
    about,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("closes_at", Text),
    Column("body", Text, nullable=False),
    #: Who answers what is handed in; where nobody is named, the home platform's person.
    Column("leader_id", Text),
    #: The sound that is heard while one records, where it has one; `body` says more of it.
    Column("guide_sha256", Text, index=True),
)
records = Table(
    "records",
    about,
    Column("id", Text, primary_key=True),
    Column("author_id", Text, ForeignKey("people.id"), nullable=False),
    Column("revision_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("challenge_id", Text, ForeignKey("challenges.id")),
    #: The sources as they are now (JSON), where they are not just those of the newest revision.
    Column("sources", Text),
    Index("records_of_author", "author_id", "id"),
    Index("records_of_challenge", "challenge_id", "id"),
)
revisions = Table(
    "revisions",
    about,
    Column("id", Text, primary_key=True),
    Column("record_id", Text, ForeignKey("records.id"), nullable=False, index=True),
    Column("media_sha256", Text, ForeignKey("media.sha256"), nullable=False, index=True),
    Column("posted_at", Text, nullable=False),
    Column("body", Text, nullable=False),
)
#: Every file of each revision: its first one and, where it has several, those after it.
files = Table(
    "files",
    about,
    Column("revision_id", Text, ForeignKey("revisions.id"), primary_key=True),
    Column("sha256", Text, ForeignKey("media.sha256"), primary_key=True, index=True),
)
#: The edges of each record to other records as they are now. Older ones stay in the bodies of revisions, and in the log.
sources = Table(
    "sources",
    about,
    Column("child_id", Text, ForeignKey("records.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("parent_id", Text, ForeignKey("records.id"), nullable=False, index=True),
)
#: The tags of each record's newest revision, without capitals.
tags = Table(
    "tags",
    about,
    Column("record_id", Text, ForeignKey("records.id"), primary_key=True),
    Column("key", Text, primary_key=True, index=True),
)
contributions = Table(
    "contributions",
    about,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("challenge_id", Text, ForeignKey("challenges.id"), nullable=False),
    Column("record_id", Text, ForeignKey("records.id"), nullable=False, index=True),
    Column("revision_id", Text, ForeignKey("revisions.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("submitted_at", Text, nullable=False),
    #: What the studio said about the moment of sealing (JSON), "" where it said nothing.
    Column("receipt", Text, nullable=False, server_default=""),
    Column("sealed_before_deadline", Boolean, nullable=False, server_default=false()),
)
#: Who asks to be named as a source of what. `body` is what was asked; the rest is what followed.
requests = Table(
    "requests",
    about,
    Column("id", Text, primary_key=True),
    Column("record_id", Text, ForeignKey("records.id"), nullable=False),
    Column("asker_id", Text, ForeignKey("people.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("reply", Text, nullable=False, server_default=""),
    Column("sourced", Boolean),
    Column("verdict", Text, nullable=False, server_default=""),
    Column("asked_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Index("requests_of_record", "record_id", "id"),
    Index("requests_of_asker", "asker_id", "asked_at"),
    Index("requests_in_state", "state", "id"),
)
#: What leaders say to lines of records that were handed in. `body` is what was said.
replies = Table(
    "replies",
    about,
    Column("id", Text, primary_key=True),
    Column("leader_id", Text, ForeignKey("people.id"), nullable=False),
    Column("record_id", Text, ForeignKey("records.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("replies_of_leader", "leader_id", "at"),
    Index("replies_of_record", "record_id", "id"),
)
#: The log of what was added to a posted record's sources and removed from them. `person_id` is NULL where the host decided.
source_changes = Table(
    "source_changes",
    about,
    Column("id", Text, primary_key=True),
    Column("record_id", Text, ForeignKey("records.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("person_id", Text, ForeignKey("people.id")),
    Column("reason", Text, nullable=False),
    Column("request_id", Text, ForeignKey("requests.id")),
    Column("at", Text, nullable=False),
    Index("source_changes_of_record", "record_id", "id"),
)
media = Table(
    "media",
    about,
    Column("sha256", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("arrived_at", Text, nullable=False),
)
#: Who sent a file: they may see it before a record shows it.
brought = Table(
    "brought",
    about,
    Column("sha256", Text, ForeignKey("media.sha256"), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True, index=True),
)
#: Files of records that were withdrawn, and when; `letting_go` looks at them after a while.
let_go = Table(
    "let_go",
    about,
    Column("sha256", Text, primary_key=True),
    Column("at", Text, nullable=False),
)
uploads = Table(
    "uploads",
    about,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)
answers = Table(
    "answers",
    about,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", BigInteger, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", Text, nullable=False, index=True),
)
#: One row a thing, with the number of its newest change. `person_id` is whom it concerns; NULL is everybody.
changes = Table(
    "changes",
    about,
    Column("what", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("cursor", BigInteger, nullable=False, unique=True),
    Column("person_id", Text),
)
