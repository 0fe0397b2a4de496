"""Enrolment on the hub's side: codes are made, laptops come in with them, tokens are renewed.

`fieldapp.sync.enrolment` says what travels; docs/sync.md what is to come of it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import Row, delete, insert, select, update

from fieldapp.base.clock import Entropy
from fieldapp.hub import audit, schema, tokens
from fieldapp.hub.notices import Notices
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Spaces
from fieldapp.hub.tokens import State
from fieldapp.sync.certificates import DeviceCertificate
from fieldapp.sync.enrolment import Code, Enrol, Enrolled, Renew, Renewed, kept
from fieldapp.sync.hub_state import Hub, revoked
from fieldapp.sync.messages import Problem
from fieldapp.sync.wire import Message

HOURS = 72
"""How long a code may be used."""
MOST_DEVICES = 20
"""Laptops an account may have at a time."""
REFUSED = Problem(code="sync.code_refused", params={})
_UNSIGNED = Problem(code="sync.message_malformed", params={"message": "", "field": "signature"})


def qr_text(address: str, code: str) -> str:
    """What the QR code for a laptop's camera says."""
    return "fieldapp:join?" + urlencode({"hub": address, "code": code})


class Enrolments:
    """Within the shelf's transactions."""

    def __init__(
        self, shelf: SqlShelf, hub: Hub, spaces: Spaces, notices: Notices, entropy: Entropy
    ) -> None:
        self._shelf = shelf
        self._hub = hub
        self._spaces = spaces
        self._notices = notices
        self._entropy = entropy

    def make_code(self, space: bytes, account: bytes, *, by: bytes = audit.NOBODY) -> str:
        """A code for one laptop of an account."""
        code = Code.new(space, self._entropy)
        connection, now = self._shelf.work.connection, self._shelf.now()
        row = {"hash": kept(code.proof), "account": account, "ends": now + HOURS * 3_600_000}
        connection.execute(insert(schema.code).values(space_id=space, **row))
        audit.note(connection, space, now, "code_made", account=by, subject=account)
        return str(code)

    def enrol(self, asked: Enrol) -> Message:
        """Takes a laptop in. Of a code that is unknown, spent or too old the same is said."""
        code = self._code(asked)
        if code is None:
            return REFUSED
        if not asked.is_signed():
            return _UNSIGNED
        space, account = code.space_id, code.account
        self._shelf.tip(space)
        person = self._person(space, account)
        if person is None or self._accounts(space, asked) - {account}:
            # Whose laptop it was, its seals go on to speak for: it cannot become somebody else's.
            return REFUSED
        connection, now = self._shelf.work.connection, self._shelf.now()
        here = schema.code.c
        connection.execute(
            update(schema.code)
            .where(here.space_id == space, here.hash == code.hash)
            .values(device=asked.device, public=asked.key)
        )
        root = self._spaces.root(space)
        roster = self._shelf.roster(space)
        if roster is None or roster.speaker(asked.device, asked.key) is None:
            made = root.device(account, asked.device, asked.author, asked.key, now)
            self._hub.take_certificate(space, made)
        self._keep(space, account, asked)
        self._notices.tell_people(space)
        audit.note(connection, space, now, "device_joined", account=account, subject=asked.device)
        roster = self._shelf.roster(space)
        return Enrolled(
            root=root.public,
            team=self._spaces.name(space),
            account=account,
            person=person.name,
            certificates=tuple(one.raw for one in (roster.certificates.values() if roster else ())),
        )

    def _code(self, asked: Enrol) -> Row[tuple[object, ...]] | None:
        """The code that was shown, if it may be used by who shows it. It is the one thing that is
        looked for in all spaces: who has a code does not know the space yet."""
        here = schema.code.c
        query = select(schema.code).where(here.hash == kept(asked.code))
        code = self._shelf.work.row(query)
        if code is None or code.ends <= self._shelf.now():
            return None
        is_again = (code.device, code.public) == (asked.device, asked.key)
        return code if code.device is None or is_again else None

    def _person(self, space: bytes, account: bytes) -> Row[tuple[object, ...]] | None:
        """Whoever the code was made for, if they may have one more laptop."""
        who, laptop = schema.account.c, schema.device.c
        person = self._shelf.work.row(
            select(who.name).where(
                who.space_id == space, who.account == account, who.ended.is_(None)
            )
        )
        others = self._shelf.work.rows(
            select(laptop.device).where(
                laptop.space_id == space, laptop.account == account, laptop.revoked.is_(None)
            )
        )
        return person if len(others) < MOST_DEVICES else None

    def _accounts(self, space: bytes, asked: Enrol) -> set[bytes]:
        """The accounts that a laptop, its author or its key have been certified for."""
        roster = self._shelf.roster(space)
        names = {asked.device, asked.author, asked.key}
        return {
            one.account
            for one in (roster.certificates.values() if roster else ())
            if isinstance(one, DeviceCertificate) and names & {one.device, one.author, one.key}
        }

    def _keep(self, space: bytes, account: bytes, asked: Enrol) -> None:
        """The rows of a laptop and its token, also of one that comes again."""
        here, execute, now = schema.device.c, self._shelf.work.connection.execute, self._shelf.now()
        execute(
            delete(schema.device).where(
                here.space_id == space, here.device == asked.device, here.public == asked.key
            )
        )
        execute(
            insert(schema.device).values(
                space_id=space,
                device=asked.device,
                public=asked.key,
                account=account,
                author=asked.author,
                label=asked.laptop,
                made=now,
                is_spent=False,
            )
        )
        connection = self._shelf.work.connection
        tokens.forget(connection, space, device=asked.device)
        tokens.forget(connection, space, token=asked.token)
        device, public = asked.device, asked.key
        tokens.keep(connection, space, account, asked.token, now, device=device, public=public)

    def renew(self, space: bytes, asked: Renew) -> Message:
        """Takes a laptop's next token of whoever has the key of a standing certificate."""
        roster = self._shelf.roster(space)
        if roster is None or not roster.has_device(asked.device):
            return Problem(code="sync.not_here", params={})
        if not asked.is_signed(space):
            return _UNSIGNED
        certificate = roster.speaker(asked.device, asked.key)
        if certificate is None:
            return revoked(roster, asked.device, asked.key)
        connection, now = self._shelf.work.connection, self._shelf.now()
        self._shelf.tip(space)
        found = tokens.find(connection, space, asked.token)
        laptop = self._laptop(space, certificate)
        if found is not None and found.state is State.SPENT and not laptop.is_spent:
            tokens.came_again(connection, found.caller, now)
        if laptop.is_spent or (found is not None and found.state is State.SPENT):
            return Problem(code="sync.token_spent", params={})
        if found is None:
            tokens.forget_next(connection, space, asked.device)
            tokens.keep(
                connection,
                space,
                certificate.account,
                asked.token,
                now,
                device=asked.device,
                public=asked.key,
                state=State.NEXT,
            )
            audit.note(
                connection,
                space,
                now,
                "token_renewed",
                account=certificate.account,
                subject=asked.device,
            )
        elif found.caller.device != asked.device or found.state is State.REVOKED:
            return REFUSED
        return Renewed()

    def _laptop(self, space: bytes, certificate: DeviceCertificate) -> Row[tuple[object, ...]]:
        """The row of a laptop; with its account's it is made again where the hub was put back to
        before they came, and other laptops have brought their certificates."""
        here = schema.device.c
        query = select(schema.device).where(
            here.space_id == space,
            here.device == certificate.device,
            here.public == certificate.key,
        )
        row = self._shelf.work.row(query)
        if row is not None:
            return row
        execute = self._shelf.work.connection.execute
        roster, who = self._shelf.roster(space), schema.account.c
        of = (who.space_id == space) & (who.account == certificate.account)
        if roster is not None and self._shelf.work.row(select(who.account).where(of)) is None:
            role = min(roster.roles(certificate.account))
            name = certificate.account.hex()[:8]
            execute(
                insert(schema.account).values(
                    space_id=space,
                    account=certificate.account,
                    name=name,
                    role=role,
                    password="",
                    made=certificate.at,
                )
            )
        execute(
            insert(schema.device).values(
                space_id=space,
                device=certificate.device,
                public=certificate.key,
                account=certificate.account,
                author=certificate.author,
                label="",
                made=certificate.at,
                is_spent=False,
            )
        )
        return self._laptop(space, certificate)
