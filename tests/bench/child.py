"""A bench in a process of its own, which tells its figures as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from studio.ui.sweep import Sweep
from studio.ui.theme import STYLE, Theme

_AT_MOST_S = 600


def told_by(module: str, *words: str, env: Mapping[str, str] | None = None) -> Any:
    """`env` is that of the rig's parts; without a screen of it, nobody sees the window."""
    whole = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd()), **(env or {})}
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=whole, stdout=subprocess.PIPE, check=True, timeout=_AT_MOST_S)
    return json.loads(done.stdout)


def tell(measured: Callable[[QApplication, Path], object]) -> None:
    """In the child: with the look of the program, and a folder for its data."""
    app = QApplication(["studio", *STYLE])
    Theme(app).set("booth", 100)
    sweep = Sweep()
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        print(json.dumps(measured(app, Path(name))))
    sweep.stop()
