"""A report in one call: laid out, its case put inside, set as a PDF."""

from __future__ import annotations

import logging
from dataclasses import replace

from fieldapp.base.progress import Check, unwatched
from fieldapp.playbook.model import Playbook
from fieldapp.report import carrier, pdf
from fieldapp.report.blocks import Edition
from fieldapp.report.content import Audience, Content
from fieldapp.report.errors import ReportError
from fieldapp.report.layout.document import Approval, lay_out, lay_out_plainly
from fieldapp.report.layout.exhibits import PhotoSource
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.pdf import Rendered

_log = logging.getLogger(__name__)


def make_report(
    content: Content,
    playbook: Playbook,
    photos: PhotoSource,
    *,
    lang: ReportLang = "zh",
    edition: Edition = "a4",
    audience: Audience = "supervisor",
    approval: Approval | None = None,
    contact: str = "",
    for_signing: bool = False,
    check: Check = unwatched,
) -> Rendered:
    """One edition as a PDF that carries its case. It always comes out, unless `check` stops it: at
    worst as plain text that says so (`Rendered.plain`).

    Args:
        playbook: the one the content was composed with.
        photos: gives the kept rendition of a photo, or the bytes of a file; None if not at hand.
        contact: how the customer reaches us, in one line; in the customer's edition only.
        for_signing: with the fields that an issued edition is signed in.
        check: told how many of the pages are set.

    Raises:
        ReportError: the playbook is another version.
    """
    if content.playbook_version != playbook.version:
        raise ReportError("report.other_playbook")
    carried = carrier.attachments(
        content, playbook, photos, lang=lang, edition=edition, audience=audience
    )
    try:
        document = lay_out(
            content,
            playbook,
            photos,
            lang=lang,
            edition=edition,
            audience=audience,
            approval=approval,
            contact=contact,
            for_signing=for_signing,
        )
    except Exception:  # whatever was in the content, a report must come out
        _log.warning("report could not be laid out, plain edition instead", exc_info=True)
        document = lay_out_plainly(
            content, playbook, lang=lang, audience=audience, for_signing=for_signing
        )
        return pdf.render_plain(replace(document, attachments=carried), edition, check)
    return pdf.render(replace(document, attachments=carried), edition, check)
