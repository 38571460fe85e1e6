"""A platform that moved is followed to where the same one answers, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from studio.contract import INFO
from studio.domain.ids import PersonId, PlatformId, new_id
from studio.domain.platform import Platform
from studio.errors import Offline, Refused, SignInNeeded, StudioError
from studio.inbox.fetcher import Fetcher
from studio.store import Store
from studio.wire.client import Client
from studio.wire.links import Links
from studio.wire.moving import new_address
from studio.wire.signin import join
from tests.outbox.conftest import store
from tests.rogue import LOGIN_PAGE, Answer, Rogue
from tests.served import Served
from tests.wire.test_strangers import ID, QUICK, info

__all__ = ["store"]


@contextmanager
def moved(location: Callable[[str], str], status: int = 301) -> Iterator[Rogue]:
    """Who once was the platform; everything is elsewhere now."""
    with Rogue(lambda method, path: Answer(status, b"", "text/html", {"Location": location(path)})) as rogue:
        yield rogue


@pytest.mark.parametrize("status", [301, 308])
def test_a_platform_that_moved_is_followed_and_its_new_address_is_kept(
    store: Store, served: Served, status: int
) -> None:
    with moved(lambda path: served.address + path, status) as old:
        store.platforms.add(Platform(served.id, "Moving", old.address, False, PersonId("me"), "me"))
        links = Links(timeouts=QUICK)
        links.on_moved = store.platforms.move
        links.set(served.id, old.address, served.token)
        assert Fetcher(store, links).round()
        assert store.challenges.list() and links.is_online(served.id)
        kept = store.platforms.get(served.id)
        assert kept.address == served.address and kept.bookmark
        assert old.tokens == {""}, "the token is shown only where the same platform answers"
        links.client(served.id).me()
        assert sum(old.asked.values()) == 1
        links.close_mine()


def test_a_move_to_another_platform_is_refused_in_words_and_shown_no_token() -> None:
    other = new_id()
    with Rogue(lambda method, path: info(other)) as stranger, moved(lambda path: stranger.address + path) as old:
        client = Client(old.address, "secret", platform_id=ID, timeouts=QUICK)
        with pytest.raises(SignInNeeded, match="Another platform answers at this address"):
            client.me()
        assert client.address == old.address and stranger.tokens == old.tokens == {""}
        client.close()


@pytest.mark.parametrize("page", [LOGIN_PAGE, Answer(200, b"\x00 garbage"), Answer(404, b"no", "text/html")])
def test_a_move_to_what_is_no_platform_is_refused_in_words(page: Answer) -> None:
    with Rogue(lambda method, path: page) as stranger, moved(lambda path: stranger.address + path) as old:
        client = Client(old.address, "secret", platform_id=ID, timeouts=QUICK)
        with pytest.raises(StudioError) as raised:
            client.me()
        assert not isinstance(raised.value, Refused) and client.address == old.address
        assert stranger.tokens == {""}
        client.close()


def test_a_move_in_a_circle_ends() -> None:
    with moved(lambda path: path) as old:
        client = Client(old.address, "secret", platform_id=ID, timeouts=QUICK)
        with pytest.raises(Offline):
            client.me()
        assert sum(old.asked.values()) <= 3
        client.close()


@pytest.mark.parametrize(
    "location",
    ["", "/login", "http://studio.example.org" + INFO, "https://me@studio.example.org" + INFO, "javascript:1", "//["],
)
def test_a_place_that_is_no_platforms_card_is_not_looked_at(location: str) -> None:
    """From https to http least of all, also inside one's own network."""
    for address in ("https://old.example.org", "http://192.168.1.20:8765"):
        with pytest.raises(Offline):
            new_address(address, location)
    with pytest.raises(Offline):
        new_address("https://old.example.org", "http://192.168.1.20" + INFO)
    assert new_address("http://old.local", "https://new.example.org" + INFO) == "https://new.example.org"


def test_who_joins_is_told_where_the_platform_lives_now(served: Served) -> None:
    with moved(lambda path: served.address + path) as old, pytest.raises(Refused) as refused:
        join(old.address, "AAAAA-AAAAA-AAAAA", "Ada", timeouts=QUICK)
    assert refused.value.title == "This platform lives at another address"
    assert served.address.removeprefix("http://") in refused.value.advice


def test_a_platform_that_is_replaced_between_two_requests_is_shown_no_token() -> None:
    """A laptop wakes in another network, where somebody else has the platform's number: the connection is a new one."""
    here = [ID, PlatformId(new_id())]
    bye = {"Connection": "close"}
    with Rogue(lambda method, path: Answer(200, info(here[0]).body, headers=bye)) as rogue:
        client = Client(rogue.address, "secret", platform_id=ID, timeouts=QUICK)
        with pytest.raises(StudioError):
            client.me()  # the right one; its answer is no person
        rogue.tokens.clear()
        here.pop(0)
        with pytest.raises(SignInNeeded, match="Another platform answers"):
            client.me()
        assert rogue.tokens == {""}
        client.close()
