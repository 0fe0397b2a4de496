"""What the signatures in a report's PDFs show, and the PDFs that were signed as approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Lang, message, tr
from fieldapp.base.values import frozen
from fieldapp.case.reportstate import Report
from fieldapp.hub import signatures
from fieldapp.hub.case_routes import CaseId
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.scanning import look_through
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.reading import Paper, paper
from fieldapp.hub.web.report_page import IssueId
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.report.errors import CarrierError
from fieldapp.sync.roster import Roster

_SIGNS = {
    Severity.INFO: ("check", "good"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.ERROR: ("circle-alert", "bad"),
}
_ABSENT = Finding("signing.absent", severity=Severity.WARNING)


@frozen
class Told:
    """A PDF and what its signatures show: icon, tone and sentence. `way`: where it is, from the
    report's page on; empty where it is not here."""

    title: str
    way: str
    lines: tuple[tuple[str, str, str], ...]


def signature_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(
        route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}/reports/{case}/{issue}"
    )
    node = gate.node

    def read(request: Request, case: str, issue: str) -> tuple[Visit, Paper]:
        """Within a transaction."""
        visit = visit_of(node, request)
        return visit, paper(node.shelf, visit, bytes.fromhex(case), issue)

    @router.get("/signatures", operation_id="web_signatures")
    def told(
        request: Request,
        space: SpaceId,
        case: CaseId,
        issue: IssueId,
        review: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """What they show; of a review that is named, the PDF that it signed."""
        with node.reading():
            visit, found = read(request, case, issue)
            of = visit.caller.space
            roster = node.shelf.roster(of) or Roster(of)
            names = {one.account: one.name for one in node.people.all(of)}
            files = [
                (title, way, node.shelf.whole_blob(of, sha256))
                for title, way, sha256 in _signed(found.report, visit.lang)
                if not review or way == _way(review)
            ]
        if review:
            return _pdf(found, files[0][2] if files else None)
        every = [
            Told(title, way if pdf else "", _lines(pdf, roster, visit, names))
            for title, way, pdf in files
        ]
        return pages.page(
            "signatures.html",
            visit.lang,
            visit=visit,
            paper=found,
            every=every,
            title=tr("signing.page", visit.lang),
            why=tr("signing.page_why", visit.lang),
        )

    return router


def _way(review: str) -> str:
    """Where the PDF is that a review signed."""
    return f"signatures?review={review}"


def _pdf(found: Paper, pdf: bytes | None) -> Response:
    """Raises: RefusalError: it is not here."""
    if pdf is None:
        raise RefusalError("hub.not_found")
    look_through(pdf)
    name = f"{found.line.told['reference'] or 'report'}-{found.line.number}-signed.pdf"
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )


def _signed(report: Report, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """The PDFs of a report: what each is called, where it is, its name."""
    yield tr("signing.page_issued", lang), "pdf", report.issue.pdf
    for ruling in report.rulings:
        if ruling.review.signed:
            title = tr("signing.page_approved", lang, name=ruling.review.by.get(lang))
            yield title, _way(ruling.review.id), ruling.review.signed


def _lines(
    pdf: bytes | None, roster: Roster, visit: Visit, names: Mapping[bytes, str]
) -> tuple[tuple[str, str, str], ...]:
    try:
        findings = signatures.check(pdf, roster, visit.team, names).findings if pdf else (_ABSENT,)
    except CarrierError as error:
        findings = (error.finding,)
    return tuple((*_SIGNS[one.severity], message(one, visit.lang)) for one in findings)
