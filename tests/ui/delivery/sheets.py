"""A script with takes, and the delivery sheet open over it, as several tests need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.domain.ids import DraftId, SessionId
from studio.domain.script import Line, Script
from studio.store import Store
from studio.ui.delivery.sheet import DeliverySheet
from studio.ui.delivery.way import deliver
from studio.ui.record.sitting import Sitting
from studio.ui.stage import Stage

from ..pieces import a_sounding_take

SESSION = SessionId("018f0000-0000-7000-8000-0000000000bb")
LINES = (Line("pier_01", "I counted the lights.", "Mara"), Line("pier_02", "Leave the window open.", "Zoë"))


def a_script(store: Store, **fields: object) -> Sitting:
    script = replace(Script(SESSION, "The pier", LINES, "2026-01-01T00:00:00.000Z"), **fields)  # type: ignore[arg-type]
    store.scripts.add(script)
    return Sitting(SESSION, LINES, script.title)


def record(store: Store, sitting: Sitting, *numbers: int) -> None:
    for at in numbers:
        line = sitting.lines[at - 1]
        a_sounding_take(
            store, session_id=sitting.session_id, line_id=line.id, starred=True, challenge_id=sitting.challenge_id
        )


def opened(
    qtbot,
    store: Store,
    stage: Stage,
    window: QWidget,
    sitting: Sitting,
    out: Path,
    share: Callable[[DraftId], None] | None = None,
) -> DeliverySheet:
    deliver(store, stage, window, sitting, share or (lambda id: None), sends=share is not None)
    qtbot.waitUntil(lambda: bool(window.findChildren(DeliverySheet)), timeout=20_000)
    sheet = window.findChildren(DeliverySheet)[-1]
    sheet.go_into(out)
    qtbot.waitUntil(lambda: sheet.where.said == f"Into {out}", timeout=20_000)
    return sheet


def press(qtbot, sheet: DeliverySheet) -> None:
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)


def said(stage: Stage) -> list[str]:
    return [notice.title for notice in stage.notices.now]
