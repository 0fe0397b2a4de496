"""Words for search: each Chinese, Japanese or Korean character by itself, others as whole words.

The same cutting is applied to what is indexed and to what is asked, so that any run of characters
is found as a phrase, one or two of them too.
"""

from __future__ import annotations

import re
import unicodedata

_CHARACTER = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
_WORD = re.compile(rf"[{_CHARACTER}]|[^\W_{_CHARACTER}]+")


def cut(text: str) -> list[str]:
    """The words of a text, folded: compatibility forms and case make no difference."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def is_character(word: str) -> bool:
    """Whether a word, as it was cut, is a Chinese, Japanese or Korean character."""
    return len(word) == 1 and ord(word) >= 0x2E80
