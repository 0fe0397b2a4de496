"""Words in an address that only the hub reads, and for the same person alone."""

from __future__ import annotations

import base64
import binascii

from fieldapp.hub.errors import HubError
from fieldapp.hub.tokens import Caller
from fieldapp.hub.vault import Vault

_PURPOSE = b"words in an address"


def sealed(vault: Vault, caller: Caller, text: str) -> str:
    """Nothing for nothing; else another one each time."""
    if not text:
        return ""
    wrapped = vault.wrap(text.encode("utf-8", "surrogatepass"), _of(caller))
    return base64.urlsafe_b64encode(wrapped).decode().rstrip("=")


def opened(vault: Vault, caller: Caller, text: str) -> str:
    """What was sealed; empty where it was not, or for somebody else."""
    try:
        wrapped = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return vault.unwrap(wrapped, _of(caller)).decode("utf-8", "surrogatepass")
    except (HubError, ValueError, binascii.Error):
        return ""


def _of(caller: Caller) -> bytes:
    return _PURPOSE + caller.space + caller.account
