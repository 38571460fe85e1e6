"""A person thinks better of it: what was published is taken back at the window, and everybody sees the tombstone."""

from __future__ import annotations

from studio.domain.record import RecordState
from studio.ui.pieces.withdrawal import WITHDRAW
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label
from tests.server.visitor import Visitor
from tests.server_process import ServerProcess

from .conftest import Open
from .test_bad_platform import joined_at, words_to


def test_what_was_published_is_withdrawn_from_the_outbox(open_studio: Open, community: ServerProcess) -> None:
    studio = open_studio()
    platform, _ = joined_at(studio, community)
    visitor = Visitor(community.address, community.join("Watcher"))
    parcel = studio.until_live(words_to(studio, platform))
    media = f"/media/{parcel.media.sha256}"
    assert visitor.ask("GET", media).status_code == 200
    page = studio.page("outbox")
    page.view.setCurrentIndex(page.model.index(page.model.row_of(parcel.id)))
    page.details.back.click()
    question = page.deeds.question
    assert "place in the family tree stay" in " ".join(label.said for label in question.findChildren(Label))
    next(button for button in question.findChildren(Button) if button.said == WITHDRAW).click()
    studio.until(lambda: "its place in the family tree stays" in studio.row_words(parcel), "it is withdrawn", 60)
    here = studio.store.library.record(parcel.record_id)
    assert here is not None and here.state is RecordState.WITHDRAWN
    told = visitor.ask("GET", f"/records/{parcel.record_id}").json()
    assert (told["state"], told["media"], told["title"]) == ("withdrawn", None, parcel.title)
    assert visitor.ask("GET", media).status_code == 404
    assert studio.store.media.has(parcel.media.sha256), "the person's own copy stays"
    visitor.close()
