"""Notices: what the company tells all laptops of a space.

A notice is a certificate of the space; what it says is a blob of its own, named by its hash, which
laptops fetch as they fetch photos, as a file of `CASE`. The one with the highest number of a topic
and name holds, but what it replaces is kept until a laptop has found the new one good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.case import codec
from fieldapp.sync.certificates import Notice
from fieldapp.sync.errors import SyncError
from fieldapp.sync.roster import NOTICES_KEPT, Roster

CASE = bytes(16)
"""Stands for a case where the content of a notice travels as a file; no case is called so."""
POLICY, PEOPLE, KEY = "policy", "people", "key"
"""Topics: what the company has set; what people are called; the company's key. Besides there are
the kinds of `playbook.wares`."""
MAX_CONTENT = 4 * 1024 * 1024
_MARK = b"\xa6notice"
"""Stands in the bytes of every notice."""


class NoticeError(SyncError):
    """The content of a notice cannot be read."""


def latest(certificates: Iterable[bytes], here: Collection[bytes]) -> list[bytes]:
    """Of certificates that have been checked before, the notices that matter: so a laptop that
    knows thousands of people need not check all of them again.

    Args:
        here: the contents that a laptop has (SHA-256): one of them may be the last good one.
    """
    every = list(_by_name(certificates))
    wanted = [raw for some in every for raw, content in some if content in here]
    return [*wanted, *(raw for some in every for raw, _ in some[-NOTICES_KEPT:])]


def outdated(certificates: Iterable[bytes], kept: Collection[bytes] = ()) -> list[bytes]:
    """Of certificates that have been checked before, the notices that say nothing any more.

    Args:
        kept: contents (SHA-256) that are of use still.
    """
    every = (some[:-NOTICES_KEPT] for some in _by_name(certificates))
    return [raw for some in every for raw, content in some if content not in kept]


def _by_name(certificates: Iterable[bytes]) -> Iterable[list[tuple[bytes, bytes]]]:
    """Notices and their contents by topic and name, the latest last."""
    found: dict[tuple[str, str], list[tuple[int, int, bytes, bytes, bytes]]] = {}
    for raw in certificates:
        if _MARK in raw and (told := _map(raw)).get("kind") == Notice.KIND:
            name = (str(told.get("topic")), str(told.get("name")))
            order = (int(told.get("number", 0)), int(told.get("at", 0)))
            content = bytes(told.get("content", b""))
            found.setdefault(name, []).append((*order, hashlib.sha256(raw).digest(), raw, content))
    return [[(raw, content) for *_, raw, content in sorted(some)] for some in found.values()]


def wanted(roster: Roster) -> Iterator[Notice]:
    """The notices whose content is of use to somebody."""
    for (topic, _), known in roster.notices.items():
        # Whoever is to be forgotten is not to be kept in a former list.
        yield from (one for one in known[: 1 if topic == PEOPLE else NOTICES_KEPT] if one.content)


# What the notices of some topics say


def people(names: Mapping[bytes, str], salt: bytes) -> bytes:
    """What people are called, by the authors they write as.

    Args:
        salt: keeps those who have the hash alone from guessing.
    """
    called = {author.hex(): name for author, name in names.items()}
    return codec.pack({"salt": salt, "names": called})


def read_people(content: bytes) -> dict[bytes, str]:
    """Raises: NoticeError: it is no list of people."""
    names = _map(content).get("names")
    try:
        return {bytes.fromhex(author): str(name) for author, name in names.items()}  # type: ignore[union-attr]
    except (AttributeError, TypeError, ValueError) as error:
        raise NoticeError("sync.notice_malformed") from error


def key(public: bytes) -> bytes:
    """The company's public key (X25519, 32 bytes)."""
    return codec.pack({"x25519": public})


def read_key(content: bytes) -> bytes:
    """Raises: NoticeError: it is no key."""
    found = _map(content).get("x25519")
    if not isinstance(found, bytes) or len(found) != 32:
        raise NoticeError("sync.notice_malformed")
    return found


def _map(content: bytes) -> dict[str, Any]:
    try:
        found = codec.parse(content, MAX_CONTENT)
    except FieldAppError as error:
        raise NoticeError("sync.notice_malformed") from error
    if not isinstance(found, dict):
        raise NoticeError("sync.notice_malformed")
    return found
