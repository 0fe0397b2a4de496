"""The company's key of a team: made and withdrawn here, used where the hub is not.

The hub keeps its public half and who was given a share; `fieldapp.sync.companykey` says how it
works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fieldapp.base.clock import Entropy
from fieldapp.hub import audit
from fieldapp.hub.errors import HubError
from fieldapp.hub.notices import Notices
from fieldapp.hub.people import Person
from fieldapp.hub.shelf import SqlShelf
from fieldapp.sync import companykey, notices
from fieldapp.sync.certificates import ADMINISTRATOR
from fieldapp.sync.companykey import Record, Share, ShareError
from fieldapp.sync.roster import Roster

NAME = "recovery"


class CompanyKeys:
    """Within the shelf's transactions. `by`, everywhere: the account of whoever does it."""

    def __init__(self, shelf: SqlShelf, told: Notices, entropy: Entropy) -> None:
        self._shelf = shelf
        self._told = told
        self._entropy = entropy

    def make(
        self, space: bytes, holders: Sequence[Person], *, by: bytes = audit.NOBODY
    ) -> list[Share]:
        """A new key in place of the former one, and a share for each of its holders, to be shown
        once.

        Raises:
            HubError: too few or too many, or one of them is no administrator.
        """
        accounts = {one.account for one in holders}
        if not companykey.NEEDED <= len(accounts) == len(holders) <= companykey.MOST_SHARES:
            raise HubError("hub.key_holders", fewest=companykey.NEEDED, most=companykey.MOST_SHARES)
        for one in holders:
            if one.role != ADMINISTRATOR:
                raise HubError("hub.key_holder_role", name=one.name)
        public, shares = companykey.make(len(holders), self._entropy)
        self._told.give(space, notices.KEY, NAME, notices.key(public), by=by)
        connection, now = self._shelf.work.connection, self._shelf.now()
        for one, share in zip(holders, shares, strict=True):
            number = share.number
            audit.note(
                connection, space, now, "key_made", account=by, subject=one.account, share=number
            )
        return shares

    def withdraw(self, space: bytes, *, by: bytes = audit.NOBODY) -> None:
        """Laptops that hear of it are not opened by it any more; backups made before are.

        Raises:
            NotFoundError: there is none.
        """
        self._told.withdraw(space, notices.KEY, NAME, by=by)
        connection, now = self._shelf.work.connection, self._shelf.now()
        audit.note(connection, space, now, "key_withdrawn", account=by)

    def note(self, space: bytes, roster: Roster, raw: bytes) -> None:
        """Puts into the log that a workspace was opened; once, whoever tells of it.

        Raises:
            ShareError: it is no record of a laptop of the space.
        """
        record, signature = Record.read(raw)
        keys = roster.sealers(record.device) if roster.has_device(record.device) else ()
        if not any(record.is_by(key, signature) for key in keys):
            raise ShareError("company.record_malformed")
        connection, line = self._shelf.work.connection, hashlib.sha256(raw).digest()[:16]
        shares = ", ".join(map(str, record.shares))
        audit.note_once(
            connection,
            space,
            self._shelf.now(),
            "workspace_recovered",
            line=line,
            subject=record.device,
            when=record.at,
            shares=shares,
        )
