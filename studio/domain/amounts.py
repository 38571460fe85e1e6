"""Sizes, lengths and moments as a person says them. Pure; the clock is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .moments import moment_of

_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))
_SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def size_words(size_bytes: int) -> str:
    """ "512 MB", "2.1 MB", "1 KB", "12 bytes": decimal units, one figure behind the point below ten."""
    for unit, name in _UNITS:
        if size_bytes >= unit:
            return f"{_figure(size_bytes / unit)} {name}"
    return "1 byte" if size_bytes == 1 else f"{size_bytes} bytes"


def part_words(done_bytes: int, size_bytes: int) -> str:
    """ "318 of 512 MB": both in the unit of the whole."""
    unit, name = next(((unit, name) for unit, name in _UNITS if size_bytes >= unit), (1, "bytes"))
    return f"{_figure(min(done_bytes, size_bytes) / unit)} of {_figure(size_bytes / unit)} {name}"


def length_words(duration_s: float) -> str:
    """ "0:08.1", "1:04.0", "1:02:03": minutes and seconds, tenths below an hour."""
    tenths = round(duration_s * 10)
    minutes, rest = divmod(tenths, 600)
    if minutes < 60:
        return f"{minutes}:{rest // 10:02d}.{rest % 10}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 10:02d}"


def span_words(seconds: float) -> str:
    """ "20 seconds", "5 minutes", "2 hours", "3 days"; never less than a second."""
    whole = max(round(seconds), 1)
    for span, name in _SPANS:
        if whole >= span:
            count = round(whole / span)
            return f"{count} {name}" + ("s" if count != 1 else "")
    return "1 second"


def ago_words(moment: str, now: datetime) -> str:
    """ "just now", "4 minutes ago", "yesterday", "3 days ago", then the date. A moment ahead of the clock is "just now"."""
    then = moment_of(moment)
    passed = (now - then).total_seconds()
    if passed < 60:
        return "just now"
    if passed < 86_400:
        return f"{span_words(passed)} ago"
    days = (now.date() - then.date()).days
    if days <= 1:
        return "yesterday"
    return f"{days} days ago" if days < 14 else f"{then.day} {then:%B %Y}"


def at_words(moment: datetime, now: datetime) -> str:
    """ "18:42" today, "3 March, 18:42" on another day, both as the clock on the wall shows them where this computer is."""
    then, today = moment.astimezone(), now.astimezone().date()
    return f"{then:%H:%M}" if then.date() == today else f"{then.day} {then:%B, %H:%M}"


def numbers_words(numbers: Iterable[int], most: int = 6) -> str:
    """ "4", "4, 5 and 23 to 25", "1, 3, 5, 7, 9, 11 and 8 more": rising numbers, three and more that follow each other as one."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in ([run] if len(run) > 2 else [[one] for one in run])]
    told = [f"{part[0]} to {part[-1]}" if len(part) > 1 else str(part[0]) for part in parts[:most]]
    if rest := sum(map(len, parts[most:])):
        told.append(f"{rest} more")
    return " and ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part)


def _figure(value: float) -> str:
    text = f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
    return text.removesuffix(".0")
