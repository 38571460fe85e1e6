"""Uploads by tus 1.0 (https://tus.io/protocols/resumable-upload): creation, HEAD, PATCH with a SHA-256 for each MiB.

Creation is keyed by the file's whole SHA-256, so a lost reply gives the same `Location` again and never a second upload. Each
chunk is read once, hashed and sent from where it lies: memory stays flat and what is hashed is what is sent.
"""

from __future__ import annotations

import base64
import contextlib
import time
import uuid
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from studio import contract
from studio.contract import Code
from studio.domain.record import Media
from studio.errors import Busy, Offline, Refused

from . import problems
from .chunks import Chunk, Chunks, check_content, check_size, unreadable
from .exchange import Exchange
from .watch import ONE_REQUEST_BYTES, Pieces, Watch

FIRST_CHUNK_BYTES = 1 << 20
MIN_CHUNK_BYTES = 1 << 16
#: An upload takes twice this much memory (goal: under 64 MB). On loopback 32 MiB was a tenth faster than 16.
MAX_CHUNK_BYTES = 24 << 20
#: A chunk grows while it takes less than the first and shrinks when it takes more than the second (seconds).
QUICK_S, SLOW_S = 1.0, 8.0
#: How often the same chunk, or a whole upload, is sent again in one go before the courier waits.
TRIES = 4
TUS = {"Tus-Resumable": contract.TUS_VERSION}


class Upload:
    """One file on its way to one platform. `url` is where an earlier try was; it may be empty or gone.

    `sums` adds a checksum to each chunk. On the same computer the whole file's hash is enough: loopback loses no bits.
    """

    def __init__(
        self, exchange: Exchange, path: Path, media: Media, *, chunk_limit: int, watch: Watch, sums: bool = True
    ) -> None:
        self._sums = sums
        self._exchange = exchange
        self._path = path
        self._media = media
        self._watch = watch
        self._limit = min(chunk_limit, MAX_CHUNK_BYTES)
        self._chunk = min(FIRST_CHUNK_BYTES, self._limit)

    def send(self, url: str = "") -> str:
        """Sends what is missing; returns the upload's address. Raises Stopped, Damaged, DiskTrouble and what the
        exchange raises."""
        check_size(self._path, self._media)
        gone = ""
        for _ in range(TRIES):
            try:
                if url:
                    offset = self._offset(url)
                else:
                    url, offset = self._create(after=gone)
                self._send_rest(url, offset)
                return url
            except Refused as error:
                if error.code == Code.MEDIA_MISMATCH:
                    check_content(self._path, self._media)
                    self._forget(url)
                elif error.code not in (Code.UPLOAD_GONE, Code.NOT_FOUND, Code.UPLOAD_CHECKSUM):
                    raise
            except OSError as error:
                raise unreadable(error) from error
            gone, url = url or gone, ""
        raise _endless(url)

    def _create(self, after: str) -> tuple[str, int]:
        """A new upload and how much of it is there; a small file goes with it. `after` is the address of the one that is gone: it
        makes a new key, and the same one at each repeat."""
        told = {"sha256": self._media.sha256, "mime": self._media.mime}
        headers = TUS | {
            "Upload-Length": str(self._media.size_bytes),
            "Upload-Metadata": ",".join(f"{name} {_base64(value.encode())}" for name, value in told.items()),
            contract.IDEMPOTENCY_KEY: str(
                uuid.uuid5(uuid.NAMESPACE_URL, f"{self._media.sha256} {self._media.mime} {after}")
            ),
        }
        with Chunks(self._path, self._media, sums=self._sums) as chunks:
            body = None
            if self._media.size_bytes <= min(ONE_REQUEST_BYTES, self._limit):
                body, about = self._body(chunks.at(0, self._media.size_bytes))
                headers |= about
            with self._exchange.answer("POST", contract.UPLOADS, body=body, headers=headers) as response:
                url = _path_of(self._exchange.address, response.headers.get("Location", ""))
                offset = _number(response.headers.get("Upload-Offset", "0"), self._media.size_bytes)
        self._watch.on_url(url)
        return url, offset

    def _body(self, chunk: Chunk) -> tuple[Pieces, dict[str, str]]:
        """A chunk, and the headers that tell what it is."""
        headers = {"Content-Type": "application/offset+octet-stream"}
        if chunk.sums is not None:
            headers["Upload-Checksum"] = f"{contract.PIECE_SUMS} {_base64(chunk.sums)}"
        return Pieces(chunk.data, self._watch), headers

    def _forget(self, url: str) -> None:
        """Gives the place of a spoilt upload back; it is no matter when it is gone already."""
        if not url:
            return
        with contextlib.suppress(Refused), self._exchange.answer("DELETE", url, headers=TUS):
            pass

    def _send_rest(self, url: str, offset: int) -> None:
        """On from `offset`. A cut on the way is taken up at once as long as something arrived before it, else with less."""
        tries = 0
        self._watch.on_progress(offset)
        with Chunks(self._path, self._media, sums=self._sums) as chunks:
            while offset < self._media.size_bytes:
                self._watch.look()
                tries += 1
                try:
                    steady = self._chunk == self._limit
                    arrived = self._send_chunk(url, chunks.at(offset, self._chunk, steady=steady))
                except (Offline, Refused) as error:
                    if isinstance(error, Refused) and error.code not in _ELSEWHERE:
                        raise
                    if tries >= TRIES:
                        raise error if isinstance(error, Offline) else _in_a_while(error) from error
                    self._watch.look()
                    arrived = self._offset(url)
                    if arrived == offset:
                        self._shrink()
                if arrived > offset:
                    offset, tries = arrived, 0
                    self._watch.on_progress(offset)
                elif tries >= TRIES:
                    raise _endless(url)

    def _offset(self, url: str) -> int:
        with self._exchange.answer("HEAD", url, headers=TUS) as response:
            return _number(response.headers.get("Upload-Offset", ""), self._media.size_bytes)

    def _send_chunk(self, url: str, chunk: Chunk) -> int:
        """One PATCH; returns the platform's new offset."""
        body, about = self._body(chunk)
        headers = TUS | about | {"Upload-Offset": str(chunk.offset)}
        begun = time.monotonic()
        with self._exchange.answer("PATCH", url, body=body, headers=headers) as response:
            arrived = _number(response.headers.get("Upload-Offset", ""), self._media.size_bytes)
        self._adapt(time.monotonic() - begun)
        return arrived

    def _adapt(self, took_s: float) -> None:
        if took_s < QUICK_S:
            self._chunk = min(self._chunk * 2, self._limit)
        elif took_s > SLOW_S:
            self._shrink()

    def _shrink(self) -> None:
        self._chunk = max(self._chunk // 2, min(MIN_CHUNK_BYTES, self._limit))


#: A spoilt chunk, or a platform that stands elsewhere than we thought: it is asked where it is and sent from there.
_ELSEWHERE = {Code.UPLOAD_CHECKSUM, Code.UPLOAD_OFFSET}


def _endless(url: str) -> Busy:
    return Busy("The upload does not come to an end", "It is tried again by itself.", url)


def _in_a_while(error: Refused) -> Busy:
    return Busy(error.title, error.advice, error.detail, code=error.code)


def _path_of(address: str, location: str) -> str:
    """The upload's path on the same platform. An upload that lives elsewhere would carry our token away."""
    try:
        parts = urlsplit(urljoin(address + contract.UPLOADS, location))
    except ValueError:
        parts = urlsplit("")
    if not location or f"{parts.scheme}://{parts.netloc}" != address or parts.query:
        raise problems.garbled("the upload's address is not on this platform")
    return parts.path


def _number(text: str, at_most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= at_most):
        raise problems.stranger("no upload offset in the answer")
    return int(text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
