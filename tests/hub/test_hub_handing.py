"""A case is handed on from a laptop: the wish travels as a change, and the hub answers in it."""

from __future__ import annotations

from dataclasses import replace

from hub_kit import CASE, Laptop, Served

from bench.syncing.carrier import enrol
from fieldapp.case import handing
from fieldapp.case.handing import Kind
from fieldapp.sync.certificates import SUPERVISOR

OTHER = b"another case...."


def wish(laptop: Laptop, kind: Kind, to: bytes, name: str = "", case: bytes = CASE) -> str:
    made: list[str] = []
    laptop.local.place(case, laptop.carrier.space)
    laptop.local.commit(case, lambda edit: made.append(handing.write(edit, kind, to.hex(), name)))
    return made[-1]


def said(laptop: Laptop, name: str, case: bytes = CASE) -> str | None:
    """What the hub has answered, as far as the laptop has heard."""
    roster = laptop.local.roster(laptop.carrier.space)

    def is_hub(author: bytes) -> bool:
        account = roster.account_of(author)
        return account is not None and "hub" in roster.roles(account)

    fold = laptop.local.cases_here[case].fold
    found = {one.id: one.answer for one in handing.wishes(fold, is_hub)}
    return found[name]


def lines(hub: Served, action: str) -> list[dict[str, object]]:
    from fieldapp.hub import audit

    with hub.node.reading() as connection:
        return [one for one in audit.lines(connection, hub.space) if one["action"] == action]


def second_team(hub: Served, laptop: Laptop, space: bytes) -> Laptop:
    """The same laptop in another team."""
    account = hub.add(laptop.name, space=space)
    carrier = enrol(hub.url, laptop.local, hub.code(account, space), hub.chance.randbytes)
    hub._carriers.append(carrier)
    return replace(laptop, carrier=carrier, account=account)


def test_a_colleague_is_given_a_case_by_whoever_has_it(hub: Served) -> None:
    ann, bo, sam = hub.laptop("Ann"), hub.laptop("Bo"), hub.laptop("Sam", SUPERVISOR)
    ann.write("title", "Pump leaks")
    given = wish(ann, "give", bo.account, "Bo")
    assert said(ann, given) is None
    assert ann.sync() == {}
    assert said(ann, given) == "done" and ann.sees("engineer") == ["Bo"]
    (noted,) = lines(hub, "case_handed_on")
    assert (noted["account"], noted["subject"]) == (ann.account.hex(), CASE.hex())

    # Now it is Bo's, too; somebody else's it is not, but a supervisor may. Nobody is invented.
    assert bo.sync() == {}
    assert said(bo, given) == "done" and bo.sees("engineer") == ["Bo"]
    cy = hub.laptop("Cy")
    assert cy.sync() == {}
    taken = wish(cy, "give", cy.account, "Cy")
    unknown = wish(bo, "give", bytes(16), "Di")
    assert cy.sync() == {} == bo.sync()
    assert (said(cy, taken), said(bo, unknown)) == ("not_yours", "nobody")
    assert cy.sees("engineer") == ["Bo"]
    assert sam.sync() == {}
    decided = wish(sam, "give", cy.account, "Cy")
    late = wish(ann, "give", bo.account, "Bo")
    assert sam.sync() == {} == ann.sync()
    assert said(sam, decided) == "done"
    # Ann had not heard of that: it does not come back to Bo.
    assert said(ann, late) == "meanwhile" and ann.sees("engineer") == ["Cy"]

    # An answer is the hub's alone, and a wish that was taken back is none.
    forged = wish(cy, "give", bo.account, "Bo")
    cy.local.commit(CASE, lambda edit: handing.answer(edit, forged, "done"))
    cy.local.commit(CASE, lambda edit: handing.take_back(edit, forged))
    before = len(lines(hub, "case_handed_on"))
    assert cy.sync() == {} and len(lines(hub, "case_handed_on")) == before
    with hub.node.writing():
        hub.node.people.end(hub.space, bo.account)
    gone = wish(sam, "give", bo.account, "Bo")
    assert sam.sync() == {} and said(sam, gone) == "nobody"


def test_another_team_is_given_a_case_by_whoever_is_of_both_or_supervises(hub: Served) -> None:
    south = hub.make_space("South")
    ann, sam, eve = hub.laptop("Ann"), hub.laptop("Sam", SUPERVISOR), hub.laptop("Eve", space=south)
    for case in (CASE, OTHER):
        ann.write("title", "Pump leaks", case)
        ann.photo(b"\xff\xd8\xff" + bytes(900), case=case)
    assert ann.sync() == {} == sam.sync()

    # Whoever is not of the other team does not even learn whether there is one.
    refused = [wish(ann, "move", south, "South"), wish(ann, "move", b"", "Nowhere")]
    assert ann.sync() == {}
    assert [said(ann, one) for one in refused] == ["not_yours", "not_yours"]
    nowhere, here = wish(sam, "move", b"", "Nowhere"), wish(sam, "move", hub.space, "North")
    assert sam.sync() == {}
    assert (said(sam, nowhere), said(sam, here)) == ("no_team", "same_team")

    also = second_team(hub, ann, south)
    moved = wish(ann, "move", south, "South")
    ann.write("title", "Pump leaks still")
    assert ann.sync() == {}
    assert CASE in ann.local.left(hub.space)
    assert also.sync() == {} and said(also, moved) == "done"
    assert eve.sync() == {} and eve.sees("title") == ["Pump leaks still"]
    assert eve.local.cases_here[CASE].changes.keys() == ann.local.cases_here[CASE].changes.keys()
    # Of two wishes in one breath the later one is done.
    both = [wish(sam, "give", one.account, one.name, OTHER) for one in (ann, sam)]
    assert sam.sync() == {}
    assert [said(sam, one, OTHER) for one in both] == ["meanwhile", "done"]
    assert sam.sees("engineer", OTHER) == ["Sam"]
    # A supervisor names the team. What Ann writes late arrives where the case is.
    assert sam.sync() == {}
    wish(sam, "move", b"", "South", OTHER)
    ann.write("customer/company", "late", OTHER)
    assert sam.sync() == {} == ann.sync() == eve.sync()
    assert OTHER in sam.local.left(hub.space)
    assert eve.sees("customer/company", OTHER) == ["late"] and eve.sees("engineer", OTHER) == [
        "Sam"
    ]
    moved_cases = {line["subject"] for line in lines(hub, "case_moved")}
    assert moved_cases == {CASE.hex(), OTHER.hex()}
