"""What pyHanko is given to sign with: a device's key, and how the field looks afterwards.

To be imported after `without_network`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers import Signer, pdf_signer
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from fieldapp.report.blocks import Words
from fieldapp.report.pdf.stamp import stamp
from fieldapp.report.signing.credentials import Credentials

# A signing session asks for the name of the machine's zone before it can be told its moment, and
# fails where there is none (TZ=CST-8): the report would be issued without a signature.
vars(pdf_signer).update(tzlocal=SimpleNamespace(get_localzone=lambda: UTC))


class KeySigner(Signer):
    """Signs with a device's credentials; nothing of chance or of a network is in it."""

    def __init__(self, pair: Credentials) -> None:
        super().__init__(
            signing_cert=x509.Certificate.load(pair.certificate),
            cert_registry=SimpleCertificateStore(),
        )
        self._pair = pair

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self._pair.sign(data)


class Increment(IncrementalPdfFileWriter):
    """Adds the signature and leaves what the file says about itself as it was."""

    def _update_meta(self) -> None:
        """Left to itself, it would put today's date and its own name into the metadata."""


@dataclass(frozen=True)
class FieldStamp(BaseStampStyle):
    """Draws lines in a field as the report's renderer does."""

    lines: Sequence[Words] = ()

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> Any:
        page = PdfFileReader(BytesIO(stamp(self.lines, box.width, box.height)))
        return _Drawn(writer.import_page_as_xobject(page))


class _Drawn:
    """A drawing, to be put into the field's annotation."""

    def __init__(self, drawing: generic.IndirectObject) -> None:
        self._drawing = drawing

    def apply_appearance(self, annotation: generic.DictionaryObject) -> None:
        normal = {generic.NameObject("/N"): self._drawing}
        annotation[generic.NameObject("/AP")] = generic.DictionaryObject(normal)
