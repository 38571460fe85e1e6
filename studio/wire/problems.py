"""What a platform's refusals mean to a person: one sentence and one piece of advice for each code and each dead end."""

from __future__ import annotations

import json
from typing import Any

from studio.contract import PROBLEM_TYPE, Code
from studio.domain.sending import MOST_S
from studio.errors import Busy, NeedsUpdate, Offline, Refused, SignInNeeded, StudioError

from .addresses import shown

MAX_DETAIL = 500
_SAFE = "Your work is safe here and goes out by itself."
_KEPT = "Your work is kept. Change it, then send it again."
_AGAIN = "Nothing is lost. Try it again."

#: Title and advice of what the person can change.
WORDS: dict[Code, tuple[str, str]] = {
    Code.INVALID: ("The platform does not accept this", _KEPT),
    Code.TOO_LARGE: ("This is too large for the platform", "Your work is kept. Make it shorter or smaller."),
    Code.NOT_FOUND: ("The platform does not have this", _AGAIN),
    Code.NOT_YOURS: ("This belongs to somebody else", "Only its author can change it. Your own work is kept."),
    Code.NOT_LEADER: ("Somebody else leads this challenge", "Only its leader answers line by line."),
    Code.BAD_INVITE: (
        "This invite does not work",
        "It may be used up or mistyped. Ask the platform's host for a new one.",
    ),
    Code.HANDLE_TAKEN: ("Somebody has this name already", "Choose another name for yourself."),
    Code.HANDLE_MISSING: ("You have no name there yet", "Choose one that others will see, then join."),
    Code.KEY_REUSED: ("The platform has another version of this", _KEPT),
    Code.ID_TAKEN: ("The platform has something else in its place", _KEPT),
    Code.OUTDATED: ("Another computer changed this meanwhile", "Both versions are kept."),
    Code.MEDIA_MISSING: ("The platform does not have the file yet", _SAFE),
    Code.MEDIA_MISMATCH: ("The file did not arrive as it was sent", _SAFE),
    Code.SOURCE_MISSING: ("A source is not on this platform", "Your work is kept. Remove the source or send it first."),
    Code.CYCLE: ("This would be its own ancestor", "Your work is kept. Remove the source that builds on it."),
    Code.CLOSED: ("This challenge is closed", "Your work is kept. It can be sent without the challenge."),
    Code.SEALED_LATE: (
        "This was sealed after the challenge closed",
        "Your work is kept. It can be sent without the challenge.",
    ),
    Code.WITHDRAWN: ("This was withdrawn", "Your work is kept. It can be sent as a new record."),
    Code.QUOTA: ("Your space on this platform is full", "Your work is kept. Ask the platform's host for more."),
    Code.WRONG_KIND: (
        "This challenge asks for another kind",
        "Your work is kept. It can be sent without the challenge.",
    ),
    Code.OWN_RECORD: ("This is your own record", "You can name the source yourself."),
    Code.SOURCED: ("This is named as a source already", "You can see it in the family tree."),
    Code.ASKED: ("This was asked for already", "It waits for the author's answer."),
    Code.SETTLED: ("This is settled already", "Look at it again: something was said meanwhile."),
    Code.TOO_OFTEN: ("You asked very often today", "It is kept here and goes out by itself tomorrow."),
    Code.CURSOR: ("The platform forgot where we were", "Everything is fetched once more by itself."),
    Code.UPLOAD_GONE: ("The upload has to start again", _SAFE),
    Code.UPLOAD_OFFSET: ("The upload has to find its place again", _SAFE),
    Code.UPLOAD_CHECKSUM: ("A piece was damaged on the way", _SAFE),
    Code.UPLOAD_TYPE: ("The platform does not accept this", _KEPT),
    Code.RANGE: ("This part of the file does not exist", _AGAIN),
    Code.METHOD: ("The platform cannot do this", "It may be older than this studio. Your work is kept."),
}
#: What an answer without a body (to HEAD) means.
_BY_STATUS = {404: Code.NOT_FOUND, 409: Code.UPLOAD_OFFSET, 410: Code.UPLOAD_GONE, 413: Code.TOO_LARGE, 416: Code.RANGE}
#: What networks say that want people to sign in: a way to another page, or that it is required (RFC 6585, section 6).
_ASK_TO_SIGN_IN = {302, 303, 307, 511}
_BUSY = {Code.DAMAGED, Code.KEY_IN_FLIGHT, Code.UPLOAD_LOCKED, Code.DISK_FULL}


def offline(detail: str) -> Offline:
    return Offline("The platform cannot be reached", _SAFE, detail)


def unsafe(detail: str) -> Offline:
    advice = "Check this computer's clock, or whether this network asks you to sign in. Your work is safe here."
    return Offline("The platform's certificate is not right", advice, detail)


def stranger(detail: str) -> Offline:
    """Something between us and the platform answered in its place."""
    advice = "It may ask you to sign in: open any web page. Your work is safe here and goes out by itself."
    return Offline("This network answered in the platform's place", advice, detail)


def captive(detail: str) -> Offline:
    """A page that people read, in place of an answer: how hotels and trains ask for a room number first (RFC 8952)."""
    advice = "Open any web page and sign in there. Your work is safe here and goes out by itself."
    return Offline("This network wants you to sign in first", advice, detail)


def lives_elsewhere(address: str) -> Refused:
    return Refused("This platform lives at another address", f"Join it at {shown(address)}.", address, "moved")


def garbled(detail: str) -> Busy:
    return Busy("The platform answered something unreadable", _SAFE, detail[:MAX_DETAIL])


def another_platform(detail: str) -> SignInNeeded:
    return SignInNeeded("Another platform answers at this address", "Join it again to send there.", detail)


def error_of(status: int, content_type: str, body: bytes, retry_after: str = "") -> StudioError:
    """The error that an answer of 300 or more means. Only a problem document is taken as the platform's own word."""
    if not content_type.startswith(PROBLEM_TYPE):
        if status in _ASK_TO_SIGN_IN:
            return captive(f"{status} {content_type}")
        return _trouble_there(status, "", retry_after) if status >= 500 else stranger(f"{status} {content_type}")
    told = _told(body)
    code = told["code"] or _BY_STATUS.get(status, "")
    detail = f"{status} {code}: {told['title']} {told['detail']}"[:MAX_DETAIL].strip()
    if status == 401:
        return SignInNeeded("The platform does not know you any more", "Join it again; what waits is kept.", detail)
    if status in (423, 429) or status >= 500 or code in _BUSY:
        return _trouble_there(status, detail, retry_after, code)
    if status == 412 or code == Code.TUS_VERSION:
        return NeedsUpdate(
            "This platform needs a newer studio", "Your work is kept. Install the newest studio.", detail
        )
    title, advice = WORDS.get(Code(code), WORDS[Code.INVALID]) if code in set(Code) else WORDS[Code.INVALID]
    return Refused(title, advice, detail, code)


def _trouble_there(status: int, detail: str, retry_after: str, code: str = "") -> Busy:
    title = "The platform's disk is full" if code == Code.DISK_FULL else "The platform is busy"
    wait_s = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
    return Busy(title, _SAFE, detail or str(status), min(wait_s, MOST_S), code)


def _told(body: bytes) -> dict[str, str]:
    """Title, detail and code of a problem document, whatever came; a newer platform may have codes we do not know."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    found = found if isinstance(found, dict) else {}
    return {name: found[name] if isinstance(found.get(name), str) else "" for name in ("title", "detail", "code")}
