"""Notices: what the company tells all laptops of a space.

A notice is a certificate of the space; what it says is a blob of its own, named by its hash, which
laptops fetch as they fetch photos, as a file of `CASE`. The one with the highest number of a topic
and name holds, but what it replaces is kept until a laptop has found the new one good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.case import codec
from fieldapp.sync.certificates import Notice
from fieldapp.sync.errors import SyncError
from fieldapp.sync.roster import Roster

CASE = bytes(16)
"""Stands for a case where the content of a notice travels as a file; no case is called so."""
POLICY, PEOPLE, KEY = "policy", "people", "key"
"""Topics: what the company has set; what people are called; the company's key. Besides there are
the kinds of `playbook.wares`."""
MAX_CONTENT = 4 * 1024 * 1024
_MARK = b"\xa6notice"
"""Stands in the bytes of every notice."""
_KEPT = 2
"""Of a name, so many contents are kept: the former one holds until the new one is found good."""


class NoticeError(SyncError):
    """The content of a notice cannot be read."""


def latest(certificates: Iterable[bytes], here: Collection[bytes]) -> list[bytes]:
    """Of certificates that have been checked before, the notices that matter: so a laptop that
    knows thousands of people need not check all of them again.

    Args:
        here: the contents that a laptop has (SHA-256): one of them may be the last good one.
    """
    by_name: dict[tuple[str, str], list[tuple[int, int, bytes]]] = {}
    wanted: list[bytes] = []
    for raw in certificates:
        if _MARK not in raw:
            continue
        found = _map(raw)
        if found.get("kind") == Notice.KIND:
            name = (str(found.get("topic")), str(found.get("name")))
            order = (int(found.get("number", 0)), int(found.get("at", 0)))
            by_name.setdefault(name, []).append((*order, raw))
            if found.get("content") in here:
                wanted.append(raw)
    return [*wanted, *(raw for some in by_name.values() for *_, raw in sorted(some)[-_KEPT:])]


def wanted(roster: Roster) -> Iterator[Notice]:
    """The notices whose content is of use to somebody."""
    for (topic, _), known in roster.notices.items():
        # Whoever is to be forgotten is not to be kept in a former list.
        yield from (one for one in known[: 1 if topic == PEOPLE else _KEPT] if one.content)


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
