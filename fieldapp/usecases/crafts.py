"""Crafts: the work that the workshop does for the rest, and what is loaded for it.

Each function loads what it needs itself, so that whoever names one has loaded nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fieldapp.base.progress import Check, unwatched

if TYPE_CHECKING:
    from datetime import datetime

    from fieldapp.case.records import Evidence
    from fieldapp.playbook.model import Playbook
    from fieldapp.report.blocks import Document, Edition
    from fieldapp.report.carrier import Extracted
    from fieldapp.report.content import Audience, Content
    from fieldapp.report.layout.document import Approval
    from fieldapp.report.layout.voice import ReportLang
    from fieldapp.report.rendered import Rendered
    from fieldapp.report.signing.purpose import Decision
    from fieldapp.report.signing.verifying import Verdict


def load() -> None:
    """Loads what a report and the pictures of its pages need, before they are asked for."""
    import pypdfium2  # noqa: F401

    import fieldapp.report.make  # noqa: F401


def make_report(
    content: Content,
    playbook: Playbook,
    photos: Callable[[Evidence], bytes | None],
    check: Check,
    *,
    lang: ReportLang,
    edition: Edition,
    audience: Audience,
    contact: str,
    approval: Approval | None,
    for_signing: bool,
) -> Rendered:
    """One edition as a PDF, see `fieldapp.report.make`."""
    from fieldapp.report.make import make_report

    return make_report(
        content,
        playbook,
        photos,
        check=check,
        lang=lang,
        edition=edition,
        audience=audience,
        contact=contact,
        approval=approval,
        for_signing=for_signing,
    )


def set_document(document: Document, check: Check = unwatched) -> Rendered:
    """A document set on A4, see `fieldapp.report.pdf`."""
    from fieldapp.report.pdf import render

    return render(document, "a4", check)


def certify(pdf: bytes, seed: bytes, name: str, at: datetime, lang: ReportLang) -> bytes:
    """A PDF signed as issued, see `fieldapp.report.signing`. `seed`: of the device's key."""
    from fieldapp.case.seal import SigningKey
    from fieldapp.report.signing.sealing import Signer, certify

    return certify(pdf, Signer(SigningKey(seed), name), at, lang)


def countersign(pdf: bytes, seed: bytes, name: str, at: datetime, decision: Decision) -> bytes:
    """An issued PDF signed as decided upon."""
    from fieldapp.case.seal import SigningKey
    from fieldapp.report.signing.sealing import Signer, countersign

    return countersign(pdf, Signer(SigningKey(seed), name), at, decision)


def verify(pdf: bytes) -> Verdict:
    """What the signatures in a PDF show."""
    from fieldapp.report.signing.verifying import verify

    return verify(pdf)


def extract(pdf: bytes) -> Extracted:
    """What a PDF carries, see `fieldapp.report.carrier`."""
    from fieldapp.report.carrier import extract

    return extract(pdf)


def edition_of(pdf: bytes) -> tuple[Mapping[str, Any], int]:
    """What a PDF of ours says of itself (`Extracted.manifest`), and how many pages it has."""
    from io import BytesIO

    from pypdf import PdfReader

    from fieldapp.report.carrier import extract

    manifest = extract(pdf).manifest
    return manifest, len(PdfReader(BytesIO(pdf)).pages)
