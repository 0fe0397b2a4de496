"""Channels: how an alert leaves the hub, by mail or into a team's chat. Apprise knows the services.

An address of a person is a mail address; what else it could be would let whoever types it have the
hub call anywhere. A team's is a chat's webhook, set by whoever runs the hub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from fieldapp.base.errors import FieldAppError
from fieldapp.hub.variables import variable

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

MAIL = "FIELDAPP_HUB_MAIL"
"""The mail server, as Apprise writes it: `mailtos://user:password@host?from=address`."""
PUBLIC = "FIELDAPP_HUB_URL"
"""The hub's address as people reach it."""
CHATS = frozenset({"dingtalk", "feishu", "lark", "slack", "wecombot", "workflow", "workflows"})
_MAILBOX = re.compile(r"[^\s@<>,;:\"\\?&%]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class ChannelError(FieldAppError):
    """An alert could not be sent, or nobody can be told there."""


def is_mailbox(text: str) -> bool:
    """Whether it is a mail address of the plain kind."""
    return len(text) <= 254 and _MAILBOX.fullmatch(text) is not None


def is_chat(text: str) -> bool:
    """Whether it is the webhook of a chat that is known."""
    return _chat(text) is not None


def send(address: str, subject: str, text: str) -> None:
    """Sends one alert.

    Raises:
        ChannelError: it was not taken, or nobody can be told there.
    """
    import apprise

    if is_mailbox(address):
        server = variable(MAIL)
        if not server.startswith(("mailto://", "mailtos://")):
            raise ChannelError("alerts.no_mail_server")
        joint = "&" if "?" in server else "?"
        way = apprise.Apprise.instantiate(
            f"{server}{joint}to={quote(address)}&format=text", asset=_asset()
        )
    else:
        way = _chat(address)
    if way is None:
        raise ChannelError("alerts.unknown_address")
    if not way.notify(body=text, title=subject, body_format=apprise.NotifyFormat.TEXT):
        raise ChannelError("alerts.not_taken")


def _chat(address: str) -> NotifyBase | None:
    import apprise

    way = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if way is not None:
        # Nothing in an address may say otherwise.
        way.redirects = False
    known = getattr(way, "secure_protocol", None) or ()
    names = {known} if isinstance(known, str) else set(known)
    return way if names & CHATS else None


def _asset() -> AppriseAsset:
    """Nobody is called but who stands in the address."""
    import apprise

    return apprise.AppriseAsset(http_redirects=False)


def link(space: bytes, case: bytes, issue: str) -> str:
    """Where a report can be read; empty where nobody has said how people reach the hub."""
    base = variable(PUBLIC).rstrip("/")
    return f"{base}/teams/{space.hex()}/reports/{case.hex()}/{issue}" if base else ""
