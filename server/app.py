"""Puts the county server together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from server import anonymous, blobs, check, enrolment, problems, pull, push, tokens
from server.call_number import CallNumber
from server.console import pages
from server.county import open_county
from server.database import Database
from server.hosting import register
from server.reexamination import reexamine
from server.schema import migrate
from server.settings import Settings
from sync.wire.enrolment import Role


def create_app(settings: Settings) -> FastAPI:
    """The server on a migrated database; its connections are closed when the server stops."""
    database = Database(settings.database_url)
    migrate(database.engine)
    county = open_county(settings, database)
    with database.write() as session:
        if county.house is not None:
            register(session, county.house, county.clock.now())
        reexamine(session, county)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = FastAPI(title="YiAn county server", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.county = county
    app.add_middleware(CallNumber)
    problems.install(app)
    for part in (tokens, enrolment, push, check, pull, blobs, anonymous):
        app.include_router(part.router)
    if county.role is Role.COUNTY:  # in a hospital's house no officer signs in
        pages.install(app)
    return app
