"""Two versions of a text: marked where they differ, merged only where nothing can be lost."""

from __future__ import annotations

from collections import Counter

import pytest
from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case.wordmerge import MOST_WORDS, compare, merge

words = st.lists(st.sampled_from(("泵", "停", "机", " ", "pump", "stops", "twice", "，", "\n")))
texts = words.map("".join)


def marked(spans: tuple[tuple[str, bool], ...]) -> str:
    return "".join(f"[{text}]" if differs else text for text, differs in spans)


def test_differences_are_words_in_english_and_characters_in_chinese() -> None:
    one, other = compare("The pump stops twice a week", "The pump stops daily")
    assert marked(one) == "The pump stops [twice a week]"
    assert marked(other) == "The pump stops [daily]"
    one, other = compare("三号泵每周停机", "三号泵每天停机")
    assert (marked(one), marked(other)) == ("三号泵每[周]停机", "三号泵每[天]停机")


@given(texts, texts)
@examples(100)
def test_the_pieces_are_the_whole_texts(one: str, other: str) -> None:
    left, right = compare(one, other)
    assert ("".join(s.text for s in left), "".join(s.text for s in right)) == (one, other)
    assert [s.text for s in left if not s.differs] == [s.text for s in right if not s.differs]


def test_changes_in_different_places_come_together() -> None:
    before = "The pump stops. The valve leaks."
    one, other = "The pump stops daily. The valve leaks.", "The pump stops. The old valve leaks."
    assert merge(before, one, other) == "The pump stops daily. The old valve leaks."
    assert merge("泵停机，阀泄漏。", "三号泵停机，阀泄漏。", "泵停机，旧阀泄漏。") == (
        "三号泵停机，旧阀泄漏。"
    )


@pytest.mark.parametrize(
    ("before", "one", "other"),
    [
        ("stops weekly", "stops daily", "stops hourly"),
        ("泵停机", "泵常停机", "泵又停机"),
        ("", "the pump", "the valve"),
        ("a b c", "a c", "a x c"),
    ],
)
def test_where_both_changed_the_same_place_there_is_none(before: str, one: str, other: str) -> None:
    assert merge(before, one, other) is None
    assert merge(before, other, one) is None


@given(texts, texts, texts)
@examples(300)
def test_no_word_of_either_is_dropped(before: str, one: str, other: str) -> None:
    merged = merge(before, one, other)
    assert merged == merge(before, other, one)
    if merged is None:
        return
    was, left, right, now = (Counter(text) for text in (before, one, other, merged))
    for letter in {*one, *other}:
        added = max(0, left[letter] - was[letter]), max(0, right[letter] - was[letter])
        assert now[letter] >= max(added), "what was added is there"
    if before == one:
        assert merged == other


def test_very_long_texts_are_neither_compared_nor_merged() -> None:
    long = "word " * MOST_WORDS
    assert merge(long, long + "one", "two " + long) is None
    (span,), _ = compare(long, "short")
    assert span.differs
