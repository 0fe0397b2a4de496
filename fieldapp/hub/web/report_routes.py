"""A report's page, its PDFs and its evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, insert, select

from fieldapp.base import kinds
from fieldapp.case.records import Evidence
from fieldapp.hub import schema
from fieldapp.hub.case_routes import CaseId
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.scanning import look_through
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.tokens import Caller
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.reading import Paper, paper
from fieldapp.hub.web.report_page import IssueId, report_page
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.report.make import make_report

Edition = Literal["issued", "a4", "phone"]
_APART = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What a browser may do with a file that somebody brought: show it, alone."""
_WITHIN = "default-src 'none'; sandbox; frame-ancestors 'self'"
_PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class Asked(BaseModel):
    """`anew`: to decide on what has been decided."""

    said: str = Field("", max_length=30)
    anew: bool = False


class Wanted(BaseModel):
    """Which PDF; `inline`: to be looked at in the report's page."""

    edition: Edition = "issued"
    inline: bool = False


def report_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(
        route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}/reports/{case}/{issue}"
    )
    node = gate.node

    def read(request: Request, case: str, issue: str) -> tuple[Visit, Paper]:
        """Within a transaction."""
        visit = visit_of(node, request)
        return visit, paper(node.shelf, visit, bytes.fromhex(case), issue)

    @router.get("", operation_id="web_report")
    def report(
        request: Request,
        space: SpaceId,
        case: CaseId,
        issue: IssueId,
        asked: Annotated[Asked, Query()],
    ) -> Response:
        page = report_page(node, pages, request, case, issue, said=asked.said, is_anew=asked.anew)
        caller, name = caller_of(request), bytes.fromhex(case)
        with node.reading() as connection:
            is_first = not _was_opened(connection, caller, name, issue)
        if is_first:
            node.write(lambda connection: _note_opened(connection, caller, name, issue, node.now()))
        return page

    @router.get("/pdf", operation_id="web_pdf")
    def pdf(
        request: Request,
        space: SpaceId,
        case: CaseId,
        issue: IssueId,
        wanted: Annotated[Wanted, Query()],
    ) -> Response:
        """The PDF as it was issued, or another edition drawn from the same frozen content."""
        edition = wanted.edition
        with node.reading():
            visit, found = read(request, case, issue)
            data = _issued(node.shelf.whole_blob(visit.caller.space, found.report.issue.pdf))
            files = {
                one.id: node.shelf.whole_blob(visit.caller.space, one.blob) if one.blob else None
                for one in (found.content.case.evidence if found.content else ())
                if edition != "issued"
            }
        if edition != "issued":
            if found.content is None or found.playbook is None:
                raise RefusalError("hub.not_found")

            def picture(evidence: Evidence) -> bytes | None:
                return files.get(evidence.id)

            with gate.drawing.turn():
                data = make_report(
                    found.content, found.playbook, picture, lang=visit.lang, edition=edition
                ).pdf
        else:
            look_through(data)
        name = f"{found.line.told['reference'] or 'report'}-{found.line.number}-{edition}.pdf"
        return Response(
            data,
            media_type="application/pdf",
            headers=_shown(name) if wanted.inline else _saved(name),
        )

    @router.get("/evidence/{item}", operation_id="web_evidence")
    def evidence(
        request: Request, space: SpaceId, case: CaseId, issue: IssueId, item: IssueId
    ) -> Response:
        """A picture that the report shows; anything else is for saving alone, under an ending that
        follows from what it holds."""
        with node.reading():
            visit, found = read(request, case, issue)
            one = found.evidence(item)
            data = node.shelf.whole_blob(visit.caller.space, one.blob) if one else None
        if data is None:
            raise RefusalError("hub.not_found")
        look_through(data)
        kind = next((kind for start, kind in _PICTURES if data.startswith(start)), "")
        headers = {"content-security-policy": _APART}
        if not kind:
            headers |= _saved(f"{item}.{kinds.ending_of(data)}")
        return Response(data, media_type=kind or "application/octet-stream", headers=headers)

    return router


def _saved(name: str) -> dict[str, str]:
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": _APART,
    }


def _shown(name: str) -> dict[str, str]:
    """Within one of our own pages, and still apart from it."""
    return {
        "content-disposition": f'inline; filename="{name}"',
        "content-security-policy": _WITHIN,
        "x-frame-options": "SAMEORIGIN",
    }


def _issued(data: bytes | None) -> bytes:
    """Raises: RefusalError: it has not arrived yet."""
    if data is None:
        raise RefusalError("hub.not_found")
    return data


def _was_opened(connection: Connection, caller: Caller, case: bytes, issue: str) -> bool:
    here = schema.opened.c
    query = select(here.at).where(
        here.space_id == caller.space,
        here.account == caller.account,
        here.case_id == case,
        here.issue == issue,
    )
    return connection.execute(query).first() is not None


def _note_opened(connection: Connection, caller: Caller, case: bytes, issue: str, at: int) -> None:
    if not _was_opened(connection, caller, case, issue):
        row = {"account": caller.account, "case_id": case, "issue": issue, "at": at}
        connection.execute(insert(schema.opened).values(space_id=caller.space, **row))
