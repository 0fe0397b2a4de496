"""Ways out: a report saved, printed or sent. What leaves is no longer protected by the encrypted
store, and `leaving` is the sentence that says so.

Names of files and the subject of a mail hold the case's number and nothing of the customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, tr
from fieldapp.report.content import Audience
from fieldapp.usecases import mail_drafts
from fieldapp.usecases.outputs import make_folder, write_file
from fieldapp.usecases.reporting import Wish

Way = Literal["save", "print", "mail"]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of which report; `number` 0: of a report that was not issued."""

    reference: str
    wish: Wish
    number: int = 0
    final: bool = False

    @property
    def title(self) -> str:
        """`C-ABCDEFGH-2`."""
        return f"{self.reference}-{self.number or 'draft'}"

    @property
    def stem(self) -> str:
        """Its file's name without an ending: `C-ABCDEFGH-2-customer-en`."""
        wish = self.wish
        parts = [self.title]
        parts += [wish.audience] if wish.audience == "customer" else []
        parts += [wish.edition] if wish.edition == "phone" else []
        parts += [wish.lang] if wish.lang is not None else []
        return "-".join(parts)


def leaving(way: Way, audience: Audience) -> Finding:
    """What leaves the encrypted store on this way, as one sentence."""
    for_customer = way == "save" and audience == "customer"
    code = f"drafting.out_{way}{'_customer' if for_customer else ''}"
    return Finding(code, {}, "", Severity.INFO)


def save(pdf: bytes, path: Path) -> None:
    """Saves a PDF where the person wants it.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    write_file(path, pdf)


def mail_draft(pdf: bytes, edition: Edition, now: datetime, folder: Path | None = None) -> Path:
    """Writes a mail with the PDF attached, to nobody yet, for the person's own mail program: a
    message after RFC 5322 that mail programs open as unsent (`X-Unsent: 1`).

    Args:
        folder: None: our own folder of drafts, see `mail_drafts`.

    Returns:
        The message's file.

    Raises:
        NotWrittenError: with the reason.
    """
    folder = folder or mail_drafts.folder()
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Date"] = format_datetime(now)
    kinds = [tr(f"drafting.mail_{edition.wish.audience}", lang) for lang in LANGS]
    message["Subject"] = f"{edition.title} · {' / '.join(kinds)}"
    message.set_content("".join(f"{_state(edition, lang)}\n" for lang in LANGS))
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=f"{edition.stem}.pdf"
    )
    make_folder(folder)
    path = folder / f"{edition.stem}.eml"
    write_file(path, message.as_bytes())
    return path


def _state(edition: Edition, lang: Lang) -> str:
    state = "draft" if not edition.number else "final" if edition.final else "preliminary"
    key = "mail_note" if edition.wish.audience == "customer" else f"mail_{state}"
    return tr(f"drafting.{key}", lang, title=edition.title)
