"""The layout of a case file: which keys stand where (`forms/schema/case.schema.json`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from fieldapp.base.language import LANGS
from fieldapp.case.records import COLLECTIONS, GROUPS, WRITTEN_BY_HAND, Case, Kind, Spec, specs

FORMAT, MAJOR, MINOR = "fieldapp-case", 1, 1
LATER = {"acknowledgements": 1, "opened_steps": 1}
"""Keys of the whole file that came with a minor version, and with which. A file that uses them
states it, so that a reader of an older one keeps them."""
_NAME = re.compile(rf"{FORMAT}/{MAJOR}(?:\.([0-9]{{1,3}}))?\Z")
_PLAIN = ("format", "id", "playbook")
_TEXT = (*LANGS, "src")
_STORED = {"blob"}
"""Fields of records that the store makes and no file states."""


def minor(name: str) -> int:
    """The minor version a format name states, 0 if none; -1 if it is no name of our major one."""
    match = _NAME.match(name)
    return -1 if match is None else int(match[1] or 0)


def named(minor: int) -> str:
    """The name of a minor version of our format."""
    return f"{FORMAT}/{MAJOR}.{minor}" if minor else f"{FORMAT}/{MAJOR}"


def record_fields(collection: str) -> dict[str, Spec]:
    """The fields a file may state of a collection's records."""
    return {k: spec for k, spec in specs(COLLECTIONS[collection]).items() if k not in _STORED}


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
