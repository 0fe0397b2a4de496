"""A round of syncing: everything there is to ask, until nothing more can be done now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.engine import Rest
from fieldapp.sync.errors import SyncError
from fieldapp.sync.exchange import OTHER_FEED
from fieldapp.sync.wire import Message
from fieldapp.usecases.company import leaving
from fieldapp.usecases.company.applying import apply
from fieldapp.usecases.syncing.files import Tally
from fieldapp.usecases.syncing.progress import Meter, Progress
from fieldapp.usecases.syncing.session import Errand, Session

Carry = Callable[[Errand], Message]
"""Brings a question to its hub; raises a `SyncError` where there is no answer."""
Tell = Callable[[Progress], object]
"""Told, before each question, how far it is."""


class NoTeamError(FieldAppError):
    """The laptop belongs to no team yet."""


@frozen
class Round:
    """What came of it. `troubles`: what keeps a team from being up to date."""

    members: tuple[Membership, ...]
    tally: Tally
    waiting: int
    """Changes that no hub has acknowledged."""
    files_waiting: int
    refused: tuple[Finding, ...]
    troubles: tuple[tuple[Membership, Finding], ...]
    broken: tuple[Finding, ...]
    """What the company has told this laptop and cannot be used here."""
    left: FieldAppError | None = None
    """The laptop belongs to its team no more: the workspace is locked, and to be closed."""


def sync(workspace: Workspace, carry: Carry, tell: Tell | None = None) -> Round:
    """Asks every hub everything; what fails is told and tried again the next time. It may be
    stopped between any two questions: what has come and gone by then stays.

    Raises:
        NoTeamError: there is no hub to ask.
        StoreError: what had come so far is kept.
    """
    spaces = workspace.parts.spaces
    if not spaces.memberships():
        raise NoTeamError("sync.no_team")
    session = Session(workspace)
    meter = Meter(session)
    begun_anew: set[bytes] = set()
    is_more = True
    while is_more:
        before = replace(session.tally)
        session.engine.wake()
        _run(session, carry, lambda: tell(meter.read()) if tell else None)
        failing = session.findings()
        # A hub that was put back has said so, and is asked all over, once. Else, what has come may
        # make more that is to be sent or fetched.
        put_back = {space for space, why in failing.items() if why.code == OTHER_FEED}
        is_more = bool(put_back - begun_anew) or (before != session.tally and not failing)
        begun_anew |= put_back
    members = tuple(spaces.memberships())
    broken = apply(workspace).findings
    left = leaving.obey(workspace)
    return Round(
        members,
        session.tally,
        workspace.unsent(),
        len(workspace.parts.shipping.unsent()),
        tuple(finding for _, finding in workspace.parts.outbox.refused()),
        tuple((one, failing[one.space]) for one in members if one.space in failing),
        broken,
        left,
    )


def _run(session: Session, carry: Carry, before: Callable[[], object]) -> None:
    while not isinstance(errand := session.next(), Rest):
        before()
        try:
            answer = carry(errand)
        except SyncError as error:
            session.fail(errand, error)
        else:
            session.answer(errand, answer)
