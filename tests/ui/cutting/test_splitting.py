"""A long recording is split in the window: what would come of it is seen first, and one press brings all of it back."""

from __future__ import annotations

import numpy as np
import pytest

from studio.domain.ids import SessionId, new_id
from studio.domain.moments import now
from studio.domain.script import Line, Script
from studio.domain.take import Take
from studio.store import Store
from studio.ui.cutting import CuttingPage
from studio.ui.cutting.split_bar import split_words
from studio.ui.stage import Stage
from tests.sound.edited_takes import noise, take_of
from tests.store.made import a_take

from .made import RATE, shown


@pytest.fixture
def take(qtbot, page: CuttingPage, store: Store) -> Take:
    """Three words, spoken in one go from the second line of a script on."""
    session = SessionId(new_id())
    store.scripts.add(Script(session, "Rain", tuple(Line(str(at), f"Line {at}.") for at in range(1, 6)), now()))
    sound = noise(7, 0.001)
    for begin in (1, 3, 5):
        sound[begin * RATE : (begin + 1) * RATE, 0] += 0.3 * np.sin(np.arange(RATE) * 0.05).astype(np.float32)
    take = a_take(frames=len(sound), line_id="2", session_id=session)
    take_of(store.takes.folder, take.id, sound)
    store.takes.add(take)
    shown(qtbot, page, take)
    return take


def test_a_recording_becomes_takes_of_the_lines_from_its_own_on_and_all_can_be_taken_back(
    qtbot,
    page: CuttingPage,
    store: Store,
    stage: Stage,
    take: Take,
) -> None:
    page.side.split.click()
    qtbot.waitUntil(lambda: len(page.split.parts) == 3, timeout=20_000)
    assert page.split.words.said == "3 parts for 4 lines. The last line stays open."
    assert page.split.make.said == "Make 3 takes" and not page.verbs.isVisible()
    page.split.make.click()
    qtbot.waitUntil(lambda: len(store.takes.list(session_id=take.session_id)) == 4, timeout=20_000)
    qtbot.waitUntil(lambda: page.verbs.isVisible())
    made = [one for one in store.takes.list(session_id=take.session_id) if one.id != take.id]
    assert sorted(one.line_id for one in made) == ["2", "3", "4"]
    assert all(1.4 < one.duration_s < 1.6 for one in made)
    (hint,) = stage.notices.now
    assert hint.title == "3 takes made; the recording stays as it is" and hint.press is not None
    hint.press()
    assert store.takes.list(session_id=take.session_id) == [take]


def test_another_look_of_the_window_keeps_the_pause_and_the_parts(
    qtbot, page: CuttingPage, store: Store, stage: Stage, take: Take
) -> None:
    page.split_by_silence()
    page.split.pause.line.setValue(page.split.pause.line.value() + 1)
    qtbot.waitUntil(lambda: len(page.split.parts) == 3, timeout=20_000)
    again = CuttingPage(store, page.playing._player, stage)
    qtbot.addWidget(again)
    again.recall(page.remember())
    again.refresh()
    again.show()
    assert again.split.isVisible() and not again.verbs.isVisible()
    assert again.split.pause.value == page.split.pause.value
    assert again.split.parts == page.split.parts and again.split.words.said == page.split.words.said
    qtbot.waitUntil(lambda: not again.cutter.is_busy, timeout=20_000)


def test_longer_pauses_find_fewer_parts_and_escape_leaves_everything(
    qtbot,
    page: CuttingPage,
    store: Store,
    take: Take,
) -> None:
    page.split_by_silence()
    qtbot.waitUntil(lambda: len(page.split.parts) == 3, timeout=20_000)
    page.split.pause.line.setValue(page.split.pause.line.maximum())
    qtbot.waitUntil(lambda: len(page.split.parts) == 1, timeout=20_000)
    page.do("leave")
    assert page.verbs.isVisible() and not page.split.isVisible()
    assert store.takes.list(session_id=take.session_id) == [take]


@pytest.mark.parametrize(
    ("parts", "lines", "words"),
    [
        (0, 5, "nothing but silence"),
        (1, 5, "No pause"),
        (3, 1, "a take of this line"),
        (7, 5, "further takes of the last line"),
        (5, 5, "one for each line"),
        (3, 5, "The last 2 lines stay open"),
    ],
)
def test_what_would_come_of_it_is_said(parts: int, lines: int, words: str) -> None:
    assert words in split_words(parts, lines)
