"""Making a remix ready to be heard, beside whatever plays: sounds are opened, decoded and stretched before they are needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.remix import Clip, Lane, Material, Remix
from studio.errors import StudioError

from .head import Way
from .render import Mix

_JOIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Order:
    """A remix to make ready. With `way` it is to be played anew, `number` says which playing that is."""

    remix: Remix
    way: Way | None = None
    number: int = 0


class Preparer:
    """The newest order wins; a wish to play is not lost by an edit that follows. Lives on the thread "transport-prepare".

    A sound that cannot be heard is told once, and stays silent until it is asked to play again.
    """

    def __init__(
        self,
        find: Callable[[Material], Path],
        on_mix: Callable[[Mix, Order], None],
        on_trouble: Callable[[StudioError], None],
    ) -> None:
        self._find, self._on_mix, self._on_trouble = find, on_mix, on_trouble
        self._wake = threading.Condition()
        self._order: Order | None = None
        self._over = False
        self._thread: threading.Thread | None = None
        self._mix: Mix | None = None
        self._looked_through: dict[int, tuple[Clip, ...]] = {}
        self._ready: set[tuple[object, ...]] = set()
        self._silent: set[tuple[str, float, float]] = set()

    def order(self, order: Order) -> None:
        with self._wake:
            if self._order is not None and order.way is None:
                order = replace(self._order, remix=order.remix)
            self._order = order
            if self._thread is None:
                self._over = False
                self._thread = threading.Thread(target=self._run, name="transport-prepare", daemon=True)
                self._thread.start()
            self._wake.notify()

    def stop(self) -> None:
        """Waits for what is being made ready now, some seconds at most."""
        with self._wake:
            self._over, self._order = True, None
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(_JOIN_S)
            self._thread = None

    def let_go(self) -> None:
        """Closes every sound; when nobody reads any more."""
        if self._mix is not None:
            self._mix.close()
        self._mix = None
        self._looked_through.clear()
        self._ready.clear()
        self._silent.clear()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._over or self._order is not None)
                if self._over:
                    return
                order, self._order = self._order, None
            assert order is not None
            mix = self._made(order)
            if not self._over:
                self._on_mix(mix, order)

    def _made(self, order: Order) -> Mix:
        if order.way is not None and self._silent:
            self._silent.clear()
            self._looked_through.clear()
        mix = Mix(self._without_silent(order.remix), self._find, after=self._mix)
        silent = len(self._silent)
        self._look_through(order.remix, mix)
        if len(self._silent) > silent:
            mix = Mix(self._without_silent(order.remix), self._find, after=mix)
        self._mix = mix
        return mix

    def _look_through(self, remix: Remix, mix: Mix) -> None:
        """Only lanes whose clips have changed are looked at again."""
        known, self._looked_through = self._looked_through, {}
        for lane in remix.heard_lanes():
            if id(lane.clips) not in known:
                for clip in lane.clips:
                    self._prepare(clip, mix)
            self._looked_through[id(lane.clips)] = lane.clips

    def _prepare(self, clip: Clip, mix: Mix) -> None:
        sound = _sound(clip)
        part = (*sound, clip.offset, clip.reach) if clip.stretched else sound
        if clip.muted or part in self._ready or sound in self._silent or self._over:
            return
        try:
            mix.prepare(clip)
            self._ready.add(part)
        except StudioError as error:
            self._silent.add(sound)
            self._on_trouble(error)

    def _without_silent(self, remix: Remix) -> Remix:
        return replace(remix, lanes=tuple(map(self._heard, remix.lanes))) if self._silent else remix

    def _heard(self, lane: Lane) -> Lane:
        clips = tuple(clip for clip in lane.clips if _sound(clip) not in self._silent)
        return lane if len(clips) == len(lane.clips) else replace(lane, clips=clips)


def _sound(clip: Clip) -> tuple[str, float, float]:
    return clip.sha256, clip.tempo, clip.pitch_st
