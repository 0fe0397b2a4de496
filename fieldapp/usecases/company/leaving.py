"""Leaving: what becomes of a laptop whose person, or which itself, belongs to its team no more.

At the next contact it is told by revocations that the team's root has signed; a hub's mere word
does nothing. If it stands in none of its teams, the workspace is locked: nothing in it is lost or
sent away, and what no hub has stays in it, encrypted. The company's key opens it as ever. The
person's own ways, passcode, recovery code and keyring, open it again once an administrator has told
them the release code; nobody can open more by it than before.

An order that was lifted does not lock the workspace again; another one does.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fieldapp.base.errors import FieldAppError
from fieldapp.store.errors import HeldError, StoreError, plain_errors
from fieldapp.store.keys import KeyFile
from fieldapp.store.slots import Hold
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import Revocation
from fieldapp.sync.release import ReleaseCode
from fieldapp.sync.roster import Roster
from fieldapp.usecases.workspaces import held

_ORDER = b"\xaarevocation"
"""Stands in the bytes of every revocation."""


def order(workspace: Workspace) -> Hold | None:
    """By what the workspace is to be locked; None as long as there is nothing. What is locked
    already, by another program, is to be closed too.

    An order from before there were release codes locks nothing: it could not be lifted.
    """
    joined = workspace.parts.spaces.memberships()
    told = [(member, _orders(workspace, member)) for member in joined]
    if not joined or not all(orders for _, orders in told):
        return None
    naming = [
        (one, member)
        for member, orders in told
        for one in orders
        if one.release and one.release not in workspace.access.lifted
    ]
    if not naming:
        return None
    naming.sort(key=lambda pair: (pair[0].at, pair[0].id), reverse=True)
    publics = tuple(one.release for one, _ in naming)
    now = int(workspace.machine.clock().timestamp() * 1000)
    waiting = workspace.unsent() + len(workspace.parts.shipping.unsent())
    return Hold(publics, naming[0][1].team, now, waiting)


def _orders(workspace: Workspace, member: Membership) -> list[Revocation]:
    """The revocations of this laptop in a space; none as long as it stands there."""
    device, key = workspace.identity.device, workspace.device_key.public
    every = workspace.parts.spaces.certificates(member.space)
    roster = Roster(member.space)
    # A roster of thousands takes long to check, and little of it is about this laptop.
    roster.add(raw for raw in every if device in raw)
    issued = roster.certificates.keys()
    roster.add(raw for raw in every if _ORDER in raw and any(one in raw for one in issued))
    return roster.orders(device, key)


def obey(workspace: Workspace) -> HeldError | None:
    """Locks the workspace if there is an order to; it is to be closed then.

    Returns:
        What is to be told; None if there is no order.

    Raises:
        StoreError: it could not be locked; the next contact does it.
    """
    with suppress(FieldAppError):
        if why := held(workspace.folder):
            return why
    if order(workspace) is None:
        return None
    # What was half typed counts among what waits.
    workspace.commit_drafts()
    if (found := order(workspace)) is not None:
        workspace.access.hold(found)
    return held(workspace.folder)


def release(folder: Path, typed: str) -> None:
    """Gives a person's own ways into the workspace back to them, and into its backups within
    reach.

    Raises:
        ReleaseError: no code, or mistyped.
        WrongReleaseError: another laptop's code, or the workspace is not locked.
        StoreError: see `KeyFile.read`; nothing was changed.
    """
    from fieldapp.store import backups

    private = ReleaseCode.parse(typed).private
    with plain_errors(folder):
        keys, _ = KeyFile.read(folder)
        keys.release(private)
        keys.write(folder)
        # Of those out of reach, their own lock remains, which the code opens too.
        for backup in backups.find(folder / backups.FOLDER):
            with suppress(StoreError):
                copied, _ = KeyFile.read(backup.folder)
                copied.release(private)
                copied.write(backup.folder)
