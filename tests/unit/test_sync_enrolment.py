"""Enrolment: a code for one laptop and one team, and what both sides believe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case.change import Identity
from fieldapp.case.seal import SigningKey
from fieldapp.sync import wire
from fieldapp.sync.certificates import ENGINEER, Root
from fieldapp.sync.enrolment import Code, Enrol, Enrolled, EnrolmentError, Renew, Renewed, kept


def entropy(size: int) -> bytes:
    return bytes(range(size))


ROOT = Root.new(entropy)
WHO = Identity.new(entropy)
KEY = SigningKey(b"k" * 32)
TOKEN = b"t" * 32


def enrolled(root: Root = ROOT, *, key: bytes = KEY.public) -> Enrolled:
    account = b"a" * 16
    certificates = (
        root.account(account, ENGINEER, 0),
        root.device(account, WHO.device, WHO.author, key, 0),
    )
    return Enrolled(
        root=root._key.public,
        team="Site North",
        account=account,
        person="Li Wei",
        certificates=certificates,
    )


@given(st.sampled_from((17, 12)).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_a_code_is_read_as_it_was_written_and_names_its_team(secret: bytes) -> None:
    """Also one of 12 bytes, as hubs of former versions make them."""
    code = Code.new(ROOT.space, lambda _: secret)
    again = Code.parse(str(code).lower())
    assert again == code
    assert ROOT.space.startswith(again.hint)


def test_a_mistyped_code_is_named_by_its_group() -> None:
    text = str(Code.new(ROOT.space, entropy))
    wrong = text[:7] + ("7" if text[7] != "7" else "8") + text[8:]
    with pytest.raises(EnrolmentError) as caught:
        Code.parse(wrong)
    assert caught.value.finding.code == "sync.code_typo"
    assert caught.value.finding.params == {"group": 2}
    with pytest.raises(EnrolmentError) as caught:
        Code.parse(text[:-3])
    assert caught.value.finding.params == {"typed": 47, "wanted": 50}


def test_what_is_sent_and_what_is_kept_gives_nothing_of_the_code_away() -> None:
    code = Code.new(ROOT.space, lambda size: (b"secret" * 3)[:size])
    sent = wire.encode(Enrol.signed(code, WHO, KEY, TOKEN, "ThinkPad"))
    assert code.secret not in sent
    assert TOKEN not in sent
    assert kept(code.proof) != code.proof


def test_only_who_has_the_key_can_ask_for_it() -> None:
    asked = Enrol.signed(Code.new(ROOT.space, entropy), WHO, KEY, TOKEN, "ThinkPad")
    assert wire.decode(wire.encode(asked)) == asked
    assert asked.is_signed()
    for changed in (
        replace(asked, key=SigningKey(b"o" * 32).public),
        replace(asked, device=b"o" * 16),
        replace(asked, author=b"o" * 16),
        replace(asked, token=kept(b"other")),
        replace(asked, code=b"o" * 32),
    ):
        assert not changed.is_signed()


def test_a_laptop_believes_the_team_of_its_code_alone() -> None:
    code = Code.new(ROOT.space, entropy)
    answer = wire.decode(wire.encode(enrolled()))
    assert isinstance(answer, Enrolled)
    assert answer.roster(code, WHO.device, KEY.public).space == ROOT.space
    other = Root(SigningKey(b"o" * 32))
    with pytest.raises(EnrolmentError) as caught:
        enrolled(other).roster(code, WHO.device, KEY.public)
    assert caught.value.finding.code == "sync.space_other"
    with pytest.raises(EnrolmentError) as caught:
        enrolled(key=b"o" * 32).roster(code, WHO.device, KEY.public)
    assert caught.value.finding.code == "sync.not_enrolled"


def test_a_token_is_renewed_by_its_hash_and_the_laptops_key() -> None:
    asked = Renew.signed(ROOT.space, WHO.device, KEY, TOKEN)
    assert wire.decode(wire.encode(asked)) == asked
    assert asked.is_signed(ROOT.space)
    assert not asked.is_signed(bytes(16))
    assert not replace(asked, token=kept(b"other")).is_signed(ROOT.space)
    assert not replace(asked, device=b"o" * 16).is_signed(ROOT.space)
    assert wire.decode(wire.encode(Renewed())) == Renewed()
