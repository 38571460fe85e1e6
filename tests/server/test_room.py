"""What a platform keeps room for: quotas, expiry, other stores, a full disk."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.contract import CHANGES, MEDIA, RECORDS, UPLOADS
from studio.domain.ids import new_id
from studio.domain.moments import text_of
from studio.server import tidying
from studio.server.config import Config
from studio.server.database import PRAGMAS
from studio.server.tidying import tidy
from tests.server.inside import inside
from tests.server.visitor import CHUNK, TUS, Visitor, sha, words_body
from tests.server_process import PROGRAM, ServerProcess
from tests.waiting import until

MiB = 1 << 20


def test_half_uploads_count_against_the_quota_until_they_end(tmp_path: Path) -> None:
    """SYN-2."""
    with inside(Config(tmp_path, quota_bytes=1000)) as (_, ann):
        whole = os.urandom(400)
        ann.upload(whole)
        half = ann.create(b"", sha256="0" * 64, length=500).headers["Location"]
        refused = ann.create(b"", sha256="1" * 64, length=200)
        assert (refused.status_code, refused.json()["code"]) == (413, "quota")
        ann.ask("DELETE", half, headers=TUS)
        assert ann.create(b"", sha256="1" * 64, length=200).status_code == 201


def test_what_arrived_already_is_answered_alike_also_where_the_space_is_full_by_now(tmp_path: Path) -> None:
    """SYN-1."""
    with inside(Config(tmp_path, quota_bytes=1000)) as (_, ann):
        first, second, key = os.urandom(400), os.urandom(500), new_id()
        told = ann.create_whole(first, key=key)
        record_id, body = new_id(), words_body(second)
        assert (told.status_code, ann.put_whole(record_id, body, second).status_code) == (201, 201)
        again = ann.create_whole(first, key=key)
        assert (again.status_code, again.headers["Location"]) == (201, told.headers["Location"])
        assert ann.put_whole(record_id, body, second).status_code == 200


def test_what_is_refused_takes_no_room(tmp_path: Path) -> None:
    with inside(Config(tmp_path, quota_bytes=1000)) as (_, ann):
        key, kept = new_id(), os.urandom(700)
        assert ann.create_whole(kept, key=key).status_code == 201
        for data, other_key, code in ((os.urandom(200), key, "key_reused"), (os.urandom(400), new_id(), "quota")):
            assert ann.create_whole(data, key=other_key).json()["code"] == code
        assert ann.create_whole(kept, key=new_id()).json()["code"] == "quota"
        assert ann.put_whole(new_id(), words_body(os.urandom(400)), b"").status_code == 409
        data = os.urandom(400)
        assert ann.put_whole(new_id(), words_body(data), data).json()["code"] == "quota"
        assert [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()] == [sha(kept)]


def test_half_uploads_expire_and_leave_nothing(home: ServerProcess) -> None:
    """SYN-2."""
    visitor = Visitor(home.address, home.token)
    url = visitor.create(b"0123456789").headers["Location"]
    visitor.patch(url, b"01234", 0)
    part = home.data / "platform" / "media" / "incoming" / f"{url.rpartition('/')[2]}.part"
    assert part.stat().st_size == 5
    with closing(sqlite3.connect(home.data / "platform" / "platform.db")) as database, database:
        an_hour_ago = text_of(datetime.now(UTC) - timedelta(hours=1))
        database.execute("UPDATE uploads SET expires_at = ?", (an_hour_ago,))
    assert visitor.ask("HEAD", url, headers=TUS).status_code == 410
    assert visitor.patch(url, b"56789", 5).json()["code"] == "upload_gone"
    home.stop()
    visitor.address = home.start().address
    while part.exists():  # the first tidying follows the start
        assert visitor.ask("GET", "/me").status_code == 200
    assert visitor.ask("HEAD", url, headers=TUS).status_code == 410
    visitor.close()


@pytest.mark.expects_log("the platform could not tidy up")
def test_what_cannot_be_tidied_once_is_tried_again_and_keeps_nothing_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a day's copy cannot be made, what expired still goes."""
    monkeypatch.setattr(tidying, "EVERY_S", 0.02)
    (tmp_path / "copies").write_text("a file in the place of the folder", "utf-8")
    with inside(Config(tmp_path)) as (_, ann):
        ann.create(b"0123456789")
        with closing(sqlite3.connect(tmp_path / "platform.db")) as database, database:
            database.execute("UPDATE uploads SET expires_at = '2026'")
        until(lambda: not list((tmp_path / "media" / "incoming").iterdir()), "what expired is gone")
        (tmp_path / "copies").unlink()
        until(lambda: list(tmp_path.glob("copies/*.db")), "the copy is made")


def test_challenges_close_when_their_time_has_come(tmp_path: Path) -> None:
    folder = tmp_path / "starter"
    folder.mkdir()
    told = {"id": new_id(), "kind": "text", "title": "Gone", "by": "us", "summary": "", "brief": "", "minutes": 1}
    text = str([told | {"effort": "stretch", "closes_at": "2020-01-01T00:00:00.000Z"}]).replace("'", '"')
    (folder / "challenges.json").write_text(text, "utf-8")
    with inside(Config(tmp_path / "data", starter=folder)) as (_, ann):
        challenge = ann.ask("GET", "/challenges").json()["items"][0]["id"]
        record_id = ann.post_words("too late by years")
        revision_id = ann.ask("GET", f"{RECORDS}/{record_id}").json()["revision_id"]
        body = {"challenge_id": challenge, "record_id": record_id, "revision_id": revision_id}
        answer = ann.ask("PUT", f"/contributions/{new_id()}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "closed")
        assert ann.ask("GET", f"/challenges/{challenge}").json()["state"] == "closed"
        assert ann.ask("GET", "/challenges?state=open").json()["items"] == []


def test_old_answers_are_forgotten(tmp_path: Path) -> None:
    with inside(Config(tmp_path)) as (running, ann):
        key = new_id()
        ann.create(b"abc", key=key)
        here = running.app.state.platform
        with closing(sqlite3.connect(tmp_path / "platform.db")) as database, database:
            database.execute("UPDATE answers SET made_at = '2020-01-01T00:00:00.000Z'")
        assert running.loop is not None
        asyncio.run_coroutine_threadsafe(tidy(here), running.loop).result(20)
        assert ann.create(b"abcd", key=key).status_code == 201


def test_media_can_live_in_another_store(tmp_path: Path) -> None:
    with inside(Config(tmp_path / "data", media_url=(tmp_path / "elsewhere").as_uri())) as (_, ann):
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        data = os.urandom(2 * MiB)
        sha256 = ann.upload(data)
        assert ann.ask("GET", f"{MEDIA}/{sha256}").content == data
        assert ann.ask("GET", f"{MEDIA}/{sha256}", headers={"Range": "bytes=9-19"}).content == data[9:20]
        assert (tmp_path / "elsewhere" / sha256[:2] / sha256).read_bytes() == data
        told = ann.create_whole(b"small")
        assert told.headers["Upload-Offset"] == "0", "nobody who writes waits for a store on the network"
        assert ann.patch(told.headers["Location"], b"small", 0).status_code == 204
        assert [path for path in (tmp_path / "data" / "media").rglob("*") if path.is_file()] == []


def test_a_silent_sender_loses_its_place_and_nothing_else(tmp_path: Path) -> None:
    with inside(Config(tmp_path, idle_s=0.2)) as (_, ann):
        data = b"0123456789"
        url = ann.create(data).headers["Location"]
        headers = (
            TUS
            | CHUNK
            | {
                "Host": "127.0.0.1",
                "Authorization": f"Bearer {ann.token}",
                "Upload-Offset": "0",
                "Content-Length": "10",
            }
        )
        lines = [f"PATCH {url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        host, _, port = ann.address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as raw:
            raw.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data[:4])
            assert b"upload-offset: 4" in raw.recv(4096)
        assert ann.patch(url, data[4:], 4).headers["Upload-Offset"] == "10"


def _can_mount() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        probe = subprocess.run(
            ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, timeout=20
        )
    except OSError:
        return False
    return probe.returncode == 0


@pytest.mark.skipif(not _can_mount(), reason="needs a small file system of its own")
def test_a_full_disk_is_507_and_nothing_is_half_done(tmp_path: Path) -> None:
    """The platform runs on a file system of 96 MiB that is filled while an upload is on its way."""
    data = tmp_path / "data"
    data.mkdir()
    mount = f'mount -t tmpfs -o size=96m none "{data}" && exec "$0" -c "$1" --home --data "{data}"'
    home = ServerProcess(data)
    home.start(["unshare", "-Urm", "sh", "-c", mount, sys.executable, PROGRAM])
    assert home.process
    inner = Path(f"/proc/{home.process.pid}/root{data}")
    visitor = Visitor(home.address, home.token)
    try:
        _fill_and_free(visitor, inner / "filler")
    finally:
        visitor.close()
        home.stop()


def _fill_and_free(visitor: Visitor, filler: Path) -> None:
    content = os.urandom(8 * MiB)
    url = visitor.create(content).headers["Location"]
    record_id, body = new_id(), words_body(b"four words on a disk")
    visitor.upload(b"four words on a disk")
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(MiB)[: MiB >> 6])
    for answer in (visitor.patch(url, content, 0), visitor.create(content), visitor.put_record(record_id, body)):
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full"), answer.text
    assert visitor.ask("GET", f"{RECORDS}/{record_id}").status_code == 404
    assert visitor.offset(url) == 0
    filler.unlink()
    assert visitor.put_record(record_id, body).status_code == 201
    assert visitor.patch(url, content, 0).status_code == 204
    assert visitor.ask("GET", f"{MEDIA}/{sha(content)}").content == content


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of one process stands for a full disk")
def test_a_small_file_that_fits_in_part_is_507_and_nothing_of_it_is_told(tmp_path: Path) -> None:
    """A disk that takes the first half of a write says so by a number alone."""
    with inside(Config(tmp_path)) as (_, ann):
        data, (soft, hard) = os.urandom(900_000), resource.getrlimit(resource.RLIMIT_FSIZE)
        record_id, body = new_id(), words_body(data)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, hard))
        try:
            answers = [ann.create_whole(data), ann.put_whole(record_id, body, data)]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert [(one.status_code, one.json()["code"]) for one in answers] == [(507, "disk_full")] * 2
        assert ann.ask("HEAD", f"{MEDIA}/{sha(data)}").status_code == 404
        assert ann.put_whole(record_id, body, data).status_code == 201
        assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data


def test_a_database_that_another_program_holds_is_busy_and_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.server.database.PRAGMAS", (*PRAGMAS, "PRAGMA busy_timeout=20"))
    with inside(Config(tmp_path)) as (_, ann), closing(sqlite3.connect(tmp_path / "platform.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = ann.create(b"abc")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["title"] == "The platform is busy"
        other.rollback()
        assert ann.create(b"abc").status_code == 201


def test_the_options_tell_the_limit(tmp_path: Path) -> None:
    with inside(Config(tmp_path, max_upload_bytes=5)) as (_, ann):
        assert ann.ask("OPTIONS", UPLOADS).headers["Tus-Max-Size"] == "5"
        assert ann.create(b"123456").json()["code"] == "too_large"
        assert ann.create(b"12345").status_code == 201


@pytest.mark.expects_log("GET /api/v1/changes failed")
def test_a_mistake_of_the_platform_is_a_problem_document_too(tmp_path: Path) -> None:
    with inside(Config(tmp_path)) as (_, ann):
        with closing(sqlite3.connect(tmp_path / "platform.db")) as database, database:
            database.execute("DROP TABLE changes")
        answer = ann.ask("GET", CHANGES)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["code"]) == (500, "internal")
        assert "changes" not in answer.text
