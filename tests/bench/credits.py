"""Embedding and signing the credits of a one-minute mix, as an export does it: tags, manifest, all on the disk."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from studio.credit.embed import embed
from studio.credit.identity import Identity, make
from studio.credit.lines import Credit, Credits
from studio.domain.record import SourceType

from .table import Row, median

RATE_HZ, MIX_S, SOURCE_S = 48_000, 60, 10
SOURCES, GENERATIONS = 20, 10


def run() -> Iterator[Row]:
    name, certificate, authority, key = make()
    seal = Identity(name, certificate, authority, "", key)
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as where:
        folder = Path(where)
        mix, source = _sound(folder / "mix.wav", MIX_S), _sound(folder / "source.wav", SOURCE_S)
        files: dict[str, Path] = {}
        for number in range(SOURCES):
            files[_source(number).sha256] = _made(folder, source, number, _piece(number), seal, {})
        wide = _piece(SOURCES, *(_source(number) for number in range(SOURCES)))
        yield from _rows(f"credits of {SOURCES} sources", mix, wide, seal, files, 200, 110)
        line: dict[str, Path] = {}
        for number in range(GENERATIONS):
            parents = [_source(number - 1)] if number else []
            line[_source(number).sha256] = _made(folder, source, 100 + number, _piece(number, *parents), seal, line)
        deep = _piece(GENERATIONS, _source(GENERATIONS - 1))
        yield from _rows(f"credits of {GENERATIONS} generations", mix, deep, seal, line, 100, 60)


def _rows(
    what: str, mix: Path, credits: Credits, seal: Identity, files: dict[str, Path], goal_ms: float, goal_kb: float
) -> Iterator[Row]:
    to = mix.with_name("out.wav")

    def once() -> float:
        begin = time.perf_counter()
        done = embed(mix, to, credits, lambda: seal, files)
        assert done.signed, done.notes
        return (time.perf_counter() - begin) * 1e3

    yield Row(f"{what}: embed and sign, 1 min mix", median(once), "ms", goal_ms)
    yield Row(f"{what}: in the file", (to.stat().st_size - mix.stat().st_size) / 1e3, "kB", goal_kb)


def _made(folder: Path, sound: Path, number: int, credits: Credits, seal: Identity, files: dict[str, Path]) -> Path:
    to = folder / f"{number}.wav"
    assert embed(sound, to, credits, lambda: seal, files).signed
    return to


def _sound(path: Path, seconds: int) -> Path:
    noise = np.random.default_rng(seconds).integers(-8_000, 8_000, (RATE_HZ * seconds, 2), dtype=np.int16)
    soundfile.write(path, noise, RATE_HZ, subtype="PCM_16")
    return path


def _piece(number: int, *sources: Credit) -> Credits:
    return Credits(Credit(f"A piece of its own, number {number}", "mara", "", "CC-BY-4.0", _id(number)), sources)


def _source(number: int) -> Credit:
    title = f"A piece of its own, number {number}"
    return Credit(title, "mara", SourceType.SAMPLED, "CC-BY-4.0", _id(number), f"{number:064x}")


def _id(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012x}"
