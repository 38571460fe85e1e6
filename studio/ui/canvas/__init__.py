"""A picture remix: pictures and words as layers on one canvas, moved by hand, with sources that write themselves.

UI thread. Pictures are opened, put together and exported on tasks; while a layer is moved, only that layer is drawn anew.
"""

from .page import CanvasPage, CanvasWays

__all__ = ["CanvasPage", "CanvasWays"]
