"""Qt's libraries, and the list of fonts, loaded on a second thread while Python reads its modules.

An import holds the interpreter while the system links what it loads; a `dlopen` called as a foreign function does not. What is
loaded here is found again by its name when PySide6 asks for it: the first window comes 12 ms sooner.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import sys
import threading
from pathlib import Path

#: Below PySide6's folder, each after what it needs.
_LIBRARIES = (
    "Qt/lib/libQt6Core.so.6",
    "Qt/lib/libQt6Gui.so.6",
    "Qt/lib/libQt6Widgets.so.6",
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "Qt/lib/libQt6Svg.so.6",
)
_OF_X11 = "Qt/lib/libQt6XcbQpa.so.6"


def begin() -> None:
    """Where the system is not Linux, or a library is not where PySide6 keeps it, nothing is lost: it is loaded when asked for."""
    found = importlib.util.find_spec("PySide6") if sys.platform == "linux" else None
    if found and found.submodule_search_locations:
        folder = Path(found.submodule_search_locations[0])
        threading.Thread(target=_load, args=(folder,), name="preload", daemon=True).start()


def _load(folder: Path) -> None:
    """Imports nothing, see `studio.ui.imports`."""
    load = ctypes.CDLL(None).dlopen
    load.restype = ctypes.c_void_p
    for name in (*_LIBRARIES, *(() if "WAYLAND_DISPLAY" in os.environ else (_OF_X11,))):
        load(os.fsencode(folder / name), os.RTLD_NOW)
    with contextlib.suppress(OSError):
        ctypes.CDLL("libfontconfig.so.1").FcInit()  # Qt asks for it again, and finds it done
