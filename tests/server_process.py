"""A real platform in a process of its own, for tests of both ends of the wire."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import requests

from studio.commands import serve

#: The command line without `studio.__main__`, so that these tests stand on the server alone.
PROGRAM = (
    "import argparse, sys; from studio.commands import serve; parser = argparse.ArgumentParser(); "
    "serve.add(parser.add_subparsers()); sys.exit(serve.run(parser.parse_args(['serve', *sys.argv[1:]])))"
)
DEADLINE_S = 20.0

T = TypeVar("T")


@dataclass
class ServerProcess:
    """`start()` and `kill()` or `stop()` may be repeated on the same data; the token of the home person stays the same."""

    data: Path
    home: bool = True
    #: Where one that is no home platform listens.
    host: str = "127.0.0.1"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    port: int = 0
    platform_id: str = ""
    invite: str = ""
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def start(self, program: Sequence[str] = (), *, stderr: int | None = None) -> ServerProcess:
        """`program` replaces the whole command line (of a home platform)."""
        kind = ["--home"] if self.home else ["--host", self.host, "--port", str(self.port)]
        self.process = subprocess.Popen(
            program or [sys.executable, "-c", PROGRAM, *kind, "--data", str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        if self.home:
            _of(self.process.stdin).write(self.token + "\n")
            _of(self.process.stdin).flush()
            told = json.loads(_of(self.process.stdout).readline())
            self.port, self.platform_id = told["port"], told["id"]
        else:
            self._read_greeting()
        return self

    def _read_greeting(self) -> None:
        for line in _of(_of(self.process).stdout):
            if found := re.search(r"http://[^ /]+:(\d+)", line):
                self.port = int(found[1])
            if found := re.search(r"invite: (\S+)", line):
                self.invite = found[1]
            if "Ctrl+C" in line:
                return
        raise AssertionError("the platform ended before it was open")

    def new_invite(self) -> str:
        """Made by another process while this one runs: the one of the test, which need not import it all each time."""
        parser = argparse.ArgumentParser()
        serve.add(parser.add_subparsers())
        with contextlib.redirect_stdout(io.StringIO()) as told:
            assert serve.run(parser.parse_args(["serve", "--invite", "--data", str(self.data)])) == 0
        return told.getvalue().rpartition(" ")[2].strip()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`studio serve` with these words, by another process while this one runs."""
        asked = [sys.executable, "-c", PROGRAM, "--data", str(self.data), *words]
        return subprocess.run(asked, capture_output=True, text=True, timeout=DEADLINE_S, check=False)

    def join(self, handle: str) -> str:
        """A new person's token."""
        asked = {"invite": self.new_invite(), "handle": handle}
        answer = requests.post(f"{self.address}/api/v1/join", json=asked, timeout=DEADLINE_S)
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["token"]
        return token

    def kill(self) -> None:
        """As a power button does; nothing is written afterwards."""
        self._end(lambda process: process.kill())

    def stop(self) -> int:
        """As the system does; returns the exit code."""
        return self._end(lambda process: process.terminate())

    def _end(self, how: object) -> int:
        process = _of(self.process)
        assert callable(how)
        how(process)
        code = process.wait(DEADLINE_S)
        for pipe in (process.stdin, process.stdout):
            _of(pipe).close()
        self.process = None
        return code

    def __enter__(self) -> ServerProcess:
        return self if self.process else self.start()

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.stop()


def _of(found: T | None) -> T:
    assert found is not None
    return found
