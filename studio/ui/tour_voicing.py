"""The voice actor's part of the guided tour: a script line by line, its takes checked, one edited, and all sent as one set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from studio.domain.kind import Kind
from studio.domain.parcel import ParcelState

from .pages import Rooms
from .places import Places
from .tour_building import Hands, Step

if TYPE_CHECKING:
    from studio.domain.room import Room
    from studio.domain.take import Take

    from .cutting import CuttingPage
    from .delivery.sheet import DeliverySheet
    from .record import RecordPage

_FEWEST_LINES = 4
#: So long is a take, with what was said before the press. The last line is said twice.
LINE_S = 4.0


class Voicing:
    """What was spoken stays in the booth: send it, and look at it, in this order or later."""

    def __init__(self, places: Places, rooms: Rooms, hands: Hands) -> None:
        self._places, self._rooms, self._hands = places, rooms, hands
        challenges = rooms.store.challenges.list(Kind.AUDIO)
        self._challenge = next(one for one in challenges if one.spec and len(one.lines) >= _FEWEST_LINES)

    def speak(self) -> Iterator[Step]:
        """Records the first lines one by one, and stars a take of each."""
        self._places.answer(self._challenge)
        page = self._booth()
        yield f"the lines of “{self._challenge.title}” are in the booth", lambda: len(page.sitting.lines) > 1, 10
        for _ in range(_FEWEST_LINES - 1):
            yield from self._say()
            page.accept()
        yield from self._say()
        yield from self._say()
        page.accept()
        page.go(-1)
        yield "each line that was said has a starred take", lambda: self._starred() == _FEWEST_LINES, 10
        yield "what a client will say stands under each take", self._are_checked, 60
        yield from self._edit()

    def _say(self) -> Iterator[Step]:
        page = self._booth()
        before = len(page.takes.takes)
        yield from self._hands.record(LINE_S)
        yield f"line {page.sitting.at + 1} has one more take", lambda: len(page.takes.takes) > before, 10

    def _edit(self) -> Iterator[Step]:
        """Takes the end off the newest take, and fades it out."""
        take = self._booth().takes.takes[0]
        self._booth().edit(take.id)
        page = self._editor()
        yield "the take is in the editor", lambda: page.cutter.now.frames > 0 and not page.cutter.is_busy, 20
        page.wave.select(0, page.cutter.now.frames * 7 // 8)
        page.do("trim")
        page.do("fade out")
        yield "its end is off, and it fades out", lambda: self._edited(take) == 2 and not page.cutter.is_busy, 20

    def send(self) -> Iterator[Step]:
        """All starred takes go to the challenge as one record."""
        store = self._rooms.store
        self._places.show("record")
        self._booth().share()
        yield "the delivery sheet is open", lambda: self._sheet() is not None, 20
        sheet = self._sheet()
        assert sheet is not None
        sheet.do_deliver()
        yield "the set is made, and its share sheet is open", lambda: self._hands.sheet() is not None, 60
        yield from self._hands.settle()
        self._hands.picture("share-set")
        draft = next(one for one in store.drafts.list() if one.challenge_id == self._challenge.id)
        share = self._hands.sheet()
        assert share is not None
        share.send.click()

        def is_live() -> bool:
            parcel = store.parcels.of_record(draft.record_id)
            return parcel is not None and parcel.state is ParcelState.LIVE

        yield "the platform has the set", is_live, 60
        yield "the platform tells of the set", lambda: store.library.record(draft.record_id) is not None, 30
        self._places.notices.end_hint()
        self._places.see(draft.record_id)
        yield from self._seen("set")

    def look(self, theme: str) -> Iterator[Step]:
        """The booth as it records, the overview, check, room, editor, comparing and the delivery sheet, as they are now."""
        self._places.show("record")
        yield from self._record(theme)
        yield from self._check(theme)
        yield from self._listen_to_room(theme)
        self._booth().all_lines.toggle()
        yield from self._seen(f"all-lines-{theme}")
        self._booth().all_lines.close()
        self._places.show("cutting")
        page = self._editor()
        yield "the edited take is in the editor", lambda: page.cutter.now.frames > 0 and not page.cutter.is_busy, 20
        page.wave.select(page.cutter.now.frames // 4, page.cutter.now.frames // 2)
        yield from self._seen(f"cutting-{theme}")
        yield from self._compare(theme)
        self._places.show("record")
        self._booth().takes.deliver.click()
        yield "what is delivered, and how it is called, is shown", lambda: self._sheet() is not None, 20
        yield from self._seen(f"deliver-{theme}")
        sheet = self._sheet()
        assert sheet is not None
        sheet.reject()
        yield "nothing was delivered", lambda: self._sheet() is None, 10

    def _record(self, theme: str) -> Iterator[Step]:
        """A line, while it is spoken once more; that take is not kept, so that everything is as it was."""
        page, reading = self._booth(), self._rooms.booth.reading
        before = len(page.takes.takes)
        page.record()
        yield "a line is spoken", lambda: reading().elapsed_s >= LINE_S, 30
        self._hands.picture(f"recording-{theme}")
        page.record()
        yield "what was spoken can be listened to", lambda: len(page.takes.takes) > before, 20
        page.deeds.discard(page.takes.takes[0].id)
        self._places.notices.end_hint()
        yield "it is gone again", lambda: len(page.takes.takes) == before, 10

    def _check(self, theme: str) -> Iterator[Step]:
        page = self._booth()
        refused = next((take for take in page.takes.takes if self._is_refused(take)), None)
        page.checking.open(refused.id if refused else "")
        sheet = page.checking.sheet
        assert sheet is not None
        yield from self._seen(f"check-{theme}")
        sheet.reject()
        yield "the check is closed", lambda: page.checking.sheet is None, 10

    def _listen_to_room(self, theme: str) -> Iterator[Step]:
        measured: list[Room] = []
        more = self._booth().more
        more.check_room()
        sheet = more.sheet
        assert sheet is not None
        sheet.measured.connect(measured.append)
        sheet.begin()
        yield "the room was listened to", lambda: bool(measured), 30
        yield from self._seen(f"room-{theme}")
        sheet.reject()

    def _compare(self, theme: str) -> Iterator[Step]:
        """The takes of the line; the second half is taken from another one."""
        page = self._editor()
        page.compare()
        yield "the takes of the line lie one above the other", lambda: page.compared.stack is not None, 20
        stack = page.compared.stack
        assert stack is not None
        page.compared.view.chosen.emit(1 - stack.choices[0][1], (stack.start + stack.end) // 2, stack.end)
        yield from self._seen(f"comp-{theme}")
        page.compared.left.emit()

    def _is_refused(self, take: Take) -> bool:
        checked = self._booth().takes.checks.of(take)
        return checked is not None and bool(checked.failed)

    def _seen(self, name: str) -> Iterator[Step]:
        yield from self._hands.settle()
        self._hands.picture(name)

    def _booth(self) -> RecordPage:
        """A new look makes it anew."""
        return cast("RecordPage", self._places.window.page("record"))

    def _editor(self) -> CuttingPage:
        return cast("CuttingPage", self._places.window.page("cutting"))

    def _sheet(self) -> DeliverySheet | None:
        modal = QApplication.activeModalWidget()
        return cast("DeliverySheet", modal) if modal is not None and hasattr(modal, "do_deliver") else None

    def _starred(self) -> int:
        takes = self._rooms.store.takes.list(session_id=self._booth().sitting.session_id)
        return len({take.line_id for take in takes if take.starred})

    def _are_checked(self) -> bool:
        takes = self._booth().takes
        return all(takes.checks.of(take) is not None for take in takes.takes)

    def _edited(self, take: Take) -> int:
        return self._rooms.store.takes.get(take.id).edits_done
