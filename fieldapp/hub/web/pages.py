"""Rendering: templates, their words in both languages, icons. Everything is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, Text, message, tr
from fieldapp.case.typed import without_surrogates
from fieldapp.hub.web.language import language
from fieldapp.hub.web.zone import local

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Pages:
    """One for a node."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"icon": icon, "static": static_address}
        self._environment.filters |= {
            "day": shown_day,
            "moment": shown_moment,
            "text": in_language,
            "kind": lambda block: type(block).__name__,
        }

    def render(self, template: str, lang: Lang, /, **content: Any) -> str:
        def t(key: str, **params: object) -> str:
            return tr(f"inbox.{key}", lang, **params)

        found = self._environment.get_template(template)
        return without_surrogates(found.render(lang=lang, t=t, **content))

    def page(self, template: str, lang: Lang, status: int = 200, /, **content: Any) -> Response:
        text = self.render(template, lang, **content)
        return Response(text, status, media_type="text/html")

    def refusal(self, request: Request, finding: Finding, status: int) -> Response:
        """What happened, that nothing was lost, what to do."""
        lang = language(request)
        is_ours = finding.code.startswith("hub.")
        said = message(finding, lang) if is_ours else tr("inbox.failed", lang)
        return self.page("refusal.html", lang, status, said=said, visit=None)


def in_language(text: Any, lang: Lang) -> str:
    """A text, also as a list of both languages and which one it was written in."""
    if isinstance(text, list):
        zh, en, src = text
        text = Text(zh, en, "en" if src == "en" else "zh")
    return text.get(lang) if isinstance(text, Text) else str(text or "")


def shown_day(day: date | str, lang: Lang) -> str:
    """`12-01`, with its year if that is not this one's."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    if found.year != datetime.now(UTC).year:
        return found.isoformat()
    return f"{found.month}月{found.day}日" if lang == "zh" else f"{found.day} {found:%b}"


@pass_context
def shown_moment(context: Context, at: int, lang: Lang) -> Markup:
    """Milliseconds since 1970, as the reader's clock on the wall says; where that is not known as
    the hub's does, with its zone. Machines read it too."""
    visit = context.get("visit")
    known = visit.zone if visit else None
    moment = local(at, known)
    zone = "" if known else f" {moment:UTC%z}"
    shown = f"{shown_day(moment.date(), lang)} {moment:%H:%M}{zone}"
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), shown)


@cache
def icon(name: str) -> Markup:
    """A drawing in the colour of the text around it; what it means is said beside it."""
    drawing = paths.resources("icons", f"{name}.svg").read_text(encoding="utf-8")
    return Markup(drawing.replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1))  # noqa: S704


@cache
def static_files() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in TYPES}


@cache
def static_address(name: str) -> str:
    """Where a file of ours is; another address whenever it is another one."""
    return f"/static/{hashlib.sha256(static_files()[name]).hexdigest()[:12]}/{name}"
