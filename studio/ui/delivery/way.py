"""The way from a sitting to its delivery: what there is of it is gathered beside the window, then the sheet opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.domain.ids import DraftId
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage

from .asked import Asked, gather

if TYPE_CHECKING:
    from studio.ui.record.sitting import Sitting


def deliver(
    store: Store, stage: Stage, window: QWidget, sitting: Sitting, share: Callable[[DraftId], None], *, sends: bool
) -> None:
    """`share` is told the draft of a set that goes to its challenge; `sends` offers that first."""
    challenge = store.challenges.find(sitting.challenge_id) if sitting.challenge_id else None
    look = partial(gather, store, sitting.session_id, sitting.title, sitting.lines, challenge)

    def gathered(asked: Asked) -> None:
        from .sheet import DeliverySheet
        from .work import Delivering

        sheet, work = DeliverySheet(stage, asked, window, sends=sends), Delivering(store, stage, window)
        sheet.wanted.connect(work.start)
        work.shared.connect(share)
        sheet.open()

    stage.tasks.run(look, alive(window, gathered))
