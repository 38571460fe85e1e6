"""A script in the booth: opened, asked about, said line by line, left and come back to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from studio.capture.reading import BoothState
from studio.domain.ids import SessionId
from studio.domain.script import Line, Script
from studio.scripts.found import Field
from studio.store import Store
from studio.ui.record import RecordPage
from studio.ui.record.character_sheet import CharacterSheet
from studio.ui.record.columns_sheet import ColumnsSheet
from studio.ui.record.prompt import largest_size
from studio.ui.record.sitting import Sitting, of_script
from studio.ui.record.standing import left_words, stand
from studio.ui.stage import Stage
from tests.scripts.made import PLAY, SHEET, separated, written

from .conftest import Sound
from .pieces import a_sounding_take, all_plain, nameless


@pytest.fixture
def page(qtbot, store: Store, stage: Stage, sound: Sound) -> Iterator[RecordPage]:
    page = a_page(qtbot, store, stage, sound)
    yield page
    sound.booth.close()


def a_page(qtbot, store: Store, stage: Stage, sound: Sound) -> RecordPage:
    page = RecordPage(sound.rooms(store), stage)
    page.resize(1200, 740)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    qtbot.waitUntil(lambda: sound.booth.reading().state is BoothState.READY, timeout=20_000)
    return page


def opened(qtbot, page: RecordPage, path: Path) -> Sitting:
    with qtbot.waitSignal(page.scripts.opened, timeout=20_000) as caught:
        page.files.chosen.emit(path)
    return caught.args[0]


def sheet_of(qtbot, page: RecordPage, kind: type) -> object:
    qtbot.waitUntil(lambda: page.findChild(kind) is not None, timeout=20_000)
    return page.findChild(kind)


def a_star(store: Store, sitting: Sitting, at: int) -> None:
    a_sounding_take(store, session_id=sitting.session_id, line_id=sitting.lines[at].id, starred=True, challenge_id=None)


def test_a_script_that_is_dropped_stands_in_the_booth(qtbot, page: RecordPage, tmp_path: Path) -> None:
    opened(qtbot, page, written(tmp_path, "The pier.csv", separated(SHEET)))
    assert page.prompt.line.said == "Leave the window open, so the night can find its way."
    assert page.prompt.note.said == "Mara · softly · effect: radio"
    assert page.sitting.context == "The pier · script"
    assert page.takes.share.isEnabled() is False
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert page.prompt.alternate.said == "Or: If it asks?"


SRT = """1
00:00:12,000 --> 00:00:14,500
Leave the window open.

2
01:02:03,250 --> 01:02:04,000
And wait.
"""
VTT = """WEBVTT

intro
00:12.000 --> 00:14.500 align:start
<v Mara>Leave the window open.

62:03.250 --> 62:04.000
<v Tom><i>And</i> wait.
"""


@pytest.mark.parametrize(
    ("name", "text", "who"), [("The pier.srt", SRT, ("", "")), ("The pier.vtt", VTT, ("Mara", "Tom"))]
)
def test_a_line_of_subtitles_says_when_it_is_and_how_long_it_may_be(
    qtbot, page: RecordPage, store: Store, tmp_path: Path, name: str, text: str, who: tuple[str, str]
) -> None:
    """Under the words to say, in the list of all lines and to a screen reader; also after the script was left."""
    sitting = opened(qtbot, page, written(tmp_path, name, text))
    places = "at 0:12.0, 2.5 s long", "at 1:02:03, 0.8 s long"
    told = [" · ".join(part for part in pair if part) for pair in zip(who, places, strict=True)]
    assert (page.prompt.line.said, page.prompt.note.said) == ("Leave the window open.", told[0])
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert (page.prompt.line.said, page.prompt.note.said) == ("And wait.", told[1])
    qtbot.keyClick(page, Qt.Key.Key_L)
    overview = page.all_lines.overview
    assert overview is not None
    assert [row.said for row in overview.rows] == [f"Not recorded yet · {place}" for place in places]
    assert places[0] in overview.rows[0].spoken
    kept = store.scripts.get(sitting.session_id).lines
    assert [(line.start_s, line.end_s) for line in kept] == [(12.0, 14.5), (3723.25, 3724.0)]


def test_a_sound_that_is_dropped_is_still_a_sound(qtbot, page: RecordPage, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.file_wanted) as caught:
        page.files.chosen.emit(tmp_path / "voice.wav")
    assert caught.args == [tmp_path / "voice.wav", None]


def test_what_was_wrong_in_the_file_is_said_and_the_rest_is_there(
    qtbot, page: RecordPage, stage: Stage, tmp_path: Path
) -> None:
    opened(qtbot, page, written(tmp_path, "a.csv", 'id,text\n1,"Go.\n2,Stay.\n'))
    assert page.prompt.line.said == "Stay."
    assert [(one.title, one.advice) for one in stage.notices.now] == [
        ("One line to say", 'Row 2 is broken and was left out: 1,"Go.')
    ]


def test_a_file_that_is_no_script_is_said_in_words(qtbot, page: RecordPage, stage: Stage, tmp_path: Path) -> None:
    before = page.sitting
    with qtbot.waitSignal(stage.tasks.trouble, timeout=20_000) as caught:
        page.files.chosen.emit(written(tmp_path, "a.txt", bytes(range(256))))
    assert caught.args[0].title == "This is not a script that can be read"
    assert page.sitting == before


def test_a_table_that_is_not_understood_is_asked_about(qtbot, page: RecordPage, tmp_path: Path) -> None:
    page.files.chosen.emit(written(tmp_path, "a.csv", "A7,Mara,Leave the <b>window</b> open.\nA8,Tom,And wait.\n"))
    sheet = sheet_of(qtbot, page, ColumnsSheet)
    assert isinstance(sheet, ColumnsSheet)
    all_plain(sheet)
    assert nameless(sheet) == []
    assert [choice.value for choice in sheet.choices] == [None, None, Field.TEXT]
    assert sheet.choices[2].width() > sheet.choices[1].width(), "words have more room"
    sheet.choices[1].choose(Field.TEXT)
    sheet.choices[1].chosen.emit(Field.TEXT)
    assert not sheet.ready.isEnabled()
    assert sheet.worry.said == "“Words to say” is chosen for two columns."
    sheet.choices[1].choose(Field.CHARACTER)
    sheet.choices[1].chosen.emit(Field.CHARACTER)
    with qtbot.waitSignal(page.scripts.opened, timeout=20_000):
        qtbot.mouseClick(sheet.ready, Qt.MouseButton.LeftButton)
    assert page.sitting.line == Line("1", "Leave the <b>window</b> open.", "Mara")


def test_a_screenplay_asks_who_is_spoken(qtbot, page: RecordPage, tmp_path: Path) -> None:
    page.files.chosen.emit(written(tmp_path, "a.fountain", PLAY))
    sheet = sheet_of(qtbot, page, CharacterSheet)
    assert isinstance(sheet, CharacterSheet)
    all_plain(sheet)
    assert nameless(sheet) == []
    assert sheet.character.currentText() == "MARA · 2 lines"
    with qtbot.waitSignal(page.scripts.opened, timeout=20_000):
        qtbot.mouseClick(sheet.ready, Qt.MouseButton.LeftButton)
    assert [line.id for line in page.sitting.lines] == ["1", "4"]
    assert page.sitting.title == "The Pier – MARA"


def test_the_same_script_once_more_finds_its_takes_and_goes_on_where_something_is_missing(
    qtbot, page: RecordPage, store: Store, tmp_path: Path
) -> None:
    path = written(tmp_path, "a.txt", "One.\nTwo.\nThree.\n")
    sitting = opened(qtbot, page, path)
    a_star(store, sitting, 0)
    opened(qtbot, page, written(tmp_path, "b.txt", "Other.\n"))
    again = opened(qtbot, page, path)
    assert (again.session_id, again.at) == (sitting.session_id, 1)
    assert len(store.scripts.list()) == 2


def test_an_earlier_script_is_opened_again_from_the_menu(qtbot, page: RecordPage, tmp_path: Path) -> None:
    opened(qtbot, page, written(tmp_path, "One & two.txt", "One.\n"))
    opened(qtbot, page, written(tmp_path, "b.txt", "Other.\n"))
    qtbot.mouseClick(page.options.script, Qt.MouseButton.LeftButton)
    menu = page.findChild(QMenu)
    assert menu is not None
    earlier = next(action for action in menu.actions() if action.text() == "One && two")
    with qtbot.waitSignal(page.scripts.opened, timeout=20_000):
        earlier.trigger()
    menu.close()
    assert page.prompt.line.said == "One."


def test_the_script_that_was_on_is_on_at_the_next_start(
    qtbot, page: RecordPage, store: Store, stage: Stage, sound: Sound, tmp_path: Path
) -> None:
    sitting = opened(qtbot, page, written(tmp_path, "a.txt", "One.\nTwo.\n"))
    a_star(store, sitting, 0)
    page.hide()
    again = a_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: again.prompt.line.said == "Two.")


def test_a_script_that_is_gone_leaves_the_booth_as_it_is(qtbot, store: Store, stage: Stage, sound: Sound) -> None:
    stage.choices.change(script="01890000-0000-7000-8000-000000000009")
    page = a_page(qtbot, store, stage, sound)
    qtbot.waitUntil(lambda: stage.choices.now.script == "")
    assert page.sitting.is_free and stage.notices.now == ()


def test_what_is_left_counts_the_lines_without_a_star(qtbot, page: RecordPage, store: Store, tmp_path: Path) -> None:
    sitting = opened(
        qtbot, page, written(tmp_path, "a.txt", "One.\nTwo words.\n" + "Seven words are in this very line.\n" * 40)
    )
    before = stand(store, sitting)
    assert before.sentence() == "0 of 42 lines have a starred take."
    a_star(store, sitting, 1)
    after = stand(store, sitting)
    assert after.sentence() == "1 of 42 lines have a starred take. Missing: 1 and 3 to 42."
    assert before.seconds_left - after.seconds_left == pytest.approx(2 / 2.4 + 1.5)
    qtbot.waitUntil(lambda: page.takes.foot.said == after.sentence())
    assert "about 3 minutes left" in page.options.where.said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (3, "about 3 seconds left"),
        (6, "about 5 seconds left"),
        (44, "about 45 seconds left"),
        (58, "about a minute left"),
        (352, "about 6 minutes left"),
        (7_200, "about 2 hours left"),
        (9_000, "about 2.5 hours left"),
    ],
)
def test_what_is_left_is_said_as_a_person_would(seconds: float, words: str) -> None:
    assert left_words(seconds) == words


def test_another_take_of_this_line_and_of_the_line_before_are_one_key_each(
    qtbot, page: RecordPage, store: Store, tmp_path: Path
) -> None:
    sitting = opened(qtbot, page, written(tmp_path, "a.txt", "One.\nTwo.\n"))
    page.go(1)
    live: list[tuple[bool, str]] = []
    page.live_changed.connect(lambda on: live.append((on, page.prompt.line.said)))
    qtbot.keyClick(page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: live == [(True, "Two.")], timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: live[1:] == [(False, "Two."), (True, "Two.")], timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: live[3:] == [(False, "Two."), (True, "One.")], timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: not live[-1][0], timeout=20_000)
    assert sorted(take.line_id for take in store.takes.list(session_id=sitting.session_id)) == ["1", "2", "2"]


def test_the_words_are_as_large_as_the_person_wants_and_stay_so(
    qtbot, page: RecordPage, stage: Stage, tmp_path: Path
) -> None:
    opened(qtbot, page, written(tmp_path, "a.txt", "One.\n"))
    usual = page.prompt.line.font().pixelSize()
    qtbot.keyClick(page, Qt.Key.Key_Plus)
    assert page.prompt.line.font().pixelSize() > usual
    qtbot.keyClick(page, Qt.Key.Key_Minus)
    qtbot.keyClick(page, Qt.Key.Key_Minus)
    assert page.prompt.line.font().pixelSize() < usual
    assert stage.choices.now.prompt_percent == 85


def test_words_that_were_wanted_large_still_fit(page: RecordPage) -> None:
    assert largest_size("word " * 30, 800, 4_000, 200) == 64
    assert largest_size("word " * 30, 800, 200, 200) < 64


def test_words_without_spaces_are_as_large_as_others(page: RecordPage) -> None:
    assert largest_size("今日はいい天気ですね" * 5, 800, 4_000) == largest_size("word " * 10, 800, 4_000)


def test_a_word_without_end_is_seen_whole(qtbot, page: RecordPage) -> None:
    page.prompt.show_sitting(page.sitting._replace(lines=(Line("a", "x" * 5_000),), at=0))
    label, metrics = page.prompt.line, page.prompt.line.fontMetrics()
    lines = label.contentsRect().height() // metrics.height()
    assert lines * label.contentsRect().width() >= 5_000 * metrics.horizontalAdvance("x")


def test_mirrored_words_show_left_and_right_exchanged(qtbot, page: RecordPage, stage: Stage, tmp_path: Path) -> None:
    opened(qtbot, page, written(tmp_path, "a.txt", "LLLL.\n"))
    inside = page.prompt.widget()
    plain = inside.grab().toImage()
    stage.choices.change(prompt_mirrored=True)
    mirrored = inside.grab().toImage()
    assert mirrored != plain
    assert mirrored == plain.flipped(Qt.Orientation.Horizontal)
    assert page.prompt.line.said == "LLLL."
    stage.choices.change(prompt_mirrored=False)
    assert inside.grab().toImage() == plain


def test_a_long_script_knows_how_far_it_is_after_two_reads(store: Store) -> None:
    lines = tuple(Line(str(at), f"Line {at}.") for at in range(300))
    sitting = of_script(Script(SessionId("s"), "Long", lines, ""))
    for at in (0, 2, 299):
        a_star(store, sitting, at)
    standing = stand(store, sitting)
    assert [at for at in range(300) if at not in standing.missing] == [0, 2, 299]
    assert standing.takes[2] == 1
