"""The voice actor's whole way: a script is read to a real microphone without touching anything, mistakes are mended where they are,
the set passes its spec, goes to its challenge, and a line comes back that is wanted once more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.capture.reading import BoothState
from studio.cutting.comping import comp_of, line_up, snapped
from studio.cutting.mending import mended
from studio.domain.challenge import Challenge
from studio.domain.delivery import of_sound, verdicts
from studio.domain.edits import Punch, edited
from studio.domain.kind import Kind
from studio.domain.parcel import Parcel
from studio.domain.record import Record
from studio.domain.script import LineState
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.sound import check, specs
from studio.sound.convert import read_all
from studio.sound.stack import choose
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.record.page import RecordPage
from studio.ui.record.standing import stand
from studio.ui.tree.pickup import PickupSheet
from tests.rig import speech
from tests.rig.sound import RATE_HZ, SoundCard

from .whole import Whole

LINES = 12
#: Between two lines somebody breathes; after so long a silence a line is over.
_BREATH_S, _PAUSE_S, _SILENCE_S = 1.0, 0.3, 0.5
_SHORTEST_S, _LONGEST_S = 1.0, 1.4
_WHY = "The end is swallowed"

Voice = NDArray[np.int16]


@pytest.fixture(scope="module")
def clips() -> list[Voice]:
    """As many sentences of a real voice as the script has lines, and two more, at the card's own rate."""
    found = []
    for path in speech.prompts(1_000):
        sound = read_all(path, RATE_HZ, 1)[:, 0]
        if _SHORTEST_S < len(sound) / RATE_HZ < _LONGEST_S:
            found.append((sound / max(float(np.abs(sound).max()), 0.01) * 12_000).astype(np.int16))
    return found[: LINES + 2]


def spoken(clips: list[Voice]) -> bytes:
    """One after the other in a quiet room; each is followed by a breath."""
    breath = np.zeros(round(_BREATH_S * RATE_HZ), np.int16)
    whole = np.concatenate([breath, *(part for clip in clips for part in (clip, breath))])
    room = np.random.default_rng(3).normal(0, 6, len(whole))
    return (whole + room).astype("<i2").tobytes()


def two_words(first: Voice, second: Voice) -> Voice:
    """A line with a pause in which one can punch in; too short to end it."""
    return np.concatenate([first, np.zeros(round(_PAUSE_S * RATE_HZ), np.int16), second])


def _pause_in(path: Path) -> float:
    """Where the quietest stretch between the words of a take is, as 0…1 of it."""
    sound = np.abs(read_all(path, RATE_HZ, 1)[:, 0])
    step = round(_PAUSE_S / 2 * RATE_HZ)
    begin, end = round(0.7 * RATE_HZ), len(sound) - round(0.7 * RATE_HZ)
    quietest = min(range(begin, end - step, step // 8), key=lambda at: float(sound[at : at + step].sum()))
    return (quietest + step / 2) / len(sound)


class Actor:
    """Somebody at the real window with a real microphone. Keys are pressed on the page, as a person does."""

    def __init__(self, studio: Whole, card: SoundCard) -> None:
        self.studio, self.store, self.card = studio, studio.store, card
        studio.studio.choices.change(preroll_s=0, lead_in_s=2, auto_silence_s=_SILENCE_S)
        self.page: RecordPage = studio.page("record")
        studio.until_state(BoothState.READY)

    def press(self, key: Qt.Key) -> None:
        """Offscreen nobody gives the window its keys back when a sheet is closed."""
        self.studio.window.activateWindow()
        self.studio.until(self.studio.window.isActiveWindow, "the window hears keys")
        QTest.keyClick(self.page, key)

    def say(self, *clips: Voice) -> None:
        self.card.play_raw(spoken(list(clips)), RATE_HZ, 1)

    def takes(self, at: int) -> list[Take]:
        """Of the line at `at`, the newest first."""
        line = self.page.sitting.lines[at]
        return [
            take for take in self.store.takes.list(session_id=self.page.sitting.session_id) if take.line_id == line.id
        ]

    def state(self, at: int) -> LineState:
        return stand(self.store, self.page.sitting).states[at]

    def go(self, at: int) -> None:
        self.page.go(at - self.page.sitting.at)

    def reads_the_list(self, clips: list[Voice]) -> None:
        """Auto mode: nothing is touched until the last line is said."""
        self.press(Qt.Key.Key_A)
        self.say(*clips)
        self.studio.until(lambda: not self.page.auto.is_on, "the list is read to its end", 60)

    def says_once_more(self, at: int, clip: Voice) -> Take:
        """One more take of a line, by the red button's key, which is starred."""
        self.go(at)
        before = len(self.takes(at))
        self.press(Qt.Key.Key_R)
        self.studio.until_state(BoothState.RECORDING)
        self.say(clip)
        length_s = len(clip) / RATE_HZ + _BREATH_S + _SILENCE_S
        self.studio.until(lambda: self.studio.studio.booth.reading().elapsed_s > length_s, "it is said")
        self.press(Qt.Key.Key_R)
        self.studio.until(lambda: len(self.takes(at)) > before, "the take is kept")
        self.studio.until_state(BoothState.READY)
        take = self.takes(at)[0]
        self.store.takes.star(take.id, True)
        return take

    def punches_in(self, at: int, clip: Voice) -> Take:
        """From the pause in the newest take on it is spoken anew."""
        self.go(at)
        take = self.takes(at)[0]
        self.page.takes.wave_pressed.emit(take.id, _pause_in(self.store.takes.path(take.id)))
        self.press(Qt.Key.Key_B)
        self.studio.until(lambda: self.page.punching.is_leading, "the lead-in is heard")
        self.studio.until(lambda: not self.page.punching.is_leading, "the punch arrives")
        before = self.studio.studio.booth.reading().elapsed_s
        self.say(clip)
        length_s = before + len(clip) / RATE_HZ + _BREATH_S
        self.studio.until(lambda: self.studio.studio.booth.reading().elapsed_s > length_s, "it is said anew")
        self.press(Qt.Key.Key_R)
        self.studio.until(lambda: self.store.takes.get(take.id).edits, "the layer lies over the take")
        self.studio.until_state(BoothState.READY)
        return self.store.takes.get(take.id)

    def mends(self, at: int, spec: str) -> None:
        """Every starred take of a line passes the spec afterwards, by edits alone."""
        asked = specs.told(spec, self.store.folder.specs)
        measure = partial(check.of_take, open_file=self.store.takes.path)
        for take in self.takes(at):
            if take.starred:
                for edit in mended(take, measure(take), asked, measure).edits:
                    take = self.store.takes.edit(take.id, edit)
                failed = [one.sentence for one in verdicts(measure(take), of_sound(asked)) if not one.passed]
                assert failed == [], f"line {at + 1}"

    def delivers(self) -> Parcel:
        """The set goes to its challenge, and the platform has confirmed every file."""
        studio = self.studio
        self.page.takes.share.click()
        studio.until(lambda: studio.visible(DeliverySheet), "the delivery sheet is open")
        (sheet,) = studio.visible(DeliverySheet)
        assert sheet.sends and sheet.go.isEnabled()
        sheet.go.click()
        parcel = studio.until_live(studio.send())
        studio.until(lambda: self.store.library.record(parcel.record_id), "the platform tells of it")
        return parcel


@pytest.fixture
def actor(sound_card: SoundCard, folder: DataFolder, no_keyring: None) -> Iterator[Actor]:
    studio = Whole(folder, None)
    yield Actor(studio, sound_card)
    studio.close()


def script_of(studio: Whole) -> Challenge:
    studio.challenge(Kind.AUDIO)
    (asked,) = [one for one in studio.store.challenges.list(Kind.AUDIO) if one.spec]
    assert len(asked.lines) == LINES and asked.spec == "game-line"
    return asked


def exported(actor: Actor, folder: Path) -> list[tuple[str, str]]:
    """Name and SHA-256 of each file that the booth writes into a folder of what is new."""
    from studio.delivering import Wish, deliver, form_for
    from studio.delivering.choosing import choose
    from studio.domain.progress import Progress

    sitting, store = actor.page.sitting, actor.store
    asked = store.challenges.find(sitting.challenge_id)
    assert asked is not None
    takes, marks = store.takes.list(session_id=sitting.session_id), store.scripts.marks(sitting.session_id)
    chosen = choose(sitting.lines, takes, marks, only_new=True)
    assert not chosen.lacking
    folder.mkdir()
    wish = Wish(form_for(specs.told(asked.spec, store.folder.specs)), asked.naming)
    done = deliver(chosen, wish, asked.title, folder, store.takes.path, Progress())
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in done.paths]


def on_platform(actor: Actor, parcel: Parcel) -> list[tuple[str, str]]:
    """The same as the platform tells it, asked anew."""
    told = actor.studio.links.client(parcel.platform_id).record(parcel.record_id)
    actor.studio.links.close_mine()
    assert told.media is not None
    return [(told.name, told.media.sha256), *((part.name, part.media.sha256) for part in told.more)]


def test_a_script_is_read_mended_delivered_and_one_line_comes_back(
    actor: Actor, clips: list[Voice], tmp_path: Path
) -> None:
    studio, asked = actor.studio, script_of(actor.studio)
    studio.places.answer(asked)
    actor.reads_the_list([two_words(clips[0], clips[LINES]), *clips[1:LINES]])
    assert [len(actor.takes(at)) for at in range(LINES)] == [1] * LINES
    assert {actor.state(at) for at in range(LINES)} == {LineState.CHOSEN}

    (punch,) = actor.punches_in(0, clips[LINES]).edits
    assert isinstance(punch, Punch)
    comped(actor, 1, clips[LINES + 1])
    actor.says_once_more(LINES - 1, clips[LINES - 1])
    for at in range(LINES):
        actor.mends(at, asked.spec)

    files = exported(actor, tmp_path / "set")
    first = actor.delivers()
    assert on_platform(actor, first) == files and len(files) == LINES + 1
    assert files[0][0] == "The night clerk_Mara_01_01.wav"
    assert {actor.state(at) for at in range(LINES)} == {LineState.DELIVERED}

    answered(actor, first, 2, _WHY)
    assert actor.state(2) is LineState.PICKUP_REQUESTED
    actor.says_once_more(2, clips[LINES])
    actor.mends(2, asked.spec)
    assert actor.state(2) is LineState.CHOSEN
    files = exported(actor, tmp_path / "pickup")
    again = actor.delivers()
    assert on_platform(actor, again) == files and len(files) == 1
    answered(actor, again, 2, "")
    assert actor.state(2) is LineState.ACCEPTED


def comped(actor: Actor, at: int, clip: Voice) -> None:
    """The first half of one take and the second half of another one."""
    other = actor.says_once_more(at, clip)
    take, store = actor.takes(at)[1], actor.store
    lined = line_up(store, [take, other])
    middle = (lined.stack.start + lined.stack.end) // 2
    stack = snapped(store, lined, choose(lined.stack, 1, middle, lined.stack.end))
    store.takes.edit(take.id, comp_of(lined, stack))
    store.takes.star(other.id, False)
    assert {piece.take_id for piece in edited(store.takes.get(take.id)).pieces} == {take.id, other.id}


def answered(actor: Actor, parcel: Parcel, at: int, reason: str) -> None:
    """At home one leads one's own challenges: on the page of the set, by its buttons; it goes out and comes back by itself."""
    studio, line_id = actor.studio, actor.page.sitting.lines[at].id
    record = actor.store.library.record(parcel.record_id)
    assert isinstance(record, Record)
    studio.places.look_into(record)
    parts = studio.page("piece").parts
    rows = [page.line_id for page in record.pages]
    parts.list.setCurrentIndex(parts.list.model().index(rows.index(line_id), 0))
    (parts.once_more if reason else parts.accept).click()
    if reason:
        (sheet,) = studio.visible(PickupSheet)
        sheet.words.setPlainText(reason)
        sheet.verb.click()

    def is_heard() -> bool:
        reply = actor.store.replies.of_record(record.platform_id, record.id).get(line_id)
        return reply is not None and reply.reason == reason

    studio.until(is_heard, "the leader's word has gone out and come back")
    studio.page("record")
    studio.until_state(BoothState.READY)
