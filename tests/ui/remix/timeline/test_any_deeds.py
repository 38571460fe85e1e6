"""Whatever keys are pressed and wherever one drags, the remix keeps its rules, every step can be undone, and all can be painted."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from studio.domain.remix import check
from studio.ui.remix.timeline import Snap
from studio.ui.remix.timeline.keys import KEYS

from .conftest import S, Stand

deeds = st.sampled_from(sorted(deed for deed in KEYS if not deed.startswith("rename")))
places = st.tuples(st.integers(-50, 900), st.integers(-20, 460))
held = st.sampled_from(
    [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier]
)
drags = st.tuples(places, places, held)
settled = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def start_again(stand: Stand, ripple: bool, snap: Snap) -> None:
    while stand.editor.can_undo:
        stand.editor.undo()
    stand.view.do("let go")
    stand.view.ripple, stand.view.snap = ripple, snap
    stand.view.show_playhead(S * 5 // 2)


def ends_well(stand: Stand, before: object) -> None:
    QApplication.processEvents()
    check(stand.remix)
    assert stand.scene.preview is None
    known = {clip.id for lane in stand.remix.lanes for clip in lane.clips}
    assert stand.view.selection <= known
    assert stand.view.findChild(QLineEdit) is None
    stand.canvas.viewport().grab()
    while stand.editor.can_undo:
        stand.editor.undo()
    assert stand.remix == before


@settled
@given(st.lists(deeds, max_size=20), st.booleans(), st.sampled_from(Snap))
def test_any_deeds_leave_a_sound_remix(stand: Stand, some: list[str], ripple: bool, snap: Snap) -> None:
    start_again(stand, ripple, snap)
    before = stand.remix
    stand.choose("b")
    for deed in some:
        stand.view.do(deed)
        check(stand.remix)
    ends_well(stand, before)


@settled
@given(st.lists(drags, max_size=6), st.booleans(), st.sampled_from(Snap))
def test_any_drags_leave_a_sound_remix(
    stand: Stand, some: list[tuple[tuple[int, int], tuple[int, int], Qt.KeyboardModifier]], ripple: bool, snap: Snap
) -> None:
    start_again(stand, ripple, snap)
    before = stand.remix
    for start, end, modifier in some:
        stand.drag(QPoint(*start), QPoint(*end), modifier)
        check(stand.remix)
    ends_well(stand, before)
