"""Pictures of every kind become drafts, whole and with what is shown of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.drafts import from_picture
from studio.errors import Refused
from studio.paths import DataFolder
from studio.picture import KINDS
from studio.picture.previews import Previews
from studio.store import Store
from tests.picture import layered
from tests.picture.made import drawing
from tests.store.made import HOME


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


@pytest.mark.parametrize("kind", ["ora", "kra", "psd", "svg", "heic", "tiff"])
def test_a_picture_of_any_kind_becomes_a_draft_with_its_previews(store: Store, tmp_path: Path, kind: str) -> None:
    makers = {"ora": layered.ora, "kra": layered.kra, "psd": lambda path: layered.psd(path, drawing())}
    path = tmp_path / f"a.{kind}"
    if kind in makers:
        makers[kind](path)
    elif kind == "svg":
        path.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="9" height="9"/></svg>'
        )
    elif kind == "heic":
        path.write_bytes((Path(layered.__file__).parent / "files" / "upright.heic").read_bytes())
    else:
        drawing().save(path)
    media = from_picture(store, path, HOME).media
    assert media.mime == KINDS[kind].mime and media.width_px in (90, 48)
    kept = store.media.path(media.sha256)
    assert media.size_bytes == kept.stat().st_size
    previews = Previews(store.folder.previews)
    assert previews.facts(kept, media.sha256).kind == kind
    assert previews.small(kept, media.sha256).is_file() and len(list(store.folder.previews.rglob("*.*"))) == 3


def test_a_picture_that_is_written_while_it_is_copied_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    drawing().save(path)
    with path.open("ab") as file:
        file.write(bytes(64 << 20))
    enough = threading.Event()

    def writes() -> None:
        with path.open("r+b") as file:
            while not enough.is_set():
                file.seek(-1, os.SEEK_END)
                file.write(b"\1")
                file.flush()

    paint = threading.Thread(target=writes)
    paint.start()
    try:
        with pytest.raises(Refused, match="being saved right now"):
            from_picture(store, path, HOME)
    finally:
        enough.set()
        paint.join()
    assert store.drafts.list() == [] and list(store.folder.media.iterdir()) == []


def test_a_drawing_that_calls_itself_a_photograph_makes_no_draft(store: Store, tmp_path: Path) -> None:
    """INP-1."""
    path = tmp_path / "a.png"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(Refused):
        from_picture(store, path, HOME)
