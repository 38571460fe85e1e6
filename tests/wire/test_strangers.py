"""What answers in a platform's place, or as a platform should not."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.contract import PROBLEM_TYPE
from studio.domain.ids import PlatformId, RecordId, new_id
from studio.domain.moments import now
from studio.domain.record import Media
from studio.errors import Busy, Damaged, NeedsUpdate, Offline, Refused, SignInNeeded, StudioError
from studio.wire import exchange
from studio.wire.client import Client
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from studio.wire.uploads import TRIES
from studio.wire.watch import Stopped, Watch
from tests.proxy import Mischief, Proxy
from tests.rogue import LOGIN_PAGE, Answer, Rogue
from tests.served import Served
from tests.waiting import until
from tests.wire.made import made_file

ID = PlatformId(new_id())
QUICK = Timeouts(0.5, 0.5)
MEDIA = Media("ab" * 32, 1_000, "audio/wav")


def info(id: str = ID, api: int = 1) -> Answer:
    told = {"id": id, "name": "Elsewhere", "api": api, "version": "1", "home": False, "now": now()}
    return Answer(200, json.dumps(told | {"max_upload_bytes": 1 << 30, "max_chunk_bytes": 1 << 20}).encode())


def problem(status: int, code: str, title: str = "No") -> Answer:
    body = json.dumps({"title": title, "status": status, "code": code, "detail": "<b>why</b>"}).encode()
    return Answer(status, body, PROBLEM_TYPE, {"Retry-After": "7"})


def asked(answer: Answer) -> StudioError:
    """The error of a record that is asked for, where everything but the platform's own card is `answer`."""
    with Rogue(lambda method, path: info() if path.endswith("/platform") else answer) as rogue:
        client = Client(rogue.address, "token", platform_id=ID, timeouts=QUICK)
        try:
            with pytest.raises(StudioError) as raised:
                client.record(RecordId(new_id()))
        finally:
            client.close()
    assert len(raised.value.title) <= 60 and raised.value.advice.endswith(".")
    return raised.value


@pytest.mark.parametrize(
    ("answer", "family", "words"),
    [
        (LOGIN_PAGE, Offline, "This network wants you to sign in first"),
        (Answer(302, b"", "text/html", {"Location": "http://127.0.0.1:9/login"}), Offline, "This network wants you to"),
        (Answer(307, b"", "", {"Location": "http://127.0.0.1:9/login"}), Offline, "This network wants you to sign in"),
        (Answer(511, b"<html>sign in</html>", "text/html"), Offline, "This network wants you to sign in first"),
        (Answer(404, b"<html>not here</html>", "text/html"), Offline, "This network answered"),
        (Answer(200, b"\x00\xff garbage"), Busy, "The platform answered something unreadable"),
        (Answer(200, b"{}"), Busy, "The platform answered something unreadable"),
        (Answer(200, b"x" * (exchange.MAX_ANSWER_BYTES + 1)), Busy, "The platform answered something unreadable"),
        (Answer(500, b"Internal Server Error", "text/plain"), Busy, "The platform is busy"),
        (Answer(502, b"<html>Bad Gateway</html>", "text/html"), Busy, "The platform is busy"),
        (problem(500, "internal"), Busy, "The platform is busy"),
        (problem(507, "disk_full"), Busy, "The platform's disk is full"),
        (problem(429, "internal"), Busy, "The platform is busy"),
        (problem(423, "upload_locked"), Busy, "The platform is busy"),
        (problem(409, "key_in_flight"), Busy, "The platform is busy"),
        (problem(401, "sign_in"), SignInNeeded, "The platform does not know you any more"),
        (problem(412, "tus_version"), NeedsUpdate, "This platform needs a newer studio"),
        (problem(422, "cycle"), Refused, "This would be its own ancestor"),
        (problem(422, "a_code_of_tomorrow"), Refused, "The platform does not accept this"),
        (Answer(404, b"not json at all", PROBLEM_TYPE), Refused, "The platform does not have this"),
        (Answer(404, b"[" * 100_000, PROBLEM_TYPE), Refused, "The platform does not have this"),
    ],
)
def test_every_wrong_answer_becomes_words(answer: Answer, family: type[StudioError], words: str) -> None:
    """SYN-5."""
    error = asked(answer)
    assert type(error) is family
    assert error.title.startswith(words)


def test_the_platforms_wish_to_wait_is_kept() -> None:
    error = asked(problem(503, "internal"))
    assert isinstance(error, Busy) and error.retry_after_s == 7


@pytest.mark.parametrize("page", [LOGIN_PAGE, Answer(302, b"", "text/html", {"Location": "/login"}), Answer(511)])
def test_a_login_page_is_never_taken_for_an_answer(page: Answer, tmp_path: Path) -> None:
    """SYN-5: whatever is asked of a platform while a network wants people to sign in first, and also its own card."""
    (tmp_path / "up").write_bytes(b"0" * MEDIA.size_bytes)
    record, words = RecordId(new_id()), "This network wants you to sign in first"
    calls: list[Callable[[Client], object]] = [
        lambda client: client.me(),
        lambda client: client.has_media(MEDIA.sha256),
        lambda client: client.download(MEDIA, tmp_path / "a"),
        lambda client: client.upload(tmp_path / "up", MEDIA),
        lambda client: client.changes("c7"),
        lambda client: client.put_record(record, "{}", "key"),
    ]
    for knows in (lambda method, path: page, lambda method, path: info() if path.endswith("/platform") else page):
        with Rogue(knows) as rogue:
            client = Client(rogue.address, "token", platform_id=ID, timeouts=QUICK)
            for call in calls:
                with pytest.raises(Offline, match=words):
                    call(client)
            client.close()
    assert not (tmp_path / "a").exists()


def test_the_token_is_shown_to_no_other_platform() -> None:
    with Rogue(lambda method, path: info(new_id())) as rogue:
        client = Client(rogue.address, "secret-token", platform_id=ID, timeouts=QUICK)
        with pytest.raises(SignInNeeded, match="Another platform answers at this address"):
            client.me()
        client.close()
        assert rogue.tokens == {""}


def test_a_netrc_file_has_no_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Rogue(lambda method, path: info()) as rogue:
        client = Client(rogue.address, "", platform_id=ID, timeouts=QUICK)
        client.info()
        client.close()
        assert rogue.tokens == {""}


@pytest.mark.parametrize("location", ["http://127.0.0.1:9/api/v1/uploads/1", "http://[", "?a", ""])
def test_an_upload_that_would_live_elsewhere_is_not_followed(tmp_path: Path, location: str) -> None:
    def answer(method: str, path: str) -> Answer:
        elsewhere = Answer(201, b"", headers={"Location": location})
        return info() if path.endswith("/platform") else elsewhere

    media = made_file(tmp_path / "a", 100)
    with Rogue(answer) as rogue:
        client = Client(rogue.address, "token", platform_id=ID, timeouts=QUICK)
        with pytest.raises(Busy, match="unreadable"):
            client.upload(tmp_path / "a", media)
        client.close()


@pytest.mark.parametrize(
    ("offset", "words"), [("0", "does not come to an end"), ("9" * 5_000, "in the platform's place")]
)
def test_an_upload_that_never_goes_on_is_left_for_a_while(tmp_path: Path, offset: str, words: str) -> None:
    """A platform that takes each chunk and stands where it stood; asked for ever it would keep both sides busy."""

    def answer(method: str, path: str) -> Answer:
        if path.endswith("/platform"):
            return info()
        if rogue.asked[f"PATCH {path}"] > 50:
            return problem(422, "invalid")
        stands = "0" if method == "HEAD" else offset
        return Answer(201 if method == "POST" else 200, b"", headers={"Location": path + "/1", "Upload-Offset": stands})

    media = made_file(tmp_path / "a", 100_000)
    with Rogue(answer) as rogue:
        client = Client(rogue.address, "token", platform_id=ID, timeouts=QUICK)
        with pytest.raises((Busy, Offline), match=words):
            client.upload(tmp_path / "a", media)
        client.close()
        assert rogue.asked["PATCH /api/v1/uploads/1"] <= 2 * TRIES


def test_a_newer_platform_asks_for_a_newer_studio() -> None:
    with Rogue(lambda method, path: info(api=2)) as rogue:
        client = Client(rogue.address, "token", platform_id=ID, timeouts=QUICK)
        with pytest.raises(NeedsUpdate):
            client.me()
        client.close()


def test_a_black_hole_reads_as_offline(served: Served) -> None:
    """SYN-5: The limits that count in the field: a connection within 5 s, an answer within 30 s, so offline within 35 s."""
    assert (exchange.CONNECT_S, exchange.READ_S) == (5.0, 30.0) and Timeouts() == Timeouts(5.0, 30.0)
    with Proxy(served.port, Mischief(black_hole=True)) as proxy:
        links = Links(timeouts=QUICK)
        links.set(served.id, proxy.address, served.token)
        with pytest.raises(Offline, match="The platform cannot be reached"):
            links.client(served.id).me()
        assert not links.is_online(served.id)
        proxy.mischief = Mischief()
        until(lambda: _is_answered(links, served), "it answers again")  # a busy machine needs more than one short try
        assert links.is_online(served.id)
        links.close_mine()


def _is_answered(links: Links, served: Served) -> bool:
    try:
        links.client(served.id).me()
    except Offline:
        return False
    return True


def test_nobody_listening_reads_as_offline(served: Served) -> None:
    with Proxy(served.port) as proxy:
        address = proxy.address
    client = served.client(address, QUICK)
    with pytest.raises(Offline):
        client.me()
    client.close()


def test_what_is_wrong_on_the_way_down_is_never_kept(served: Served, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 300_000, seed=11)
    direct = served.client()
    direct.upload(tmp_path / "a", media)
    direct.close()
    with Proxy(served.port, seed=12) as proxy:
        client = served.client(proxy.address)
        client.me()
        proxy.mischief = Mischief(flip_reply=1.0)
        with pytest.raises(Damaged, match="not what it promised"):
            client.download(media, tmp_path / "back")
        assert not (tmp_path / "back").exists() and not (tmp_path / "back.part").exists()
        proxy.mischief = Mischief(truncate_reply=0.8)
        while not (tmp_path / "back").exists():
            with contextlib.suppress(Offline):
                client.download(media, tmp_path / "back")
        assert (tmp_path / "back").read_bytes() == (tmp_path / "a").read_bytes()
        assert proxy.counts["truncated"]
        client.close()


def test_a_download_that_was_stopped_goes_on_from_where_it_was(served: Served, tmp_path: Path) -> None:
    media = made_file(tmp_path / "a", 3_000_000, seed=13)
    client = served.client()
    client.upload(tmp_path / "a", media)
    stop, told = threading.Event(), list[int]()

    def on_progress(have: int) -> None:
        told.append(have)
        stop.set()

    with pytest.raises(Stopped):
        client.download(media, tmp_path / "back", Watch(on_progress=on_progress, stop=stop))
    [before] = told
    assert (tmp_path / "back.part").stat().st_size == before < media.size_bytes
    client.download(media, tmp_path / "back", Watch(on_progress=told.append))
    assert told[1] > before and told[-1] == media.size_bytes
    assert (tmp_path / "back").read_bytes() == (tmp_path / "a").read_bytes()
    client.close()


def test_links_tell_only_what_changed(served: Served) -> None:
    told: list[bool] = []
    links = Links(timeouts=QUICK)
    links.on_change = lambda: told.append(links.is_online(served.id))
    links.set(served.id, served.address, served.token)
    for _ in range(3):
        links.client(served.id).me()
    links.set(served.id, served.address, "revoked")
    for _ in range(2):
        with pytest.raises(SignInNeeded):
            links.client(served.id).me()
    assert told == [False, True, False, True, False]
    assert isinstance(links.trouble(served.id), SignInNeeded)
    links.close_mine()
