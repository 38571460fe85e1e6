"""What was made; and what stands beside it in a zip: which file is which line, its sum, its size, how loud it is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.domain.moments import now
from studio.domain.words import apart
from studio.sound.broadcast import ORIGINATOR, Figures

from .choosing import Chosen, Part

FILE_NAME = "manifest.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Made:
    """One delivered file. `fails` is what its client would say of it, in sentences."""

    part: Part
    path: Path
    sha256: str
    size_bytes: int
    duration_s: float
    figures: Figures
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """`paths` are the files that stand in the folder now; `made` the sounds, wherever they are."""

    paths: tuple[Path, ...]
    made: tuple[Made, ...]

    def refused_words(self, title: str) -> str:
        """What a client would say of them, by the `title` of its spec; empty where all pass."""
        failing = [one for one in self.made if one.fails]
        if not failing:
            return ""
        name, sentence = apart(failing[0].path.name), failing[0].fails[0]
        count = f"{len(failing)} of {len(self.made)} {'does' if len(failing) == 1 else 'do'}"
        return f"{count} not pass {title} as made. “{name}”: {sentence}."


def text(project: str, made: Sequence[Made], chosen: Chosen) -> str:
    told = {
        "version": VERSION,
        "project": project,
        "made_by": ORIGINATOR,
        "made_at": now(),
        "files": [_file(one) for one in made],
        "missing": [{"line": lack.number, "id": lack.line.id, "why": lack.why} for lack in chosen.lacking],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _file(made: Made) -> dict[str, Any]:
    line, figures = made.part.line, made.figures
    return {
        "name": made.path.name,
        "line": made.part.number,
        "id": line.id,
        "character": line.character,
        "text": line.text,
        "take": made.part.take.number,
        "sha256": made.sha256,
        "size_bytes": made.size_bytes,
        "duration_s": round(made.duration_s, 3),
        "integrated_lufs": _figure(figures.integrated_lufs),
        "loudness_range_lu": _figure(figures.loudness_range_lu),
        "true_peak_dbtp": _figure(figures.true_peak_dbtp),
        "fails": list(made.fails),
    }


def _figure(value: float | None) -> float | None:
    """JSON has no infinity: what cannot be measured is null."""
    return round(value, 2) if value is not None and math.isfinite(value) else None
