"""The seal of a studio: made once, kept where secrets belong, and never told."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.credit.identity import CERTIFICATE, FOLDER, KEY, Identity
from studio.errors import Damaged, Refused
from tests.rig.keyring import Keyring

ROOT = Path(__file__).resolve().parent.parent.parent
OPEN = """\
import sys
from pathlib import Path
from studio.credit.identity import Identity
print(Identity.open(Path(sys.argv[1])).name)
"""


def test_a_studio_without_a_keyring_keeps_its_key_for_itself_alone(tmp_path: Path) -> None:
    made = Identity.open(tmp_path)
    key = tmp_path / FOLDER / KEY
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert Identity.open(tmp_path) == made
    found = Identity.find(tmp_path)
    assert found is not None
    assert (found.certificate, found.authority, found.key) == (made.certificate, made.authority, "")
    assert made.key not in repr(made)


def test_a_seal_that_is_wanted_by_several_at_once_is_made_once(tmp_path: Path) -> None:
    """Two exports at the same time, before there was any."""
    with ThreadPoolExecutor(4) as several:
        made = list(several.map(lambda _: Identity.open(tmp_path), range(4)))
    assert set(made) == {Identity.open(tmp_path)}


def test_two_studios_have_nothing_in_common(tmp_path: Path) -> None:
    assert Identity.find(tmp_path / "a") is None
    one, other = Identity.open(tmp_path / "a"), Identity.open(tmp_path / "b")
    assert one.name != other.name
    assert one.authority != other.authority


def test_a_seal_whose_key_is_locked_away_is_not_replaced(tmp_path: Path) -> None:
    made = Identity.open(tmp_path)
    (tmp_path / FOLDER / KEY).unlink()
    with pytest.raises(Refused) as refused:
        Identity.open(tmp_path)
    assert "Unlock the keyring" in refused.value.advice
    found = Identity.find(tmp_path)
    assert found is not None
    assert found.name == made.name


def test_a_damaged_certificate_says_what_to_do(tmp_path: Path) -> None:
    Identity.open(tmp_path)
    (tmp_path / FOLDER / CERTIFICATE).write_bytes(b"\xff\x00nothing")
    with pytest.raises(Damaged) as damaged:
        Identity.find(tmp_path)
    assert "signing" in damaged.value.advice


def test_with_a_keyring_no_file_holds_the_key(tmp_path: Path, keyring_rig: Keyring) -> None:
    command, env = [sys.executable, "-c", OPEN, str(tmp_path)], {**os.environ, **keyring_rig.env}
    names = [
        subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=60).stdout
        for _ in range(2)
    ]
    assert names[0] == names[1]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [CERTIFICATE]
    assert "PRIVATE KEY" not in files[0].read_text()
