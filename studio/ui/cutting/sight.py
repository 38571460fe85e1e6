"""What of a take is in sight: how wide a frame is drawn, and where the view stands. Pure; frames are those that are heard."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: The closest look: so many frames a pixel.
_CLOSEST = 1 / 8
ZOOM_STEP = 2**0.5


@dataclass(frozen=True, slots=True)
class Sight:
    frames: int = 0
    width_px: int = 1
    #: Frames a pixel.
    scale: float = 1.0
    left: float = 0.0

    @property
    def whole_scale(self) -> float:
        """At which all of it is in sight."""
        return max(self.frames / max(self.width_px, 1), _CLOSEST)

    @property
    def right(self) -> float:
        return self.left + self.width_px * self.scale

    def x_of(self, frame: float) -> int:
        return round((frame - self.left) / self.scale)

    def frame_at(self, x: float) -> int:
        """Within the take."""
        return min(max(round(self.left + x * self.scale), 0), self.frames)

    def zoomed(self, factor: float, frame: float) -> Sight:
        """Closer (below 1) or farther, while `frame` stays where it is drawn."""
        scale = min(max(self.scale * factor, _CLOSEST), self.whole_scale)
        left = frame - (frame - self.left) * scale / self.scale
        return replace(self, scale=scale).moved_to(left)

    def moved_to(self, left: float) -> Sight:
        return replace(self, left=min(max(left, 0.0), max(self.frames - self.width_px * self.scale, 0.0)))

    def showing(self, frame: int) -> Sight:
        """Moved no more than it takes to have `frame` in sight."""
        if self.left <= frame <= self.right:
            return self
        return self.moved_to(frame - self.width_px * self.scale / 2)

    def of(self, frames: int, width_px: int) -> Sight:
        """For another length or width: what was all in sight stays so."""
        was_whole = self.scale >= self.whole_scale * 0.999
        now = replace(self, frames=frames, width_px=max(width_px, 1))
        scale = now.whole_scale if was_whole or not self.frames else min(self.scale, now.whole_scale)
        return replace(now, scale=scale).moved_to(self.left)
