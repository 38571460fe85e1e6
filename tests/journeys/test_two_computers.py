"""One person, two computers, one platform: a draft and its versions are on both, one answer settles what differs, it goes once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.commands.serve import _invite
from studio.domain.ids import DraftId, new_id
from studio.domain.moments import now
from studio.domain.parcel import ParcelState
from studio.domain.record import Draft, Kind, Media
from studio.domain.study import Study, Taken
from studio.drafts import seal
from studio.twins import answers
from studio.twins.bring import bring, elsewhere, fetch
from tests.server_process import ServerProcess
from tests.twins.pair import Computer, Open, pair

from .conftest import Open as OpenStudio


@pytest.fixture
def both(community: ServerProcess, tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    door = Open(community.address, lambda: _invite(community.data / "served", only_first=False))
    computers = pair(tmp_path, door, "Ines")
    yield computers
    for one in computers:
        one.close()


def painted(one: Computer, saves: int) -> Draft:
    """A draft whose picture was saved so many times."""

    def save(number: int) -> Taken:
        data = f"save {number}".encode() * 100
        sha256 = one.store.media.add_bytes(data)
        return Taken(Media(sha256, len(data), "image/png", width_px=8, height_px=8), sha256, (f"Layer {number}",))

    first, id = save(1), DraftId(new_id())
    draft = Draft(id, Kind.IMAGE, "Rain", now(), now(), one.id, media=first.media)
    one.store.versions.begin(draft, first, Study(id, "/pictures/rain.kra"))
    for number in range(2, saves + 1):
        one.store.versions.join(id, save(number), "")
    return one.draft(id)


def test_a_draft_is_on_both_computers_one_answer_settles_it_and_it_goes_once(
    both: tuple[Computer, Computer], community: ServerProcess
) -> None:
    """SYN-6. Tower paints without a network, Laptop gets all of it; both change the title offline; Laptop sends."""
    tower, laptop = both
    community.kill()
    draft = painted(tower, 3)
    tower.sync()  # nobody answers; nothing is lost
    community.start()
    for one in (tower, laptop, tower):
        one.sync()
    told = laptop.draft(draft.id)
    versions = laptop.store.versions.list(draft.id)
    assert [v.number for v in versions] == [3, 2, 1] and versions == tower.store.versions.list(draft.id)
    assert elsewhere(laptop.store, told) == "Tower" and told.media is not None
    bring(laptop.store, laptop.links, draft.id)
    fetch(laptop.store, laptop.links, told, versions[-1].media)
    assert laptop.store.media.path(told.media.sha256).read_bytes() == b"save 3" * 100
    assert laptop.store.media.path(versions[-1].media.sha256).read_bytes() == b"save 1" * 100

    community.kill()
    tower.edit(draft.id, title="Rain by day")
    laptop.edit(draft.id, title="Rain by night")
    for one in both:
        one.sync()
        one.close()
        one.open()
    community.start()
    for one in (tower, laptop, tower, laptop):
        one.sync()
    asked = [answers.questions(one.store) for one in both]
    assert [len(questions) for questions in asked] == [1, 1], "each asks once"
    (question,) = asked[0]
    night = next(n for n, side in enumerate(question.sides) if side.device == "Laptop")
    assert json.loads(question.sides[night].body or "")["title"] == "Rain by night"
    answers.settle(tower.store, question, night)
    for one in (tower, laptop, tower):
        one.sync()
    assert not any(answers.questions(one.store) for one in both), "one answer settles both"
    assert [one.draft(draft.id).title for one in both] == ["Rain by night"] * 2

    parcel = seal(laptop.store, draft.id)
    for one in (laptop, laptop, tower):
        one.sync()
    assert parcel is not None and laptop.store.parcels.get(parcel.id).state is ParcelState.LIVE
    assert tower.draft(draft.id).sealed and not tower.store.drafts.list() and not tower.store.parcels.list()
    for one in both:
        own = [record for record in one.store.library.records() if record.author.id == one.joined.platform.person_id]
        assert [(record.id, record.revision_id) for record in own] == [(parcel.record_id, parcel.revision_id)]


def test_another_computer_joins_in_the_window_and_shares_a_draft_and_the_theme(
    open_studio: OpenStudio, community: ServerProcess, tmp_path: Path
) -> None:
    tower, laptop = open_studio(tmp_path / "tower"), open_studio(tmp_path / "laptop")
    joined = tower.join(community.address, community.new_invite(), "Ines")
    card = tower.page("settings").computers
    card.refresh()
    card.name.setText("Laptop")
    card.add_one.click()
    tower.until(lambda: card.copy.isVisible(), "the invite is there")
    again = laptop.join(community.address, card._invite.code, "")
    assert (again.id, again.person_id, again.handle) == (joined.id, joined.person_id, "Ines")

    tower.studio.choices.change(theme="paper")
    writing = Draft(DraftId(new_id()), Kind.TEXT, "Rain", now(), now(), joined.id, text="Rain on the roof")
    tower.store.drafts.add(writing)
    laptop.until(lambda: laptop.store.drafts.find(writing.id) is not None, "the draft comes over by itself")
    laptop.until(lambda: laptop.studio.choices.now.theme == "paper", "the theme comes over")
    laptop.store.drafts.change(replace(laptop.store.drafts.get(writing.id), title="Rain, at night"))
    tower.until(lambda: tower.store.drafts.get(writing.id).title == "Rain, at night", "and back")

    laptop.share(writing.id, "Rain, sent")
    tower.until(lambda: tower.store.drafts.get(writing.id).sealed, "it is sealed on both")
    tower.until(lambda: tower.store.library.record(writing.record_id) is not None, "and shown as published")
    assert not tower.store.parcels.list()
