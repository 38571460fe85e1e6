from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt

from studio.domain.ids import ClipId
from studio.domain.remix import Material, Remix
from studio.remix import timeline
from studio.ui.remix.timeline import Snap
from studio.ui.remix.timeline.shape import Part, clip_rect, handles
from tests.remix.made import a_clip, a_lane, a_remix

from .conftest import S, Stand

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def seconds(frames: int) -> float:
    return round(frames / S, 2)


def handle(stand: Stand, id: str, part: Part) -> QPoint:
    number, clip = stand.found(id)
    sight = stand.canvas.sight
    return handles(clip, clip_rect(clip, number, sight.scale), sight.scale)[part] - QPoint(sight.left, sight.top)


def test_a_press_on_a_clip_chooses_it_and_its_lane(stand: Stand) -> None:
    stand.click(stand.at(5, 1))
    assert stand.view.selection == {"b"}
    assert stand.view.chosen_lane == "voice"


def test_ctrl_adds_a_clip_and_takes_it_out_again(stand: Stand) -> None:
    stand.click(stand.at(5, 1))
    stand.click(stand.at(2, 0), CTRL)
    assert stand.view.selection == {"b", "h"}
    stand.click(stand.at(5, 1), CTRL)
    assert stand.view.selection == {"h"}


def test_a_press_beside_the_clips_lets_them_go(stand: Stand) -> None:
    stand.choose("h", "b")
    stand.click(stand.at(8, 2))
    assert not stand.view.selection
    assert stand.view.chosen_lane == "rain"


def test_of_many_chosen_a_press_without_a_drag_leaves_one(stand: Stand) -> None:
    stand.choose("h", "b")
    stand.click(stand.at(5, 1))
    assert stand.view.selection == {"b"}


def test_a_marquee_chooses_what_it_touches(stand: Stand) -> None:
    stand.drag(stand.at(3.5, 0), stand.at(0.5, 1))
    assert stand.view.selection == {"h", "a"}
    assert stand.editor.can_undo is False


def test_a_drag_moves_the_clip_and_is_one_step(stand: Stand) -> None:
    stand.drag(stand.at(5, 1), stand.at(6.5, 1))
    assert seconds(stand.clip("b").start) == 5.5
    stand.editor.undo()
    assert seconds(stand.clip("b").start) == 4
    assert not stand.editor.can_undo


def test_a_drag_hangs_a_clip_into_another_lane(stand: Stand) -> None:
    stand.drag(stand.at(2, 0), stand.at(2, 2))
    assert stand.lane_of("h") == "rain"
    assert seconds(stand.clip("h").start) == 1


def test_nothing_is_committed_before_the_release(stand: Stand) -> None:
    stand.press(stand.at(5, 1))
    stand.move(stand.at(6, 1))
    assert stand.remix.lanes[1].clips[1].start == 4 * S
    assert not stand.editor.can_undo
    stand.release(stand.at(6, 1))
    assert stand.editor.can_undo


def test_esc_takes_a_drag_back(stand: Stand) -> None:
    before = stand.remix
    stand.press(stand.at(5, 1))
    stand.move(stand.at(7, 2))
    stand.key(Qt.Key.Key_Escape)
    stand.move(stand.at(8, 2))
    stand.release(stand.at(8, 2))
    assert stand.remix is before
    assert stand.scene.preview is None
    assert stand.scene.lanes == before.lanes


def test_an_undo_under_a_drag_ends_it(stand: Stand) -> None:
    stand.drag(stand.at(5, 1), stand.at(6, 1))
    stand.press(stand.at(2, 0))
    stand.move(stand.at(3, 0))
    stand.editor.undo()
    stand.release(stand.at(3, 0))
    assert seconds(stand.clip("b").start) == 4
    assert seconds(stand.clip("h").start) == 1


def test_all_chosen_clips_move_together(stand: Stand) -> None:
    stand.choose("h", "b")
    stand.drag(stand.at(5, 1), stand.at(6, 1))
    assert seconds(stand.clip("h").start) == 2
    assert seconds(stand.clip("b").start) == 5
    stand.editor.undo()
    assert not stand.editor.can_undo


def test_a_group_is_chosen_and_moves_as_one(stand: Stand) -> None:
    stand.editor.commit(timeline.group(stand.remix, {ClipId("h"), ClipId("b")}, "g"))
    stand.click(stand.at(5, 1))
    assert stand.view.selection == {"h", "b"}
    stand.drag(stand.at(5, 1), stand.at(5.5, 1))
    assert (seconds(stand.clip("h").start), seconds(stand.clip("b").start)) == (1.5, 4.5)


def test_nothing_is_dragged_before_the_start(stand: Stand) -> None:
    stand.drag(stand.at(2, 0), QPoint(-300, stand.at(2, 0).y()))
    assert stand.clip("h").start == 0


@pytest.mark.parametrize(
    ("edge", "to", "start", "end"), [(4, 4.5, 4.5, 6), (6, 5, 4, 5), (4, -3, 2, 6), (6, 9.9, 4, 9.9)]
)
def test_an_edge_is_trimmed_as_far_as_the_sound_goes(
    stand: Stand, edge: float, to: float, start: float, end: float
) -> None:
    """The sound of b begins 2 s before it and goes on for 4 s behind it."""
    inwards = 2 if edge == 4 else -2
    stand.drag(stand.at(edge, 1) + QPoint(inwards, 0), stand.at(to, 1) + QPoint(inwards, 0))
    assert (seconds(stand.clip("b").start), seconds(stand.clip("b").end)) == (start, end)


def test_with_ripple_what_is_behind_moves_along(stand: Stand) -> None:
    stand.view.ripple = True
    stand.drag(stand.at(1, 1) + QPoint(-2, 0), stand.at(0.5, 1) + QPoint(-2, 0))
    assert seconds(stand.clip("a").end) == 0.5
    assert seconds(stand.clip("b").start) == 3.5


def test_with_alt_an_edge_loops_the_clip(stand: Stand) -> None:
    stand.drag(stand.at(6, 1) + QPoint(-2, 0), stand.at(9, 1) + QPoint(-2, 0), ALT)
    assert stand.clip("b").loop == 2 * S
    assert seconds(stand.clip("b").end) == 9


def test_fades_are_drawn_with_their_handles(stand: Stand) -> None:
    stand.click(stand.at(5, 1))
    first = handle(stand, "b", Part.FADE_IN)
    stand.drag(first, first + QPoint(50, 0))
    last = handle(stand, "b", Part.FADE_OUT)
    stand.drag(last, last - QPoint(80, 0))
    assert seconds(stand.clip("b").fade_in.frames) == 0.5
    assert seconds(stand.clip("b").fade_out.frames) == 0.8


def test_a_fade_is_never_longer_than_its_clip(stand: Stand) -> None:
    first = handle(stand, "b", Part.FADE_IN)
    stand.drag(first, first + QPoint(700, 0))
    assert stand.clip("b").fade_in.frames == stand.clip("b").length


def test_the_upper_handle_is_the_gain_and_the_lower_one_the_pan(stand: Stand) -> None:
    stand.choose("b")
    top, bottom = handle(stand, "b", Part.GAIN), handle(stand, "b", Part.PAN)
    stand.drag(top, top + QPoint(0, 30))
    stand.drag(bottom, bottom - QPoint(25, 0))
    assert stand.clip("b").gain_db == -3.0
    assert stand.clip("b").pan == -0.25


@pytest.mark.parametrize(
    ("snap", "to", "start"),
    [
        (Snap.OFF, 6.13, 5.13),
        (Snap.GRID, 6.13, 5.1),
        (Snap.BEATS, 6.13, 5.0),
        (Snap.EDGES, 4.06, 3.0),
        (Snap.EDGES, 6.13, 5.13),
    ],
)
def test_a_clip_snaps(stand: Stand, snap: Snap, to: float, start: float) -> None:
    """120 beats a minute; a line of the grid each tenth of a second; h ends at 3 s."""
    stand.view.snap = snap
    stand.drag(stand.at(5, 1), stand.at(to, 1))
    assert seconds(stand.clip("b").start) == start


def test_the_end_of_a_clip_snaps_to_edges_too(stand: Stand) -> None:
    stand.view.snap = Snap.EDGES
    stand.drag(stand.at(2, 0), stand.at(2.96 + 1, 0))
    assert seconds(stand.clip("h").end) == 4.96
    stand.drag(stand.at(4, 0), stand.at(5.02, 0))
    assert seconds(stand.clip("h").end) == 6


def test_a_cut_snaps_to_where_the_sound_crosses_zero(qtbot, stand: Stand, make: Callable[[Remix], Stand]) -> None:
    stand.view.snap = Snap.ZEROS
    voice = stand.materials[1]
    stand.waves.crossings(voice)
    qtbot.waitUntil(lambda: stand.waves.crossings(voice) is not None)
    stand.drag(stand.at(6, 1) + QPoint(-2, 0), stand.at(5.5, 1) + QPoint(-2, 0))
    import soundfile

    clip = stand.clip("b")
    sound, _ = soundfile.read(stand.waves._find(voice), dtype="float32")
    cut = sound[clip.reach - 1 : clip.reach + 1].sum(axis=1)
    assert (cut[0] < 0) != (cut[1] < 0)
    assert abs(clip.end - 5.5 * S) <= S // 100


def test_a_narrow_clip_has_no_handles_but_can_be_moved(
    make: Callable[[Remix], Stand], materials: tuple[Material, ...]
) -> None:
    stand = make(a_remix(materials, a_lane(a_clip(materials[0], S, "tiny", length=S // 10), id="l")))
    assert handles(stand.clip("tiny"), clip_rect(stand.clip("tiny"), 0, stand.scene.scale), stand.scene.scale) == {}
    stand.drag(stand.at(1.05, 0), stand.at(2.05, 0))
    assert seconds(stand.clip("tiny").start) == 2


def test_the_pointer_over_an_edge_says_what_it_would_do(stand: Stand) -> None:
    stand.move(stand.at(5, 1))
    assert stand.canvas.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor
    stand.move(stand.at(6, 1) + QPoint(-2, 0))
    assert stand.canvas.viewport().cursor().shape() is Qt.CursorShape.SplitHCursor


def test_the_view_follows_a_drag_over_its_edge(qtbot, stand: Stand) -> None:
    bar = stand.canvas.horizontalScrollBar()
    beyond = QPoint(stand.canvas.viewport().width() + 40, stand.at(5, 1).y())
    stand.press(stand.at(5, 1))
    stand.move(stand.at(6, 1))
    stand.move(beyond)
    qtbot.waitUntil(lambda: bar.value() > 60)
    stand.release(beyond)
    assert stand.clip("b").end > stand.canvas.sight.frame_at(beyond.x())
