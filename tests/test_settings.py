from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import log as log_file
from studio import settings
from studio.paths import DataFolder
from studio.settings import Settings


def test_what_was_chosen_is_read_back(tmp_path: Path) -> None:
    chosen = Settings(theme="paper", device="A microphone", preroll_s=0)
    settings.write(tmp_path / "settings.json", chosen)
    assert settings.read(tmp_path / "settings.json") == chosen
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_damaged_file_is_set_aside_and_gives_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"\xff{")
    assert settings.read(path) == Settings()
    assert not path.exists() and path.with_suffix(".damaged").exists()


@given(
    st.dictionaries(
        st.sampled_from(["theme", "rate_hz", "unknown"]), st.none() | st.text() | st.integers() | st.booleans()
    )
)
def test_values_of_a_wrong_type_stay_at_their_defaults(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(found))
    now = settings.read(path)
    assert type(now.theme) is str and type(now.rate_hz) is int


def test_the_log_is_one_file_that_ends_with_the_studio(folder: DataFolder) -> None:
    log_file.start(folder.logs)
    logging.getLogger("studio.test").info("a line")
    log_file.stop()
    logging.getLogger("studio.test").info("another line")
    text = (folder.logs / "studio.log").read_text()
    assert "a line" in text and "another line" not in text


def test_what_was_taken_instead_holds_as_long_as_the_same_is_asked(tmp_path: Path) -> None:
    chosen = Settings(taken=Settings().taking("naming", "a", "{line}", "{id}"))
    settings.write(tmp_path / "settings.json", chosen)
    kept = settings.read(tmp_path / "settings.json")
    assert kept.instead("naming", "a", "{line}") == "{id}"
    assert [kept.instead(*asked) for asked in (("naming", "b", "x"), ("spec", "a", "x"), ("naming", "a", "x"))] == [
        "x"
    ] * 3
    assert kept.taking("naming", "a", "{line}", "{line}") == {}
    for number in range(300):
        kept = Settings(taken=kept.taking("naming", str(number), "x", "y"))
    assert len(kept.taken) == 200 and kept.instead("naming", "299", "x") == "y"
    assert Settings(taken={"naming a": 3, "naming b": ["x", 3]}).instead("naming", "b", "x") == "x"
