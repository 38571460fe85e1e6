"""Punch and roll: the end of what is good is heard, and from there on the take is spoken anew.

What was there before stays underneath: the new part is a layer over the take, and the last edit can be undone. A take that was made
along a guide is heard with it, and the guide goes on while the new part is spoken.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.capture.orders import Beside
from studio.capture.reading import BoothState, Reading
from studio.domain.amounts import length_words
from studio.domain.ids import TakeId
from studio.errors import Damaged, Refused
from studio.store import Store
from studio.ui.aloud import say_aloud
from studio.ui.stage import Stage

from .cued import Cued
from .playing import guided

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.domain.take import Take
    from studio.sound.cue import Cue
    from studio.sound.heard import Heard, WithGuide
    from studio.sound.pcm import Floats

    from .take_panel import TakePanel

#: So much is thrown away where nobody said from where on.
BACK_S = 3
_STEP_S = 0.25
#: So often the loudspeaker is asked to stay open, first when the window has long been painted.
_WARM_MS = 3_000


class Punching(QObject):
    """`press` begins it in the take that is chosen in `takes`; `follow` is called with every frame of the page, so that the booth
    learns when the punch is."""

    #: Somebody pressed on what was said of the point.
    wanted = Signal()
    #: A Take, as it is heard now, and since which second it was spoken anew.
    landed = Signal(object, float)

    def __init__(self, store: Store, booth: Booth, cue: Cue, stage: Stage, takes: TakePanel) -> None:
        super().__init__(takes)
        self._store, self._booth, self._cue, self._stage, self._takes = store, booth, cue, stage, takes
        #: Where a person has set it: the take, and the frame of what is heard of it.
        self.point: tuple[TakeId, int] | None = None
        self._cued = Cued(booth, cue, stage)
        self._goes_on = self._was_recording = False
        self._warming = QTimer(self, interval=_WARM_MS)
        self._warming.timeout.connect(self.warm)
        self._warming.start()
        takes.wave_pressed.connect(self._on_wave)

    @property
    def is_leading(self) -> bool:
        """The lead-in is heard; what is said now is not kept yet."""
        return self._cued.is_on

    def press(self, playing: tuple[TakeId | None, float]) -> None:
        """Punches into the chosen take: at the point that was set, else where `playing` stands, else 3 s before the end."""
        take = self._takes.chosen()
        if take is not None and self._booth.reading().state is BoothState.READY:
            self._begin(take, self._place(take, playing))

    @Slot()
    def warm(self) -> None:
        """While there is something to punch into, the loudspeaker stays open, so that the lead-in is heard at once."""
        recording = self._booth.reading().state is BoothState.RECORDING
        if self._takes.isVisible() and (recording or self._takes.takes):
            self._cue.warm()

    def roll_back(self) -> None:
        """The take that ran has ended: its last seconds are spoken anew."""
        id = self._booth.reading().take_id
        take = self._store.takes.find(id) if id else None
        root = self._store.takes.find(take.layer_of) if take is not None and take.layer_of else take
        if root is not None:
            self._begin(root, _back(root))

    def stop(self) -> None:
        """No more lead-in; a layer that runs is ended by whoever calls this."""
        if self._cued.is_on:
            self._cued.stop()

    def set_point(self, take: Take, frame: int) -> None:
        """The point stands in the wave, and is said."""
        frames = _frames(take)
        at = min(max(frame, 0), frames)
        self.point = (take.id, at)
        self._takes.show_point(take.id, at / max(1, frames))
        said = f"Punch at {length_words(at / take.rate_hz)}"
        self._stage.notices.hint(said, "Punch in", self.wanted.emit)
        say_aloud(self._takes, said)

    def move_point(self, steps: int) -> None:
        """By a quarter of a second each; from 3 s before the end where none was set."""
        take = self._takes.chosen()
        if take is not None:
            at = self.point[1] if self.point is not None and self.point[0] == take.id else _back(take)
            self.set_point(take, at + round(steps * _STEP_S * take.rate_hz))

    def follow(self, now: Reading) -> None:
        """The booth learns when the punch arrives. Without a lead-in there is no punch."""
        if not self._cued.follow(now):
            self._booth.stop()
        if self._goes_on and not self._cued.is_on and now.state is not BoothState.RECORDING:
            self._goes_on = False
            self._cued.stop()
        was_recording, self._was_recording = self._was_recording, now.state is BoothState.RECORDING
        if was_recording and not self._was_recording and now.take_id:
            self._tell_landed(now.take_id)

    def _tell_landed(self, id: TakeId) -> None:
        from studio.domain.edits import edited

        layer = self._store.takes.find(id)
        root = self._store.takes.find(layer.layer_of) if layer is not None and layer.layer_of else None
        if layer is None or root is None or layer.layer_at is None:
            return
        if any(piece.take_id == id for piece in edited(root).pieces):
            self.landed.emit(root, layer.layer_at / layer.rate_hz)

    def words(self) -> str:
        """What the page says at the red button; "" outside of a lead-in."""
        if not self.is_leading:
            return ""
        left_s = self._cued.left_s()
        return "listen…" if left_s is None else f"to stop · speak in {max(1, int(left_s + 1))} s"

    def _begin(self, take: Take, at: int) -> None:
        if take.rate_hz != self._stage.choices.now.rate_hz:
            title = f"This take was made at {take.rate_hz / 1000:g} kHz"
            self._stage.notices.trouble(Refused(title, "Choose that rate in the settings, then punch in again."))
            return
        if not _is_whole(self._store, take):
            advice = "Nothing is recorded over it. Say the line anew, and the new take is whole."
            self._stage.notices.trouble(Damaged("The sound of a take is gone", advice, take.file_name))
            return
        lead_in = min(at, round(self._stage.choices.now.lead_in_s * take.rate_hz))
        self._stage.notices.end_hint()
        beside = Beside(layer_of=take.id, layer_at=at)
        along = guided(self._store, take)
        self._goes_on = along is not None
        if lead_in or along:
            sound = along or self._store.takes.heard(take)
            self._cued.begin(beside, partial(_lead_in, sound, at - lead_in, at), lead_in / take.rate_hz)
        else:
            self._booth.start(beside)
            self._booth.heard_at(time.monotonic())

    def _place(self, take: Take, playing: tuple[TakeId | None, float]) -> int:
        if self.point is not None and self.point[0] == take.id:
            return min(self.point[1], _frames(take))
        if playing[0] == take.id:
            return round(playing[1] * _frames(take))
        return _back(take)

    @Slot(str, float)
    def _on_wave(self, id: str, part: float) -> None:
        take = self._store.takes.find(id)
        if take is not None:
            self.set_point(take, round(part * _frames(take)))


def _frames(take: Take) -> int:
    from studio.domain.edits import edited

    return edited(take).frames


def _is_whole(store: Store, take: Take) -> bool:
    """All files are there that are heard in it; somebody may have deleted one behind our back."""
    from studio.domain.edits import NOBODY, edited

    heard = {take.id, *(piece.take_id for piece in edited(take).pieces)} - {NOBODY}
    return all((found := store.takes.find(id)) is not None and store.takes.file(found).exists() for id in heard)


def _back(take: Take) -> int:
    return max(0, _frames(take) - BACK_S * take.rate_hz)


def _lead_in(heard: Heard | WithGuide, first: int, end: int) -> Iterator[Floats]:
    """What is heard of a take between two of its frames, then the rest of its guide, for the loudspeaker; on the cue's thread."""
    from studio.sound import convert
    from studio.sound.cue import RATE_HZ
    from studio.sound.guided import Guided
    from studio.sound.heard import opened

    sound = opened(heard)
    left = round((end - first) / sound.rate_hz * RATE_HZ)
    for block in convert.converted(sound, RATE_HZ, 2, first):
        yield block[:left]
        left -= len(block)
        if left <= 0:
            break
    if isinstance(sound, Guided):
        yield from convert.conformed(sound.guide(end), sound.rate_hz, RATE_HZ, 2)
