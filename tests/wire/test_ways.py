"""The ways to a platform: through the proxy that a network wants, and where there is IPv6 only."""

from __future__ import annotations

import socket
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType

import pytest
import requests

from studio.domain.platform import Platform
from studio.domain.record import Media
from studio.errors import Offline
from studio.wire.client import Client
from studio.wire.links import Links
from studio.wire.signin import join
from studio.wire.watch import Watch
from tests.served import Served
from tests.server_process import ServerProcess
from tests.waiting import until
from tests.wire.made import made_file
from tests.wire.test_strangers import QUICK

#: A name that no network has: whoever reaches the platform by it went through the proxy.
FAR = "http://platform.internal"


class Between:
    """A forward proxy (RFC 9110, section 3.7), which knows where `platform.internal` is; nobody else does."""

    def __init__(self, port: int) -> None:
        self.asked: Counter[str] = Counter()
        between = self

        class Asked(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                assert self.path.startswith(FAR), self.path
                between.asked[self.command] += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                with requests.Session() as session:
                    session.trust_env = False
                    to = f"http://127.0.0.1:{port}{self.path.removeprefix(FAR)}"
                    found = session.request(self.command, to, data=body, headers=headers, timeout=40)
                self.send_response(found.status_code)
                for name, value in found.headers.items():
                    if name.lower() not in ("date", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found.content)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self._server.daemon_threads = False
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=lambda: self._server.serve_forever(0.02), name="between")

    def __enter__(self) -> Between:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@pytest.fixture(autouse=True)
def no_proxy_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def far(tmp_path: Path) -> ServerProcess:
    """A platform that others join."""
    return ServerProcess(tmp_path / "far", home=False)


def test_a_networks_proxy_is_gone_through(far: ServerProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with far, Between(far.port) as between:
        monkeypatch.setenv("http_proxy", between.address)
        joined = join(FAR, far.new_invite(), "Ada", timeouts=QUICK)
        links = Links(timeouts=QUICK)
        links.set(joined.platform.id, FAR, joined.token)
        client = links.client(joined.platform.id)
        media = made_file(tmp_path / "a", 300_000)
        client.upload(tmp_path / "a", media, watch=Watch())
        assert client.has_media(media.sha256) and client.changes("").changes
        assert links.can_connect(joined.platform.id), "its own name is known to nobody here; the proxy listens"
        assert {"GET", "HEAD", "POST", "PATCH"} <= set(between.asked)
        monkeypatch.setenv("no_proxy", "platform.internal")
        assert not links.can_connect(joined.platform.id)
        with pytest.raises(Offline):
            Client(FAR, joined.token, platform_id=joined.platform.id, timeouts=QUICK).me()
        links.close_mine()


def test_the_platform_of_this_computer_is_reached_past_every_proxy(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client = served.client()
    assert client.me().handle == "me"
    client.close()


def test_a_proxy_that_is_away_reads_as_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client = Client(FAR, "token", timeouts=QUICK)
    with pytest.raises(Offline, match="The platform cannot be reached"):
        client.me()
    client.close()


def test_a_held_answer_behind_a_proxy_is_hung_up(far: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    with far, Between(far.port) as between:
        monkeypatch.setenv("http_proxy", between.address)
        joined = join(FAR, far.new_invite(), "Ada", timeouts=QUICK)
        client = Client(FAR, joined.token, platform_id=joined.platform.id)
        after = client.changes("").next
        ended: list[Exception] = []

        def hold() -> None:
            try:
                client.changes(after, 20)
            except Offline as error:
                ended.append(error)

        thread, asked = Thread(target=hold), between.asked["GET"]
        thread.start()
        until(lambda: between.asked["GET"] > asked, "the answer is held")
        client.hang_up()
        thread.join(5)
        assert not thread.is_alive() and ended
        client.close()
        far.stop()


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6(), reason="this computer has no IPv6")
def test_a_platform_that_has_ipv6_only_is_joined_and_sent_to(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "six", home=False, host="::1") as platform:
        assert platform.address.startswith("http://[::1]:")
        for typed in (platform.address, platform.address.removeprefix("http://")):
            joined = join(typed, platform.new_invite(), f"Ada {len(typed)}", timeouts=QUICK)
            assert joined.platform.address == platform.address
        _send_and_fetch(joined.platform, joined.token, made_file(tmp_path / "a", 70_000), tmp_path)


def _send_and_fetch(platform: Platform, token: str, media: Media, folder: Path) -> None:
    links = Links(timeouts=QUICK)
    links.set(platform.id, platform.address, token)
    assert links.can_connect(platform.id)
    client = links.client(platform.id)
    client.upload(folder / "a", media)
    client.download(media, folder / "back")
    assert (folder / "back").read_bytes() == (folder / "a").read_bytes()
    links.close_mine()
