from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.ids import RemixId
from studio.domain.remix import Remix
from studio.errors import DiskTrouble
from studio.remix import file
from studio.ui.remix.editor import Editor
from studio.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.remix"


@pytest.fixture
def editor(tasks: Tasks, path: Path) -> Editor:
    file.save(Remix(RemixId("r")), path)
    return Editor(file.load(path), path, tasks)


def titled(editor: Editor, title: str) -> Remix:
    return replace(editor.remix, title=title)


def test_an_edit_is_on_the_disk_a_moment_later(qtbot, editor: Editor, path: Path) -> None:
    with qtbot.waitSignal(editor.saved):
        editor.commit(titled(editor, "Night Choir"))
    assert file.load(path).title == "Night Choir"
    assert editor.is_saved
    assert editor.saved_at


def test_edits_that_come_fast_end_with_the_last_one_on_the_disk(qtbot, editor: Editor, path: Path) -> None:
    saves = []
    editor.saved.connect(lambda: saves.append(1))
    for number in range(200):
        editor.commit(titled(editor, f"Title {number}"))
    qtbot.waitUntil(lambda: editor.is_saved)
    assert file.load(path).title == "Title 199"
    assert len(saves) < 100


def test_undo_and_redo_are_saved_too(qtbot, editor: Editor, path: Path) -> None:
    editor.commit(titled(editor, "One"))
    editor.commit(titled(editor, "Two"))
    with qtbot.waitSignal(editor.changed):
        editor.undo()
    assert editor.remix.title == "One"
    assert editor.can_redo
    editor.flush()
    assert file.load(path).title == "One"
    editor.redo()
    editor.flush()
    assert file.load(path).title == "Two"
    assert not editor.can_redo


def test_a_commit_that_changes_nothing_is_no_step(qtbot, editor: Editor) -> None:
    with qtbot.assertNotEmitted(editor.changed):
        editor.commit(replace(editor.remix))
        editor.undo()
    assert editor.is_saved


def test_flush_writes_while_every_task_is_busy(editor: Editor, tasks: Tasks, path: Path) -> None:
    go = threading.Event()
    for _ in range(2):
        tasks.run(lambda _: go.wait(30))
    editor.commit(titled(editor, "In the meantime"))
    editor.flush()
    assert file.load(path).title == "In the meantime"
    go.set()


def test_an_edit_does_not_wait_long_for_busy_tasks(qtbot, editor: Editor, tasks: Tasks, path: Path) -> None:
    go = threading.Event()
    for _ in range(2):
        tasks.run(lambda _: go.wait(30))
    with qtbot.waitSignal(editor.saved):
        editor.commit(titled(editor, "In the meantime"))
    go.set()
    assert file.load(path).title == "In the meantime"


def test_what_could_not_be_saved_is_told_and_saved_when_there_is_room(qtbot, editor: Editor, path: Path) -> None:
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with qtbot.waitSignal(editor.trouble) as told:
        editor.commit(titled(editor, "Still here"))
    assert isinstance(told.args[0], DiskTrouble)
    assert not editor.is_saved
    away.rename(path.parent)
    editor.commit(titled(editor, "Still here, and more"))
    qtbot.waitUntil(lambda: editor.is_saved)
    assert file.load(path).title == "Still here, and more"


@pytest.mark.parametrize("after", [1, 3, 10, 25])
def test_nothing_that_was_saved_is_lost_when_the_studio_is_killed(tmp_path: Path, after: int) -> None:
    path = tmp_path / "night.remix"
    file.save(Remix(RemixId("r")), path)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.remix.editing", str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    told = 0.0
    try:
        for _ in range(after):
            told = float(child.stdout.readline())
    finally:
        child.kill()
        told = max([told, *(float(line) for line in child.communicate()[0].split("\n")[:-1])])
    assert told <= file.load(path).bpm
