"""The take-writer thread: every 20 ms from the ring to memory, file, level and live waveform. It alone opens and closes
the microphone, and finds another one when it is gone."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.errors import DeviceTrouble, StudioError
from studio.sound import portaudio
from studio.sound.pace import uneven

from . import words
from .display import HOLD_S, LEVEL_S, Display
from .hands_free import HandsFree
from .listening import Listening, Missing
from .microphone import Ear
from .orders import Auto, Beside, Close, Heard, Keep, LineNow, LookAgain, Order, Press, Release, Remembered, SayAgain
from .reading import COLUMNS_PER_S, KNOWN_AFTER_S, BoothState, ByVoice, Choice, Reading, in_words
from .reel import LONGEST_FILLED_S, Reel
from .tape import Source

if TYPE_CHECKING:
    from studio.domain.ids import TakeId
    from studio.store import Store

TICK_S = 0.02
#: After the press on stop the take goes on for the sound that is still on its way.
TAIL_S = 0.1
_STOP_PATIENCE_S = 3.0
_TRY_AGAIN_S = 1.0
#: So long exact digital silence is no quiet room: no converter is that quiet.
_MUTED_S = 2


class Recorder:
    """Lives on one thread, from `run` to its return. `reading` is replaced whole and may be read from any thread."""

    def __init__(
        self,
        store: Store,
        listen: Callable[[Choice], Ear],
        on_change: Callable[[], None],
        on_trouble: Callable[[StudioError], None],
        reserve_bytes: int,
    ) -> None:
        self._listen, self._on_change, self._on_trouble = listen, on_change, on_trouble
        self.reading = Reading(state=BoothState.OPENING)
        self._reel = Reel(store, self._changed, on_trouble, reserve_bytes)
        self._choice = Choice()
        self._listening: Listening | None = None
        self._display = Display(self._choice.rate_hz)
        self._device = self._format = self._told = ""
        self._stop_at: tuple[int, float] | None = None
        self._try_at = 0.0
        self._zeros = self._ticks = 0
        self._take_id: TakeId | None = None
        self._take_moment = self._drift_s = 0.0
        self._beside_at: float | None = None
        self._hands_free: HandsFree | None = None
        self._heard_anything = self._late = self._gone = self._look_again = False

    def begin(self, choice: Choice, listening: Listening | None) -> None:
        """What is to be opened, and the ear that listens already."""
        self._choice = choice
        if listening is not None:
            self._listen_to(listening)

    def run(self, orders: queue.SimpleQueue[Order]) -> None:
        """Until Close comes: then the take is ended and kept, and the microphone let go."""
        try:
            while not isinstance(order := self._next(orders), Close):
                if self._listening is not None:
                    self._hear(self._listening)
                if order is not None:
                    self._obey(order)
                if self._look_again and self._reel.tape is None:
                    self._let_go()
                if self._listening is None and time.monotonic() >= self._try_at:
                    self._open()
                self._reel.tick()
                self._publish()
            if self._listening is not None:
                self._hear(self._listening)
        finally:
            self._end()
            self._let_go()
            self.reading = Reading()
            self._on_change()

    def _next(self, orders: queue.SimpleQueue[Order]) -> Order | None:
        """Uneven ticks, so that some of them fall just behind an arrival of sound: that tells when it arrived."""
        self._ticks += 1
        try:
            return orders.get(timeout=TICK_S * uneven(self._ticks))
        except queue.Empty:
            return None

    def _obey(self, order: Order) -> None:
        reel, listening = self._reel, self._listening
        if isinstance(order, LineNow):
            before, reel.line = reel.line, order
            if self._hands_free is not None and order[:-1] != before[:-1]:  # told again: shown anew, or elsewhere
                self._hands_free.go_on()
        elif isinstance(order, Remembered):
            frames = round(order.seconds * self._choice.rate_hz)
            order.then(reel.remembered(frames), self._choice.rate_hz, self._device)
        elif isinstance(order, SayAgain) and self._hands_free is not None:
            self._hands_free.go_on()
        elif isinstance(order, Auto):
            self._set_auto(order.by_voice)
        elif isinstance(order, Choice):
            self._change_to(order)
        elif isinstance(order, LookAgain):
            self._look_again = True
        elif isinstance(order, Keep):
            reel.keep(order.seconds)
        elif isinstance(order, Press) and listening is not None:
            self._begin(listening.frames_at(order.moment), order.beside)
        elif isinstance(order, Heard):
            self._beside_at = order.moment
            self._lay()
        elif isinstance(order, Press):
            self._told, self._try_at = "", 0.0  # look at once, and say it again where there is none
        elif isinstance(order, Release) and reel.tape is not None and listening is not None:
            self._stop_at = (listening.frames_at(order.moment + TAIL_S), time.monotonic() + _STOP_PATIENCE_S)
        elif isinstance(order, Release):
            self._end()

    def _begin(self, pressed_at: int, beside: Beside) -> None:
        if self._reel.tape is not None and self._stop_at is None:
            return
        self._end()
        self._zeros, self._heard_anything = 0, False
        since_press = max(0, self._reel.heard - pressed_at)
        preroll = 0 if beside.layer_of else self._choice.preroll_s * self._choice.rate_hz
        preroll = max(0, min(preroll, self._reel.remembered_frames - since_press))
        self._reel.start(since_press + preroll, preroll, beside=beside)

    def _end(self) -> None:
        self._lay()
        self._stop_at = self._beside_at = None
        self._reel.stop()
        if self._hands_free is not None:
            self._hands_free.cut()

    def _lay(self) -> None:
        """What is heard beside the take gets its place in it; known ever better, as the take's own moment is."""
        if self._beside_at is not None and self._reel.tape is not None:
            self._note_moment()
            self._reel.lay(round((self._beside_at - self._take_moment) * self._choice.rate_hz))

    def _set_auto(self, by_voice: ByVoice | None) -> None:
        """Off, it ends what it began."""
        if self._hands_free is not None:
            self._hands_free = None
            self._end()
        if by_voice is not None and self._listening is not None:
            self._hands_free = HandsFree(self._reel, self._choice.rate_hz, by_voice)
        self._changed()

    def _change_to(self, choice: Choice) -> None:
        if choice == self._choice and self._listening is not None:
            return  # a page that was built anew asks again; what is remembered stays
        self._end()
        self._let_go()
        self._choice = choice

    def _open(self) -> None:
        """The chosen microphone, else the system's own; tried again each second until one is there."""
        try:
            if self._choice.voice is None:
                portaudio.refresh()
            ear = self._found()
        except StudioError as error:
            self._try_at = time.monotonic() + _TRY_AGAIN_S
            if error.title != self._told:
                self._told = error.title
                self._on_trouble(error)
                self._changed()
            return
        self._listen_to(Listening(ear))

    def _listen_to(self, listening: Listening) -> None:
        ear, self._listening = listening.ear, listening
        self._told, self._zeros, self._heard_anything, self._gone = "", 0, False, False
        self._device, self._format = ear.name, in_words(ear)
        self._display = Display(ear.rate_hz)
        self._reel.thread(Source(ear.name, ear.rate_hz, ear.channels, ear.note), self._choice)
        self._changed()

    def _found(self) -> Ear:
        try:
            return self._listen(self._choice)
        except DeviceTrouble:
            if not self._choice.device:
                raise
        instead = self._listen(Choice("", self._choice.rate_hz, self._choice.channels))
        self._on_trouble(words.other_microphone(instead.name))
        return instead

    def _let_go(self) -> None:
        listening, self._listening, self._try_at = self._listening, None, 0.0
        self._hands_free = None
        self._look_again = False
        self._reel.unthread()
        if listening is not None:
            listening.ear.close()

    def _hear(self, listening: Listening) -> None:
        for item in listening.hear():
            if isinstance(item, Missing):
                self._miss(item)
            else:
                self._take_in(item)
        if self._late != (listening.behind_s > words.LATE_S):
            self._late = not self._late
            if self._late and self._reel.tape is not None:
                self._on_trouble(words.late(self._device))
        if listening.lost:
            self._lose()
        elif self._stop_at is not None and time.monotonic() > self._stop_at[1]:
            self._end()

    def _take_in(self, block: NDArray[np.float32]) -> None:
        self._display.write(block)
        if self._stop_at is None:
            self._reel.write(block)
        else:
            rest = max(0, self._stop_at[0] - self._reel.heard)
            self._reel.write(block[:rest])
            if rest <= len(block):
                self._end()
                self._reel.write(block[rest:])
        if self._hands_free is not None:
            self._hands_free.write(block)
        if not self._heard_anything:
            self._listen_for_nothing(block)

    def _listen_for_nothing(self, block: NDArray[np.float32]) -> None:
        """Exact digital silence from the start is a muted or forbidden microphone (REC-9)."""
        self._heard_anything = bool(block.any())
        before, self._zeros = self._zeros, self._zeros + len(block)
        if not self._heard_anything and before < _MUTED_S * self._choice.rate_hz <= self._zeros:
            self._on_trouble(words.silent(self._device))

    def _miss(self, missing: Missing) -> None:
        self._display.gap(missing.frames)
        recording = self._reel.tape is not None
        self._reel.gap(missing)
        if self._hands_free is not None and missing.frames <= LONGEST_FILLED_S * self._choice.rate_hz:
            self._hands_free.write(np.zeros((missing.frames, self._reel.channels), np.float32))
        else:
            self._hands_free = None  # after a long sleep somebody says where to go on
        if recording:
            told = words.slept if missing.why == "sleep" else words.lost
            self._on_trouble(told(missing.frames, self._choice.rate_hz))

    def _lose(self) -> None:
        """The device is gone: the take up to here is kept, and a linked part begins on the next one."""
        recording = self._reel.tape is not None
        if self._stop_at is not None:
            self._end()
        else:
            self._lay()
            self._reel.interrupt()
        self._gone = True
        self._changed()
        self._on_trouble(words.vanished(self._device, recording))
        self._let_go()

    def _note_moment(self) -> None:
        """When the take's first frame arrived: known ever better as more of it arrives, until two clocks may have drifted."""
        tape, listening = self._reel.tape, self._listening
        if tape is None or listening is None:
            return
        moment = listening.moment_of(self._reel.began_at)
        if tape.take.id != self._take_id or tape.frames < KNOWN_AFTER_S * tape.take.rate_hz:
            self._take_id, self._take_moment = tape.take.id, moment
        self._drift_s = moment - self._take_moment

    def _state(self) -> BoothState:
        if self._reel.tape is not None:
            return BoothState.RECORDING
        if self._gone or self._told or self._reel.goes_on is not None:
            return BoothState.LOST
        return BoothState.OPENING if self._listening is None else BoothState.READY

    def _changed(self) -> None:
        self._publish()
        self._on_change()

    def _publish(self) -> None:
        self._note_moment()
        reel, display, tape = self._reel, self._display, self._reel.tape
        strip, rate_hz = display.strip, self._choice.rate_hz
        columns = 0 if tape is None else round(tape.frames * COLUMNS_PER_S / rate_hz)
        self.reading = Reading(
            state=self._state(),
            elapsed_s=tape.frames / rate_hz if tape else 0.0,
            level_dbfs=display.level_dbfs(LEVEL_S),
            peak_hold_dbfs=display.level_dbfs(HOLD_S),
            clips=tape.meter.clips if tape else 0,
            lost_frames=tape.take.lost_frames if tape else 0,
            minutes_left=reel.minutes_left,
            device=self._device,
            format=self._format,
            remembered_s=min(reel.remembered_frames / rate_hz, self._choice.keep_last_s),
            strip=strip.columns,
            strip_start=strip.start,
            take_id=self._take_id,
            take_moment=self._take_moment,
            take_drift_s=self._drift_s,
            delay_s=self._listening.delay_s if self._listening is not None else 0.0,
            take_column=max(0, strip.end - columns) if tape else -1,
            gap_columns=strip.gaps,
            is_auto=self._hands_free is not None,
        )
