"""The log: one rotating file in the data folder, 5 × 1 MB. Nothing secret and nobody's words are written to it."""

from __future__ import annotations

import logging
from pathlib import Path

NAME = "redbutton-studio"


def start(folder: Path, name: str = "studio") -> None:
    from logging.handlers import (
        RotatingFileHandler,
    )  # brings sockets and queues along; the window does not wait for them

    handler = RotatingFileHandler(
        folder / f"{name}.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8", delay=True
    )
    handler.name = NAME
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)


def stop() -> None:
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.name == NAME]:
        root.removeHandler(handler)
        handler.close()
