"""What `Upload-Checksum` promises of a chunk: one sum of all of it, as tus has it, or one of each MiB, which is our own.

With a sum of each MiB the pieces that arrived before a line was cut are known to be right, and count.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from studio.contract import PIECE_BYTES, PIECE_SUMS, Code

from .problems import Refusal, invalid

ALGORITHMS = ("sha256", "sha1", PIECE_SUMS)
_DIGEST_BYTES = hashlib.sha256().digest_size


class Check(Protocol):
    def takes(self, block: bytes | memoryview) -> bool:
        """The next PIECE_BYTES of the chunk, fewer at its end; False where they are not what was promised."""
        ...

    def holds(self) -> bool:
        """Whether the whole chunk was what was promised."""
        ...


@dataclass(frozen=True, slots=True)
class Promise:
    algorithm: str
    digest: bytes

    @property
    def by_piece(self) -> bool:
        return self.algorithm == PIECE_SUMS

    def check(self) -> Check:
        """Begins to look at a chunk."""
        return _OfPieces(self.digest) if self.by_piece else _OfAll(self.algorithm, self.digest)

    def is_kept_by(self, whole: bytes) -> bool:
        check = self.check()
        pieces = (memoryview(whole)[at : at + PIECE_BYTES] for at in range(0, len(whole), PIECE_BYTES))
        return all(check.takes(piece) for piece in pieces) and check.holds()


class _OfAll:
    def __init__(self, algorithm: str, digest: bytes) -> None:
        self._sum, self._digest = hashlib.new(algorithm), digest

    def takes(self, block: bytes | memoryview) -> bool:
        self._sum.update(block)
        return True

    def holds(self) -> bool:
        return self._sum.digest() == self._digest


class _OfPieces:
    def __init__(self, digests: bytes) -> None:
        self._left = digests
        self._spoilt = False

    def takes(self, block: bytes | memoryview) -> bool:
        promised, self._left = self._left[:_DIGEST_BYTES], self._left[_DIGEST_BYTES:]
        self._spoilt = self._spoilt or hashlib.sha256(block).digest() != promised
        return not self._spoilt

    def holds(self) -> bool:
        return not self._spoilt and not self._left


def promise_of(request: Request) -> Promise | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise invalid(f"Upload-Checksum knows {', '.join(ALGORITHMS)}", 400)
    try:
        return Promise(algorithm, base64.b64decode(encoded, validate=True))
    except ValueError as error:  # also for letters beyond ASCII
        raise invalid("Upload-Checksum is not base64", 400) from error


def damaged() -> Refusal:
    detail = "It was dropped and can be sent again."
    return Refusal(460, Code.UPLOAD_CHECKSUM, "A piece was damaged on its way", detail)


def cut_off() -> Refusal:
    detail = "It was dropped and can be sent again."
    return Refusal(408, Code.UPLOAD_CHECKSUM, "A piece was cut off", detail)
