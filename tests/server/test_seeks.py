"""What is asked again and again finds its rows by an index, however large a platform becomes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event

from studio.contract import MEDIA, RECORDS, REPLIES
from studio.domain.ids import new_id
from studio.paths import RESOURCES
from studio.server import challenges
from studio.server.config import FILE, Config
from tests.server.inside import inside
from tests.server.visitor import Visitor, words_body

#: These have few rows, or are looked through once a minute.
SMALL = {"platform", "challenges", "tokens", "openings", "uploads", "let_go"}
Asked = dict[str, Any]


def test_no_request_reads_a_whole_table(tmp_path: Path) -> None:
    asked: Asked = {}

    def note(_on: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        asked[statement] = values[0] if many else values

    with inside(Config(tmp_path, starter=RESOURCES / "starter", quota_bytes=1 << 40)) as (running, ann):
        database = running.app.state.platform.database
        event.listen(database.engine, "before_cursor_execute", note)
        challenge = ann.ask("GET", "/challenges?kind=text").json()["items"][0]["id"]
        database.write_now(lambda connection: challenges.appoint(connection, challenge, "Ann"))
        _live(ann, challenge)
    with closing(sqlite3.connect(tmp_path / FILE)) as kept:
        plans = {statement: _plan(kept, statement, values) for statement, values in asked.items()}
    assert len(plans) > 50
    assert {statement: plan for statement, plan in plans.items() if plan} == {}


def _live(ann: Visitor, challenge: str) -> None:
    """Something of everything."""
    sha256, record_id = ann.upload(b"it begins"), ann.post_words("four words, and no more")
    child = ann.post_words("built on it", record_id)
    assert ann.ask("HEAD", f"{MEDIA}/{sha256}").status_code == 200
    handed = {"challenge_id": challenge, "record_id": record_id}
    handed["revision_id"] = ann.ask("GET", f"{RECORDS}/{record_id}").json()["revision_id"]
    assert ann.ask("PUT", f"/contributions/{new_id()}", json=handed).status_code == 201
    said = handed | {"line_id": "", "accepted": True}
    assert ann.ask("PUT", f"{REPLIES}/{new_id()}", json=said).status_code == 201
    assert ann.put_record(record_id, words_body(b"it begins", tags=["rain"])).status_code == 201
    document = {"base": 0, "said": {"body": "{}", "device": "", "at": "2026-01-01T00:00:00.000Z"}}
    assert ann.ask("PUT", f"/mine/draft/{new_id()}", json=document).status_code == 200
    for path in ("/records?tag=rain", f"{RECORDS}/{child}/tree", "/changes", f"{RECORDS}/{child}/requests"):
        assert ann.ask("GET", path).status_code == 200
    assert ann.ask("DELETE", f"{RECORDS}/{record_id}").status_code == 200


def _plan(kept: sqlite3.Connection, statement: str, values: Any) -> list[str]:
    """The whole tables that it reads; a list that begins at the end of an index and has a limit reads none."""
    if statement.partition(" ")[0] not in ("SELECT", "UPDATE", "DELETE", "WITH"):
        return []
    steps = [str(row[3]) for row in kept.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    tables = {str(name) for (name,) in kept.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")} - SMALL
    return [step for step in steps if step.startswith("SCAN ") and step.split()[1] in tables and "INDEX" not in step]
