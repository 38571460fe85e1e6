"""A remix as an `.otio` file of OpenTimelineIO (https://opentimelineio.readthedocs.io), with its sounds in a folder beside it.

A lane is one track, or several where its clips overlap; all times are frames at 48 000 Hz. A fade is a transition between its clip
and the silence beside it. What is backwards, looped, at another tempo or pitch, and fades that were cut, are sounds of their own.
OpenTimelineIO has no word for gain, pan, solo and the curve of a fade: they stand in the metadata, under "redbutton", in the
words of the remix file.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from studio import durable
from studio.domain.progress import Progress
from studio.domain.remix import RATE_HZ, Clip, Fade, Lane, Material, Remix
from studio.errors import Refused

from .parts import Parts, can_say, media_of, rows

NAME = "redbutton"
_NOTE = (
    "OpenTimelineIO has no gain, pan, solo or limiter. They are kept in the file under “redbutton”, where other programs do not "
    "look for them: set the levels anew there."
)


def write(remix: Remix, find: Callable[[Material], Path], out: Path, progress: Progress) -> tuple[str, ...]:
    """Writes `out` and its sounds; tells in words what the format cannot say. Raises Refused, Damaged and DiskTrouble."""
    if importlib.util.find_spec("opentimelineio") is None:
        raise Refused("OpenTimelineIO is not on this computer", "Make a REAPER project or a kit instead.", code="otio")
    parts = Parts(remix, find, media_of(out), progress)
    try:
        timeline = _timeline(remix, parts, progress)
        out.write_text(timeline.to_json_string(indent=-1), "utf-8", newline="\n")
        with out.open("r+b") as file:
            durable.sync_data(file.fileno())
    except OSError as error:
        raise durable.in_words(error) from error
    finally:
        parts.close()
    return (_NOTE,)


def _timeline(remix: Remix, parts: Parts, progress: Progress) -> Any:
    from opentimelineio import schema

    facts = {"remix": remix.id, "gain_db": remix.gain_db, "limiter": remix.limiter, "bpm": remix.bpm}
    timeline = schema.Timeline(remix.title or "Untitled", metadata={NAME: facts})
    progress.begin(sum(len(lane.clips) for lane in remix.lanes))
    alone = any(lane.solo for lane in remix.lanes)
    for number, lane in enumerate(remix.lanes, 1):
        for row in rows(lane) or [[]]:
            track = _track(lane, lane.name or f"Lane {number}")
            track.enabled = not lane.muted and (lane.solo or not alone)
            _fill(track, row, parts, progress)
            timeline.tracks.append(track)
    for marker in remix.markers:
        timeline.tracks.markers.append(schema.Marker(marker.name, _range(marker.frame, 0)))
    return timeline


def _track(lane: Lane, name: str) -> Any:
    from opentimelineio import schema

    facts = {"lane": lane.id, "gain_db": lane.gain_db, "pan": lane.pan, "muted": lane.muted, "solo": lane.solo}
    return schema.Track(name, kind=schema.TrackKind.Audio, metadata={NAME: facts})


def _fill(track: Any, row: list[Clip], parts: Parts, progress: Progress) -> None:
    from opentimelineio import schema

    end = 0
    for clip in row:
        if clip.start > end:
            track.append(schema.Gap(source_range=_range(0, clip.start - end)))
        baked = not _fades_fit(clip)
        if clip.fade_in.frames and not baked:
            track.append(_transition("fade in", 0, clip.fade_in.frames))
        track.append(_clip(clip, parts, baked))
        if clip.fade_out.frames and not baked:
            track.append(_transition("fade out", clip.fade_out.frames, 0))
        end = clip.end
        progress.add(1)


def _fades_fit(clip: Clip) -> bool:
    """Transitions never meet inside a clip."""
    both = clip.fade_in.frames + clip.fade_out.frames
    return can_say(clip.fade_in, clip) and can_say(clip.fade_out, clip) and both <= clip.length


def _clip(clip: Clip, parts: Parts, baked: bool) -> Any:
    from opentimelineio import schema

    material = parts.material(clip)
    if baked or clip.loop or clip.reverse or clip.stretched:
        path, offset, frames = parts.played(clip, with_fades=baked), 0, clip.length
    else:
        path, offset, frames = parts.whole(clip), clip.offset, material.frames
    url = quote(f"{path.parent.name}/{path.name}")
    made = schema.Clip(
        material.title or "Untitled",
        schema.ExternalReference(url, _range(0, frames)),
        _range(offset, clip.length),
        metadata={NAME: _facts(clip, material)},
    )
    made.enabled = not clip.muted
    return made


def _facts(clip: Clip, material: Material) -> dict[str, Any]:
    return {
        "clip": clip.id,
        "sha256": clip.sha256,
        "record_id": material.record_id or "",
        "gain_db": clip.gain_db,
        "pan": clip.pan,
        "offset": clip.offset,
        "loop": clip.loop,
        "phase": clip.phase,
        "reverse": clip.reverse,
        "group": clip.group,
        "tempo": clip.tempo,
        "pitch_st": clip.pitch_st,
        "fade_in": _fade(clip.fade_in),
        "fade_out": _fade(clip.fade_out),
    }


def _fade(fade: Fade) -> dict[str, Any]:
    return {"frames": fade.frames, "curve": str(fade.curve), "cut": fade.cut}


def _transition(name: str, before: int, behind: int) -> Any:
    from opentimelineio import schema

    kind = schema.TransitionTypes.SMPTE_Dissolve
    return schema.Transition(name, kind, in_offset=_time(before), out_offset=_time(behind))


def _range(start: int, frames: int) -> Any:
    from opentimelineio.opentime import TimeRange

    return TimeRange(_time(start), _time(frames))


def _time(frames: int) -> Any:
    from opentimelineio.opentime import RationalTime

    return RationalTime(frames, RATE_HZ)
