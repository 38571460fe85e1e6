"""Secrets, each by a name (a token by its platform's id): in the system's keyring, else in memory until the studio quits. Never
in a file, a log or an argument."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

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
        self._until_quit: dict[str, str] = {}
        self._ring: KeyringBackend | None = None
        self._looked = False

    def keep(self, name: str, token: str) -> str:
        """Keeps a token and says in words where."""
        with self._lock:
            ring = self._find()
            if ring is not None and self._asked(lambda: ring.set_password(NAME, name, token)):
                self._until_quit.pop(name, None)
                return "You stay signed in: the key is in this computer's keyring."
            self._until_quit[name] = token
            return "You are signed in until you quit: this computer has no keyring that can be used."

    def get(self, name: str) -> str:
        """The token, or "" where none is kept."""
        with self._lock:
            if name in self._until_quit:
                return self._until_quit[name]
            ring = self._find()
            found: list[str | None] = []
            if ring is not None:
                self._asked(lambda: found.append(ring.get_password(NAME, name)))
            return (found[0] or "") if found else ""

    def forget(self, name: str) -> None:
        with self._lock:
            self._until_quit.pop(name, None)
            ring = self._find()
            if ring is not None:
                self._asked(lambda: ring.delete_password(NAME, name))

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
