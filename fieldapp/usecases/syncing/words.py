"""What a hub says, as far as there are words for it here."""

from __future__ import annotations

import re

from fieldapp.base.findings import Finding
from fieldapp.base.language import LANGS, message

_CODE = re.compile(r"[a-z]+\.[a-z_]+\Z")


def understood(finding: Finding) -> Finding:
    """The same, or one that names the code: a hub may be of a later version, or talk nonsense."""
    if _CODE.match(finding.code):
        try:
            if all(message(finding, lang) != finding.code for lang in LANGS):
                return finding
        except (KeyError, IndexError, ValueError, OSError):
            pass
    return Finding("sync.refused", {"code": finding.code[:64]})
