"""What the installer says, and how it ends when it cannot go on."""

from __future__ import annotations

from typing import NoReturn


def say(text: str) -> None:
    print(text, flush=True)


def give_up(text: str) -> NoReturn:
    """Ends the command with words that say what to do."""
    raise SystemExit(text)
