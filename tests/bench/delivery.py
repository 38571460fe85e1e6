"""65 takes of 10 s delivered as 24-bit broadcast WAV and again as MP3, beside a shell loop of ffmpeg that only converts.

Ours measures each file for its `bext`, sums it and waits for the disk; theirs does none of that.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.delivering import Wish, choose, deliver
from studio.domain.delivery import Spec
from studio.domain.script import Line
from studio.sound import specs
from studio.sound.convert import read_all
from studio.sound.packing import Form
from tests.delivering.conftest import RATE_HZ, Sounds, record
from tests.rig import speech

from .table import Row, median

LINES, SECONDS, KBIT, GOAL = 65, 10, 192, 1.2


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as name:
        sounds = _takes(Path(name) / "takes")
        ours = median(lambda: _ours(sounds, Path(name) / "ours"), 3)
        client = specs.load(specs.SHIPPED / "podcast.json")
        checked = median(lambda: _ours(sounds, Path(name) / "ours", client), 3, warm_up=0)
        theirs = median(lambda: _theirs(sounds.folder, Path(name) / "theirs"), 3, warm_up=0)
        loop = "a shell loop of ffmpeg"
        yield Row(f"{LINES} lines of {SECONDS} s to 24-bit WAV + MP3", ours, "s", GOAL, loop, theirs)
        yield Row("the same, each file held against a spec as it was made", checked, "s", GOAL, loop, theirs)


def _takes(folder: Path) -> Sounds:
    """Voices one behind the other, each line from another place on."""
    folder.mkdir()
    voices = np.concatenate([read_all(path, RATE_HZ, 1) for path in speech.prompts(12)])
    lines = tuple(Line(f"l{at}", "A line.") for at in range(LINES))
    cuts = (np.roll(voices, at * 99_991, axis=0)[: SECONDS * RATE_HZ] for at in range(LINES))
    return Sounds(folder, lines, tuple(record(folder, line, cut) for line, cut in zip(lines, cuts, strict=True)))


def _ours(sounds: Sounds, out: Path, client: Spec | None = None) -> float:
    out.mkdir()
    begin = time.perf_counter()
    for form in (Form(".wav", RATE_HZ, 1, 24), Form(".mp3", RATE_HZ, 1, kbit=KBIT)):
        deliver(choose(sounds.lines, sounds.takes, {}), Wish(form), "Bench", out, sounds.find, spec=client)
    taken = time.perf_counter() - begin
    shutil.rmtree(out)
    return taken


def _theirs(takes: Path, out: Path) -> float:
    out.mkdir()
    convert = f'ffmpeg -v error -nostdin -i "$take" -c:a pcm_s24le "$name.wav" -b:a {KBIT}k "$name.mp3"'
    loop = f'for take in "$1"/*.wav; do name="$2/$(basename "$take" .wav)"; {convert}; done'
    begin = time.perf_counter()
    subprocess.run(["sh", "-c", loop, "sh", str(takes), str(out)], check=True, capture_output=True)
    taken = time.perf_counter() - begin
    shutil.rmtree(out)
    return taken
