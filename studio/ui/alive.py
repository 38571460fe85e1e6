"""Answers that come after their page has gone: a page may be built again, or a sheet closed, while a task still runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

T = TypeVar("T")


def alive(owner: QObject, then: Callable[[T], object]) -> Callable[[T], None]:
    """`then`, called only while Qt still has `owner`."""

    def answer(value: T) -> None:
        if shiboken6.isValid(owner):
            then(value)

    return answer
