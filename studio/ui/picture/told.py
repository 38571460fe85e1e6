"""What a picture tells beyond itself: what is removed before it is sent, what may stay, and the way to the untouched original."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from studio.domain.adjusting import NONE
from studio.domain.cleaned import Cleaned
from studio.domain.privacy import About, Keep
from studio.ui.privacy import facts_of
from studio.ui.theme import look
from studio.ui.widgets.box import Card, column
from studio.ui.widgets.button import Chip
from studio.ui.widgets.facts import Facts
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label

_NOTHING = "Nothing private was found in it."
_KEPT = "The file as it came is kept on this computer."
#: The list can be scrolled where there is more.
_LEAST = 120
_LINE = (About.AUTHOR, About.COPYRIGHT)


class Told(Card):
    #: A `Keep`: what the person lets it tell from now on.
    keep_changed = Signal(object)
    #: The untouched original is to be looked at, or not any more.
    original_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("Removed before it is sent", "strong", wrap=True)
        self.removed = Facts()
        self.nothing = Label(_NOTHING, "small", tone="muted", wrap=True)
        self.still_title = Label("It goes on telling", "strong", wrap=True)
        self.still = Facts()
        self.profile = Chip("Keep my colour profile", checkable=True)
        self.copyright = Chip("Keep my name and copyright line", checkable=True)
        self.original = Chip("Show the original", checkable=True, icon="eye")
        self.adjust = Chip("Adjust…", icon="crop", name="Turn, straighten, cut or lighten the picture")
        self.back = Chip("Back to the original", icon="undo-2")
        self.kept = Label(_KEPT, "small", tone="muted", wrap=True)
        self._lay_out()
        self.profile.clicked.connect(self._on_keep)
        self.copyright.clicked.connect(self._on_keep)
        self.original.clicked.connect(self.original_wanted)

    def show_cleaned(self, cleaned: Cleaned | None) -> None:
        """None where nothing is known of how the file was made."""
        self.setVisible(cleaned is not None)
        self.original.setChecked(False)
        if cleaned is None:
            return
        every = (*cleaned.removed, *cleaned.still)
        self.removed.show_facts(facts_of(cleaned.removed))
        self.removed.setVisible(bool(cleaned.removed))
        self.title.setVisible(bool(cleaned.removed))
        self.nothing.setVisible(not cleaned.removed)
        self.still.show_facts(facts_of(cleaned.still))
        for widget in (self.still_title, self.still):
            widget.setVisible(bool(cleaned.still))
        self.profile.setVisible(any(one.about is About.PROFILE for one in every))
        self.copyright.setVisible(any(one.about in _LINE for one in every))
        self.back.setVisible(cleaned.adjustments != NONE)
        self.show_keep(cleaned.keep)

    def show_keep(self, keep: Keep) -> None:
        for chip, on in ((self.profile, keep.profile), (self.copyright, keep.copyright)):
            chip.setChecked(on)
            chip.set_icon("circle-check" if on else "circle")

    def show_busy(self, busy: bool) -> None:
        for chip in (self.profile, self.copyright, self.original, self.adjust, self.back):
            chip.setEnabled(not busy)

    def _lay_out(self) -> None:
        inside = QWidget()
        listed = column(self.title, self.removed, self.nothing, self.still_title, self.still, self.kept, None, gap=10)
        inside.setLayout(listed)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("What the picture tells")
        scroll.setWidget(inside)
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        scroll.setMinimumHeight(look().px(_LEAST))
        chips = Flow(self.profile, self.copyright, self.original, self.adjust, self.back, gap=8)
        lines = column(scroll, chips, gap=12, margins=(16, 16, 16, 16))
        lines.setStretch(0, 1)
        self.setLayout(lines)

    @Slot()
    def _on_keep(self) -> None:
        self.keep_changed.emit(Keep(self.profile.isChecked(), self.copyright.isChecked()))
