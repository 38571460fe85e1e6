"""What every request passes on its way in and out: which host is meant, how large a body may be, the headers of every answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.contract import CONTENT_DIGEST, DIGEST_SHA256, MAX_BODY_BYTES, TUS_VERSION, UPLOADS, Code, digest_of

from .problems import Refusal, told

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})


class Doors:
    """`local_only` refuses other host names, so that a web page elsewhere cannot reach a home platform by renaming itself."""

    def __init__(self, app: ASGIApp, local_only: bool) -> None:
        self._app = app
        self._local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"].startswith(UPLOADS)
        dressed = _Dressed(send, is_upload)
        if self._local_only and _host(scope) not in LOCAL_NAMES:
            refusal = Refusal(421, Code.INVALID, "This platform answers on this computer only")
            await told(refusal.problem)(scope, receive, dressed)
            return
        limit = None if is_upload and scope["method"] == "PATCH" else MAX_BODY_BYTES
        promised = _header(scope, CONTENT_DIGEST)
        await self._app(scope, _Measured(receive, limit, promised) if limit else receive, dressed)


class _Dressed:
    """Adds what every answer says: also, where it is told whole, the sum of its body (RFC 9530), so that a bit that was flipped on
    the way is noticed by who hears it."""

    def __init__(self, send: Send, is_upload: bool) -> None:
        self._send = send
        self._more = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
        if is_upload:
            self._more.append((b"tus-resumable", TUS_VERSION.encode()))
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *self._more]
            self._start = message
            return
        start, self._start = self._start, None
        if start:
            body = message.get("body", b"")
            if body and not message.get("more_body"):
                start["headers"].append((CONTENT_DIGEST.lower().encode(), digest_of(body).encode()))
            await self._send(start)
        await self._send(message)


class _Measured:
    """Counts a body while it is read and refuses it where it goes past the limit, or is not what its sum promised. The server reads
    the rest and forgets it."""

    def __init__(self, receive: Receive, limit: int, promised: str) -> None:
        self._receive = receive
        self._limit = limit
        self._promised = promised
        self._body = bytearray()

    async def __call__(self) -> Message:
        message = await self._receive()
        self._body += message.get("body", b"")
        if len(self._body) > self._limit:
            raise Refusal(413, Code.TOO_LARGE, "This is too large", f"At most {self._limit} bytes fit here.")
        is_whole = message["type"] == "http.request" and not message.get("more_body")
        if is_whole and self._promised.startswith(DIGEST_SHA256) and digest_of(self._body) != self._promised:
            raise Refusal(400, Code.DAMAGED, "This was damaged on its way", "Nothing was changed. Send it again.")
        return message


def _host(scope: Scope) -> str:
    host = _header(scope, "Host")
    return host.rpartition(":")[0] or host


def _header(scope: Scope, name: str) -> str:
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")
