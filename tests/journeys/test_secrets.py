"""A canary: the key of a joined platform and its invite are searched for in every file, log and process argument."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from pathlib import Path

import psutil

from tests.rig.keyring import Keyring
from tests.server_process import ServerProcess

from .puppet import Puppet


def disguises(secret: str) -> set[bytes]:
    """The ways in which a secret could lie in a file."""
    forms = {secret, secret.replace("-", ""), secret.lower(), json.dumps(secret)[1:-1]}
    plain = {form.encode() for form in forms} | {form.encode("utf-16-le") for form in forms}
    return plain | {base64.b64encode(secret.encode()).rstrip(b"="), secret.encode().hex().encode()}


def found_in(folder: Path, secret: str) -> list[Path]:
    wanted = disguises(secret)
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files, f"nothing to search in {folder}"
    found = []
    for path in files:
        with contextlib.suppress(FileNotFoundError):  # it got its name for good, or was sent, meanwhile
            found += [path] if any(form in path.read_bytes() for form in wanted) else []
    return found


def arguments() -> bytes:
    """What anybody on this computer can read about every process that we started."""
    ours = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return b"\0".join(Path(f"/proc/{one.pid}/cmdline").read_bytes() for one in ours if one.is_running())


def test_the_key_of_a_platform_is_nowhere_but_in_the_keyring(
    keyring_rig: Keyring, community: ServerProcess, tmp_path: Path, voice: Path
) -> None:
    env, data = keyring_rig.whole_env(), tmp_path / "data"
    invite = community.new_invite()
    studio = Puppet(data, voice, env)
    try:
        studio.heard("open")
        joined = studio.asked(f"join {community.address} {invite} Ines", "joined")
        token = studio.asked("key", "key")
        assert len(token) >= 32
        studio.asked("begin", "recording")
        seen = arguments()
        studio.asked("end", "pressed")
        studio.asked("send", "live")
        seen += arguments()
        for secret in (token, invite, community.invite):
            assert not any(form in seen for form in disguises(secret))
            for folder in (data, community.data, Path(env["XDG_DATA_HOME"]), Path(env["XDG_CONFIG_HOME"])):
                if folder.exists() and any(path.is_file() for path in folder.rglob("*")):
                    assert not found_in(folder, secret), "a secret lies in a file while the studio runs"
        assert studio.quit() == 0
    finally:
        studio.process.kill()
    assert not found_in(data, token) and not found_in(community.data, token)
    digest = hashlib.sha256(token.encode()).hexdigest().encode()
    assert any(digest in path.read_bytes() for path in community.data.rglob("*.db*")), "the platform keeps its hash"

    again = Puppet(data, voice, env)
    try:
        again.heard("open")
        assert again.asked("key", "key") == token, "the keyring has it at the next start"
        again.asked("send", "live")
        assert again.quit() == 0
    finally:
        again.process.kill()
    assert joined and not found_in(data, token)
