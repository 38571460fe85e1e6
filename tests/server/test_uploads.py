"""The tus 1.0 contract, one statement a test."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from studio.contract import MAX_CHUNK_BYTES, MEDIA, PIECE_BYTES, PIECE_SUMS, UPLOADS
from studio.domain.ids import new_id
from tests.server.visitor import CHUNK, TUS, Visitor, b64, sha


def problem(answer: object, status: int, code: str) -> bool:
    assert answer.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    told = answer.json()  # type: ignore[attr-defined]
    return (told["status"], told["code"]) == (status, code) and answer.status_code == status  # type: ignore[attr-defined]


def test_the_server_says_what_it_speaks(nobody: Visitor) -> None:
    answer = nobody.ask("OPTIONS", UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    spoken = {"creation", "creation-with-upload", "checksum", "termination", "expiration"}
    assert set(answer.headers["Tus-Extension"].split(",")) == spoken
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1,sha256-1mib"
    assert int(answer.headers["Tus-Max-Size"]) > 0


def test_a_file_arrives_in_pieces_and_is_served_whole(ann: Visitor) -> None:
    data = os.urandom(3_000_001)
    created = ann.create(data)
    assert created.status_code == 201
    assert created.headers["Tus-Resumable"] == "1.0.0"
    url = created.headers["Location"]
    for start in range(0, len(data), 1_300_000):
        answer = ann.patch(url, data[start : start + 1_300_000], start)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(min(start + 1_300_000, len(data))))
    assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data
    assert ann.offset(url) == len(data)
    assert ann.patch(url, b"", len(data)).headers["Upload-Offset"] == str(len(data))


def test_head_tells_length_offset_and_expiry_and_is_not_cached(ann: Visitor) -> None:
    url = ann.create(b"0123456789").headers["Location"]
    ann.patch(url, b"0123", 0)
    told = ann.ask("HEAD", url, headers=TUS).headers
    assert (told["Upload-Offset"], told["Upload-Length"], told["Cache-Control"]) == ("4", "10", "no-store")
    assert told["Upload-Expires"].endswith("GMT")


def test_a_stream_of_unknown_length_arrives(ann: Visitor) -> None:
    data = os.urandom(2_500_000)

    def pieces() -> Iterator[bytes]:
        yield data[:1_000_000]
        yield data[1_000_000:]

    url = ann.create(data).headers["Location"]
    assert ann.patch(url, pieces(), 0).headers["Upload-Offset"] == str(len(data))


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [None, "0.2.2"])
def test_another_version_of_tus_is_412(ann: Visitor, method: str, version: str | None) -> None:
    url = UPLOADS if method == "POST" else ann.create(b"x").headers["Location"]
    headers = CHUNK | {"Upload-Offset": "0"} | ({"Tus-Resumable": version} if version else {})
    answer = ann.ask(method, url, headers=headers)
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"


def test_another_content_type_is_415(ann: Visitor) -> None:
    url = ann.create(b"x").headers["Location"]
    assert problem(ann.patch(url, b"x", 0, Content_Type="text/plain"), 415, "upload_type")


def test_another_offset_is_409_and_the_right_one_is_told(ann: Visitor) -> None:
    url = ann.create(b"0123456789").headers["Location"]
    ann.patch(url, b"0123", 0)
    for offset in (0, 3, 5):
        answer = ann.patch(url, b"x", offset)
        assert problem(answer, 409, "upload_offset")
        assert answer.headers["Upload-Offset"] == "4"


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "one"])
def test_an_offset_that_is_no_number_is_400(ann: Visitor, offset: str) -> None:
    url = ann.create(b"x").headers["Location"]
    assert problem(ann.patch(url, b"x", 0, Upload_Offset=offset), 400, "invalid")


def test_a_file_larger_than_the_limit_is_413(ann: Visitor) -> None:
    assert problem(ann.create(b"", sha256="0" * 64, length=1 << 50), 413, "too_large")


def test_a_chunk_past_the_end_of_the_file_is_413_and_dropped(ann: Visitor) -> None:
    url = ann.create(b"0123456789").headers["Location"]
    assert problem(ann.patch(url, b"0123456789x", 0), 413, "too_large")
    assert problem(ann.patch(url, iter([b"01234", b"56789x"]), 0), 413, "too_large")
    assert ann.offset(url) == 0


def test_a_chunk_larger_than_a_chunk_may_be_is_413(ann: Visitor) -> None:
    url = ann.create(b"", sha256="0" * 64, length=1 << 30).headers["Location"]
    assert problem(ann.patch(url, bytes(MAX_CHUNK_BYTES + 1), 0), 413, "too_large")


@pytest.mark.parametrize("length", ["", "x", "-5", "0"])
def test_a_length_that_is_none_is_400(ann: Visitor, length: str) -> None:
    headers = TUS | {"Upload-Length": length, "Upload-Metadata": f"sha256 {b64(b'0' * 64)}"}
    assert problem(ann.ask("POST", UPLOADS, headers=headers), 400, "invalid")


@pytest.mark.parametrize(
    "metadata", ["", "sha256", "sha256 !!", "sha256 é", f"sha256 {b64(b'../../x')}", f"name {b64(b'0' * 64)}"]
)
def test_creation_without_the_files_hash_is_400(ann: Visitor, metadata: str) -> None:
    headers = TUS | {"Upload-Length": "5", "Upload-Metadata": metadata}
    assert problem(ann.ask("POST", UPLOADS, headers=headers), 400, "invalid")


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", PIECE_SUMS])
def test_a_damaged_chunk_is_460_and_dropped_and_can_be_sent_again(ann: Visitor, algorithm: str) -> None:
    """SYN-3."""
    data = os.urandom(2_000_000)
    url = ann.create(data).headers["Location"]
    ann.patch(url, data[:1000], 0)
    promise = promised(algorithm, data[1000:])
    flipped = bytearray(data[1000:])
    flipped[777_777] ^= 1
    assert problem(ann.patch(url, bytes(flipped), 1000, Upload_Checksum=promise), 460, "upload_checksum")
    assert ann.offset(url) == 1000
    assert ann.patch(url, data[1000:], 1000, Upload_Checksum=promise).status_code == 204
    assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data


def promised(algorithm: str, data: bytes) -> str:
    """What `Upload-Checksum` says of a chunk."""
    if algorithm != PIECE_SUMS:
        return f"{algorithm} {b64(hashlib.new(algorithm, data).digest())}"
    pieces = (data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES))
    return f"{algorithm} {b64(b''.join(hashlib.sha256(piece).digest() for piece in pieces))}"


@pytest.mark.parametrize("pieces", [1, 3], ids=["too few", "too many"])
def test_as_many_sums_are_promised_as_there_are_pieces(ann: Visitor, pieces: int) -> None:
    data = os.urandom(2 * PIECE_BYTES)
    url = ann.create(data).headers["Location"]
    promise = promised(PIECE_SUMS, (data + data)[: pieces * PIECE_BYTES])
    assert problem(ann.patch(url, data, 0, Upload_Checksum=promise), 460, "upload_checksum")
    assert ann.offset(url) == 0


@pytest.mark.parametrize("promise", ["md5 AAAA", "sha256 !", "sha256 é", "sha256", "sha256-1mib"])
def test_a_checksum_that_cannot_be_checked_is_refused(ann: Visitor, promise: str) -> None:
    url = ann.create(b"x").headers["Location"]
    assert ann.patch(url, b"x", 0, Upload_Checksum=promise).status_code in (400, 460)
    assert ann.offset(url) == 0


def test_a_file_that_is_not_what_was_promised_is_gone(ann: Visitor) -> None:
    """SYN-3."""
    url = ann.create(b"what was promised").headers["Location"]
    assert problem(ann.patch(url, b"what has arrived!", 0), 409, "media_mismatch")
    assert problem(ann.patch(url, b"what was promised", 0), 410, "upload_gone")
    assert ann.ask("HEAD", f"{MEDIA}/{sha(b'what was promised')}").status_code == 404


def test_the_same_key_creates_one_upload(ann: Visitor) -> None:
    """SYN-2."""
    key = new_id()
    first, again = ann.create(b"abc", key=key), ann.create(b"abc", key=key)
    assert (again.status_code, again.headers["Location"]) == (201, first.headers["Location"])
    assert problem(ann.create(b"abcd", key=key), 422, "key_reused")


def test_an_ended_upload_is_gone(ann: Visitor) -> None:
    url = ann.create(b"abc").headers["Location"]
    ann.patch(url, b"a", 0)
    assert ann.ask("DELETE", url, headers=TUS).status_code == 204
    assert ann.ask("HEAD", url, headers=TUS).status_code == 410
    assert problem(ann.patch(url, b"bc", 1), 410, "upload_gone")


def test_an_unknown_upload_is_404(ann: Visitor) -> None:
    assert ann.ask("HEAD", f"{UPLOADS}/{new_id()}", headers=TUS).status_code == 404
    assert problem(ann.patch(f"{UPLOADS}/..%2F..%2Fplatform", b"x", 0), 404, "not_found")


def test_another_persons_upload_is_not_there(ann: Visitor, bob: Visitor) -> None:
    url = ann.create(b"abc").headers["Location"]
    assert problem(bob.patch(url, b"abc", 0), 404, "not_found")
    assert bob.ask("DELETE", url, headers=TUS).status_code == 404
    assert ann.offset(url) == 0


def test_two_chunks_at_once_are_423(ann: Visitor) -> None:
    """The first one holds its place while its bytes are still on their way; more of them are sent than any socket holds back."""
    data = os.urandom(24_000_000)
    url = ann.create(data).headers["Location"]
    begun, may_end = threading.Event(), threading.Event()
    statuses: list[int] = []

    def slowly() -> Iterator[bytes]:
        yield data[:20_000_000]
        begun.set()
        may_end.wait(20)
        yield data[20_000_000:]

    slow, curious = Visitor(ann.address, ann.token), Visitor(ann.address, ann.token)
    sending = threading.Thread(target=lambda: statuses.append(slow.patch(url, slowly(), 0).status_code))
    sending.start()
    try:
        assert begun.wait(20)
        assert problem(ann.patch(url, data, 0), 423, "upload_locked")
        assert ann.ask("DELETE", url, headers=TUS).status_code == 423
        with ThreadPoolExecutor(1) as beside:
            told = beside.submit(curious.offset, url)
            may_end.set()
            assert told.result() == len(data), "who asks where it stands is told when that is known"
    finally:
        may_end.set()
        sending.join()
        slow.close()
        curious.close()
    assert statuses == [204]
    assert ann.offset(url) == len(data)


@pytest.mark.parametrize(
    ("algorithm", "damaged_at", "kept"),
    [
        (None, None, 2_500_000),
        ("sha256", None, 0),
        (PIECE_SUMS, None, 2 * PIECE_BYTES),
        (PIECE_SUMS, PIECE_BYTES + 7, PIECE_BYTES),
    ],
)
def test_a_cut_connection_keeps_what_is_known_to_be_right(
    ann: Visitor, algorithm: str | None, damaged_at: int | None, kept: int
) -> None:
    data = os.urandom(3_000_000)
    url = ann.create(data).headers["Location"]
    on_its_way = bytearray(data)
    if damaged_at:
        on_its_way[damaged_at] ^= 1
    _send_and_hang_up(ann, url, bytes(on_its_way), 2_500_000, promised(algorithm, data) if algorithm else None)
    assert ann.offset(url) == kept
    assert ann.patch(url, data[kept:], kept).status_code == 204
    assert ann.ask("GET", f"{MEDIA}/{sha(data)}").content == data


def _send_and_hang_up(visitor: Visitor, url: str, data: bytes, count: int, promise: str | None) -> None:
    lines = [
        f"PATCH {url} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {visitor.token}",
        f"Content-Length: {len(data)}",
        "Upload-Offset: 0",
        *(f"{name}: {value}" for name, value in (TUS | CHUNK).items()),
        *([f"Upload-Checksum: {promise}"] if promise else []),
    ]
    host, _, port = visitor.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data[:count])
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(4096):
            continue
