"""A studio's editor in a process of its own, to be killed: it says each tempo that was saved, as fast as it can."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.remix import file
from studio.ui.remix.editor import Editor
from studio.ui.tasks import Tasks


def main(path: Path) -> None:
    app = QApplication([])
    editor = Editor(file.load(path), path, Tasks())

    def go_on() -> None:
        if not editor.is_saved:
            return
        sys.stdout.write(f"{editor.remix.bpm}\n")
        sys.stdout.flush()
        for _ in range(3):
            editor.commit(replace(editor.remix, bpm=editor.remix.bpm + 0.125))

    editor.saved.connect(go_on)
    editor.commit(replace(editor.remix, bpm=20.0))
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
