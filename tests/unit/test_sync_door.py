"""Who may say what in a space: certificates, the roster they make, and the door they guard."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from case_kit import CASE, Laptop, examples, later_frame
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case import codec
from fieldapp.case.change import Change, Identity, Tip, encode
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.sync.certificates import (
    ADMINISTRATOR,
    ENGINEER,
    SUPERVISOR,
    AccountCertificate,
    Certificate,
    CertificateError,
    DeviceCertificate,
    Revocation,
    Root,
    read,
    space_of,
)
from fieldapp.sync.door import Admitted, causal, sift
from fieldapp.sync.roster import LATE, Roster

AT = 1_700_000_000_000


class Nothing:
    """A holder of nothing."""

    def known(self, changes: object) -> tuple[()]:
        return ()

    def successors(self, change: object) -> tuple[()]:
        return ()

    def seals(self, changes: object) -> tuple[()]:
        return ()


class Holder(Nothing):
    """A holder of some changes and seals."""

    def __init__(self, changes: list[Change], seals: list[Seal]) -> None:
        self.changes, self.held = changes, seals

    def known(self, changes: list[Change]) -> list[bytes]:
        here = {change.id for change in self.changes}
        return [change.id for change in changes if change.id in here]

    def successors(self, change: Change) -> list[Change]:
        return [one for one in self.changes if one.prev == change.id]

    def seals(self, changes: list[Change]) -> list[Seal]:
        names = {change.id for change in changes}
        return [seal for seal in self.held if seal.head in names]


class Space:
    """A space with laptops that belong to it."""

    def __init__(self, *members: Laptop) -> None:
        self.root = Root.new(random.Random(7).randbytes)
        self.roster = Roster(self.root.space)
        self.accounts = {}
        for member in members:
            self.enrol(member)

    def enrol(self, member: Laptop, role: str = ENGINEER) -> bytes:
        account = self.accounts[member.name] = os.urandom(16)
        who = member.identity
        device = self.root.device(account, who.device, who.author, member.key.public, AT)
        self.take(self.root.account(account, role, AT), device)
        return read(device, self.root.space).id

    def take(self, *certificates: bytes) -> None:
        good, findings = self.roster.add(certificates)
        assert (good, findings) == (list(certificates), [])

    def codes(self, frames: list[Frame], seals: list[Seal], **options: Any) -> list[str]:
        """What is wrong with what is turned away; empty if all comes in."""
        held = options.pop("held", Nothing())
        sifted = sift(frames, seals, self.roster, held, **options)
        assert len(sifted.admitted) + len(sifted.turned) == len(frames)
        return [turned.finding.code for turned in sifted.turned]


def wrote(laptop: Laptop, count: int = 3) -> list[Change]:
    return [laptop.write("severity", number) for number in range(count)]


# Certificates


def test_a_space_is_known_by_its_root_alone() -> None:
    root = Root.new(os.urandom)
    raw = root.account(b"a" * 16, ENGINEER, AT)
    found = read(raw, root.space)
    assert isinstance(found, AccountCertificate)
    assert (found.account, found.role, found.at, found.raw) == (b"a" * 16, ENGINEER, AT, raw)
    assert root.space == space_of(codec.unpack(raw)["root"])
    with pytest.raises(CertificateError) as caught:
        read(raw, Root.new(os.urandom).space)
    assert caught.value.finding.code == "sync.certificate_foreign"


def test_a_certificate_that_was_altered_is_refused() -> None:
    root = Root.new(os.urandom)
    plain = codec.unpack(root.account(b"a" * 16, ENGINEER, AT))
    for change in ({"role": SUPERVISOR}, {"at": AT + 1}, {"more": 1}, {"account": b"b" * 16}):
        with pytest.raises(CertificateError) as caught:
            read(codec.pack(plain | change), root.space)
        assert caught.value.finding.code == "sync.certificate_forged"


def test_somebody_else_cannot_sign_for_a_space() -> None:
    root, mallory = Root.new(os.urandom), SigningKey.new(os.urandom)
    plain = codec.unpack(root.account(b"a" * 16, ADMINISTRATOR, AT))
    del plain["sig"]
    signed = mallory.sign(b"fieldapp certificate 1" + codec.pack(plain))
    with pytest.raises(CertificateError):
        read(codec.pack(plain | {"sig": signed}), root.space)


def test_what_a_later_version_certifies_is_kept_and_has_no_effect() -> None:
    root = Root.new(os.urandom)
    roster = Roster(root.space)
    later = [root.issue("auditor", AT, account=b"a" * 16), root.issue("account", AT, v=2, role=5)]
    assert roster.add(later) == (later, [])
    assert {certificate.raw for certificate in roster.certificates.values()} == set(later)
    assert all(type(one) is Certificate for one in roster.certificates.values())
    assert roster.roles(b"a" * 16) == frozenset()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("account", {"account": b"short", "role": "engineer"}),
        ("account", {"account": b"a" * 16}),
        ("account", {"account": b"a" * 16, "role": 5}),
        ("device", {"account": b"a" * 16, "device": b"d" * 16, "author": b"a" * 16}),
        ("revocation", {"revokes": [b"short"]}),
        ("revocation", {"revokes": [b"r" * 32] * 65}),
        ("account", {"account": b"a" * 16, "role": "engineer", "at": -1}),
        (5, {"account": b"a" * 16, "role": "engineer"}),
    ],
)
def test_a_known_kind_out_of_form_is_refused(kind: Any, fields: dict[str, Any]) -> None:
    root = Root.new(os.urandom)
    raw = root.issue(kind, fields.pop("at", AT), **fields)
    with pytest.raises(CertificateError) as caught:
        read(raw, root.space)
    assert caught.value.finding.code == "sync.certificate_malformed"


@given(st.data())
@examples(80)
def test_any_bytes_are_read_or_refused(data: st.DataObject) -> None:
    root = Root.new(random.Random(3).randbytes)
    raw = bytearray(root.device(b"a" * 16, b"d" * 16, b"w" * 16, b"k" * 32, AT))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(raw), root.space)
    except CertificateError:
        return
    assert found.raw == root.device(b"a" * 16, b"d" * 16, b"w" * 16, b"k" * 32, AT)


# The roster


def test_a_roster_is_the_same_whatever_the_order() -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    space = Space(ann, bo)
    name = space.enrol(ann, SUPERVISOR)
    space.take(space.root.revoke((name,), AT + 5))
    raws = [certificate.raw for certificate in space.roster.certificates.values()]
    turned = Roster(space.root.space)
    turned.add(raws[::-1])
    assert turned.digest() == space.roster.digest()
    for laptop in (ann, bo):
        device, key = laptop.identity.device, laptop.key.public
        assert turned.speaker(device, key) == space.roster.speaker(device, key)
        for at in (AT, AT + 9):
            same = space.roster.supervised(laptop.author, at << 16)
            assert turned.supervised(laptop.author, at << 16) == same


def test_bad_certificates_are_named_and_the_good_ones_taken() -> None:
    space = Space(Laptop("ann"))
    good = space.root.account(b"x" * 16, ENGINEER, AT)
    kept, findings = space.roster.add([b"rubbish", good, good])
    assert kept == [good]
    assert [finding.code for finding in findings] == ["sync.certificate_malformed"]


def test_a_revoked_laptop_may_not_speak_nor_one_whose_account_has_no_role() -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    space = Space(bo)
    name = space.enrol(ann)
    device, key = ann.identity.device, ann.key.public
    assert isinstance(space.roster.speaker(device, key), DeviceCertificate)
    assert space.roster.speaker(device, bo.key.public) is None
    assert space.roster.speaker(b"?" * 16, key) is None
    space.take(space.root.revoke((name,), AT))
    assert space.roster.speaker(device, key) is None
    roles = [c for c in space.roster.certificates.values() if isinstance(c, AccountCertificate)]
    ours = next(role for role in roles if role.account == space.accounts["bo"])
    space.take(space.root.revoke((ours.id,), AT))
    assert space.roster.speaker(bo.identity.device, bo.key.public) is None
    revocations = [c for c in space.roster.certificates.values() if isinstance(c, Revocation)]
    assert len(revocations) == 2


def test_a_review_counts_from_whoever_was_a_supervisor_then() -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    space = Space(bo)
    space.enrol(ann, SUPERVISOR)
    then, later = (AT + 10) << 16, (AT + 30) << 16
    assert space.roster.supervised(ann.author, then)
    assert not space.roster.supervised(bo.author, then)
    assert not space.roster.supervised(b"nobody".ljust(16), then)
    role = next(
        certificate.id
        for certificate in space.roster.certificates.values()
        if isinstance(certificate, AccountCertificate) and certificate.role == SUPERVISOR
    )
    space.take(space.root.revoke((role,), AT + 20))
    assert space.roster.supervised(ann.author, then)
    assert not space.roster.supervised(ann.author, later)
    # What is said to be from before comes for a while.
    assert space.roster.supervised(ann.author, then, seen=AT + 20 + LATE)
    assert not space.roster.supervised(ann.author, then, seen=AT + 21 + LATE)
    assert space.roster.roles(space.accounts["ann"]) == frozenset()


# The door


def test_a_seal_brings_in_all_that_lies_before_it() -> None:
    ann = Laptop("ann")
    changes = wrote(ann)
    space = Space(ann)
    assert space.codes(ann.log.frames(), [Seal.over(changes[-1], ann.key)]) == []
    assert space.codes(ann.log.frames(), [Seal.over(changes[1], ann.key)]) == ["sync.seal_missing"]
    assert space.codes(ann.log.frames(), []) == ["sync.seal_missing"] * 3


def test_nobody_else_can_seal_for_a_laptop_of_the_space() -> None:
    ann, bo, mallory = Laptop("ann"), Laptop("bo"), Laptop("mallory")
    last = wrote(ann)[-1]
    space = Space(ann, bo)
    for key in (bo.key, mallory.key):
        assert space.codes(ann.log.frames(), [Seal.over(last, key)]) == ["sync.seal_missing"] * 3


def test_a_seal_whose_signature_is_wrong_is_none() -> None:
    ann = Laptop("ann")
    space = Space(ann)
    good = Seal.over(wrote(ann)[-1], ann.key)
    bad = Seal(*ann.log.changes[good.head].chain, good.seq, good.head, good.key, b"s" * 64)
    assert space.codes(ann.log.frames(), [bad]) == ["sync.seal_missing"] * 3
    assert space.codes(ann.log.frames(), [bad, good]) == []


def test_an_author_of_the_space_cannot_be_claimed_by_another_laptop() -> None:
    ann, bo, mallory = Laptop("ann"), Laptop("bo"), Laptop("mallory")
    space = Space(ann, bo)
    for liar, device in ((bo, bo.identity.device), (mallory, mallory.identity.device)):
        who = Identity(ann.author, device, b"i" * 8)
        forged = encode(CASE, who, Tip(), 1, {"ops": []})
        seals = [Seal.over(forged, liar.key), Seal.over(forged, bo.key)]
        assert space.codes([Frame(forged.raw)], seals) == ["sync.author_forged"]


def test_what_an_outsider_wrote_comes_in_if_somebody_of_the_space_carries_it() -> None:
    ann, zed = Laptop("ann"), Laptop("zed")
    last = wrote(zed)[-1]
    space = Space(ann)
    assert space.codes(zed.log.frames(), [Seal.over(last, zed.key)]) == ["sync.seal_missing"] * 3
    assert space.codes(zed.log.frames(), [Seal.over(last, ann.key)]) == []
    assert space.codes(zed.log.frames(), [], is_by_hand=True) == []


def test_by_hand_nobody_of_the_space_can_be_forged_either() -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    wrote(ann, 1)
    space = Space(ann, bo)
    assert space.codes(ann.log.frames(), [], is_by_hand=True) == ["sync.seal_missing"]


def test_a_revoked_laptop_s_own_seal_still_shows_who_wrote() -> None:
    ann = Laptop("ann")
    space = Space()
    name = space.enrol(ann)
    space.take(space.root.revoke((name,), AT))
    assert space.codes(ann.log.frames(), [Seal.over(wrote(ann)[-1], ann.key)]) == []


def test_without_a_roster_every_sound_frame_comes_in() -> None:
    ann = Laptop("ann")
    wrote(ann)
    sifted = sift([*ann.log.frames(), Frame(b"rubbish")], [], None, Nothing())
    assert len(sifted.admitted) == 3
    assert [turned.finding.code for turned in sifted.turned] == ["case.change_malformed"]


def test_what_is_here_comes_again_unsealed_for_a_value_that_was_missing() -> None:
    ann = Laptop("ann")
    changes = wrote(ann)
    space = Space(ann)
    assert space.codes(ann.log.frames(), [], held=Holder(changes, [])) == []


def test_a_hole_is_filled_under_the_seal_of_what_comes_after_it() -> None:
    ann = Laptop("ann")
    changes = wrote(ann, 5)
    space = Space(ann)
    missing = [ann.log.frames()[1], ann.log.frames()[2]]
    sealed = Holder([changes[0], *changes[3:]], [Seal.over(changes[4], ann.key)])
    assert space.codes(missing, [], held=sealed) == []
    assert space.codes([missing[0]], [], held=sealed) == ["sync.seal_missing"]
    unsealed = Holder([changes[0], *changes[3:]], [])
    assert space.codes(missing, [], held=unsealed) == ["sync.seal_missing"] * 2


def test_a_clone_s_branches_are_each_covered_by_their_own_seal() -> None:
    ann = Laptop("ann")
    first = wrote(ann, 1)[0]
    branches = [
        encode(CASE, ann.identity, Tip(1, first.id), number, {"ops": []}) for number in (5, 6)
    ]
    frames = [Frame(change.raw) for change in (first, *branches)]
    space = Space(ann)
    one, both = [Seal.over(branches[0], ann.key)], [Seal.over(b, ann.key) for b in branches]
    assert space.codes(frames, one) == ["sync.seal_missing"]
    assert space.codes(frames, both) == []


def test_a_seal_over_what_is_turned_away_or_beyond_it_covers_nothing() -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    space = Space(ann, bo)
    (first,) = wrote(ann, 1)
    liar = Identity(bo.author, ann.identity.device, ann.identity.incarnation)
    forged = encode(CASE, liar, Tip(1, first.id), 5, {"ops": []})
    after = encode(CASE, ann.identity, Tip(2, forged.id), 6, {"ops": []})
    frames = [Frame(change.raw) for change in (first, forged, after)]
    own, over, beyond = (Seal.over(change, ann.key) for change in (first, forged, after))
    for some, seals in ((frames[:2], [over]), (frames, [beyond]), (frames, [over, beyond])):
        assert sorted(space.codes(some, seals)) == ["sync.author_forged", "sync.seal_missing"]
    assert space.codes(frames, [own, beyond]) == ["sync.author_forged"]
    # What is here is kept with its seals.
    assert space.codes(frames[:2], [over], held=Holder([forged], [])) == []


def test_one_bad_frame_keeps_nothing_else_out() -> None:
    ann = Laptop("ann")
    last = wrote(ann)[-1]
    frames = ann.log.frames()
    altered = Frame(frames[1].raw, {name: v._replace(data=b"\xc0") for name, v in
                                    frames[1].values.items()})  # fmt: skip
    space = Space(ann)
    mixed = [Frame(b""), frames[0], altered, frames[2]]
    sifted = sift(mixed, [Seal.over(last, ann.key)], space.roster, Nothing())
    assert [turned.finding.code for turned in sifted.turned] == [
        "case.change_malformed",
        "case.value_altered",
        "sync.seal_missing",
    ]
    assert [one.change.seq for one in sifted.admitted] == [3]


def test_changes_of_a_later_version_pass_like_others() -> None:
    ann = Laptop("ann")
    frame = later_frame(ann, "in a later way")
    change = sift([frame], [], None, Nothing()).admitted[0].change
    assert Space(ann).codes([frame], [Seal.over(change, ann.key)]) == []


@given(st.permutations(range(8)))
@examples(40)
def test_causes_come_before_effects_whatever_the_order(order: list[int]) -> None:
    ann, bo = Laptop("ann"), Laptop("bo")
    for number in range(2):
        ann.write("title", f"ann {number}")
        bo.take(ann)
        bo.write("title", f"bo {number}")
        ann.take(bo)
    ann.delete("statements/s1") if ann.add("statements", "s1") else None
    bo.take(ann)
    bo.write("severity", 2)
    bo.write("severity", 3)
    frames = {frame.raw: frame for frame in bo.log.frames()}
    admitted = [Admitted(change, frames[change.raw]) for change in bo.log.changes.values()]
    assert len(admitted) == 8
    ordered = causal([admitted[place] for place in order])
    assert {one.change.id for one in ordered} == bo.log.changes.keys()
    seen: set[bytes] = {b""}
    for one in ordered:
        refs = {ref.change for op in one.change.ops for ref in (*op.supersedes, *op.sees)}
        assert refs | {one.change.prev} <= seen
        seen.add(one.change.id)
    assert causal(ordered) == ordered
