"""Scripts in the booth: opened from a file, asked about where they are not understood, kept, and opened again later."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Script
from studio.store import Store
from studio.ui.alive import alive
from studio.ui.stage import Stage
from studio.ui.tasks import Task

from .sitting import Sitting, of_script
from .standing import stand

if TYPE_CHECKING:
    from studio.scripts.found import Found, Table

    from .prompt import Prompt

_PATTERN = "Scripts (*.txt *.md *.csv *.tsv *.xlsx *.fountain *.srt *.vtt);;All files (*)"
#: A longer title is cut in the menu.
_LONGEST = 48


class Scripts(QObject):
    """Belongs to the booth's page. Reading and keeping run on a task; sheets are opened over the window."""

    #: A Sitting that is to be on from now on.
    opened = Signal(object)
    overview_wanted = Signal()

    def __init__(self, store: Store, stage: Stage, page: QWidget) -> None:
        super().__init__(page)
        self._store = store
        self._stage = stage
        self._page = page
        self._resuming: Task | None = None

    def open_menu(self, at: QWidget, prompt: Prompt) -> None:
        """Below the chip `at`: a new script, the earlier ones, and how `prompt` shows its words."""
        menu = QMenu(self._page)
        menu.addAction("Open a script…\tCtrl+O", self.choose)
        for id, title in self._store.scripts.titles():
            menu.addAction(_short(title), partial(self.reopen, id))
        menu.addSeparator()
        menu.addAction("All lines\tL", self.overview_wanted.emit)
        menu.addAction("Larger words\t+", partial(prompt.resize_words, 1))
        menu.addAction("Smaller words\t−", partial(prompt.resize_words, -1))
        mirrored = menu.addAction("Mirrored, for the glass of a prompter")
        mirrored.setCheckable(True)
        mirrored.setChecked(self._stage.choices.now.prompt_mirrored)
        mirrored.toggled.connect(lambda on: self._stage.choices.change(prompt_mirrored=on))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(QPoint(0, at.height())))

    def choose(self) -> None:
        from studio.ui.files import ask_which  # the first window does not wait for it

        ask_which(self._page, "Open a script", _PATTERN, self.open)

    def take(self, path: Path) -> bool:
        """Opens a file that is a script by its name; everything else that is dropped on the booth is a sound."""
        from studio.scripts.reader import SUFFIXES

        is_script = path.suffix.lower() in SUFFIXES
        if is_script:
            self.open(path)
        return is_script

    def open(self, path: Path) -> None:
        from studio.scripts.reader import read

        self._stage.tasks.run(lambda _: read(path), alive(self, self._on_found))

    def reopen(self, id: SessionId) -> None:
        self._stage.tasks.run(lambda _: self._again(self._store.scripts.get(id)), alive(self, self.opened.emit))

    def resume(self) -> bool:
        """Opens the one that was on when the studio ended, which the first picture does not wait for; False where there is none."""
        id = self._stage.choices.now.script
        if id and self._resuming is None:
            self._resuming = self._stage.tasks.run(
                lambda _: self._again(self._store.scripts.get(id)),
                alive(self, self.opened.emit),
                on_trouble=alive(self, lambda _: self._stage.choices.change(script="")),
            )
        return bool(id)

    def remember(self, sitting: Sitting) -> None:
        """What is on now, for the next start."""
        if not sitting.is_free:
            if self._resuming is not None:
                self._resuming.stop()  # the person was faster
            self._stage.choices.change(script=sitting.session_id if sitting.is_script else "")

    def _on_found(self, found: Found) -> None:
        if found.table is not None:
            from .columns_sheet import ColumnsSheet

            columns = ColumnsSheet(self._page.window(), found)
            columns.chosen.connect(partial(self._on_columns, found))
            columns.open()
        elif found.asks_character:
            from .character_sheet import CharacterSheet

            characters = CharacterSheet(self._page.window(), found)
            characters.found.connect(self._on_found)
            characters.open()
        else:
            self._stage.tasks.run(lambda _: self._keep(found), alive(self, self.opened.emit))
            self._tell(found)

    def _on_columns(self, found: Found, asked: Table) -> None:
        from studio.scripts.reader import with_columns

        self._stage.tasks.run(lambda _: with_columns(found, asked), alive(self, self._on_found))

    def _keep(self, found: Found) -> Sitting:
        """The same lines once more are the same script, with its takes."""
        alike = [self._store.scripts.get(id) for id, title in self._store.scripts.titles() if title == found.title]
        known = next((script for script in alike if script.lines == found.lines), None)
        if known:
            return self._again(known)
        script = Script(SessionId(new_id()), found.title, found.lines, now())
        self._store.scripts.add(script)
        return self._sitting(script)

    def _again(self, script: Script) -> Sitting:
        self._store.scripts.change(replace(script, opened_at=now()))
        return self._sitting(script)

    def _sitting(self, script: Script) -> Sitting:
        """At the first line that is missing."""
        sitting = of_script(script)
        missing = stand(self._store, sitting).missing
        return sitting.moved(missing[0]) if missing else sitting

    def _tell(self, found: Found) -> None:
        count = len(found.lines)
        title = f"{count} lines to say" if count > 1 else "One line to say"
        if found.told:
            self._stage.notices.notice("script", title, " ".join(found.told))
        else:
            self._stage.notices.clear("script")
            self._stage.notices.hint(title)


def _short(title: str) -> str:
    """In a menu `&` would be a key, and a tab the beginning of one."""
    words = title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"
    return words.replace("&", "&&").replace("\t", " ")
