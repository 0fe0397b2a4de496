"""The overview of a team, the same figures as files, and a month's lessons as a PDF."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from fieldapp.base.language import Lang, tr
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.overview import files
from fieldapp.overview.few import MINIMUM
from fieldapp.overview.figures import Overview
from fieldapp.overview.lessons import Summary, learned, month_after, read_month
from fieldapp.overview.lessons_paper import Issued, lessons_paper
from fieldapp.overview.periods import PERIODS, Period, span
from fieldapp.overview.tables import sections
from fieldapp.overview.team import told
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.pdf import render
from fieldapp.report.phrasing import month

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MONTHS = 12
"""So many months are offered to look back on, the last one first."""
SHOWN = 40
"""Rows of a table on the page: whoever has most that is overdue, in a team of more; files have
all."""
_APART = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Asked(BaseModel):
    """What the address says."""

    period: str = Field("quarter", max_length=20)


class Wanted(BaseModel):
    """Which month is looked back on, such as `2026-10`, and in which language."""

    month: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}$")
    lang: ReportLang = "zh"


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
            shown=SHOWN,
            periods=[(one, f"{here}?period={one}", one == period) for one in PERIODS],
            downloads=[(kind, f"{here}/figures.{kind}?period={period}") for kind in _KINDS],
            lessons=f"{here}/lessons.pdf",
            months=_months(found.today, visit.lang),
            langs=[(one, tr(f"lessons.lang_{one}", visit.lang)) for one in get_args(ReportLang)],
            m=lambda key: tr(f"lessons.{key}", visit.lang),
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
        return _saved(make(found, visit.team, visit.lang), _KINDS[kind], name)

    @router.get("/team/lessons.pdf", operation_id="web_team_lessons")
    def lessons(request: Request, space: SpaceId, wanted: Annotated[Wanted, Query()]) -> Response:
        """A month looked back on, drawn as it stands now."""
        try:
            asked = read_month(wanted.month)
        except ValueError as error:
            raise RefusalError("hub.not_found") from error
        with node.reading():
            visit = visit_of(node, request)
            found = lessons_of(node.shelf, visit.caller.space, asked)
            at = _now(node.shelf)
        document = lessons_paper(found, Issued(wanted.lang, visit.lang, at, visit.team))
        with gate.drawing.turn():
            made = render(document, "a4")
        return _saved(made.pdf, "application/pdf", f"lessons-{wanted.month}.pdf")

    return router


def _saved(data: bytes, kind: str, name: str) -> Response:
    return Response(
        data,
        media_type=kind,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": _APART,
        },
    )


def _months(today: date, lang: Lang) -> list[tuple[str, str, bool]]:
    """Months to look back on, as the address and as people say it; the last whole one is chosen."""
    first = today.replace(day=1)
    known = (month_after(first, -back) for back in range(_MONTHS))
    return [(f"{one:%Y-%m}", month(one).get(lang), place == 1) for place, one in enumerate(known)]


def overview(shelf: SqlShelf, space: bytes, period: Period) -> Overview:
    """The figures of a space, within a transaction."""
    today = _now(shelf).date()
    return _told(shelf, space, *span(period, today), today)


def lessons_of(shelf: SqlShelf, space: bytes, first: date) -> Summary:
    """The month of a space that begins on a day looked back on, within a transaction."""
    today, before = _now(shelf).date(), month_after(first, -1)
    return Summary(
        _told(shelf, space, first, month_after(first), today),
        _told(shelf, space, before, first, today),
        learned(shelf.team_rows(space, _number(first))),
    )


def _told(shelf: SqlShelf, space: bytes, since: date, until: date, today: date) -> Overview:
    counted, lasting = shelf.tallied(space, since, until, today)
    return told(counted, lasting, since, until, today)


def _now(shelf: SqlShelf) -> datetime:
    return datetime.fromtimestamp(shelf.now() / 1000, UTC).astimezone()


def _number(first: date) -> int:
    return 100 * first.year + first.month
