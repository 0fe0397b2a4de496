"""Erasing: what goes, and the order that makes every holder drop it.

The order itself is a change like any other (`fieldapp.case.erasure`); the door drops the values,
whoever wrote it. Issued editions, and what the customer was shown of the notes, contain what was
known of the whole case, so an erasure of any scope takes all of them; their stubs stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fieldapp.case import codec
from fieldapp.case.change import Value
from fieldapp.case.erasure import order
from fieldapp.case.fold import Fold
from fieldapp.case.seal import SigningKey

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_EDITION = re.compile(r"(issues/[^/]+/(content|pdf)|acknowledgements/[^/]+/blob)\Z")
"""Registers that name frozen notes of the case: issued reports, and what a customer was shown."""


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


def kept_files(fold: Fold) -> set[str]:
    """The photos, files and editions of a case."""
    return blobs_named(fold, lambda path, _: path.endswith("/blob") or bool(_EDITION.match(path)))


def editions(fold: Fold) -> set[str]:
    """The blobs of every edition ever issued of a case, and of what its customer was shown."""
    return blobs_named(fold, lambda path, _: bool(_EDITION.match(path)))


def blobs_named(fold: Fold, among: Callable[[str, Value], bool]) -> set[str]:
    """What may be the name of a blob among the values that registers have ever had."""
    contents = (_content(value) for path, value in fold.named_values() if among(path, value))
    return {content for content in contents if _SHA256.match(content)}


def _content(value: Value) -> str:
    try:
        content = codec.unpack(value.data)
    except codec.CodecError:
        return ""
    return content if isinstance(content, str) else ""
