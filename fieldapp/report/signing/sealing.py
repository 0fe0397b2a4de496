"""Sealing: a PDF is signed with a device's key, as an increment behind what was there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from fieldapp.base.language import tr
from fieldapp.base.values import frozen
from fieldapp.case.seal import SigningKey
from fieldapp.report.blocks import Words
from fieldapp.report.errors import SigningError
from fieldapp.report.layout.closing import ENGINEER, SUPERVISOR
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.signing.credentials import credentials, short
from fieldapp.report.signing.offline import without_network

if TYPE_CHECKING:
    from fieldapp.report.signing.parts import Increment

Holder = Literal["device", "hub"]
Purpose = Literal["issued", "approved", "conditions"]
REASONS: dict[Purpose, str] = {
    "issued": "已签发 Issued",
    "approved": "已批准 Approved",
    "conditions": "附条件批准 Approved with conditions",
}
"""What a signature says it was made for, as other programs show it. Verifying tells them apart by
these words, so they stay as they are."""
_RESERVED = 6144
"""Hexadecimal digits for the signature and its certificate; half as many again as they take."""


@frozen
class Signer:
    """Whose key signs. `name`: of the person, as they give it; empty to say none."""

    key: SigningKey
    name: str = ""
    holder: Holder = "device"


def certify(pdf: bytes, signer: Signer, at: datetime, lang: ReportLang) -> bytes:
    """Signs an edition when it is issued; nothing may be added then but the second signature.

    Args:
        pdf: made `for_signing`.
        at: by the laptop's clock.

    Raises:
        SigningError: it has no field to sign, or is signed already.
    """
    return _sign(pdf, ENGINEER, signer, at, lang, "issued")


def countersign(
    pdf: bytes,
    signer: Signer,
    at: datetime,
    lang: ReportLang,
    purpose: Literal["approved", "conditions"] = "approved",
) -> bytes:
    """Signs an issued edition when it is approved; nothing at all may be added then.

    Raises:
        SigningError: it has no field to sign, or is signed already.
    """
    return _sign(pdf, SUPERVISOR, signer, at, lang, purpose)


def _sign(
    pdf: bytes, field: str, signer: Signer, at: datetime, lang: ReportLang, purpose: Purpose
) -> bytes:
    without_network()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import enumerate_sig_fields

    from fieldapp.report.signing.parts import Increment

    try:
        writer = Increment(BytesIO(pdf))
        fields = {name: value for name, value, _ in enumerate_sig_fields(writer)}
    except (PdfError, ValueError) as error:
        raise SigningError("signing.not_signable") from error
    if field not in fields:
        raise SigningError("signing.no_field")
    if fields[field] is not None:
        raise SigningError("signing.already_signed")
    signed: bytes = asyncio.run(_signed(writer, field, signer, at, lang, purpose))
    return signed


async def _signed(
    writer: Increment,
    field: str,
    signer: Signer,
    at: datetime,
    lang: ReportLang,
    purpose: Purpose,
) -> bytes:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from fieldapp.report.signing.parts import FieldStamp, KeySigner

    certifying = field == ENGINEER
    about = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        name=signer.name or None,
        reason=REASONS[purpose],
        certify=certifying,
        docmdp_permissions=MDPPerm.FILL_FORMS if certifying else MDPPerm.NO_CHANGES,
    )
    pair = credentials(signer.key)
    lines = _lines(signer, at, lang, purpose)
    made = PdfSigner(about, KeySigner(pair), stamp_style=FieldStamp(lines=lines))
    session = made.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    prepared = session.prepare_tbs_document(None, _RESERVED)
    digest, output = prepared.digest_tbs_document()
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(at))
    output.seek(0)
    data: bytes = output.read()
    return data


def _lines(signer: Signer, at: datetime, lang: ReportLang, purpose: Purpose) -> tuple[Words, ...]:
    """What the field shows: what it was signed for, by whom and when, with which key."""
    when = " · ".join(filter(None, (signer.name, f"{at:%Y-%m-%d %H:%M}")))
    key = _words(f"signing.stamp_{signer.holder}", lang)
    number = f"  {short(signer.key.public)}"
    return (
        _words(f"signing.stamp_{purpose}", lang),
        Words(when),
        Words(key.plain, key.sub + number) if key.sub else Words(key.plain + number),
    )


def _words(key: str, lang: ReportLang) -> Words:
    if lang == "both":
        return Words(tr(key, "zh"), tr(key, "en"))
    return Words(tr(key, lang))
