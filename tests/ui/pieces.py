"""Takes with sound, pictures with private data, and parcels, for the tests of the pages."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.domain.parcel import Parcel
from studio.domain.record import Kind, Media
from studio.domain.take import Levels, Take
from studio.store import Store
from tests.store.made import a_draft, a_parcel, a_take

GOOD = Levels(-9.8, -30.0, 0)


def a_sounding_take(store: Store, *, seconds: float = 1.0, **fields: object) -> Take:
    """A kept take whose file holds a tone."""
    frames = int(seconds * 48_000)
    basics: dict[str, object] = {"frames": frames, "levels": GOOD, "gaps": ()}
    take = a_take(**(basics | fields))
    tone = np.sin(np.arange(frames) * (2 * np.pi * 440 / 48_000)) * 12_000
    with wave.open(str(store.takes.file(take)), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(tone.astype("<i2").tobytes())
    store.takes.add(take)
    return take


def a_photograph(path: Path, mark: str = "PLANTED-PLACE") -> Path:
    """A JPEG that tells who took it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0110] = mark, mark  # description, camera
    Image.new("RGB", (320, 200), (200, 120, 60)).save(path, "JPEG", exif=exif, comment=mark.encode())
    return path


def a_queued_parcel(
    store: Store, title: str = "A story", text: str = "Rain, tin, you, home", **fields: object
) -> Parcel:
    """Sealed and queued, with its words kept; a state beyond that is written as the courier would."""
    sha256 = store.media.add_bytes(text.encode())
    media = Media(sha256, len(text.encode()), "text/plain")
    draft = a_draft(title=title, text=text, media=media)
    body = json.dumps({"rights": "CC-BY-4.0", "ai_training": False, "sources": []})
    basics: dict[str, object] = {"title": title, "kind": Kind.TEXT, "media": media, "body": body}
    parcel = a_parcel(draft, **(basics | fields))
    store.parcels.seal(draft, parcel)
    return parcel


def all_plain(widget: QWidget) -> None:
    """Paints it, and finds no label that would interpret what it shows and no tooltip that is markup of somebody else."""
    widget.show()
    widget.grab()
    QApplication.processEvents()
    for child in [widget, *widget.findChildren(QWidget)]:
        hint = child.toolTip()
        assert hint == "" or not ("<" in hint and not hint.startswith("<span>"))
    for label in widget.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()[:40]


def nameless(widget: QWidget) -> list[str]:
    """Controls that can have the focus and that a screen reader could not name."""
    return [
        type(child).__name__
        for child in widget.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisibleTo(widget)
        and child.isEnabled()
        and not child.accessibleName()
    ]
