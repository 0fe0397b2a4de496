"""The supervisors' inbox: pages that the hub renders, without a build step and without scripts of
their own beyond htmx."""

from __future__ import annotations

from fastapi import APIRouter

from fieldapp.hub.gate import Gate
from fieldapp.hub.web.account_routes import account_routes
from fieldapp.hub.web.company_signin_routes import company_signin_routes
from fieldapp.hub.web.crm_routes import crm_routes
from fieldapp.hub.web.decision_routes import decision_routes
from fieldapp.hub.web.inbox_routes import inbox_routes
from fieldapp.hub.web.own_second_routes import own_second_routes
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.password_routes import password_routes
from fieldapp.hub.web.report_routes import report_routes
from fieldapp.hub.web.second_routes import second_routes
from fieldapp.hub.web.session_routes import session_routes
from fieldapp.hub.web.signature_routes import signature_routes
from fieldapp.hub.web.signin_routes import signin_routes
from fieldapp.hub.web.team_routes import team_routes


def web_routes(gate: Gate) -> list[APIRouter]:
    """All pages."""
    pages = Pages()
    entry = (signin_routes, company_signin_routes, password_routes, second_routes)
    own = (account_routes, session_routes, own_second_routes)
    reports = (inbox_routes, report_routes, decision_routes, signature_routes)
    teams = (team_routes, crm_routes)
    return [routes(gate, pages) for routes in (*entry, *own, *reports, *teams)]
