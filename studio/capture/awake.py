"""Keeps the machine from falling asleep while a take runs (REC-10).

Asked on a thread of its own: the desktop may be slow to answer.
"""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)


class Awake:
    """Holds from construction until `release`; where the system does not allow it, that is only noted."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._hold, name="stay-awake", daemon=True)
        self._thread.start()

    def release(self) -> None:
        self._over.set()

    def _hold(self) -> None:
        try:
            from wakepy import keep

            with keep.running(on_fail="pass") as mode:
                if not mode.active:
                    log.info("sleep is not inhibited on this system")
                self._over.wait()
        except Exception as error:  # any failure of the desktop's services is harmless here
            log.info("sleep is not inhibited: %s", error)
