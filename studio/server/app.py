"""The platform as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, FastAPI, Request, Response

from studio.contract import (
    API,
    API_VERSION,
    INFO,
    JOIN,
    MAX_CHUNK_BYTES,
    ME,
    JoinIn,
    JoinOut,
    PersonOut,
    PlatformInfo,
)
from studio.domain.moments import now

from . import (
    challenges,
    changes,
    contributions,
    devices,
    media,
    mine,
    people,
    problems,
    records,
    replies,
    requests,
    uploads,
    whole,
)
from .config import Config
from .description import PROBLEM, WORDS, describe
from .doors import Doors
from .idempotency import own_key_of
from .pages import told
from .people import Me
from .platform import Here, Platform

router = APIRouter(tags=["platform"])


@router.get(INFO, response_model=PlatformInfo)
async def info(here: Here) -> Response:
    """Who answers here. Open to everybody."""
    said = PlatformInfo(
        id=here.id,
        name=here.config.name,
        api=API_VERSION,
        version=_version(),
        home=here.config.is_home,
        now=now(),
        max_upload_bytes=here.config.max_upload_bytes,
        max_chunk_bytes=MAX_CHUNK_BYTES,
        takes_whole=not here.config.media_url,
    )
    return told(said)


@router.post(JOIN, response_model=JoinOut, status_code=201)
async def join(body: JoinIn, request: Request, here: Here) -> Response:
    """Spends an invite. Open to everybody who has one; the same request with the same key is answered alike."""
    key = own_key_of(request)
    return told(
        await here.database.write(lambda connection: people.join(connection, body, key)),
        201,
        {"Cache-Control": "no-store"},
    )


@router.get(ME, response_model=PersonOut)
async def get_me(me: Me) -> Response:
    return told(me.out())


@router.delete(ME + "/token", status_code=204)
async def leave(here: Here, me: Me) -> Response:
    """Revokes the token that asks."""
    await people.revoking(here, lambda connection: people.revoke(connection, me.token_hash))
    return Response(status_code=204)


def create_app(config: Config) -> FastAPI:
    """The application. The platform is opened when it starts and closed when it ends."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        platform = Platform(config)
        app.state.platform = platform
        platform.start()
        yield
        await platform.close()

    app = FastAPI(
        title="Redbutton platform",
        description=WORDS,
        version=str(API_VERSION),
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=life,
        responses={"default": PROBLEM, 422: PROBLEM},
    )
    problems.install(app)
    app.add_middleware(Doors, local_only=config.is_home)
    for part in (  # what is asked most comes first: routes are tried one after the other
        whole.router,
        uploads.router,
        records.router,
        media.router,
        changes.router,
        contributions.router,
        router,
        challenges.router,
        requests.router,
        replies.router,
        devices.router,
        mine.router,
    ):
        app.include_router(part)
    describe(app)
    return app


def _version() -> str:
    try:
        return version("redbutton-studio")
    except PackageNotFoundError:
        return "0"
