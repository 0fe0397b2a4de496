"""Deciding on the web: a supervisor's word becomes a change that the hub writes for their account.

It is sealed by the hub's own key, under an author that the space's root binds to the account: every
laptop sees who decided, and that it was on the web.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fieldapp.base.clock import Entropy
from fieldapp.case import reviewing
from fieldapp.case.change import Identity, Value
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold
from fieldapp.case.reportstate import Report, current
from fieldapp.case.reviewing import Verdict
from fieldapp.case.reviewrecords import APPROVED, APPROVING
from fieldapp.hub import audit, signatures
from fieldapp.hub.errors import HubError
from fieldapp.hub.notices import Notices
from fieldapp.hub.pen import Pen
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Self, Spaces
from fieldapp.report.errors import SigningError
from fieldapp.report.signing.purpose import Decision
from fieldapp.sync.hub_state import Hub

_log = logging.getLogger(__name__)


class MovedOnError(HubError):
    """The report is not any more what was looked at."""


def seen(report: Report) -> str:
    """Names what somebody looks at when they decide: the edition and the decisions on it."""
    issue = report.issue
    parts = [issue.id, issue.content, issue.pdf, report.state]
    parts += sorted(ruling.review.id for ruling in report.decisions)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Deciding:
    """Within the shelf's transactions, but for `sign`."""

    def __init__(
        self,
        shelf: SqlShelf,
        hub: Hub,
        spaces: Spaces,
        *,
        told: Notices,
        me: Self,
        pen: Pen,
        entropy: Entropy,
    ) -> None:
        self._shelf = shelf
        self._hub = hub
        self._spaces = spaces
        self._told = told
        self._me = me
        self._pen = pen
        self._entropy = entropy

    def author(self, space: bytes, account: bytes) -> bytes:
        """Under which id somebody writes on the web."""
        return self._derived(space, account, b"author")

    def sign(
        self, space: bytes, case: bytes, issue: str, *, verdict: Verdict, looked_at: str
    ) -> bytes:
        """The PDF of a report signed as approved, in no transaction: signing takes long, and
        nobody waits for it.

        Returns:
            Empty where nothing is approved, the report is not what was looked at, or its PDF is not
            here or could not be signed; no decision waits for that.
        """
        if verdict.decision not in APPROVING or verdict.fault():
            return b""
        with self._shelf.reading():
            known = self._shelf.issued(space, case, self._shelf.papers(space, case))
            report = next((one for one in known if one.issue.id == issue), None)
            if report is None or seen(report) != looked_at:
                return b""
            pdf = self._shelf.whole_blob(space, report.issue.pdf)
        if pdf is None:
            return b""
        name = verdict.by.original
        decision: Decision = "approved" if verdict.decision == APPROVED else "conditions"
        try:
            return signatures.countersign(self._me, pdf, name, verdict.at, decision)
        except SigningError as error:
            _log.warning("a report is approved without a signature: %s", error.finding.code)
        except Exception:
            _log.exception("a report is approved without a signature")
        return b""

    def say(
        self,
        space: bytes,
        case: bytes,
        issue: str,
        account: bytes,
        *,
        verdict: Verdict,
        looked_at: str,
        signed: bytes = b"",
        asks: bytes | None = None,
    ) -> None:
        """Writes what a supervisor says about a report.

        Args:
            looked_at: `seen` of the report as it was shown to them.
            signed: its PDF as `sign` has made it.
            asks: the account that is asked to decide.

        Raises:
            MovedOnError: it is another one by now.
            ReviewError: something is missing.
        """

        if asks is not None:
            verdict = replace(verdict, to=self._reached_at(space, asks).hex())

        def write(edit: Edit) -> None:
            known = self._shelf.issued(space, case, edit.fold)
            report = next((one for one in known if one.issue.id == issue), None)
            if report is None or report is not current(known) or seen(report) != looked_at:
                raise MovedOnError("hub.report_moved_on")
            name = self._shelf.keep_blob(space, signed).hex() if signed else ""
            reviewing.write(edit, issue, replace(verdict, signed=name))

        self._write(space, case, account, write)
        self._note(space, case, account, "review_written", decision=verdict.decision)

    def take_back(self, space: bytes, case: bytes, account: bytes, review: str) -> None:
        """Takes back what they said, while nobody has read or answered it.

        Raises:
            HubError: why it stays.
        """
        author = self.author(space, account)

        def write(edit: Edit) -> None:
            fault = reviewing.take_back(edit, review, author)
            if fault is not None:
                raise HubError(fault.code)

        self._write(space, case, account, write)
        self._note(space, case, account, "review_taken_back")

    def _reached_at(self, space: bytes, account: bytes) -> bytes:
        """The author id by which somebody is asked to decide: known to their laptop, if they have
        one."""
        own = self._identity(space, account).author
        roster = self._shelf.roster(space)
        others = roster.authors_for(account) - {own} if roster is not None else frozenset()
        return min(others, default=own)

    def _write(self, space: bytes, case: bytes, account: bytes, write: Any) -> None:
        def make(fold: Fold) -> tuple[Mapping[str, Any], Mapping[bytes, Value]] | None:
            edit = Edit(fold, self._entropy)
            write(edit)
            return ({"ops": edit.ops}, edit.values) if edit else None

        self._pen.write(space, case, make, self._identity(space, account))

    def _identity(self, space: bytes, account: bytes) -> Identity:
        """Who writes for an account, certified when they first do."""
        me = self._me.identity
        device = self._derived(space, account, b"device")
        found = Identity(self.author(space, account), device, me.incarnation)
        roster = self._shelf.roster(space)
        if roster is None or not roster.has_device(device):
            key, now = self._me.key.public, self._shelf.now()
            raw = self._spaces.root(space).device(account, device, found.author, key, now)
            self._hub.take_certificate(space, raw)
            self._told.tell_people(space)
        return found

    def _derived(self, space: bytes, account: bytes, what: bytes) -> bytes:
        """The same whenever it is asked for, and another one on another hub."""
        parts = b"fieldapp web 1" + self._me.identity.device + space + account + what
        return hashlib.sha256(parts).digest()[:16]

    def _note(self, space: bytes, case: bytes, account: bytes, action: str, **detail: str) -> None:
        connection, now = self._shelf.work.connection, self._shelf.now()
        audit.note(connection, space, now, action, account=account, subject=case, **detail)
