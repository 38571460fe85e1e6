"""The little tree: what it draws is what the family is, in any room."""

from __future__ import annotations

from PySide6.QtGui import QImage

from studio.credit.tree import Family
from studio.domain.record import RecordState
from studio.ui.theme import look
from studio.ui.tree.small import MOST, SmallTree
from tests.credit.families import id_of, record


def tree(qtbot, family: Family, root: int, width: int = 250, height: int = 160) -> SmallTree:
    small = SmallTree()
    small.resize(width, height)
    qtbot.addWidget(small)
    small.show_family(family, id_of(root))
    small.show()
    return small


def painted(small: SmallTree) -> QImage:
    return small.grab().toImage()


def test_the_record_is_a_full_circle_below_its_sources_and_above_its_remixes(qtbot) -> None:
    small = tree(qtbot, Family.of([record(0), record(1), record(2, 0, 1), record(3, 2)]), 2)
    middles = {(round(p.x()), round(p.y())) for p, _, _ in small._drawn}
    assert len(middles) == 4
    root = next(point for point, _, spot in small._drawn if spot.is_root)
    picture = painted(small)
    ratio = picture.width() / small.width()
    seen = picture.pixelColor(round(root.x() * ratio), round(root.y() * ratio))
    assert seen == look().colour("text")
    assert small.accessibleName() == "Family tree"
    assert small.accessibleDescription() == "4 records, 4 people, 3 generations"


def test_a_crowd_stays_inside_and_is_counted_in_words(qtbot) -> None:
    crowd = [record(0), *(record(n, 0) for n in range(1, 500))]
    small = tree(qtbot, Family.of(crowd), 0)
    assert len(small._drawn) == MOST + 1
    assert all(small.rect().contains(point.toPoint()) for point, _, _ in small._drawn)
    assert small.accessibleDescription() == "500 records, 500 people, 2 generations"


def test_a_tombstone_and_a_record_that_is_not_here_are_dotted(qtbot) -> None:
    family = Family.of([record(1, state=RecordState.WITHDRAWN, media=None), record(2, 1, 9)])
    small = tree(qtbot, family, 2)
    assert [spot.is_gone for _, _, spot in small._drawn] == [False, True, True]


def test_no_room_and_no_family_are_drawn_without_a_fault(qtbot) -> None:
    small = tree(qtbot, Family.of([record(0)]), 0, 4, 4)
    assert len(small._drawn) == 1
    painted(small)
    empty = SmallTree()
    qtbot.addWidget(empty)
    empty.resize(100, 100)
    assert not painted(empty).isNull()
