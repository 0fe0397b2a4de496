"""Connectors to customer systems, against stand-ins: once each, changed later, failures kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from crm_kit import REFRESH, SECRET, Fxiaoke, StandIn, Zoho, standing
from hub_kit import Laptop, Served
from report_kit import case_of, sample_file
from visitor_kit import Visitor, signed_in

from fieldapp.base.language import Text
from fieldapp.case.reviewing import Verdict
from fieldapp.cli.main import main
from fieldapp.crm.rows import Rows
from fieldapp.hub import audit
from fieldapp.hub.crm import access, automatic, handing
from fieldapp.hub.crm.access import AccessError, CrmAccess
from fieldapp.hub.crm.calls import Caller, CallError
from fieldapp.hub.crm.handing import Handed
from fieldapp.hub.deciding import seen
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR


@pytest.fixture
def zoho() -> Iterator[StandIn]:
    with standing(Zoho()) as made:
        yield made


@pytest.fixture
def fxiaoke() -> Iterator[StandIn]:
    with standing(Fxiaoke()) as made:
        yield made


def access_file(folder: Path, here: StandIn, secret: str = SECRET) -> Path:
    path = folder / "crm.toml"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    secrets = (
        f'system = "zoho"\naccounts = "{here.url}"\nclient_id = "ours"\n'
        f'client_secret = "{secret}"\nrefresh_token = "{REFRESH}"\n'
        if isinstance(here, Zoho)
        else f'system = "fxiaoke"\napp_id = "ours"\napp_secret = "{secret}"\n'
        'permanent_code = "code"\nuser = "FSUID_1"\nowner = "FSUID_2"\n'
    )
    path.write_text(f'api = "{here.url}"\nlang = "zh"\n{secrets}', encoding="utf-8")
    return path


def approve(hub: Served, case: bytes, account: bytes, decision: str = "approved") -> None:
    with hub.node.reading():
        shelf = hub.node.shelf
        report = shelf.issued(hub.space, case, shelf.papers(hub.space, case))[-1]
    said = Verdict(
        decision=decision, by=Text.of("Wang Min"), at=hub.node.clock(), reason=Text.of("SECRET")
    )
    hub.node.write(
        lambda _: hub.node.deciding.say(
            hub.space, case, report.issue.id, account, verdict=said, looked_at=seen(report)
        )
    )


class Reports:
    """An engineer who issues reports of samples, each time under another title."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self._numbers: dict[str, int] = {}

    def issue(self, sample: str, title: str = "") -> bytes:
        case = case_of(sample_file(sample).read_bytes())
        number = self._numbers[sample] = self._numbers.get(sample, 0) + 1
        told = replace(case, title=Text.of(title) if title else case.title)
        case_id = bytes.fromhex(case.id)
        self.laptop.issue(case_id, number, told=told)
        self.laptop.sync()
        return case_id


class Hands:
    """Hands over what there is; remembers how long it waited."""

    def __init__(self, hub: Served, known: CrmAccess) -> None:
        self.hub, self.known, self.pauses = hub, known, list[float]()

    def rows(self) -> Rows:
        return handing.prepare(self.hub.node, self.hub.space, self.known)

    def __call__(self) -> Handed:
        link = handing.link_to(self.known, Caller(self.pauses.append))
        try:
            return handing.Handing(self.hub.node, self.hub.space, link).hand_over(self.rows())
        finally:
            link.close()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, whichever way it ends, has no secret in it."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert SECRET not in caplog.text and "1000.access" not in caplog.text


@pytest.mark.usefixtures("logged")
def test_approved_reports_become_rows_once_and_are_changed_later(
    hub: Served,
    tmp_path: Path,
    zoho: StandIn,
    fxiaoke: StandIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reports, ming = Reports(hub.laptop("Ann")), hub.add("Wang Min", SUPERVISOR)
    telecom, medical, laundry = map(reports.issue, ("telecom", "medical", "laundry"))
    hands = Hands(hub, access.read(access_file(tmp_path, zoho)))
    # Nothing leaves that nobody has approved.
    assert hands() == Handed() and not zoho.calls
    approve(hub, telecom, ming)
    approve(hub, medical, ming)
    approve(hub, laundry, ming, "returned")

    # Busy at first, then a call of which nothing is taken: each row by itself then.
    zoho.answers = [(503, {}), (429, {"Retry-After": "7"}), (400, {})]
    assert hands() == Handed(sent=6)
    assert hands.pauses == [1.0, 7.0]
    (account, _), cases = zoho.rows["Accounts"], zoho.rows["Cases"]
    assert len(cases) == len(zoho.rows["Tasks"]) == 2
    assert account in [row["Account_Name"]["id"] for row in cases.values()]
    everything = json.dumps(zoho.calls, ensure_ascii=False)
    for hidden in ("SECRET", "Wang Min", "Ann", telecom.hex(), "云岭"):
        assert hidden not in everything
    # The same again is not sent again.
    before = len(zoho.calls)
    assert hands() == Handed(same=6) and len(zoho.calls) == before

    # A new edition changes its row, and nothing their people have done to it.
    one = next(at for at, row in cases.items() if "澜川" in row["Subject"])
    cases[one]["Status"] = "Closed"
    reports.issue("telecom", "环路断线，已换基站")
    assert hands() == Handed(same=3), "the new edition is not approved"
    zoho.tokens.append("another")
    approve(hub, telecom, ming)
    assert hands() == Handed(sent=2, same=4)
    assert (cases[one]["Subject"], cases[one]["Status"]) == ("环路断线，已换基站", "Closed")
    # What somebody deleted there is made anew, whole, once it changes here.
    del cases[one]
    reports.issue("telecom", "环路断线，复测中")
    approve(hub, telecom, ming)
    assert hands() == Handed(sent=2, same=4)
    assert sorted(row["Status"] for row in cases.values()) == ["New", "New"]

    # What is not taken is kept, shown and tried again; the others go.
    for sample, title in (("telecom", "环路断线，完"), ("medical", "超声设备，完")):
        approve(hub, reports.issue(sample, title), ming)
    zoho.faults = {"环路断线": "DUPLICATE_DATA"}
    assert hands() == Handed(sent=2, same=2, failed=2)
    data = ["--space", "North", "--data", str(tmp_path / "hub")]
    assert main(["hub", "crm", "failed", *data, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["fault"] for row in told} == {"DUPLICATE_DATA FieldApp_Key"}
    assert "Alice" not in str(told)
    zoho.faults = {}
    for row in (*cases.values(), *zoho.rows["Tasks"].values()):
        row["Status"] = "Closed"
    zoho.answers = [(500, {})] * 50
    with pytest.raises(CallError, match="away"):
        hands()
    assert {row.fault for row in handing.failures(hub.node, hub.space)} == {"AWAY"}
    zoho.answers = []
    file = str(tmp_path / "crm.toml")
    assert main(["hub", "crm", "preview", "--access", file, *data]) == 0
    shown = capsys.readouterr().out
    assert "环路断线，完" in shown and "SECRET" not in shown
    assert main(["hub", "crm", "send", "--access", file, *data]) == 0
    assert not handing.failures(hub.node, hub.space)
    every = (*cases.values(), *zoho.rows["Tasks"].values())
    assert {row["Status"] for row in every} == {"Closed"}
    assert len(cases) == 2 and len(zoho.rows["Accounts"]) == 2

    # The other system: its rows are its own; what was made without an answer is not made twice.
    assert isinstance(fxiaoke, Fxiaoke)
    fxiaoke.lost = 2
    hands = Hands(hub, access.read(access_file(tmp_path, fxiaoke)))
    assert hands() == Handed(sent=4)
    assert [len(rows) for rows in fxiaoke.rows.values()] == [2, 2]
    (row, _) = fxiaoke.rows["fieldapp_case__c"].values()
    assert row["account__c"] in fxiaoke.rows["AccountObj"] and row["owner"] == ["FSUID_2"]
    fxiaoke.tokens.append("another")
    fxiaoke.faults = {"环路断线": "320001"}
    reports.issue("telecom", "环路断线，又完")
    approve(hub, telecom, ming)
    assert hands() == Handed(same=3, failed=1)
    assert [row.fault for row in handing.failures(hub.node, hub.space)] == ["320001"]
    fxiaoke.faults = {}
    assert hands() == Handed(sent=1, same=3)
    assert [len(rows) for rows in fxiaoke.rows.values()] == [2, 2]


def test_secrets_lie_in_a_file_of_its_owner_alone_and_wrong_ones_lose_nothing(
    hub: Served, tmp_path: Path, zoho: StandIn, fxiaoke: StandIn
) -> None:
    path = access_file(tmp_path, zoho)
    assert SECRET not in repr(access.read(path))
    for change, code in (
        ("mode", "access_open"),
        ("", "access_lacks"),
        ("= 3", "access_unreadable"),
        ('system = "other"', "access_lacks"),
    ):
        if change == "mode":
            path.chmod(0o640)
        else:
            path.write_text(change, encoding="utf-8")
        with pytest.raises(AccessError, match=code):
            access.read(path)
        path.chmod(0o600)
    path = access_file(tmp_path, zoho)
    path.write_text(path.read_text().replace(zoho.url, "http://crm.example.com"), encoding="utf-8")
    with pytest.raises(AccessError, match="access_insecure"):
        access.read(path)
    case = Reports(hub.laptop("Ann")).issue("telecom")
    approve(hub, case, hub.add("Wang Min", SUPERVISOR))
    for here in (zoho, fxiaoke):
        hands = Hands(hub, access.read(access_file(tmp_path, here, "wrong")))
        with pytest.raises(CallError, match="refused"):
            hands()
        assert not here.rows
        kept = handing.failures(hub.node, hub.space)
        assert {row.fault for row in kept} == {"AWAY"}


def test_after_a_decision_it_goes_by_itself_where_that_is_set(
    hub: Served, zoho: StandIn, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    node, space = hub.node, hub.space
    boss = hub.add("Wang Min", SUPERVISOR)
    reports = Reports(hub.laptop("Li Wei"))
    first = reports.issue("telecom")
    assert automatic.send_due(node) == 0
    visitor = signed_in(hub, "Wang Min")
    hub.add("Zhao", ADMINISTRATOR)
    office = signed_in(hub, "Zhao")
    shown = visitor.get(f"{visitor.base}/crm", **{"accept-language": "en"}).body.decode()
    assert "This team sends nothing by itself" in shown
    path = access_file(tmp_path, zoho)
    path.chmod(0o644)
    with pytest.raises(AccessError):
        automatic.set_up(node, space, path)
    path.chmod(0o600)
    automatic.set_up(node, space, path)

    # Nothing was decided: the first turn finds nothing, and no turn follows it.
    assert automatic.send_due(node) == 1 and zoho.rows == {}
    assert automatic.send_due(node) == 0
    approve(hub, first, boss)
    assert "Goes to the customer system by itself" in page(visitor, first)
    assert automatic.send_due(node) == 1 and len(zoho.rows["Cases"]) == 1
    assert "Handed to the customer system: <time" in page(visitor, first)
    assert "did not reach" not in office.inbox()
    calls = len(zoho.calls)
    assert automatic.send_due(node) == 0 and len(zoho.calls) == calls

    # What is not taken, or not reached, is shown, and tried again within the hour.
    second = reports.issue("medical")
    zoho.faults["Qingyu"] = "INVALID_DATA"
    zoho.faults["清屿"] = "INVALID_DATA"
    approve(hub, second, boss)
    assert automatic.send_due(node) == 1
    told = auto(hub)
    assert told is not None and told.failed and told.is_failing
    assert automatic.send_due(node) == 0
    # Pages say so: the report's, that of the hand-over, and an administrator's list.
    shown = page(visitor, second)
    for said in ("Not in the customer system yet", "own record was not taken", "Tried once"):
        assert said in shown
    assert "did not reach" in office.inbox()
    assert "did not reach" not in visitor.inbox()
    listed = office.get(f"{office.base}/crm").body.decode()
    assert "Rows sent: 0; not taken:" in listed
    assert "Accounts · <code>INVALID_DATA Account_Name</code> · rows: 1" in listed
    assert f"/reports/{second.hex()}/" in listed and f"/reports/{first.hex()}/" not in listed
    # Trying again waits for nobody: it goes with the next turn.
    way = f"{visitor.base}/reports/{second.hex()}/{issue_of(hub, second)}"
    done = visitor.fill(way, f"{way}/crm")
    assert done.status == 303 and done.headers["location"].endswith("said=again")
    again = page(visitor, second)
    assert "It is tried again within a minute or two" in again and "Try again now" not in again
    assert automatic.send_due(node) == 1
    assert "Tried 2 times, last:" in page(visitor, second)
    hub.time.pass_by(minutes=61)
    zoho.faults.clear()
    path.chmod(0o644)
    assert automatic.send_due(node) == 1
    told = auto(hub)
    assert told is not None and told.fault == "crm.access_open"
    path.chmod(0o600)
    visitor, office = signed_in(hub, "Wang Min"), signed_in(hub, "Zhao")
    listed = office.get(f"{office.base}/crm").body.decode()
    assert "Whoever runs the hub puts it right" in listed and str(tmp_path) not in listed
    assert office.fill(f"{office.base}/crm", f"{office.base}/crm/again").status == 303
    assert automatic.send_due(node) == 1 and len(zoho.rows["Cases"]) == 2
    assert "Handed to the customer system: <time" in page(visitor, second)
    assert "did not reach" not in office.inbox()
    told = auto(hub)
    assert told is not None and not told.is_failing
    with node.reading() as connection:
        actions = [line["action"] for line in audit.lines(connection, space)]
    assert actions.count("crm_not_reached") == 1 and "crm_set" in actions
    assert actions.count("crm_again") == 2
    automatic.set_up(node, space, None)
    approve(hub, reports.issue("telecom", "Again"), boss)
    assert auto(hub) is None and automatic.send_due(node) == 0


def issue_of(hub: Served, case: bytes) -> str:
    with hub.node.reading():
        return hub.node.shelf.issued(hub.space, case, hub.node.shelf.papers(hub.space, case))[
            -1
        ].issue.id


def page(visitor: Visitor, case: bytes) -> str:
    """The page of a case's last report."""
    way = f"{visitor.base}/reports/{case.hex()}/{issue_of(visitor.hub, case)}"
    return visitor.get(way, **{"accept-language": "en"}).body.decode()


def auto(hub: Served) -> automatic.Automatic | None:
    with hub.node.reading():
        return automatic.setting(hub.node, hub.space)
