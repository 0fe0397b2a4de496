"""Signatures on the hub: it signs an approval for whoever is signed in, and tells whose keys it
knows. The key is the hub's, and a signed PDF says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from fieldapp.hub.spaces import Self

if TYPE_CHECKING:
    from fieldapp.report.signing.purpose import Decision
    from fieldapp.report.signing.telling import Checked, Known
    from fieldapp.sync.roster import Roster


def countersign(
    me: Self, pdf: bytes, name: str, at: datetime, decision: Decision = "approved"
) -> bytes:
    """Signs an issued PDF as approved by an account. Not to be called on the thread of an
    event loop.

    Args:
        name: of the account.

    Raises:
        SigningError: it is not as it was issued, or was issued without a place to sign.
    """
    from fieldapp.report.signing import sealing

    return sealing.countersign(pdf, sealing.Signer(me.key, name, "hub"), at, decision)


def check(pdf: bytes, roster: Roster, team: str, names: Mapping[bytes, str]) -> Checked:
    """What the signatures in a PDF show.

    Args:
        roster: of the space.
        team: what the space is called.
        names: of its accounts.

    Raises:
        CarrierError: no PDF, a password, damage or too large.
    """
    from fieldapp.report.signing import telling, verifying

    def knows(key: bytes) -> Known | None:
        holder = roster.holder(key)
        if holder is None:
            return None
        return telling.Known(
            "hub" if holder.is_hub else "device",
            names.get(holder.account, ""),
            team,
            approves=holder.approves,
            is_former=not holder.stands,
        )

    return telling.checked(verifying.verify(pdf), knows)
