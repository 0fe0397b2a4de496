"""One transaction on the logs: everything a change brings with it is kept with it, or nothing is.

Own changes are encoded here, against the tip of the chain read inside the transaction; foreign ones
come in through the same door in every case: bundle, hub, restore, salvage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.case import log as case_log
from fieldapp.case.change import Change, Identity, Values, encode
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import Erasure
from fieldapp.case.files import editions, wanted_files
from fieldapp.case.fold import Fold
from fieldapp.case.hlc import HybridClock
from fieldapp.case.log import Frame
from fieldapp.case.seal import SigningKey
from fieldapp.store.drafts import Draft, done_by
from fieldapp.store.erase import Wish
from fieldapp.store.folds import Folded
from fieldapp.store.log import Log
from fieldapp.store.mark import Mark
from fieldapp.store.parts import Parts
from fieldapp.store.projections import KINDS
from fieldapp.store.quarantine import case_of


@dataclass(slots=True)
class Admission:
    """What became of changes from elsewhere."""

    admitted: int = 0
    known: int = 0
    """Were here already."""
    findings: list[Finding] = field(default_factory=list)
    """One for each quarantined frame, and one for each place where a chain is not plain."""
    cases: set[bytes] = field(default_factory=set)
    """Cases that have changed."""

    def add(self, other: Admission) -> None:
        self.admitted += other.admitted
        self.known += other.known
        self.findings += other.findings
        self.cases |= other.cases


class Transaction:
    """Made by `transaction`; of no use after it."""

    def __init__(self, parts: Parts, identity: Identity) -> None:
        self._parts = parts
        self._identity = identity
        self.mark, last = parts.counter.read()
        self._clock = HybridClock(parts.machine.clock, last)
        self._folds: dict[bytes, Folded] = {}
        self._changed: set[bytes] = set()
        self.has_erased = False

    @property
    def identity(self) -> Identity:
        """Who writes here from now on."""
        return self._identity

    def renew(self) -> None:
        """Takes a new incarnation: somebody else writes under this one too."""
        self._identity = self._identity.reborn(self._parts.machine.entropy)
        self._parts.meta.put_identity(self._identity)

    def folded(self, case: bytes) -> Folded:
        if case not in self._folds:
            self._folds[case] = self._parts.folds.load(case)
        return self._folds[case]

    # Changes made here

    def commit(self, log: Log, case: bytes, edit: Edit) -> Change | None:
        """Makes a change of an edit; None if it would change nothing."""
        return self.write(log, case, {"ops": edit.ops}, edit.values) if edit else None

    def write(self, log: Log, case: bytes, body: Mapping[str, Any], values: Values) -> Change:
        """Makes and keeps the next change of this laptop's chain.

        Args:
            case: the shared case id, for the private log too.
            body: see `fieldapp.case.change.encode`.
        """
        named = ids.private_id(case) if log.is_private else case
        tip = log.tip(case, self._identity)
        change = encode(named, self._identity, tip, self._clock.tick(), body)
        self._keep(log, case, change, values)
        self._parts.drafts.clear(case, done_by(change), private=log.is_private)
        return change

    def commit_drafts(self, case: bytes) -> None:
        """Makes changes of a case's drafts, and clears those that say what the case says."""
        folded = self.folded(case)
        for log, fold in (
            (self._parts.shared, folded.shared),
            (self._parts.private, folded.private),
        ):
            edit = Edit(fold, self._parts.machine.entropy)
            for draft in self._parts.drafts.of(case):
                if draft.private == log.is_private and not draft.is_held:
                    _write_draft(edit, draft)
            self.commit(log, case, edit)
        self._parts.drafts.clear_case(case)

    def erase(self, case: bytes, wish: Wish, key: SigningKey) -> Change:
        """Orders an erasure, in the private log too if that holds anything of it."""
        folded = self.folded(case)
        author = self._identity.author
        if wish.touches(folded.private):
            own = wish.order(folded.private, ids.private_id(case), author, key)
            self.write(self._parts.private, case, own, {})
        return self.write(
            self._parts.shared, case, wish.order(folded.shared, case, author, key), {}
        )

    def expire(self, case: bytes, wish: Wish, key: SigningKey) -> None:
        """Erases something from the private log, which nobody else has."""
        author = self._identity.author
        own = wish.order(self.folded(case).private, ids.private_id(case), author, key)
        self.write(self._parts.private, case, own, {})

    # Changes from elsewhere

    def admit(self, frames: Iterable[Frame], private_of: bytes | None = None) -> Admission:
        """The door. Bad frames go to quarantine and nothing else waits for them.

        Args:
            private_of: the case whose private log the frames are of; as a rule they are shared.
        """
        admission = Admission()
        for frame in frames:
            change = case_log.check(frame)
            if isinstance(change, Finding):
                self.set_aside(frame, change, admission)
            elif private_of is not None and change.case != ids.private_id(private_of):
                other = Finding("case.other_case", {"change": change.id.hex()[:12]})
                self.set_aside(frame, other, admission)
            else:
                self.take(change, frame, admission, private_of)
        return admission

    def admit_again(self) -> Admission:
        """Tries what this door has set aside once more: what comes in leaves the quarantine, the
        rest stays as it is. What another door turned away is for that one to judge, and so is
        every change of a case that belongs to a team: only there is known who may write in it."""
        admission = Admission()
        for held in self._parts.quarantine.all():
            if held.finding.code.startswith("case."):
                change = case_log.check(held.frame)
                if isinstance(change, Finding):
                    admission.findings.append(change)
                elif not any(self._parts.spaces.home(change.case)):
                    self.take(change, held.frame, admission)
                    self._parts.quarantine.release(held.id)
        return admission

    def set_aside(self, frame: Frame, why: Finding, admission: Admission) -> None:
        """Keeps a frame that may not come in, whole but for what may have been erased: which of it
        that is, cannot be told."""
        case = case_of(frame)
        if case is not None and self.folded(case).shared.erasures:
            frame = Frame(frame.raw)
        at = int(self._parts.machine.clock().timestamp() * 1000)
        self._parts.quarantine.put(frame, why, at)
        admission.findings.append(why)

    def take(
        self,
        change: Change,
        frame: Frame,
        admission: Admission,
        private_of: bytes | None = None,
        *,
        is_sent: bool = False,
    ) -> bool:
        """Takes a change in that `fieldapp.case.log.check` has found sound; whether it is new here.

        Args:
            is_sent: a hub has it.
        """
        log, case = self._parts.shared, change.case
        if private_of is not None:
            log, case = self._parts.private, private_of
        fold = self._fold(log, case)
        siblings = log.at(case, change, change.seq)
        if change.id in siblings:
            held = len(fold.values)
            fold.apply(change, frame.values)
            log.add_values(case, _lasting(frame.values, fold))
            if len(fold.values) > held:
                self._changed.add(case)
            admission.known += 1
            return False
        before = log.at(case, change, change.seq - 1)
        params: dict[str, str | int] = {"device": change.device.hex()[:8], "seq": change.seq}
        if before and change.prev not in before:
            # Of a fork the other branch may have come first.
            admission.findings.append(Finding("case.chain_broken", params))
        if siblings:
            admission.findings.append(Finding("case.chain_fork", params))
        self._clock.observe(change.hlc)
        self._keep(log, case, change, frame.values, is_sent=is_sent)
        admission.admitted += 1
        admission.cases.add(case)
        return True

    # Both

    def _fold(self, log: Log, case: bytes) -> Fold:
        return self.folded(case).of(log)

    def _keep(
        self, log: Log, case: bytes, change: Change, values: Values, *, is_sent: bool = False
    ) -> None:
        fold = self._fold(log, case)
        self.mark = Mark(self.mark.n + 1, change.id)
        self._changed.add(case)
        folded = self.folded(case)
        folded.take(log, change, values)
        folded.n = self.mark.n
        log.append(self.mark.n, case, change, _lasting(values, fold))
        if not (log.is_private or is_sent):
            self._parts.outbox.put(self.mark.n, change)
        if change.erase is not None and (erasure := Erasure.read(change)):
            self._erase(log, case, erasure)
            self._parts.database.write(
                "INSERT INTO erasure VALUES (?, ?, ?)",
                (self.mark.n, case if log.is_private else None, change.raw),
            )

    def _erase(self, log: Log, case: bytes, erasure: Erasure) -> None:
        """Drops everything of a case that an erasure covers, wherever it lies in the database."""
        fold = self._fold(log, case)
        former = editions(fold) - wanted_files(fold)
        log.drop_values(case, fold.erased_values())
        blobs = self._parts.blobs
        whole = erasure.scope == "case" and not log.is_private
        gone = erasure.blobs | former
        blobs.doom(case, {*blobs.of(case), *gone} if whole else gone)
        for name in gone:
            self._parts.shipping.drop_parts(name)
        drafts = self._parts.drafts
        drafts.clear(
            case,
            [one.path for one in drafts.of(case) if one.is_held or erasure.covers(one.path)],
            private=log.is_private,
        )
        self._parts.quarantine.clear_case(case)
        self._parts.folds.discard(case)
        self.has_erased = True

    def finish(self) -> None:
        """Brings the projections and the counter up to date, just before the commit."""
        projections = self._parts.projections
        for case in sorted(self._changed):
            projections.owe(case)
            self._parts.folds.keep(case, self.folded(case))
            if self.has_erased:
                projections.update(case, *KINDS)
        if self.has_erased:
            projections.search.purge()
        if self._changed:
            self._parts.counter.write(self.mark, self._clock.tick())
        # One after the other: all at once they would keep every other thread waiting.
        while self._folds:
            self._folds.popitem()


def _write_draft(edit: Edit, draft: Draft) -> None:
    if draft.path.rpartition("/")[2].startswith("@"):
        edit.write(draft.path, draft.text or None)
    else:
        edit.set_text(draft.path, Text.of(draft.text))


def _lasting(values: Values, fold: Fold) -> Values:
    """The values that no erasure covers."""
    return {name: value for name, value in values.items() if name in fold.values}
