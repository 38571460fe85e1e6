"""AAC in an M4A file, through pydub and the system's ffmpeg. Without ffmpeg this one kind of file is missing, and says so.

ffmpeg is handed nothing but a WAV of our own making, gets a limit of processor time, and works in a folder that goes with it. It is
killed as soon as its work is not wanted any more.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from studio import durable
from studio.errors import Damaged, Refused

from . import guarded, pcm
from .dither import dithered
from .pcm import Floats

ENDING = ".m4a"
KBIT = 192
#: pydub holds a whole sound in memory, twice: 0.7 GB then.
MAX_S = 1_800
_NO_FFMPEG = "Install ffmpeg, or choose another kind of file: each of them works without it."
#: pydub knows one program and one place for its own files, for all threads.
_one_at_a_time = threading.Lock()
#: How often it is asked whether ffmpeg's work is still wanted.
_ASKED_S = 0.05


def must_be_possible() -> str:
    """The program. Raises Refused."""
    return guarded.ffmpeg(_NO_FFMPEG)


def must_hold(seconds: float) -> None:
    """Raises Refused for what is longer than one holds."""
    if seconds > MAX_S:
        advice = "An M4A of the studio holds half an hour. Choose another kind, or one file a line."
        raise Refused("This is too long for an M4A", advice, code="too_large")


class _Child(subprocess.Popen[bytes]):
    """ffmpeg as pydub starts it and waits for it. `step` is told how many frames more are in its file, the last word of the
    command, whose bytes hold `frames_a_byte`; where it raises, ffmpeg ends at once."""

    def __init__(self, command: list[str], *, step: Callable[[float], None], frames_a_byte: float, **how: Any) -> None:
        super().__init__(command, **how)
        self._step, self._frames_a_byte, self._out = step, frames_a_byte, Path(command[-1])

    def communicate(self, input: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        written = 0
        try:
            while True:
                now = self._out.stat().st_size
                self._step((now - written) * self._frames_a_byte)
                written = now
                with suppress(subprocess.TimeoutExpired):
                    return super().communicate(input, _ASKED_S)
        except BaseException:
            self.kill()
            super().communicate()
            raise


@contextmanager
def new_file(
    path: Path, rate_hz: int, channels: int, kbit: int = 0, step: Callable[[float], None] = lambda frames: None
) -> Iterator[Callable[[Iterator[Floats]], None]]:
    """As `packing.new_file`; 16 bits go into the encoder, dithered."""
    program, sound = must_be_possible(), bytearray()

    def write(blocks: Iterator[Floats]) -> None:
        for block in dithered(blocks):
            sound.extend(pcm.encode(block, 16))
            must_hold(len(sound) / (rate_hz * channels * 2))

    yield write
    kbit = kbit or KBIT
    left = len(sound) / (channels * 2)

    def counted(frames: float) -> None:
        """How many bytes a second will take is a guess: no more are told than there are, and in the end all of them."""
        nonlocal left
        frames = min(frames, left)
        left -= frames
        step(frames)

    child = partial(_Child, step=counted, frames_a_byte=rate_hz / (kbit * 1_000 / 8))
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix=".m4a-", dir=path.parent) as place:
        segment = _pydub().AudioSegment(bytes(sound), sample_width=2, frame_rate=rate_hz, channels=channels)
        _encode(program, segment, kbit, path, place, child)
    counted(left)
    with path.open("r+b") as file:
        durable.sync_data(file.fileno())


def _encode(program: str, segment: Any, kbit: int, path: Path, place: str, child: Callable[..., _Child]) -> None:
    pydub = _pydub()
    pydub.AudioSegment.converter = program
    limits = ["-nostdin", "-timelimit", str(guarded.CPU_S), "-map_metadata", "-1", "-fflags", "+bitexact"]
    usual = pydub.NamedTemporaryFile, pydub.subprocess
    try:
        with (
            ExitStack() as files,
            path.open("w+b") as out,
        ):  # where ffmpeg fails, pydub leaves its files open and behind
            pydub.NamedTemporaryFile = lambda **how: files.enter_context(tempfile.NamedTemporaryFile(dir=place, **how))
            pydub.subprocess = SimpleNamespace(Popen=child, PIPE=subprocess.PIPE)
            segment.export(out, format="ipod", codec="aac", bitrate=f"{kbit}k", parameters=limits)
    except pydub.CouldntEncodeError as error:
        advice = "Nothing of it was kept, and the takes are safe. Choose another kind of file, or install ffmpeg anew."
        raise Damaged("ffmpeg could not write this M4A", advice, str(error)[-300:].strip()) from error
    finally:
        pydub.NamedTemporaryFile, pydub.subprocess = usual


def _pydub() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old spellings, and a word about an ffmpeg that we look for by ourselves
        from pydub import audio_segment
    return audio_segment
