"""What is heard beside a take: it is played, the take begins, and the booth learns when it was heard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from studio.capture.orders import Beside
from studio.capture.reading import BoothState, Reading
from studio.ui.stage import Stage
from studio.ui.trips import trip_s

if TYPE_CHECKING:
    from studio.capture.booth import Booth
    from studio.sound.cue import Blocks, Cue


class Cued:
    """`follow` is called with every frame of the page."""

    def __init__(self, booth: Booth, cue: Cue, stage: Stage) -> None:
        self._booth, self._cue, self._stage = booth, cue, stage
        self._after_s = self._again_s = 0.0
        self._tells = 0

    @property
    def is_on(self) -> bool:
        """The booth has still to learn when it was heard."""
        return self._tells > 0

    def begin(self, beside: Beside, blocks: Blocks, after_s: float, again_s: float = 0.0) -> None:
        """A take begins now. What counts is heard `after_s` after the first frame of `blocks`; once that is `again_s` past, its
        moment is known better, and told again."""
        self._booth.start(beside)
        self._cue.play(blocks)
        self._after_s, self._again_s, self._tells = after_s, again_s, 2

    def stop(self) -> None:
        """Silence; the take goes on."""
        self._tells = 0
        self._cue.stop()

    def left_s(self) -> float | None:
        """So long until what counts is played; None before anything is."""
        began = self._cue.began() if self.is_on else None
        return None if began is None else began + self._after_s - time.monotonic()

    def follow(self, now: Reading) -> bool:
        """False where nothing can be heard, because there is no loudspeaker; why, was told."""
        began, cue, recording = self._cue.began(), self._cue, now.state is BoothState.RECORDING
        if not self.is_on:
            return True
        if began is None:
            self._tells = self._tells if cue.is_on else 0
            return self.is_on
        moment = began + self._after_s + trip_s(self._stage.choices.now, now, cue.name, cue.delay_s)
        is_past = time.monotonic() > moment + self._again_s
        if recording and (is_past or self._tells == 2):
            self._booth.heard_at(moment)
        if is_past or (self._tells == 1 and not recording):
            self._tells = 0
        elif recording:
            self._tells = 1
        return True
