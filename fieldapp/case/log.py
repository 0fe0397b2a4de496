"""The log of one case: the door every change goes through, and the chain it must continue.

`check` and `verify` are what every holder uses (store, hub, bundle); `CaseLog` holds a log in
memory, for case files, the simulator and tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from fieldapp.base.clock import Clock, Entropy
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.case import codec
from fieldapp.case.change import (
    SALT_BYTES,
    Change,
    Identity,
    MalformedChange,
    Tip,
    Value,
    decode,
    encode,
)
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import Erasure
from fieldapp.case.fold import Fold
from fieldapp.case.hlc import HybridClock


@frozen
class Frame:
    """A change as it travels: its bytes and the values that lie beside it, by hash."""

    raw: bytes
    values: Mapping[bytes, Value] = field(default_factory=dict)


def check(frame: Frame) -> Change | Finding:
    """What a frame must be to come in: a change, with values that fit their hashes.

    A missing value is no fault (it may be erased); one under a hash the change does not name, not
    matching its hash, or not in canonical form, is. An erasure must carry a valid signature.
    """
    try:
        change = decode(frame.raw)
    except MalformedChange as error:
        return error.finding
    if not codec.is_canonical(frame.raw):
        return Finding("case.change_malformed", {"field": "bytes"})
    fault = _value_fault(change, frame.values)
    if fault is None and change.erase is not None and Erasure.read(change) is None:
        fault = "case.erasure_unsigned"
    return change if fault is None else Finding(fault, {"change": change.id.hex()[:12]})


def _value_fault(change: Change, values: Mapping[bytes, Value]) -> str | None:
    for name, value in values.items():
        if name not in change.named:
            return "case.value_unnamed"
        if len(value.salt) != SALT_BYTES or value.hash != name:
            return "case.value_altered"
        if not codec.is_canonical(value.data):
            return "case.value_malformed"
    return None


def verify(changes: Iterable[Change]) -> tuple[Finding, ...]:
    """Checks the chains of one case: every `prev` is the change before, no gap, no fork."""
    chains: dict[tuple[bytes, bytes, bytes], dict[int, dict[bytes, Change]]] = {}
    for change in changes:
        by_seq = chains.setdefault(change.chain, {})
        by_seq.setdefault(change.seq, {})[change.id] = change
    findings = []
    for (_, device, _), by_seq in sorted(chains.items()):
        name = device.hex()[:8]
        last = 0
        for seq, here in sorted(by_seq.items()):
            if seq > last + 1:
                gap = {"first": last + 1, "last": seq - 1}
                findings.append(Finding("case.chain_gap", {"device": name, **gap}))
            if len(here) > 1:
                findings.append(Finding("case.chain_fork", {"device": name, "seq": seq}))
            before = by_seq.get(seq - 1)
            if before and any(change.prev not in before for change in here.values()):
                findings.append(Finding("case.chain_broken", {"device": name, "seq": seq}))
            last = seq
    return tuple(findings)


def digest(change_ids: Iterable[bytes]) -> str:
    """One name (SHA-256, hex) for exactly these changes, in whatever order they came."""
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
        self._hlc = HybridClock(clock)
        self._tip = Tip()

    @property
    def values(self) -> Mapping[bytes, Value]:
        """The values held, by hash."""
        return self.fold.values

    def commit(self, write: Callable[[Edit], None]) -> Change | None:
        """Writes one change; None if nothing would change."""
        edit = Edit(self.fold, self.entropy)
        write(edit)
        return self.commit_edit(edit)

    def commit_edit(self, edit: Edit) -> Change | None:
        """Writes an edit made against this log's fold as one change; None if it is empty.

        Raises:
            CodecError: the change would be too large.
        """
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
                findings.append(Finding("case.other_case", {"change": change.id.hex()[:12]}))
            else:
                self._hlc.observe(change.hlc)
                self._keep(change, frame.values)
        return tuple(findings)

    def _keep(self, change: Change, values: Mapping[bytes, Value]) -> None:
        self.changes.setdefault(change.id, change)
        self.fold.apply(change, values)

    def digest(self) -> str:
        """One name (SHA-256, hex) for exactly these changes, in whatever order they came."""
        return digest(self.changes)

    def frames(self) -> list[Frame]:
        """Everything there is, as it would travel."""
        return [
            Frame(
                change.raw, {name: self.values[name] for name in change.named & self.values.keys()}
            )
            for change in self.changes.values()
        ]
