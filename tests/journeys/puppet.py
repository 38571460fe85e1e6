"""A whole studio in another process, spoken to line by line (see `at_the_window`)."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

WITHIN_S = 60.0


class Puppet:
    def __init__(self, root: Path, voice: Path, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "tests.journeys.at_the_window", str(root), str(voice)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, bufsize=0, cwd=Path(__file__).parents[2]
        )

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")

    def heard(self, word: str) -> str:
        """The rest of the next line that begins with `word`."""
        assert self.process.stdout
        ends, got = time.monotonic() + WITHIN_S, b""
        while not got.endswith(b"\n") or not got.splitlines()[-1].startswith(word.encode()):
            left = ends - time.monotonic()
            assert left > 0, f"“{word}” was not told: {got!r}"
            if select.select([self.process.stdout], [], [], left)[0]:
                piece = os.read(self.process.stdout.fileno(), 1)
                assert piece, f"it ended before “{word}”: {got!r}"
                got += piece
        return got.splitlines()[-1].decode().removeprefix(word).strip()

    def asked(self, line: str, word: str) -> str:
        self.tell(line)
        return self.heard(word)

    def quit(self) -> int:
        self.tell("quit")
        return self._end()

    def kill(self) -> None:
        """As a power button does."""
        self.process.kill()
        self._end()

    def _end(self) -> int:
        code = self.process.wait(WITHIN_S)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()
        return code
