"""Whatever was typed, a report comes out, and can be read back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_reading import reader, text_of

from bench.sample_report import document
from fieldapp.report import blocks as b
from fieldapp.report.pdf import render

NASTY = [
    "",
    " ",
    "\x00\x01\x1b",
    "\ud800lone\udfff",
    "\u202eright to left\u202c",
    "\u200b\u200d\ufeff",
    "<b>&</b>&nbsp;<img src='x'/>",
    "{page} %s %(x)s \\n (unbalanced ( \\",
    "𠮷㛃😀👨‍👩‍👧‍👦🇨🇳",
    "e\u0301" * 40 + "Z\u0335\u0321\u0327" * 30,
    "مرحبا שלום नमस्ते ไทย",
    "，。！？”’》" * 30,
    "“（《" * 30,
    "x" * 3000,
    "长" * 600,
    "a b\n" * 30,
    "\n\n\n",
    "\U0010ffff\ufffe\ue000",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))


def spoiled(value: Any, draw: Any) -> Any:
    """A copy of a block with some of its texts replaced."""
    if isinstance(value, str):
        return draw() if draw(choose=True) else value
    if isinstance(value, tuple):
        return tuple(spoiled(item, draw) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"look", "tone", "section", "align", "relationship", "lang", "page_of"}
        changes = {
            field.name: spoiled(getattr(value, field.name), draw)
            for field in fields(value)
            if field.name not in kept
        }
        return replace(value, **changes)
    if isinstance(value, list):
        return [spoiled(item, draw) for item in value]
    return value


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.integers(1, 30),
    st.lists(texts, min_size=3, max_size=12),
    st.randoms(use_true_random=False),
    st.sampled_from(["a4", "phone"]),
)
def test_hostile_text_in_any_field(
    every: int, words: list[str], chance: Any, edition: b.Edition
) -> None:
    def draw(*, choose: bool = False) -> Any:
        return chance.randrange(every) == 0 if choose else chance.choice(words)

    made = spoiled(document("both", photos=False), draw)
    done = render(made, edition)
    pdf = reader(done)
    assert len(pdf.pages) == done.pages
    assert "\x00" not in text_of(done)
    assert len(pdf.attachments) == 1


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("edition", ["a4", "phone"])
def test_one_hostile_text_everywhere_is_still_set(text: str, edition: b.Edition) -> None:
    made = spoiled(document("both", photos=False), lambda choose=False: True if choose else text)
    done = render(made, edition)
    assert not done.plain
    assert reader(done).pages


def test_hostile_numbers_and_dates() -> None:
    points = tuple(
        b.EmotionPoint(at, level, lane, b.Words("点"))
        for at, level, lane in (
            (None, 0, 0),
            (datetime(1, 1, 1), -5, 7),
            (datetime(9999, 12, 31, 23, 59), 99, 0),
        )
    )
    blocks = [b.EmotionTimeline((), {}, points), b.Space(1e9), b.Space(-3)]
    assert not render(replace(document("zh"), blocks=blocks), "a4").plain
