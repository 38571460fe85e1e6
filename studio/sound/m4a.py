"""AAC in an M4A file, through pydub and the system's ffmpeg. Without ffmpeg this one kind of file is missing, and says so.

ffmpeg is handed nothing but a WAV of our own making, gets a limit of processor time, and works in a folder that goes with it.
"""

from __future__ import annotations

import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
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


def must_be_possible() -> str:
    """The program. Raises Refused."""
    return guarded.ffmpeg(_NO_FFMPEG)


@contextmanager
def new_file(path: Path, rate_hz: int, channels: int, kbit: int = 0) -> Iterator[Callable[[Iterator[Floats]], None]]:
    """As `packing.new_file`; 16 bits go into the encoder, dithered."""
    program, sound = must_be_possible(), bytearray()

    def write(blocks: Iterator[Floats]) -> None:
        for block in dithered(blocks):
            sound.extend(pcm.encode(block, 16))
            if len(sound) > MAX_S * rate_hz * channels * 2:
                advice = "An M4A of the studio holds half an hour. Choose another kind, or one file a line."
                raise Refused("This is too long for an M4A", advice, code="too_large")

    yield write
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix=".m4a-", dir=path.parent) as place:
        _encode(program, bytes(sound), rate_hz, channels, kbit or KBIT, path, place)
    with path.open("r+b") as file:
        durable.sync_data(file.fileno())


def _encode(program: str, sound: bytes, rate_hz: int, channels: int, kbit: int, path: Path, place: str) -> None:
    pydub = _pydub()
    pydub.AudioSegment.converter = program
    segment = pydub.AudioSegment(sound, sample_width=2, frame_rate=rate_hz, channels=channels)
    limits = ["-nostdin", "-timelimit", str(guarded.CPU_S), "-map_metadata", "-1", "-fflags", "+bitexact"]
    usual = pydub.NamedTemporaryFile
    try:
        with (
            ExitStack() as files,
            path.open("w+b") as out,
        ):  # where ffmpeg fails, pydub leaves its files open and behind
            pydub.NamedTemporaryFile = lambda **how: files.enter_context(tempfile.NamedTemporaryFile(dir=place, **how))
            segment.export(out, format="ipod", codec="aac", bitrate=f"{kbit}k", parameters=limits)
    except pydub.CouldntEncodeError as error:
        advice = "Nothing of it was kept, and the takes are safe. Choose another kind of file, or install ffmpeg anew."
        raise Damaged("ffmpeg could not write this M4A", advice, str(error)[-300:].strip()) from error
    finally:
        pydub.NamedTemporaryFile = usual


def _pydub() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old spellings, and a word about an ffmpeg that we look for by ourselves
        from pydub import audio_segment
    return audio_segment
