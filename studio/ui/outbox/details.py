"""One parcel in detail: what it looks or sounds like, how it stands and who must do what, what travels with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import ago_words
from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel, ParcelState
from studio.domain.parcel_words import Around, advice, progress, say
from studio.domain.receipt import sealed_words, until_words
from studio.domain.study import Study
from studio.store import Store
from studio.ui.glance import look_at_media
from studio.ui.kinds import AI_IN_WORDS, pages_words, rights_words
from studio.ui.pieces.built_on import sources_words
from studio.ui.privacy import privacy_words
from studio.ui.stage import Stage
from studio.ui.versions.words import file_words, layers_words, versions_verb, watching_words
from studio.ui.widgets.box import Card, column
from studio.ui.widgets.button import Button
from studio.ui.widgets.facts import Fact, Facts
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.preview import Preview
from studio.ui.widgets.progress import Progress
from studio.ui.widgets.reading import Reading

from .row import verb_of
from .sealed import Receipt, Sealed

PAUSE, GO_ON, NOW = "Pause", "Go on", "Try now"
TAKE_BACK, WITHDRAW = "Take it back", "Withdraw…"
EARLIER, LATER = "Send it earlier", "Send it later"
_MISSING = "Its file is not on this computer any more."


class Details(Card):
    """`awaited` tells what a parcel waits for, a line each: what has to arrive before it, or who has to hear of it."""

    #: The words of the button that was pressed.
    pressed = Signal(str)
    #: The versions of its draft, with the draft's id.
    versions_pressed = Signal(str)

    def __init__(self, store: Store, stage: Stage, awaited: Callable[[Parcel], list[str]]) -> None:
        super().__init__()
        self._store = store
        self._awaited = awaited
        self._key = ""
        self._draft_id = ""
        self.preview = Preview(stage.tasks)
        self.title = Label("", "card", wrap=True)
        self.said = Label("", "small", wrap=True)
        self.progress = Progress("How much has arrived")
        self.advice = Label("", "small", tone="muted", wrap=True)
        self.facts = Facts()
        self.earlier = Button("", "icon", icon="arrow-up", name=EARLIER)
        self.later = Button("", "icon", icon="arrow-down", name=LATER)
        self.pause, self.now, self.back, self.verb = Button(PAUSE), Button(NOW), Button(TAKE_BACK), Button("")
        self.back.setAccessibleDescription("It leaves the outbox; its draft stays")
        self._buttons = (self.earlier, self.later, self.pause, self.now, self.back, self.verb)
        for button in self._buttons:
            button.clicked.connect(lambda _=False, one=button: self.pressed.emit(one.accessibleName()))
        self.versions = Button()
        self.versions.clicked.connect(lambda: self.versions_pressed.emit(self._draft_id))
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        standing = column(self.title, self.said, self.progress, self.advice, gap=6)
        inside.setLayout(column(self.preview, standing, self.facts, None, gap=12))
        self.setLayout(
            Reading(inside, "About this parcel").above(Flow(self.versions, *self._buttons, gap=8, right=True))
        )

    def show_parcel(self, parcel: Parcel, now: datetime, around: Around, *, can_move: tuple[bool, bool]) -> None:
        """`can_move` is whether it could go out earlier, and later."""
        if self._key != parcel.id:
            self._key = parcel.id
            seen = look_at_media(self._store, parcel.kind, parcel.media)
            self.preview.show_piece(f"{parcel.media.sha256}:{seen is not None}", seen, _MISSING)
        self.title.say(parcel.title)
        self.show_standing(parcel, now, around)
        self.facts.show_facts(self._facts_of(parcel, now))
        self._show_buttons(parcel, around, can_move)
        count = self._store.versions.count(parcel.draft_id)
        self._draft_id = parcel.draft_id
        self.versions.say(versions_verb(count))
        self.versions.setVisible(count > 0)

    def show_standing(self, parcel: Parcel, now: datetime, around: Around) -> None:
        """What changes while it is sent."""
        said, part = say(parcel, now, around), progress(parcel, around)
        self.said.set_tone(said.tone)
        self.said.say(said.text)
        self.advice.say(advice(parcel, around))
        self.progress.setVisible(part is not None)
        self.progress.show_part(part or 0.0)

    def _show_buttons(self, parcel: Parcel, around: Around, can_move: tuple[bool, bool]) -> None:
        live, needs = parcel.state is ParcelState.LIVE, parcel.state is ParcelState.NEEDS_ATTENTION
        self.verb.say(verb_of(parcel, around))
        self.pause.say(GO_ON if parcel.paused else PAUSE)
        self.back.say(WITHDRAW if live else TAKE_BACK)
        gone = around.withdrawn or around.withdrawing is not None
        shown = {
            self.earlier: can_move[0],
            self.later: can_move[1],
            self.pause: not live and not needs and not parcel.paused,
            self.now: not live
            and not parcel.paused
            and (needs or parcel.next_try_at > 0)
            and self.verb.said != "Try again",
            self.back: not gone if live else parcel.state is not ParcelState.RECEIVED,
            self.verb: bool(self.verb.said),
        }
        for button, on in shown.items():
            button.setVisible(on)

    def _facts_of(self, parcel: Parcel, now: datetime) -> list[Fact]:
        platform = self._store.platforms.find(parcel.platform_id)
        challenge = self._store.challenges.find(parcel.challenge_id) if parcel.challenge_id else None
        sealed, study = Sealed.of(parcel), self._store.studies.find(parcel.draft_id)
        return [
            ("File", self._file_words(parcel, study)),
            ("Watching", watching_words(study, sealed=True)),
            ("Answers", challenge.title if challenge else ""),
            ("Sealed", sealed_fact(parcel, challenge, now) or ago_words(parcel.sealed_at, now)),
            ("Goes to", platform.name if platform else "a platform this studio has left"),
            ("Waits for", "" if parcel.state is ParcelState.LIVE else "\n".join(self._awaited(parcel))),
            ("Sources", sources_words(self._store, sealed.sources)),
            ("Privacy", privacy_words(self._store, parcel.files)),
            ("Rights", rights_words(sealed.rights)),
            ("AI", AI_IN_WORDS[sealed.ai_training] if sealed.rights else ""),
        ]

    def _file_words(self, parcel: Parcel, study: Study | None) -> str:
        """Of a picture also which file it came from, and its layers."""
        version = self._store.versions.current(parcel.draft_id)
        words = (
            file_words(study) if study else "",
            pages_words(parcel.files),
            layers_words(len(version.layers)) if version else "",
        )
        return " · ".join(filter(None, words))


def sealed_fact(parcel: Parcel, challenge: Challenge | None, now: datetime) -> str:
    """When, until when it may arrive, and by which clock."""
    receipt = Receipt.of(parcel)
    if receipt is None or challenge is None or challenge.closes_at is None:
        return ""
    said = f"{sealed_words(receipt.moment, challenge.closes_at, now)}. {receipt.clock_words(now)}"
    if parcel.state is ParcelState.LIVE:
        return said
    return f"{said} {until_words(challenge.closes_at, challenge.grace_h, now)}"
