"""The platform as a program: how it starts, who may reach it, how it ends, and what it never writes down."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from studio.contract import CHANGES, RECORDS
from studio.domain.ids import new_id
from studio.server.run import listen
from tests.server.visitor import Visitor, sha, words_body
from tests.server_process import DEADLINE_S, PROGRAM, ServerProcess

#: Less than the 25 seconds that a long poll may last.
assert DEADLINE_S < 25


def test_the_home_person_is_known_at_once_and_stays_the_same(home: ServerProcess) -> None:
    visitor = Visitor(home.address, home.token)
    first = visitor.ask("GET", "/me").json()
    info = visitor.ask("GET", "/platform").json()
    assert info["home"] is True
    assert info["id"] == home.platform_id
    home.stop()
    home.token = "another-token-for-another-run-0123456789"
    old = visitor.token
    visitor.address, visitor.token = home.start().address, home.token
    assert visitor.ask("GET", "/me").json() == first
    visitor.token = old
    assert visitor.ask("GET", "/me").json()["code"] == "sign_in"
    visitor.close()


def test_an_answer_does_not_wait_for_the_other_side_to_acknowledge_its_first_half() -> None:
    with listen("127.0.0.1", 0) as at, socket.create_connection(at.getsockname()):
        connection, _ = at.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_it_ends_when_the_studio_is_gone(home: ServerProcess) -> None:
    assert home.process
    assert home.process.stdin
    home.process.stdin.close()
    assert home.process.wait(DEADLINE_S) == 0


def test_it_ends_at_once_while_somebody_waits_for_changes(home: ServerProcess) -> None:
    visitor = Visitor(home.address, home.token)
    bookmark = visitor.ask("GET", CHANGES).json()["next"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: visitor.ask("GET", f"{CHANGES}?after={bookmark}&wait=25"))
        assert home.stop() == 0
        assert waiting.exception(DEADLINE_S) is not None or waiting.result().json()["changes"] == []
    visitor.close()


def test_it_ends_while_an_upload_is_on_its_way(home: ServerProcess) -> None:
    visitor = Visitor(home.address, home.token)
    data = os.urandom(30_000_000)
    url = visitor.create(data).headers["Location"]
    begun, may_end = threading.Event(), threading.Event()

    def pieces() -> object:
        yield data[:20_000_000]
        begun.set()
        may_end.wait(DEADLINE_S)

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(lambda: visitor.patch(url, pieces(), 0))
        assert begun.wait(DEADLINE_S)
        assert home.stop() == 0
        may_end.set()
        assert sending.exception(DEADLINE_S) or sending.result()
    visitor.close()


def test_a_page_elsewhere_cannot_reach_a_home_platform_by_another_name(home: ServerProcess) -> None:
    visitor = Visitor(home.address, home.token)
    for host in ("evil.example", f"evil.example:{home.port}", "127.0.0.1.evil.example", ""):
        answer = visitor.ask("GET", "/me", headers={"Host": host})
        assert answer.status_code in (400, 421), host
    for host in ("127.0.0.1", f"localhost:{home.port}"):
        assert visitor.ask("GET", "/me", headers={"Host": host}).status_code == 200
    visitor.close()


def test_two_platforms_do_not_run_on_one_folder(home: ServerProcess) -> None:
    asked = [sys.executable, "-c", PROGRAM, "--home", "--data", str(home.data)]
    second = subprocess.run(asked, input=home.token + "\n", capture_output=True, text=True, timeout=DEADLINE_S)
    assert second.returncode == 1
    assert "running already" in second.stderr


def test_a_home_without_a_token_does_not_start(tmp_path: Path) -> None:
    for line in ("", "short\n"):
        asked = [sys.executable, "-c", PROGRAM, "--home", "--data", str(tmp_path)]
        answer = subprocess.run(asked, input=line, capture_output=True, text=True, timeout=DEADLINE_S)
        assert answer.returncode == 2


def test_a_taken_port_is_said_in_words(running: ServerProcess, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", PROGRAM, "--port", str(running.port), "--data", str(tmp_path)]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=DEADLINE_S)
    assert answer.returncode == 1
    assert "Choose another --port" in answer.stderr


def test_the_first_start_prints_one_invite_and_later_ones_none(tmp_path: Path) -> None:
    process = ServerProcess(tmp_path, home=False).start()
    first = process.invite
    assert first
    visitor = Visitor(process.address)
    assert visitor.ask("POST", "/join", json={"invite": first.lower(), "handle": "Zoë"}).status_code == 201
    assert visitor.ask("POST", "/join", json={"invite": first, "handle": "Eve"}).json()["code"] == "bad_invite"
    process.stop()
    process.invite = ""
    process.start()
    assert process.invite == ""
    assert process.new_invite() != first
    visitor.close()
    process.stop()


def test_a_name_that_looks_taken_is_taken_and_one_without_letters_is_none(
    running: ServerProcess, ann: Visitor, nobody: Visitor
) -> None:
    """A refused join leaves the invite good."""
    invite = running.new_invite()
    for handle in ("ann", "ＡＮＮ", " Ann ", "A\u202en\u200bn"):
        answer = nobody.ask("POST", "/join", json={"invite": invite, "handle": handle})
        assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
    answer = nobody.ask("POST", "/join", json={"invite": invite, "handle": " \u202e\u200b "})
    assert (answer.status_code, answer.json()["code"]) == (422, "handle_missing")
    assert nobody.ask("POST", "/join", json={"invite": invite, "handle": "Dora"}).status_code == 201


def test_a_token_is_written_nowhere(tmp_path: Path) -> None:
    """Two canaries: the home person's token and a joined person's, both used for a whole round."""
    for home in (True, False):
        process = ServerProcess(tmp_path / str(home), home=home).start(stderr=subprocess.STDOUT)
        secrets = [process.token] if home else [process.join("Ann"), process.invite, process.invite.replace("-", "")]
        visitor = Visitor(process.address, secrets[0])
        visitor.post_words("a whole round here")
        visitor.ask("GET", f"{RECORDS}/{new_id()}/tree")
        visitor.put_record(new_id(), words_body(b"not sent at all"))
        assert process.process
        told = " ".join(psutil.Process(process.process.pid).cmdline())
        visitor.close()
        process.stop()
        files = [path.read_bytes() for path in process.data.rglob("*") if path.is_file()]
        assert files
        for secret in secrets:
            assert secret not in told
            assert all(secret.encode() not in content for content in files)
            assert any(sha(secret.encode()).encode() in content for content in files) or "-" in secret


def test_the_platform_keeps_its_files_to_itself(home: ServerProcess) -> None:
    visitor = Visitor(home.address, home.token)
    visitor.upload(b"four words for me")
    visitor.close()
    assert (home.data.stat().st_mode & 0o077) == 0
    assert ((home.data / "platform" / "media").stat().st_mode & 0o077) == 0


def test_a_damaged_database_is_said_in_words_and_left_as_it_is(home: ServerProcess) -> None:
    home.stop()
    file = home.data / "platform" / "platform.db"
    file.write_bytes(b"SQLite format 3\x00" + b"\xaa" * 8192)
    before = file.read_bytes()
    asked = [sys.executable, "-c", PROGRAM, "--home", "--data", str(home.data)]
    answer = subprocess.run(asked, input=home.token + "\n", capture_output=True, text=True, timeout=DEADLINE_S)
    assert answer.returncode == 1
    assert "is damaged. The newest copy is" in answer.stderr
    assert file.read_bytes() == before
