from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from studio.domain.ids import ErrandId, PersonId, PlatformId, RecordId, RequestId, new_id
from studio.domain.moments import now
from studio.domain.parcel import Trouble
from studio.domain.record import Person, Record, SourceType, Work
from studio.domain.request import Deed, Errand, Request, RequestState
from studio.paths import DataFolder
from studio.store import Store, rebuild

from .made import HOME, a_platform, a_record


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    opened = Store.open(folder)
    yield opened
    opened.close()


def a_request(record: Record, asker: Person, **changes: object) -> Request:
    request = Request(
        RequestId(new_id()),
        record.platform_id,
        record.id,
        record.author,
        asker,
        RecordId(new_id()),
        SourceType.SAMPLED,
        "Could you source me?",
        now(),
        now(),
        place="t=41,44",
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def an_errand(request: Request, deed: Deed = Deed.ADD, **changes: object) -> Errand:
    errand = Errand(ErrandId(new_id()), request.platform_id, request.record_id, request.id, deed, "/door", "{}", now())
    return replace(errand, **changes)  # type: ignore[arg-type]


def joined(store: Store, id: PlatformId = HOME) -> Person:
    platform = a_platform(id)
    store.platforms.add(platform)
    return Person(platform.person_id, platform.handle)


def somebody(name: str = "tobias k.") -> Person:
    return Person(PersonId(new_id()), name)


def test_a_request_is_kept_as_it_was_told(store: Store) -> None:
    choir = a_record()
    plain = a_request(choir, somebody())
    whole = a_request(
        choir,
        somebody("lua"),
        source_id=None,
        work=Work("Clair de lune", "Debussy"),
        state=RequestState.DECIDED,
        reason="No",
        reply="But yes",
        sourced=False,
        verdict="It is rain",
    )
    store.library.shelve(HOME, requests=[plain, whole])
    assert store.requests.of_record(HOME, choir.id) == [whole, plain]
    told_anew = replace(plain, state=RequestState.ACCEPTED)
    store.library.shelve(HOME, requests=[told_anew])
    assert store.requests.of_record(HOME, choir.id) == [whole, told_anew]
    assert store.requests.of_record(PlatformId(new_id()), choir.id) == []


def test_news_are_told_to_whose_turn_it_is_until_they_were_heard(store: Store) -> None:
    me, other = joined(store), somebody()
    to_me, by_me = a_request(a_record(author=me), other), a_request(a_record(author=other), me)
    strangers = a_request(a_record(), somebody("lua"))
    store.library.shelve(HOME, requests=[to_me, by_me, strangers])
    assert store.requests.news() == [to_me], "what I asked myself is no news to me"
    store.requests.hear([to_me])
    assert store.requests.news() == []
    answered = replace(by_me, state=RequestState.DISPUTED, reason="No", changed_at="2999-01-01T00:00:00.000Z")
    store.library.shelve(HOME, requests=[to_me, answered, strangers])
    assert store.requests.news() == [answered], "what was heard stays heard when it is told again"
    store.requests.hear([answered])
    disputed = replace(to_me, state=RequestState.DISPUTED, reason="No")
    store.library.shelve(HOME, requests=[disputed])
    assert store.requests.news() == [], "my own answer is no news"
    replied = replace(disputed, reply="But yes")
    store.library.shelve(HOME, requests=[replied])
    assert store.requests.news() == [replied]


def test_what_each_may_do() -> None:
    author, asker, other = somebody("ines"), somebody("tobias"), somebody("lua")
    request = a_request(a_record(author=author), asker)
    disputed = replace(request, state=RequestState.DISPUTED)
    assert request.deeds(author.id) == {Deed.ADD, Deed.DISPUTE}
    assert request.deeds(asker.id) == {Deed.WITHDRAW}
    assert disputed.deeds(author.id) == {Deed.ADD}
    assert disputed.deeds(asker.id) == {Deed.WITHDRAW, Deed.REPLY}
    assert replace(disputed, reply="But yes").deeds(asker.id) == {Deed.WITHDRAW}
    for state in (RequestState.ACCEPTED, RequestState.DECIDED, RequestState.WITHDRAWN):
        assert replace(request, state=state).deeds(author.id) == replace(request, state=state).deeds(asker.id) == set()
    assert request.deeds(other.id) == disputed.deeds(other.id) == set()


def test_errands_of_one_request_go_one_after_the_other(store: Store) -> None:
    first, second = a_request(a_record(), somebody()), a_request(a_record(), somebody())
    waiting = [an_errand(first), an_errand(first, Deed.REMOVE), an_errand(second, next_try_at=50.0)]
    for errand in (*waiting, waiting[0]):
        store.errands.add(errand)
    assert store.errands.waiting() == 3
    assert store.errands.due(10.0, HOME) == [waiting[0]]
    assert store.errands.due(60.0, HOME) == [waiting[0], waiting[2]]
    assert store.errands.due(60.0, PlatformId("another")) == []
    assert store.errands.due(-1e7, HOME) == [waiting[0], waiting[2]], "what is due in months is of another clock"
    assert (store.errands.next_due(10.0), store.errands.next_due(60.0)) == (50.0, None)
    stopped = replace(waiting[0], trouble=Trouble("No", "Because.", True, "settled"))
    store.errands.change(stopped)
    assert store.errands.due(60.0, HOME) == [waiting[2]], "what follows waits for the person, too"
    store.errands.deliver(waiting[2], replace(second, state=RequestState.ACCEPTED))
    assert store.requests.of_record(HOME, second.record_id)[0].state is RequestState.ACCEPTED
    store.errands.drop(stopped)
    assert store.errands.waiting() == 0


def test_a_rebuilt_library_still_has_what_waits_to_be_said(store: Store) -> None:
    request = a_request(a_record(), somebody())
    errand = an_errand(request, trouble=Trouble("Later", "It is tried again.", False))
    store.errands.add(errand)
    store.library.shelve(HOME, requests=[request])
    store.close()
    damaged = rebuild.set_aside(store.folder.database)
    with_everything = Store.open(store.folder)
    rebuild.fill(with_everything._database, store.folder, damaged)
    assert with_everything.errands.due(0.0, HOME) == [errand]
    assert with_everything.requests.of_record(HOME, request.record_id) == [request]
    with_everything.close()


def test_a_record_is_found_by_its_bytes(store: Store) -> None:
    record = a_record()
    store.library.shelve(HOME, records=[record, a_record(media=None)])
    assert record.media is not None
    assert store.library.with_media(record.media.sha256) == record
    assert store.library.with_media("0" * 64) is None
