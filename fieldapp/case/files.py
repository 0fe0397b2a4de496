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
_EDITION = re.compile(r"(issues/[^/]+/(content|pdf)|acknowledgements/[^/]+/blob)\Z")
"""Registers that name frozen notes of the case: issued reports, and what a customer was shown."""
_PLAYBOOK = "playbook_version"


def kept_files(fold: Fold) -> set[str]:
    """The photos, files and editions that a case names or has ever named."""
    return blobs_named(fold, lambda path, _: is_file(path))


def editions(fold: Fold) -> set[str]:
    """The blobs of every edition ever issued of a case, and of what its customer was shown."""
    return blobs_named(fold, lambda path, _: bool(_EDITION.match(path)))


def wanted_files(fold: Fold) -> set[str]:
    """What every holder of a case should have: its files and the playbooks that guided it.

    Without what was erased. An edition may contain any part of the case, so those made before an
    erasure are gone too.
    """
    files = blobs_named(fold, lambda path, _: is_file(path) or path == _PLAYBOOK)
    if not fold.erasures:
        return files
    last = max(erasure.hlc for erasure in fold.erasures)
    fresh = {
        fold.content(head)
        for path in fold.paths()
        if _EDITION.match(path)
        for head in fold.heads(path)
        if head.hlc > last
    }
    gone = {blob for erasure in fold.erasures for blob in erasure.blobs}
    return files - (editions(fold) - fresh) - gone


def is_file(path: str) -> bool:
    """Whether a register names a photo, a file or an edition."""
    return path.endswith("/blob") or bool(_EDITION.match(path))


def blobs_named(fold: Fold, among: Callable[[str, Value], bool]) -> set[str]:
    """What may be the name of a blob among the values that registers have ever had."""
    names = (blob_name(value) for path, value in fold.named_values() if among(path, value))
    return {name for name in names if name}


def blob_name(value: Value) -> str:
    """The name of a blob that a value may be; empty if it cannot be one."""
    try:
        content = codec.unpack(value.data)
    except codec.CodecError:
        return ""
    return content if isinstance(content, str) and _SHA256.match(content) else ""
