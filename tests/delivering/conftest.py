"""A short script with recorded takes, as real files in a folder."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from studio.delivering import Chosen, choose
from studio.domain.ids import TakeId
from studio.domain.script import Line
from studio.domain.take import Take
from studio.sound.wav import WavWriter
from tests.store.made import a_take

RATE_HZ = 48_000
LINES = (
    Line("pier_01", "I counted the lights.", "Mara", "Quietly."),
    Line("pier_02", "Laß das Fenster auf.", "Zoë"),
    Line("pier_03", "And if it asks for me?", "Mara"),
)


@dataclass(frozen=True)
class Sounds:
    """Takes by their lines; the file of each is found by its id."""

    folder: Path
    lines: tuple[Line, ...]
    takes: tuple[Take, ...]

    def find(self, id: TakeId) -> Path:
        return self.folder / f"{id}.wav"

    def chosen(self, lines: Sequence[Line] | None = None) -> Chosen:
        return choose(self.lines if lines is None else lines, self.takes, {})


def a_tone(seconds: float, hz: float = 440.0, level: float = 0.25) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return wave[:, None].astype(np.float32)


def record(folder: Path, line: Line, sound: np.ndarray, **fields: object) -> Take:
    take = replace(a_take(line_id=line.id, frames=len(sound), starred=True), **fields)  # type: ignore[arg-type]
    writer = WavWriter(folder / f"{take.id}.wav", RATE_HZ, 1, 24)
    writer.write(sound)
    writer.close()
    return take


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def a_program(folder: Path, name: str, does: str) -> None:
    folder.mkdir()
    program = folder / name
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    """Each line with one starred take of a second and a half, of a pitch of its own."""
    folder = tmp_path / "takes"
    folder.mkdir()
    takes = tuple(
        record(folder, line, a_tone(1.5, 440 * at), number=at + 1, started_at=f"2026-03-04T10:00:{at:02}.500Z")
        for at, line in enumerate(LINES, 1)
    )
    return Sounds(folder, LINES, takes)
