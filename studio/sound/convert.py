"""Opening any sound file by its content, never by its name: the studio's own WAV reader, then libsndfile, then guarded ffmpeg.

Sound comes in blocks; nothing is ever allocated from a header (an interrupted FLAC claims 2^63 - 1 frames). What is no sound,
a playlist that would make a decoder read other files, or a drawing, is refused in words.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.errors import Damaged, Refused

from . import guarded
from .heard import Opened
from .pcm import Floats
from .wav import WavReader, look

BLOCK = 1 << 15
MAX_FILE_BYTES = 16 << 30
#: `read_all` is for a voice in the booth, not for an album.
MAX_READ_S = 1_800
MAX_LENGTH_S = 86_400
MAX_RATE_HZ = 192_000
_SNIFFED = 64
#: First bytes, where they stand, and the ffmpeg demuxer for what libsndfile cannot open.
_KINDS = (
    (0, b"RIFF", "wav"),
    (0, b"RF64", "wav"),
    (0, b"FORM", "aiff"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (0, b"caff", "caf"),
    (4, b"ftyp", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
)


@dataclass(frozen=True, slots=True)
class Sound:
    """An opened sound. `frames` is None where only listening to the end would tell."""

    path: Path
    kind: str
    reader: str
    rate_hz: int
    channels: int
    frames: int | None

    def blocks(self, start_frame: int = 0) -> Iterator[Floats]:
        """float32 (≤ 32 768 frames, channels), from `start_frame` to the end of what can be read. Raises Damaged."""
        if self.reader == "wav":
            yield from _own(self, start_frame)
            return
        skip = start_frame
        for block in _libsndfile(self) if self.reader == "libsndfile" else _ffmpeg(self):
            if skip < len(block):
                yield block[skip:]
            skip = max(0, skip - len(block))


def open_sound(path: Path) -> Sound:
    """Raises Refused for what is no sound, Damaged for what is broken."""
    kind = sniff(path)
    if kind == "wav":
        try:
            shape = look(path)
            return Sound(path, kind, "wav", shape.rate_hz, shape.channels, shape.frames)
        except Damaged:
            pass  # compressed sound in a WAV file: libsndfile knows some of it
    import soundfile

    if kind not in ("mov", "matroska", "aac"):
        try:
            told = soundfile.info(str(path))
            return Sound(path, kind, "libsndfile", told.samplerate, told.channels, None)
        except soundfile.LibsndfileError as error:
            if kind == "wav":
                raise guarded.damaged(str(error)) from error
    rate_hz, channels = guarded.shape(path, kind)
    return Sound(path, kind, "ffmpeg", min(rate_hz, MAX_RATE_HZ), min(channels, 2), None)


def sniff(path: Path) -> str:
    """What the first bytes show: the name of an ffmpeg demuxer. Raises Refused, or Damaged for an empty file."""
    told = path.stat()
    if not stat.S_ISREG(told.st_mode):  # a pipe would be waited for
        raise Refused("This is not a file", "Choose a WAV, FLAC, Ogg, MP3 or M4A file.", path.suffix, "wrong_kind")
    size = told.st_size
    with path.open("rb") as file:
        start = file.read(_SNIFFED)
        if start[:3] == b"ID3" and len(start) > 9:  # a FLAC may stand behind such a tag, too
            file.seek(10 + (start[6] << 21 | start[7] << 14 | start[8] << 7 | start[9]))
            start = b"fLaC" if file.read(4) == b"fLaC" else start
    if not start:
        raise Damaged("This sound file is empty", "Choose another one. It was left as it is.", path.suffix)
    if size > MAX_FILE_BYTES:
        raise Refused("This sound file is too large", "Choose one of less than 16 GB.", f"{size} bytes", "too_large")
    for at, mark, kind in _KINDS:
        if start[at : at + len(mark)] == mark:
            return kind
    if start[0] == 0xFF and start[1:2] >= b"\xe0":
        return "aac" if start[1] & 0x06 == 0 else "mp3"  # the layer bits of an MPEG frame are never 00
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith((b"ffconcat", b"#extm3u", b"[playlist", b"<")):
        advice = "It is a list or a drawing that only looks like a sound file. It was not opened."
        raise Refused("This is not a sound file", advice, path.suffix, "wrong_kind")
    raise Refused("This is not a sound file", "Choose a WAV, FLAC, Ogg, MP3 or M4A file.", path.suffix, "wrong_kind")


def converted(sound: Opened, rate_hz: int, channels: int, start_frame: int = 0) -> Iterator[Floats]:
    """`sound` at another rate and number of channels."""
    return conformed(sound.blocks(start_frame), sound.rate_hz, rate_hz, channels)


def conformed(blocks: Iterable[Floats], from_hz: int, to_hz: int, channels: int) -> Iterator[Floats]:
    """Any blocks at another rate and number of channels."""
    resampler = None
    if from_hz != to_hz:
        import soxr

        resampler = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32", quality="HQ")
    for block in blocks:
        block = mapped(block, channels)
        yield block if resampler is None else resampler.resample_chunk(block)
    if resampler is not None:
        yield resampler.resample_chunk(np.zeros((0, channels), np.float32), last=True)


def duration_s(path: Path) -> float:
    """How long it is to hear, by listening where nothing else tells; no header is believed. Raises Refused (no sound, longer than
    a day) and Damaged."""
    sound = open_sound(path)
    frames = sound.frames
    if frames is None:
        frames = 0
        for block in sound.blocks():
            frames += len(block)
            if frames > MAX_LENGTH_S * sound.rate_hz:
                raise Refused("This sound is too long", "Choose one of at most 24 hours.", path.suffix, "too_large")
    if frames < 1:
        raise Refused("There is no sound in this file", "Choose another one. It was left as it is.", "", "silent")
    return frames / sound.rate_hz


def read_all(path: Path, rate_hz: int, channels: int) -> Floats:
    """A whole file of at most half an hour, float32 (frames, channels). Raises Refused and Damaged."""
    parts, frames = [np.zeros((0, channels), np.float32)], 0
    for block in converted(open_sound(path), rate_hz, channels):
        frames += len(block)
        if frames > MAX_READ_S * rate_hz:
            raise Refused("This sound is too long", "Choose one of less than half an hour.", path.suffix, "too_large")
        parts.append(block)
    return np.concatenate(parts)


def mapped(block: Floats, channels: int) -> Floats:
    """Mono goes to every channel; more channels are mixed to mono, or the first ones taken."""
    if block.shape[1] == channels:
        return block
    if channels == 1:
        mixed: Floats = block.mean(axis=1, keepdims=True, dtype=np.float32)
        return mixed
    if block.shape[1] == 1:
        return np.repeat(block, channels, axis=1)
    silent = np.zeros((len(block), max(0, channels - block.shape[1])), np.float32)
    return np.concatenate((block[:, :channels], silent), axis=1)


def _own(sound: Sound, start: int) -> Iterator[Floats]:
    with WavReader(sound.path) as reader:
        for at in range(start, reader.format.frames, BLOCK):
            block = reader.read(at, BLOCK)
            yield np.nan_to_num(block) if reader.format.floating else block


def _libsndfile(sound: Sound) -> Iterator[Floats]:
    """Reads on until nothing comes; where the file is torn, what came before is kept."""
    import soundfile

    came = False
    try:
        with soundfile.SoundFile(str(sound.path)) as file:
            while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                came = True
                yield np.nan_to_num(block)
    except soundfile.LibsndfileError as error:
        if not came:
            raise guarded.damaged(str(error)) from error


def _ffmpeg(sound: Sound) -> Iterator[Floats]:
    rest, align = b"", 4 * sound.channels
    for data in guarded.decode(sound.path, sound.kind, sound.rate_hz, sound.channels):
        data = rest + data
        whole = len(data) // align * align
        rest = data[whole:]
        yield np.nan_to_num(np.frombuffer(data[:whole], "<f4").reshape(-1, sound.channels))
