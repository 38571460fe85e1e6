"""Problem documents and their codes."""

from __future__ import annotations

from enum import StrEnum

from .words import Told


class Code(StrEnum):
    """Stable codes of problem documents; the client decides by these, never by the words."""

    INVALID = "invalid"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    NOT_FOUND = "not_found"
    SIGN_IN = "sign_in"
    NOT_YOURS = "not_yours"
    NOT_LEADER = "not_leader"
    BAD_INVITE = "bad_invite"
    HANDLE_TAKEN = "handle_taken"
    HANDLE_MISSING = "handle_missing"
    KEY_REUSED = "key_reused"
    KEY_IN_FLIGHT = "key_in_flight"
    ID_TAKEN = "id_taken"
    OUTDATED = "outdated"
    MEDIA_MISSING = "media_missing"
    MEDIA_MISMATCH = "media_mismatch"
    SOURCE_MISSING = "source_missing"
    CYCLE = "cycle"
    CLOSED = "closed"
    SEALED_LATE = "sealed_late"
    WITHDRAWN = "withdrawn"
    WRONG_KIND = "wrong_kind"
    OWN_RECORD = "own_record"
    SOURCED = "sourced"
    ASKED = "asked"
    SETTLED = "settled"
    TOO_OFTEN = "too_often"
    CURSOR = "cursor"
    UPLOAD_GONE = "upload_gone"
    UPLOAD_OFFSET = "upload_offset"
    UPLOAD_LOCKED = "upload_locked"
    UPLOAD_CHECKSUM = "upload_checksum"
    UPLOAD_TYPE = "upload_type"
    TUS_VERSION = "tus_version"
    DISK_FULL = "disk_full"
    QUOTA = "quota"
    RANGE = "range"
    METHOD = "method"
    INTERNAL = "internal"


class Problem(Told):
    """RFC 9457 problem document with a stable `code`. `title` and `detail` are written for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: Code = Code.INTERNAL
