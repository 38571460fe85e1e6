"""Punch and roll through the virtual sound card: from the press to the first frame of the lead-in in the loudspeaker's monitor."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.capture.booth import Booth
from studio.capture.orders import LineNow
from studio.capture.reading import BoothState, Choice
from studio.capture.tape import Source, Tape
from studio.domain.ids import SessionId, new_id
from studio.domain.take import Take
from studio.errors import StudioError
from studio.paths import DataFolder
from studio.sound.cue import Cue
from studio.store import Store
from studio.ui.bell import Bell
from studio.ui.notices import Notices
from studio.ui.record.punching import Punching
from studio.ui.record.sitting import free
from studio.ui.record.take_panel import TakePanel
from studio.ui.stage import Choices, Stage
from studio.ui.tasks import Tasks
from tests.rig.display import Display
from tests.rig.sound import SoundCard

from .child import tell, told_by
from .heard import Heard
from .table import Row

_PRESSES, _RATE = 20, 48_000


def run() -> Iterator[Row]:
    with SoundCard() as card, Display() as screen:
        told = told_by("tests.bench.punch", env={**screen.env, **card.env})
    yield Row("from the press on Punch & roll to the lead-in, median", float(np.median(told)), "ms", 100)
    yield Row(f"the same, slowest of {len(told)}", max(told), "ms", 100)


def a_take(store: Store) -> Take:
    """Half a minute of loud noise, so that its first frame is heard wherever it begins."""
    tape = Tape(store, LineNow(SessionId(new_id()), None, "1", "One"), Source("bench", _RATE, 1, ""))
    tape.write(np.random.default_rng(1).uniform(-0.5, 0.5, (30 * _RATE, 1)).astype(np.float32))
    return tape.finish()


def _tell(error: StudioError) -> None:
    print(error, file=sys.stderr)


def presses_ms(folder: Path) -> list[float]:
    store, tasks = Store.open(DataFolder.open(folder)), Tasks()
    stage = Stage(Bell(), tasks, Notices(), Choices(folder / "settings.json", tasks))
    booth = Booth(store, on_change=lambda: None, on_trouble=_tell)
    cue, panel, take = Cue(_tell), TakePanel(store, stage), a_take(store)
    panel.show_sitting(free(take.session_id))
    punching = Punching(store, booth, cue, stage, panel)
    booth.open(Choice())
    heard = Heard()
    cue.warm()
    found = []
    time.sleep(2)
    for number in range(_PRESSES):
        punching.set_point(take, (number % 5 + 5) * 2 * _RATE)
        while booth.reading().state is not BoothState.READY:
            time.sleep(0.01)
        before, pressed = heard.frames, time.monotonic()
        punching.press((None, 0.0))
        time.sleep(0.4)
        punching.stop()
        booth.stop()
        time.sleep(0.5 + 0.013 * number)
        found.append(heard.louder_ms(0.05, before, pressed))
    heard.close()
    cue.close()
    booth.close()
    tasks.stop()
    store.close()
    return found


if __name__ == "__main__":
    tell(lambda app, folder: presses_ms(folder))
