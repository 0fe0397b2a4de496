"""A laptop and a hub: what each has in the end, and how much it took."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from unittest import mock

import pytest
from sync_kit import CASE, OTHER, Laptop, Team, broken, fill, hand_over, sizes

from fieldapp.case.change import Change
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.store.erase import Wish
from fieldapp.sync import blobs, comparison, exchange, hub_feed, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.certificates import CertificateError
from fieldapp.sync.engine import ERRANDS, payload
from fieldapp.sync.errors import AnswerError
from fieldapp.sync.hub_state import Hub
from fieldapp.sync.messages import (
    BlobGet,
    BlobPut,
    Found,
    Have,
    PackGet,
    Page,
    Problem,
    Pull,
    Push,
    Receipt,
    Want,
)
from fieldapp.sync.rows import MAX_CASES, Cursor, Scope


def asked(laptop: Laptop, kind: type) -> int:
    return sum(isinstance(message, kind) for message in laptop.asked)


# Sending and reading


def test_what_one_writes_the_other_reads() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "Tower 3")
    team.sync(ann, bo)
    assert bo.sees("title") == ["Tower 3"]
    bo.write("title", "Tower 4")
    team.sync(bo, ann)
    assert ann.sees("title") == ["Tower 4"]
    assert ann.ids() == bo.ids() == team.on_hub()
    assert ann.local.outbox == bo.local.outbox == {}


def test_values_written_at_the_same_time_are_both_shown_to_both() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "Tower 3")
    bo.write("title", "Turm 3")
    team.sync(ann, bo)
    assert set(ann.sees("title")) == set(bo.sees("title")) == {"Tower 3", "Turm 3"}


def test_what_is_pushed_alone_need_not_be_read_back() -> None:
    team = Team()
    ann = team.laptop("ann")
    team.run(ann, exchange.pull(ann.local, team.space))
    for number in range(3):
        ann.write("severity", number)
    team.run(ann, exchange.push(ann.local, team.space))
    before = len(team.answered)
    team.run(ann, exchange.pull(ann.local, team.space))
    (page,) = team.answered[before:]
    assert isinstance(page, Page)
    assert page.batch.frames == ()


def test_what_somebody_else_wrote_meanwhile_is_not_passed_over() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    team.run(ann, exchange.pull(ann.local, team.space))
    bo.write("title", "meanwhile")
    team.run(bo, exchange.push(bo.local, team.space))
    ann.write("severity", 3)
    team.run(ann, exchange.push(ann.local, team.space))
    team.run(ann, exchange.pull(ann.local, team.space))
    assert ann.sees("title") == ["meanwhile"]


def test_many_changes_go_in_pages_and_come_in_larger_ones() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    with sizes(packing_PUSHED=5, packing_PULLED=10, exchange_OFFERED=5):
        for number in range(40):
            ann.write("severity", number)
        team.sync(ann, bo, rounds=1)
    assert asked(ann, Push) == 8
    assert asked(bo, Pull) <= 6
    assert bo.ids() == ann.ids()


def test_a_page_never_ends_where_it_cannot_be_checked() -> None:
    team = Team()
    ann, bo, cy = (team.laptop(name) for name in ("ann", "bo", "cy"))
    for number in range(30):
        ann.write("severity", number)
        bo.write("severity", number, OTHER)
    team.sync(ann, bo, rounds=1)
    with sizes(packing_PULLED=7):
        team.sync(cy, rounds=1)
    assert cy.local.ever_turned == set()
    assert (cy.ids(), cy.ids(OTHER)) == (ann.ids(), bo.ids(OTHER))


def test_a_change_twice_in_the_outbox_of_two_is_once_in_the_feed() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    change = ann.write("title", "by hand")
    hand_over(team, ann, bo)
    assert change.id in bo.local.outbox
    team.sync(bo, ann)
    names = [entry.name for entry in team.shelf.spaces[team.space].entries]
    assert names.count(change.id) == 1


def test_a_bad_frame_is_named_set_aside_and_nothing_waits_for_it() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    for number in range(3):
        ann.write("answers/a", number)
    team.sync(ann)
    page = team.ask(bo, Pull(cursor=Cursor()))
    assert isinstance(page, Page)
    one, two, three = page.batch.frames
    frames = [Frame(b"rubbish"), one, broken(two), three]
    batch = Batch(tuple(frames), page.batch.seals, page.batch.certificates)
    findings = exchange.take_in(bo.local, team.space, batch, is_on_hub=True, cursor=page.after)
    assert {finding.code for finding in findings} == {
        "case.change_malformed",
        "case.value_altered",
        "sync.seal_missing",
    }
    assert len(bo.ids()) == 1
    bo.local.compare_soon(team.space)
    team.sync(bo)
    assert bo.ids() == ann.ids()
    assert [turned.frame.raw for turned in bo.local.quarantine.values()] == [b"rubbish"]


def test_a_change_too_large_to_travel_is_named_and_the_others_go() -> None:
    team = Team()
    ann = team.laptop("ann")
    with sizes(packing_MAX_FRAME=2_000):
        big = ann.write("title", "x" * 3_000)
        small = ann.write("severity", 3)
        team.sync(ann)
    assert ann.local.refused[big.id].code == "sync.change_too_large"
    assert team.on_hub() == {small.id}


def test_a_receipt_that_names_something_else_is_not_believed() -> None:
    team = Team()
    ann = team.laptop("ann")
    change = ann.write("severity", 3)
    pushing = exchange.push(ann.local, team.space)
    next(pushing)
    with pytest.raises(AnswerError):
        pushing.send(
            Receipt(
                digest=bytes(32),
                refused=(),
                forks=(),
                has_gap=False,
                before=Cursor(b"e" * 16),
                after=Cursor(b"e" * 16, 1, b"l" * 16),
            )
        )
    assert change.id in ann.local.outbox
    assert ann.local.cursor(team.space) == Cursor()


def test_what_the_hub_refuses_is_named_and_not_sent_again_until_it_is_compared() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    change = bo.write("title", "unsealed")
    exchange.take_in(ann.local, b"", Batch((bo.local.frame(change),)), is_on_hub=False)
    ann.write("severity", 3)
    team.sync(ann)
    assert ann.local.refused[change.id].code == "sync.seal_missing"
    assert team.on_hub() == ann.ids() - {change.id}
    pushes = asked(ann, Push)
    team.sync(ann)
    assert asked(ann, Push) == pushes
    ann.local.compare_soon(team.space)
    team.sync(bo, ann)
    assert ann.local.refused == {}
    assert ann.ids() == bo.ids() == team.on_hub()


# A hub that was put back


@pytest.mark.parametrize("is_noticed", [True, False], ids=["new epoch", "turned back unnoticed"])
def test_a_hub_that_was_put_back_gets_everything_again(is_noticed: bool) -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "before")
    ann.photo(b"a photo")
    team.sync(ann, bo)
    backup = team.shelf.copied()
    ann.write("title", "after")
    team.sync(ann, bo)
    team.shelf.spaces = backup.copied().spaces
    if is_noticed:
        team.shelf.epoch = team.entropy(16)
    ann.write("severity", 1)
    for laptop in (ann, bo):
        engine = team.engine(laptop)
        answer = Problem(code="", params={})
        for _ in range(40):
            ask = engine.next()
            if not hasattr(ask, "message"):
                break
            answer = team.ask(laptop, ask.message, ask.space)
            engine.answer(ask, answer)
    team.sync(ann, bo)
    assert ann.ids() == bo.ids() == team.on_hub()
    assert bo.sees("title") == ["after"]
    assert ann.local.outbox == {}


def test_history_that_the_hub_knows_is_told_in_few_bytes() -> None:
    team = Team()
    ann = team.laptop("ann")
    for number in range(200):
        case = hashlib.sha256(b"%d" % (number % 20)).digest()[:16]
        ann.local.place(case, team.space)
        ann.write("title", f"a title that is some words long, the {number}th", case)
    team.sync(ann)
    first = sum(len(wire.encode(message)) for message in ann.asked)
    ann.asked.clear()
    tip = team.shelf.tip(team.space)
    ann.local.begin_anew(team.space, tip)
    assert len(ann.local.outbox) == 200
    team.sync(ann)
    again = sum(len(wire.encode(message)) for message in ann.asked)
    assert ann.local.outbox == {}
    assert asked(ann, Push) == 0
    assert again < first / 5


def test_comparing_fetches_what_is_missing_here_and_offers_what_is_missing_there() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "one")
    bo.write("title", "two", OTHER)
    team.sync(ann, bo)
    lost = team.shelf.spaces[team.space].cases.pop(CASE)
    team.shelf.spaces[team.space].cases[b"\x01" * 16] = lost
    del bo.local.cases_here[OTHER]
    for laptop in (ann, bo):
        laptop.local.compare_soon(team.space)
    team.sync(ann, bo)
    assert team.on_hub() == ann.ids()
    assert bo.ids(OTHER) == team.on_hub(OTHER)
    assert asked(bo, Want) >= 1


def test_a_value_lost_on_a_laptop_comes_back_and_one_lost_on_the_hub_goes_again() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.edit(fill)
    team.sync(ann, bo)
    kept = team.shelf.spaces[team.space].cases[CASE]
    lost = sorted(kept.values)[:3]
    bo.local.lose_values(CASE, lost)
    bo.local.compare_soon(team.space)
    team.sync(bo)
    assert bo.local.values(CASE).keys() == kept.values.keys()
    for name in lost:
        del kept.values[name]
    team.hub._shelf.set_digest(team.space, CASE, b"d" * 32)
    ann.local.compare_soon(team.space)
    team.sync(ann)
    assert set(lost) <= kept.values.keys()


def test_what_is_written_while_the_hub_compares_is_not_taken_to_be_there() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "before")
    team.sync(ann)
    comparing = comparison.compare(ann.local, team.space)
    have = next(comparing)
    assert isinstance(have, Have)
    answer = team.ask(ann, have)
    late = ann.write("title", "meanwhile")
    with pytest.raises(StopIteration):
        while True:
            answer = team.ask(ann, comparing.send(answer))
    assert late.id in ann.local.outbox


# Erasing


def test_an_order_to_erase_goes_first_and_the_values_never_reach_the_hub() -> None:
    team = Team()
    ann = team.laptop("ann")
    for number in range(8):
        ann.write(f"statements/s{number}/text", f"secret {number}")
    order = ann.erase("statements/s1")
    with sizes(packing_PUSHED=3, exchange_OFFERED=3):
        team.sync(ann)
    first = next(message for message in ann.asked if isinstance(message, Push))
    assert first.batch.frames[0].raw == order.raw
    assert b"secret 1" not in team.texts()
    assert b"secret 2" in team.texts()


def test_erased_values_are_nowhere_whoever_had_them_and_whenever_they_come() -> None:
    team = Team()
    ann, bo, cy = (team.laptop(name) for name in ("ann", "bo", "cy"))
    ann.write("statements/s1/text", "secret")
    ann.write("title", "stays")
    team.sync(ann, bo)
    frames = list(map(ann.local.frame, ann.local.cases_here[CASE].changes.values()))
    team.hub.make_packs(team.space)
    bo.erase("statements/s1")
    team.sync(bo)
    assert b"secret" not in team.texts()
    assert team.shelf.packs(team.space) == []
    seals = ann.local.seals(list(ann.local.cases_here[CASE].changes.values()))
    exchange.take_in(bo.local, team.space, Batch(tuple(frames), tuple(seals)), is_on_hub=False)
    assert "secret" not in str(bo.local.values(CASE).values())
    bo.local.offer_again(team.space, CASE, bo.ids())
    team.sync(bo, ann, cy)
    for laptop in (ann, bo, cy):
        assert "secret" not in str(laptop.local.values(CASE).values())
        assert laptop.sees("title") == ["stays"]
    assert b"secret" not in team.texts()


def test_an_erased_photo_leaves_the_hub_and_cannot_be_sent_again() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    name = ann.photo(b"a face")
    team.sync(ann, bo)
    assert bo.local.blobs == {name: b"a face"}
    ann.erase("evidence/e1")
    team.sync(ann, bo)
    assert team.shelf.spaces[team.space].blobs == bo.local.blobs == {}
    put = BlobPut(case=CASE, sha256=name, size=6, offset=0, data=b"a face")
    assert isinstance(team.ask(ann, put), Problem)


def test_an_edition_stands_only_if_its_maker_knew_of_every_erasure() -> None:
    from fieldapp.case.files import AFTER, orders_known, wanted_files

    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")

    def issue(laptop: Laptop, item: str) -> str:
        name = laptop.local.put_blob(CASE, item.encode()).hex()

        def write(edit: object) -> None:
            edit.write(f"issues/{item}/pdf", name)
            if orders := orders_known(edit.fold):
                edit.write(f"issues/{item}/{AFTER}", orders)

        laptop.edit(write)
        return name

    ann.write("statements/s1/text", "secret")
    team.sync(ann, bo)
    before = issue(ann, "i1")
    bo.erase("statements/s1")
    unaware = issue(ann, "i2")
    team.sync(ann, bo)
    aware = issue(ann, "i3")
    team.sync(ann, bo)
    for laptop in (ann, bo):
        assert wanted_files(laptop.local.cases_here[CASE].fold) == {aware}
        assert set(laptop.local.blobs) == {bytes.fromhex(aware)}
    assert set(team.shelf.spaces[team.space].blobs) == {bytes.fromhex(aware)}
    assert before != unaware


# Photos and files


def test_a_photo_goes_on_where_it_was_interrupted() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    data = team.entropy(1_000)
    name = ann.photo(data)
    team.run(ann, exchange.push(ann.local, team.space))
    with sizes(blobs_PART=100):
        sending = blobs.send(ann.local, team.space)
        answer = team.ask(ann, next(sending))
        for _ in range(4):
            answer = team.ask(ann, sending.send(answer))
        sending.close()
        ann.asked.clear()
        team.run(ann, blobs.send(ann.local, team.space))
        assert [m.offset for m in ann.asked if isinstance(m, BlobPut)] == list(
            range(400, 1000, 100)
        )
        assert team.shelf.spaces[team.space].blobs == {name: data}
        team.run(bo, exchange.pull(bo.local, team.space))
        fetching = blobs.fetch(bo.local, team.space)
        answer = team.ask(bo, next(fetching))
        for _ in range(4):
            answer = team.ask(bo, fetching.send(answer))
        fetching.close()
        bo.asked.clear()
        team.run(bo, blobs.fetch(bo.local, team.space))
    assert [m.offset for m in bo.asked if isinstance(m, BlobGet)] == list(range(400, 1000, 100))
    assert bo.local.blobs == {name: data}


def test_a_case_is_complete_on_the_hub_only_with_every_photo() -> None:
    team = Team()
    ann = team.laptop("ann")
    names = {ann.photo(b"one", "e1"), ann.photo(b"", "e2")}
    team.run(ann, exchange.push(ann.local, team.space))
    assert team.hub.lacking(team.space, CASE) == names
    team.sync(ann)
    assert team.hub.lacking(team.space, CASE) == frozenset()


def test_a_photo_that_cannot_be_read_keeps_no_other_one_back() -> None:
    team = Team()
    ann = team.laptop("ann")
    gone, good = ann.photo(b"1", "e1"), ann.photo(b"22", "e2")
    reading = ann.local.read

    def read(blob: object, offset: int, length: int) -> bytes:
        if blob.sha256 == gone:
            raise blobs.BlobUnreadableError("sync.blob_unreadable", blob="x")
        return reading(blob, offset, length)

    ann.local.read = read
    team.sync(ann)
    assert team.hub.lacking(team.space, CASE) == {gone}
    assert good in team.shelf.spaces[team.space].blobs


def test_a_photo_that_is_not_what_its_name_says_is_dropped() -> None:
    team = Team()
    ann = team.laptop("ann")
    name = ann.photo(b"right")
    team.run(ann, exchange.push(ann.local, team.space))
    wrong = BlobPut(case=CASE, sha256=name, size=5, offset=0, data=b"wrong")
    answer = team.ask(ann, wrong)
    assert isinstance(answer, Problem)
    assert answer.code == "sync.blob_altered"
    team.sync(ann)
    assert team.shelf.spaces[team.space].blobs == {name: b"right"}


def test_what_one_laptop_sends_badly_does_not_spoil_what_another_sends() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    name = ann.photo(b"right")
    team.run(ann, exchange.push(ann.local, team.space))
    team.ask(bo, BlobPut(case=CASE, sha256=name, size=5, offset=0, data=b"wro"))
    team.sync(ann)
    assert team.shelf.spaces[team.space].blobs == {name: b"right"}


# Snapshots


def test_a_new_laptop_begins_with_packs_and_goes_on_with_the_feed() -> None:
    team = Team()
    ann = team.laptop("ann")
    for number in range(30):
        ann.write("severity", number)
    with sizes(packing_PUSHED=5, exchange_OFFERED=5, packing_PULLED=10):
        team.sync(ann)
        team.hub.make_packs(team.space)
    late = ann.write("title", "late")
    team.sync(ann)
    bo = team.laptop("bo")
    team.sync(bo, rounds=1)
    assert len(team.shelf.packs(team.space)) > 2
    assert asked(bo, PackGet) == len(team.shelf.packs(team.space))
    assert asked(bo, Pull) == 1
    assert late.id in bo.ids() == ann.ids()


def test_a_pack_that_is_not_what_its_name_says_is_not_taken_and_the_feed_brings_all() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("severity", 3)
    team.sync(ann)
    team.hub.make_packs(team.space)
    ((pack, data),) = team.shelf.spaces[team.space].packs
    team.shelf.spaces[team.space].packs = [(pack, data[:-1] + b"?")]
    bo = team.laptop("bo")
    team.sync(bo, rounds=1)
    assert bo.ids() == ann.ids()


# Laptops that come and go


def test_a_cloned_laptop_writes_on_under_an_incarnation_of_its_own() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "one")
    team.sync(ann)
    twin = Laptop("twin", ann.local.copied(), ann.account)
    twin.write("title", "by the twin")
    ann.write("severity", 3)
    before = ann.local.incarnation
    team.sync(ann, twin, ann, twin)
    assert twin.local.incarnation != before or ann.local.incarnation != before
    assert ann.local.incarnation != twin.local.incarnation
    assert ann.ids() == twin.ids() == team.on_hub()
    ann.write("severity", 4)
    twin.write("severity", 5)
    team.sync(ann, twin)
    assert ann.ids() == twin.ids() == team.on_hub()


def test_what_an_outsider_wrote_is_carried_in_and_sealed_when_they_join() -> None:
    team = Team()
    ann, zed, late = team.laptop("ann"), team.outsider("zed"), team.laptop("late")
    zed.write("title", "from outside")
    hand_over(team, zed, ann)
    team.sync(ann)
    assert team.on_hub() == zed.ids()
    team.join(zed, team.space)
    team.sync(late)
    assert late.ids() == zed.ids()


def test_what_came_in_before_its_laptop_joined_waits_for_that_laptop_s_own_seal() -> None:
    team = Team()
    ann, zed, late = team.laptop("ann"), team.outsider("zed"), team.laptop("late")
    change = zed.write("title", "from outside")
    exchange.take_in(ann.local, team.space, Batch((zed.local.frame(change),)), is_on_hub=False)
    team.sync(ann)
    team.join(zed, team.space)
    team.sync(late)
    (turned,) = late.local.quarantine.values()
    assert turned.finding.code == "sync.seal_missing"
    team.sync(zed)
    late.local.compare_soon(team.space)
    team.sync(late)
    assert late.ids() == zed.ids()
    assert late.local.quarantine == {}


def test_whoever_carries_in_what_a_laptop_wrote_that_has_just_joined_leaves_no_gap() -> None:
    team = Team()
    ann, zed = team.laptop("ann"), team.outsider("zed")
    for number in range(3):
        zed.write("title", number)
    hand_over(team, zed, ann)
    team.join(zed, team.space)
    with sizes(packing_PUSHED=2, exchange_OFFERED=2):
        # Ann has not heard of it, and seals the first two herself; over the last she has zed's
        # seal, which counts.
        team.run(ann, ERRANDS["send"](ann.local, team.space))
    receipts = [answer for answer in team.answered if isinstance(answer, Receipt)]
    refused = [{one.code for one in receipt.refused} for receipt in receipts]
    assert refused == [{"sync.seal_missing"}, {"sync.cause_missing"}, set()]
    assert team.on_hub() == zed.ids()
    assert (ann.local.refused, ann.local.outbox) == ({}, {})


def test_what_is_on_the_hub_can_be_checked_by_all_though_what_was_sealed_with_it_is_refused() -> (
    None
):
    team = Team()
    ann, bo, late = (team.laptop(name) for name in ("ann", "bo", "late"))
    team.sync(ann)
    # Ann takes for acknowledged what the hub has not.
    lost = bo.write("title", "lost")
    batch = Batch((bo.local.frame(lost),), (Seal.over(lost, bo.local.key),))
    exchange.take_in(ann.local, team.space, batch, is_on_hub=True)
    plain = [ann.write("severity", number) for number in (1, 2)]
    effect = ann.write("title", "instead")
    team.run(ann, exchange.push(ann.local, team.space, waits=True))
    # She is heard of no more: what is there of hers must do without her.
    team.revoke(ann)
    team.sync(late)
    assert late.ids() == team.on_hub() == {one.id for one in plain}
    assert late.local.ever_turned == set()
    assert ann.local.refused.keys() == ann.local.outbox.keys() == {effect.id}


def test_what_a_laptop_fetches_ahead_of_the_feed_comes_with_whoever_vouches_for_it() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.local.set_scope(team.space, Scope(since=1))
    team.sync(ann)
    bo.write("title", "bo's")
    team.sync(bo)
    cy = team.laptop("cy")
    team.sync(cy)
    cy.write("title", "cy's")
    team.sync(cy)
    # Before she keeps the page with cy's certificate, ann fetches all of the case that it shows.
    team.run(ann, exchange.pull(ann.local, team.space))
    assert ann.ids() == bo.ids() | cy.ids() == team.on_hub()
    assert ann.local.ever_turned == set()


def test_what_joins_between_comparing_and_sending_waits_for_its_cause_too() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    cause, effect = bo.write("title", "cause"), bo.write("title", "effect")
    team.sync(ann)
    ann.write("title", "x" * 3_000, OTHER)
    stuck = ann.write("severity", 1, OTHER)

    def join(change: Change) -> None:
        batch = Batch((bo.local.frame(change),), (Seal.over(change, bo.local.key),))
        exchange.take_in(ann.local, team.space, batch, is_on_hub=False)

    with sizes(packing_MAX_FRAME=2_000):
        # What the first of two follows is too large to be sent.
        sending = ERRANDS["send"](ann.local, team.space)
        message, pushes = next(sending), []
        with suppress(StopIteration):
            while True:
                if isinstance(message, Push):
                    pushes.append((message.waits, len(message.batch.frames)))
                answer = team.ask(ann, message)
                if isinstance(message, Have):
                    join(effect)
                elif len(pushes) == 2:
                    join(cause)
                assert effect.id not in team.on_hub() or cause.id in team.on_hub()
                message = sending.send(answer)
    assert pushes == [(True, 1), (True, 2), (True, 1), (False, 2)]
    assert (team.on_hub(OTHER), team.on_hub()) == ({stuck.id}, {cause.id, effect.id})


def test_an_order_that_is_refused_for_good_keeps_nothing_before_it_from_anybody() -> None:
    team = Team()
    team.hub = Hub(team.shelf, team.hub_key, lambda space, case: True)
    ann, bo = team.laptop("ann"), team.laptop("bo")
    before = ann.write("severity", 1)
    order, after = ann.erase("statements/s1"), ann.write("severity", 2)
    team.sync(ann, bo)
    assert bo.ids() == team.on_hub() == {before.id, after.id}
    assert bo.local.ever_turned == set()
    assert ann.local.outbox.keys() == {order.id}


def test_a_revocation_that_a_restored_hub_has_lost_comes_back_with_the_next_laptop() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    team.sync(ann, bo)
    backup = team.shelf.copied()
    team.revoke(bo)
    team.sync(ann)
    team.shelf.spaces, team.shelf.epoch = backup.spaces, team.entropy(16)
    assert not isinstance(team.ask(bo, Pull(cursor=Cursor())), Problem)
    for _ in range(2):
        engine = team.engine(ann)
        while hasattr(ask := engine.next(), "message"):
            engine.answer(ask, team.ask(ann, ask.message))
    answer = team.ask(bo, Pull(cursor=Cursor()))
    assert isinstance(answer, Problem)
    assert answer.code == "sync.revoked"


# Cases that move to another team


def two_teams() -> tuple[Team, bytes, Laptop, Laptop]:
    """A case of one team moves to another; ann has it and is of the first, bo of the second."""
    team = Team()
    other = team.found()
    ann, bo = team.laptop("ann"), team.laptop("bo", other)
    ann.write("title", "moves")
    ann.photo(b"photo")
    team.sync(ann)
    team.hub.move(team.space, CASE, other)
    return team, other, ann, bo


def lose(team: Team, space: bytes, *names: bytes) -> None:
    """The hub no longer has some changes, as after a restore."""
    for name in names:
        del team.shelf.spaces[space].cases[CASE].changes[name]


def test_a_case_that_moved_is_read_where_it_is_with_all_that_belongs_to_it() -> None:
    team, other, ann, bo = two_teams()
    team.sync(bo)
    assert bo.ids() == ann.ids() == team.on_hub(CASE, other)
    assert len(bo.local.blobs) == 1
    assert team.on_hub() == set()


def test_what_is_written_late_where_a_case_was_is_taken_on() -> None:
    team, other, ann, bo = two_teams()
    late = ann.write("title", "written before ann knew")
    ann.photo(b"late photo", "e2")
    team.sync(ann, bo)
    assert late.id in bo.ids() == team.on_hub(CASE, other)
    assert team.on_hub() == set()
    assert ann.local.outbox == {}
    assert ann.local.cases(team.space) == []
    assert team.hub.lacking(other, CASE) == frozenset()


def test_of_a_case_that_left_and_came_back_nobody_reads_an_effect_before_its_cause() -> None:
    team = Team()
    other = team.found()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    changes = [ann.write("severity", number) for number in range(4)]
    team.sync(ann)
    places = [entry.name for entry in team.shelf.spaces[team.space].entries]
    half = places.index(changes[2].id)
    with mock.patch.object(hub_feed, "MAX_FRAMES", half), sizes(packing_PULLED=half):
        # Bo reads up to the middle of the case while it is away, and on when it is back.
        team.hub.move(team.space, CASE, other)
        reading = exchange.pull(bo.local, team.space)
        question = reading.send(team.ask(bo, next(reading)))
        assert bo.local.cursor(team.space).seq == half
        team.hub.move(other, CASE, team.space)
        seen = []
        with suppress(StopIteration):
            while True:
                question = reading.send(team.ask(bo, question))
                seen.append(bo.ids())
    whole = {change.id for change in changes}
    assert bo.ids() == whole
    for ids in seen:
        assert all(change.prev in ids for change in changes[1:] if change.id in ids)
    assert bo.local.ever_turned == set()


def test_of_a_case_that_leaves_while_its_beginning_is_asked_for_nothing_is_kept() -> None:
    team = Team()
    other = team.found()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    bo.write("severity", 0)
    team.sync(bo)
    ann.local.set_scope(team.space, Scope(since=1 << 50))
    team.sync(ann)
    bo.write("severity", 1)
    team.sync(bo)
    ann.local.set_scope(team.space, Scope())
    reading = exchange.pull(ann.local, team.space)
    question = reading.send(team.ask(ann, next(reading)))
    assert isinstance(question, Want)
    team.hub.move(team.space, CASE, other)
    with suppress(StopIteration):
        while True:
            question = reading.send(team.ask(ann, question))
    assert ann.ids() == set()
    team.hub.move(other, CASE, team.space)
    team.sync(ann)
    assert ann.ids() == bo.ids() == team.on_hub()


def test_an_order_to_erase_reaches_those_whom_the_case_has_left() -> None:
    team, _, ann, bo = two_teams()
    team.sync(ann, bo)
    bo.local.erase(CASE, Wish("case", "asked"))
    team.sync(bo, ann)
    assert ann.local.values(CASE) == {}
    assert ann.local.blobs == {}
    assert ann.local.cases(team.space) == []


def test_a_case_that_comes_back_is_the_team_s_again() -> None:
    team, other, ann, bo = two_teams()
    team.sync(ann, bo)
    bo.write("title", "from the others")
    team.sync(bo)
    team.hub.move(other, CASE, team.space)
    team.sync(ann, bo)
    assert ann.local.cases(team.space) == [CASE]
    assert ann.sees("title") == ["from the others"]
    assert bo.local.cases(other) == []


def test_a_case_of_which_an_order_to_erase_is_left_comes_back_too() -> None:
    team = Team()
    other = team.found()
    ann = team.laptop("ann")
    ann.local.set_scope(team.space, Scope(own=True))
    team.sync(ann)
    ann.local.erase(CASE, Wish("case", "asked"))
    team.hub.move(team.space, CASE, other)
    team.run(ann, exchange.pull(ann.local, team.space))
    assert ann.local.cases(team.space) == []
    team.hub.move(other, CASE, team.space)
    team.sync(ann)
    ann.local.compare_soon(team.space)
    team.sync(ann)
    assert ann.local.cases(team.space) == [CASE]
    assert ann.ids() == team.on_hub() != set()


def test_what_was_sent_late_and_lost_with_the_hub_is_sent_again() -> None:
    team, other, ann, _ = two_teams()
    team.sync(ann)
    late = ann.write("title", "late")
    team.sync(ann)
    lose(team, other, late.id)
    ann.local.compare_soon(team.space)
    team.sync(ann)
    assert late.id in team.on_hub(CASE, other)


def test_what_was_carried_in_where_a_case_was_and_is_lost_with_the_hub_is_sent_again() -> None:
    team, other, ann, bo = two_teams()
    zed = team.outsider("zed")
    team.sync(ann, bo)
    before = team.on_hub(CASE, other)
    carried = {zed.write("answers/a", number).id for number in range(3)}
    hand_over(team, zed, ann)
    theirs = bo.write("severity", 2)
    team.sync(ann, bo)
    hand_over(team, bo, ann)
    assert team.on_hub(CASE, other) == before | carried | {theirs.id}
    # Bo's laptop is not heard of any more either.
    team.revoke(bo)
    lose(team, other, *carried, theirs.id)
    ann.local.compare_soon(team.space)
    team.sync(ann)
    assert team.on_hub(CASE, other) == before | carried | {theirs.id}


def test_what_the_hub_has_of_a_case_that_left_is_not_sent_again() -> None:
    team, other, ann, bo = two_teams()
    ann.write("title", "late")
    team.sync(ann, bo)
    assert team.on_hub(CASE, other) == ann.ids()
    ann.local.begin_anew(team.space, team.shelf.tip(team.space))
    ann.asked.clear()
    team.sync(ann)
    assert not [one for one in ann.asked if isinstance(one, Push)]
    assert not ann.local.outbox


def test_a_large_case_that_left_is_asked_for_in_as_many_questions_as_it_takes() -> None:
    team, other, ann, bo = two_teams()
    team.sync(ann, bo)
    (late, *_) = [ann.write("title", f"line {number}") for number in range(MAX_CASES + 1)]
    team.sync(ann)
    lose(team, other, late.id)
    ann.local.compare_soon(team.space)
    team.sync(ann)
    assert late.id in team.on_hub(CASE, other)


def test_whoever_has_a_value_brings_it_though_somebody_brought_the_change_without() -> None:
    team, other, ann, bo = two_teams()
    cy = team.laptop("cy")
    team.sync(ann, bo)
    late = ann.write("title", "late")
    hand_over(team, ann, cy)
    team.sync(ann, cy)
    kept = team.shelf.spaces[other].cases[CASE]
    (value,) = late.named
    for values in (kept.values, ann.local.cases_here[CASE].fold.values):
        del values[value]
    lose(team, other, late.id)
    for laptop in (ann, cy):
        laptop.local.compare_soon(team.space)
        team.sync(laptop, rounds=1)
        assert late.id in team.on_hub(CASE, other)
        assert (value in kept.values) == (laptop is cy)


# What is measured


def test_progress_counts_the_bytes_of_changes_and_photos() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "x" * 1_000)
    ann.photo(b"y" * 1_000)
    team.sync(ann, bo)
    sent = sum(payload(message) for message in ann.asked)
    assert 2_000 < sent < 4_000
    received = sum(payload(message) for message in team.answered)
    assert received > 2_000
    assert payload(Found(batch=Batch())) == 0


def test_a_certificate_of_another_space_is_not_taken() -> None:
    team = Team()
    other = team.found()
    foreign = team.roots[other].account(b"a" * 16, "engineer", 0)
    with pytest.raises(CertificateError):
        team.hub.certify(team.space, foreign)
    ann = team.laptop("ann")
    before = dict(team.shelf.spaces[team.space].roster.certificates)
    team.ask(ann, Push(cursor=Cursor(), batch=Batch(certificates=(foreign, b"rubbish"))))
    assert team.shelf.spaces[team.space].roster.certificates == before


def test_a_seal_survives_the_way_through_the_hub() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    change = ann.write("title", "sealed")
    team.sync(ann, bo)
    (seal,) = bo.local.seals([change])
    assert seal == Seal.over(change, ann.local.key)


def test_a_laptop_far_ahead_gets_what_lies_behind_what_both_have() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    for number in range(12):
        ann.write("title", f"line {number}")
    team.sync(ann, bo)
    for number in range(6):
        bo.write("severity", number)
    team.sync(bo)
    for number in range(12):
        ann.write("title", f"line {number}, again")
    with sizes(packing_PULLED=4):
        team.run(ann, comparison.compare(ann.local, team.space))
    assert ann.sees("severity") == [5]
    assert bo.ids() <= ann.ids()
