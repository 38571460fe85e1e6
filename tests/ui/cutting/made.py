"""What the tests of the take editor have in common."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from studio.domain.take import Take
from studio.store import Store
from studio.ui.cutting import CuttingPage
from tests.sound.edited_takes import noise, take_of
from tests.store.made import a_take

RATE = 48_000


def a_recording(store: Store, seconds: float = 2.0, seed: int = 1, **changes: object) -> Take:
    take = a_take(frames=round(seconds * RATE), **changes)
    sound = noise(seconds, 0.001, seed=seed)
    sound[RATE // 2 : RATE, 0] += 0.3 * np.sin(np.arange(RATE // 2) * 0.05).astype(np.float32)
    take_of(store.takes.folder, take.id, sound)
    store.takes.add(take)
    return take


def shown(qtbot, page: CuttingPage, take: Take) -> None:
    page.open_take(take)
    qtbot.waitUntil(lambda: page.cutter.wave is not None, timeout=20_000)


def press(qtbot, page: CuttingPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """And waits until what it began is done."""
    qtbot.keyClick(page.wave, key, held)
    qtbot.waitUntil(lambda: not page.cutter.is_busy, timeout=20_000)
