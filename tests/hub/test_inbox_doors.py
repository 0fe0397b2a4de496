"""The inbox without a browser: what its answers forbid, who gets in, what each list holds."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hub_kit import CASE, Laptop, Served, serving
from sqlalchemy import Table, delete, insert, select, update
from visitor_kit import Visitor, signed_in

from bench.syncing.postgres import Cluster
from fieldapp.base.language import Text
from fieldapp.case.records import Case
from fieldapp.hub import preferences, reports, schema, terms
from fieldapp.hub.checking import check
from fieldapp.hub.node import Place
from fieldapp.hub.web import zone
from fieldapp.hub.web.manner import COOKIE
from fieldapp.hub.web.pages import static_files
from fieldapp.store.erase import Wish
from fieldapp.sync.certificates import ENGINEER, SUPERVISOR
from fieldapp.ui.theme.tokens import DARK, LIGHT


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("doors"))) as running:
        for name in ("Wang", "Bo", "Lin"):
            running.add(name, SUPERVISOR)
        running.add("Ann", ENGINEER)
        yield running


@pytest.fixture(scope="module")
def writer(served: Served) -> Laptop:
    laptop = served.laptop("Vic")
    laptop.issue(title="Pump leaks", decision_needed="Buy a pump", decision_amount=900)
    assert laptop.sync() == {}
    return laptop


def test_a_page_allows_no_more_than_it_needs(served: Served, writer: Laptop) -> None:
    visitor = signed_in(served, "Wang")
    report = f"{visitor.base}/reports/{CASE.hex()}/i1"
    for path in ("/signin", f"{visitor.base}/inbox", report, f"{visitor.base}/account"):
        got = visitor.get(path)
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "*" not in policy
        assert got.headers["referrer-policy"] == "same-origin"
        assert "camera=()" in got.headers["permissions-policy"]
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["cache-control"] == "no-store"
        html = got.body.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert len(got.body) < 60_000
    for file in ("pdf", "evidence/e1"):
        got = visitor.get(f"{report}/{file}")
        assert got.headers["cache-control"] == "no-store"
        assert got.status == 200
        assert "sandbox" in got.headers["content-security-policy"]
    assert visitor.get(f"{report}/pdf").headers["content-disposition"].startswith("attachment")
    # What is no picture is for saving alone, under a name that follows from what it holds.
    for number, (data, name) in enumerate(
        ((b"%PDF-1.7 x", "e1.pdf"), (b"MZ" + bytes(9), "e1.bin"))
    ):
        case = bytes([60 + number]) * 16
        writer.photo(data, case=case)
        writer.issue(case)
        assert writer.sync() == {}
        got = visitor.get(f"{visitor.base}/reports/{case.hex()}/i1/evidence/e1")
        assert (got.status, got.headers["content-type"]) == (200, "application/octet-stream")
        assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert got.headers["x-content-type-options"] == "nosniff"
    shown = visitor.get(f"{report}/pdf?inline=true").headers["content-security-policy"]
    assert "sandbox" in shown and "frame-ancestors 'self'" in shown
    # Together with its script and its looks a page is light.
    weight = len(visitor.get(report).body)
    for file in set(re.findall(r"/static/[0-9a-f]+/[\w.]+", visitor.get(report).body.decode())):
        packed = visitor.get(file, **{"accept-encoding": "gzip"})
        assert "immutable" in packed.headers["cache-control"]
        weight += len(packed.body)
    assert weight < 100_000


def test_signing_in(served: Served) -> None:
    visitor = Visitor(served)
    got = visitor.sign_in("Wang", next=f"{visitor.base}/account")
    assert (got.status, got.headers["location"]) == (303, f"{visitor.base}/account")
    cookies = re.split(r", (?=__Host-)", got.headers["set-cookie"])
    assert any(told.startswith(f"{COOKIE}=") for told in cookies)
    for told in cookies:
        assert all(word in told for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert visitor.get(f"{visitor.base}/account").status == 200
    for way in ("https://elsewhere.example", "//elsewhere.example", "/teams/\\x", "/signin"):
        got = Visitor(served).sign_in("Bo", next=way)
        assert got.headers["location"] == f"{visitor.base}/inbox"
    got = Visitor(served).sign_in("Lin", "a wrong password")
    assert got.status == 401 and f"{COOKIE}=" not in got.headers.get("set-cookie", "")
    got = Visitor(served).sign_in("Ann")
    assert got.status == 401 and b"supervisors and administrators" in got.body
    # Not signed in: the way there, and back afterwards.
    got = Visitor(served).get(f"{visitor.base}/inbox?view=decided")
    assert got.status == 303
    assert got.headers["location"].endswith("inbox%3Fview%3Ddecided")
    # Signed out: the same cookie opens nothing.
    old = dict(visitor.cookies)
    assert visitor.fill(f"{visitor.base}/account", f"{visitor.base}/signout").status == 303
    visitor.cookies = old
    assert visitor.get(f"{visitor.base}/account").status == 303


def test_only_a_form_of_ones_own_session_changes_anything(served: Served, writer: Laptop) -> None:
    wang, bo = signed_in(served, "Wang"), signed_in(served, "Bo")
    page = f"{wang.base}/reports/{CASE.hex()}/i1"
    html = wang.get(page).body.decode()
    (token, *_) = re.findall(r'name="form_token" value="([^"]*)"', html)
    (seen, *_) = re.findall(r'name="seen" value="([^"]*)"', html)
    form = {"decision": "approved", "form_token": token, "seen": seen}
    for visitor, sent, headers in (
        (wang, form | {"form_token": ""}, {}),
        (wang, form | {"form_token": "0" * 64}, {}),
        (bo, form, {}),
        (wang, form, {"origin": "https://elsewhere.example"}),
        (wang, form, {"sec-fetch-site": "cross-site"}),
        (wang, form, {"origin": "null"}),
        (wang, "decision=approved&form_token=%ff", {}),
        (wang, "&".join(["a=1"] * 500), {}),
    ):
        got = visitor.send(f"{page}/decision", sent, **headers)
        assert got.status == 400, (sent, headers)
    # What has changed since it was looked at is looked at again; what was typed stands there.
    stale = form | {"seen": "f" * 32, "approved_reason": "Fine with me"}
    got = wang.send(f"{page}/decision", stale)
    assert got.status == 409 and b"Fine with me" in got.body
    assert writer.sync() == {}
    assert writer.items("reviews") == []


def test_who_is_asked_who_stands_in_and_what_has_waited_too_long(
    served: Served, writer: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "fieldapp")
    case = bytes([5]) * 16
    writer.issue(case=case, title="For Bo alone", decision_needed="Say yes")
    assert writer.sync() == {}
    wang, bo, lin = (signed_in(served, name) for name in ("Wang", "Bo", "Lin"))
    page = f"{wang.base}/reports/{case.hex()}/i1"
    with served.node.reading():
        people = {one.name: one.account.hex() for one in served.node.people.all(served.space)}
    got = wang.fill(page, f"{page}/decision", decision="assigned", to=people["Bo"])
    assert got.status == 303
    assert "For Bo alone" in bo.inbox() and "For Bo alone" not in wang.inbox()
    assert "For Bo alone" in wang.inbox(who="team")
    # Away: somebody decides in their place, and says so.
    account = f"{bo.base}/account"
    bo.fill(account, account, lang="zh", deputy=people["Lin"], until="2026-11-27")
    assert 'lang="zh-CN"' in bo.inbox()
    assert "For Bo alone" in lin.inbox()
    lin.fill(page, f"{page}/decision", decision="commented", commented_reason="Which pump?")
    assert "Lin (in place of Bo)" in lin.get(page).body.decode()
    bo.fill(account, account, lang="", deputy="", until="")
    assert "For Bo alone" not in lin.inbox()
    # A deputy's last day ends when it does by Bo's clock, wherever the hub is.
    for name, end in (
        ("Asia%2FShanghai", "2026-11-20T16:00"),
        ("America%2FNew_York", "2026-11-21T05:00"),
    ):
        bo.cookies[zone.COOKIE] = name
        bo.fill(account, account, lang="", deputy=people["Lin"], until="2026-11-20")
        assert 'value="2026-11-20"' in bo.get(account).body.decode()
        with served.node.reading():
            who = bytes.fromhex(people["Bo"])
            chosen = preferences.known(served.node.shelf, served.space, who)
        until = datetime.fromisoformat(f"{end}Z").timestamp()
        assert chosen.deputy_until == until * 1000
    del bo.cookies[zone.COOKIE]
    bo.fill(account, account, lang="", deputy="", until="")
    # Nobody has decided for days: it waits for everybody.
    served.time.pass_by(days=6)
    try:
        wang, lin = signed_in(served, "Wang"), signed_in(served, "Lin")
        assert "For Bo alone" in lin.inbox() and "Overdue for a decision" in wang.inbox()
        for path, decision, view in (("i1", "declined", "decided"), ("i1", "returned", "returned")):
            at = f"{wang.base}/reports/{case.hex()}/{path}"
            form = {"decision": decision, f"{decision}_reason": "Not like this"}
            assert wang.fill(f"{at}?anew=true", f"{at}/decision", **form).status == 303
            assert "For Bo alone" in wang.inbox(view), wang.get(at).body.decode()
    finally:
        served.time.pass_by(days=-6)
    # The log has what was asked for and how it went, and nothing of what anybody wrote.
    assert "web_decide 303" in caplog.text
    assert not re.search("Which pump|Not like this|For Bo|Wang|Lin|Bo Chen", caplog.text)


def test_pages_of_a_list_follow_one_another(tmp_path: Path) -> None:
    with serving(Place(tmp_path / "hub")) as served:
        served.add("Wang", SUPERVISOR)
        rows: list[dict[str, Any]] = [
            {
                "space_id": served.space,
                "case_id": bytes([n]) * 16,
                "issue": "i1",
                "number": 1,
                "folder": "waiting",
                "rank": n // 3,
                "state": "issued",
                "issued": 0,
                "escalates": 2**50,
                "assigned": "",
                "content": bytes(32),
                "is_whole": True,
                "is_light": False,
                "told": "{}",
                "words": "a drip" if n % 2 else "no leak",
            }
            for n in range(120)
        ]
        # Several promises of a case may be due on a day.
        made: list[dict[str, Any]] = [
            {
                "space_id": served.space,
                "case_id": bytes([n // 4]) * 16,
                "item": f"c{n:03}",
                "issue": "i1",
                "due": n // 12,
                "is_open": True,
                "told": '{"due": "2026-10-01"}',
                "words": "a drip" if n % 2 else "no leak",
            }
            for n in range(120)
        ]
        entries = [
            {"space_id": served.space, "case_id": case} | one._asdict()
            for case in {row["case_id"] for row in (*rows, *made)}
            for one in terms.entries(
                [row for row in rows if row["case_id"] == case],
                [row for row in made if row["case_id"] == case],
            )
        ]
        with served.node.writing() as connection:
            connection.execute(insert(schema.report), rows)
            connection.execute(insert(schema.promise), made)
            connection.execute(insert(schema.term), entries)
        wang = signed_in(served, "Wang")
        for view, of in (("waiting", rows), ("promises", made)):
            for words, pages in (("", (25, 25, 25, 25, 20)), ("drip a", (25, 25, 10))):
                seen, way = list[str](), f"{wang.base}/inbox?view={view}&q={quote(words)}"
                for number in pages:
                    html = wang.get(way).body.decode()
                    found = re.findall(r"reports/([0-9a-f]{32})/i1", html)
                    assert len(found) == number
                    seen += found
                    ways = re.findall(r'class="more"><a class="button" href="([^"]+)"', html)
                    way = ways[0].replace("&amp;", "&") if ways else ""
                count = re.search(rf"view={view}[^>]*><b>(.+?)</b>", html)
                assert not way and count and count[1] == ("60" if words else "99+")
                held = [row for row in of if not words or row["words"] == "a drip"]
                assert seen == [row["case_id"].hex() for row in held]
        # Whatever stands in an address, a list comes.
        for after in ("x", "1.zz.i", "9" * 30, "1..", "1..\0", f"{2**70}.{'00' * 16}.i1"):
            assert wang.inbox(after=after)


def test_times_are_the_readers(served: Served, writer: Laptop) -> None:
    case, said = bytes([9]) * 16, {"decision_needed": Text.of("Yes?"), "decision_due": "2026-11-20"}
    told = Case(id=case.hex(), title=Text.of("Late at night"), playbook="pacts", answers=said)
    writer.issue(case=case, told=told)
    assert writer.sync() == {}
    served.time.pass_by(hours=7)
    unknown = r"\d\d:\d\d UTC[+-]\d{4}"
    try:
        wang = signed_in(served, "Wang")
        for name, moment, is_over in (
            ("Asia%2FShanghai", "20 Nov 17:00", True),
            ("America/New_York", "20 Nov 04:00", False),
            # What is none is not believed: the hub's own clock, and which one it is.
            *((name, unknown, None) for name in ("", "..%2F..%2Fetc%2Fpasswd", "%00", "Z" * 300)),
        ):
            wang.cookies[zone.COOKIE] = name
            rows = wang.inbox().split('<li class="row">')
            (row,) = (one for one in rows if "Late at night" in one)
            assert re.search(f">([^<]* )?{moment}</time>", row), name
            assert is_over is None or ("1 day over" in row) is is_over, name
    finally:
        served.time.pass_by(hours=-7)


def test_what_is_searched_for_stands_in_no_address(served: Served, writer: Laptop) -> None:
    wang, bo = signed_in(served, "Wang"), signed_in(served, "Bo")
    page, at = f"{wang.base}/inbox", f"{wang.base}/inbox/search"
    got = wang.fill(page, at, q=" Pump leaks ", view="waiting", who="team")
    way = got.headers["location"]
    assert got.status == 303 and "leaks" not in way and "who=team" in way
    html = wang.get(way).body.decode()
    assert ">Pump leaks<" in html and 'value="Pump leaks"' in html
    # Neither do the ways to the other lists have it, and they keep it.
    ways = [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]*inbox\?[^"]*)"', html)]
    assert len(ways) >= 4 and not any("leaks" in one for one in ways)
    assert 'value="Pump leaks"' in wang.get(ways[-1]).body.decode()
    # It tells nobody else, and what is no seal of ours looks for nothing.
    assert 'value="Pump leaks"' not in bo.get(way).body.decode()
    for unfit in ("s=x", "s=%00", "s=" + "A" * 1300):
        assert wang.get(f"{page}?{unfit}").status == 200
    none = wang.fill(page, at, q="", view="decided").headers["location"]
    assert none == f"{page}?view=decided"


def test_the_colours_are_those_of_the_window() -> None:
    css = static_files()["app.css"].decode()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    for told, theme in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", told))
        assert len(found) > 15
        assert found == {name: getattr(theme, name.replace("-", "_")) for name in found}


def test_rows_are_what_the_cases_say(served: Served, writer: Laptop) -> None:
    case = bytes([6]) * 16
    writer.issue(case=case, title="Valve 7 drips", decision_needed="Buy a valve")
    writer.write("commitments/c1/@life", True, case)
    assert writer.sync() == {}
    wang = signed_in(served, "Wang")
    # Working notes are nobody's but the engineer's.
    writer.write("title", "A secret working title", case)
    assert writer.sync() == {}
    assert "A secret working title" not in wang.inbox()
    assert "Valve 7" in wang.inbox(q="ＶＡＬＶＥ 7") and "Valve 7" not in wang.inbox(q="valve 8")

    # Whatever has become of them, a check makes them again; the figures of teams too.
    def rows(table: Table = schema.report) -> list[tuple[Any, ...]]:
        with served.node.reading() as connection:
            found = connection.execute(select(table)).all()
        return sorted((tuple(row) for row in found), key=repr)

    before, team, sums = rows(), rows(schema.team_row), rows(schema.team_tally)
    assert {row[1] for row in team} == {row[1] for row in before} and sums
    for change, faults in (
        (delete(schema.report), {"hub.fault_report": len({row[1] for row in before})}),
        (
            update(schema.report).values(state="approved"),
            {"hub.fault_report": len({row[1] for row in before})},
        ),
        (delete(schema.team_row), {"hub.fault_report": len(team), "hub.fault_tally": 1}),
        (update(schema.team_tally).values(number=7), {"hub.fault_tally": 1}),
    ):
        with served.node.writing() as connection:
            connection.execute(change)
        assert check(served.node).faults == faults
        assert (rows(), rows(schema.team_row), rows(schema.team_tally)) == (before, team, sums)
    with served.node.writing() as connection:
        connection.execute(delete(schema.report))
        reports.forget(connection)
    reports.bring_up(served.node.shelf)
    assert (rows(), rows(schema.team_row), rows(schema.team_tally)) == (before, team, sums)
    # What is erased is in no list any more.
    writer.local.erase(case, Wish("case", "asked for"))
    assert writer.sync() == {}
    assert "Valve 7" not in wang.inbox()
    assert case not in {row[1] for row in rows()}
    assert check(served.node).faults == {}


def test_what_no_database_takes_keeps_no_change_away(postgres: Cluster, tmp_path: Path) -> None:
    """Texts and numbers that only a broken or a hostile program writes."""
    for database in ("", postgres.new_database()):
        with serving(Place(tmp_path / f"hub{bool(database)}", database)) as served:
            served.add("Wang", SUPERVISOR)
            mallory = served.laptop("Mallory")
            name = mallory.issue(number=2**40, forge=(b"Pump", b"\\ud800\\u0000<b>Pump"))
            assert mallory.sync() == {}
            wang = signed_in(served, "Wang")
            assert "&lt;b&gt;Pump leaks" in wang.inbox(q="pump\0 leaks")
            page = f"{wang.base}/reports/{CASE.hex()}/{name}"
            for part in ("", "/pdf?edition=phone", "/signatures"):
                assert wang.get(f"{page}{part}").status == 200, part
