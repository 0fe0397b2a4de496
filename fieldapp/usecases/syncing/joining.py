"""Joining: a laptop becomes one of a team's, with the code its administrator gave out."""

from __future__ import annotations

import hashlib
import platform

from fieldapp.base.values import frozen
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.enrolment import MAX_NAME, TOKEN, Code, Enrol, Enrolled
from fieldapp.sync.exchange import expect
from fieldapp.sync.rows import Scope
from fieldapp.sync.wire import Message
from fieldapp.usecases.syncing import teams
from fieldapp.usecases.syncing.carrier import address


@frozen
class Joined:
    """The team that was joined. `waiting`: how many of the laptop's cases go there."""

    membership: Membership
    waiting: int


@frozen
class Joining:
    """An enrolment that is under way: `question` is to be carried to `hub`, without a token."""

    hub: str
    code: Code
    token: bytes
    question: Enrol

    @staticmethod
    def read(typed_address: str, typed_code: str) -> tuple[str, Code]:
        """Raises: AddressError, EnrolmentError: mistyped."""
        return address(typed_address), Code.parse(typed_code)

    @classmethod
    def begin(cls, workspace: Workspace, typed_address: str, typed_code: str) -> Joining:
        """Raises: AddressError, EnrolmentError: mistyped; nothing was sent."""
        hub, code = cls.read(typed_address, typed_code)
        token = workspace.machine.entropy(TOKEN)
        who, key = workspace.identity, workspace.device_key
        return cls(hub, code, token, Enrol.signed(code, who, key, token, laptop_name()))

    def accept(self, workspace: Workspace, answer: Message, scope: Scope | None = None) -> Joined:
        """Keeps what the hub answered; from then on the laptop is one of the team's.

        Args:
            scope: which of the team's cases come to this laptop; None for all, or as before.

        Raises:
            RefusedError: the hub does not take the code.
            EnrolmentError: what it says cannot be believed; nothing was changed.
        """
        said = expect(answer, Enrolled)
        roster = said.roster(self.code, workspace.identity.device, self.question.key)
        spaces = workspace.parts.spaces
        now = int(workspace.machine.clock().timestamp() * 1000)
        known = spaces.membership(roster.space)
        one = Membership(
            space=roster.space,
            hub=self.hub,
            team=said.team,
            person=said.person,
            account=said.account,
            token=self.token,
            next_token=b"",
            renewed=now,
            joined=known.joined if known else now,
            contact=now,
            complete=known.complete if known else 0,
            own=known.own if known else False,
            since=known.since if known else 0,
        )
        raws = [certificate.raw for certificate in roster.certificates.values()]
        with workspace.parts.database.writing():
            spaces.put_membership(one)
            spaces.put_certificates(
                roster.space, ((hashlib.sha256(raw).digest(), raw) for raw in raws)
            )
        if scope is not None:
            teams.set_scope(workspace, roster.space, own=scope.own, since=scope.since)
        is_first = len(spaces.memberships()) == 1
        return Joined(one, len(spaces.homeless()) if is_first else 0)


def laptop_name() -> str:
    """What this laptop is called in the team's list of laptops."""
    return platform.node()[:MAX_NAME] or platform.system()
