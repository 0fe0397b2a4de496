"""An approval on the hub signs the issued PDF with the hub's key; the engineer's laptop gets it."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hub_kit import CASE, Served
from inbox_kit import Engineer
from visitor_kit import signed_in

from fieldapp.base.language import Text
from fieldapp.case.reportstate import Report
from fieldapp.case.reviewing import Verdict
from fieldapp.hub import signatures as on_the_hub
from fieldapp.hub.checking import check
from fieldapp.hub.deciding import seen
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.certificates import SUPERVISOR
from fieldapp.usecases import signatures


def test_an_approval_on_the_hub_signs_for_the_account(hub: Served, tmp_path: Path) -> None:
    engineer = Engineer(hub, "Ann", tmp_path)
    account = hub.add("Wang Min", SUPERVISOR)
    case = engineer.begin()
    engineer.issue(case)
    engineer.sync()
    space, node = hub.space, hub.node

    def on_hub() -> Report:
        with node.reading():
            return node.shelf.issued(space, case, node.shelf.papers(space, case))[0]

    report = on_hub()
    said = Verdict(decision="approved", by=Text.of("Wang Min"), at=node.clock())
    issue, looked_at = report.issue.id, seen(report)
    made = node.deciding.sign(space, case, issue, verdict=said, looked_at=looked_at)
    node.write(
        lambda _: node.deciding.say(
            space, case, issue, account, verdict=said, looked_at=looked_at, signed=made
        )
    )
    signed = on_hub().decisions[0].review.signed
    with node.reading():
        pdf = node.shelf.whole_blob(space, signed)
        roster = node.shelf.roster(space)
    assert pdf is not None and roster is not None
    found = on_the_hub.check(pdf, roster, "team", {engineer.account: "Ann"})
    codes = [finding.code.removeprefix("signing.") for finding in found.findings]
    assert codes == [
        "verdict_unchanged",
        *("made_issued", "key_device"),
        *("made_approved", "key_hub"),
        "clock",
    ]
    assert found.is_vouched

    engineer.sync()
    (here,) = engineer.reports(case)
    (ruled,) = here.decisions
    library, name = engineer.library, ruled.review.signed
    at_laptop = engineer.run(lambda here: signatures.check(here.get_blob(name), here, library))
    assert at_laptop.is_vouched
    assert at_laptop.verdict.issued == here.issue.pdf
    assert [one.name for one in at_laptop.verdict.signatures][1:] == ["Wang Min"]
    assert "key_hub" in " ".join(finding.code for finding in at_laptop.findings)

    # The page on the web.
    session = hub.session("Wang Min")
    at = f"/teams/{space.hex()}/reports/{case.hex()}/{report.issue.id}/signatures"
    cookie = {"cookie": f"{COOKIE}={session.token}", "accept-language": "en"}
    session.token = ""
    page = session.request("GET", at, headers=cookie)
    assert page.status == 200
    told = page.body.decode()
    assert "The PDF as signed on approval by Wang Min" in told
    assert told.count("Unchanged since it was signed.") == 2
    (way,) = re.findall(r"signatures(\?review=[A-Za-z0-9_-]+)", told)
    assert session.request("GET", at + way, headers=cookie).body == pdf
    assert session.request("GET", at + "?review=none", headers=cookie).status == 404

    # A report whose laptop could not sign it says so on its own page.
    at = at.removesuffix("/signatures")
    assert "Not signed:" not in session.request("GET", at, headers=cookie).body.decode()
    engineer.write(case, f"issues/{issue}/unsigned", "program")
    engineer.sync()
    assert "Not signed:" in session.request("GET", at, headers=cookie).body.decode()


def test_nobody_waits_while_an_approval_is_signed(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = hub.laptop("Vic")
    issue = writer.issue(title="Pump leaks")
    assert writer.sync() == {}
    for name in ("Wang", "Bo"):
        hub.add(name, SUPERVISOR)
    wang, bo = signed_in(hub, "Wang"), signed_in(hub, "Bo")
    page = f"{wang.base}/reports/{CASE.hex()}/{issue}"
    signing, may_end = threading.Event(), threading.Event()

    def slowly(*_: object) -> bytes:
        signing.set()
        assert may_end.wait(30)
        return b"%PDF-1.7 signed"

    monkeypatch.setattr(on_the_hub, "countersign", slowly)
    with ThreadPoolExecutor(1) as beside:
        form = {"decision": "approved", "approved_reason": "Fine with me"}
        waiting = beside.submit(wang.fill, page, f"{page}/decision", **form)
        assert signing.wait(30)
        # Meanwhile a laptop brings something, and somebody else decides.
        writer.write("answers/a1", "Written meanwhile")
        assert writer.sync() == {}
        form = {"decision": "declined", "declined_reason": "Too early"}
        assert bo.fill(page, f"{page}/decision", **form).status == 303
        may_end.set()
        late = waiting.result()
    # Whoever was slower is told, and has what they typed; of what was signed nothing is kept.
    assert late.status == 409 and b"Fine with me" in late.body
    with hub.node.reading():
        (report,) = hub.node.shelf.issued(hub.space, CASE, hub.node.shelf.papers(hub.space, CASE))
    assert [ruling.review.decision for ruling in report.rulings] == ["declined"]
    assert check(hub.node).faults == {}
    # What is looked at anew can be approved, and is signed.
    anew = {"decision": "approved", "approved_reason": "After all"}
    assert wang.fill(f"{page}?anew=true", f"{page}/decision", **anew).status == 303
    signed = wang.get(f"{page}/signatures").body.decode()
    (review,) = re.findall(r"signatures\?review=(\w+)", signed)
    assert wang.get(f"{page}/signatures?review={review}").body == b"%PDF-1.7 signed"
    assert b"does not carry this approval" not in wang.get(page).body
    # So it is where another version has come.
    second = writer.issue(number=2, title="Pump leaks")
    assert writer.sync() == {}
    late = wang.fill(page, f"{page}/decision", decision="declined", declined_reason="Of no use")
    assert late.status == 409 and b"Of no use" in late.body

    # What cannot be signed is approved all the same, and says so.
    def fails(*_: object) -> bytes:
        raise OSError("unforeseen")

    monkeypatch.setattr(on_the_hub, "countersign", fails)
    page = page.replace(issue, second)
    assert bo.fill(page, f"{page}/decision", decision="approved").status == 303
    for visitor in (bo, wang):
        assert b"does not carry this approval" in visitor.get(page).body
