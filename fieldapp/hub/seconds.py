"""Second factors: codes of an authenticator app (TOTP, RFC 6238), and spare codes for the day the
phone is lost. Each opens once.

The app's secret lies wrapped in the database, spare codes as hashes: they are random enough.
"""

from __future__ import annotations

import base64
import hashlib

from sqlalchemy import delete, insert, select, update

from fieldapp.base.clock import Entropy
from fieldapp.hub import audit, schema
from fieldapp.hub.errors import HubError
from fieldapp.hub.people import Person
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.variables import variable
from fieldapp.hub.vault import Vault
from fieldapp.sync.certificates import ADMINISTRATOR

VARIABLE = "FIELDAPP_HUB_SECOND"
"""Of whom it is asked: `administrators`, or `all` who sign in with a password; else of those who
have set one up."""
GRACE = "FIELDAPP_HUB_SECOND_GRACE"
"""Seconds, up to 30, for which a code is still taken when its 30 are over; 0 if nothing is set."""
SECRET, SPARES = 20, 8
"""Bytes of an app's secret, and how many spare codes there are."""
PERIOD = 30
"""Seconds for which an app shows a code."""
_SPARE = 17
"""Random bytes of a spare code, written as seven groups of four characters."""
_PURPOSE = b"second factor"


def setting() -> str:
    """Of whom it is asked.

    Raises:
        HubError: nobody is called so.
    """
    told = variable(VARIABLE)
    if told not in ("", "administrators", "all"):
        raise HubError("hub.second_setting", name=VARIABLE)
    return told


def grace() -> int:
    """For how long a code is taken after its own time.

    Raises:
        HubError: it is set to something else.
    """
    told = variable(GRACE) or "0"
    if not (told.isascii() and told.isdigit() and int(told) <= PERIOD):
        raise HubError("hub.second_grace", name=GRACE)
    return int(told)


def is_asked_of(person: Person) -> bool:
    """Whether somebody must have one."""
    told = setting()
    return told == "all" or (told == "administrators" and person.role == ADMINISTRATOR)


def address(secret: bytes, name: str, team: str) -> str:
    """What an authenticator app reads from a QR code."""
    from pyotp import TOTP

    return TOTP(shown(secret), name=name, issuer=f"FieldApp {team}").provisioning_uri()


def shown(secret: bytes) -> str:
    """A secret as it is typed into an app: base 32."""
    return base64.b32encode(secret).decode()


def step_of(secret: bytes, code: str, now: int) -> int | None:
    """Which step of time a code is of: the present one, or within its grace the one before; None if
    of neither.

    Args:
        now: milliseconds since 1970.
    """
    from pyotp import TOTP
    from pyotp.utils import strings_equal

    app, (present, into) = TOTP(shown(secret), interval=PERIOD), divmod(now // 1000, PERIOD)
    tidy = "".join(code.split())
    for step in (present, present - 1) if into < grace() else (present,):
        if strings_equal(tidy, app.generate_otp(step)):
            return step
    return None


class Seconds:
    """Within the shelf's transactions."""

    def __init__(self, shelf: SqlShelf, vault: Vault, entropy: Entropy) -> None:
        self._shelf = shelf
        self._vault = vault
        self._entropy = entropy

    def has(self, space: bytes, account: bytes) -> bool:
        here = schema.second.c
        query = select(here.made).where(here.space_id == space, here.account == account)
        return self._shelf.work.row(query) is not None

    def count_spares(self, space: bytes, account: bytes) -> int:
        here = schema.spare.c
        query = select(here.hash).where(here.space_id == space, here.account == account)
        return len(self._shelf.work.rows(query))

    def set(self, space: bytes, account: bytes, secret: bytes, step: int) -> list[str]:
        """A new one in place of what there was.

        Args:
            step: of the code that was shown; it opens nothing any more.

        Returns:
            Spare codes, which are shown once.
        """
        self._forget(space, account)
        now, execute = self._shelf.now(), self._shelf.work.connection.execute
        wrapped = self._vault.wrap(secret, _PURPOSE + space + account)
        row = {"secret": wrapped, "made": now, "step": step}
        execute(insert(schema.second).values(space_id=space, account=account, **row))
        self._note(space, "second_set", account, account)
        return self.renew_spares(space, account)

    def renew_spares(self, space: bytes, account: bytes) -> list[str]:
        """New spare codes; those before open nothing any more."""
        here, execute = schema.spare.c, self._shelf.work.connection.execute
        execute(delete(schema.spare).where(here.space_id == space, here.account == account))
        codes = [_written(self._entropy(_SPARE)) for _ in range(SPARES)]
        for code in codes:
            execute(insert(schema.spare).values(space_id=space, account=account, hash=_hash(code)))
        return codes

    def remove(self, space: bytes, account: bytes, *, by: bytes = audit.NOBODY) -> None:
        if self.has(space, account):
            self._forget(space, account)
            self._note(space, "second_removed", by, account)

    def opens(self, space: bytes, account: bytes, code: str) -> bool:
        """Whether a code is right. It is used up by that."""
        here, execute = schema.second.c, self._shelf.work.connection.execute
        mine = (here.space_id == space) & (here.account == account)
        row = self._shelf.work.row(select(here.secret, here.step).where(mine).with_for_update())
        if row is None:
            return False
        secret = self._vault.unwrap(row.secret, _PURPOSE + space + account)
        step = step_of(secret, code, self._shelf.now())
        if step is not None and step > row.step:
            execute(update(schema.second).where(mine).values(step=step))
            return True
        spare = schema.spare.c
        gone = execute(
            delete(schema.spare).where(
                spare.space_id == space, spare.account == account, spare.hash == _hash(code)
            )
        )
        if gone.rowcount:
            self._note(space, "spare_used", account, account)
        return bool(gone.rowcount)

    def _forget(self, space: bytes, account: bytes) -> None:
        for table in (schema.second, schema.spare):
            here = table.c
            self._shelf.work.connection.execute(
                delete(table).where(here.space_id == space, here.account == account)
            )

    def _note(self, space: bytes, action: str, by: bytes, account: bytes) -> None:
        connection, now = self._shelf.work.connection, self._shelf.now()
        audit.note(connection, space, now, action, account=by, subject=account)


def _written(secret: bytes) -> str:
    plain = base64.b32encode(secret).decode().rstrip("=")
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _hash(code: str) -> bytes:
    """What is kept of a spare code, however it is typed."""
    tidy = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(b"fieldapp spare code 1" + tidy.encode()).digest()
