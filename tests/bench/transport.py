"""Hearing and singing over a remix, through the virtual sound card: the start, edits while it plays, and where a take lies.

All moments are found by content in what the loudspeaker's monitor hears.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.domain.ids import ClipId
from studio.domain.remix import Remix
from studio.remix import round_trip, timeline
from studio.remix.transport import Transport
from studio.sound.loudspeaker import LATENCY_S
from tests.remix.made import Sounds, a_clip, a_lane, a_remix, noise
from tests.remix.singer import SECOND, Studio, late_ms
from tests.rig.sound import SoundCard

from .child import told_by
from .heard import Heard
from .table import Row

_STARTS, _EDIT_S, _TAKES = 20, 20, 5


def run() -> Iterator[Row]:
    with SoundCard() as card:
        told = told_by("tests.bench.transport", env=card.env)
    starts = told["starts_ms"]
    yield Row("from Play to the loudspeaker, 8 lanes, median", float(np.median(starts)), "ms", 80)
    yield Row(f"the same, slowest of {len(starts)}", max(starts), "ms", 80)
    what = f"interruptions in {_EDIT_S} s of 64 lanes x 500 clips, edited ten times a second"
    yield Row(what, told["interruptions"], "times", 0)
    yield Row("a sung take beside what it was sung to, after measuring, median", told["late_ms"], "ms", 1)


def starts_ms(folder: Path) -> list[float]:
    """From the press to the first click in the loudspeaker's monitor."""
    sounds = Sounds(folder)
    clicks = np.zeros((20 * SECOND, 2), np.float32)
    clicks[:: SECOND // 2] = 0.5
    beds = (noise(len(clicks), 2, seed, 0.005) for seed in range(7))
    materials = tuple(sounds.add(sound) for sound in (clicks, *beds))
    lanes = (a_lane(a_clip(one, id=str(number)), id=str(number)) for number, one in enumerate(materials))
    remix, heard = a_remix(materials, *lanes), Heard()
    transport = Transport(sounds.find, lambda: None, print)
    transport.load(remix)
    time.sleep(2)
    found = []
    for number in range(_STARTS):
        before, pressed = heard.frames, time.monotonic()
        transport.play(remix, number % 3 * 3 * SECOND)
        time.sleep(0.4)
        transport.stop()
        time.sleep(0.3 + 0.013 * number)
        found.append(heard.louder_ms(0.3, before, pressed))
    transport.close()
    heard.close()
    return found


def interruptions(folder: Path) -> int:
    sounds, random = Sounds(folder), np.random.default_rng(1)
    materials = tuple(sounds.add(noise(2 * SECOND, 2, seed, 0.005)) for seed in range(64))
    lanes = (
        a_lane(
            *(a_clip(materials[(lane + k) % 64], 40_000 * k, f"{lane}-{k}", length=45_000) for k in range(500)),
            id=str(lane),
        )
        for lane in range(64)
    )
    remix: Remix = a_remix(materials, *lanes)
    transport = Transport(sounds.find, lambda: None, print)
    transport.load(remix)
    time.sleep(2)
    transport.play(remix)
    until = time.monotonic() + _EDIT_S
    while time.monotonic() < until:
        id = ClipId(f"{random.integers(64)}-{random.integers(500)}")
        remix = timeline.move(remix, id, int(random.integers(20_000_000)))
        transport.change(remix)
        time.sleep(0.1)
    counted = transport.underruns
    transport.close()
    return counted


def late(folder: Path) -> float:
    """How far takes lie from what they were sung to, in ms, the middle of several."""
    studio = Studio(folder, LATENCY_S)
    studio.open()
    material = studio.clicks(6)
    song = a_remix((material,), a_lane(a_clip(material)))
    trip_s = round_trip.measure(studio.store, studio.booth, studio.transport)
    found = []
    for number in range(_TAKES):
        start = number * SECOND // 2
        take = studio.sing(
            song, lambda start=start: (studio.transport.position() or 0) > start + 3 * SECOND, start, trip_s=trip_s
        )
        found.append(abs(late_ms(studio, song, take)))
    studio.close()
    return float(np.median(found))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        for part in ("starts", "edits", "takes"):
            (Path(name) / part).mkdir()
        told: dict[str, object] = {"starts_ms": starts_ms(Path(name) / "starts")}
        told["interruptions"] = interruptions(Path(name) / "edits")
        told["late_ms"] = late(Path(name) / "takes")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
