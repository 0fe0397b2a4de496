"""Verifying: what the signatures in a PDF show, without asking anybody.

Two things are told apart. Whether the file is as it was when it was signed follows from the file
alone. Whose key signed it follows from what the reader knows of keys, see `telling`.

A signed PDF may have increments behind it that change what is seen: that is how the second
signature is added, and how signed files are forged. So beside what pyHanko checks (the signed bytes
themselves, that a signature covers all of its increment, and what increments do to a certified
document) there may be none at all but those of signatures.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.report.carrier import MOST_READ
from fieldapp.report.errors import CarrierError
from fieldapp.report.signing.credentials import device_of
from fieldapp.report.signing.offline import without_network
from fieldapp.report.signing.purpose import Purpose, purpose_of
from fieldapp.report.signing.trace import TRACE

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HASHES = {"sha256", "sha384", "sha512"}
_MOST_SIGNATURES = 20
_MOST_NAME = 100

_log = logging.getLogger(__name__)


@frozen
class Signature:
    """One signature. All it says beside `device` is the word of whoever made it."""

    field: str
    purpose: Purpose | None
    """What it was made for; None: another program's."""
    name: str
    at: datetime | None
    device: bytes
    """The public key of the device that vouches for the signing key; empty if none does."""
    certificate: bytes
    """SHA-256 of its certificate."""


@frozen
class Verdict:
    """What the signatures show. `faults`: how the file is not what was signed; none: unchanged."""

    signatures: tuple[Signature, ...] = ()
    faults: tuple[Finding, ...] = ()
    issued: str = ""
    """SHA-256 (hex) of the file as the first signature left it."""

    @property
    def is_signed(self) -> bool:
        return bool(self.signatures or self.faults)

    @property
    def is_unchanged(self) -> bool:
        return bool(self.signatures) and not self.faults


def verify(pdf: bytes) -> Verdict:
    """What the signatures in a PDF show.

    Raises:
        CarrierError: no PDF, a password, damage or too large: nothing can be said of it.
    """
    if len(pdf) > MOST_READ:
        raise CarrierError("report.pdf_too_large", name="PDF", limit=MOST_READ // 2**20)
    if b"%PDF-" not in pdf[:1024]:
        raise CarrierError("report.pdf_not")
    without_network()
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(pdf))
        is_encrypted = reader.encrypted
        found = [] if is_encrypted else reader.embedded_signatures
    except Exception as error:  # a broken file fails in as many ways as there are
        _log.info("a PDF whose signatures cannot be read", exc_info=True)
        if TRACE in pdf:
            return Verdict(faults=(Finding("signing.unreadable"),))
        raise CarrierError("report.pdf_damaged") from error
    if is_encrypted:
        raise CarrierError("report.pdf_encrypted")
    return _judged(reader, found, pdf)


def _judged(reader: PdfFileReader, found: Sequence[EmbeddedPdfSignature], pdf: bytes) -> Verdict:
    if not found:
        taken_out = (Finding("signing.removed"),) if TRACE in pdf else ()
        return Verdict(faults=taken_out)
    if len(found) > _MOST_SIGNATURES:
        return Verdict(faults=(Finding("signing.too_many", {"count": len(found)}),))
    faults: dict[str, Finding] = {}
    signatures: list[Signature] = []
    ends: list[int] = []
    for one in found:
        try:
            ends.append(int(one.byte_range[2]) + int(one.byte_range[3]))
            signatures.append(_read(one))
            codes = list(_faults(one))
        except Exception:  # whatever is wrong with it, it shows nothing
            _log.info("a signature that cannot be verified", exc_info=True)
            codes = ["signing.unreadable"]
        faults |= {code: Finding(code) for code in codes}
    revisions = [one.signed_revision for one in found]
    nothing_else = revisions == list(range(revisions[0], reader.total_revisions))
    if not nothing_else or ends[-1:] != [len(pdf)]:
        faults["signing.added"] = Finding("signing.added")
    issued = hashlib.sha256(pdf[: ends[0]]).hexdigest() if ends else ""
    return Verdict(tuple(signatures), tuple(faults.values()), issued)


def _read(one: EmbeddedPdfSignature) -> Signature:
    about = one.sig_object
    certificate = one.signer_cert.dump()
    return Signature(
        field=str(one.field_name)[:_MOST_NAME],
        purpose=purpose_of(str(about.get("/Reason", ""))),
        name=" ".join(str(about.get("/Name", "")).split())[:_MOST_NAME],
        at=_moment(one),
        device=device_of(certificate),
        certificate=hashlib.sha256(certificate).digest(),
    )


def _moment(one: EmbeddedPdfSignature) -> datetime | None:
    """When it was signed by the signer's clock, in the signer's time zone if it is told."""
    from pyhanko.pdf_utils.generic import parse_pdf_date

    at = one.self_reported_timestamp
    try:
        zoned: datetime = parse_pdf_date(one.sig_object["/M"], strict=False)
    except (KeyError, ValueError, TypeError):
        return at
    return zoned if at is None or (zoned.tzinfo and zoned == at) else at


def _faults(one: EmbeddedPdfSignature) -> Iterator[str]:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    one.compute_integrity_info()
    info = one.summarise_integrity_info()
    intact, valid = validate_sig_integrity(
        one.signer_info, one.signer_cert, "data", one.compute_digest()
    )
    if one.md_algorithm not in _HASHES:
        yield "signing.weak"
    if not (intact and valid):
        yield "signing.altered"
    elif info["coverage"] < SignatureCoverageLevel.ENTIRE_REVISION or not info["docmdp_ok"]:
        yield "signing.added"
