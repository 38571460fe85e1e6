"""The chosen takes as files: made beside each other in a hidden folder, named when all of them are whole.

What is heard of a take is what goes out. Where something fails, or somebody stops it, nothing is left behind.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from studio import durable
from studio.credit import roll
from studio.domain.delivery import Spec, verdicts
from studio.domain.edits import edited
from studio.domain.ids import TakeId
from studio.domain.moments import moment_of
from studio.domain.naming import free_name, same_file
from studio.domain.progress import Progress
from studio.domain.words import tidy_text, tidy_title
from studio.errors import Damaged, DiskTrouble, Refused
from studio.sound import check, m4a, packing
from studio.sound.broadcast import Ear, Slip, chunks
from studio.sound.convert import conformed
from studio.sound.dither import dithered
from studio.sound.editing import OpenFile, Rendered, open_edited
from studio.sound.pcm import Floats

from . import manifest, slate
from .choosing import Chosen, Part
from .manifest import Delivered, Made
from .plan import Plan, names_in, plan
from .wish import Way, Wish

_THREADS = 2
#: The most that a second of one channel takes, packed.
_PACKED_BYTES_S = 40_000
_PIECE_BYTES = 1 << 20


def deliver(
    chosen: Chosen,
    wish: Wish,
    project: str,
    folder: Path,
    open_file: OpenFile,
    progress: Progress | None = None,
    credits: str = "",
    spec: Spec | None = None,
) -> Delivered:
    """`credits` are for people, and lie beside several files; "" where nobody is to be named. Each file is measured as it is then
    and held against `spec`: an encoder may lift a peak above what a take keeps to.

    Raises Refused (a wish or names that cannot be, files that exist, stopped), Damaged and DiskTrouble.
    """
    planned = plan(chosen, wish, project, names_in(folder))
    if planned.exists:
        advice = "They were left as they are. Choose another folder or another pattern, or keep both."
        raise Refused("There are files of these names already", advice, planned.words(), "exists")
    sounds = {part.take.id: _opened(part, open_file) for part in planned.parts}
    if wish.form.ending == m4a.ENDING:
        m4a.must_be_possible()
        m4a.must_hold(_longest(sounds.values(), wish))
    _check_room(sounds.values(), wish, folder)
    try:
        with durable.workplace(folder, "delivery") as place:
            work = _Work(planned, wish, project, place, sounds, progress or Progress(), spec)
            made = work.joined() if wish.way is Way.JOINED else work.each()
            if wish.way is Way.ZIP:
                beside = {manifest.FILE_NAME: manifest.text(project, made, chosen), roll.FILE_NAME: credits}
                _zip(place / planned.files[0], made, beside, work.step)
            paths = tuple(folder / file for file in planned.files)
            durable.hand_over(place, (*paths, *_credited(place, paths, credits if wish.way is Way.FOLDER else "")))
    except (DiskTrouble, OSError) as error:
        raise durable.not_exported(error) from error
    return Delivered(paths, tuple(made))


class _Work:
    """Writes sounds into the folder `place`; progress is told by several threads, one after the other."""

    def __init__(
        self,
        planned: Plan,
        wish: Wish,
        project: str,
        place: Path,
        sounds: dict[TakeId, Rendered],
        progress: Progress,
        spec: Spec | None,
    ) -> None:
        self._planned, self._wish, self._project, self._place = planned, wish, project, place
        self._sounds, self._spec = sounds, spec
        self._progress = progress
        self._telling = threading.Lock()
        passes = 2 if wish.form.ending == m4a.ENDING else 1  # read, then encoded
        progress.begin(_seconds(sounds.values()) * wish.form.rate_hz * passes, 0.9 if wish.way is Way.ZIP else 1.0)

    def step(self, steps: float) -> None:
        with self._telling:
            self._progress.add(steps)

    def each(self) -> list[Made]:
        with ThreadPoolExecutor(_THREADS, "delivery") as several:
            coming = [
                several.submit(self._file, self._place / name, [part])
                for part, name in zip(self._planned.parts, self._planned.names, strict=True)
            ]
            try:
                return [one.result() for one in coming]
            finally:
                several.shutdown(cancel_futures=True)

    def joined(self) -> list[Made]:
        return [self._file(self._place / self._planned.files[0], list(self._planned.parts))]

    def _file(self, path: Path, parts: list[Part]) -> Made:
        form = self._wish.form
        ear = Ear(form.rate_hz, form.channels)
        first = self._slate(parts[0])
        slip = _slip(self._project, parts[0], sum(map(len, first)) / form.rate_hz)

        def front() -> bytes:
            heard = ear.figures() if ear.frames else None
            return chunks(slip, form.rate_hz, form.channels, form.bits, heard)

        blocks = self._counted(self._blocks(parts, first))
        if form.bits == 16:
            blocks = dithered(blocks)
        with packing.new_file(path, form, front, self.step) as write:
            write(ear.listen(blocks))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        seconds, fails = ear.frames / form.rate_hz, self._fails(path)
        return Made(parts[0], path, sha256, path.stat().st_size, seconds, ear.figures(), fails)

    def _fails(self, path: Path) -> tuple[str, ...]:
        if self._spec is None:
            return ()
        self.step(0)  # it may have been stopped meanwhile
        return tuple(one.sentence for one in verdicts(check.of_file(path), self._spec) if not one.passed)

    def _slate(self, part: Part) -> list[Floats]:
        form = self._wish.form
        return list(slate.sound_of(part, form.rate_hz, form.channels)) if self._wish.slate else []

    def _blocks(self, parts: list[Part], first_slate: list[Floats]) -> Iterator[Floats]:
        """Each slate is made when its turn comes: it takes a moment to be spoken, and there may be thousands."""
        form, wish = self._wish.form, self._wish
        for at, part in enumerate(parts):
            if at and wish.gap_s:
                yield np.zeros((round(wish.gap_s * form.rate_hz), form.channels), np.float32)
            yield from self._slate(part) if at else first_slate
            sound = self._sounds[part.take.id]
            yield from conformed(sound.blocks(), sound.rate_hz, form.rate_hz, form.channels)

    def _counted(self, blocks: Iterator[Floats]) -> Iterator[Floats]:
        for block in blocks:
            self.step(len(block))
            yield block


def _credited(place: Path, paths: tuple[Path, ...], credits: str) -> tuple[Path, ...]:
    """Under a name that nothing in the folder has."""
    if not credits or len(paths) < 2:
        return ()
    folder = paths[0].parent
    name = free_name(roll.FILE_NAME, names_in(folder) | {same_file(path.name) for path in paths})
    (place / name).write_text(credits, "utf-8", newline="\n")
    return (folder / name,)


def _slip(project: str, part: Part, slate_s: float) -> Slip:
    """The time is that of the first sample of the file, with its slate."""
    line, take = part.line, part.take
    note = tidy_text("\n".join(text for text in (line.note, part.note, take.note) if text))
    scene = tidy_title(line.id or str(part.number))
    first = edited(take).pieces[0]
    late_s = first.start / take.rate_hz if first.take_id == take.id and not first.tone_frames else 0.0
    return Slip(
        tidy_title(project),
        scene,
        take.number,
        take.starred,
        note,
        tidy_title(line.text),
        take.id.replace("-", ""),
        moment_of(take.started_at),
        late_s - slate_s,
    )


def _opened(part: Part, open_file: OpenFile) -> Rendered:
    """Before anything is written. Raises Damaged."""
    try:
        return open_edited(part.take, open_file)
    except Damaged as error:
        advice = f"It is take {part.take.number} of line {part.number}. Star another one. Nothing was written."
        raise Damaged("The sound of a take is gone or damaged", advice, str(error)) from error


def _check_room(sounds: Iterable[Rendered], wish: Wish, folder: Path) -> None:
    """Raises DiskTrouble where the disk has not enough room for all of it."""
    form, sounds = wish.form, list(sounds)
    sample_bytes = form.rate_hz * form.bits / 8 if form.ending in (".wav", ".flac") else _PACKED_BYTES_S
    seconds = _seconds(sounds) + (wish.gap_s * len(sounds) if wish.way is Way.JOINED else 0)
    needed = seconds * sample_bytes * form.channels * (2 if wish.way is Way.ZIP else 1)
    free = shutil.disk_usage(folder).free
    if needed > free:
        advice = "Nothing was written. Make room or choose another folder, then deliver again."
        raise DiskTrouble("There is not enough room on this disk", advice, f"{needed:.0f} bytes, free are {free}")


def _longest(sounds: Iterable[Rendered], wish: Wish) -> float:
    """Seconds of the longest file, without its slates."""
    lengths = [sound.frames / sound.rate_hz for sound in sounds]
    return sum(lengths) + wish.gap_s * (len(lengths) - 1) if wish.way is Way.JOINED else max(lengths)


def _seconds(sounds: Iterable[Rendered]) -> float:
    return sum(sound.frames / sound.rate_hz for sound in sounds)


def _zip(path: Path, made: list[Made], beside: dict[str, str], step: Callable[[float], None]) -> None:
    """The sounds are packed already, or are not to be: they are stored as they are."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        for one in made:
            with one.path.open("rb") as source, archive.open(one.path.name, "w", force_zip64=True) as entry:
                while piece := source.read(_PIECE_BYTES):
                    step(0)
                    entry.write(piece)
        for name, text in beside.items():
            if text:
                archive.writestr(name, text)
    with path.open("r+b") as file:
        durable.sync_data(file.fileno())
