"""The hub's API over a node, as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from fieldapp import __version__
from fieldapp.base.findings import Finding
from fieldapp.hub import headers, problems
from fieldapp.hub.access import RULES
from fieldapp.hub.case_routes import case_routes
from fieldapp.hub.company_routes import company_routes
from fieldapp.hub.gate import Gate
from fieldapp.hub.limits import Flow
from fieldapp.hub.node import Node
from fieldapp.hub.office_routes import office_routes
from fieldapp.hub.people_routes import people_routes
from fieldapp.hub.session_routes import session_routes
from fieldapp.hub.sync_routes import sync_routes
from fieldapp.hub.web import web_routes

THREADS = 12
"""Requests of a node that are worked on at a time; a database connection is used by each."""


def create_app(node: Node, flow: Flow | None = None) -> FastAPI:
    """The application.

    Args:
        flow: the limit on every route; the usual one by default.

    Raises:
        LookupError: a route is not in `access.RULES`, or the other way round.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        node.close()

    app = FastAPI(
        title="FieldApp hub",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    gate = Gate(node, flow)
    routers = [
        *(
            make(gate)
            for make in (
                sync_routes,
                session_routes,
                people_routes,
                office_routes,
                case_routes,
                company_routes,
            )
        ),
        *web_routes(gate),
    ]
    served = {
        route.operation_id
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    if served != RULES.keys():
        raise LookupError(served ^ RULES.keys())
    for router in routers:
        app.include_router(router)

    @app.exception_handler(HTTPException)
    async def no_route(request: Request, error: HTTPException) -> Response:
        code = "hub.method_unfit" if error.status_code == 405 else "hub.not_found"
        response = problems.of_finding(Finding(code))
        headers.finish(request, response)
        return response

    return app
