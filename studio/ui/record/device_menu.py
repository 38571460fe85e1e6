"""Which microphone: a menu of the ones that are there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from studio.capture.devices import Devices


def ask_device(devices: Devices, now: str, spot: QWidget) -> str | None:
    """Opens under `spot`. The name that was chosen, "" for the system's own choice, None for no change."""
    menu = QMenu(spot)
    for name in ("", *(device.name for device in devices.list())):
        action = menu.addAction((name or "The system's microphone").replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(name == now)
        action.setData(name)
    chosen = menu.exec(spot.mapToGlobal(QPoint(0, spot.height())))
    menu.deleteLater()
    return str(chosen.data()) if chosen else None
