"""What every request passes on its way in and out: which host is meant, how large a body may be, the headers of every answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.contract import MAX_BODY_BYTES, TUS_VERSION, UPLOADS, Code

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
        await self._app(scope, _Measured(receive, limit) if limit else receive, dressed)


class _Dressed:
    """Adds what every answer says."""

    def __init__(self, send: Send, is_upload: bool) -> None:
        self._send = send
        self._more = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
        if is_upload:
            self._more.append((b"tus-resumable", TUS_VERSION.encode()))

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *self._more]
        await self._send(message)


class _Measured:
    """Counts a body while it is read and refuses it where it goes past the limit. The server reads the rest and forgets it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._count = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self._count > self._limit:
            raise Refusal(413, Code.TOO_LARGE, "This is too large", f"At most {self._limit} bytes fit here.")
        return message


def _host(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"host":
            host: str = value.decode("latin-1").rpartition(":")[0] or value.decode("latin-1")
            return host
    return ""
