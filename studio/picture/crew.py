"""The child processes that look into pictures: started when pictures come, few, and gone when none has come for a while.

Any thread may ask; whoever finds all of them busy waits. One that died or was given up is replaced by the next question.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Without a question for so long, a child ends by itself.
IDLE_S = 20.0
MOST = max(2, min(os.cpu_count() or 2, 4))

_NOT_WINDOWED = getattr(subprocess, "CREATE_NO_WINDOW", 0)
#: The folder that holds the package; the child looks for its code here and never in the folder it was started from.
_HOUSE = Path(__file__).resolve().parents[2]
#: Number libraries reserve memory for every thread that they might start.
_ENV = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Died(Exception):
    """The child ended without an answer; the text says how."""


class TookTooLong(Exception):
    """The child was ended because nobody waits that long."""


class Crew:
    def __init__(self, most: int = MOST) -> None:
        self._places = threading.BoundedSemaphore(most)
        self._free: deque[_Child] = deque()

    def warm(self) -> None:
        """A child starts now, for the picture that comes next."""
        if not self._free:
            self._free.append(_Child())

    def ask(self, question: dict[str, Any], patience_s: float) -> dict[str, Any]:
        """Raises Died and TookTooLong."""
        line = json.dumps(question).encode() + b"\n"
        with self._places:
            while True:
                child, is_fresh = self._next()
                told = child.answer(line, patience_s)
                if told is not None:
                    self._free.append(child)
                    return told
                code = child.end()
                if child.was_given_up:
                    raise TookTooLong
                if is_fresh:  # another may have ended before it was asked
                    raise Died(f"ended with {code}")

    def _next(self) -> tuple[_Child, bool]:
        try:
            return self._free.pop(), False
        except IndexError:
            return _Child(), True

    def close(self) -> None:
        """Ends those that have nothing to do. A question that comes later starts new ones."""
        with suppress(IndexError):
            while True:
                self._free.pop().end()


class _Child:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "studio.picture.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOUSE,
            env=os.environ | _ENV,
            creationflags=_NOT_WINDOWED,
        )
        self.was_given_up = False

    def answer(self, line: bytes, patience_s: float) -> dict[str, Any] | None:
        """None where the child has ended, whatever the reason."""
        assert self._process.stdin is not None and self._process.stdout is not None
        watch = threading.Timer(patience_s, self._give_up)
        watch.start()
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            told: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            return None
        else:
            return None if self.was_given_up else told
        finally:
            watch.cancel()
            watch.join()

    def _give_up(self) -> None:
        self.was_given_up = True
        self._process.kill()

    def end(self) -> int:
        """Answers how it ended. One that does not end by itself is killed."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        try:
            return self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


#: The one crew of this process.
CREW = Crew()
atexit.register(CREW.close)
