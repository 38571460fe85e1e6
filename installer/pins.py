"""Chooses the versions of all dependencies anew and writes them with their hashes, for every system and Python at once.

It runs `uv pip compile` from an environment of its own. A name of a package host is never written.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv as standard
from pathlib import Path

from .venv import ROOT
from .words import say

_COMPILE = "pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml"


def main(arguments: list[str]) -> int:
    """Arguments are handed to `uv pip compile`, for example `--upgrade` or `--upgrade-package NAME`."""
    with tempfile.TemporaryDirectory() as folder:
        standard.create(folder, with_pip=True)
        python = next(path for path in Path(folder).glob("*/python*") if path.stem == "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"], check=True)
        uv = [str(python), "-m", "uv", *_COMPILE.split(), *arguments]
        for name, extras in (("requirements.txt", ["setup"]), ("requirements-dev.txt", ["setup", "dev"])):
            say(f"Choosing versions for {name} …")
            chosen = [word for extra in extras for word in ("--extra", extra)]
            bound = ["--constraint", "requirements.txt"] if name != "requirements.txt" else []
            subprocess.run([*uv, *chosen, *bound, "--output-file", name], cwd=ROOT, check=True)
    say(f"Written with Python {sys.version_info[0]}.{sys.version_info[1]}. Run the tests before they are kept.")
    return 0
