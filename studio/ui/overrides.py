"""An error inside of a method that Qt calls is told, and the studio goes on. Imported before the first class of ours that Qt calls.

Before Python 3.12 an error that C code raised (`int("x")`, a widget that Qt has taken down) may travel as a bare text in place of
an exception; PySide6 takes it for one, and the whole program ends. It is an exception as soon as it has met an `except`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def _guard(made: type) -> None:
    """Puts an `except` around all that overrides what a class of Qt has."""
    super(QObject, made).__init_subclass__()  # type: ignore[misc]  # those of `Generic`, where it is one
    of_qt = next(base for base in made.__mro__ if base.__module__.startswith("PySide6."))
    for name, method in list(vars(made).items()):
        if isinstance(method, FunctionType) and not name.startswith("_") and hasattr(of_qt, name):
            setattr(made, name, _met(method))


def _met(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except BaseException:
            raise

    return call


if sys.version_info < (3, 12):
    QObject.__init_subclass__ = classmethod(_guard)  # type: ignore[assignment]
