"""Two people, two studios, one platform: what one sends the other sees, and nobody changes what belongs to the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.domain.ids import new_id
from studio.domain.record import Kind
from studio.errors import Refused
from tests.server_process import ServerProcess

from .conftest import Open


def test_what_one_sends_the_other_finds_in_the_library(
    open_studio: Open, community: ServerProcess, tmp_path: Path
) -> None:
    ines, tom = open_studio(tmp_path / "ines"), open_studio(tmp_path / "tom")
    at_ines = ines.join(community.address, community.new_invite(), "Ines")
    at_tom = tom.join(community.address, community.new_invite(), "Tom")
    assert at_ines.id == at_tom.id and at_ines.person_id != at_tom.person_id
    tom.challenge(Kind.AUDIO, at_tom)

    challenge = ines.challenge(Kind.AUDIO, at_ines)
    ines.places.answer(challenge)
    take = ines.record()
    assert take.challenge_id == challenge.id
    ines.places.share_take(take)
    parcel = ines.until_live(ines.send("Rain, as I hear it", "Zoë's roof, drizzle"))

    tom.until(lambda: tom.store.library.record(parcel.record_id) is not None, "the feed brings it")
    told = tom.store.library.record(parcel.record_id)
    assert told is not None and (told.title, told.author.handle) == ("Rain, as I hear it", "Ines")
    assert told.media is not None and told.media.sha256 == parcel.media.sha256
    page = tom.page("library")
    page.look_for("zoe driz")
    tom.until(lambda: page.details.title.said == "Rain, as I hear it", "it is found by its tags")
    assert [chip.said for chip in page.details.tags.chips if chip.isVisible()] == ["Zoë's roof", "drizzle"]
    page.see(told.id)
    assert page.details.title.said == "Rain, as I hear it"
    assert dict(page.details.facts.said)["By"] == "Ines"
    assert page.details.more.isVisible(), "it can be kept on this computer"
    page.details.more.click()
    tom.until(lambda: told.media and tom.store.media.has(told.media.sha256), "the file is kept")
    assert told.media
    assert tom.store.media.path(told.media.sha256).read_bytes() == ines.store.takes.file(take).read_bytes()

    # Nobody changes what belongs to the other, and nothing of it changes.
    client = tom.links.client(at_tom.id)
    body = json.loads(parcel.body) | {"revision_id": new_id(), "title": "Mine now"}
    with pytest.raises(Refused) as refused:
        client.put_record(parcel.record_id, json.dumps(body), new_id())
    assert refused.value.title == "This belongs to somebody else" and refused.value.code == "not_yours"
    assert client.record(parcel.record_id).title == "Rain, as I hear it"
    tom.links.close_mine()
    assert not tom.store.takes.list() and not tom.store.parcels.list()
