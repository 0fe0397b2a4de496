"""The second factor of somebody who has signed in: set up, changed, done without."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.hub import seconds, sessions
from fieldapp.hub.gate import Gate, address, guarded
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.manner import Browsers, field
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.pairing import Setting
from fieldapp.hub.web.visit import visit_of


def own_second_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    def setting(request: Request) -> Setting:
        with node.reading():
            visit = visit_of(node, request)
        return Setting(
            node,
            pages,
            visit.caller.space,
            visit.person,
            visit.lang,
            f"{visit.base}/second",
            visit.form_token,
            visit,
        )

    @router.get("/second", operation_id="web_own_second")
    def show(request: Request, space: SpaceId) -> Response:
        return page(setting(request))

    def page(own: Setting, said: str = "") -> Response:
        account = own.person.account
        with node.reading():
            has_one = node.seconds.has(own.space, account)
            left = node.seconds.count_spares(own.space, account)
        return own.page(
            "on" if has_one else "off",
            said,
            left=left,
            is_needed=seconds.is_asked_of(own.person),
            has_password=sessions.has_password(node, own.person),
        )

    @router.post("/second", operation_id="web_set_own_second")
    def change(request: Request, space: SpaceId) -> Response:
        own, what = setting(request), field(request, "what")
        if what == "confirm":
            found = own.confirm(request)
            return found if isinstance(found, Response) else changed(own, found)
        password, account = field(request, "password"), own.person.account
        try:
            sessions.known(
                node, own.space, own.person.name, password, address(request), is_familiar=True
            )
        except FieldAppError as error:
            return page(own, message(error.finding, own.lang))
        if what == "pair":
            return own.pair()
        if what == "spares":
            return changed(own, node.write(lambda _: node.seconds.renew_spares(own.space, account)))
        if what == "remove" and not seconds.is_asked_of(own.person):
            node.write(lambda _: node.seconds.remove(own.space, account, by=account))
            return changed(own)
        return RedirectResponse(own.action, status_code=303)

    def changed(own: Setting, spares: list[str] | None = None) -> Response:
        """It is otherwise now: whoever is signed in elsewhere is to sign in again."""
        assert own.visit is not None  # they have signed in
        sessions.end_others(node, own.visit.caller, "")
        if spares is None:
            return RedirectResponse(own.action, status_code=303)
        return own.page("spares", spares=spares)

    return router
