"""Puts the county server together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI

from server import (
    anonymous,
    blobs,
    check,
    enrolment,
    forms,
    health,
    openapi,
    problems,
    pull,
    push,
    tokens,
    updates,
)
from server.call_number import CallNumber
from server.console import pages
from server.county import open_county
from server.database import Database
from server.gate import Gate, Presence
from server.hosting import register
from server.reexamination import reexamine
from server.schema import migrate
from server.settings import Settings
from sync.wire.enrolment import Role

_THREADS_BESIDE = 8  # for the questions of who watches over the server


def create_app(settings: Settings) -> FastAPI:
    """The server on a migrated database; its connections are closed when the server stops."""
    database = Database(settings.database_url, settings.limits.database)
    migrate(database.engine)
    county = open_county(settings, database)
    with database.write() as session:
        if county.house is not None:
            register(session, county.house, county.clock.now())
        forms.learn_forms(session, county.catalog)
        reexamine(session, county)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # A request holds one thread at most, so that none waits for a thread while another waits for it.
        to_thread.current_default_thread_limiter().total_tokens = settings.limits.in_flight + _THREADS_BESIDE
        yield
        database.close()

    app = FastAPI(
        title="YiAn county server", openapi_url=openapi.URL, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.state.county = county
    app.state.limits = settings.limits
    app.state.presence = presence = Presence()
    app.add_middleware(Gate, county=county, limits=settings.limits, presence=presence)
    app.add_middleware(CallNumber)
    problems.install(app)
    openapi.install(app)
    app.include_router(health.router)
    for part in (tokens, enrolment, push, check, pull, blobs, anonymous, forms, updates):
        app.include_router(part.router)
    if county.role is Role.COUNTY:  # in a hospital's house no officer signs in
        pages.install(app)
    return app
