"""In the child process: how each kind of picture is opened. A path comes in, an `Opened` leaves; sizes are read before pixels.

Anything may be raised about a file that is damaged; `TooLarge` and `Unwelcome` tell what is not.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from .dots import open_dots  # most pictures are dots: loaded before the first one comes
from .opened import Limits, Opened, TooLarge, Unwelcome

__all__ = ["Limits", "Opened", "TooLarge", "Unwelcome", "open_picture"]


def open_picture(path: Path, kind: str, limits: Limits, stack: ExitStack) -> Opened:
    """`stack` holds the file open until the picture is drawn."""
    if kind == "psd":
        from .photoshop import open_photoshop

        return open_photoshop(stack.enter_context(path.open("rb")), limits)
    if kind == "svg":
        from .drawing import open_drawing

        return open_drawing(path, limits)
    if kind in ("ora", "kra"):
        from .zipped import open_zipped

        return open_zipped(path, kind, limits, stack)
    return open_dots(stack.enter_context(path.open("rb")), kind, limits, stack)
