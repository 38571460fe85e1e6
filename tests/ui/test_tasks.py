from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from studio.errors import Offline, StudioError
from studio.ui.tasks import Task, Tasks


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.stop()


def test_work_runs_beside_the_window_and_its_answer_comes_back_to_it(qtbot, tasks: Tasks) -> None:
    threads: dict[str, str] = {}

    def work(task: Task) -> int:
        threads["work"] = threading.current_thread().name
        return 42

    def then(answer: int) -> None:
        threads["answer"] = threading.current_thread().name
        threads["is"] = str(answer)

    tasks.run(work, then)
    qtbot.waitUntil(lambda: len(threads) == 3)
    assert threads["work"].startswith("tasks-")
    assert threads["answer"] == "MainThread"
    assert threads["is"] == "42"


def test_progress_is_told_on_the_window_s_thread(qtbot, tasks: Tasks) -> None:
    told: list[tuple[float, str]] = []
    done: list[object] = []

    def work(task: Task) -> None:
        for part in (0.0, 0.5, 1.0):
            task.tell(part)

    tasks.run(work, done.append, on_progress=lambda part: told.append((part, threading.current_thread().name)))
    qtbot.waitUntil(lambda: done == [None])
    assert told == [(0.0, "MainThread"), (0.5, "MainThread"), (1.0, "MainThread")]


def test_a_stopped_task_is_not_answered(qtbot, tasks: Tasks) -> None:
    begun, go = threading.Event(), threading.Event()
    answers: list[str] = []

    def slow(task: Task) -> str:
        begun.set()
        go.wait(10)
        return "stopped" if task.is_stopped else "went on"

    task = tasks.run(slow, answers.append)
    assert begun.wait(10)
    task.stop()
    go.set()
    tasks.run(lambda _: "next", answers.append)
    qtbot.waitUntil(lambda: answers == ["next"])


def test_a_failure_is_told_to_who_waits_for_it_and_else_to_everybody(qtbot, tasks: Tasks) -> None:
    mine: list[StudioError] = []

    def fail(task: Task) -> None:
        raise Offline("The platform does not answer", "It is tried again.")

    tasks.run(fail, on_trouble=mine.append)
    qtbot.waitUntil(lambda: len(mine) == 1)
    with qtbot.waitSignal(tasks.trouble) as caught:
        tasks.run(fail)
    assert caught.args[0].title == "The platform does not answer"
    assert len(mine) == 1


def test_stopping_ends_every_thread(qtbot, tasks: Tasks) -> None:
    done: list[int] = []
    for at in range(20):
        tasks.run(lambda _, at=at: at, done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    tasks.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("tasks-")]


def test_nothing_begins_after_the_end(qtbot, tasks: Tasks) -> None:
    """What was still to be told may reach a page while the window is taken down."""
    done: list[int] = []
    tasks.stop()
    assert tasks.run(lambda _: 1, done.append).is_stopped
    assert not done and not [thread for thread in threading.enumerate() if thread.name.startswith("tasks-")]


def test_what_only_a_task_still_holds_dies_on_the_window_s_thread(qtbot, tasks: Tasks) -> None:
    """A widget that dies on another thread crashes the program, now or later."""
    died: list[str] = []

    class Held:
        def __del__(self) -> None:
            died.append(threading.current_thread().name)

    def run(held: Held) -> None:
        tasks.run(lambda task: held.__class__)

    for _ in range(20):
        run(Held())
        qtbot.waitUntil(lambda: tasks.is_idle)
    qtbot.waitUntil(lambda: len(died) == 20)
    assert set(died) == {"MainThread"}
