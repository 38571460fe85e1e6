"""The question before a record of one's own is taken off a platform, wherever it is asked."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.ui.notices import Question

WITHDRAW, LEAVE = "Withdraw", "Leave it there"
_ADVICE = (
    "Its file is taken off the platform, for good. Its title and its place in the family tree stay, so that what builds"
    " on it keeps its credits. Your own copy stays on this computer."
)


def question(name: str, parent: QWidget) -> Question:
    """`name` as it stands in a sentence."""
    return Question(parent, f"Withdraw {name}?", _ADVICE, (WITHDRAW, LEAVE))
