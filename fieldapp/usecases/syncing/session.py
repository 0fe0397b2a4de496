"""A session of syncing: the engine on a workspace, and whom each of its questions goes to.

Everything here runs on the workspace's thread and takes no longer than one message; whoever carries
the questions does so on another, so that nobody who writes has to wait for a network.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.backoff import Chance
from fieldapp.sync.engine import Ask, Engine, Now, Rest
from fieldapp.sync.enrolment import TOKEN, Renew, Renewed
from fieldapp.sync.errors import AnswerError, RefusedError, SyncError
from fieldapp.sync.messages import Problem
from fieldapp.sync.wire import Message
from fieldapp.usecases.syncing.files import Tally
from fieldapp.usecases.syncing.local import StoreLocal
from fieldapp.usecases.syncing.words import understood

RENEWED_EVERY = timedelta(days=1)
UNKNOWN, REVOKED = "sync.token_unknown", "sync.revoked"


@frozen
class Errand:
    """A question to be carried to a hub. `token` is empty where none is to be shown."""

    hub: str
    token: bytes
    space: bytes
    question: Message
    ask: Ask


@dataclass(slots=True)
class Session:
    """All spaces of a workspace.

    Args:
        now: a clock that never goes back, in seconds.
    """

    workspace: Workspace
    now: Now = time.monotonic
    chance: Chance = random.random
    local: StoreLocal = field(init=False)
    engine: Engine = field(init=False)
    spaces: tuple[bytes, ...] = field(init=False)
    _waiting: Ask | None = None
    """What is asked once the token has been renewed."""
    _asked_again: int = 0
    """The ticket of the last question that was asked under another token."""
    _unknown: set[bytes] = field(default_factory=set)
    """Spaces whose hub does not know the token."""
    _heard: set[bytes] = field(default_factory=set)
    """Spaces whose hub has answered since that was noted."""

    def __post_init__(self) -> None:
        self.local = StoreLocal(self.workspace)
        joined = self.workspace.parts.spaces.memberships()
        self.spaces = tuple(one.space for one in joined)
        self.engine = Engine(self.local, self.spaces, self.now, self.chance)

    @property
    def tally(self) -> Tally:
        """What has come and gone in this session."""
        return self.local.tally

    def next(self) -> Errand | Rest:
        """What is to be carried now, or how long there is nothing."""
        ask = self._waiting or self.engine.next()
        self._waiting = None
        if isinstance(ask, Rest):
            self._note()
            return ask
        member = self._member(ask.space)
        if not self._is_renewal_due(member):
            return Errand(member.hub, member.token, ask.space, ask.message, ask)
        member = self._with_next_token(member)
        device, key = self.workspace.identity.device, self.workspace.device_key
        renew = Renew.signed(ask.space, device, key, member.next_token)
        return Errand(member.hub, b"", ask.space, renew, ask)

    def answer(self, errand: Errand, message: Message) -> None:
        """Takes what the hub says."""
        self._heard.add(errand.space)
        if isinstance(errand.question, Renew):
            self._renewed(errand, message)
        elif self._is_to_renew(errand, message):
            # Another program on this laptop may have renewed it meanwhile.
            if self._member(errand.space).token == errand.token:
                self._unknown.add(errand.space)
            self._waiting = errand.ask
        else:
            self.engine.answer(errand.ask, message)

    def fail(self, errand: Errand, error: SyncError) -> None:
        """There was no answer; it is tried again later."""
        self.engine.fail(errand.ask, error)

    def findings(self) -> dict[bytes, Finding]:
        """What keeps a space from being up to date."""
        found: dict[bytes, Finding] = {}
        for (space, _), finding in self.engine.findings().items():
            found.setdefault(space, understood(finding))
        return found

    # Tokens

    def _is_renewal_due(self, member: Membership) -> bool:
        age = self._clock() - member.renewed
        every = RENEWED_EVERY / timedelta(milliseconds=1)
        return not member.token or member.space in self._unknown or not 0 <= age < every

    def _is_to_renew(self, errand: Errand, message: Message) -> bool:
        """Whether the hub does not know the token, or takes none of this laptop any more: then it
        says why to whoever proves to have its key. For the same question only once."""
        if not isinstance(message, Problem) or message.code not in (UNKNOWN, REVOKED):
            return False
        is_again = self._asked_again == errand.ask.ticket
        self._asked_again = errand.ask.ticket
        return not is_again

    def _with_next_token(self, member: Membership) -> Membership:
        """Makes the next token and keeps it: should the answer be lost, it is the same again."""
        if not member.next_token:
            member = replace(member, next_token=self.workspace.machine.entropy(TOKEN))
            self._keep(member)
        return member

    def _renewed(self, errand: Errand, message: Message) -> None:
        member = self._member(errand.space)
        if isinstance(message, Renewed):
            self._unknown.discard(errand.space)
            now = self._clock()
            if member.next_token:
                self._keep(replace(member, token=member.next_token, next_token=b"", renewed=now))
            self._waiting = errand.ask
        elif isinstance(message, Problem):
            self.engine.learn(errand.space, message.certificates)
            finding = Finding(message.code, message.params)
            self.engine.fail(errand.ask, RefusedError(finding, message.wait))
        else:
            error = AnswerError("sync.answer_unfit", asked=Renew.TYPE, answered=message.TYPE)
            self.engine.fail(errand.ask, error)

    # What is known of the hubs

    def _note(self) -> None:
        """Notes whose hub has answered, and whose space is all up to date."""
        heard, self._heard = self._heard, set()
        failing = self.findings()
        for space in heard:
            member = replace(self._member(space), contact=self._clock())
            if space not in failing:
                member = replace(member, complete=self._clock())
            self._keep(member)

    def _keep(self, member: Membership) -> None:
        with self.workspace.parts.database.writing():
            self.workspace.parts.spaces.put_membership(member)

    def _member(self, space: bytes) -> Membership:
        """As it is now: other programs on this laptop may sync too.

        Raises:
            LookupError: it is one no more.
        """
        found = self.workspace.parts.spaces.membership(space)
        if found is None:
            raise LookupError(space.hex())
        return found

    def _clock(self) -> int:
        return int(self.workspace.machine.clock().timestamp() * 1000)
