"""Opening a draft that was made on another computer: its file is fetched first, beside the window."""

from __future__ import annotations

from collections.abc import Callable

from studio.domain.ids import DraftId
from studio.store import Store
from studio.twins import bring
from studio.ui.stage import Stage
from studio.wire.links import Links


def when_here(store: Store, links: Links, stage: Stage, id: DraftId, then: Callable[[DraftId], None]) -> None:
    """Calls `then` at once where nothing is missing, else when the file has come. What keeps it away is told as a notice."""
    where = bring.elsewhere(store, store.drafts.get(id))
    if not where:
        then(id)
        return
    stage.notices.hint(f"It is fetched: {where} made it")
    stage.tasks.run(lambda _: bring.bring(store, links, id), lambda _: then(id))
