"""Which language a page is in."""

from __future__ import annotations

from fastapi import Request

from fieldapp.base.language import Lang


def language(request: Request, chosen: str = "") -> Lang:
    """The one that was chosen, else what the browser prefers."""
    names = [chosen]
    for part in request.headers.get("accept-language", "")[:200].split(","):
        names.append(part.partition(";")[0].strip().lower())
    for name in names:
        if name.startswith(("zh", "en")):
            return "zh" if name.startswith("zh") else "en"
    return "en"
