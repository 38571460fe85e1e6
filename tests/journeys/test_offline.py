"""Promise 3: offline is normal. Challenges and kept work are there without a platform; what is sent goes out by itself, once."""

from __future__ import annotations

import hashlib

from studio.capture.reading import BoothState
from studio.domain.parcel import ParcelState
from studio.domain.record import Kind
from studio.ui.platform_chip import PlatformChip
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess

from .conftest import Open


def test_what_is_made_offline_goes_out_by_itself_once_and_in_order(open_studio: Open, community: ServerProcess) -> None:
    studio = open_studio()
    joined = studio.join(community.address, community.new_invite(), "Ines")
    studio.challenge(Kind.AUDIO, joined)
    visitor = Visitor(community.address, community.join("Watcher"))
    community.kill()
    studio.until(lambda: not studio.links.is_online(joined.id), "the platform is seen to be away")

    # Challenges are read from the last sync, and answered.
    page = studio.page("challenges")
    challenge = next(one for one in studio.store.challenges.list(Kind.AUDIO) if one.platform_id == joined.id)
    page.show_challenge(challenge.id)
    assert page.honest.title.said == challenge.title
    sent = []
    for number in range(3):
        studio.places.answer(challenge)
        take = studio.record(0.3)
        assert take.challenge_id == challenge.id
        studio.places.share_take(take)
        sent.append((take, studio.send(f"Offline {number}")))
    parcels = [parcel for _, parcel in sent]
    assert {studio.store.parcels.get(parcel.id).state for parcel in parcels} == {ParcelState.QUEUED}
    (chip,) = studio.visible(PlatformChip)
    studio.until(lambda: chip.said == f"{joined.name} · offline · 3 things wait here, safe", "the chip tells the truth")
    assert "Waiting for a connection" in studio.row_words(parcels[0])

    community.start()
    for parcel in parcels:
        studio.until_live(parcel)
    studio.until_state(BoothState.READY)
    for take, parcel in sent:
        content = studio.store.takes.file(take).read_bytes()
        assert hashlib.sha256(content).hexdigest() == parcel.media.sha256, "nothing local was released"
        assert studio.store.media.has(parcel.media.sha256)
        told = visitor.ask("GET", f"/records/{parcel.record_id}").json()
        assert told["media"]["sha256"] == parcel.media.sha256
    mine = [one for one in visitor.ask("GET", "/records?limit=200").json()["items"] if one["title"][:7] == "Offline"]
    assert [one["title"] for one in mine] == ["Offline 2", "Offline 1", "Offline 0"], "newest first, each once"
    visitor.close()
