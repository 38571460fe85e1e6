"""`import` without PySide's switch of names (`snake_case`), which this studio does not use.

For that switch PySide looks into the source of every module that is imported, on any thread. While two threads import at once it
can fail inside a module that is only half there: seen with pydantic, imported beside the window while a page was opened
(ImportError: partially initialized module), so that the home platform was not reached.

PySide6 itself is imported while no other thread imports: it goes through `sys.modules`, and ends the program where that changes
meanwhile ("libshiboken/signature: could not initialize part 2").
"""

from __future__ import annotations

import builtins

from .compiled import kept

with kept():
    import PySide6  # noqa: F401  (puts its own `__import__` there)


def without_switch() -> None:
    """Said once, before the modules that need no such look are imported."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
