"""Sessions of people: begun with a name and a password, ended by them or with their account; and
how a password is given, and chosen."""

from __future__ import annotations

from sqlalchemy import Connection

from fieldapp.hub import audit, limits, passwords, seconds, tokens
from fieldapp.hub.errors import HubError, RefusalError
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.tokens import Caller
from fieldapp.sync.certificates import ADMINISTRATOR


def known(
    node: Node,
    space: bytes,
    name: str,
    password: str,
    address: str,
    *,
    is_familiar: bool = False,
) -> Person:
    """Who has that name and password in a space. Of a space, a name and a password that do not
    exist as much is said, as slowly.

    Args:
        is_familiar: somebody of that name has signed in like this before: strangers who try from
            many places do not keep them out.

    Raises:
        RefusalError: nobody has, it was tried too often, it has ended, or they are to use the
            company's account.
    """
    name = name.strip()
    for what, most in (
        (limits.subject("name", space, name, address), limits.TRIES_OF_ONE),
        (limits.subject("address", address), limits.TRIES_FROM_ONE),
    ):
        _count(node, space, what, most)
    if not is_familiar:
        _count(node, space, limits.subject("anywhere", space, name), limits.TRIES_AT_ONE)
    with node.reading():
        of = node.people.all(space)
    person = next((one for one in of if one.name == name and one.ended is None), None)
    if not node.passwords.fits(password, person.password if person else "") or person is None:
        who = person.account if person else audit.NOBODY
        node.write(lambda c: _note(node, c, space, "session_failed", subject=who))
        raise RefusalError("hub.sign_in_failed")
    if person.password_ends is not None and person.password_ends <= node.now():
        raise RefusalError("hub.password_ended")
    if node.provider is not None:
        if person.role != ADMINISTRATOR:
            raise RefusalError("hub.sso_only")
        # Whoever must get in while the provider is away; it is to be noticed.
        node.write(lambda c: _note(node, c, space, "password_used", account=person.account))
    return person


def has_password(node: Node, person: Person) -> bool:
    """Whether somebody signs in with a password, and not with the company's account."""
    return bool(person.password) and (node.provider is None or person.role == ADMINISTRATOR)


def check_second(node: Node, space: bytes, person: Person, code: str) -> None:
    """Lets somebody with a password on, if they need no second factor or show it.

    Raises:
        RefusalError: they show none, a wrong one, or tried too often; or they have none and must.
    """
    with node.reading():
        has_one = node.seconds.has(space, person.account)
    if not has_one:
        if seconds.is_asked_of(person):
            raise RefusalError("hub.second_missing")
        return
    if not code:
        raise RefusalError("hub.second_needed")
    _count(node, space, limits.subject("second", space, person.account), limits.TRIES_OF_ONE)
    if not node.write(lambda _: node.seconds.opens(space, person.account, code)):
        who = person.account
        node.write(lambda c: _note(node, c, space, "second_failed", subject=who))
        raise RefusalError("hub.second_wrong")


def begin(node: Node, space: bytes, account: bytes, *, instead: str = "", browser: str = "") -> str:
    """The token of a new session, as it is sent.

    Args:
        instead: the token that is shown by whoever signs in, of any team; it ends.
        browser: what they do it with.
    """
    before = tokens.read(instead)

    def write(connection: Connection) -> str:
        for known, _ in node.spaces.all() if before else ():
            tokens.forget(connection, known, session=before)
        _note(node, connection, space, "session_begun", account=account)
        now = node.now()
        return tokens.begin_session(connection, space, account, node.entropy, now, browser=browser)

    return node.write(write)


def give(node: Node, space: bytes, account: bytes, *, by: bytes = audit.NOBODY) -> str:
    """A password for once, for somebody who has none yet or has forgotten theirs."""
    given, ends = passwords.for_once(node.entropy), node.now() + passwords.HOURS * 3_600_000
    hashed = node.passwords.hash(given)
    node.write(lambda _: node.people.set_password(space, account, hashed, by=by, ends=ends))
    return given


def choose(node: Node, space: bytes, person: Person, password: str) -> None:
    """Somebody's own new password. It ends all of their sessions.

    Raises:
        HubError: too short or too long, it would be guessed, or is the one they have.
    """
    with node.reading():
        team = node.spaces.name(space)
    hashed = node.passwords.hash(password, (person.name, team))
    if node.passwords.fits(password, person.password):
        raise HubError("hub.password_same")
    who = person.account
    node.write(lambda _: node.people.set_password(space, who, hashed, by=who))


def end(node: Node, caller: Caller) -> None:
    def write(connection: Connection) -> None:
        tokens.forget(connection, caller.space, token=caller.token)
        _note(node, connection, caller.space, "session_ended", account=caller.account)

    node.write(write)


def end_others(node: Node, caller: Caller, which: str) -> int:
    """Ends sessions of the caller's own: the one that is called so, or all but this one if empty.

    Returns:
        How many.
    """

    def write(connection: Connection) -> int:
        space, account = caller.space, caller.account
        every = tokens.sessions(connection, space, account, node.now())
        gone = [
            one for one in every if one.token != caller.token and (not which or one.name == which)
        ]
        for one in gone:
            tokens.forget(connection, space, session=one.token)
            _note(node, connection, space, "session_ended", account=account, subject=account)
        return len(gone)

    return node.write(write)


def end_all(node: Node, space: bytes, account: bytes, *, by: bytes = audit.NOBODY) -> None:
    """Signs somebody out wherever they are signed in."""

    def write(connection: Connection) -> None:
        tokens.end_sessions(connection, space, account)
        _note(node, connection, space, "sessions_ended", account=by, subject=account)

    node.write(write)


def _count(node: Node, space: bytes, what: str, most: int) -> None:
    """Counts a try at a secret, whatever comes of it.

    Raises:
        RefusalError: there were too many.
    """
    if wait := node.write(lambda c: limits.tried(c, space, what, most, node.now())):
        raise RefusalError("hub.too_many", seconds=wait)


def _note(
    node: Node,
    connection: Connection,
    space: bytes,
    action: str,
    *,
    account: bytes = audit.NOBODY,
    subject: bytes = b"",
) -> None:
    """A line in the audit log of a space that there is."""
    if node.spaces.name(space):
        audit.note(connection, space, node.now(), action, account=account, subject=subject)
