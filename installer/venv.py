"""The project's own Python environment in `.venv`: made once, filled with the pinned and hash-checked dependencies.

A stamp is written into `.venv` when it is whole, with the hash of everything it was made from. A matching stamp is all that a
later start looks at. Without a stamp `.venv` was left half made, and is made anew.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

from . import system
from .words import give_up, say

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_STAMP = FOLDER / "redbutton-studio.json"
_PINS = {"run": "requirements.txt", "test": "requirements-dev.txt"}


def prepare(purpose: str) -> None:
    """Makes `.venv` ready for `run` or for `test` (which contains all that `run` needs)."""
    wanted = _wanted()
    found = _found()
    if found.get(purpose) == wanted[purpose] and PYTHON.exists():
        return
    if not found or found.get("python") != wanted["python"] or not PYTHON.exists():
        _make()
    _STAMP.unlink(missing_ok=True)
    _fill(purpose)
    whole = wanted if purpose == "test" else {name: value for name, value in wanted.items() if name != "test"}
    part = _STAMP.with_suffix(".part")
    part.write_text(json.dumps(whole, indent=1), "utf-8")
    part.replace(_STAMP)


def _wanted() -> dict[str, str]:
    wanted = {"python": f"{sys.version} {sys.base_prefix} {FOLDER}"}
    project = (ROOT / "pyproject.toml").read_bytes()
    for purpose, name in _PINS.items():
        wanted[purpose] = hashlib.sha256(project + (ROOT / name).read_bytes()).hexdigest()
    return wanted


def _found() -> dict[str, str]:
    try:
        return dict(json.loads(_STAMP.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        system.install_venv()
    say("Making the studio's own Python environment in .venv …")
    try:
        venv.create(FOLDER, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        give_up(f"The environment could not be made in {FOLDER}: {error}")


def _fill(purpose: str) -> None:
    pins = _PINS[purpose]
    say(f"Installing the dependencies of {pins}, each checked against its hash; the first time takes some minutes …")
    started = time.monotonic()
    _pip("--require-hashes", "--no-deps", "-r", pins)
    _pip("--no-deps", "--no-build-isolation", "--editable", ".")
    compile_ahead("studio")
    say(f"Done in {time.monotonic() - started:.0f} s.")


def compile_ahead(*folders: str) -> None:
    """Compiles them as pip compiled what they need, so that no start has to; where that fails each start does it itself."""
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", *folders]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def _pip(*words: str) -> None:
    """Runs pip silently; where it fails, its own last words are shown."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command = [str(PYTHON), "-m", "pip", "install", *options, *words]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        last = done.stdout.decode("utf-8", "replace").splitlines()[-15:]
        give_up(
            "\n".join(
                [*last, "", "The dependencies could not be installed (see above). Start the same command to try again."]
            )
        )
