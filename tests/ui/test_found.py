from __future__ import annotations

from studio.capture.salvage import Found, scan
from studio.paths import DataFolder
from studio.store import Store
from studio.ui.found import found_words
from tests.store.made import a_take


def without_files(folder: DataFolder, count: int) -> list[Found]:
    """A library whose takes' files were left behind."""
    store = Store.open(folder)
    store.takes.add_all([a_take() for _ in range(count)])
    found = scan(store)
    store.close()
    return found


def test_a_few_are_told_one_by_one(folder: DataFolder) -> None:
    found = without_files(folder, 3)
    assert len({key for key, _, _ in found_words(found)}) == 3
    assert {title for _, title, _ in found_words(found)} == {"A take's sound file is missing"}


def test_a_folder_of_takes_that_is_gone_is_one_word(folder: DataFolder) -> None:
    without_files(folder, 1_200)
    (folder.takes / "notes.wav").write_bytes(b"no sound")
    store = Store.open(folder)
    found = scan(store)
    store.close()
    said = [(title, advice.partition(".")[0]) for _, title, advice in found_words(found)]
    assert sorted(said) == [
        ("A file could not be understood", "It lies in the takes folder and belongs to no take"),
        ("A take's sound file is missing, and 1,199 more like it", "Its place in the list is kept"),
    ]
