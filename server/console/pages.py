"""Puts the county's pages into the server."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from server.console import access, advice, anonymous, gaps, hazards, hospitals, record, records, trail
from server.console.rendering import HERE, render

FONTS = HERE.parents[1] / "resources" / "fonts"


def install(app: FastAPI) -> None:
    for part in (access, hospitals, gaps, records, record, hazards, anonymous, advice, trail):
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    if FONTS.is_dir():
        app.mount("/fonts", StaticFiles(directory=FONTS), name="fonts")

    @app.exception_handler(access.SignInNeededError)
    def on_sign_in_needed(_request: Request, error: access.SignInNeededError) -> Response:
        return access.to_sign_in(error.path)

    @app.exception_handler(access.ForgedFormError)
    def on_forged_form(_request: Request, _error: access.ForgedFormError) -> Response:
        facts = {"title": "这一页放得太久了", "text": "没有改动任何东西。请返回上一页，重新打开再做一次。"}
        return render("stop.html", facts, status=403)

    @app.exception_handler(access.NotAllowedError)
    def on_not_allowed(_request: Request, _error: access.NotAllowedError) -> Response:
        facts = {"title": "你的账号只看不办", "text": "没有改动任何东西。督办请由有督办职责的同事来发。"}
        return render("stop.html", facts, status=403)
