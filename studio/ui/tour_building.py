"""The second half of the guided tour: building on what others made, with everybody who is heard named by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from studio.domain.ids import RecordId
from studio.domain.parcel import ParcelState
from studio.domain.record import Kind, Record
from studio.domain.remix import Remix

from .pages import Rooms
from .places import Places

if TYPE_CHECKING:
    from .canvas.page import CanvasPage
    from .remix.page import RemixPage
    from .remix.workbench import Workbench
    from .share import ShareSheet
    from .tree.page import PiecePage
    from .write import WritePage

#: A name in words, the fact, and how long it may take.
Step = tuple[str, Callable[[], bool], float]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the tour lends: the open share sheet, a moment for the eyes, a picture of what is seen, and a take of some seconds."""

    sheet: Callable[[], ShareSheet | None]
    settle: Callable[[], Iterator[Step]]
    picture: Callable[[str], None]
    record: Callable[[float], Iterator[Step]]


def build_on(id: RecordId, places: Places, rooms: Rooms, hands: Hands) -> Iterator[Step]:
    """Remixes the record `id` with two of the starter set, silences one of these, sends it, and sees who is named."""
    library = rooms.store.library
    yield "the platform tells of the new record", lambda: library.record(id) is not None, 30
    mine = library.record(id)
    assert mine is not None
    others = [one for one in library.records() if one.kind is Kind.AUDIO and one.id != id and not one.sources][:2]
    for number, record in enumerate((mine, *others), 1):
        places.remix_this(record)
        yield f"“{record.title}” lies on a lane", lambda wanted=number: len(_remix(places).lanes) == wanted, 30  # type: ignore[misc]
    bench = _bench(places)
    assert bench is not None
    from studio.remix import timeline

    bench.editor.commit(timeline.change_lane(bench.editor.remix, bench.editor.remix.lanes[2].id, muted=True))
    silent = others[1].id
    gone = lambda: any(one.removed and one.record_id == silent for one in bench.hearing.sources)  # noqa: E731
    yield "who is silent leaves the sources", gone, 30
    yield from hands.settle()
    hands.picture("remix")
    yield from _send(bench, {id, others[0].id}, places, rooms, hands)
    yield from _other_kinds(places, rooms, hands)


def _send(bench: Workbench, heard: set[RecordId], places: Places, rooms: Rooms, hands: Hands) -> Iterator[Step]:
    store = rooms.store
    remix_id = bench.editor.remix.id
    bench.share()
    yield "it is mixed, and the share sheet is open", lambda: hands.sheet() is not None, 60
    yield from hands.settle()
    hands.picture("share-remix")
    draft = next(one for one in store.drafts.list() if one.remix_id == remix_id)
    sheet = hands.sheet()
    assert sheet is not None
    sheet.send.click()

    def is_live() -> bool:
        parcel = store.parcels.of_record(draft.record_id)
        return parcel is not None and parcel.state is ParcelState.LIVE

    def told() -> Record | None:
        return store.library.record(draft.record_id)

    yield "the platform has the remix", is_live, 60
    yield "the platform tells of the remix", lambda: told() is not None, 30
    record = told()
    assert record is not None and record.media is not None
    yield "its sources are those that are heard", lambda: {one.record_id for one in record.sources} == heard, 1
    yield "its file names the same", lambda: _named(rooms, record) == heard, 1
    places.see(record.id)
    yield from hands.settle()
    hands.picture("family-tree")


def _named(rooms: Rooms, record: Record) -> set[RecordId]:
    from studio.credit.finding import Library, look

    assert record.media is not None
    found = look(rooms.store.media.path(record.media.sha256), Library(rooms.store.library.record, lambda sha256: None))
    return {parent.record.id for parent in found.parents if parent.record}


def _other_kinds(places: Places, rooms: Rooms, hands: Hands) -> Iterator[Step]:
    records = rooms.store.library.records()
    picture = next(one for one in records if one.kind is Kind.IMAGE)
    places.remix_this(picture)
    page = cast("CanvasPage", places.window.page("canvas"))
    yield (
        f"“{picture.title}” lies on a canvas",
        lambda: page.desk is not None and bool(page.desk.editor.canvas.layers),
        30,
    )
    yield "who can be seen in it is cited", lambda: page.desk is not None and bool(page.desk.editor.canvas.sources), 30
    yield from hands.settle()
    hands.picture("picture-remix")
    yield from _quote(next(one for one in records if one.kind is Kind.TEXT), places, hands)


def _quote(text: Record, places: Places, hands: Hands) -> Iterator[Step]:
    places.look_into(text)
    cast("PiecePage", places.window.page("piece")).offer.remix.click()
    yield f"“{text.title}” can be written beside", lambda: places.window.here == "write", 30
    page = cast("WritePage", places.window.page("write"))
    yield "the text lies beside", page.company.text.words.isVisible, 30
    begins = " ".join(page.company.text.words.toPlainText().split()[:8])
    page.editor.setPlainText(f"I kept the beginning, “{begins}”, and went another way.")
    yield "what is quoted is cited by itself", lambda: bool(page.panel.list.rows.told), 10
    yield from hands.settle()
    hands.picture("word-remix")


def _bench(places: Places) -> Workbench | None:
    return cast("RemixPage", places.window.page("remix")).bench


def _remix(places: Places) -> Remix:
    from studio.domain.ids import RemixId

    bench = _bench(places)
    return bench.editor.remix if bench else Remix(RemixId(""))
