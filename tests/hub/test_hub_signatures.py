"""An approval on the hub signs the issued PDF with the hub's key; the engineer's laptop gets it."""

from __future__ import annotations

import re
from pathlib import Path

from hub_kit import Served
from inbox_kit import Engineer

from fieldapp.base.language import Text
from fieldapp.case.reportstate import Report
from fieldapp.case.reviewing import Verdict
from fieldapp.hub import signatures as on_the_hub
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
    node.write(
        lambda _: node.deciding.say(
            space, case, report.issue.id, account, verdict=said, looked_at=seen(report)
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
