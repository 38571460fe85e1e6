"""One look at a piece: the bars of its sound, a small picture, or its first words. Made on a task, shown by anyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QImage

from studio.domain.record import Kind, Media
from studio.errors import Damaged
from studio.store import Store

from .tasks import Task
from .widgets.painters import Bar

if TYPE_CHECKING:
    from studio.sound.heard import Heard

T = TypeVar("T")

#: Bars of a glance at a sound; `fewer` fits them into the room that is there.
BARS = 400
#: A quiet voice is drawn taller, so that its shape can be seen; never more than this.
MOST_LIFT = 4.0
#: What is shown of words, in bytes; the whole is in the piece.
TEXT_BYTES = 64_000


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    bars: tuple[Bar, ...] = ()
    image: QImage | None = None
    text: str = ""


#: Work for a task; raises a StudioError that says why there is nothing to see.
Look = Callable[[Task], Glance]


def look_at_media(store: Store, kind: Kind, media: Media) -> Look | None:
    """A look at a kept file; None where it is not on this computer."""
    if not store.media.has(media.sha256):
        return None
    path = store.media.path(media.sha256)
    of_picture = partial(_of_picture, store.folder.previews)
    makers: dict[Kind, Callable[[Path], Glance]] = {Kind.AUDIO: _of_sound, Kind.IMAGE: of_picture, Kind.TEXT: _of_words}
    return partial(_look, makers[kind], path) if kind in makers else None


def look_at_sound(sound: Heard) -> Look:
    return partial(_look, _of_sound, sound)


def look_at_text(text: str) -> Look:
    return lambda task: Glance(text=text[:TEXT_BYTES])


def fewer(bars: Sequence[Bar], count: int) -> tuple[Bar, ...]:
    """The same sound in at most `count` bars: each holds the lowest and highest of those it stands for."""
    total = len(bars)
    if total <= count:
        return tuple(bars)
    edges = [at * total // count for at in range(count + 1)]
    runs = [bars[a:b] for a, b in pairwise(edges)]
    return tuple((min(low for low, _ in run), max(high for _, high in run)) for run in runs)


def _look(make: Callable[[T], Glance], thing: T, task: Task) -> Glance:
    try:
        return make(thing)
    except OSError as error:
        raise Damaged("This file cannot be read", "Nothing was changed.", str(error)) from error


def _of_words(path: Path) -> Glance:
    with path.open("rb") as file:
        return Glance(text=file.read(TEXT_BYTES).decode("utf-8", "replace"))


def _of_sound(sound: Heard) -> Glance:
    from studio.sound.heard import outlined  # numpy waits until a sound is looked at

    bars = [(float(low), float(high)) for low, high in outlined(sound).columns(BARS)]
    loudest = max((max(-low, high) for low, high in bars), default=0.0)
    lift = min(MOST_LIFT, 0.9 / loudest) if loudest > 0 else 1.0
    return Glance(bars=tuple((low * lift, high * lift) for low, high in bars))


def _of_picture(previews: Path, path: Path) -> Glance:
    """From a smaller picture, which our own child process made: Qt never decodes what people sent."""
    from studio.picture.previews import Previews

    return Glance(image=read_ours(Previews(previews).large(path, path.name)))


def read_ours(path: Path) -> QImage:
    """A picture that our own child process wrote. Raises OSError."""
    with path.open("rb") as file:
        is_png = file.read(4) == b"\x89PNG"
    image: QImage = QImage(str(path), "PNG" if is_png else "JPEG")  # type: ignore[call-overload]
    return image
