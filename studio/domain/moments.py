"""Moments in time as the studio stores them: UTC, ISO 8601, milliseconds, so that text sorts as time does."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    return text_of(datetime.now(UTC))


def text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The moment that `text` names. Raises ValueError when it names none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return moment.astimezone(UTC)
