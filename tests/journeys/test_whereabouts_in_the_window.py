"""A library that lies where it can be harmed is told about when the window opens."""

from __future__ import annotations

from pathlib import Path

from .conftest import Open


def test_a_library_in_a_synced_folder_is_warned_about_in_the_window(open_studio: Open, tmp_path: Path) -> None:
    """SYN-8: the words are on screen at the start, and recording goes on as ever."""
    studio = open_studio(tmp_path / "Dropbox" / "data")
    studio.until(lambda: any("synced folder (Dropbox)" in advice for _, advice in studio.said()), "it is said")
    assert studio.record().frames
