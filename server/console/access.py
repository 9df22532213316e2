"""Who reads the county's pages: sign-in, a sealed cookie, a token against forged forms, and a trail."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from forms.clock import to_text
from server.console.rendering import render
from server.county import County, TheCounty, Writing
from server.limiter import count_failure, forget_failures, seconds_to_wait
from server.officers import Role, check_password, note
from server.tables.county import Officer

router = APIRouter()

COOKIE = "yian_county"
HOURS = 10  # a working day; then the password is asked for again


class SignInNeededError(Exception):
    """Nobody is signed in; the answer is the sign-in page."""

    def __init__(self, path: str) -> None:
        super().__init__("sign in first")
        self.path = path


class ForgedFormError(Exception):
    """A form that did not come from a page of ours."""


class NotAllowedError(Exception):
    """The officer's role does not reach that far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The officer who is signed in, and the token that their forms carry."""

    name: str
    role: Role
    form_token: str

    @property
    def may_order(self) -> bool:
        return self.role is Role.OFFICER


def get_reader(request: Request, county: TheCounty) -> Reader:
    cookie = request.cookies.get(COOKIE, "")
    facts = county.sealer.open("session", cookie)
    if facts is None or str(facts[1]) <= to_text(county.clock.now()):
        raise SignInNeededError(request.url.path)
    with county.database.read() as session:
        officer = session.get(Officer, str(facts[0]))
        if officer is None:
            raise SignInNeededError(request.url.path)
        return Reader(
            name=officer.name,
            role=Role(officer.role),
            form_token=county.sealer.derive("form", cookie),
        )


SignedIn = Annotated[Reader, Depends(get_reader)]


def check_form(reader: SignedIn, form_token: Annotated[str, Form()] = "") -> Reader:
    """The reader, whose own page sent this form."""
    if not hmac.compare_digest(form_token.encode(), reader.form_token.encode()):
        raise ForgedFormError
    return reader


OwnForm = Annotated[Reader, Depends(check_form)]


def frame(county: County, reader: Reader, page: str) -> Mapping[str, object]:
    """What every page shows around its own."""
    return {"reader": reader, "page": page, "now": county.clock.now()}


@router.get("/sign-in")
def show_sign_in(back: str = "/") -> Response:
    return render("sign_in.html", {"back": back, "problem": "", "name": ""})


@router.post("/sign-in")
def sign_in(
    request: Request,
    county: TheCounty,
    session: Writing,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    now = county.clock.now()
    buckets = [f"sign-in {name}"[:200], f"sign-in from {request.client.host if request.client else ''}"]
    if any(seconds_to_wait(session, bucket, now) for bucket in buckets):
        problem = "试错太多次，先等 15 分钟。账号没有变。"
        return render("sign_in.html", {"back": back, "problem": problem, "name": name}, status=429)
    officer = check_password(session, name, password)
    if officer is None:
        for bucket in buckets:
            count_failure(session, bucket, now)
        problem = "姓名和密码对不上。请再输一次，忘了就请信息员重设。"
        return render("sign_in.html", {"back": back, "problem": problem, "name": name}, status=403)
    forget_failures(session, buckets[0])
    note(session, officer=officer.name, act="sign-in", now=now)
    response = RedirectResponse(_own_path(back), status_code=303)
    response.set_cookie(
        COOKIE,
        county.sealer.seal("session", officer.name, to_text(now + timedelta(hours=HOURS))),
        max_age=HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/sign-out")
def sign_out(reader: OwnForm, county: TheCounty, session: Writing) -> Response:
    note(session, officer=reader.name, act="sign-out", now=county.clock.now())
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response


def to_sign_in(path: str) -> Response:
    return RedirectResponse(f"/sign-in?back={quote(path)}", status_code=303)


def _own_path(back: str) -> str:
    """A page of this server, never another host's."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
