"""A file that comes with the creation of its upload (tus 1.0, creation-with-upload)."""

from __future__ import annotations

import hashlib
import os

import requests

from studio.contract import MEDIA, UPLOADS
from studio.domain.ids import new_id
from tests.server.visitor import CHUNK, TUS, Visitor, b64, sha


def sent(
    visitor: Visitor,
    data: bytes,
    *,
    key: str = "",
    promised: bytes | None = None,
    length: int | None = None,
    sum: str = "",
) -> requests.Response:
    """`promised` is what the metadata tells of in place of the data."""
    hashed = hashlib.sha256(data if promised is None else promised).hexdigest()
    headers = TUS | CHUNK | {"Upload-Length": str(len(data) if length is None else length)}
    headers |= {"Upload-Metadata": f"sha256 {b64(hashed.encode())}", "Idempotency-Key": key or new_id()}
    return visitor.ask("POST", UPLOADS, data=data, headers=headers | ({"Upload-Checksum": sum} if sum else {}))


def test_a_small_file_is_whole_after_one_request(ann: Visitor) -> None:
    data = os.urandom(40_000)
    answer = sent(ann, data)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "40000")
    assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    assert ann.offset(answer.headers["Location"]) == 40_000


def test_the_same_request_again_is_the_same_upload(ann: Visitor) -> None:
    """SYN-2."""
    data, key = os.urandom(1_000), new_id()
    first, again = sent(ann, data, key=key), sent(ann, data, key=key)
    assert first.headers["Location"] == again.headers["Location"]
    assert sent(ann, data).headers["Location"] != first.headers["Location"], (
        "another key, another upload of the same file"
    )


def test_a_file_that_is_not_what_was_promised_leaves_nothing(ann: Visitor) -> None:
    """SYN-3."""
    data, promised = os.urandom(1_000), os.urandom(1_000)
    answer = sent(ann, data, promised=promised)
    assert (answer.status_code, answer.json()["code"]) == (409, "media_mismatch")
    answer = sent(ann, data, sum=f"sha256 {b64(hashlib.sha256(promised).digest())}")
    assert (answer.status_code, answer.json()["code"]) == (460, "upload_checksum")
    assert ann.ask("HEAD", f"{MEDIA}/{sha(data)}").status_code == 404


def test_a_part_of_a_file_is_asked_for_again_from_its_beginning(ann: Visitor) -> None:
    data = os.urandom(2_000)
    answer = sent(ann, data[:500], promised=data, length=2_000)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
    ann.patch(answer.headers["Location"], data, 0)
    assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data
