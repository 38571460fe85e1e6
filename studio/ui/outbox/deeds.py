"""What the buttons of the outbox do to a parcel. Each is a committed row before anything else hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.domain.ids import DraftId, ParcelId, PlatformId, RecordId
from studio.domain.parcel import Parcel
from studio.domain.parcel_words import named
from studio.domain.sending import Going, Hold
from studio.errors import StudioError
from studio.store import Store
from studio.ui.notices import Question
from studio.ui.pieces.withdrawal import WITHDRAW, question
from studio.ui.stage import Stage

from .row import AGAIN, EDIT, FIX, KEEP, RESUME, SEE, SIGN_IN


@dataclass(frozen=True, slots=True)
class OutboxWays:
    """What leads out of the outbox. `trouble` says at once why nothing goes to a platform, `held` which rule of the person's own
    keeps a parcel here, `progress` what is uploaded at this moment, `awaited` what a parcel waits for, a line each;
    `wake` calls the courier; `edit` opens a draft that came back; `see` shows a record where it lives; `record` is the
    first thing to do; `sign_in` leads to where one joins a platform again."""

    trouble: Callable[[PlatformId], StudioError | None]
    held: Callable[[Parcel], Hold | None]
    progress: Callable[[], dict[ParcelId, Going]]
    awaited: Callable[[Parcel], list[str]]
    wake: Callable[[], None]
    edit: Callable[[DraftId], None]
    see: Callable[[RecordId], None]
    record: Callable[[], None]
    sign_in: Callable[[], None]


class Deeds(QObject):
    def __init__(self, store: Store, stage: Stage, ways: OutboxWays, page: QWidget) -> None:
        super().__init__(page)
        self._store = store
        self._notices = stage.notices
        self._ways = ways
        self._page = page
        self.question: Question | None = None

    def do(self, parcel: Parcel, verb: str) -> None:
        """What the button of its row says."""
        does: dict[str, Callable[[], None]] = {
            SEE: lambda: self._ways.see(parcel.record_id),
            RESUME: lambda: self.pause(parcel, on=False),
            SIGN_IN: self._ways.sign_in,
            AGAIN: lambda: self.try_now(parcel),
            KEEP: lambda: self._keep(parcel),
            EDIT: lambda: self._edit(parcel),
            FIX: lambda: self._edit(parcel),
        }
        if verb in does:
            does[verb]()

    def take_back(self, parcel: Parcel) -> None:
        """Out of the outbox, before the platform has it; its draft is open again."""
        if self._took_back(parcel):
            self._notices.hint(
                f"{named(parcel)} is a draft again", "Open it", partial(self._ways.edit, parcel.draft_id)
            )

    def pause(self, parcel: Parcel | None, *, on: bool) -> None:
        """Holds one, or all, or lets them go on."""
        self._store.parcels.pause(parcel.id if parcel else None, on)
        if not on:
            self._ways.wake()

    def try_now(self, parcel: Parcel | None) -> None:
        """One, or all, whatever they waited for; also a withdrawal that was refused."""
        waiting = self._store.errands.withdrawals([parcel.record_id]) if parcel else {}
        for errand in waiting.values():
            self._store.errands.try_now(errand.id)
        self._store.parcels.try_now(parcel.id if parcel else None)
        self._ways.wake()

    def move(self, key: str, before: str) -> None:
        """Puts it before another one in the line, "" for the end."""
        self._store.parcels.move(ParcelId(key), ParcelId(before) if before else None)

    def ask_to_withdraw(self, parcel: Parcel) -> None:
        self.question = question(named(parcel), self._page)
        self.question.finished.connect(partial(self._on_answer, parcel))
        self.question.open()

    def _on_answer(self, parcel: Parcel, result: int) -> None:
        question, self.question = self.question, None
        if question is None:
            return
        question.deleteLater()
        if question.answer == WITHDRAW:
            from studio.outbox import errands

            self._store.errands.add(errands.withdraw_record(parcel.platform_id, parcel.record_id))
            self._ways.wake()

    def _keep(self, parcel: Parcel) -> None:
        """It was to be withdrawn, and has not been yet."""
        for errand in self._store.errands.withdrawals([parcel.record_id]).values():
            self._store.errands.drop(errand)

    def _edit(self, parcel: Parcel) -> None:
        if self._took_back(parcel):
            self._ways.edit(parcel.draft_id)

    def _took_back(self, parcel: Parcel) -> bool:
        """False where it had arrived meanwhile."""
        try:
            self._store.parcels.take_back(parcel.id)
        except StudioError as error:
            self._notices.trouble(error)
            return False
        return True
