"""The supervisors' inbox in a real browser, with an engineer's real workspace on the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from hub_kit import PASSWORD, Served, serving
from inbox_kit import Engineer, chromium, sign_in, visitor
from playwright.sync_api import Browser, Page, expect

from bench.hostile import TEXTS, case_of
from fieldapp.base.policy import Policy
from fieldapp.hub.company import set_policy
from fieldapp.hub.node import Place
from fieldapp.sync.certificates import SUPERVISOR
from fieldapp.usecases.readmarks import note_read

PHONE, DESK = (360, 640), (1366, 768)
WORDS = {
    "zh-CN": {"return": "退回", "approve": "批准", "returned": "已退回", "impact": "影响"},
    "en": {"return": "Return", "approve": "Approve", "returned": "Returned", "impact": "Impact"},
}
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("inbox"))) as running:
        yield running


def grave(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using a page."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def is_on_first_screen(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


@pytest.mark.parametrize(("lang", "size"), [("zh-CN", PHONE), ("en", DESK)])
def test_from_issuing_to_a_decision_that_the_engineer_sees(
    lang: str,
    size: tuple[int, int],
    browser: Browser,
    served: Served,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    word, name = WORDS[lang], f"Wang {lang}"
    served.add(name, SUPERVISOR)
    ann = Engineer(served, f"Ann {lang}", tmp_path_factory.mktemp("ann"))
    case = ann.begin("telecom" if lang == "en" else "medical")
    ann.issue(case)
    ann.sync()
    context = visitor(browser, lang=lang, width=size[0], height=size[1], dark=lang == "en")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{served.url}/")
    assert grave(page) == []
    sign_in(page, served, name)
    assert page.locator("html").get_attribute("lang") == lang
    assert grave(page) == []
    # The list says what is asked; the search narrows it down without another page.
    shown = page.locator(".row", has_text="¥")
    expect(shown.first).to_be_visible()
    # Times are those of the reader's clock, which the page for signing in has asked for.
    expect(page.locator(".row time", has_text="UTC")).to_have_count(0)
    expect(page.locator(".row time[datetime$='+08:00']").first).to_be_visible()
    page.fill("#q", "there is no such report")
    expect(page.locator(".row")).to_have_count(0)
    page.wait_for_url("**/inbox?view=waiting&s=*")
    assert "report" not in page.url.partition("?")[2]
    page.fill("#q", "")
    expect(shown.first).to_be_visible()
    page.wait_for_url("**/inbox?view=waiting")
    # The way back leads to what was looked for.
    page.go_back()
    expect(page.locator("#q")).to_have_value("there is no such report")
    page.go_forward()
    expect(shown.first).to_be_visible()
    page.locator(".row", has_text="38,600" if lang == "en" else "62,000").locator("a").click()
    # All that a decision needs is on the first screen.
    for part in (".facts dd", ".ask .what", ".ask .cost", ".actions summary"):
        assert is_on_first_screen(page, part), part
    page.locator(".open-pdf > summary").click()
    with page.expect_response(lambda got: "pdf?inline" in got.url) as pdf:
        page.locator(".inline-pdf").scroll_into_view_if_needed()
    assert pdf.value.ok and pdf.value.headers["content-type"] == "application/pdf"
    page.locator(".open-pdf > summary").click()
    # Returned: a reason is needed, beside the part it is about.
    page.locator(".actions > details > summary", has_text=word["return"]).click()
    assert grave(page) == []
    page.locator(".sheet:visible button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(word["impact"], exact=True).fill("How many vans, in figures?\n几辆车？")
    page.locator(".sheet:visible button").click()
    expect(page.locator(".head .chip").first).to_have_text(word["returned"])
    ann.sync()
    (report,) = ann.reports(case)
    assert report.state == "returned"
    (remark,) = report.decisions[0].remarks
    assert (remark.section, remark.text.original[:8]) == ("impact", "How many")
    # The next version shows what is otherwise.
    ann.write(case, "report/impact", "Twelve vans")
    ann.issue(case)
    ann.sync()
    page.goto(f"{served.url}/teams/{served.space.hex()}/inbox")
    page.locator(".row a").first.click()
    expect(page.locator(".changes ins", has_text="Twelve vans")).to_be_visible()
    expect(page.locator(".remark")).to_contain_text("几辆车")
    # Approved by keys alone.
    page.locator(".actions > details > summary", has_text=word["approve"]).first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Good work")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text(word["approve"].lower())
    ann.sync()
    _, report = ann.reports(case)
    assert report.state == "approved"
    review = report.decisions[0].review
    assert (review.content, review.pdf) == (report.issue.content, report.issue.pdf)
    assert review.by.original == name and review.reason.original == "Good work"
    # Taken back while nobody has answered; then approved with a condition, which is a promise.
    page.locator(".note form button").click()
    ann.sync()
    assert ann.reports(case)[-1].state == "issued"
    page.locator(".actions > details > summary").nth(2).click()
    page.locator(".sheet:visible details > summary").first.click()
    page.fill("#what1", "Measure again")
    page.fill("#due1", "2026-12-04")
    page.locator(".sheet:visible form:visible button").click()
    ann.sync()
    report = ann.reports(case)[-1]
    (condition,) = report.decisions[0].conditions
    assert (condition.what.original, condition.due) == ("Measure again", date(2026, 12, 4))
    assert grave(page) == []
    # That it was read is told only where the team has set so, and once.
    marks = [ann.run(lambda here: note_read(here, case))]
    with served.node.writing():
        set_policy(served.node, served.space, Policy(read_marks=True))
    ann.sync()
    marks += [ann.run(lambda here: note_read(here, case)) for _ in range(2)]
    with served.node.writing():
        set_policy(served.node, served.space, Policy())
    ann.sync()
    assert marks == [False, True, False]
    assert all(ruling.is_read for ruling in ann.reports(case)[-1].rulings)
    # Where somebody is signed in, how they sign in.
    for way in ("account", "sessions", "second"):
        page.goto(f"{served.url}/teams/{served.space.hex()}/{way}")
        assert grave(page) == [], way
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    expect(page.locator(".qr")).to_be_visible()
    assert grave(page) == []
    with page.expect_response("**/alive"):
        page.goto(f"{served.url}/teams/{served.space.hex()}/sessions")
    # Somebody who has left sees nothing more, also of a page that lies open.
    with served.node.writing():
        people = served.node.people
        people.end(served.space, people.find(served.space, name).account)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/signin?ended=1&next=*sessions")
    expect(page.get_by_role("status")).to_be_visible()
    # What is missing, and who has left, is no fault, though the browser notes it.
    assert [line for line in said if not re.search("409|401|403|Status Error Code", line)] == []
    context.close()


def test_nothing_that_somebody_wrote_becomes_part_of_a_page(
    browser: Browser, served: Served
) -> None:
    served.add("Li", SUPERVISOR)
    writer = served.laptop("Mallory")
    case = bytes([7]) * 16
    name = writer.issue(case=case, told=case_of(case, TEXTS))
    assert writer.sync() == {}
    context = visitor(browser, lang="en", width=1366, height=768)
    page = context.new_page()
    trouble: list[str] = []
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: trouble.append(line.text))
    sign_in(page, served, "Li")
    page.fill("#q", "<script")
    expect(page.locator(".row")).to_have_count(1)
    page.locator(".row a").click()
    page.locator(".actions > details > summary").nth(2).click()
    page.locator(".sheet:visible details > summary").last.click()
    page.locator("textarea:visible").fill("\n".join(TEXTS))
    page.locator(".sheet:visible form:visible button").click()
    expect(page.locator(".log .word").first).to_contain_text("<script>")
    for way in (
        "inbox?q=" + "%22%3E%3Cscript%3Ehit()%3C/script%3E",
        f"reports/{case.hex()}/{name}",
    ):
        page.goto(f"{served.url}/teams/{served.space.hex()}/{way}")
        assert page.evaluate("window.hits") is None
        assert (
            page.locator(
                "main script, iframe:not(.inline-pdf), main object, main [onerror]"
            ).count()
            == 0
        )
    assert trouble == []
    context.close()


def test_several_at_once_are_those_that_were_opened_and_ask_for_nothing(
    browser: Browser, served: Served
) -> None:
    served.add("Zhao", SUPERVISOR)
    writer = served.laptop("Cy")
    plain, costly = bytes([1]) * 16, bytes([2]) * 16
    writer.issue(case=plain, title="A note only")
    writer.issue(case=costly, title="With a price", decision_needed="Buy", decision_amount=9)
    assert writer.sync() == {}
    context = visitor(browser, lang="en", width=768, height=1024)
    page = context.new_page()
    sign_in(page, served, "Zhao")
    assert page.get_by_role("checkbox").count() == 0
    for title in ("A note only", "With a price"):
        page.get_by_role("link", name=title).click()
        page.locator(".brand").click()
    (box,) = page.get_by_role("checkbox").all()
    box.check()
    page.locator(".several button").click()
    expect(page.get_by_role("status").first).to_contain_text("1")
    expect(page.get_by_role("link", name="A note only")).to_have_count(0)
    assert writer.sync() == {}
    assert writer.sees(f"reviews/{_only(writer.items('reviews', plain))}/decision", plain) == [
        "approved"
    ]
    context.close()


def _only(names: list[str]) -> str:
    (name,) = names
    return name
