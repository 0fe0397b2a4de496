"""Leaving, legal hold, retention, exports and the audit log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hub_kit import CASE, Laptop, Served

from bench.syncing.carrier import Carrier
from fieldapp.store.erase import Wish
from fieldapp.sync.certificates import ADMINISTRATOR

OTHER = bytes(range(16, 32))


@pytest.fixture
def boss(hub: Served) -> Carrier:
    hub.add("Cy", ADMINISTRATOR)
    return hub.session("Cy")


def path(hub: Served, rest: str) -> str:
    return f"spaces/{hub.space.hex()}/{rest}"


def lines(hub: Served, session: Carrier, rest: str) -> list[dict[str, Any]]:
    got = session.request("GET", f"/v1/{path(hub, rest)}")
    assert got.status == 200
    return [json.loads(line) for line in got.body.splitlines()]


def findings(laptop: Laptop) -> set[str]:
    return {one.code for one in laptop.sync().values()}


# Leaving


def test_who_leaves_is_told_and_their_cases_go_to_the_successor(hub: Served, boss: Carrier) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("engineer", "Ann")
    bo.write("engineer", "Bo", OTHER)
    assert ann.sync() == {} == bo.sync()
    session = hub.session("Ann")
    ann.write("title", "written after the last contact")
    ended = boss.call(
        "POST", path(hub, f"accounts/{ann.account.hex()}/end"), {"successor": bo.account.hex()}
    )
    assert ended == (204, None)
    assert findings(ann) == {"sync.revoked"}
    gone = {"account": ann.account.hex()}
    assert boss.call("POST", path(hub, f"cases/{CASE.hex()}/successor"), gone)[0] == 404
    assert session.call("GET", path(hub, "devices"))[0] == 403
    assert (
        hub.visitor().call(
            "POST", path(hub, "session"), {"name": "Ann", "password": "correct horse battery"}
        )[0]
        == 401
    )
    assert bo.sync() == {}
    assert bo.sees("engineer") == ["Bo"]
    assert bo.sees("engineer", OTHER) == ["Bo"]
    # The name is free again.
    hub.add("Ann")


def test_the_only_administrator_cannot_leave(hub: Served, boss: Carrier) -> None:
    me = {one["name"]: one for one in boss.call("GET", path(hub, "accounts"))[1]}["Cy"]
    status, told = boss.call("POST", path(hub, f"accounts/{me['account']}/end"), {})
    assert (status, told["code"]) == (409, "hub.last_administrator")


def test_a_case_that_moves_to_another_team_is_there_and_not_here(
    hub: Served, boss: Carrier
) -> None:
    south = hub.make_space("South")
    ann, sue = hub.laptop("Ann"), hub.laptop("Sue", space=south)
    ann.write("title", "Pump leaks")
    photo = ann.photo(b"\xff\xd8 photo")
    assert ann.sync() == {}
    at = path(hub, f"cases/{CASE.hex()}")
    for other in (hub.space, b"no such space..."):
        assert boss.call("POST", f"{at}/move", {"to": other.hex()})[0] == 404
    assert boss.call("POST", f"{at}/move", {"to": south.hex()}) == (204, None)
    assert boss.call("POST", f"{at}/move", {"to": south.hex()})[0] == 404
    (moved,) = [line for line in lines(hub, boss, "audit") if line["action"] == "case_moved"]
    assert (moved["subject"], moved["to"]) == (CASE.hex(), south.hex())
    assert sue.sync() == {}
    assert sue.sees("title") == ["Pump leaks"]
    assert sue.local.blobs[photo] == b"\xff\xd8 photo"
    late = hub.laptop("Bo")
    assert late.sync() == {}
    assert not late.local.cases_here[CASE].changes


# Legal hold


def erase(laptop: Laptop) -> None:
    laptop.local.erase(CASE, Wish("item", "asked", ("statements/s1",)))


def held(hub: Served) -> bytes:
    """All bytes of values that the hub has of the case."""
    with hub.node.reading():
        shelf = hub.node.shelf
        names = shelf.names(hub.space, CASE)[1]
        return b"".join(one.data for one in shelf.values(hub.space, CASE, names).values())


def test_on_hold_nothing_is_erased_on_the_hub_until_the_hold_ends(
    hub: Served, boss: Carrier
) -> None:
    ann = hub.laptop("Ann")
    ann.write("statements/s1/text", "said in anger")
    assert ann.sync() == {}
    assert boss.call("PUT", path(hub, f"holds/{CASE.hex()}"), {"reason": "court"})[0] == 204
    (hold,) = boss.call("GET", path(hub, "holds"))[1]
    assert (hold["case"], hold["reason"]) == (CASE.hex(), "court")
    erase(ann)
    ann.sync()
    assert {one.code for one in ann.local.refused.values()} == {"sync.on_hold"}
    assert b"said in anger" in held(hub)
    assert boss.call("DELETE", path(hub, f"holds/{CASE.hex()}"))[0] == 204
    ann.local.compare_soon(hub.space)
    ann.sync()
    ann.sync()
    assert b"said in anger" not in held(hub)
    assert ann.local.refused == {}


# Retention


def test_what_is_older_than_it_may_be_is_erased_everywhere(hub: Served, boss: Carrier) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("emotions/m1/word", "furious")
    ann.write("title", "Pump leaks")
    assert ann.sync() == {} == bo.sync()
    assert boss.call("PUT", path(hub, "retention"), {"path": "emotions", "days": 90})[0] == 204
    assert boss.call("GET", path(hub, "retention")) == (200, {"emotions": 90})
    node = hub.node

    def tidied() -> bool:
        return node.write(lambda _: node.keeping.erase_old(hub.space, CASE))

    hub.time.pass_by(days=89)
    assert not tidied()
    hub.time.pass_by(days=2)
    assert tidied()
    assert not tidied()
    assert b"furious" not in held(hub)
    assert b"Pump leaks" in held(hub)
    for laptop in (ann, bo):
        laptop.renew()
        assert laptop.sync() == {}
        fold = laptop.local.cases_here[CASE].fold
        assert "furious" not in str([fold.content(h) for h in fold.heads("emotions/m1/word")])
        assert laptop.sees("title") == ["Pump leaks"]


def test_a_case_nobody_touched_for_so_long_is_erased_whole(hub: Served, boss: Carrier) -> None:
    ann = hub.laptop("Ann")
    ann.write("title", "Pump leaks")
    photo = ann.photo(b"\xff\xd8 photo")
    assert ann.sync() == {}
    assert boss.call("PUT", path(hub, "retention"), {"path": "", "days": 365})[0] == 204
    hub.time.pass_by(days=366)
    node = hub.node
    assert node.write(lambda _: node.keeping.erase_old(hub.space, CASE))
    assert held(hub) == b""
    # What is left is what people are called.
    (name,) = node.objects.keys()
    assert b"Ann" in node.objects.get(name)
    ann.renew()
    assert ann.sync() == {}
    assert photo not in ann.local.blobs


def test_on_hold_nothing_is_too_old(hub: Served, boss: Carrier) -> None:
    ann = hub.laptop("Ann")
    ann.write("title", "Pump leaks")
    assert ann.sync() == {}
    boss.call("PUT", path(hub, "retention"), {"path": "", "days": 1})
    boss.call("PUT", path(hub, f"holds/{CASE.hex()}"), {"reason": "court"})
    hub.time.pass_by(days=3)
    node = hub.node
    assert not node.write(lambda _: node.keeping.erase_old(hub.space, CASE))


@pytest.mark.parametrize("wish", [{"path": "/x", "days": 1}, {"path": "x", "days": -1}, {}])
def test_a_retention_that_is_none_is_refused(
    hub: Served, boss: Carrier, wish: dict[str, object]
) -> None:
    assert boss.call("PUT", path(hub, "retention"), wish)[0] == 400
    assert boss.call("GET", path(hub, "retention")) == (200, {})


# Exports and the log


def test_one_persons_export_has_what_they_wrote_and_nobody_elses(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "写于现场")
    bo.write("customer/company", "written by Bo")
    assert ann.sync() == {} == bo.sync()
    told = lines(hub, hub.session("Ann"), f"accounts/{ann.account.hex()}/export")
    assert told[0]["name"] == "Ann"
    assert any("laptop" in line for line in told)
    written = {line["path"]: line["content"] for line in told if "path" in line}
    assert written == {"title": "写于现场"}


def test_the_audit_log_tells_who_did_what_and_no_content(hub: Served, boss: Carrier) -> None:
    ann = hub.laptop("Ann")
    ann.write("title", "Pump leaks at Miller's")
    assert ann.sync() == {}
    hub.visitor().call("POST", path(hub, "session"), {"name": "Ann", "password": "wrong"})
    boss.call("DELETE", path(hub, f"devices/{ann.device.hex()}"))
    told = lines(hub, boss, "audit")
    actions = {line["action"] for line in told}
    assert actions >= {
        "space_made",
        "account_added",
        "code_made",
        "device_joined",
        "session_begun",
        "session_failed",
        "device_revoked",
        "audit_exported",
        "read_changes",
    }
    text = json.dumps(told)
    assert "Pump" not in text
    assert "Ann" not in text
    at = max(line["at"] for line in told)
    hub.time.pass_by(minutes=30)
    assert [line["action"] for line in lines(hub, boss, f"audit?since={at + 1}")][:1] == [
        "audit_exported"
    ]
