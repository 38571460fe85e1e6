"""The rig: a private sound card, screen and keyring, and real voices, so that tests walk the real paths.

Every part runs below its own temporary folder and in its own process group, dies with the tests even when those are killed,
and leaves nothing behind. Linux only; elsewhere `need` skips a test with the reason. On a build machine (CI is set) a missing
program is a failure, because there the set-up command has installed everything.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest


def need(*programs: str, files: Sequence[Path] = ()) -> None:
    """Skips the test where a program or file of the rig is missing; on a build machine fails it instead."""
    missing = [name for name in programs if shutil.which(name) is None] + [
        str(path) for path in files if not path.exists()
    ]
    if not missing and sys.platform == "linux":
        return
    reason = f"the rig needs {', '.join(missing)}" if missing else f"the rig runs on Linux, not on {sys.platform}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def until(condition: Callable[[], object], what: str, seconds: float = 10.0, every_s: float = 0.02) -> None:
    """Waits for `condition` to be true; after `seconds` fails with `what` did not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(every_s)


def spawn(command: Sequence[str], env: dict[str, str], **options: object) -> subprocess.Popen[bytes]:
    """Starts a program of the rig in its own process group; the kernel ends it if this process dies first."""
    mortal = ["setpriv", "--pdeathsig", "KILL", *command] if shutil.which("setpriv") else list(command)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(mortal, env=env, start_new_session=True, **(quiet | options))  # type: ignore[call-overload, no-any-return]


def end(process: subprocess.Popen[bytes], seconds: float = 3.0) -> None:
    """Ends a process and its group: asks first, then insists."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGCONT)
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
