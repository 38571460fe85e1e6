"""Takes with real files, and what is heard of them with edits: whole, in plain numpy, by the words of the domain alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.edits import NOBODY, Edit, Edited, Piece, edited
from studio.domain.ids import SessionId, TakeId
from studio.domain.take import Take
from studio.sound.pcm import Floats
from studio.sound.wav import WavReader, WavWriter

RATE_HZ = 48_000
Plain = NDArray[np.float64]


def take_of(folder: Path, name: str, sound: Floats, rate_hz: int = RATE_HZ, bits: int = 24) -> Take:
    """`sound` float32 (frames, channels)."""
    writer = WavWriter(folder / f"{name}.wav", rate_hz, sound.shape[1], bits)
    writer.write(sound)
    writer.close()
    return take_in(folder, name)


def take_in(folder: Path, name: str = "a") -> Take:
    with WavReader(folder / f"{name}.wav") as reader:
        shape = reader.format
    session, at = SessionId("s"), "2026-01-01T00:00:00Z"
    return Take(TakeId(name), session, 1, at, f"{name}.wav", shape.frames, shape.rate_hz, shape.channels, "microphone")


def with_edits(take: Take, *edits: Edit) -> Take:
    return replace(take, edits=edits, edits_done=len(edits))


def files_in(folder: Path) -> Callable[[TakeId], Path]:
    return lambda id: folder / f"{id}.wav"


def read(path: Path) -> Floats:
    with WavReader(path) as reader:
        return reader.read(0, reader.format.frames)


def noise(seconds: float, level: float = 0.1, channels: int = 1, seed: int = 1) -> Floats:
    frames = round(seconds * RATE_HZ)
    return (level * np.random.default_rng(seed).standard_normal((frames, channels))).astype(np.float32)


def plain(take: Take, folder: Path) -> Plain:
    """All but noise reduction and the limiter, slowly, in float64."""
    now = edited(take)
    files = {p.take_id: read(folder / f"{p.take_id}.wav").astype(float) for p in now.pieces if p.take_id != NOBODY}
    if now.centre:
        files = {id: sound - now.centre for id, sound in files.items()}
    sound = _joined(now, files, take.channels)
    sound *= 10 ** (now.gain_db / 20)
    for frames, turned in ((now.fade_in, sound), (now.fade_out, sound[::-1])):
        for at in range(min(frames, len(sound))):
            turned[at] *= (at + 0.5) / min(frames, len(sound))
    return sound


def _joined(now: Edited, files: dict[TakeId, Plain], channels: int) -> Plain:
    out, begin, half = np.zeros((now.frames, channels)), 0, RATE_HZ // 200
    for number, piece in enumerate(now.pieces):
        before, behind = now.pieces[number - 1 : number], now.pieces[number + 1 : number + 2]
        rise = _window(before[0], piece, files) if before else None
        fall = _window(piece, behind[0], files) if behind else None
        end = begin + piece.frames
        for at in range(begin - 2 * half, end + 2 * half):
            gain = 1.0
            for meets, window, first, curve in ((begin, rise, 0, np.sin), (end, fall, 1, np.cos)):
                low, high = (0, 0) if window is None else window[1 - first]
                low, high = meets + low, meets + high
                part = float(at >= high) if high == low else np.clip((at + 0.5 - low) / (high - low), 0, 1)
                gain *= curve(part * np.pi / 2)
            if gain > 1e-12 and 0 <= at < now.frames:
                out[at] += gain * _sample(piece, at - begin, files)
        begin = end
    return out


def _window(left: Piece, right: Piece, files: dict[TakeId, Plain]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the left one falls, and where the right one rises."""
    fade = RATE_HZ // 100
    fills = [piece.take_id == NOBODY or piece.tone_frames > 0 for piece in (left, right)]
    half_left, half_right = min(fade, left.frames // 2), min(fade, right.frames // 2)
    early = half_left if fills[1] else 0 if fills[0] else min(half_left, right.start)
    there = fade if fills[0] else max(len(files[left.take_id]) - left.start - left.frames, 0)
    late = min(fade - early, half_right, there)
    if early + late < fade / 2 and half_left and half_right:
        return (-min(fade // 2, half_left), 0), (0, min(fade // 2, half_right))
    return (-early, late), (-early, late)


def _sample(piece: Piece, inside: int, files: dict[TakeId, Plain]) -> Plain | float:
    if piece.take_id == NOBODY:
        return 0.0
    sound = files[piece.take_id]
    if not piece.tone_frames:
        at = piece.start + inside
        return sound[at] if 0 <= at < len(sound) else 0.0
    tone = sound[piece.start : piece.start + piece.tone_frames]
    fade = min(RATE_HZ // 4, len(tone) // 3)
    at = inside % (len(tone) - fade)
    if at >= fade:
        return tone[at]
    along = (at + 0.5) / fade * np.pi / 2
    return tone[at] * np.sin(along) + tone[at + len(tone) - fade] * np.cos(along)
