from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.ids import RecordId, new_id
from studio.inbox.keep import keep
from studio.store import Store
from tests.outbox.conftest import IN_MEMORY
from tests.served import Served

from .test_keep import sent, told


@pytest.fixture
def mortal() -> Iterator[Served]:
    """A platform of this test's own."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder, Served(Path(folder)) as platform:
        yield platform


def test_a_family_that_is_too_large_for_one_answer_comes_whole(store: Store, mortal: Served) -> None:
    """900 records that say as much of themselves as they may: 20 MB."""
    links = mortal.joined(store)
    root = sent(store, mortal, "The root of it")
    parcel = store.parcels.list()[0]
    client, ids = mortal.client(), {root}
    for number in range(900):
        body = json.loads(parcel.body) | {"title": f"Piece {number}", "note": "\N{MICROPHONE}" * 5_000}
        body["sources"] = [{"id": new_id(), "record_id": root, "type": "inspired_by", "thanks": "\N{MICROPHONE}" * 500}]
        body["revision_id"] = new_id()
        ids.add(id := RecordId(new_id()))
        client.put_record(id, json.dumps(body, ensure_ascii=False), body["revision_id"])
    pages = [[one.id for one in page.records] for page in client.tree(root)]
    client.close()
    assert len(pages) > 2 and sorted(ids, reverse=True) == [id for page in pages for id in page]
    keep(store, links, told(mortal, root))
    assert {record.id for record in store.library.family(told(mortal, root))} == ids
