"""Eight stereo lanes of ten minutes mixed to one file, beside ffmpeg and sox doing the same, and who is heard in it.

Ours has a gain and two fades in each lane; theirs only mix.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from studio.domain.ids import ClipId, LaneId, RecordId, RemixId
from studio.domain.remix import RATE_HZ, Clip, Curve, Fade, Lane, Material, Remix
from studio.remix import file
from studio.remix.export import Wish, export
from studio.remix.heard import heard
from studio.sound.convert import open_sound

from .table import Row, median

LANES, MINUTES = 8, 10
FFMPEG_GOAL, SOX_GOAL, HEARD_GOAL, PACKED_GOAL = 0.3, 0.15, 0.5, 1.15
ANONYMOUS_MB = 150
#: Renders in a fresh process and prints its largest anonymous memory, in kB.
WATCHED = """
import sys, threading
from pathlib import Path
from studio.remix import file
from studio.remix.export import Wish, export
most, over = 0, threading.Event()
def watch():
    global most
    while not over.wait(0.01):
        told = Path("/proc/self/status").read_text().split("RssAnon:")[1]
        most = max(most, int(told.split()[0]))
watching = threading.Thread(target=watch)
watching.start()
folder = Path(sys.argv[1])
export(file.load(folder / "mix.remix"), lambda one: folder / one.title, folder / "watched.wav", Wish(16))
over.set()
watching.join()
print(most)
"""


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        folder = Path(name)
        remix = _remix(folder)
        what = f"mixdown of {LANES} stereo lanes × {MINUTES} min to 16-bit WAV, gains and fades"
        ours = median(lambda: _mix(remix, folder, "ours.wav"))
        sounds = [str(folder / material.title) for material in remix.materials]
        yield Row(what, ours, "s", FFMPEG_GOAL, "ffmpeg amix", _theirs(_ffmpeg(sounds, folder)))
        yield Row(what, ours, "s", SOX_GOAL, "sox -m", _theirs(["sox", "-m", *sounds, str(folder / "sox.wav")]))
        listening = median(lambda: _timed(lambda: heard(remix, lambda one: folder / one.title)))
        yield Row("who is heard in that mix, and how much", listening, "s", HEARD_GOAL, "the mixdown itself", ours)
        yield Row("anonymous memory of that mixdown", _anonymous_mb(folder), "MB", ANONYMOUS_MB)
        for ending, kind, subtype in ((".flac", "FLAC", "PCM_16"), (".mp3", "MP3", "MPEG_LAYER_III")):
            packed = median(lambda ending=ending: _mix(remix, folder, f"ours{ending}"), 1, warm_up=0)  # type: ignore[misc]
            alone = median(lambda k=kind, s=subtype: _encode(folder / "kept.wav", k, s), 1, warm_up=0)  # type: ignore[misc]
            yield Row(f"the same to {kind}", packed, "s", PACKED_GOAL, "the encoder alone", alone)


def _remix(folder: Path) -> Remix:
    """Each lane is a minute of noise of its own, ten times, faded in over five seconds and out over ten."""
    frames = MINUTES * 60 * RATE_HZ
    materials, lanes = [], []
    for number in range(LANES):
        minute = np.random.default_rng(number).uniform(-0.3, 0.3, (60 * RATE_HZ, 2)).astype(np.float32)
        name = f"{number}.wav"
        with soundfile.SoundFile(folder / name, "w", RATE_HZ, 2, "PCM_16") as sound:
            for _ in range(MINUTES):
                sound.write(minute)
        materials.append(Material(f"{number:064x}", frames, name, RecordId(f"record {number}")))
        clip = Clip(
            ClipId(f"clip {number}"),
            materials[-1].sha256,
            start=0,
            length=frames,
            gain_db=-12.0 - number,
            fade_in=Fade(5 * RATE_HZ, Curve.SMOOTH),
            fade_out=Fade(10 * RATE_HZ),
        )
        lanes.append(Lane(LaneId(f"lane {number}"), clips=(clip,)))
    remix = Remix(RemixId("mixdown"), "Mixdown", tuple(lanes), tuple(materials))
    file.save(remix, folder / "mix.remix")
    export(remix, lambda one: folder / one.title, folder / "kept.wav", Wish(16))
    return remix


def _mix(remix: Remix, folder: Path, name: str) -> float:
    (folder / name).unlink(missing_ok=True)
    return _timed(lambda: export(remix, lambda one: folder / one.title, folder / name, Wish(16)))


def _encode(source: Path, kind: str, subtype: str) -> float:
    """The finished mix through the same encoder."""
    out = source.with_name(f"alone.{kind.lower()}")

    def encode() -> None:
        with soundfile.SoundFile(out, "w", RATE_HZ, 2, subtype, format=kind) as packed:
            for block in open_sound(source).blocks():
                packed.write(block)

    return _timed(encode)


def _ffmpeg(sounds: list[str], folder: Path) -> list[str]:
    inputs = [word for sound in sounds for word in ("-i", sound)]
    mixing = ["-filter_complex", f"amix=inputs={LANES}", str(folder / "ffmpeg.wav")]
    return ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, *mixing]


def _theirs(command: list[str]) -> float | None:
    if shutil.which(command[0]) is None:
        return None

    def call() -> None:
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    return median(lambda: _timed(call), 3, warm_up=0)


def _anonymous_mb(folder: Path) -> float:
    done = subprocess.run([sys.executable, "-c", WATCHED, str(folder)], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1_000


def _timed(work: object) -> float:
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begin
