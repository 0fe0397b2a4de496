"""The log of one case: the door every change goes through, and the chain it must continue.

`check` and `verify` are what every holder uses (store, hub, bundle); `CaseLog` holds a log in
memory, for case files, the simulator and tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.base.clock import Clock, Entropy
from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import Change, Identity, MalformedChange, Tip, Value, decode, encode
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import Erasure
from fieldapp.case.fold import Fold
from fieldapp.case.hlc import HybridClock


@dataclass(frozen=True, slots=True)
class Frame:
    """A change as it travels: its bytes and the values that lie beside it, by hash."""

    raw: bytes
    values: Mapping[bytes, Value] = field(default_factory=dict)


def check(frame: Frame) -> Change | Finding:
    """What a frame must be to come in: a change, with values that fit their hashes.

    A missing value is no fault (it may be erased); one under a hash the change does not name, or
    not matching its hash, is. An erasure must carry a valid signature.
    """
    try:
        change = decode(frame.raw)
    except MalformedChange as error:
        return error.finding
    named = {op.value for op in change.ops}
    for name, value in frame.values.items():
        if name not in named:
            return Finding("case.value_unnamed", {"change": change.id.hex()[:12]})
        if value.hash != name:
            return Finding("case.value_altered", {"change": change.id.hex()[:12]})
    if change.erase is not None and Erasure.read(change) is None:
        return Finding("case.erasure_unsigned", {"change": change.id.hex()[:12]})
    return change


def verify(changes: Iterable[Change]) -> tuple[Finding, ...]:
    """Checks the chains of one case: every `prev` is the change before, no gap, no fork."""
    chains: dict[tuple[bytes, bytes, bytes], dict[int, list[Change]]] = {}
    for change in changes:
        chains.setdefault(change.chain, {}).setdefault(change.seq, []).append(change)
    findings = []
    for (_, device, _), by_seq in sorted(chains.items()):
        name = device.hex()[:8]
        for seq in range(1, max(by_seq) + 1):
            here = by_seq.get(seq)
            if here is None:
                findings.append(Finding("case.chain_gap", {"device": name, "seq": seq}))
                continue
            if len(here) > 1:
                findings.append(Finding("case.chain_fork", {"device": name, "seq": seq}))
            before = {change.id for change in by_seq.get(seq - 1, ())}
            if before and any(change.prev not in before for change in here):
                findings.append(Finding("case.chain_broken", {"device": name, "seq": seq}))
    return tuple(findings)


def digest(change_ids: Iterable[bytes]) -> str:
    """SHA-256 (hex) over sorted change ids: equal digests, equal logs."""
    return hashlib.sha256(b"".join(sorted(change_ids))).hexdigest()


class CaseLog:
    """A case's log in memory.

    Args:
        case: 16 bytes.
        identity: who writes here.
    """

    def __init__(self, case: bytes, identity: Identity, clock: Clock, entropy: Entropy) -> None:
        self.case = case
        self.identity = identity
        self.entropy = entropy
        self.fold = Fold()
        self.changes: dict[bytes, Change] = {}
        self.values: dict[bytes, Value] = {}
        self._hlc = HybridClock(clock)
        self._tip = Tip()

    def commit(self, write: Callable[[Edit], None]) -> Change | None:
        """Writes one change; None if nothing would change."""
        edit = Edit(self.fold, self.entropy)
        write(edit)
        return self.commit_edit(edit)

    def commit_edit(self, edit: Edit) -> Change | None:
        """Writes an edit made against this log's fold; None if it is empty."""
        return self._append({"ops": edit.ops}, edit.values) if edit else None

    def erase(self, body: Mapping[str, object]) -> Change:
        """Writes an erasure (see `fieldapp.case.erasure.order`) and drops the values."""
        return self._append(body, {})

    def _append(self, body: Mapping[str, object], values: Mapping[bytes, Value]) -> Change:
        change = encode(self.case, self.identity, self._tip, self._hlc.tick(), body)
        self._tip = Tip(change.seq, change.id)
        self._keep(change, values)
        return change

    def admit(self, frames: Iterable[Frame]) -> tuple[Finding, ...]:
        """Takes in changes from elsewhere; a bad one is named and nothing else waits for it."""
        findings = []
        for frame in frames:
            change = check(frame)
            if isinstance(change, Finding):
                findings.append(change)
            elif change.case != self.case:
                findings.append(
                    Finding("case.other_case", {"change": change.id.hex()[:12]}, "", Severity.ERROR)
                )
            else:
                self._hlc.observe(change.hlc)
                self._keep(change, frame.values)
        return tuple(findings)

    def _keep(self, change: Change, values: Mapping[bytes, Value]) -> None:
        self.changes.setdefault(change.id, change)
        self.fold.apply(change, values)
        by_hash = {op.value: op for op in change.ops}
        for name, value in values.items():
            if not self.fold.is_erased(by_hash[name]):
                self.values.setdefault(name, value)
        if change.erase is not None:
            self._drop_erased()

    def _drop_erased(self) -> None:
        for change in self.changes.values():
            for op in change.ops:
                if op.value in self.values and self.fold.is_erased(op):
                    del self.values[op.value]
        self.fold.forget_erased()

    def digest(self) -> str:
        """SHA-256 (hex) over the sorted ids of the changes: equal digests, equal logs."""
        return digest(self.changes)

    def frames(self) -> list[Frame]:
        """Everything there is, as it would travel."""
        return [
            Frame(
                change.raw,
                {op.value: self.values[op.value] for op in change.ops if op.value in self.values},
            )
            for change in self.changes.values()
        ]
