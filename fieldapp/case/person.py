"""What a log holds of one person, so that it can be erased.

Everything ever written is searched, not only what stands now. A name is found whatever its case,
width or spacing; a Latin name only as a whole word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from fieldapp.base.values import frozen
from fieldapp.case import codec
from fieldapp.case.fold import Fold

_SPEAKS = {
    "statements": "speaker",
    "commitments": "who",
    "evidence": "caption",
    "acknowledgements": "who",
    "surveys": "who",
}
"""Collection -> the field whose person the whole item is about."""
_CONTACT = "customer/contact"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"


@frozen
class Traces:
    """Items that are about the person, and hashes of the other values that name them."""

    paths: tuple[str, ...] = ()
    values: frozenset[bytes] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.paths or self.values)


def find_person(fold: Fold, names: Iterable[str]) -> Traces:
    """What a log holds of a person.

    What they said, what they are to do, what they answered when the notes were read back, pictures
    named after them, and, if they are the customer's contact, the readings of the customer's
    emotions and the answers nobody is named for go as whole items; any other text that names them
    goes as that text.

    Args:
        names: every form of the name, such as the Chinese and the Latin one.
    """
    pattern = _pattern(names)
    if pattern is None:
        return Traces()
    found = [
        (path, value.hash)
        for path, value in fold.named_values()
        if any(pattern.search(_folded(text)) for text in _texts(value.data))
    ]
    items = {item for path, _ in found if (item := _item_about(path))}
    if any(path.startswith(_CONTACT) for path, _ in found):
        items |= _customer_readings(fold) | _nameless_answers(fold)
    inside = tuple(f"{item}/" for item in items)
    values = frozenset(name for path, name in found if not path.startswith(inside))
    return Traces(tuple(sorted(items)), values)


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    forms = {_one_form(words) for name in names if (words := _folded(name).split())}
    return re.compile("|".join(sorted(forms))) if forms else None


def _one_form(words: list[str]) -> str:
    """A name as an expression: Chinese letters may stand apart, Latin words stand alone."""
    if all(re.fullmatch(f"[{_HAN}]+", word) for word in words):
        return r"\s*".join("".join(words))
    apart = r"\s+".join(re.escape(word) for word in words)
    return rf"(?<![^\W{_HAN}]){apart}(?![^\W{_HAN}])"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _texts(data: bytes) -> Iterator[str]:
    try:
        content = codec.unpack(data)
    except codec.CodecError:
        content = data.decode(errors="replace")
    return _strings(content)


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, part in content.items():
            yield key
            yield from _strings(part)
    elif isinstance(content, list):
        for part in content:
            yield from _strings(part)


def _item_about(path: str) -> str | None:
    """The item a path lies in, if it is the field that names the item's person."""
    collection, _, rest = path.partition("/")
    item_id, _, register = rest.partition("/")
    field = register.partition("/")[0]
    return f"{collection}/{item_id}" if item_id and _SPEAKS.get(collection) == field else None


def _customer_readings(fold: Fold) -> set[str]:
    own = codec.pack("engineer")
    about_us = {path for path, value in fold.named_values("emotions/") if value.data == own}
    items = _items(path for path, _ in fold.named_values("emotions/"))
    return {item for item in items if f"{item}/who" not in about_us}


def _nameless_answers(fold: Fold) -> set[str]:
    paths = [path for path, _ in fold.named_values("acknowledgements/")]
    return _items(paths) - _items(path for path in paths if path.split("/")[2] == "who")


def _items(paths: Iterable[str]) -> set[str]:
    return {"/".join(path.split("/")[:2]) for path in paths}
