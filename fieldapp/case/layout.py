"""The layout of a case file: which keys stand where (`forms/schema/case.schema.json`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from fieldapp.base.language import LANGS
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.records import COLLECTIONS, GROUPS, KEPT, WRITTEN_BY_HAND, Case, specs

FORMAT, MAJOR, MINOR = "fieldapp-case", 1, 1
LATER = {name: spec.since for name, spec in specs(Case).items() if spec.since} | {
    name: KEPT[name].since for name in WRITTEN_BY_HAND if KEPT[name].since
}
"""Keys of the whole file that came with a minor version, and with which. A file that uses them
states it, so that a reader of an older one keeps them."""
CHOICES_SINCE = 1
"""The minor version that brought `Spec.newer`."""
_NAME = re.compile(rf"{FORMAT}/{MAJOR}(?:\.([0-9]{{1,3}}))?\Z")
_PLAIN = ("format", "id", "playbook")
_TEXT = (*LANGS, "src")


def minor(name: str) -> int:
    """The minor version a format name states, 0 if none; -1 if it is no name of our major one."""
    match = _NAME.match(name)
    return -1 if match is None else int(match[1] or 0)


def named(minor: int) -> str:
    """The name of a minor version of our format."""
    return f"{FORMAT}/{MAJOR}.{minor}" if minor else f"{FORMAT}/{MAJOR}"


def record_fields(collection: str) -> dict[str, Spec]:
    """The fields a file may state of a collection's records."""
    return {k: spec for k, spec in specs(COLLECTIONS[collection]).items() if spec.by_hand}


def later(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """What a file uses of the minor versions: the place, what stands there, and since when.

    Takes any JSON; what is not of our form is passed over.
    """
    for name, since in LATER.items():
        if document.get(name) not in _NOTHING:
            yield (name,), name, since
    for name in WRITTEN_BY_HAND:
        records = document.get(name)
        for key, spec in _NEWER[name].items():
            for number, record in enumerate(records if isinstance(records, list) else (), 1):
                found = record.get(key) if isinstance(record, dict) else None
                if found in _NOTHING:
                    continue
                if spec.since:
                    yield (name, str(number), key), key, spec.since
                elif found in spec.newer:
                    yield (name, str(number), key), str(found), CHOICES_SINCE


_NOTHING: tuple[Any, ...] = (None, "", [])
_NEWER = {
    name: {
        key: spec
        for key, spec in record_fields(name).items()
        if (spec.since or spec.newer) and not KEPT[name].since
    }
    for name in WRITTEN_BY_HAND
}
"""Fields that came later, or have choices that did, of records that were there before."""


def keys_at(place: Sequence[str]) -> Collection[str]:
    """The known keys of the object at a place, such as `("statements", "s1", "text")`.

    Empty if no object of ours may stand there; of `("answers",)` the keys are the playbook's.
    """
    match place:
        case ():
            return (*_PLAIN, *specs(Case), *GROUPS, *WRITTEN_BY_HAND, "answers")
        case (name,) if name in GROUPS:
            return specs(GROUPS[name])
        case (name, _) if name in WRITTEN_BY_HAND:
            return ("id", *record_fields(name))
    return _TEXT if is_text(place) else ()


def is_text(place: Sequence[str]) -> bool:
    """Whether a text may stand at a place."""
    spec: Spec | None = None
    match place:
        case (name,):
            spec = specs(Case).get(name)
        case ("answers", _):
            return True
        case (name, key) if name in GROUPS:
            spec = specs(GROUPS[name]).get(key)
        case (name, _, key) if name in WRITTEN_BY_HAND:
            spec = record_fields(name).get(key)
    return spec is not None and spec.kind is Kind.TEXT


def pointer(place: Sequence[str]) -> str:
    """A place as one path; a slash in a segment is escaped as in JSON pointers (RFC 6901)."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)


def place(pointer: str) -> tuple[str, ...]:
    """The opposite of `pointer`."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/"))
