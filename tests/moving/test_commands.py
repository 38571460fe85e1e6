"""`studio export` and `studio import`, from one installation to the next, with a real home platform."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from studio.commands import export
from studio.errors import Busy, Refused
from studio.paths import DataFolder
from studio.store import Claim, Store

from .made import a_library, packed

importing: Any = importlib.import_module("studio.commands.import")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command")
    export.add(commands)
    importing.add(commands)
    args = parser.parse_args(list(words))
    return int({"export": export.run, "import": importing.run}[args.command](args))


def test_an_archive_goes_from_one_installation_to_the_next(
    folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_library(folder).close()
    path, new = str(tmp_path / "mine.zip"), tmp_path / "new"
    assert run("export", path, "--takes", "--data", str(folder.root)) == 0
    said = capsys.readouterr().out
    assert "4 records (3 your own), 2 drafts, 2 takes" in said and "data/index.html" in said
    assert run("import", path, "--json", "--data", str(new)) == 0
    came = json.loads(capsys.readouterr().out)
    assert (came["takes"], came["drafts"], came["sent"], came["kept"]) == (2, 2, 2, 2)
    store = Store.open(DataFolder.open(new))
    home = store.platforms.home()
    assert home is not None and sum(parcel.platform_id == home.id for parcel in store.parcels.list()) == 2
    assert {challenge.platform_id for challenge in store.challenges.list()} == {home.id}
    store.close()


def test_while_the_window_is_open_the_command_leaves_the_library_alone(folder: DataFolder, tmp_path: Path) -> None:
    store = a_library(folder)
    path = packed(store, tmp_path / "mine.zip").path
    store.close()
    claim = Claim.take(folder.root)
    assert claim is not None
    assert run("export", str(path), "--json", "--data", str(folder.root)) == 0
    with pytest.raises(Refused):
        run("export", str(tmp_path), "--data", str(folder.root))
    with pytest.raises(Busy):
        run("import", str(path), "--data", str(folder.root))
    claim.release()
