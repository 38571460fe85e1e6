"""A thousand files of strangers, many of them made to crash, to hang or to fill the memory of whoever opens them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio import private
from studio.errors import StudioError
from studio.picture import inspect_and_shrink, kind_of
from studio.picture import open as opening

from .corpus import pillows_own


def test_files_of_strangers_are_opened_or_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """INP-1: none crashes, takes more than 5 s or more memory than a child has; each that is refused gets a sentence."""
    monkeypatch.setattr(opening, "WORKER_S", 5.0)
    files = sorted(path for path in pillows_own().rglob("*") if path.is_file())
    with ThreadPoolExecutor(2) as pool:
        ends = Counter(pool.map(lambda one: _end(one[1], tmp_path / str(one[0])), enumerate(files)))
    assert sum(ends.values()) > 1_000
    assert ends["opened"] > 500 and ends["This picture is damaged"] + ends["This file is damaged"] > 20, ends
    assert not ends["This picture takes too long to open"], ends


def _end(path: Path, place: Path) -> str:
    """Looks at a file as a dropped one is looked at: what it is, the copy that would be sent, which shows the same, and its small
    pictures."""
    place.mkdir()
    try:
        kind = kind_of(path)
        inspect_and_shrink(path, [(place / "as it came", 2_048)])
        private.strip(path, place / "copy", kind)
        inspect_and_shrink(place / "copy", [(place / "as it is sent", 2_048), (place / "small", 256)])
    except StudioError as error:
        assert 0 < len(error.title) <= 60 and error.advice.endswith("."), (path.name, error)
        return error.title
    assert (place / "as it came").read_bytes() == (place / "as it is sent").read_bytes(), path.name
    return "opened"
