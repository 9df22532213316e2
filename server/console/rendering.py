"""Templates of the county's pages, and how times and states are written on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from forms.clock import from_text, local

HERE = Path(__file__).parent
ICONS = HERE.parents[1] / "resources" / "icons"

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def render(template: str, facts: Mapping[str, object], *, status: int = 200) -> Response:
    """A page that loads nothing from anywhere else, and stays in no cache."""
    text = _environment().get_template(template).render(facts)
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=_HEADERS)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon"] = icon
    environment.filters["moment"] = write_moment
    environment.filters["day"] = write_day
    return environment


@cache
def icon(name: str) -> Markup:
    """A drawing beside its word; silent for a screen reader."""
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    body = svg[svg.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1)
    return Markup(body)  # noqa: S704 - the drawings are our own files


def write_moment(text: str | None, now: datetime) -> str:
    """今天 22:06, 昨天 16:40, 11-18 09:30, 2025-11-18 09:30; nothing for nothing."""
    if not text:
        return ""
    here, today = local(from_text(text)), local(now).date()
    days_ago = (today - here.date()).days
    if days_ago in (0, 1):
        return f"{'昨天' if days_ago else '今天'} {here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def write_day(text: str | None) -> str:
    if not text:
        return ""
    here = local(from_text(text))
    return f"{here.year}年{here.month}月{here.day}日"
