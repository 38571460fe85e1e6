"""ffmpeg as a guarded child: it gets bytes on a pipe, the one format that their content shows, limits, and no way to any file.

A `.wav` that is really a playlist makes ffmpeg read other files; so its format is forced, every other format and protocol is
forbidden, and the file is handed over by us. (ffmpeg's `cache:` makes the pipe seekable, which M4A needs. What says where
its sound lies mostly stands behind it, so as much as it takes is read ahead; by itself ffmpeg does so for 64 KiB.)
"""

from __future__ import annotations

import contextlib
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from studio.errors import Damaged, Refused

MEMORY_BYTES = 1 << 30
CPU_S = 600
_WALL_S = 900.0
_BLOCK_BYTES = 1 << 18
#: Up to the bits of a sample (Microsoft RIFF).
_WAV_HEAD_BYTES = 36


def decode(path: Path, demuxer: str, rate_hz: int, channels: int) -> Iterator[bytes]:
    """The sound of `path` as 32-bit floats, little-endian, interleaved, in blocks. Raises Refused and Damaged."""
    return _run(path, demuxer, "-ar", str(rate_hz), "-ac", str(channels), "-f", "f32le")


def shape(path: Path, demuxer: str) -> tuple[int, int]:
    """The sample rate in Hz and the number of channels, as the decoder finds them. Raises Refused and Damaged."""
    with closing(_run(path, demuxer, "-t", "0.05", "-f", "wav")) as blocks:
        head = next(blocks, b"")
    if len(head) < _WAV_HEAD_BYTES:
        raise damaged("nothing was decoded")
    channels, rate_hz = struct.unpack_from("<HI", head, 22)
    return rate_hz, channels


def _run(path: Path, demuxer: str, *output: str) -> Generator[bytes, None, None]:
    """What the guarded child says."""
    program = ffmpeg("Install ffmpeg, or save the sound as WAV, FLAC, MP3 or Ogg.")
    command = [
        *(program, "-nostdin", "-hide_banner", "-v", "error"),
        *("-protocol_whitelist", "cache,pipe", "-format_whitelist", demuxer, "-f", demuxer),
        *("-read_ahead_limit", "-1", "-i", "cache:pipe:0"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", *output, "pipe:1"),
    ]
    with path.open("rb") as source, tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=said)
        watch = threading.Timer(_WALL_S, child.kill)
        watch.start()
        try:
            _limit(child.pid)
            yield from _blocks(child)
            if child.wait():
                said.seek(0)
                raise _failed(said.read(500).decode("utf-8", "replace").strip())
        finally:
            watch.cancel()
            watch.join()
            child.kill()
            child.wait()
            assert child.stdout is not None
            child.stdout.close()


def ffmpeg(advice: str) -> str:
    """Where it is, as an absolute path. Raises Refused, with what else can be done."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise Refused("This kind of sound file needs ffmpeg", advice, code="no_ffmpeg")
    return str(Path(program).absolute())


def _failed(said: str) -> Damaged | Refused:
    if "matches no streams" in said:
        advice = "Choose another one. It was left as it is."
        return Refused("There is no sound in this file", advice, said, "silent")
    return damaged(said)


def damaged(detail: str) -> Damaged:
    return Damaged(
        "This sound file cannot be read",
        "It is damaged, or of a kind the studio does not know. It was left as it is.",
        detail,
    )


def _blocks(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert child.stdout is not None
    while block := child.stdout.read(_BLOCK_BYTES):
        yield block


def _limit(pid: int) -> None:
    """Memory and processor time; systems without `prlimit` have the time limit only."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CPU, (CPU_S, CPU_S))
