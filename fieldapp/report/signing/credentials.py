"""Credentials: the key a device signs PDFs with, and the certificate it makes for itself.

Readers of PDF do not know Ed25519, the kind of a device's own key: poppler calls such a document
corrupt, and Acrobat lists nothing but RSA, DSA and ECDSA. So the PDF is signed with ECDSA on P-256,
whose key follows from the device's and needs no place of its own. In the certificate the device's
key vouches for it, by an extension that nobody else need understand.

A certificate names no person: readers show it to whoever gets the file, a customer as well. It is
the same bytes each time, so that what was once trusted is known again, and never expires, because
a laptop's clock may be years off.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from fieldapp.base.values import frozen
from fieldapp.case import seal
from fieldapp.case.seal import SigningKey

_DERIVED = b"fieldapp pdf key 1"
_VOUCHED = b"fieldapp pdf certificate 1"
_VOUCHER = x509.ObjectIdentifier("2.25.143273052267639840147142161678286073526")
"""The extension: the device's public key and its signature over the certificate's. The number is a
random UUID (ITU-T X.667), which anybody may use without asking."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_OCTETS = b"\x04\x60"
"""DER: an octet string of 32 + 64 bytes follows."""
_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_TO = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""For ever (RFC 5280, 4.1.2.5)."""


@frozen
class Credentials:
    """What a device signs PDFs with. `certificate`: DER."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    def sign(self, message: bytes) -> bytes:
        """ECDSA with SHA-256; the same message gives the same signature (RFC 6979)."""
        return self.key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))


def short(key: bytes) -> str:
    """A device's public key as people compare it at a glance: `7F3A 9C21 4B0E`."""
    digits = hashlib.sha256(key).hexdigest()[:12].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 12, 4))


def credentials(device: SigningKey) -> Credentials:
    """A device's, always the same."""
    number = int.from_bytes(HKDFExpand(SHA256(), 48, _DERIVED).derive(device.seed))
    key = ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())
    public = _spki(key.public_key())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"FieldApp {short(device.public)}")])
    voucher = device.public + device.sign(_VOUCHED + public)
    uses = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(public).digest()[:16]) | 1)
        .not_valid_before(_FROM)
        .not_valid_after(_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(uses, critical=True)
        .add_extension(x509.UnrecognizedExtension(_VOUCHER, _OCTETS + voucher), critical=False)
        .sign(key, SHA256(), ecdsa_deterministic=True)
    )
    return Credentials(key, certificate.public_bytes(Encoding.DER))


def device_of(certificate: bytes) -> bytes:
    """The public key of the device that vouches for a certificate (DER) of its own; empty if none
    does, or wrongly."""
    try:
        read = x509.load_der_x509_certificate(certificate)
        value = read.extensions.get_extension_for_oid(_VOUCHER).value
        public = _spki(read.public_key())
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return b""
    stated = value.public_bytes()
    voucher = stated.removeprefix(_OCTETS)
    if len(stated) != len(_OCTETS) + 96 or len(voucher) != 96:
        return b""
    device, signature = voucher[:32], voucher[32:]
    return device if seal.verify(device, signature, _VOUCHED + public) else b""


def _spki(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
