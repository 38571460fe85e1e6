"""What sounds now, of the things on the page: begun by a press, ended by another, or by its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from studio.sound.heard import Heard
    from studio.sound.player import Player

_FRAME_MS = 33
#: A loudspeaker that needs longer than this to begin will not.
_BEGINS_WITHIN_FRAMES = 150


class Playing(QObject):
    """`changed` comes at every frame while something sounds, and once when it ends."""

    changed = Signal()

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self.key = ""
        self._player = player
        self._length_s = 0.0
        self._heard = False
        self._frames = 0
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._on_frame)

    @property
    def place_s(self) -> float:
        place = self._player.position()
        return place[0] / place[1] if self.key and place else 0.0

    @property
    def played(self) -> float:
        """How much of it was heard, 0…1."""
        return min(self.place_s / self._length_s, 1.0) if self._length_s else 0.0

    def toggle(self, key: str, sound: Heard, length_s: float) -> None:
        """Plays it, or stops it when it sounds already."""
        before = self.key
        self.stop()
        if key != before:
            self.play(key, sound, length_s)

    def play(self, key: str, sound: Heard, length_s: float, start_frame: int = 0) -> None:
        """Plays it from `start_frame`, counted at the sound's own rate; what sounded before makes way."""
        self.key, self._length_s, self._heard, self._frames = key, length_s, False, 0
        self._player.play(sound, start_frame)
        self._clock.start()
        self.changed.emit()

    def stop(self) -> None:
        if self.key:
            self._player.stop()
            self._end()

    @Slot()
    def _on_frame(self) -> None:
        self._frames += 1
        sounds = self._player.position() is not None
        self._heard = self._heard or sounds
        if not sounds and (self._heard or self._frames > _BEGINS_WITHIN_FRAMES):
            self._end()
        else:
            self.changed.emit()

    def _end(self) -> None:
        self._clock.stop()
        self.key = ""
        self.changed.emit()


def frames_of(sound: Heard) -> tuple[int, int]:
    """(frames, rate in Hz) of a sound. For a task: a long file that nobody looked at yet is read once."""
    from studio.sound.heard import outlined

    found = outlined(sound)
    return found.frames, found.rate_hz
