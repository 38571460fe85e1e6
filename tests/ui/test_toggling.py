"""Buttons that stay down do the same whoever toggles them: a pointer, a key, a screen reader, voice control."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QButtonGroup, QWidget

from studio.ui.remix.timeline.fader import Switch
from studio.ui.widgets.button import Chip

from .by_ear import toggle


@pytest.mark.parametrize("is_chip", [True, False])
def test_toggled_from_outside_it_was_pressed(qtbot, is_chip: bool) -> None:
    parent, pressed = QWidget(), list[bool]()
    qtbot.addWidget(parent)
    button = Chip("Auto", checkable=True, parent=parent) if is_chip else Switch("M", parent)
    button.clicked.connect(lambda on: pressed.append(on))
    toggle(button)
    toggle(button)
    assert pressed == [True, False]
    button.click()
    assert pressed == [True, False, True]
    button.setChecked(False)
    assert pressed == [True, False, True] and not button.isChecked()


def test_of_a_group_only_the_chosen_one_was_pressed(qtbot) -> None:
    chips, group, chosen = [Chip(name, checkable=True) for name in "abc"], QButtonGroup(), list[int]()
    for at, chip in enumerate(chips):
        qtbot.addWidget(chip)
        group.addButton(chip, at)
    group.idClicked.connect(chosen.append)
    toggle(chips[1])
    toggle(chips[2])
    chips[0].click()
    assert chosen == [1, 2, 0]
