from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

import keyring.backend
import keyring.backends.fail
import pytest

from studio.commands.serve import _invite
from studio.domain.ids import PlatformId, new_id
from studio.errors import Offline, Refused
from studio.wire.exchange import Timeouts
from studio.wire.keys import Keys
from studio.wire.signin import join
from tests.proxy import Mischief, Proxy
from tests.rig.keyring import Keyring
from tests.served import Served

QUICK = Timeouts(2, 5)


@pytest.fixture
def invite(served: Served) -> str:
    return _invite(served.folder / "platform", only_first=False)


def test_an_invite_and_a_name_join_a_platform(served: Served, invite: str) -> None:
    joined = join(served.address.removeprefix("http://"), f" {invite} ", " Ada ", timeouts=QUICK)
    assert (joined.platform.id, joined.platform.handle) == (served.id, "Ada")
    assert joined.token not in repr(joined)
    client = served.client()
    assert client.me().handle == "me"
    client.close()


def test_an_invite_is_not_used_up_by_a_lost_reply(served: Served, invite: str) -> None:
    with Proxy(served.port, Mischief(hold_reply_to=2)) as proxy:
        with pytest.raises(Offline):
            join(proxy.address, invite, "Grace", timeouts=Timeouts(1, 1))
        assert proxy.counts["held"] == 1
        assert join(proxy.address, invite, "Grace", timeouts=QUICK).platform.handle == "Grace"


@pytest.mark.parametrize(
    ("invite_text", "handle", "words"),
    [
        ("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "Somebody", "This invite does not work"),
        ("short", "Somebody", "This invite does not work"),
        ("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "x" * 41, "This name cannot be used"),
    ],
)
def test_what_cannot_join_is_said_in_words(served: Served, invite_text: str, handle: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        join(served.address, invite_text, handle, timeouts=QUICK)


def test_an_invite_for_somebody_new_asks_for_a_name(served: Served, invite: str) -> None:
    with pytest.raises(Refused, match="You have no name there yet"):
        join(served.address, invite, "   ", timeouts=QUICK)
    assert join(served.address, invite, "Rosalind", timeouts=QUICK).again is False


def test_a_name_that_is_taken_leaves_the_invite_whole(served: Served, invite: str) -> None:
    with pytest.raises(Refused, match="Somebody has this name already"):
        join(served.address, invite, "ME", timeouts=QUICK)
    assert join(served.address, invite, "Hedy", timeouts=QUICK).platform.handle == "Hedy"


def test_without_a_keyring_a_key_is_kept_until_quit_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [_fails()])
    keys, id = Keys(), PlatformId(new_id())
    assert "until you quit" in keys.keep(id, "token")
    assert keys.get(id) == "token"
    keys.forget(id)
    assert keys.get(id) == ""
    assert Keys().get(id) == ""


def _fails() -> keyring.backend.KeyringBackend:
    return keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]


_IN_THE_RING = """
import sys
from studio.wire.keys import Keys
id, token, what = sys.argv[1], sys.stdin.read(), sys.argv[2]
if what == "keep":
    print(Keys().keep(id, token))
elif what == "get":
    print(Keys().get(id) == token)
else:
    Keys().forget(id)
    print(Keys().get(id) == "")
"""


def test_the_systems_keyring_keeps_a_key_for_the_next_start(keyring_rig: Keyring) -> None:
    id, token = new_id(), secrets.token_urlsafe(900)
    assert len(token) <= 1_280, "Windows holds no more"

    def said(what: str) -> str:
        command = [sys.executable, "-c", _IN_THE_RING, id, what]
        env = {**keyring_rig.whole_env(), "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(command, input=token, env=env, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.strip()

    assert said("keep") == "You stay signed in: the key is in this computer's keyring."
    assert said("get") == "True"
    assert said("forget") == "True"
