"""Promise 4, when the studio could not know: two people, two studios, one platform, and a network that loses replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.domain.ids import RecordId
from studio.domain.platform import Platform
from studio.domain.record import Origin, Source, SourceType
from studio.domain.request import Deed, Errand, Request, RequestState
from studio.drafts import from_words, seal
from studio.inbox import source_log
from studio.inbox.fetcher import Fetcher
from studio.outbox import errands
from studio.outbox.courier import Courier
from studio.paths import DataFolder
from studio.store import Store
from studio.ui.requests.arrivals import KEY
from studio.ui.requests.ask import AskSheet
from studio.ui.requests.panel import RequestsPanel
from studio.wire import signin
from studio.wire.exchange import Timeouts
from studio.wire.links import Links
from tests.proxy import Mischief, Proxy
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess
from tests.waiting import until

from .conftest import Open
from .whole import Whole

QUICK = Timeouts(1.0, 5.0)
LOSING = Mischief(lose_reply=0.3, duplicate=0.2)


class Rooms:
    """The rooms of one studio with their threads, and no window. What it sends goes through a proxy of its own."""

    def __init__(self, root: Path, community: ServerProcess, handle: str, seed: int) -> None:
        joined = signin.join(community.address, community.new_invite(), handle)
        self.proxy = Proxy(community.port, seed=seed)
        self.proxy.__enter__()
        self.platform: Platform = joined.platform
        self.store = Store.open(DataFolder.open(root))
        self.store.platforms.add(joined.platform)
        self.links = Links(timeouts=QUICK)
        self.links.set(joined.platform.id, self.proxy.address, joined.token)
        self.direct = Links()
        self.direct.set(joined.platform.id, community.address, joined.token)
        self.courier, self.fetcher = Courier(self.store, self.links), Fetcher(self.store, self.direct)
        for room in (self.courier, self.fetcher):
            room.start()

    def post(self, words: str) -> RecordId:
        parcel = seal(self.store, from_words(self.store, words, self.platform.id).id)
        assert parcel is not None
        self.courier.wake()
        until(lambda: self.store.library.record(parcel.record_id), f"“{words}” comes back by the feed")
        return parcel.record_id

    def say(self, errand: Errand) -> None:
        self.store.errands.add(errand)
        self.courier.wake()

    def about(self, record_id: RecordId) -> Request | None:
        """The newest request about a record, as this studio knows it."""
        return next(iter(self.store.requests.of_record(self.platform.id, record_id)), None)

    def hears(self, record_id: RecordId, fact: Callable[[Request], bool], what: str) -> Request:
        def heard() -> Request | None:
            found = self.about(record_id)
            return found if found and fact(found) else None

        until(heard, what, 90)
        found = heard()
        assert found is not None
        return found

    def close(self) -> None:
        self.courier.stop()
        self.fetcher.stop()
        self.store.close()
        self.proxy.__exit__(None, None, None)


@pytest.fixture
def two(tmp_path: Path, community: ServerProcess) -> Iterator[tuple[Rooms, Rooms]]:
    ines, tobias = Rooms(tmp_path / "ines", community, "ines", 1), Rooms(tmp_path / "tobias", community, "tobias k.", 2)
    yield ines, tobias
    ines.close()
    tobias.close()


def test_who_was_forgotten_is_named_with_one_press_and_everybody_sees_why(
    two: tuple[Rooms, Rooms], community: ServerProcess
) -> None:
    ines, tobias = two
    choir, tide = ines.post("Night Choir"), tobias.post("Low Tide")
    for rooms, id in ((tobias, choir), (ines, tide)):
        until(lambda rooms=rooms, id=id: rooms.store.library.record(id), "each hears of the other")  # type: ignore[misc]
    ines.proxy.mischief = LOSING
    asked = ask_while_offline(ines, tobias, choir, tide)
    dispute_and_add_after_all(ines, tobias, asked, tide)
    ines.say(errands.remove(ines.platform.id, choir, sources(ines, choir)[0].id, "I have written them anew."))
    until(lambda: not sources(tobias, choir), "the source is gone", 90)
    let_the_host_decide(ines, tobias, choir, tide, community)
    record = tobias.store.library.record(choir)
    assert record is not None
    assert [
        (line.person.handle if line.person else "the host", line.added, line.reason)
        for line in reversed(source_log.read(tobias.direct, record))
    ] == [
        ("ines", True, ""),
        ("ines", False, "I have written them anew."),
        ("the host", True, "The third line is the same."),
    ], "each happened once, however often it was sent"
    assert ines.proxy.counts["lost"] + tobias.proxy.counts["lost"] >= 2
    for rooms in (ines, tobias):
        until(lambda rooms=rooms: not rooms.store.errands.waiting(), "every answer has come")  # type: ignore[misc]


def test_one_press_in_the_window_of_the_author(open_studio: Open, community: ServerProcess, tmp_path: Path) -> None:
    """From “You forgot to source me” in one window to “Add the source” in the other, and back."""
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "ines")
    at_tom = tom.join(community.address, community.new_invite(), "tom")
    choir, tide = (
        one.until_live(one.share(from_words(one.store, words, platform.id).id, words)).record_id
        for one, platform, words in ((ines, at_ines, "Night Choir"), (tom, at_tom, "Low Tide"))
    )
    for one, record in ((tom, choir), (ines, tide)):
        one.until(lambda one=one, record=record: one.store.library.record(record), "each hears of the other")  # type: ignore[misc]

    panel = look_into(tom, choir)
    panel.ask.click()
    (sheet,) = tom.visible(AskSheet)
    assert sheet.piece.currentText() == "Low Tide, by tom"
    sheet.words.setPlainText("Two of these words are mine.")
    sheet.send.click()
    tom.page("library")
    assert ines.until_said("tom asks to be sourced") == "Two of these words are mine."
    (notice,) = [one for one in ines.places.notices.now if one.key == KEY]
    ines.places.notices.press(notice)
    (panel,) = ines.visible(RequestsPanel)
    panel.cards[0].buttons[Deed.ADD].click()
    assert tom.until_said("ines added you as a source")
    look_into(tom, choir)
    for one in (ines, tom):
        one.until(lambda one=one: named(one.store, choir), "the source is there")  # type: ignore[misc]
        (source,) = named(one.store, choir)
        assert (source.record_id, source.origin) == (tide, Origin.REQUESTED)
        (shown,) = one.visible(RequestsPanel)
        one.until(lambda shown=shown: "added the source." in shown.cards[0].told.state, "it is said so")  # type: ignore[misc]
    assert not [one for one in ines.places.notices.now if one.key == KEY], "what was seen is no news"


def look_into(studio: Whole, id: RecordId) -> RequestsPanel:
    record = studio.store.library.record(id)
    assert record is not None
    studio.places.look_into(record)
    studio.until(lambda: len(studio.visible(RequestsPanel)) == 1, "its page is shown")
    return studio.visible(RequestsPanel)[0]


def ask_while_offline(ines: Rooms, tobias: Rooms, choir: RecordId, tide: RecordId) -> Request:
    """Nothing can be reached when it is asked; it goes out by itself."""
    tobias.proxy.mischief = Mischief(refuse=True)
    words = "Four of these words are mine."
    tobias.say(errands.ask(tobias.platform.id, choir, tide, SourceType.EDITED, words, "char=0,5"))
    assert tobias.store.errands.waiting() == 1 and ines.about(choir) is None
    tobias.proxy.mischief = LOSING
    asked = ines.hears(choir, lambda one: True, "the author is asked")
    assert [one.id for one in ines.store.requests.news()] == [asked.id]
    assert (asked.asker.handle, asked.words) == ("tobias k.", words)
    return asked


def dispute_and_add_after_all(ines: Rooms, tobias: Rooms, asked: Request, tide: RecordId) -> None:
    choir = asked.record_id
    ines.say(errands.dispute(asked, "I wrote them myself."))
    disputed = tobias.hears(choir, lambda one: one.state is RequestState.DISPUTED, "the dispute is heard")
    assert [one.id for one in tobias.store.requests.news()] == [disputed.id]
    tobias.say(errands.reply(disputed, "Look at the third line."))
    replied = ines.hears(choir, lambda one: bool(one.reply), "the reply is heard")
    ines.say(errands.add(replied))
    for rooms in (ines, tobias):
        rooms.hears(choir, lambda one: one.state is RequestState.ACCEPTED, "both know that it is settled")
        until(lambda rooms=rooms: sources(rooms, choir), "both see the source", 90)  # type: ignore[misc]
        (source,) = sources(rooms, choir)
        assert (source.record_id, source.origin, source.place) == (tide, Origin.REQUESTED, "char=0,5")
        record = rooms.store.library.record(tide)
        assert record is not None
        assert [one.id for one in rooms.store.library.remixes(record)] == [choir], "the tree has grown"


def let_the_host_decide(ines: Rooms, tobias: Rooms, choir: RecordId, tide: RecordId, community: ServerProcess) -> None:
    again = errands.ask(tobias.platform.id, choir, tide, SourceType.EDITED, "They are still mine.")
    tobias.say(again)
    asked = ines.hears(choir, lambda one: one.id == again.request_id, "it is asked again")
    ines.say(errands.dispute(asked, "Not any more."))
    tobias.hears(choir, lambda one: one.state is RequestState.DISPUTED, "it is disputed again")
    assert community.command("--decide", asked.id, "yes", "The third line is the same.").returncode == 0
    visitor = Visitor(community.address, community.join("Somebody else"))
    visitor.post_words("whoever waits for a change looks again")
    visitor.close()
    for rooms in (ines, tobias):
        decided = rooms.hears(choir, lambda one: one.state is RequestState.DECIDED, "the verdict is heard")
        assert (decided.sourced, decided.verdict) == (True, "The third line is the same.")
        until(lambda rooms=rooms: sources(rooms, choir), "the source is there again")  # type: ignore[misc]


def sources(rooms: Rooms, record_id: RecordId) -> tuple[Source, ...]:
    return named(rooms.store, record_id)


def named(store: Store, record_id: RecordId) -> tuple[Source, ...]:
    record = store.library.record(record_id)
    return record.sources if record else ()
