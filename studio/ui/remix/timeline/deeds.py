"""What buttons, keys and menus do to the piece: each deed is one pure edit, committed as one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from studio.domain.ids import ClipId, new_id
from studio.domain.remix import RATE_HZ, Clip, Curve, Fade, Marker, Remix
from studio.remix import several, timeline

from .painters import gain_words, pan_words
from .scale import clock
from .scene import Scene
from .snaps import Snap
from .words import clip_words, many

_FADE_STEP = RATE_HZ // 10
_GAIN_STEP_DB, _PAN_STEP = 1.0, 0.1


class Deeds:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.table: dict[str, Callable[[], None]] = {
            "split": self._split,
            "duplicate": self._duplicate,
            "delete": self._delete,
            "group": partial(self._group, True),
            "ungroup": partial(self._group, False),
            "reverse": self._reverse,
            "mute": self._mute,
            "fill": self._fill,
            "louder": partial(self._gain, _GAIN_STEP_DB),
            "quieter": partial(self._gain, -_GAIN_STEP_DB),
            "pan left": partial(self._pan, -_PAN_STEP),
            "pan right": partial(self._pan, _PAN_STEP),
            "fade in longer": partial(self._fade, 1, 0),
            "fade in shorter": partial(self._fade, -1, 0),
            "fade out longer": partial(self._fade, 0, 1),
            "fade out shorter": partial(self._fade, 0, -1),
            "curve": self._next_curve,
            "end earlier": partial(self._trim, 0, -1),
            "end later": partial(self._trim, 0, 1),
            "start earlier": partial(self._trim, -1, 0),
            "start later": partial(self._trim, 1, 0),
            "mute lane": partial(self._lane, "muted"),
            "solo lane": partial(self._lane, "solo"),
            "remove lane": self._remove_lane,
            "mark": self._mark,
            "unmark": self._unmark,
        }

    @property
    def ids(self) -> frozenset[ClipId]:
        """The chosen clips, else the one that the keys stand on."""
        chosen = self._scene.selection
        return chosen.ids or (frozenset({chosen.current}) if chosen.current else frozenset())

    def clips(self) -> list[Clip]:
        return self._scene.clips(self.ids)

    def lead(self) -> Clip | None:
        """The clip that speaks for all: the current one, else the first."""
        found = self._scene.find(self._scene.selection.current)
        return found[1] if found else min(self.clips(), key=lambda clip: clip.start, default=None)

    # edits of time

    def nudge(self, sign: int, *, fine: bool) -> None:
        lead = self.lead()
        if lead is not None:
            by = self.step_from(lead.start, sign, fine=fine)
            self._commit(several.shift(self._scene.remix, self.ids, by))
            self._say_lead("starts at", lambda clip: clock(clip.start, 2))

    def hang(self, down: int) -> None:
        """Into the lane above (-1) or below (1)."""
        if self._commit(several.shift(self._scene.remix, self.ids, 0, down)):
            found = self._scene.find(self._scene.selection.current or next(iter(self.ids), None))
            if found is not None:
                lane = self._scene.lanes[found[0]]
                self._scene.selection.choose(self._scene.selection.ids, self._scene.selection.current, lane.id)
                self._scene.said.emit(f"in lane {lane.name}")

    def step_from(self, frame: int, sign: int, *, fine: bool) -> int:
        """How far a key moves something that is at `frame`: to the next line of what it snaps to, `fine` 10 ms."""
        snap = self._scene.snap
        if fine or snap not in (Snap.GRID, Snap.BEATS):
            return sign * RATE_HZ // (100 if fine else 10)
        step = 60 * RATE_HZ / self._scene.remix.bpm if snap is Snap.BEATS else float(self._scene.ticks().grid)
        number = (frame + 1) // step if sign > 0 else -((1 - frame) // step)
        line = round((number + sign) * step)
        return line - frame if (line - frame) * sign > 0 else sign * round(step)

    def _trim(self, start: int, end: int) -> None:
        scene, remix = self._scene, self._scene.remix
        snapper = scene.snapper(self.ids)
        for clip in self.clips():
            first = clip.start + (self.step_from(clip.start, start, fine=False) if start else 0)
            last = clip.end + (self.step_from(clip.end, end, fine=False) if end else 0)
            if scene.snap is Snap.ZEROS:
                first, last = (snapper.cut(first, clip), last) if start else (first, snapper.cut(last, clip))
            remix = timeline.trim(remix, clip.id, first, last, ripple=scene.ripple)
        self._commit(remix)
        self._say_lead("", lambda clip: f"from {clock(clip.start, 2)} to {clock(clip.end, 2)}")

    def _split(self) -> None:
        """The chosen clips under the playhead, else every one that lies there."""
        scene, at = self._scene, self._scene.playhead
        if at is None:
            return
        rows = [row for number in range(len(scene.lanes)) if (row := scene.row(number)) is not None]
        under = [row.clips[place] for row in rows for place in row.between(at, at + 1).tolist()]
        clips = [clip for clip in under if clip.id in self.ids] or under
        remix, snapper = scene.remix, scene.snapper()
        for clip in clips:
            place = snapper.cut(at, clip) if scene.snap is Snap.ZEROS else at
            remix = timeline.split(remix, clip.id, place, ClipId(new_id()))
        self._commit(remix, f"{many(len(clips))} split at {clock(at, 2)}" if clips else "")

    def _fill(self) -> None:
        """Loops each clip up to the next one in its lane, else to the end of the piece; where it is there already, once more."""
        scene, remix = self._scene, self._scene.remix
        for id in self.ids:
            found = scene.find(id)
            row = scene.row(found[0]) if found else None
            if found and row:
                clip = found[1]
                behind = [start for start in row.starts.tolist() if start >= clip.end]
                end = min(behind, default=remix.frames)
                whole = clip.length + (clip.loop or clip.length)
                remix = timeline.fill(remix, id, end - clip.start if end > clip.end else whole)
        self._commit(remix)
        self._say_lead("loops to", lambda clip: clock(clip.end, 2))

    def _duplicate(self) -> None:
        scene, ids, made = self._scene, self.ids, list[ClipId]()

        def fresh() -> ClipId:
            made.append(ClipId(new_id()))
            return made[-1]

        if len(ids) == 1:
            remix = timeline.duplicate(scene.remix, next(iter(ids)), fresh(), ripple=scene.ripple)
        else:
            remix = several.repeat(scene.remix, ids, fresh, ripple=scene.ripple)
        if self._commit(remix, f"{many(len(made))} duplicated"):
            scene.selection.choose(made, made[0])

    def _delete(self) -> None:
        scene, ids = self._scene, self.ids
        beside = scene.beside(1) or scene.beside(-1)
        remix = several.clear(scene.remix, ids, ripple=scene.ripple)
        if self._commit(remix, f"{many(len(ids))} deleted") and beside and scene.find(beside[1].id):
            scene.selection.choose((), beside[1].id)

    # edits of sound

    def _group(self, on: bool) -> None:
        ids = self.ids if on else several.grouped(self._scene.remix, self.ids)
        words = f"{many(len(ids))} in one group" if on else f"{many(len(ids))} in no group"
        self._commit(timeline.group(self._scene.remix, ids, new_id() if on else ""), words)

    def _reverse(self) -> None:
        self._commit(timeline.reverse(self._scene.remix, self.ids))
        self._say_lead("plays", lambda clip: "backwards" if clip.reverse else "forwards")

    def _mute(self) -> None:
        """All of them silent; where all are, all heard."""
        if not self.ids:
            self._lane("muted")
            return
        on = not all(clip.muted for clip in self.clips())
        self._commit(
            timeline.mute(self._scene.remix, self.ids, on), f"{many(len(self.ids))} {'muted' if on else 'heard'}"
        )

    def _gain(self, by_db: float) -> None:
        self._commit(several.louder(self._scene.remix, self.ids, by_db))
        self._say_lead("", lambda clip: gain_words(clip.gain_db))

    def _pan(self, by: float) -> None:
        self._commit(several.aside(self._scene.remix, self.ids, by))
        self._say_lead("", lambda clip: pan_words(clip.pan))

    def _fade(self, rise: int, fall: int) -> None:
        remix = self._scene.remix
        for clip in self.clips():
            given = (_longer(clip.fade_in, rise, clip), _longer(clip.fade_out, fall, clip))
            remix = timeline.fade(remix, clip.id, fade_in=given[0], fade_out=given[1])
        self._commit(remix)
        side = "fades in over" if rise else "fades out over"
        self._say_lead(side, lambda clip: clock((clip.fade_in if rise else clip.fade_out).frames, 2))

    def _next_curve(self) -> None:
        lead, curves = self.lead(), list(Curve)
        if lead is not None:
            self.set_curve(curves[(curves.index(lead.fade_in.curve) + 1) % len(curves)])

    def set_curve(self, curve: Curve) -> None:
        """How the chosen clips fade."""
        remix = self._scene.remix
        for clip in self.clips():
            given = replace(clip.fade_in, curve=curve), replace(clip.fade_out, curve=curve)
            remix = timeline.fade(remix, clip.id, fade_in=given[0], fade_out=given[1])
        self._commit(remix, f"{curve.replace('_', ' ')} fades")

    # lanes and markers

    def _lane(self, what: str) -> None:
        number = self._scene.chosen_lane()
        if number is not None:
            lane = self._scene.remix.lanes[number]
            on = not (lane.muted if what == "muted" else lane.solo)
            changed = timeline.change_lane(self._scene.remix, lane.id, **{what: on})  # type: ignore[arg-type]
            self._commit(changed, f"lane {lane.name} {what} {'on' if on else 'off'}")

    def _remove_lane(self) -> None:
        number = self._scene.chosen_lane()
        if number is not None:
            lane = self._scene.remix.lanes[number]
            self._commit(timeline.remove_lane(self._scene.remix, lane.id), f"lane {lane.name} removed")

    def _mark(self) -> None:
        at, markers = self._scene.playhead or 0, self._scene.remix.markers
        taken = {marker.name for marker in markers}
        name = next(name for n in range(1, len(taken) + 2) if (name := f"Marker {n}") not in taken)
        self._commit(timeline.mark(self._scene.remix, Marker(at, name)), f"{name} at {clock(at, 2)}")

    def nearest_marker(self) -> Marker | None:
        """To the playhead."""
        at = self._scene.playhead or 0
        return min(self._scene.remix.markers, key=lambda marker: abs(marker.frame - at), default=None)

    def _unmark(self) -> None:
        nearest = self.nearest_marker()
        if nearest is not None:
            self._commit(timeline.unmark(self._scene.remix, nearest), f"{nearest.name} removed")

    def _commit(self, remix: Remix, words: str = "") -> bool:
        return self._scene.commit(remix, words)

    def _say_lead(self, before: str, after: Callable[[Clip], str]) -> None:
        lead = self.lead()
        if lead is not None:
            self._scene.said.emit(" ".join(part for part in (self._scene.title(lead), before, after(lead)) if part))


def _longer(fade: Fade, sign: int, clip: Clip) -> Fade | None:
    if not sign:
        return None
    return Fade(min(max(fade.frames - fade.cut + sign * _FADE_STEP, 0), clip.length), fade.curve)


def spoken(scene: Scene, number: int, clip: Clip) -> str:
    chosen = clip.id in scene.selection.ids
    return clip_words(clip, scene.title(clip), scene.lanes[number], chosen=chosen)
