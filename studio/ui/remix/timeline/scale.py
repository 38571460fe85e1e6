"""The zoom: where frames lie on screen, and which times a ruler names. Pure; pixels are counted from the start of the piece."""

from __future__ import annotations

from dataclasses import dataclass

from studio.domain.remix import MAX_FRAMES, RATE_HZ

#: Frames in a pixel, from the nearest to the farthest look: a thousandth of a second is 3 pixels, 24 hours are 400.
NEAREST, FARTHEST = 16.0, MAX_FRAMES / 400
#: A step of the zoom by key or wheel.
STEP = 1.25
#: Milliseconds between two named times of a ruler, and into how many parts the grid divides them.
_STEPS_MS = (
    (10, 10),
    (20, 4),
    (50, 5),
    (100, 10),
    (200, 4),
    (500, 5),
    (1_000, 10),
    (2_000, 4),
    (5_000, 5),
    (10_000, 10),
    (15_000, 3),
    (30_000, 6),
    (60_000, 6),
    (120_000, 4),
    (300_000, 5),
    (600_000, 10),
    (900_000, 3),
    (1_800_000, 6),
    (3_600_000, 6),
    (7_200_000, 4),
    (21_600_000, 6),
)


@dataclass(frozen=True, slots=True)
class Scale:
    frames_per_px: float = 4_608.0

    def px(self, frame: float) -> int:
        return round(frame / self.frames_per_px)

    def frame(self, px: float) -> int:
        return round(px * self.frames_per_px)

    def zoomed(self, factor: float) -> Scale:
        """Nearer by `factor`, or farther by one below 1."""
        return Scale(min(max(self.frames_per_px / factor, NEAREST), FARTHEST))


def fitting(frames: int, px: int) -> Scale:
    """The nearest look that shows all `frames` in `px` pixels."""
    return Scale(min(max(frames / max(px, 1), NEAREST), FARTHEST))


@dataclass(frozen=True, slots=True)
class Ticks:
    """`step` frames from one named time to the next, `grid` frames from one line of the grid to the next."""

    step: int
    grid: int
    decimals: int

    def between(self, first: int, last: int) -> list[tuple[int, str]]:
        """Frame and name of every named time from frame `first` to `last`."""
        begin = max(0, -(-first // self.step) * self.step)
        return [(frame, clock(frame, self.decimals)) for frame in range(begin, last + 1, self.step)]


def ticks(scale: Scale, least_px: int) -> Ticks:
    """Named times that are at least `least_px` pixels apart."""
    least_ms = least_px * scale.frames_per_px * 1_000 / RATE_HZ
    ms, parts = next((step for step in _STEPS_MS if step[0] >= least_ms), _STEPS_MS[-1])
    step = ms * RATE_HZ // 1_000
    return Ticks(step, step // parts, 0 if ms >= 1_000 else 1 if ms >= 100 else 2)


def clock(frame: int, decimals: int = 0) -> str:
    """0:21, 0:21.3, 1:02:03; cut, not rounded, as clocks do."""
    parts = frame * 10**decimals // RATE_HZ
    seconds, rest = divmod(parts, 10**decimals)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{rest:0{decimals}}" if decimals else text
