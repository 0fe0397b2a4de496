"""The photos, files and editions that belong to a case, as its registers name them.

A blob is known by the SHA-256 of its bytes, in hexadecimal; a register that names one holds that.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fieldapp.case import codec
from fieldapp.case.change import Value
from fieldapp.case.fold import Fold

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PACKED = 66
"""Bytes of such a name as canonical msgpack."""
_EDITION = re.compile(
    r"(issues/[^/]+/(content|pdf)|reviews/[^/]+/signed|acknowledgements/[^/]+/blob)\Z"
)
"""Registers that name frozen notes of the case: issued reports, as they were issued and as they
were countersigned, and what a customer was shown."""
_PLAYBOOK = "playbook_version"
AFTER = "after"
"""Beside an edition: the orders to erase that its maker knew of."""


def kept_files(fold: Fold) -> set[str]:
    """The photos, files and editions that a case names or has ever named."""
    return blobs_named(fold, lambda path, _: is_file(path))


def editions(fold: Fold) -> set[str]:
    """The blobs of every edition ever issued or countersigned of a case, and of what its customer
    was shown."""
    return blobs_named(fold, lambda path, _: bool(_EDITION.match(path)))


def wanted_files(fold: Fold) -> set[str]:
    """What every holder of a case should have: its files and the playbooks that guided it.

    Without what was erased. An edition may contain any part of the case, so only those stand whose
    makers knew of every erasure: see `orders_known`.
    """
    files = blobs_named(fold, lambda path, _: is_wanted(path))
    if not fold.erasures:
        return files
    orders = set(orders_known(fold))
    standing = blobs_named(
        fold, lambda path, _: bool(_EDITION.match(path)) and orders <= _known_to(fold, path)
    )
    gone = {blob for erasure in fold.erasures for blob in erasure.blobs}
    return files - (editions(fold) - standing) - gone


def playbooks_named(fold: Fold) -> set[str]:
    """The compiled playbooks that have guided a case."""
    return blobs_named(fold, lambda path, _: path == _PLAYBOOK)


def orders_known(fold: Fold) -> list[str]:
    """The orders to erase that a case has, by the ids of their changes: what an edition made now
    says of itself in its register `AFTER`, if there are any."""
    return [order.hex() for order in fold.orders]


def _known_to(fold: Fold, path: str) -> set[str]:
    """The orders that whoever made an edition knew of."""
    said = fold.latest(f"{path.rpartition('/')[0]}/{AFTER}")
    return {order for order in said if isinstance(order, str)} if isinstance(said, list) else set()


def is_file(path: str) -> bool:
    """Whether a register names a photo, a file or an edition."""
    return path.endswith("/blob") or bool(_EDITION.match(path))


def is_wanted(path: str) -> bool:
    """Whether every holder of the case should have what a register names."""
    return is_file(path) or path == _PLAYBOOK


def blobs_named(fold: Fold, among: Callable[[str, Value], bool]) -> set[str]:
    """What may be the name of a blob among the values that registers have ever had."""
    names = (blob_name(value) for path, value in fold.named_values() if among(path, value))
    return {name for name in names if name}


def blob_name(value: Value) -> str:
    """The name of a blob that a value may be; empty if it cannot be one."""
    if len(value.data) != _PACKED:
        return ""
    try:
        content = codec.unpack(value.data)
    except codec.CodecError:
        return ""
    return content if isinstance(content, str) and _SHA256.match(content) else ""
