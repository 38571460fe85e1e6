"""A REAPER project (`.rpp`, plain text) of a remix, with its sounds as WAV files in a folder beside it.

The form is the one that REAPER 6 and 7 write; a value it does not find it takes from its own defaults. A lane is one track, or
several where its clips overlap, because REAPER lets an enclosed item silence the one around it. Loops of a part, backwards parts
and parts at another tempo or pitch are sounds of their own, of one cycle; a fade that was cut is rendered into a sound. REAPER
has no curves like ours: the nearest of its shapes are named (0 linear, 1 fast start, 5 slow start and end).

Pan is told for a pan law of 0 dB, where only the further side becomes quieter, in a straight line. So each side has the very gain
that the remix gives it, and the numbers differ from those in the remix.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from studio import durable
from studio.domain.progress import Progress
from studio.domain.remix import RATE_HZ, Clip, Curve, Fade, Lane, Material, Remix
from studio.domain.words import tidy_title

from .parts import Parts, can_say, media_of, rows
from .render import amplitude, panned

SHAPES = {Curve.LINEAR: 0, Curve.EQUAL_POWER: 1, Curve.SMOOTH: 5}
#: Ids are made from those of the remix, so that the same remix is the same project.
_SPACE = uuid.UUID("6f2b6f2e-6f0f-5a53-9d1d-3b7a4c0f9e11")
_SHAPES_NOTE = "REAPER has no fade curves like these: the nearest of its shapes were taken."
_LIMITER_NOTE = "The limiter of the mix is not part of the REAPER project. Add one to the master where it is too loud."
_Block = tuple[str, list["str | _Block"]]


def write(remix: Remix, find: Callable[[Material], Path], out: Path, progress: Progress) -> tuple[str, ...]:
    """Writes `out` and its sounds; tells in words what the format cannot say. Raises Refused, Damaged and DiskTrouble."""
    parts = Parts(remix, find, media_of(out), progress)
    try:
        text = "\n".join(_lines(_project(remix, parts, progress), "")) + "\n"
        out.write_text(text, "utf-8", newline="\n")
        with out.open("r+b") as file:
            durable.sync_data(file.fileno())
    except OSError as error:
        raise durable.in_words(error) from error
    finally:
        parts.close()
    fades = (fade for lane in remix.lanes for clip in lane.clips for fade in (clip.fade_in, clip.fade_out))
    curved = any(fade.frames and fade.curve is not Curve.LINEAR for fade in fades)
    return (*((_SHAPES_NOTE,) if curved else ()), *((_LIMITER_NOTE,) if remix.limiter else ()))


def _project(remix: Remix, parts: Parts, progress: Progress) -> _Block:
    inside: list[str | _Block] = [
        "RIPPLE 0",
        "AUTOXFADE 0",
        "PANLAW 1",
        "PANMODE 3",
        f"SAMPLERATE {RATE_HZ} 0 0",
        f"TEMPO {_number(remix.bpm)} 4 4",
        f"MASTER_VOLUME {_number(amplitude(remix.gain_db))} 0 -1 -1 1",
    ]
    inside += [
        f"MARKER {number} {_seconds(marker.frame)} {quoted(marker.name)} 0"
        for number, marker in enumerate(remix.markers, 1)
    ]
    progress.begin(sum(len(lane.clips) for lane in remix.lanes))
    for number, lane in enumerate(remix.lanes, 1):
        for at, row in enumerate(rows(lane) or [[]]):
            inside.append(_track(lane, lane.name or f"Lane {number}", _guid(lane.id, str(at)), row, parts, progress))
    return 'REAPER_PROJECT 0.1 "6.0" 0', inside


def _track(lane: Lane, name: str, guid: str, row: list[Clip], parts: Parts, progress: Progress) -> _Block:
    volume, pan = volume_and_pan(amplitude(lane.gain_db), lane.pan)
    inside: list[str | _Block] = [
        f"NAME {quoted(name)}",
        f"VOLPAN {_number(volume)} {_number(pan)} -1 -1 1",
        f"MUTESOLO {int(lane.muted)} {int(lane.solo)} 0",
        "NCHAN 2",
        f"TRACKID {guid}",
    ]
    for clip in row:
        inside.append(_item(clip, parts))
        progress.add(1)
    return f"TRACK {guid}", inside


def _item(clip: Clip, parts: Parts) -> _Block:
    baked = not (can_say(clip.fade_in, clip) and can_say(clip.fade_out, clip))
    if baked:
        path, offset = parts.played(clip, with_fades=True), 0
    elif clip.loop or clip.reverse or clip.stretched:
        path, offset = parts.cycle(clip), clip.phase
    else:
        path, offset = parts.whole(clip), clip.offset
    volume, pan = volume_and_pan(amplitude(clip.gain_db), clip.pan)
    none = Fade(0, Curve.LINEAR)
    return "ITEM", [
        f"POSITION {_seconds(clip.start)}",
        "SNAPOFFS 0",
        f"LENGTH {_seconds(clip.length)}",
        f"LOOP {int(bool(clip.loop) and not baked)}",
        "ALLTAKES 0",
        f"FADEIN {_fade(none if baked else clip.fade_in)}",
        f"FADEOUT {_fade(none if baked else clip.fade_out)}",
        f"MUTE {int(clip.muted)} 0",
        "SEL 0",
        f"IGUID {_guid(clip.id, 'item')}",
        f"NAME {quoted(parts.material(clip).title or 'Untitled')}",
        f"VOLPAN {_number(volume)} {_number(pan)} 1 -1",
        f"SOFFS {_seconds(offset)}",
        "PLAYRATE 1 1 0 -1 0 0.0025",
        "CHANMODE 0",
        f"GUID {_guid(clip.id, 'take')}",
        ("SOURCE WAVE", [f"FILE {quoted(f'{path.parent.name}/{path.name}')}"]),
    ]


def volume_and_pan(level: float, pan: float) -> tuple[float, float]:
    """What gives the left side `level` times left and the right side `level` times right, in a pan law of 0 dB."""
    left, right = panned(pan)
    loud = max(left, right)
    return level * loud, (1 - left / loud) if right >= left else (right / loud - 1)


def quoted(words: str) -> str:
    """A text in the quotes that it does not have itself; where it has all three, one kind becomes another."""
    line = tidy_title(words)
    mark = next((mark for mark in "\"'`" if mark not in line), None)
    return f"{mark}{line}{mark}" if mark else f"`{line.replace('`', chr(39))}`"


def _fade(fade: Fade) -> str:
    return f"{SHAPES[fade.curve]} {_seconds(fade.frames)} 0 {SHAPES[fade.curve]} 0 0 0"


def _seconds(frames: int) -> str:
    """Fourteen places, as REAPER writes them: a frame of the longest remix is still told from the next."""
    return f"{frames / RATE_HZ:.14f}".rstrip("0").rstrip(".")


def _number(value: float) -> str:
    return f"{round(value, 14) + 0.0:.14f}".rstrip("0").rstrip(".")


def _guid(id: str, what: str) -> str:
    return f"{{{str(uuid.uuid5(_SPACE, f'{what} {id}')).upper()}}}"


def _lines(block: _Block, indent: str) -> Iterator[str]:
    head, inside = block
    yield f"{indent}<{head}"
    for one in inside:
        if isinstance(one, str):
            yield f"{indent}  {one}"
        else:
            yield from _lines(one, indent + "  ")
    yield f"{indent}>"
