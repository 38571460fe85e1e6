"""The menus over an open remix, opened by their buttons and gone through by keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from studio.domain.ids import ClipId
from studio.domain.remix import RATE_HZ
from studio.remix import timeline
from studio.remix.render import Mix
from studio.remix.whereabouts import kept
from studio.ui.remix.timeline import Snap

from .conftest import Place, a_sound


def opened(qtbot, place: Place, button: QAbstractButton) -> QMenu:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    place.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(qtbot, place: Place, button: QAbstractButton, words: str) -> bool:
    """Goes down to the line with these words and presses Enter; whether it was ticked before."""
    menu = opened(qtbot, place, button)
    action = next(one for one in menu.actions() if one.text() == words)
    was = action.isChecked()
    for _ in menu.actions():
        if menu.activeAction() is not action:
            qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is action
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    place.until(lambda: QApplication.activePopupWidget() is None)
    return was


@pytest.mark.parametrize(
    ("words", "snap", "said"),
    [
        ("Beats", Snap.BEATS, "Snap: beats"),
        ("Edges of clips and markers", Snap.EDGES, "Snap: edges"),
        ("Where a sound crosses zero", Snap.ZEROS, "Snap: zero crossings"),
        ("Nothing", Snap.OFF, "Snap off"),
    ],
)
def test_what_a_clip_snaps_to_is_chosen_and_seen(qtbot, place: Place, words: str, snap: Snap, said: str) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum"))
    assert bench.bar.snap.text() == "Snap: ruler"
    assert not choose(qtbot, place, bench.bar.snap, words)
    assert (bench.timeline.snap, bench.bar.snap.text()) == (snap, said)
    menu = opened(qtbot, place, bench.bar.snap)
    assert [one.text() for one in menu.actions() if one.isChecked()] == [words]
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not choose(qtbot, place, bench.bar.snap, "Lines of the ruler")
    assert bench.timeline.snap is Snap.GRID


def test_with_ripple_what_lies_behind_moves_along_and_the_bar_says_so(qtbot, place: Place) -> None:
    bench = place.begin()
    place.add(place.shelf.record("Hum", seconds=2))
    remix = bench.editor.remix
    (clip,) = remix.lanes[0].clips
    again = replace(clip, id=ClipId("next"), start=4 * RATE_HZ)
    bench.editor.commit(timeline.add(remix, remix.lanes[0].id, again, remix.materials[0]))
    ripple = "What lies behind moves along (ripple)"

    def removed_starts() -> list[int]:
        bench.timeline.choose(frozenset({clip.id}), remix.lanes[0].id)
        qtbot.keyClick(bench.timeline.focusWidget() or bench.timeline, Qt.Key.Key_Delete)
        starts = [one.start // RATE_HZ for one in bench.editor.remix.lanes[0].clips]
        bench.editor.undo()
        return starts

    assert removed_starts() == [4]
    assert not choose(qtbot, place, bench.bar.snap, ripple)
    assert bench.bar.snap.text() == "Snap: ruler, ripple"
    assert removed_starts() == [2]
    assert choose(qtbot, place, bench.bar.snap, ripple)
    assert (bench.bar.snap.text(), removed_starts()) == ("Snap: ruler", [4])


def test_the_limiter_can_be_switched_off_and_on_again(qtbot, place: Place) -> None:
    bench = place.begin()
    for name in ("one", "two"):
        bench.adder.add_files([a_sound(place.shelf.folder / f"{name}.wav", level=0.8)], None, 0)
    place.until(lambda: len(bench.editor.remix.lanes) == 2)
    limiter = "Keep the master below full scale (limiter)"

    def peak() -> float:
        with Mix(bench.editor.remix, kept(place.page._store.media)) as mix:
            return float(np.abs(mix.read(0, bench.editor.remix.frames)).max())

    assert peak() <= 1.0
    assert choose(qtbot, place, bench.bar.more, limiter)
    assert peak() == pytest.approx(1.6, abs=0.01)
    assert not choose(qtbot, place, bench.bar.more, limiter)
    assert peak() <= 1.0
    choose(qtbot, place, bench.bar.more, "Undo")
    assert not bench.editor.remix.limiter and peak() > 1.0
