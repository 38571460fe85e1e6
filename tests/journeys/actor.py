"""A voice actor at the real window, with a real microphone and a keyboard alone. What is pressed goes where the focus is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from studio.capture.reading import BoothState
from studio.domain.challenge import Challenge
from studio.domain.parcel import Parcel
from studio.domain.script import LineState
from studio.domain.take import Take
from studio.sound.convert import read_all
from studio.ui.cutting import CuttingPage
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.palette import Palette
from studio.ui.record.page import RecordPage
from studio.ui.record.standing import stand
from studio.ui.tree.page import PiecePage
from studio.ui.tree.pickup import PickupSheet
from studio.ui.widgets.label import Label
from tests.by_keys import press, tab_to, write
from tests.rig.sound import RATE_HZ, SoundCard

from .whole import Whole

#: Between two lines somebody breathes; after so long a silence a line is over.
_BREATH_S, _PAUSE_S, _SILENCE_S = 0.75, 0.3, 0.5
#: So far an arrow moves the point of a punch, and a place in a pickup.
_STEP_S, _FINE_S = 0.25, 0.1
_RETURN, _DOWN, _SPACE = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Space
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

Voice = NDArray[np.int16]


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
    """Where the quietest stretch between the words of a take is, in seconds."""
    sound = np.abs(read_all(path, RATE_HZ, 1)[:, 0])
    step = round(_PAUSE_S / 2 * RATE_HZ)
    begin, end = round(0.7 * RATE_HZ), len(sound) - round(0.7 * RATE_HZ)
    quietest = min(range(begin, end - step, step // 8), key=lambda at: float(sound[at : at + step].sum()))
    return (quietest + step / 2) / RATE_HZ


class Actor:
    """`lines` is how many the script has. At home one leads one's own challenges: the same person `answers`."""

    def __init__(self, studio: Whole, card: SoundCard, lines: int) -> None:
        self.lines = lines
        self.studio, self.store, self.card = studio, studio.store, card
        studio.studio.choices.change(preroll_s=0, lead_in_s=1, auto_silence_s=_SILENCE_S)
        self.page: RecordPage = studio.page("record")
        studio.until_state(BoothState.READY)

    # keys

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        """Offscreen nobody gives a window the keys, when it comes and when the sheet before it has gone."""
        front = QApplication.activeModalWidget() or self.studio.window
        front.activateWindow()
        self.studio.until(front.isActiveWindow, "the window hears keys")
        for _ in range(times):
            press(key, held)

    def press_on(self, control: QWidget) -> None:
        """Tab goes there, then Space."""
        self.press(Qt.Key.Key_Tab)
        tab_to(control)
        self.press(_SPACE)

    def goes_by_name(self, name: str, key: str) -> None:
        """Anything is found from anywhere."""
        self.press(Qt.Key.Key_K, _CTRL)
        self.studio.until(lambda: self.studio.visible(Palette), "the search is open")
        (palette,) = self.studio.visible(Palette)
        self.press(Qt.Key.Key_Home)
        write(name)
        self.press(_DOWN, times=[one.key for one in palette.found].index(key))
        self.press(_RETURN)

    # the booth

    def says(self, clip: Voice) -> None:
        """To its end: whoever plays it to the microphone begins when the machine lets it."""
        player = self.card.play_raw(spoken([clip]), RATE_HZ, 1)
        self.studio.until(lambda: player.poll() is not None, "it is said")

    def takes(self, at: int) -> list[Take]:
        """Of the line at `at`, the newest first."""
        line = self.page.sitting.lines[at]
        return [
            take for take in self.store.takes.list(session_id=self.page.sitting.session_id) if take.line_id == line.id
        ]

    def state(self, at: int) -> LineState:
        return stand(self.store, self.page.sitting).states[at]

    def opens(self, asked: Challenge) -> None:
        self.goes_by_name(asked.title, asked.id)
        self.press(_RETURN)
        self.studio.until(lambda: self.page.sitting.challenge_id == asked.id, "its lines are in the booth")

    def goes_to(self, at: int) -> None:
        """In the list of all lines."""
        self.press(Qt.Key.Key_L)
        self.press(Qt.Key.Key_Home)
        self.press(_DOWN, times=at)
        self.press(_RETURN)
        assert self.page.sitting.at == at and self.page.prompt.isVisible()

    def reads_the_list(self, clips: list[Voice]) -> None:
        """Auto mode: nothing is touched until the last line is said."""
        self.press(Qt.Key.Key_A)
        self.card.play_raw(spoken(clips), RATE_HZ, 1)
        self.studio.until(lambda: not self.page.auto.is_on, "the list is read to its end", 60)

    def says_once_more(self, at: int, clip: Voice) -> None:
        """One more take of a line."""
        self.goes_to(at)
        before = len(self.takes(at))
        self.press(Qt.Key.Key_R)
        self.studio.until_state(BoothState.RECORDING)
        self.says(clip)
        self.press(Qt.Key.Key_R)
        self.studio.until(lambda: len(self.takes(at)) > before, "the take is kept")
        self.studio.until_state(BoothState.READY)
        self.studio.until(lambda: len(self.page.takes.rows) == before + 1, "it is listed")

    def stars_it(self, at: int) -> None:
        self.press(Qt.Key.Key_S)
        assert self.takes(at)[0].starred

    def chooses_older(self) -> None:
        """In the list of takes, one down."""
        self.press(Qt.Key.Key_Tab)
        assert self.page.takes._list is not None
        tab_to(self.page.takes._list)
        self.press(_DOWN)

    def punches_in(self, at: int, clip: Voice) -> Take:
        """From the pause in the newest take on it is spoken anew."""
        self.goes_to(at)
        take = self.takes(at)[0]
        begin_s = max(take.duration_s - 3, 0)
        self.press(Qt.Key.Key_Right, times=round((_pause_in(self.store.takes.path(take.id)) - begin_s) / _STEP_S))
        self.press(Qt.Key.Key_B)
        self.studio.until(lambda: self.page.punching.is_leading, "the lead-in is heard")
        self.studio.until(lambda: not self.page.punching.is_leading, "the punch arrives")
        self.says(clip)
        self.press(Qt.Key.Key_R)
        self.studio.until(lambda: self.store.takes.get(take.id).edits, "the layer lies over the take")
        self.studio.until_state(BoothState.READY)
        self.press(_RETURN)
        assert self.page.sitting.at == at + 1, "it is accepted, and the next line is on"
        return self.store.takes.get(take.id)

    def comps(self, at: int, clip: Voice) -> Take:
        """In the editor: the first half of one take and the second half of another one."""
        self.says_once_more(at, clip)
        take = self.takes(at)[1]
        self.chooses_older()
        self.press(Qt.Key.Key_E)
        editor: CuttingPage = self.studio.page("cutting")
        self.studio.until(
            lambda: editor.cutter.wave is not None and editor.side.compare.isEnabled(), "the wave is there"
        )
        self.press(Qt.Key.Key_C)
        self.studio.until(lambda: editor.compared.lined is not None, "the takes lie beside each other")
        view = editor.compared.view
        self.press(_DOWN)
        self.press(Qt.Key.Key_End)
        while view.cursor_frame > view._frames / 2:
            self.press(Qt.Key.Key_Left, _CTRL | _SHIFT)
        self.press(_RETURN)
        self.press_on(editor.compared.use)
        self.studio.until(lambda: self.store.takes.get(take.id).edits, "the best parts are one take")
        self.press(Qt.Key.Key_Escape)
        self.studio.until(self.page.isVisible, "the booth is back")
        return self.store.takes.get(take.id)

    def mends(self, at: int) -> None:
        """The check of every starred take of a line: one press on what it offers, until the client would take it."""
        self.goes_to(at)
        for older, take in enumerate(self.takes(at)):
            if older:
                self.chooses_older()
            if take.starred:
                self._mends_the_chosen()

    def _mends_the_chosen(self) -> None:
        self.press(Qt.Key.Key_C)
        sheet = self.page.checking.sheet
        assert sheet is not None
        for _ in range(3):
            self.studio.until(lambda: not sheet._waits, "the check is told")
            if sheet.said.said.startswith("Ready to send"):
                break
            assert QApplication.focusWidget() is sheet.fix_all, [one.said for one in sheet.findChildren(Label)]
            self.press(_RETURN)
        assert sheet.said.said.startswith("Ready to send")
        self.press(Qt.Key.Key_Escape)

    # what goes out

    def delivers_into(self, folder: Path) -> list[Path]:
        """Every starred take as a file, under the names that the brief asks for."""
        folder.mkdir()
        self.press_on(self.page.takes.deliver)
        sheet = self._delivery()
        assert sheet.missing.said == f"All {self.lines} lines are here." and not sheet.failing.isVisible()
        pattern = sheet.names.pattern.text()
        self.press(Qt.Key.Key_Tab)
        tab_to(sheet.names.pattern)
        write("{project}")
        assert "files would be called" in sheet.trouble.said and not sheet.go.isEnabled()
        write(pattern)
        self.press_on(sheet.choose)
        self.studio.until(lambda: self.studio.visible(QFileDialog), "a folder is asked for")
        self.press(Qt.Key.Key_Home)
        write(str(folder))
        self.press(_RETURN)
        self.studio.until(lambda: sheet.where.said == f"Into {folder}" and sheet.go.isEnabled(), "the folder is chosen")
        self.press_on(sheet.go)
        self.studio.until(lambda: any("are ready" in title for title, _ in self.studio.said()), "the files are there")
        return sorted(folder.iterdir())

    def shares(self) -> Parcel:
        """The set goes to its challenge, and the platform has confirmed every file."""
        studio = self.studio
        self.press_on(self.page.takes.share)
        sheet = self._delivery()
        assert sheet.sends and sheet.go.isEnabled()
        self.press_on(sheet.go)
        title = studio.sheet().title
        known = {parcel.id for parcel in self.store.parcels.list()}
        studio.until(studio.sheet().send.isEnabled, "it can be sent")
        self.press(Qt.Key.Key_End)
        assert QApplication.focusWidget() is title
        self.press(_RETURN)
        studio.until(lambda: {parcel.id for parcel in self.store.parcels.list()} - known, "the parcel waits")
        parcel = next(parcel for parcel in self.store.parcels.list() if parcel.id not in known)
        parcel = studio.until_live(parcel)
        studio.until(lambda: self.store.library.record(parcel.record_id), "the platform tells of it")
        return parcel

    def _delivery(self) -> DeliverySheet:
        self.studio.until(lambda: self.studio.visible(DeliverySheet), "the delivery sheet is open")
        return self.studio.visible(DeliverySheet)[0]

    # at home one leads one's own challenges

    def answers(self, parcel: Parcel, at: int, reason: str = "", place_s: tuple[float, float] = (0.0, 0.0)) -> None:
        """On the page of the set, once more with a `reason`; it goes out and comes back by itself."""
        line_id = self.page.sitting.lines[at].id
        self.goes_by_name(parcel.title, parcel.record_id)
        piece: PiecePage = self.studio.page("piece")
        self.press(Qt.Key.Key_Tab)
        tab_to(piece.parts.list)
        self.press(Qt.Key.Key_Home)
        assert piece.record is not None
        self.press(_DOWN, times=[page.line_id for page in piece.record.pages].index(line_id))
        self.press_on(piece.parts.once_more if reason else piece.parts.accept)
        if reason:
            self._says_why(reason, place_s)

        def is_heard() -> bool:
            reply = self.store.replies.of_record(parcel.platform_id, parcel.record_id).get(line_id)
            return reply is not None and reply.reason == reason

        self.studio.until(is_heard, "the leader's word has gone out and come back")

    def _says_why(self, reason: str, place_s: tuple[float, float]) -> None:
        (sheet,) = self.studio.visible(PickupSheet)
        self.press(Qt.Key.Key_Home)
        write(reason)
        self.press_on(sheet.part)
        self.press(Qt.Key.Key_Tab)
        self.press(Qt.Key.Key_Right, times=round(place_s[0] / _FINE_S))
        self.press(Qt.Key.Key_Tab)
        self.press(Qt.Key.Key_Home)
        self.press(Qt.Key.Key_Right, times=round(place_s[1] / _FINE_S))
        self.press_on(sheet.verb)

    def goes_to_booth(self) -> None:
        self.goes_by_name("Record", "record")
        self.studio.until_state(BoothState.READY)
