"""`studio doctor` on a computer with sound and keyring, and on one without."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.commands import doctor
from studio.domain.ids import PersonId, PlatformId
from studio.domain.platform import Platform
from studio.paths import DataFolder
from studio.store import Store
from tests.rig.keyring import Keyring
from tests.rig.sound import SoundCard

CODE = """\
import argparse, sys
from studio.commands import doctor
parser = argparse.ArgumentParser()
doctor.add(parser.add_subparsers())
args = parser.parse_args(["doctor", *sys.argv[1:]])
raise SystemExit(doctor.run(args))
"""


def examine(data: Path, env: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The checks by name, from a process of its own (keyring and PortAudio look at the computer only once)."""
    command = [sys.executable, "-c", CODE, "--data", str(data), "--json"]
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=60, check=False)
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["ok"] else 1), done.stderr
    return {check["name"]: check for check in told["checks"]}


def test_a_computer_with_sound_and_keyring_is_well(
    folder: DataFolder, sound_card: SoundCard, keyring_rig: Keyring
) -> None:
    env = {**os.environ, **keyring_rig.env, **sound_card.env, "HOME": sound_card.env["HOME"]}
    checks = examine(folder.root, env)
    wrong = [check for check in checks.values() if not check["ok"] and check["name"] != "disk"]
    assert wrong == []
    assert "default" in checks["microphone"]["found"]
    assert checks["keyring"]["found"] == "SecretService Keyring."
    assert "FLAC" in checks["formats"]["found"]


def test_a_computer_without_sound_keyring_and_ffmpeg_says_what_to_do(
    folder: DataFolder, sound_card: SoundCard, tmp_path: Path
) -> None:
    nowhere = "unix:/nowhere"
    bare = {
        **sound_card.env,
        "PATH": str(tmp_path),
        "PULSE_SERVER": nowhere,
    }
    checks = examine(folder.root, bare)
    for name in ("microphone", "loudspeaker", "ffmpeg", "keyring"):
        assert not checks[name]["ok"]
        assert checks[name]["advice"]
    assert "No microphone is connected." in checks["microphone"]["found"]
    assert "signed in only until you quit" in checks["keyring"]["advice"]
    assert checks["formats"]["ok"]


def test_an_ffmpeg_that_does_not_start_is_no_ffmpeg(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert not doctor._ffmpeg().ok


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    found = list(doctor._folder(tmp_path / "a file"))
    assert [finding.name for finding in found] == ["data folder"]
    assert not found[0].ok
    assert "choose another with --data" in found[0].advice


def test_a_library_in_a_synced_folder_is_warned_about(tmp_path: Path) -> None:
    """SYN-8."""
    found = {finding.name: finding for finding in doctor._folder(tmp_path / "Dropbox" / "studio")}
    assert not found["data folder"].ok
    assert "synced folder (Dropbox)" in found["data folder"].found


def test_a_joined_platform_that_cannot_be_reached_is_said(folder: DataFolder) -> None:
    store = Store.open(folder)
    store.platforms.add(
        Platform(PlatformId("p"), "The\x1b[2J attic", "http://127.0.0.1:9", False, PersonId("me"), "me")
    )
    store.close()
    last = list(doctor._folder(folder.root))[-1]
    assert not last.ok
    assert last.name == "platform The[2J attic"


def test_the_lines_are_for_people(
    folder: DataFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        doctor, "examine", lambda data: iter([doctor.Finding("ffmpeg", False, "It is not here.", "Install it.")])
    )
    assert doctor.run(argparse.Namespace(data=folder.root, json=False)) == 1
    assert capsys.readouterr().out == "to do   ffmpeg         It is not here. Install it.\n"


def test_the_installed_libsndfile_knows_every_format_the_studio_promises() -> None:
    assert doctor._formats().ok
    assert shutil.which("ffmpeg") is None or doctor._ffmpeg().ok
