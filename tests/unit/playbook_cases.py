"""The small playbook the engine's tests use, and cases for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.base.language import Text
from fieldapp.case.records import Case, EmotionReading
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook

FORMS = Path(__file__).parent / "playbook_forms"
TODAY = date(2026, 11, 20)
OPENED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@cache
def talk() -> Playbook:
    playbook = Library(built_in=FORMS).get("talk")
    assert playbook is not None
    return playbook


def guide(overrides: tuple[str, ...] = (), **parts: Any) -> Guide:
    """A guide over a case with those answers (`answers=`) and records."""
    return Guide(talk(), Case(**parts), TODAY, overrides)


def angry(
    level: int | None = 4, at: datetime | None = None, who: str = "customer"
) -> EmotionReading:
    return EmotionReading(id="m1", who=who, level=level, word=Text(zh="骗"), at=at)
