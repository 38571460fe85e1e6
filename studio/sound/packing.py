"""Sound into a new file of each kind that people ask for: WAV by the studio's own writer, M4A by ffmpeg, the rest by libsndfile."""

from __future__ import annotations

import errno
import itertools
import shutil
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio import durable

from . import m4a, pcm
from .pcm import Floats
from .wav import WavWriter

Write = Callable[[Iterator[Floats]], None]
#: libsndfile's names for what lies behind each ending.
_PACKED = {
    ".flac": ("FLAC", "PCM_{bits}"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
ENDINGS = (".wav", *_PACKED, m4a.ENDING)
#: Bit rates of MPEG layer III at 32 000 Hz and above, from which libsndfile counts its 0 (best) to 1.
_MP3_LOWEST_KBIT, _MP3_HIGHEST_KBIT = 32, 320
#: What an encoder gets at once (some seconds), and how much of it may be waiting.
_BLOCKS_A_PIECE, _PIECES_AHEAD = 8, 3
#: Where a library cannot tell why it failed to write, less room than this is why.
_FULL_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Form:
    """How a file shall be. `bits` is 16, 24 or 32 (floats, WAV only) and counts for WAV and FLAC; `kbit` for M4A and, where it is
    not 0, for MP3, which then keeps to it from beginning to end."""

    ending: str
    rate_hz: int = 48_000
    channels: int = 2
    bits: int = 24
    kbit: int = 0


def new_file(
    path: Path,
    form: Form,
    front: Callable[[], bytes] = bytes,
    step: Callable[[float], None] = lambda frames: None,
) -> AbstractContextManager[Write]:
    """Takes all blocks, float32 (frames, channels); what is there when the `with` ends well is whole and on the disk.

    `front` tells the chunks that stand before the sound of a WAV: asked at the start for their length, and at the end for what
    they say. Where a file is encoded after all blocks were taken, `step` is told how many frames more are; it may raise to end
    that. Raises Refused, DiskTrouble and OSError; what is left of the file then is the caller's to remove.
    """
    if form.ending == ".wav":
        return _wav(path, form, front)
    if form.ending == m4a.ENDING:
        return m4a.new_file(path, form.rate_hz, form.channels, form.kbit, step)
    return _packed(path, form)


@contextmanager
def _wav(path: Path, form: Form, front: Callable[[], bytes]) -> Iterator[Write]:
    writer = WavWriter(path, form.rate_hz, form.channels, form.bits, front())

    def write(blocks: Iterator[Floats]) -> None:
        for block in blocks:
            writer.write(block)

    try:
        yield write
        writer.flush()
        writer.front = front()
    finally:
        writer.close()


@contextmanager
def _packed(path: Path, form: Form) -> Iterator[Write]:
    import soundfile

    kind, subtype = _PACKED[form.ending]
    subtype = subtype.format(bits=form.bits)
    more: dict[str, Any] = {}
    if kind == "MP3" and form.kbit:
        span = _MP3_HIGHEST_KBIT - _MP3_LOWEST_KBIT
        more = {"bitrate_mode": "CONSTANT", "compression_level": (_MP3_HIGHEST_KBIT - form.kbit) / span}
    try:
        with soundfile.SoundFile(path, "w", form.rate_hz, form.channels, subtype, format=kind, **more) as packed:

            def write(blocks: Iterator[Floats]) -> None:
                with closing(_ahead(blocks, form.bits if kind == "FLAC" else 32)) as pieces:
                    for piece in pieces:
                        packed.write(piece)

            yield write
        with path.open("r+b") as file:
            durable.sync_data(file.fileno())
    except soundfile.LibsndfileError as error:
        is_full = shutil.disk_usage(path.parent).free < _FULL_BYTES
        raise OSError(errno.ENOSPC if is_full else 0, str(error)) from error


def _ahead(blocks: Iterator[Floats], bits: int) -> Generator[NDArray[Any], None, None]:
    """Large pieces, made by a second thread while an encoder works on the one before.

    Large, because each time the encoder returns it waits for the interpreter; and whole numbers where the format holds such,
    because the encoder would turn each sample into one by itself.
    """
    pieces = _pieces(blocks, bits)
    with ThreadPoolExecutor(1, "render") as other:
        coming = deque(other.submit(next, pieces, None) for _ in range(_PIECES_AHEAD))
        try:
            while (piece := coming.popleft().result()) is not None:
                coming.append(other.submit(next, pieces, None))
                yield piece
        finally:
            other.shutdown(cancel_futures=True)


def _pieces(blocks: Iterator[Floats], bits: int) -> Iterator[NDArray[Any]]:
    while several := list(itertools.islice(blocks, _BLOCKS_A_PIECE)):
        piece = np.concatenate(several)
        yield pcm.whole(piece, bits) if bits < 32 else piece
