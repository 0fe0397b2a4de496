"""Which secrets would be guessed."""

from __future__ import annotations

import pytest

from fieldapp.base import paths
from fieldapp.base.guessable import Why, guessable


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("correct horse battery", None),
        ("雨天四辆货车停在仓库门口", None),
        ("Chengdu tram 44 north", None),
        ("Password123", Why.COMMON),
        ("ＰＡＳＳＷＯＲＤ１２３", Why.COMMON),
        ("1q2w3e4r5t", Why.COMMON),
        ("aaaaaaaaaaaa", Why.COMMON),
        ("chengdunorth1", Why.ABOUT),
        ("Chengdu_North_2026", Why.ABOUT),
        ("王小明20261125", Why.ABOUT),
        ("fieldapppassword123", Why.ABOUT),
        ("fieldapp\ud800\ud801", Why.ABOUT),
    ],
)
def test_common_ones_and_names_are_found(secret: str, why: Why | None) -> None:
    assert guessable(secret, ("Chengdu North", "王小明")) is why


def test_the_list_holds_thousands_that_our_rules_for_length_would_let_pass() -> None:
    words = paths.resources("passwords", "common.txt").read_text(encoding="ascii").splitlines()
    assert words == sorted(set(words)) == [word.lower() for word in words]
    assert min(map(len, words)) == 8 and sum(len(word) >= 10 for word in words) == 15_000
