"""Tokens of platforms: in the system's keyring, else in memory until the studio quits. Never in a file, a log or an argument."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.domain.ids import PlatformId

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

NAME = "Redbutton Studio"
#: Where a secret is really kept secret. Others (plain files among them) count as no keyring.
_SAFE_PLACES = ("SecretService", "Windows", "macOS", "kwallet", "libsecret")


class Keys:
    """Any thread but the UI thread: a keyring may open a question of its own and wait for the answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until_quit: dict[PlatformId, str] = {}
        self._ring: KeyringBackend | None = None
        self._looked = False

    def keep(self, platform_id: PlatformId, token: str) -> str:
        """Keeps a token and says in words where."""
        with self._lock:
            ring = self._find()
            if ring is not None and self._asked(lambda: ring.set_password(NAME, platform_id, token)):
                self._until_quit.pop(platform_id, None)
                return "You stay signed in: the key is in this computer's keyring."
            self._until_quit[platform_id] = token
            return "You are signed in until you quit: this computer has no keyring that can be used."

    def get(self, platform_id: PlatformId) -> str:
        """The token, or "" where none is kept."""
        with self._lock:
            if platform_id in self._until_quit:
                return self._until_quit[platform_id]
            ring = self._find()
            found: list[str | None] = []
            if ring is not None:
                self._asked(lambda: found.append(ring.get_password(NAME, platform_id)))
            return (found[0] or "") if found else ""

    def forget(self, platform_id: PlatformId) -> None:
        with self._lock:
            self._until_quit.pop(platform_id, None)
            ring = self._find()
            if ring is not None:
                self._asked(lambda: ring.delete_password(NAME, platform_id))

    def where(self) -> str:
        """The name of the keyring that answers now, "" where there is none."""
        with self._lock:
            ring = self._find()
            if ring is None or not self._asked(lambda: ring.get_password(NAME, "")):
                return ""
            return str(ring.name)

    def _find(self) -> KeyringBackend | None:
        """The best safe keyring of this computer, looked for once."""
        if not self._looked:
            import keyring.backend

            rings = [ring for ring in keyring.backend.get_all_keyring() if type(ring).__module__.endswith(_SAFE_PLACES)]
            self._ring = max(rings, key=lambda ring: ring.priority, default=None)
            self._looked = True
        return self._ring

    @staticmethod
    def _asked(question: Callable[[], object]) -> bool:
        """Whether the keyring did it; a locked or absent one says no, with an exception of its own library."""
        try:
            question()
        except Exception as error:
            log.info("the keyring did not answer: %s", type(error).__name__)
            return False
        return True
