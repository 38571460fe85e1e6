from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from studio import drafts
from studio.domain.ids import PersonId, PlatformId, RecordId, new_id
from studio.domain.parcel import ParcelState
from studio.domain.platform import Platform
from studio.domain.record import SourceType, Work
from studio.outbox import errands
from studio.store import Claim, Store


def synced(store: Store, *more: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "studio", "sync", "--data", str(store.folder.root), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=Path.cwd(), check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_sync_sends_what_waits_and_says_so(store: Store) -> None:
    code, _ = synced(store)
    assert code == 0 and store.challenges.list()
    home = store.platforms.home()
    assert home is not None
    record = store.library.records()[0]
    store.errands.add(errands.ask(home.id, record.id, Work("Low Tide"), SourceType.SAMPLED, "Mine, too"))
    draft = drafts.from_words(store, "Sent from <b>a script</b>", home.id)
    parcel = drafts.seal(store, draft.id)
    assert parcel is not None
    code, told = synced(store, "--json")
    report = json.loads(told)
    assert code == 0 and report["waiting"] == [] and report["unsaid"] == 0
    assert [one.words for one in store.requests.of_record(home.id, record.id)] == ["Mine, too"]
    assert [(one["id"], one["sha256"], one["why"]) for one in report["sent"]] == [(parcel.id, parcel.media.sha256, "")]
    assert report["platforms"] == [{"id": home.id, "name": home.name, "online": True, "why": ""}]
    assert store.parcels.get(parcel.id).state is ParcelState.LIVE and store.library.record(parcel.record_id)


def test_sync_says_why_something_waits(store: Store) -> None:
    away = Platform(PlatformId(new_id()), "Far away", "http://127.0.0.1:9", False, PersonId("me"), "me")
    store.platforms.add(away)
    parcel = drafts.seal(store, drafts.from_words(store, "Later", away.id).id)
    assert parcel is not None
    store.errands.add(errands.ask(away.id, RecordId(new_id()), Work("Low Tide"), SourceType.SAMPLED, "Mine, too"))
    code, told = synced(store, "--json")
    report = json.loads(told)
    assert code == 1 and report["sent"] == [] and report["unsaid"] == 1
    assert [(one["state"], one["why"]) for one in report["waiting"]] == [
        ("queued", "Needs you: you are not signed in to this platform")
    ]
    assert "You are not signed in to this platform" in [one["why"] for one in report["platforms"]]


def test_sync_leaves_an_open_studio_alone(store: Store) -> None:
    claim = Claim.take(store.folder.root)
    assert claim is not None
    code, told = synced(store)
    claim.release()
    assert code == 0 and told.startswith("The studio is open on this data and sends by itself.")
    assert store.platforms.list() == []
