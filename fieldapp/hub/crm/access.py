"""How a customer system is reached: addresses and secrets, in a file only its owner may read."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fieldapp.base.language import Lang
from fieldapp.base.values import frozen
from fieldapp.crm import mapping
from fieldapp.crm.mapping import SYSTEMS, CrmMapping
from fieldapp.hub.errors import HubError

_ADDRESSES = {"zoho": ("api", "accounts"), "fxiaoke": ("api",)}
_SECRETS = {
    "zoho": ("client_id", "client_secret", "refresh_token"),
    "fxiaoke": ("app_id", "app_secret", "permanent_code", "user"),
}
_HERE = {"127.0.0.1", "::1", "localhost"}


class AccessError(HubError):
    """The file with addresses and secrets cannot be used. Nothing was handed over."""


@frozen(kw_only=True)
class CrmAccess:
    """`secrets` are in no message and no log."""

    system: str
    lang: Lang
    mapping: CrmMapping
    api: str
    accounts: str = ""
    owner: str = ""
    """Of Fxiaoke: the person of theirs that new rows are given to."""
    secrets: dict[str, str] = field(repr=False)


def read(path: Path) -> CrmAccess:
    """Raises: AccessError, MappingError: what is wrong with it."""
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise AccessError("crm.access_open", where=path.name)
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AccessError("crm.access_unreadable", where=path.name) from error
    system = content.get("system")
    if system not in SYSTEMS:
        raise AccessError("crm.access_lacks", where=path.name, name="system")
    texts = {name: _text(content, name, path) for name in _ADDRESSES[system] + _SECRETS[system]}
    for name in _ADDRESSES[system]:
        address = urlsplit(texts[name])
        if address.scheme != "https" and address.hostname not in _HERE:
            raise AccessError("crm.access_insecure", where=path.name, name=name)
    own = content.get("mapping")
    return CrmAccess(
        system=system,
        lang="zh" if content.get("lang", "zh") == "zh" else "en",
        mapping=mapping.read(path.parent / str(own), system) if own else mapping.built_in(system),
        api=texts["api"].rstrip("/"),
        accounts=texts.get("accounts", "").rstrip("/"),
        owner=str(content.get("owner", "")),
        secrets={name: texts[name] for name in _SECRETS[system]},
    )


def _text(content: dict[str, Any], name: str, path: Path) -> str:
    found = content.get(name)
    if not isinstance(found, str) or not found:
        raise AccessError("crm.access_lacks", where=path.name, name=name)
    return found
