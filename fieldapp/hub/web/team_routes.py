"""The overview of a team, and the same figures as files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from fieldapp.base.language import tr
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.overview import files
from fieldapp.overview.few import MINIMUM
from fieldapp.overview.figures import Overview
from fieldapp.overview.tables import sections
from fieldapp.overview.team import told

Period = Literal["month", "last", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("month", "last", "quarter", "year")
"""This month, the one before, three and twelve months with this one."""
_BACK: dict[Period, tuple[int, int]] = {
    "month": (0, 0),
    "last": (1, 1),
    "quarter": (2, 0),
    "year": (11, 0),
}
"""How many months ago each begins, and its last month began."""
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_APART = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Asked(BaseModel):
    """What the address says."""

    period: str = Field("quarter", max_length=20)


def team_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    def read(request: Request, period: str) -> tuple[Visit, Period, Overview]:
        name: Period = next((one for one in PERIODS if one == period), "quarter")
        with node.reading():
            visit = visit_of(node, request)
            return visit, name, overview(node.shelf, visit.caller.space, name)

    @router.get("/team", operation_id="web_team")
    def team(request: Request, space: SpaceId, asked: Annotated[Asked, Query()]) -> Response:
        visit, period, found = read(request, asked.period)
        here = f"{visit.base}/team"
        return pages.page(
            "team.html",
            visit.lang,
            visit=visit,
            w=lambda key, **params: tr(f"team.{key}", visit.lang, **params),
            overview=found,
            sections=sections(found, visit.lang),
            few=MINIMUM,
            periods=[(one, f"{here}?period={one}", one == period) for one in PERIODS],
            downloads=[(kind, f"{here}/figures.{kind}?period={period}") for kind in _KINDS],
        )

    @router.get("/team/figures.{kind}", operation_id="web_team_file")
    def file(
        request: Request,
        space: SpaceId,
        kind: Literal["csv", "xlsx"],
        asked: Annotated[Asked, Query()],
    ) -> Response:
        """What the page shows, for a spreadsheet."""
        visit, _, found = read(request, asked.period)
        make = files.csv_file if kind == "csv" else files.workbook
        name = f"team-{found.since.isoformat()}-{found.last.isoformat()}.{kind}"
        return Response(
            make(found, visit.team, visit.lang),
            media_type=_KINDS[kind],
            headers={
                "content-disposition": f'attachment; filename="{name}"',
                "content-security-policy": _APART,
            },
        )

    return router


def overview(shelf: SqlShelf, space: bytes, period: Period) -> Overview:
    """The figures of a space, within a transaction."""
    today = datetime.fromtimestamp(shelf.now() / 1000, UTC).astimezone().date()
    first, last = (_month(today, back) for back in _BACK[period])
    counted, lasting = shelf.tallied(space, _number(first), _number(last))
    return told(counted, lasting, first, _month(last, -1), today)


def _month(day: date, back: int) -> date:
    """The first day of a month so many before a day's."""
    months = 12 * day.year + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _number(month: date) -> int:
    return 100 * month.year + month.month
