"""One thing in detail: heard, seen or read; who made it, what may be done with it, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.domain.amounts import ago_words, length_words
from studio.domain.record import RIGHTS_IN_WORDS, Draft, Kind, Record
from studio.domain.take import Take
from studio.store import Store
from studio.ui.kinds import AI_IN_WORDS, pages_words
from studio.ui.pieces.built_on import NAMED, by_words, sources_words
from studio.ui.pieces.closer import whole_of
from studio.ui.pieces.things import (
    Standing,
    Thing,
    key_of,
    kind_of,
    length_s,
    look_at,
    missing_words,
    sound_of,
    title_of,
    when_of,
    who_of,
)
from studio.ui.stage import Stage
from studio.ui.versions.words import versions_verb, watching_words
from studio.ui.widgets.box import Card, column
from studio.ui.widgets.button import Button
from studio.ui.widgets.facts import Fact, Facts
from studio.ui.widgets.flow import Flow
from studio.ui.widgets.label import Label
from studio.ui.widgets.preview import Preview
from studio.ui.widgets.reading import Reading
from studio.ui.widgets.tag_line import TagLine

from .shelf import state_of, verb_of

KEEP, EDIT, DISCARD = "Keep offline", "Edit", "Discard"
LOOK, READ = "Look closer", "Read it all"


class Details(Card):
    #: The words on the button that was pressed.
    pressed = Signal(str)
    play_pressed = Signal()
    #: A place in the sound was chosen, from 0 to 1.
    seek_pressed = Signal(float)
    #: The versions of the draft that is shown, with its id.
    versions_pressed = Signal(str)
    #: A tag that shall be looked for.
    tag_pressed = Signal(str)

    def __init__(self, store: Store, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._draft_id = ""
        self.preview = Preview(stage.tasks)
        self.play = Button("Play", icon="play")
        self.closer = Button(LOOK, icon="eye")
        self.versions = Button("", icon="layers")
        self.length = Label("", "figures", tone="muted")
        self.title = Label("", "title", wrap=True)
        self.state = Label("", "small", tone="muted", wrap=True)
        self.facts = Facts()
        self.tags = TagLine()
        self.discard = Button(DISCARD, "quiet")
        self.more = Button("")
        self.main = Button("", "primary")
        self.preview.wave.let_seek()
        self.preview.wave.sought.connect(self.seek_pressed)
        self.play.clicked.connect(self.play_pressed)
        self.tags.pressed.connect(self.tag_pressed)
        self.closer.clicked.connect(lambda: self.pressed.emit(LOOK))
        self.versions.clicked.connect(lambda: self.versions_pressed.emit(self._draft_id))
        self.discard.clicked.connect(lambda: self.pressed.emit(DISCARD))
        self.more.clicked.connect(lambda: self.pressed.emit(self.more.accessibleName()))
        self.main.clicked.connect(lambda: self.pressed.emit(self.main.accessibleName()))
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        head = column(self.title, self.state, gap=2)
        sound = Flow(self.play, self.closer, self.versions, self.length)
        inside.setLayout(column(self.preview, sound, head, self.tags, self.facts, None, gap=12))
        foot = Flow(self.discard, self.more, self.main, gap=10, right=True)
        self.setLayout(Reading(inside, "About this piece").above(foot))

    def show_thing(self, thing: Thing, around: Standing) -> None:
        path = sound_of(self._store, thing)
        seen = look_at(self._store, thing)
        edits = (thing.edits_done, len(thing.edits)) if isinstance(thing, Take) else ""
        self.preview.show_piece(
            f"{key_of(thing)}:{when_of(thing)}:{edits}:{seen is not None}", seen, missing_words(thing)
        )
        self.title.say(title_of(thing))
        said, tone = state_of(thing, around)
        self.state.say(said)
        self.state.set_tone(tone)
        self.facts.show_facts(facts_of(self._store, thing, around))
        self.tags.show_tags(() if isinstance(thing, Take) else thing.tags)
        whole = whole_of(self._store, thing)
        self.closer.setVisible(whole is not None)
        self.closer.say(READ if kind_of(thing) is Kind.TEXT else LOOK)
        self.play.setVisible(path is not None)
        self.length.setVisible(path is not None)
        count = self._store.versions.count(thing.id) if isinstance(thing, Draft) else 0
        self._draft_id = thing.id
        self.versions.say(versions_verb(count))
        self.versions.setVisible(count > 0)
        self._show_verbs(thing, around)

    def show_playing(self, played: float | None, place_s: float = 0.0) -> None:
        """`played` from 0 to 1 while it sounds, else None."""
        self.play.say("Play" if played is None else "Stop")
        self.play.set_icon("play" if played is None else "square")
        self.length.say("" if played is None else length_words(place_s))
        self.preview.wave.show_played(played or 0.0)

    def _show_verbs(self, thing: Thing, around: Standing) -> None:
        main, more = verb_of(thing, around), ""
        self.discard.setVisible(not isinstance(thing, Record) and not around.discarded)
        if isinstance(thing, Draft):
            more = EDIT if thing.take_id is None and not around.discarded else ""
        elif isinstance(thing, Record) and thing.media is not None and not self._store.media.has(thing.media.sha256):
            more = KEEP
        for button, words in ((self.main, main), (self.more, more)):
            button.setVisible(bool(words))
            button.say(words)


def facts_of(store: Store, thing: Thing, around: Standing) -> list[Fact]:
    challenge = store.challenges.find(thing.challenge_id) if thing.challenge_id else None
    facts = [
        ("By", who_of(thing, around)),
        ("When", ago_words(when_of(thing), around.now)),
        ("Answers", challenge.title if challenge else ""),
    ]
    if isinstance(thing, Take):
        return [*facts, ("Length", length_words(thing.duration_s)), ("Microphone", thing.device), ("Note", thing.note)]
    return [
        *facts,
        ("Length", length_words(length_s(store, thing)) if isinstance(thing, Draft) and thing.take_id else ""),
        ("File", pages_words([page.media for page in thing.pages])),
        ("It shows", thing.alt),
        ("Watching", watching_words(store.studies.find(thing.id)) if isinstance(thing, Draft) else ""),
        ("Note", thing.note),
        ("Sources", sources_words(store, thing.sources)),
        ("Remixes", _remixes(store, thing) if isinstance(thing, Record) else ""),
        ("Rights", RIGHTS_IN_WORDS[thing.rights]),
        ("AI", AI_IN_WORDS[thing.ai_training]),
    ]


def _remixes(store: Store, record: Record) -> str:
    """Who builds on it, by title, the newest first."""
    found = store.library.remixes(record, NAMED + 1)
    named = [by_words(store, one) for one in found[:NAMED]]
    return "\n".join([*named, *(["and more"] if len(found) > NAMED else [])])
