"""What a person chooses for the inbox."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection
from starlette.responses import RedirectResponse

from fieldapp.base.findings import Finding
from fieldapp.base.language import message, tr
from fieldapp.hub import preferences
from fieldapp.hub.alerts import RHYTHMS, Channel, Rhythm
from fieldapp.hub.channels import is_mailbox
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.preferences import Preference
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.tokens import Caller
from fieldapp.hub.web import manner
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.hub.web.zone import end_of, last_day, local, zone_of
from fieldapp.sync.certificates import REVIEWERS


def account_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    @router.get("/account", operation_id="web_account")
    def account(
        request: Request, space: SpaceId, said: Annotated[str, Query(max_length=20)] = ""
    ) -> Response:
        with node.reading():
            visit = visit_of(node, request)
            others = colleagues(node, visit.caller)
            channel = node.alerts.channel(visit.caller.space, visit.caller.account)
        until = visit.chosen.deputy_until
        is_away = until is not None and until > node.now()
        return pages.page(
            "account.html",
            visit.lang,
            visit=visit,
            others=others,
            deputy=visit.chosen.deputy if is_away else None,
            until=last_day(until, visit.zone).isoformat() if until and is_away else "",
            is_saved=said == "saved",
            has_new_password=said == "password",
            entry=lambda key: tr(f"entry.{key}", visit.lang),
            is_unfit=said == "unfit",
            **_alerts(channel, visit),
        )

    @router.post("/account", operation_id="web_set_account")
    def set_account(request: Request, space: SpaceId) -> Response:
        caller = caller_of(request)
        given = manner.form_of(request)
        lang, deputy, until, mail, rhythm = (
            given.get(key, [""])[-1] for key in ("lang", "deputy", "until", "mail", "when")
        )
        home = f"/teams/{caller.space.hex()}/account"
        if mail.strip() and not is_mailbox(mail.strip()):
            return RedirectResponse(f"{home}?said=unfit", 303)
        with node.reading():
            names = {one.account.hex(): one.account for one in colleagues(node, caller)}
        chosen = Preference(
            lang if lang in ("zh", "en") else "",
            names.get(deputy),
            _end_of(until, zone_of(request)) if deputy in names else None,
        )

        def write(_: Connection) -> None:
            preferences.put(node.shelf, caller.space, caller.account, chosen)
            when: Rhythm = next((one for one in RHYTHMS if one == rhythm), "now")
            node.alerts.put(caller.space, caller.account, mail.strip(), when)

        node.write(write)
        return RedirectResponse(f"{home}?said=saved", 303)

    return router


def _alerts(channel: Channel | None, visit: Visit) -> dict[str, Any]:
    """What a page says of how somebody is told."""
    words, lang = ("mail", "mail_why", "when", "mail_unfit", *RHYTHMS), visit.lang
    failed = ""
    if channel is not None and channel.fault and channel.failed is not None:
        at = local(channel.failed, visit.zone)
        why = message(Finding(channel.fault), lang)
        failed = tr("alerts.failed", lang, at=f"{at:%Y-%m-%d %H:%M}", why=why)
    return {
        "mail": channel.address if channel else "",
        "rhythm": channel.rhythm if channel else "now",
        "rhythms": RHYTHMS,
        "failed": failed,
        "alerts": {word: tr(f"alerts.{word}", lang) for word in words},
    }


def colleagues(node: Node, caller: Caller) -> list[Person]:
    """The others of a team who may decide."""
    return [
        one
        for one in node.people.all(caller.space)
        if one.ended is None and one.role in REVIEWERS and one.account != caller.account
    ]


def _end_of(day: str, zone: ZoneInfo | None) -> int | None:
    """The end of a day as a form sends it, by the clock of whoever sends it."""
    try:
        return end_of(date.fromisoformat(day[:10]), zone)
    except (ValueError, OverflowError):
        return None
