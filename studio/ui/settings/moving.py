"""Taking everything away in one archive, and bringing one in. Both run on a task, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import size_words
from studio.domain.moments import now
from studio.domain.progress import Progress
from studio.domain.record import Record
from studio.domain.request import SourceChange
from studio.errors import Offline
from studio.paths import RESOURCES
from studio.store import Store
from studio.ui import tokens
from studio.ui.files import ask_where, ask_which
from studio.ui.long_work import LongWork
from studio.ui.stage import Stage
from studio.ui.tasks import Task
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

from .section import Section

if TYPE_CHECKING:
    from studio.moving import Came, Gone

_ZIP = "Archives (*.zip)"
_TAKES = (("Every take", True), ("Only those that drafts and records hold", False))
_ABOUT = (
    "One archive with all you made, its family tree, what was said about it and its receipts. Any browser opens it, and another"
    " studio brings it in: what is yours goes to the platform there, what others made stays a kept copy with their names. It is"
    " for you: your untouched originals are in it, with place and camera data where they had any."
)


@dataclass(frozen=True, slots=True)
class MovingWays:
    """What the section needs of the rooms: the log of a record's sources (for a task's thread), and a call to the courier."""

    read_log: Callable[[Record], Sequence[SourceChange]]
    wake: Callable[[], None]


class Moving(Section):
    def __init__(self, store: Store, stage: Stage, ways: MovingWays, parent: QWidget | None = None) -> None:
        super().__init__("Take everything with you", _ABOUT, parent)
        self._store = store
        self._ways = ways
        self.work = LongWork(stage, self)
        self.takes = Choice("Takes in the archive")
        self.takes.offer(_TAKES, True)
        self.away = Button("Take everything with you…", icon="package")
        self.bring = Button("Bring in an archive…", icon="download")
        self.told = Label("", "small", wrap=True)
        self.told.hide()
        self.add("Takes in the archive", self.takes)
        self.lines.addWidget(self.told)
        self.lines.addLayout(Flow(self.away, self.bring))
        self.away.clicked.connect(self._ask_where)
        self.bring.clicked.connect(self._ask_which)

    def take_away(self, path: Path) -> None:
        store, ways, takes = self._store, self._ways, bool(self.takes.value)

        def work(task: Task) -> Gone:
            from studio.moving import take_away
            from studio.moving.away import Style

            sheet = (RESOURCES / "style" / "away.css").read_text("utf-8")
            style = Style(sheet, tokens.BOOTH._asdict(), tokens.PAPER._asdict())
            progress = Progress(task.tell, lambda: task.is_stopped)
            return take_away(store, path, style, takes=takes, progress=progress, read_log=ways.read_log)

        self.told.hide()
        self.work.run(f"Writing {path.name}", work, self._on_gone)

    def bring_in(self, path: Path) -> None:
        store = self._store

        def work(task: Task) -> Came:
            from studio.moving import bring_in

            home = store.platforms.home()
            if home is None:
                raise Offline("Your home platform is still starting", "Nothing was changed. Try again in a moment.")
            return bring_in(store, path, home, Progress(task.tell, lambda: task.is_stopped))

        self.told.hide()
        self.work.run(f"Bringing in {path.name}", work, self._on_came)

    @Slot()
    def _ask_where(self) -> None:
        ask_where(self, f"Everything I made {now()[:10]}.zip", _ZIP, self.take_away)

    @Slot()
    def _ask_which(self) -> None:
        ask_which(self, "Bring in an archive", _ZIP, self.bring_in)

    def _on_gone(self, gone: Gone) -> None:
        counts = ", ".join(
            (
                f"{gone.own} record{'s' * (gone.own != 1)} of yours",
                f"{gone.records - gone.own} of others",
                f"{gone.drafts} draft{'s' * (gone.drafts != 1)}",
                f"{gone.takes} take{'s' * (gone.takes != 1)}",
            )
        )
        words = f"{gone.path.name} is written: {counts}, {size_words(gone.size_bytes)}."
        lacking = len(gone.missing) + len(gone.damaged)
        if lacking:
            words += (
                f" {lacking} files are not in it: they are gone from this computer, or damaged. The archive names them."
            )
        self._tell(words, "warn" if lacking else "ok")

    def _on_came(self, came: Came) -> None:
        self._ways.wake()
        self._tell(came.words(), "warn" if came.left_out else "ok")

    def _tell(self, words: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.say(words)
        self.told.show()
