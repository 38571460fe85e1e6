"""Text that people could write to do harm, and a watch over a file that must not be opened."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_IN_ACCESS, _IN_OPEN = 0x1, 0x20
_IN_NONBLOCK = 0o4000


class Watch:
    """Linux inotify: was `path` opened or read since the watch began?"""

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = libc.inotify_init1(_IN_NONBLOCK)
        assert libc.inotify_add_watch(self._fd, bytes(path), _IN_ACCESS | _IN_OPEN) >= 0

    def was_opened(self) -> bool:
        try:
            return bool(os.read(self._fd, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._fd)


def texts(bait: Path) -> list[str]:
    """Markup that names `bait`, and strings that are known to break what shows them."""
    return [
        f'<img src="file://{bait}">',
        f"<html><body><h1>big</h1><img src='{bait}'></body></html>",
        f'<a href="file://{bait}">press here</a> &amp; &lt;b&gt;',
        "<b>bold</b><br/><!-- comment -->",
        "Tom & Jerry && Co &x",
        "\u202egnp.exe\u202c right to left \u2067שלום\u2069",
        "שלום עולם مرحبا بالعالم",
        "👩‍👩‍👧‍👦 family 🏳️‍🌈 Ⓩⓐⓛⓖⓞ z̸̢̛a̵l̴g̷o̶",
        "../../etc/passwd\\..\\..",
        "%s %n {0} ${x} $text @media",
        "x" * 3_000,
        "a\nb\nc\td",
        "'; DROP TABLE takes; --",
    ]
