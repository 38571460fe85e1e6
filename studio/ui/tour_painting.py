"""The third part of the guided tour: a layered picture that is watched while somebody paints on, and that goes out at last."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog

from studio.domain.parcel import ParcelState
from studio.domain.record import Draft

from .pages import Rooms
from .places import Places
from .tour_building import Hands, Step

if TYPE_CHECKING:
    from PIL.Image import Image

    from .picture import PicturePage

_SIZE = (960, 560)
_SKY, _HILL, _SUN = (236, 170, 120), (70, 64, 110), (255, 232, 190)


def paint(places: Places, rooms: Rooms, hands: Hands) -> Iterator[Step]:
    """Keeps a layered file as a draft, saves it once more as a paint program would, looks at both versions, and sends it."""
    with tempfile.TemporaryDirectory(prefix="tour-") as folder:
        path = Path(folder) / "kitchen at dawn.ora"
        _save(path, {"sky": _sky()})
        places.show("picture")
        page = cast("PicturePage", places.window.page("picture"))
        page.show_freely()
        page.take_file(path)
        yield "a layered picture is kept as a draft", lambda: page.draft is not None, 60
        draft = page.draft
        assert draft is not None
        _save(path, {"sky": _sky(), "hill": _hill(), "sun": _sun()})
        yield "what was saved in it is a version", lambda: rooms.store.versions.count(draft.id) > 1, 60
        yield from hands.settle()
        hands.picture("picture")
        yield from _compare(draft, places, hands)
        yield from _send(draft, page, places, rooms, hands)


def _compare(draft: Draft, places: Places, hands: Hands) -> Iterator[Step]:
    places.versions(draft.id)
    yield "both versions are seen side by side", lambda: isinstance(QApplication.activeModalWidget(), QDialog), 10
    yield from hands.settle()
    yield from hands.settle()
    hands.picture("versions")
    cast(QDialog, QApplication.activeModalWidget()).accept()
    yield "the versions are closed", lambda: QApplication.activeModalWidget() is None, 10


def _send(draft: Draft, page: PicturePage, places: Places, rooms: Rooms, hands: Hands) -> Iterator[Step]:
    page.do_send()
    yield "the picture's share sheet is open", lambda: hands.sheet() is not None, 30
    yield from hands.settle()
    hands.picture("share-picture")
    sheet = hands.sheet()
    assert sheet is not None
    sheet.send.click()

    def is_live() -> bool:
        parcel = rooms.store.parcels.of_record(draft.record_id)
        return parcel is not None and parcel.state is ParcelState.LIVE

    yield "the platform has the picture", is_live, 60
    places.show("outbox")
    yield from hands.settle()
    hands.picture("outbox-picture")


def _save(path: Path, layers: dict[str, Image]) -> None:
    """An OpenRaster file, put in the place of the one before, as a careful paint program does."""
    from PIL import Image

    whole = Image.new("RGBA", _SIZE)
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as ora:
        ora.writestr("mimetype", "image/openraster", zipfile.ZIP_STORED)
        for name, layer in layers.items():
            whole.alpha_composite(layer)
            ora.writestr(f"data/{name}.png", _png(layer))
        names = "".join(f'<layer name="{name}" src="data/{name}.png"/>' for name in reversed(layers))
        width, height = _SIZE
        ora.writestr("stack.xml", f'<image version="0.0.3" w="{width}" h="{height}"><stack>{names}</stack></image>')
        ora.writestr("mergedimage.png", _png(whole))
        ora.writestr("Thumbnails/thumbnail.png", _png(whole.resize((192, 112))))
    part.replace(path)


def _png(image: Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _sky() -> Image:
    from PIL import Image

    return Image.linear_gradient("L").resize(_SIZE).convert("RGB").point(_warm()).convert("RGBA")


def _warm() -> list[int]:
    """Dark above, the colour of the sky below."""
    return [round(edge * (0.45 + 0.55 * grey / 255)) for edge in _SKY for grey in range(256)]


def _hill() -> Image:
    from PIL import Image, ImageDraw

    layer = Image.new("RGBA", _SIZE)
    ImageDraw.Draw(layer).ellipse((-200, 340, 1_160, 900), fill=_HILL)
    return layer


def _sun() -> Image:
    from PIL import Image, ImageDraw

    layer = Image.new("RGBA", _SIZE)
    ImageDraw.Draw(layer).ellipse((600, 120, 760, 280), fill=_SUN)
    return layer
