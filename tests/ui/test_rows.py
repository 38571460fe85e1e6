from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from studio.ui.widgets.rows import ROW, RowsModel, RowsView


@dataclass(frozen=True)
class Thing:
    key: int
    text: str


things = st.lists(st.builds(Thing, st.integers(0, 30), st.sampled_from("ab")), unique_by=lambda thing: thing.key)


def a_model() -> RowsModel[Thing]:
    return RowsModel(lambda thing: thing.key, lambda thing: thing.text)


@given(lists=st.lists(things, min_size=1, max_size=6))
def test_a_list_shows_what_it_was_given_last(qapp, lists: list[list[Thing]]) -> None:
    model = a_model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in lists:
        model.set_rows(rows)
        assert [model.index(at).data(ROW) for at in range(model.rowCount())] == rows
    tester.deleteLater()


@given(before=things, after=things)
def test_what_stays_keeps_its_place_in_a_view(qapp, before: list[Thing], after: list[Thing]) -> None:
    """A selection is a persistent index: it must follow the row with the same key."""
    model = a_model()
    model.set_rows(before)
    held = {row.key: QPersistentModelIndex(model.index(at)) for at, row in enumerate(before)}
    model.set_rows(after)
    staying = {row.key for row in after}
    if len(before) == 0:
        return
    for key, index in held.items():
        assert index.isValid() == (key in staying)
        if index.isValid():
            assert index.data(ROW).key == key


def test_only_the_rows_that_changed_are_painted_again(qtbot) -> None:
    model = a_model()
    model.set_rows([Thing(1, "a"), Thing(2, "a"), Thing(3, "a")])
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    model.set_rows([Thing(1, "a"), Thing(2, "b"), Thing(3, "a")])
    assert changed == [1]


def test_ten_thousand_rows_are_told_in_one_step(qtbot) -> None:
    model = a_model()
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([Thing(at, "a") for at in range(10_000)])
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([Thing(at, "a") for at in reversed(range(10_000))])
    assert model.rowCount() == 10_000
    assert model.index(0).data(ROW).key == 9_999


def test_a_row_is_spoken(qtbot) -> None:
    model = a_model()
    model.set_rows([Thing(1, "Take 1, 8.1 seconds, Good level")])
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Take 1, 8.1 seconds, Good level"


def test_the_row_that_the_keys_are_at_is_always_the_chosen_one(qtbot) -> None:
    model, view = a_model(), RowsView("Things")
    view.setModel(model)
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    model.set_rows([Thing(1, "a"), Thing(2, "a")])
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    first, second = model.index(0), model.index(1)
    assert view.currentIndex() == first and view.selectedIndexes() == [first]
    for _ in range(2):
        place = view.visualRect(second).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
        assert view.currentIndex() == second and view.selectedIndexes() == [second]
