"""Sealing: a PDF is signed with a device's key, as an increment behind what was there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Literal, get_args

from fieldapp.base.language import tr
from fieldapp.base.values import frozen
from fieldapp.case.seal import SigningKey
from fieldapp.report.blocks import Words
from fieldapp.report.carrier import extract
from fieldapp.report.errors import CarrierError, SigningError
from fieldapp.report.layout.closing import ENGINEER, SUPERVISOR
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.signing.credentials import credentials, short
from fieldapp.report.signing.offline import without_network
from fieldapp.report.signing.purpose import REASONS, Decision, Purpose
from fieldapp.report.signing.verifying import verify

if TYPE_CHECKING:
    from fieldapp.report.signing.parts import Increment

Holder = Literal["device", "hub"]
_RESERVED = 6144
"""Hexadecimal digits for the signature and its certificate; half as many again as they take."""


@frozen
class Signer:
    """Whose key signs. `name`: of the person, as they give it; empty to say none."""

    key: SigningKey
    name: str = ""
    holder: Holder = "device"


@frozen
class _Act:
    """One signature to be made."""

    field: str
    signer: Signer
    at: datetime
    lang: ReportLang
    purpose: Purpose


def certify(pdf: bytes, signer: Signer, at: datetime, lang: ReportLang) -> bytes:
    """Signs an edition when it is issued; nothing may be added then but the second signature.
    Not to be called on a thread with a running event loop.

    Args:
        pdf: made `for_signing`.
        at: by the laptop's clock.

    Raises:
        SigningError: it has no field to sign, or is signed already.
    """
    return _sign(pdf, _Act(ENGINEER, signer, at, lang, "issued"))


def countersign(pdf: bytes, signer: Signer, at: datetime, decision: Decision = "approved") -> bytes:
    """Signs an edition when it is approved; nothing at all may be added then. It speaks the
    language of the edition. Not to be called where an event loop is running.

    Args:
        pdf: as it was issued.
        at: by the clock of whoever signs.

    Raises:
        SigningError: it is not as it was issued, or has no field to sign.
    """
    try:
        verdict, manifest = verify(pdf), extract(pdf).manifest
    except CarrierError as error:
        raise SigningError("signing.not_as_issued") from error
    if not verdict.is_unchanged or len(verdict.signatures) != 1:
        raise SigningError("signing.not_as_issued")
    said = manifest.get("lang")
    lang: ReportLang = next((known for known in get_args(ReportLang) if known == said), "both")
    return _sign(pdf, _Act(SUPERVISOR, signer, at, lang, decision))


def _sign(pdf: bytes, act: _Act) -> bytes:
    without_network()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import general
    from pyhanko.sign.fields import enumerate_sig_fields

    from fieldapp.report.signing.parts import Increment

    try:
        writer = Increment(BytesIO(pdf))
        fields = {name: value for name, value, _ in enumerate_sig_fields(writer)}
    except (PdfError, ValueError) as error:
        raise SigningError("signing.not_signable") from error
    if act.field not in fields:
        raise SigningError("signing.no_field")
    if fields[act.field] is not None:
        raise SigningError("signing.already_signed")
    try:
        return asyncio.run(_signed(writer, act))
    except (PdfError, general.SigningError, ValueError) as error:
        raise SigningError("signing.not_signable") from error


async def _signed(writer: Increment, act: _Act) -> bytes:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from fieldapp.report.signing.parts import FieldStamp, KeySigner

    certifies = act.purpose == "issued"
    about = PdfSignatureMetadata(
        field_name=act.field,
        md_algorithm="sha256",
        name=act.signer.name or None,
        reason=REASONS[act.purpose],
        certify=certifies,
        docmdp_permissions=MDPPerm.FILL_FORMS if certifies else MDPPerm.NO_CHANGES,
    )
    key = KeySigner(credentials(act.signer.key))
    made = PdfSigner(about, key, stamp_style=FieldStamp(lines=_lines(act)))
    session = made.init_signing_session(writer, existing_fields_only=True)
    session.system_time = act.at
    prepared = session.prepare_tbs_document(None, _RESERVED)
    digest, output = prepared.digest_tbs_document()
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(act.at))
    output.seek(0)
    data: bytes = output.read()
    return data


def _lines(act: _Act) -> tuple[Words, ...]:
    """What the field shows: what it was signed for, by whom and when, with which key."""
    signer = act.signer
    when = " · ".join(filter(None, (signer.name, f"{act.at:%Y-%m-%d %H:%M}")))
    key = _words(f"signing.stamp_{signer.holder}", act.lang)
    number = f"  {short(signer.key.public)}"
    return (
        _words(f"signing.stamp_{act.purpose}", act.lang),
        Words(when),
        Words(key.plain, key.sub + number) if key.sub else Words(key.plain + number),
    )


def _words(key: str, lang: ReportLang) -> Words:
    if lang == "both":
        return Words(tr(key, "zh"), tr(key, "en"))
    return Words(tr(key, lang))
