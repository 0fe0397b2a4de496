"""Syncing in the background of a program that stays open: one short step after the other.

A step runs on the workspace's thread. It takes what a hub has answered, if anything, and says what
is to be asked next or how long there is nothing; whoever asks does so on a thread that may wait.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.sync import laptop_carriage
from fieldapp.sync.carriage import Request, Response
from fieldapp.sync.engine import Rest
from fieldapp.sync.errors import SyncError
from fieldapp.usecases.company import leaving
from fieldapp.usecases.company.applying import apply
from fieldapp.usecases.outputs import NotWrittenError
from fieldapp.usecases.syncing.files import Tally
from fieldapp.usecases.syncing.progress import Meter, Progress
from fieldapp.usecases.syncing.session import REVOKED, Errand, Session

LONGEST = 60.0
"""Seconds until it is looked at again, whatever happens."""
AWAY = frozenset(("sync.unreachable", "sync.no_hub", "sync.busy"))
"""What passes by itself."""


@frozen
class Came:
    """What became of a question: an answer as it came, or why there is none."""

    errand: Errand
    answer: Response | SyncError


@frozen
class HubState:
    """How this laptop and its teams' hubs stand to each other.

    `teams`: their names, none while no team was joined; `waiting`: changes and files that are not
    on a hub; `complete`: when everything was there last; `trouble`: why it is not, if that is
    known; `progress`: how far the exchange is that is going on; `is_stopped`: a person has stopped
    it, and it rests.
    """

    teams: tuple[str, ...] = ()
    waiting: int = 0
    complete: datetime | None = None
    trouble: Finding | None = None
    progress: Progress | None = None
    is_stopped: bool = False

    @property
    def is_busy(self) -> bool:
        return self.progress is not None

    @property
    def is_away(self) -> bool:
        """No hub answers; that passes by itself."""
        return self.trouble is not None and self.trouble.code in AWAY


@frozen
class Step:
    """What is to be done now: to carry a request for an errand, or to wait for so many seconds.
    `has_news`: something has come in since the last one; `is_told`: what the company has set or
    given is something else now; `left`: the laptop belongs to its team no more: the workspace is
    locked, and to be closed.

    Messages are packed and unpacked by the steps, so that whoever carries them does nothing but
    wait: two threads that compute would keep a third one from its turn for long.
    """

    state: HubState
    errand: Errand | None = None
    request: Request | None = None
    wait: float = LONGEST
    has_news: bool = False
    is_told: bool = False
    left: FieldAppError | None = None


class Background:
    """Of one open workspace.

    Args:
        library: what the company gives goes into it.
    """

    def __init__(self, library: Library | None = None) -> None:
        self._library = library
        self._told = 0
        """How much of what the company has told has taken effect."""
        self._session: Session | None = None
        self._meter: Meter | None = None
        self._seen = Tally()
        self._idle = HubState()
        """As it was when there was last nothing to do."""

    def step(self, workspace: Workspace, came: Came | None = None, *, wake: bool = False) -> Step:
        """Goes on by one message.

        Args:
            wake: something was written, or a person wants it: nothing is waited for.

        Raises:
            StoreError: nothing is lost by it; the next step goes on.
        """
        session = self._current(workspace, came)
        if session is None or self._meter is None:
            return Step(HubState())
        if wake:
            session.engine.wake()
        if came is not None:
            self._take(session, came)
        found = session.next()
        has_news = self._has_news(session)
        if not isinstance(found, Rest):
            busy = replace(self._idle, progress=self._meter.read())
            request = laptop_carriage.request(found.space, found.question)
            return Step(busy, found, request, 0.0, has_news)
        left = self._left(workspace, session)
        is_told = self._heed(workspace, session)
        self._idle = _state(workspace, session)
        self._meter.begin()
        wait = LONGEST if found.until is None else found.until - session.now()
        wait = min(max(wait, 0.0), LONGEST)
        return Step(self._idle, None, None, wait, has_news, is_told, left)

    def _left(self, workspace: Workspace, session: Session) -> FieldAppError | None:
        """Whether there is an order to lock the workspace: it may have come now, or another program
        may have obeyed it."""
        trouble = {finding.code for finding in session.findings().values()}
        is_new = session.local.told != self._told
        return leaving.obey(workspace) if is_new or REVOKED in trouble else None

    def _heed(self, workspace: Workspace, session: Session) -> bool:
        """Lets hold what the company has told; whether something is other than before. What cannot
        be now, does when the workspace is opened next."""
        told, is_other = session.local.told, False
        if told != self._told:
            with suppress(NotWrittenError):
                is_other = apply(workspace, self._library).is_other
            self._told = told
        return is_other

    def _current(self, workspace: Workspace, came: Came | None) -> Session | None:
        """The session; a new one where a team has been joined meanwhile."""
        joined = workspace.parts.spaces.memberships()
        session = self._session
        if session is not None and came is not None:
            return session
        if session is None or session.spaces != tuple(one.space for one in joined):
            session = Session(workspace) if joined else None
            self._session, self._seen = session, Tally()
            self._meter = Meter(session) if session is not None else None
            self._told = 0
        return session

    @staticmethod
    def _take(session: Session, came: Came) -> None:
        try:
            if isinstance(came.answer, SyncError):
                raise came.answer
            answer = laptop_carriage.answer(came.errand.question, came.answer)
        except SyncError as error:
            session.fail(came.errand, error)
        else:
            session.answer(came.errand, answer)

    def _has_news(self, session: Session) -> bool:
        seen, self._seen = self._seen, replace(session.tally)
        now = self._seen
        return (now.received, now.files_received) != (seen.received, seen.files_received)


def _state(workspace: Workspace, session: Session) -> HubState:
    joined = workspace.parts.spaces.memberships()
    complete = min((one.complete for one in joined), default=0)
    zone = workspace.machine.clock().tzinfo
    return HubState(
        tuple(one.team for one in joined),
        workspace.unsent() + len(workspace.parts.shipping.unsent()),
        datetime.fromtimestamp(complete / 1000, zone) if complete else None,
        next(iter(session.findings().values()), None),
    )
