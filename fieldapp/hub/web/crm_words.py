"""How pages tell what became of reports that go to a customer system."""

from __future__ import annotations

from typing import Any

from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, tr
from fieldapp.hub.crm.handing import AWAY, WAITING


def crm_words(lang: Lang) -> dict[str, Any]:
    """What `handover.html` needs."""
    return {
        "c": lambda key, **params: tr(f"crmpages.{key}", lang, **params),
        "why": lambda fault: why(fault, lang),
    }


def why(fault: str, lang: Lang) -> tuple[str, str]:
    """What a fault means, and what to do about it."""
    if fault in (AWAY, WAITING):
        return tr(f"crmpages.why_{fault.lower()}", lang), tr(f"crmpages.do_{fault.lower()}", lang)
    if fault.startswith("crm."):
        # Where the file lies is the operator's business.
        said = message(Finding(fault, {"where": "crm.toml", "name": "…"}), lang)
        return said, tr("crmpages.do_operator", lang)
    return tr("crmpages.why_theirs", lang, code=fault), tr("crmpages.do_theirs", lang)
