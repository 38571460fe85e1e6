"""One parcel in detail: what it looks or sounds like, what travels with it, and what can be done."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import advice
from studio.domain.receipt import sealed_words, until_words
from studio.domain.record import Kind
from studio.store import Store
from studio.ui.glance import look_at_media
from studio.ui.kinds import AI_IN_WORDS, media_words, rights_words
from studio.ui.stage import Stage
from studio.ui.widgets.box import Card, column, row
from studio.ui.widgets.button import Button
from studio.ui.widgets.facts import Fact, Facts
from studio.ui.widgets.label import Label
from studio.ui.widgets.preview import Preview

from .row import verb_of
from .sealed import Receipt, Sealed


class Details(Card):
    #: The button that does what the row's button does, with the parcel's id.
    verb_pressed = Signal(str)
    #: Hold it or let it go on, with the parcel's id.
    pause_pressed = Signal(str, bool)

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._parcel: Parcel | None = None
        self.preview = Preview(stage.tasks)
        self.title = Label("", "card", wrap=True)
        self.advice = Label("", "small", tone="muted", wrap=True)
        self.facts = Facts()
        self.pause = Button("Pause")
        self.verb = Button("Take it back")
        self.pause.clicked.connect(self._on_pause)
        self.verb.clicked.connect(lambda: self._parcel and self.verb_pressed.emit(self._parcel.id))
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(column(self.preview, self.title, self.advice, self.facts, None, gap=12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("About this parcel")
        scroll.setWidget(inside)
        lines = column(scroll, row(self.pause, None, self.verb), gap=12, margins=(16, 16, 16, 16))
        lines.setStretch(0, 1)
        self.setLayout(lines)

    def show_parcel(self, parcel: Parcel, *, online: bool) -> None:
        if self._parcel is None or self._parcel.id != parcel.id:
            self.preview.show_piece(parcel.media.sha256, look_at_media(self._store, parcel.kind, parcel.media))
        self._parcel = parcel
        self.title.say(parcel.title)
        self.advice.say(advice(parcel, online=online))
        self.facts.show_facts(self._facts_of(parcel))
        verb = verb_of(parcel)
        self.verb.say("Take it back" if verb in ("Edit", "Fix it", "Go on") else verb)
        self.verb.setVisible(bool(verb))
        waits = parcel.state not in (ParcelState.LIVE, ParcelState.NEEDS_ATTENTION)
        self.pause.setVisible(waits)
        self.pause.say("Go on" if parcel.paused else "Pause")

    def _facts_of(self, parcel: Parcel) -> list[Fact]:
        platform = self._store.platforms.find(parcel.platform_id)
        challenge = self._store.library.challenge(parcel.challenge_id) if parcel.challenge_id else None
        sealed = Sealed.of(parcel)
        return [
            ("File", media_words(parcel.media)),
            ("Answers", challenge.title if challenge else ""),
            ("Sealed", sealed_fact(parcel, challenge, datetime.now(UTC))),
            ("Goes to", platform.name if platform else "a platform this studio has left"),
            ("Sources", {0: "", 1: "1 cited"}.get(sealed.sources, f"{sealed.sources} cited")),
            ("Privacy", "place and camera data removed" if parcel.kind is Kind.IMAGE else ""),
            ("Rights", rights_words(sealed.rights)),
            ("AI", AI_IN_WORDS[sealed.ai_training] if sealed.rights else ""),
        ]

    def _on_pause(self) -> None:
        if self._parcel:
            self.pause_pressed.emit(self._parcel.id, not self._parcel.paused)


def sealed_fact(parcel: Parcel, challenge: Challenge | None, now: datetime) -> str:
    """When, until when it may arrive, and by which clock."""
    receipt = Receipt.of(parcel)
    if receipt is None or challenge is None or challenge.closes_at is None:
        return ""
    said = f"{sealed_words(receipt.moment, challenge.closes_at, now)}. {receipt.clock_words(now)}"
    if parcel.state is ParcelState.LIVE:
        return said
    return f"{said} {until_words(challenge.closes_at, challenge.grace_h, now)}"
