"""The ledger: what people did in a world, written down apart from all that is tested.

It knows nothing of folds and stores. From what was written, and what each writer had seen, it says
what everybody must see in the end, and what nobody may find any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldapp.case.change import Change, OpId


@dataclass(frozen=True, slots=True)
class Written:
    """A change somebody made."""

    change: Change
    laptops: set[str]
    """As a rule one; clones may happen to write the very same."""
    contents: dict[bytes, str]
    """Value hash -> the text that nothing else in the world holds."""


@dataclass(slots=True)
class Ledger:
    """All that was written."""

    written: dict[bytes, Written] = field(default_factory=dict)
    blobs: dict[bytes, tuple[bytes, str]] = field(default_factory=dict)
    """Blob -> (case, the register that names it)."""

    def note(self, change: Change | None, laptop: str, contents: dict[bytes, str]) -> None:
        if change is not None:
            found = self.written.setdefault(change.id, Written(change, set(), contents))
            found.laptops.add(laptop)

    def values(self, case: bytes, ids: set[bytes]) -> dict[str, set[str]]:
        """Register -> the texts that must stand in it, by these changes: what nobody who wrote
        there had seen."""
        ops: dict[OpId, tuple[str, str | None]] = {}
        seen: set[tuple[str, OpId]] = set()
        for name in ids:
            found = self.written[name]
            for place, op in enumerate(found.change.ops):
                seen |= {(op.path, ref) for ref in op.supersedes}
                if op.kind == "set" and op.value is not None:
                    ops[OpId(name, place)] = (op.path, found.contents.get(op.value))
        gone = self.erased(case, ids)
        standing: dict[str, set[str]] = {}
        for op_id, (path, content) in ops.items():
            if (path, op_id) not in seen and content is not None and content not in gone:
                standing.setdefault(path, set()).add(content)
        return standing

    def erased(self, case: bytes, ids: set[bytes]) -> set[str]:
        """The texts of a case that nobody may find any more, by these changes."""
        orders = [self.written[name].change.erase for name in ids]
        gone: set[str] = set()
        for order in (order for order in orders if order is not None):
            for found in (self.written[name] for name in ids):
                if order["scope"] == "case":
                    gone |= set(found.contents.values())
                for op in found.change.ops:
                    content = found.contents.get(op.value or b"")
                    if content and _is_covered(op.path, op.value, order):
                        gone.add(content)
        return gone


def _is_covered(path: str, value: bytes | None, order: object) -> bool:
    assert isinstance(order, dict)
    below = any(path == one or path.startswith(f"{one}/") for one in order["paths"])
    return below or value in order["values"]
