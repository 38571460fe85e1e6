"""System packages: found, installed or named. `apt-get` and `sudo` are small programs here that write down how they were called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from installer import run, system
from installer.system import Part
from tests.rig.display import Display

ABSENT = Part("left-handed-smoke-shifter", program="left-handed-smoke-shifter")
HERE = Part("python3", program="python3")


class Programs:
    """A folder of programs that comes first on the PATH."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def add(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho {name} "$@" >> {self.calls}\n{body}\n')
        path.chmod(0o755)

    def told(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return Programs(tmp_path, monkeypatch)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def as_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_nothing_is_installed_when_all_is_here(programs: Programs, as_root: None) -> None:
    programs.add("apt-get", "exit 1")
    system.install([HERE])
    assert programs.told() == []


@pytest.mark.usefixtures("as_root")
def test_a_missing_package_is_installed_and_nothing_is_removed_for_it(programs: Programs) -> None:
    programs.add("apt-get", f"touch {programs.folder}/{ABSENT.program} && chmod +x {programs.folder}/{ABSENT.program}")
    system.install([HERE, ABSENT], needed=[ABSENT])
    assert len(programs.told()) == 1
    assert "--no-remove" in programs.told()[0]
    assert programs.told()[0].endswith("install --no-install-recommends left-handed-smoke-shifter")


@pytest.mark.usefixtures("as_root")
def test_old_package_lists_are_fetched_anew_and_one_unknown_name_stops_no_other(
    programs: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.add("apt-get", 'case "$*" in *shifter*) echo "no such package"; exit 100;; esac')
    system.install([ABSENT, Part("kazoo", program="kazoo")])
    last_words = [" ".join(call.split()[-2:]) for call in programs.told()]
    assert last_words == [
        "left-handed-smoke-shifter kazoo",
        "Dpkg::Use-Pty=0 update",
        "left-handed-smoke-shifter kazoo",
        "--no-install-recommends left-handed-smoke-shifter",
        "--no-install-recommends kazoo",
    ]
    assert "apt-get install -y --no-install-recommends left-handed-smoke-shifter kazoo" in capsys.readouterr().out


@pytest.mark.usefixtures("as_person")
def test_sudo_without_a_password_is_used(programs: Programs) -> None:
    programs.add("sudo", "exit 0")
    system.install([ABSENT])
    assert programs.told()[0] == "sudo -n true"
    assert programs.told()[1].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get")


@pytest.mark.usefixtures("as_person")
def test_without_rights_the_exact_line_is_printed(programs: Programs, capsys: pytest.CaptureFixture[str]) -> None:
    programs.add("sudo", "exit 1")
    programs.add("apt-get", "exit 0")
    with pytest.raises(SystemExit, match="cannot open its window: left-handed-smoke-shifter"):
        system.install([ABSENT], needed=[ABSENT])
    assert "apt-get install -y --no-install-recommends left-handed-smoke-shifter" in capsys.readouterr().out
    assert programs.told() == ["sudo -n true"]


def test_a_library_is_found_in_the_loaders_list() -> None:
    assert Part("libc6", library="libc.so.6").is_here(system._libraries())
    assert not Part("nowhere", library="libnowhere.so.9").is_here(system._libraries())


def test_a_screen_counts_only_if_it_answers(monkeypatch: pytest.MonkeyPatch, display: Display) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display.env["DISPLAY"])
    assert run._has_screen()
    monkeypatch.setenv("DISPLAY", ":987")
    assert not run._has_screen()
    monkeypatch.delenv("DISPLAY")
    assert not run._has_screen()


def test_the_private_screen_is_there_while_it_is_needed() -> None:
    with run._private_screen() as screen:
        assert screen["QT_QPA_PLATFORM"] in ("xcb", "offscreen")
