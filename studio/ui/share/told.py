"""What a sound file said beside its sound: listed before it is sent without that."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from studio.domain.cleaned import Cleaned
from studio.domain.privacy import About, Keep
from studio.domain.record import Draft, Kind
from studio.errors import StudioError
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.privacy import facts_of
from studio.ui.tasks import Task, Tasks
from studio.ui.widgets.box import column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

_LINE = (About.AUTHOR, About.COPYRIGHT)
#: Blanked where it lies, which leaves no place for words.
_NO_WORDS = "audio/mp4"


class SoundTold(QWidget):
    """Hidden for what was made here, and for pictures, which have a page of their own for it."""

    def __init__(self, store: Store, tasks: Tasks, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._draft = store, tasks, draft
        self.facts = Facts()
        self.copyright = Chip("Keep my name and copyright line", checkable=True)
        self.trouble = Label("", "small", tone="warn", wrap=True)
        title = Label("Removed before it is sent", "small", tone="muted")
        self.setLayout(column(title, self.facts, Flow(self.copyright), self.trouble, gap=6))
        self.copyright.clicked.connect(self._on_copyright)
        self.refresh()

    def refresh(self) -> None:
        from studio.drafts import told_of

        told = told_of(self._store, self._draft.id) if self._draft.kind is Kind.AUDIO else None
        self.setVisible(told is not None and bool(told.removed or told.keep.copyright))
        self.trouble.hide()
        if told is not None:
            self._show(told)

    def _show(self, told: Cleaned) -> None:
        self.facts.show_facts(facts_of(told.removed))
        has_line = any(one.about in _LINE for one in (*told.removed, *told.still))
        media = self._draft.media
        self.copyright.setVisible(has_line and media is not None and media.mime != _NO_WORDS)
        self.copyright.setChecked(told.keep.copyright)
        self.copyright.set_icon("circle-check" if told.keep.copyright else "circle")
        self.copyright.setEnabled(True)

    @Slot(bool)
    def _on_copyright(self, on: bool) -> None:
        self.copyright.setEnabled(False)
        work = partial(_prepare, self._store, self._draft, on)
        self._tasks.run(work, alive(self, self._on_made), on_trouble=alive(self, self._on_trouble))

    def _on_made(self, _: object) -> None:
        self.refresh()

    def _on_trouble(self, error: StudioError) -> None:
        self.refresh()
        self.trouble.say(f"{error.title}. {error.advice}")
        self.trouble.show()


def _prepare(store: Store, draft: Draft, on: bool, task: Task) -> None:
    from studio.drafts import prepare

    prepare(store, draft.id, Keep(copyright=on))
