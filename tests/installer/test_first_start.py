"""The first start, the second and the interrupted one: a real environment in a small copy of the project, without a network."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import flit_core
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STUDIO = """\
import os, sys
def main():
    print("studio", *sys.argv[1:], os.environ.get("QT_QPA_PLATFORM", ""))
if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer with a studio of one line; pip finds the build backend beside it instead of on the network."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("")
    (folder / "studio").mkdir()
    shutil.copy(ROOT / "studio/__init__.py", folder / "studio")
    (folder / "studio/__main__.py").write_text(STUDIO)
    (folder / "backend").mkdir()
    (folder / "backend/flit_core").symlink_to(Path(flit_core.__file__).parent)
    return folder


def install(project: Path, *words: str, **env: str) -> str:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [sys.executable, "-m", "installer", *words]
    environment = {**clean, "PYTHONPATH": str(project / "backend"), **env}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_start_makes_the_environment_and_the_second_only_opens_the_studio(project: Path) -> None:
    first = install(project, "run", "doctor", "--json")
    second = install(project, "run", "doctor", "--json")
    assert "Making the studio's own Python environment" in first
    assert first.endswith("studio doctor --json \n")
    assert second == "studio doctor --json \n"


def test_studio_is_a_command_of_the_environment(project: Path) -> None:
    install(project, "run", "doctor")
    studio = project / ".venv/bin/studio"
    assert (
        subprocess.run([studio, "sync"], capture_output=True, text=True, timeout=60).stdout == "studio sync offscreen\n"
    )


def test_a_half_made_environment_is_made_anew(project: Path) -> None:
    install(project, "run", "doctor")
    (project / ".venv/redbutton-studio.json").unlink()
    (project / ".venv/left-over").write_text("from an interrupted start")
    assert "Making the studio's own Python environment" in install(project, "run", "doctor")
    assert not (project / ".venv/left-over").exists()


def test_changed_pins_are_installed_into_the_same_environment(project: Path) -> None:
    install(project, "run", "doctor")
    (project / ".venv/mark").write_text("the same environment")
    (project / "requirements.txt").write_text("# chosen anew\n")
    told = install(project, "run", "doctor")
    assert "Installing the dependencies of requirements.txt" in told
    assert (project / ".venv/mark").exists()


def test_without_a_screen_the_studio_takes_its_tour(project: Path) -> None:
    told = install(project, "run", "--data", "here")
    assert "There is no screen here" in told
    assert "studio tour --out tour --data here" in told
    assert told.split()[-1] in ("xcb", "offscreen")


def test_a_failing_pip_shows_its_own_words_and_the_next_start_tries_again(project: Path) -> None:
    (project / "requirements.txt").write_text("numpy==2.0.0\n")
    command = [sys.executable, "-m", "installer", "run", "doctor"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "--require-hashes" in done.stderr
    assert "Start the same command to try again." in done.stderr
    assert not (project / ".venv/redbutton-studio.json").exists()
    (project / "requirements.txt").write_text("")
    assert "Done in" in install(project, "run", "doctor")


def test_an_old_python_is_told_what_is_needed() -> None:
    code = "import sys; sys.version_info = (3, 9, 2); from installer.__main__ import main; raise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; this is Python 3.9." in done.stdout


def test_the_door_can_be_read_by_any_python_3() -> None:
    """No syntax newer than the first Python 3, or the sentence about an old Python is never shown."""
    tree = ast.parse((ROOT / "installer/__main__.py").read_text(), feature_version=(3, 7))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_without_a_command_the_help_is_shown() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "installer"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "python3 -m installer test" in done.stdout
