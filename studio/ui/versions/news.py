"""Tells the person when a save came too late for what was sent, and when a watched file gives no more versions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from studio.domain.ids import DraftId
from studio.domain.study import Study, Version
from studio.domain.words import apart
from studio.store import Store
from studio.ui.stage import Stage

from .words import file_words

#: A file that is gone is told where its draft is: it may have been thrown away on purpose.
_QUIET = {"gone"}


class News(QObject):
    """A notice a draft; it goes when its reason has gone. `see` opens the versions of a draft, `edit` a draft."""

    def __init__(
        self, store: Store, stage: Stage, see: Callable[[DraftId], None], edit: Callable[[DraftId], None]
    ) -> None:
        super().__init__()
        self._store = store
        self._notices = stage.notices
        self._see = see
        self._edit = edit
        self._said: set[tuple[str, str]] = set()
        stage.bell.drafts_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        waiting, troubled = self._store.versions.waiting(), self._store.studies.troubled()
        late = {(f"waits:{one.draft_id}", str(one.id)): one for one in waiting}
        worries = {
            (f"study:{one.id}", one.trouble.title): one
            for one in troubled
            if one.trouble and one.trouble.code not in _QUIET
        }
        for key, _ in self._said - late.keys() - worries.keys():
            self._notices.clear(key)
        for said, version in late.items():
            if said not in self._said:
                self._tell_waiting(said[0], version)
        for said, study in worries.items():
            if said not in self._said:
                self._tell_trouble(said[0], study)
        self._said = {*late, *worries}

    def _tell_waiting(self, key: str, version: Version) -> None:
        draft = self._store.drafts.get(version.draft_id)
        sent = apart(_short(draft.title))
        advice = f"What you sent of {sent} stays as it was. The new save is kept; it can be a draft of its own."
        self._notices.notice(
            key, "A save came after you sent it", advice, verb="Make a new draft", press=lambda: self._make(version)
        )

    def _make(self, version: Version) -> None:
        from studio.drafts import from_version

        self._edit(from_version(self._store, version).id)

    def _tell_trouble(self, key: str, study: Study) -> None:
        assert study.trouble is not None
        advice = f"{apart(_short(file_words(study)))}: {study.trouble.advice}"
        self._notices.notice(
            key, study.trouble.title, advice, verb="See its versions", press=lambda: self._see(study.id), worry=True
        )


_LONGEST = 60


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"
