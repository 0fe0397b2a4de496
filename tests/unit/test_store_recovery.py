"""The recovery code: readable, forgiving in form, unforgiving in content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base.grouped import GROUPS, SECRET_BYTES
from fieldapp.store.errors import WrongRecoveryCodeError
from fieldapp.store.recovery import RecoveryCode

TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZU"
SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(SECRETS)
def test_what_is_printed_is_read_back(secret: bytes) -> None:
    assert RecoveryCode.parse(str(RecoveryCode(secret))).secret == secret


@given(SECRETS)
def test_case_spaces_full_width_and_look_alikes_do_not_matter(secret: bytes) -> None:
    typed = str(RecoveryCode(secret)).lower().replace("-", "  ")
    typed = typed.replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in typed)
    assert RecoveryCode.parse(typed).secret == secret
    assert RecoveryCode.parse(wide).secret == secret


@given(
    SECRETS, st.integers(0, GROUPS * 5 - 1), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZU")
)
def test_a_single_wrong_character_is_found_and_its_group_named(
    secret: bytes, place: int, wrong: str
) -> None:
    chars = list(str(RecoveryCode(secret)).replace("-", ""))
    if chars[place] == wrong:
        return
    chars[place] = wrong
    with pytest.raises(WrongRecoveryCodeError) as caught:
        RecoveryCode.parse("".join(chars))
    assert caught.value.finding.code == "store.recovery_code_typo"
    assert caught.value.finding.params["group"] == place // 5 + 1


@given(SECRETS, st.integers(0, GROUPS - 1), st.integers(0, 3))
def test_two_swapped_neighbours_are_found(secret: bytes, group: int, place: int) -> None:
    groups = str(RecoveryCode(secret)).split("-")
    chars = list(groups[group])
    if chars[place] == chars[place + 1]:
        return
    chars[place], chars[place + 1] = chars[place + 1], chars[place]
    groups[group] = "".join(chars)
    with pytest.raises(WrongRecoveryCodeError) as caught:
        RecoveryCode.parse("-".join(groups))
    assert caught.value.finding.params["group"] == group + 1


@given(SECRETS, st.integers(0, GROUPS - 2))
def test_two_swapped_groups_are_found(secret: bytes, group: int) -> None:
    groups = str(RecoveryCode(secret)).split("-")
    groups[group], groups[group + 1] = groups[group + 1], groups[group]
    with pytest.raises(WrongRecoveryCodeError):
        RecoveryCode.parse("-".join(groups))


@pytest.mark.parametrize("typed", ["", "ABCDE", "-" * 50, "0" * 41])
def test_a_code_of_another_length_says_so(typed: str) -> None:
    with pytest.raises(WrongRecoveryCodeError) as caught:
        RecoveryCode.parse(typed)
    assert caught.value.finding.code == "store.recovery_code_length"


def test_the_secret_does_not_show_in_a_log() -> None:
    secret = bytes(range(SECRET_BYTES))
    assert repr(secret) not in repr(RecoveryCode(secret))
