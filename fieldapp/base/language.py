"""The two languages: bilingual texts and the message catalogues.

Language is an argument, never a global. A catalogue is one gettext file a package and language,
`resources/i18n/<lang>/<package>.po`, with the finding's code (or any `package.name` key) as its id
and `str.format` fields; `dev.py i18n` compiles it to the `.mo` that is read here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from struct import unpack_from
from typing import Literal, get_args

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

_SAMPLE = 400
_WORD = re.compile(r"\b[a-z]{2,}\b")
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"


def detect(text: str) -> Lang:
    """The language a text is taken for: Chinese as soon as it holds one Chinese character."""
    return "zh" if re.search(_HAN, text) else "en"


def needs_translation(text: str, lang: Lang) -> bool:
    """Whether a reader of `lang` is left without it: a serial number or a name is the same."""
    if lang == "en":
        return detect(text[:_SAMPLE]) == "zh"
    return len(_WORD.findall(text[:_SAMPLE])) >= 3


def other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


@frozen
class Text:
    """A text in one or both languages; `src` is the one it was said or written in."""

    zh: str = ""
    en: str = ""
    src: Lang = "zh"

    @classmethod
    def of(cls, text: str) -> Text:
        """A text in the language it looks like."""
        lang = detect(text)
        return cls(zh=text, src="zh") if lang == "zh" else cls(en=text, src="en")

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def has(self, lang: Lang) -> bool:
        return bool(self.zh if lang == "zh" else self.en)

    def get(self, lang: Lang) -> str:
        """The text in `lang`; in the other language where there is no translation."""
        wanted, spare = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return wanted or spare

    @property
    def original(self) -> str:
        return self.get(self.src)


class _Catalogue:
    """The texts of a compiled gettext file, sorted by their keys.

    It stays the bytes it is, in which a key is looked for: as strings of Python's it would take
    several times as much memory, and longer to load than all that is asked of it.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._count, self._keys, self._texts = unpack_from("<3I", data, 8)

    def get(self, key: str) -> str:
        """The text of a key; the key itself where there is none."""
        wanted = key.encode()
        place = bisect_left(range(self._count), wanted, key=self._key)
        if place == self._count or self._key(place) != wanted:
            return key
        return self._string(self._texts, place).decode()

    def _key(self, place: int) -> bytes:
        return self._string(self._keys, place)

    def _string(self, table: int, place: int) -> bytes:
        length, start = unpack_from("<2I", self._data, table + 8 * place)
        return self._data[start : start + length]


@cache
def _catalogue(package: str, lang: Lang) -> _Catalogue:
    return _Catalogue(paths.resources("i18n", lang, f"{package}.mo").read_bytes())


def tr(key: str, lang: Lang, /, **params: object) -> str:
    """The message `key` (`package.name`) in `lang`, its fields filled from `params`."""
    package = key.partition(".")[0]
    return _catalogue(package, lang).get(key).format_map(params)


def message(finding: Finding, lang: Lang) -> str:
    """A finding as a sentence for a person, without its place."""
    return tr(finding.code, lang, **finding.params)
