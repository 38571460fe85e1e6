"""What is listened to and looked at: a sound file, a take with its edits, or either with its guide. Nothing is opened before it is
asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from studio.domain.ids import TakeId
from studio.domain.take import Take

if TYPE_CHECKING:
    from .pcm import Floats
    from .peaks import Peaks


@dataclass(frozen=True, slots=True)
class EditedTake:
    """`file_of` tells where the sound of a take lies."""

    take: Take
    file_of: Callable[[TakeId], Path]


Heard: TypeAlias = Path | EditedTake


@dataclass(frozen=True, slots=True)
class WithGuide:
    """A sound and its guide as both were heard: the guide's first frame lies at frame `at` of the sound, which may be before it."""

    sound: Heard
    guide: Path
    at: int


class Opened(Protocol):
    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    def blocks(self, start_frame: int = 0, /) -> Iterator[Floats]: ...


def opened(heard: Heard | WithGuide) -> Opened:
    """Raises Refused and Damaged."""
    if isinstance(heard, WithGuide):
        from .guided import Guided

        return Guided(heard)
    if isinstance(heard, EditedTake):
        from .editing import open_edited

        return open_edited(heard.take, heard.file_of)
    from .convert import open_sound

    return open_sound(heard)


def outlined(heard: Heard) -> Peaks:
    """Raises Refused and Damaged; a long file that nobody looked at yet is read once."""
    if isinstance(heard, EditedTake):
        from .outline import of_take

        return of_take(heard.take, heard.file_of)
    from .peaks import of_file

    return of_file(heard)
