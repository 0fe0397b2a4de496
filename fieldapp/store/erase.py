"""Erasing: what goes, and the order that makes every holder drop it.

The order itself is a change like any other (`fieldapp.case.erasure`); the door drops the values,
whoever wrote it. Issued editions, and what the customer was shown of the notes, contain what was
known of the whole case, so an erasure of any scope takes all of them; their stubs stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fieldapp.case.erasure import order
from fieldapp.case.files import blobs_named, editions
from fieldapp.case.fold import Fold
from fieldapp.case.seal import SigningKey


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants erased from a case.

    `scope`: `case` (everything), `item` (`paths`, such as `statements/s1`, or single `values` of an
    item that stays, by hash) or `person` (`values` and `paths`).
    """

    scope: str
    reason: str
    paths: tuple[str, ...] = ()
    values: frozenset[bytes] = frozenset()

    def covers(self, path: str) -> bool:
        return self.scope == "case" or any(
            path == erased or path.startswith(f"{erased}/") for erased in self.paths
        )

    def touches(self, fold: Fold) -> bool:
        """Whether a log holds anything of it."""
        return any(
            self.covers(path) or value.hash in self.values for path, value in fold.named_values()
        )

    def order(self, fold: Fold, case: bytes, author: bytes, key: SigningKey) -> dict[str, Any]:
        """The signed body of the change that erases it from a log.

        Args:
            case: the id the log's changes carry.
        """
        return order(
            case,
            author,
            key,
            scope=self.scope,
            paths=self.paths,
            values=self.values,
            blobs=self._blobs(fold),
            reason=self.reason,
        )

    def _blobs(self, fold: Fold) -> frozenset[str]:
        """The photos, files and editions that the erased registers name."""
        erased = blobs_named(
            fold, lambda path, value: self.covers(path) or value.hash in self.values
        )
        return frozenset(erased | editions(fold))
