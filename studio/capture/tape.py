"""One take on its way to the disk: the crash-proof file, its levels and gaps, and the order in which it becomes a row."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio import durable
from studio.domain.ids import SessionId, TakeId, new_id
from studio.domain.moments import now
from studio.domain.take import Gap, Take
from studio.errors import DiskTrouble, StudioError
from studio.sound.levels import Meter
from studio.sound.wav import WavWriter
from studio.store import sidecars

from .orders import ALONE, Beside, LineNow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store import Store

log = logging.getLogger(__name__)
#: Header and data are made good this often; with a tick of 20 ms it stays below 200 ms.
SETTLE_S = 0.16
PART = ".part"
#: Files that are written right now, by this process; only one studio opens a library. Salvage leaves them alone.
running: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the sound comes from, as a take remembers it."""

    device: str
    rate_hz: int
    channels: int
    note: str


class Tape:
    """Made when a take begins: file and sidecar are on the disk when the constructor returns. Raises DiskTrouble."""

    def __init__(
        self,
        store: Store,
        line: LineNow,
        source: Source,
        preroll_frames: int = 0,
        part_of: TakeId | None = None,
        beside: Beside = ALONE,
    ) -> None:
        self._store, self._beside = store, beside
        id = TakeId(new_id())
        name = f"{id}.wav"
        self.path = store.takes.folder / (name + PART)
        self._wav = WavWriter(self.path, source.rate_hz, source.channels)
        running.add(self.path)
        self._settled = time.monotonic()
        self.meter = Meter(source.channels)
        self.take = Take(
            id=id,
            session_id=line.session_id,
            number=self._number(line.session_id, line.line_id),
            started_at=now(),
            file_name=name,
            frames=0,
            rate_hz=source.rate_hz,
            channels=source.channels,
            device=source.device,
            challenge_id=line.challenge_id,
            line_id=line.line_id,
            prompt=line.prompt,
            preroll_frames=preroll_frames,
            note=source.note,
            part_of=part_of,
            layer_of=beside.layer_of,
            guide_sha256=beside.guide_sha256,
            place=line.place,
        )
        self._remember()

    @property
    def frames(self) -> int:
        return self._wav.frames

    def write(self, block: NDArray[np.float32]) -> None:
        self.meter.write(block)
        self._wav.write(block)

    def gap(self, frames: int, why: str) -> None:
        """Silence stands for what was lost; the sidecar knows it at once."""
        self.take = replace(self.take, gaps=(*self.take.gaps, Gap(self.frames, frames, why)))
        self.meter.silence(frames)
        self._wav.silence(frames)
        self._remember()

    def lay(self, frame: int) -> None:
        """The punch, or the guide's first frame, lies at `frame` of the take; the sidecar knows it at once."""
        before = self.take
        if self._beside.layer_of is not None:
            self.take = replace(before, layer_at=self._beside.layer_at, preroll_frames=max(0, frame))
        elif self._beside.guide_sha256:
            self.take = replace(before, guide_frame=frame)
        if self.take != before:
            self._remember()

    def cut(self, frames: int) -> None:
        """What came behind the first `frames` is left out."""
        self._wav.cut(frames)

    def tick(self, moment: float) -> None:
        """Makes the file good where it is time to; `moment` of `time.monotonic`."""
        if moment - self._settled >= SETTLE_S:
            self._settled = moment
            self._wav.settle()

    def finish(self) -> Take:
        """Ends the take: the data on the disk, then the row, then the name, then the folder (REC-12).

        Whatever fails, the file stays where it is, the next start finds it, and this may be called again.
        """
        self._wav.close()
        number = self.take.number or self._number(self.take.session_id, self.take.line_id)
        self.take = replace(self.take, number=number, frames=self._wav.frames, levels=self.meter.levels())
        try:
            name = partial(name_for_good, self.path, self._store.takes.file(self.take))
            self._store.takes.keep(self.take, name)
        except StudioError:
            raise
        except OSError as error:
            raise durable.in_words(error) from error
        except Exception as error:  # whatever the library's fault is, the sound is on the disk and the booth goes on
            advice = "Its sound is safe, and is found at the next start."
            raise DiskTrouble("The take could not be put into the library", advice, str(error)) from error
        running.discard(self.path)
        return self.take

    def _number(self, session_id: SessionId, line_id: str) -> int:
        """0 where the library does not answer now: that must not keep a take from beginning, and is asked again at its end."""
        try:
            root = self._store.takes.find(self._beside.layer_of) if self._beside.layer_of else None
            return self._store.takes.next_number(session_id, line_id) if root is None else root.number
        except Exception as error:
            log.info("a take begins without its number: %s", error)
            return 0

    def give_up(self) -> None:
        """The disk refused the end of the take as well: what is there is for the next look at the folder."""
        running.discard(self.path)

    def _remember(self) -> None:
        try:
            sidecars.write(self._store.takes.folder, self.take)
        except OSError as error:
            raise durable.in_words(error) from error


def name_for_good(part: Path, path: Path) -> None:
    """Renames a whole file; a name that is taken is never taken over."""
    try:
        if path.exists():
            raise DiskTrouble(
                "Two takes have one name", "Both are kept. The newer one keeps its working name.", path.name
            )
        part.rename(path)
        durable.sync_folder(path.parent)
    except OSError as error:
        raise durable.in_words(error) from error
