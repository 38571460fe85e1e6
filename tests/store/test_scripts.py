"""Scripts, marks of lines, and edits over takes are there after a restart, and after the library was lost."""

from __future__ import annotations

import threading
from dataclasses import replace

from studio.domain.edits import Gain, Piece, Punch, Trim
from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.script import Line, LineMark, Pickup, Script
from studio.domain.take import Take
from studio.paths import DataFolder
from studio.store import Store

SESSION = SessionId("session")


def take(**more: object) -> Take:
    id = TakeId(new_id())
    whole = Take(id, SESSION, 1, "2026-01-01T00:00:00Z", f"{id}.wav", 48_000, 48_000, 1, "", line_id="1")
    return replace(whole, **more)  # type: ignore[arg-type]


def test_what_several_threads_keep_of_one_line_is_all_there_afterwards(folder: DataFolder) -> None:
    """A pickup that a leader asks for while the person types a note."""
    store = Store.open(folder)
    ids = [str(number) for number in range(40)]

    def deliver() -> None:
        for id in ids:
            store.scripts.deliver(SESSION, [id], "2026-01-01T00:00:00.000Z")

    delivering = threading.Thread(target=deliver)
    delivering.start()
    for id in ids:
        store.scripts.note(SESSION, id, "softer")
    delivering.join()
    marks = store.scripts.marks(SESSION).values()
    assert {(mark.note, mark.delivered_at) for mark in marks} == {("softer", "2026-01-01T00:00:00.000Z")}
    store.close()


def test_a_script_and_its_marks_are_kept(folder: DataFolder) -> None:
    script = Script(
        SESSION, "The pier", (Line("1", "Hello", "ANNA", takes_wanted=3, end_s=2.5),), "2026-01-01T00:00:00Z"
    )
    mark = LineMark(SESSION, "1", "softer", pickup=Pickup("p", "too loud", "2026-01-02T00:00:00Z", 0.5))
    store = Store.open(folder)
    store.scripts.add(script)
    store.scripts.mark(LineMark(SESSION, "1"), mark, LineMark(SESSION, "2"))
    store.close()
    store = Store.open(folder)
    assert store.scripts.list() == [script]
    assert store.scripts.marks(SESSION) == {"1": mark, "2": LineMark(SESSION, "2")}
    store.close()


def test_edits_are_undone_and_done_again_across_restarts_and_a_lost_library(folder: DataFolder) -> None:
    store = Store.open(folder)
    one = take()
    store.takes.add(one)
    store.takes.file(one).write_bytes(b"sound")
    edits = (Trim(10, 20_000), Gain(2.5, -3.0), Punch(400, Piece(one.id, 0, 9)))
    for edit in edits:
        store.takes.edit(one.id, edit)
    assert store.takes.undo(one.id).edits_done == 2
    store.close()
    store = Store.open(folder)
    assert store.takes.get(one.id).edits == edits
    assert store.takes.redo(one.id).edits_done == 3
    assert store.takes.redo(one.id).edits_done == 3
    store.close()
    folder.database.write_bytes(b"damaged" * 1000)
    store = Store.open(folder)
    assert store.takes.get(one.id).edits == edits
    store.close()


def test_layers_are_not_listed_but_found_with_their_take(folder: DataFolder) -> None:
    store = Store.open(folder)
    one = take()
    layer = take(layer_of=one.id)
    store.takes.add(one)
    store.takes.add(layer)
    assert store.takes.list(session_id=SESSION) == [one]
    assert store.takes.layers(one.id) == (layer,)
    store.close()
