"""Somebody who talks to a platform, with or without a token."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import requests

from studio.contract import API, RECORD_LENGTH, RECORDS, UPLOADS
from studio.domain.ids import new_id

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {"Content-Type": "application/offset+octet-stream"}
TIMEOUT_S = 35.0


@dataclass
class Visitor:
    address: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
        """`path` below the API, or a whole path as `Location` tells it."""
        more.setdefault("timeout", TIMEOUT_S)
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        whole = path if path.startswith(API) else API + path
        return self.session.request(method, self.address + whole, headers=sent | (headers or {}), **more)

    def create(self, data: bytes, *, key: str = "", sha256: str = "", length: int | None = None) -> requests.Response:
        headers = TUS | {
            "Upload-Length": str(len(data) if length is None else length),
            "Upload-Metadata": f"sha256 {b64((sha256 or sha(data)).encode())},filename {b64(b'../../etc/passwd')}",
        }
        return self.ask("POST", UPLOADS, headers=headers | ({"Idempotency-Key": key} if key else {}))

    def create_whole(self, data: bytes, *, key: str = "") -> requests.Response:
        """A small file together with its creation."""
        named = {"Upload-Length": str(len(data)), "Upload-Metadata": f"sha256 {b64(sha(data).encode())}"}
        return self.ask("POST", UPLOADS, data=data, headers=TUS | CHUNK | named | {"Idempotency-Key": key})

    def patch(self, url: str, data: Any, offset: int, **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("PATCH", url, data=data, headers=TUS | CHUNK | {"Upload-Offset": str(offset)} | named)

    def offset(self, url: str) -> int:
        answer = self.ask("HEAD", url, headers=TUS)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def upload(self, data: bytes) -> str:
        """Brings a whole file; returns its SHA-256."""
        url = self.create(data).headers["Location"]
        assert self.patch(url, data, 0).status_code == 204
        return sha(data)

    def put_record(self, record_id: str, body: dict[str, Any], key: str = "") -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("PUT", f"{RECORDS}/{record_id}", json=body, headers=headers)

    def put_whole(self, record_id: str, body: dict[str, Any], data: bytes) -> requests.Response:
        """A record together with its one small file."""
        return self.ask("PUT", f"{RECORDS}/{record_id}/whole", **whole(body, data))

    def post_words(self, words: str, *parents: str, **more: Any) -> str:
        """A new text record; returns its id."""
        data = words.encode()
        self.upload(data)
        record_id = new_id()
        answer = self.put_record(record_id, words_body(data, *parents, **more))
        assert answer.status_code == 201, answer.text
        return record_id

    def close(self) -> None:
        self.session.close()


def words_body(data: bytes, *parents: str, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "revision_id": new_id(),
        "kind": "text",
        "title": "Four words",
        "media": {"sha256": sha(data), "size_bytes": len(data), "mime": "text/plain"},
        "rights": "CC-BY-4.0",
        "made_at": "2026-01-01T00:00:00.000Z",
        "sources": [{"id": new_id(), "record_id": parent, "type": "inspired_by"} for parent in parents],
    }
    return body | more


def whole(body: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Headers and body of a request that brings a record together with its file."""
    record = json.dumps(body).encode()
    return {"headers": {RECORD_LENGTH: str(len(record))}, "data": record + data}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
