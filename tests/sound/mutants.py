"""Damaged sound files, each made anew from its seed: `python -m tests.sound.mutants` measures 3 000, the tests every tenth."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
import traceback
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile

from studio.domain.delivery import Spec, verdicts
from studio.errors import StudioError
from studio.paths import RESOURCES
from studio.sound import check, specs
from tests.rig import need

RUNS = 3_000
_RATE_HZ = 48_000
_KINDS = (
    ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("RF64", "PCM_24"), ("FLAC", "PCM_16"), ("FLAC", "PCM_24"),
    ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("AIFF", "PCM_16"), ("M4A", "AAC"),
)  # fmt: skip
#: What sizes, rates and numbers of channels become.
_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x01\0\0\0", b"\0\0\0\x01")


def mutant(seed: int) -> bytes:
    """A short sound in one of eleven formats, with one to eight damages."""
    chance = np.random.default_rng(seed)
    data = bytearray(_whole(seed % len(_KINDS)))
    for _ in range(chance.integers(1, 9)):
        at = int(chance.integers(0, min(len(data), (64, 512, len(data))[chance.integers(0, 3)])))
        match chance.integers(0, 6):
            case 0:
                data[at] = chance.integers(0, 256)
            case 1:
                data[at] ^= 1 << int(chance.integers(0, 8))
            case 2:
                at = at // 2 * 2
                data[at : at + 4] = _EXTREMES[chance.integers(0, len(_EXTREMES))]
            case 3:
                del data[at : at + int(chance.integers(1, 64))]
            case 4:
                data[at:at] = data[at : at + int(chance.integers(1, 512))]
            case 5:
                del data[max(at, 16) :]
        data = data or bytearray(b"R")
    return bytes(data)


def measure(seed: int, folder: Path) -> None:
    """What can still be read is measured and judged; the rest is refused in words. Anything else is raised."""
    path = folder / "sound.wav"
    path.write_bytes(mutant(seed))
    try:
        found = check.of_file(path)
    except StudioError as error:
        assert error.title and error.advice
        return
    for asked in _specs():
        assert all(one.passed or one.sentence for one in verdicts(found, asked))


@lru_cache
def _whole(kind: int) -> bytes:
    format, subtype = _KINDS[kind]
    wave = np.sin(np.arange(_RATE_HZ // 2) / 7) * 0.3 + np.random.default_rng(kind).normal(0, 0.01, _RATE_HZ // 2)
    made, stereo = io.BytesIO(), np.stack([wave, wave / 2], axis=1)
    if format == "M4A":
        return _m4a(stereo.astype("<f4").tobytes())
    soundfile.write(made, stereo, _RATE_HZ, format=format, subtype=subtype)
    return made.getvalue()


def _m4a(samples: bytes) -> bytes:
    need("ffmpeg")
    raw = ["-f", "f32le", "-ar", str(_RATE_HZ), "-ac", "2", "-i", "pipe:0"]
    with tempfile.TemporaryDirectory(prefix="rig-mutants-") as name:
        path = Path(name) / "whole.m4a"
        subprocess.run(["ffmpeg", "-v", "error", *raw, path], input=samples, check=True)
        return path.read_bytes()


@lru_cache
def _specs() -> tuple[Spec, ...]:
    return tuple(specs.load(path) for path in sorted((RESOURCES / "specs").glob("*.json")))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sound.mutants")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int)
    args = parser.parse_args()
    seeds = range(args.runs) if args.seed is None else [args.seed]
    failed, begun = [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rig-mutants-") as name:
        for seed in seeds:
            try:
                measure(seed, Path(name))
            except Exception:
                traceback.print_exc()
                failed.append(seed)
    print(f"{len(seeds)} files in {time.monotonic() - begun:.0f} s; failed seeds: {failed or 'none'}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
