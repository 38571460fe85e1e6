"""A long recording becomes a take for each line: it is split where there is silence.

Silence is found in the outline that is kept beside every take, so an hour takes a few hundredths of a second; pydub's
`detect_nonsilent` was measured at 90 s for an hour (9 s in steps of 10 ms) and holds all of it in memory. Nothing is lost: the
recording stays as it is, and each part has a second more on both sides than is heard, so that undoing its trim brings that back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from studio import durable
from studio.domain.edits import Trim
from studio.domain.ids import TakeId, new_id
from studio.domain.moments import moment_of, text_of
from studio.domain.script import Line
from studio.domain.take import Take
from studio.sound.editing import Rendered, open_edited
from studio.sound.levels import Meter
from studio.sound.peaks import BASE, Peaks
from studio.sound.wav import WavWriter, look
from studio.store import Store

#: As LinguaRecorder's margins: so much is heard before and after the words.
MARGIN_S = 0.25
#: So much more is in the file of each part.
_ROOM_S = 1.0
#: What sounds shorter than this is a click, not a word.
_LEAST_S = 0.06
_FULL = 32_768
#: Silence is below twice the room's own level, and at least 34 dB below the loud moments, but never above 10 dB below them.
_OVER_ROOM, _UNDER_VOICE, _AT_MOST = 2.0, 10 ** (-34 / 20), 10 ** (-10 / 20)


@dataclass(frozen=True, slots=True)
class Part:
    """Frames of what is heard: what is kept of a recording for one line."""

    start: int
    end: int


def parts_of(outline: Peaks, pause_s: float) -> list[Part]:
    """The parts between silences of at least `pause_s`, with their margins. Pure."""
    columns = outline.levels[0].astype(np.int32) if outline.levels else np.zeros((0, 2), np.int32)
    height = np.maximum(-columns[:, 0], columns[:, 1])
    edges = np.flatnonzero(np.diff(height > _silence(height), prepend=False, append=False)).reshape(-1, 2)
    column_s = BASE / outline.rate_hz
    edges = edges[edges[:, 1] - edges[:, 0] >= _LEAST_S / column_s]
    if not len(edges):
        return []
    apart = np.flatnonzero(edges[1:, 0] - edges[:-1, 1] >= pause_s / column_s)
    starts = edges[np.concatenate(([0], apart + 1)), 0] * BASE
    ends = edges[np.concatenate((apart, [len(edges) - 1])), 1] * BASE
    margin = round(min(MARGIN_S, pause_s / 2) * outline.rate_hz)
    return [
        Part(max(int(start) - margin, 0), min(int(end) + margin, outline.frames))
        for start, end in zip(starts, ends, strict=True)
    ]


def split(
    store: Store,
    take: Take,
    parts: Sequence[Part],
    lines: Sequence[Line],
    progress: Callable[[float], None],
    is_stopped: Callable[[], bool],
) -> list[Take]:
    """A take for each part, of the lines one after the other; parts beyond the last line are further takes of it. All or none: []
    where it was stopped. For a task's thread; raises Damaged and DiskTrouble."""
    rendered = open_edited(take, store.takes.path)
    bits = look(store.takes.file(take)).bits
    made: list[tuple[Take, Path]] = []
    with ExitStack() as files:
        for number, part in enumerate(parts):
            if is_stopped():
                return []
            path = files.enter_context(store.media.passing())
            made.append((_cut(take, rendered, part, path, min(bits, 24) if bits != 32 else 32), path))
            progress((number + 1) / len(parts))
        return _keep(store, made, lines)


def _silence(height: np.ndarray[tuple[int], np.dtype[np.int32]]) -> float:
    sounds = height[height > 0]
    if not len(sounds):
        return _FULL
    room, voice = np.percentile(sounds, (10, 98))
    return float(min(max(_OVER_ROOM * room, _UNDER_VOICE * voice), _AT_MOST * voice))


def _cut(take: Take, rendered: Rendered, part: Part, path: Path, bits: int) -> Take:
    """The part in a file of its own; its place in the library is not known yet."""
    room = round(_ROOM_S * rendered.rate_hz)
    first, last = max(part.start - room, 0), min(part.end + room, rendered.frames)
    writer, meter, left = (
        WavWriter(path, rendered.rate_hz, rendered.channels, bits, known_at_once=False),
        Meter(rendered.channels),
        last - first,
    )
    try:
        for block in rendered.blocks(first):
            writer.write(block[:left])
            meter.write(block[:left])
            left -= len(block)
            if left <= 0:
                break
    finally:
        writer.close()
    id = TakeId(new_id())
    begun = text_of(moment_of(take.started_at) + timedelta(seconds=first / rendered.rate_hz))
    heard = Trim(part.start - first, part.end - first)
    new = replace(take, id=id, file_name=f"{id}.wav", started_at=begun, frames=last - first, levels=meter.levels())
    return replace(
        new,
        edits=(heard,),
        edits_done=1,
        gaps=(),
        starred=False,
        note="",
        salvaged=False,
        part_of=None,
        preroll_frames=0,
    )


def _keep(store: Store, made: Sequence[tuple[Take, Path]], lines: Sequence[Line]) -> list[Take]:
    """They come into the library together. Files without rows are found at the next start, so nothing is lost in between."""
    kept: list[Take] = []
    for at, (take, path) in enumerate(made):
        line = lines[min(at, len(lines) - 1)] if lines else None
        if line is not None:
            take = replace(take, line_id=line.id, prompt=line.text)
        before = kept[-1] if kept and kept[-1].line_id == take.line_id else None
        number = before.number + 1 if before else store.takes.next_number(take.session_id, take.line_id)
        kept.append(replace(take, number=number))
        try:
            path.rename(store.takes.file(take))
        except OSError as error:
            raise durable.in_words(error) from error
    store.takes.add_all(kept)
    return kept
