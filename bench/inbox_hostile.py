"""Hostile texts in every field of reports, opened in a browser: none may become part of a page.

Each page is asked whether anything ran, whether a dialog came up, and whether the page's policy had
to forbid anything: a text that is only forbidden to run has been taken for more than a text.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice, product
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Page, sync_playwright

from bench.common import Figure, emit, figure, parser
from bench.hostile import TEXTS, case_of
from bench.hub import Laptop, Process
from fieldapp.hub import tokens
from fieldapp.hub.node import Place, open_node
from fieldapp.hub.web.manner import COOKIE
from fieldapp.playbook.library import Library
from fieldapp.report.compose import compose
from fieldapp.report.content import Issue
from fieldapp.sync.certificates import SUPERVISOR

COUNT = 2_000
A_REPORT = 100
"""Texts in one report."""
_TAGS = ("img src=x onerror", "svg onload", "body onload", "video src onerror", "details ontoggle")
_BEFORE = (
    "",
    '">',
    "'>",
    "</p>",
    "-->",
    "]]>",
    "</script>",
    "</textarea>",
    "</title>",
    "\\",
    "\x0b",
)
_AROUND = (
    "<{0}=hit()>",
    "<{0}='hit()'",
    "<{0}\x0b=hit()//",
    "<<{0}=hit()>>",
    "<{0}=hit&#40;&#41;>",
)
_FORMS = ("{0}", "{0} 中文", "\ufeff{0}", "%3C{0}", "&lt;{0}", "＜{0}", "<b>{0}</b>", "{{{{{0}}}}}")


def texts(count: int) -> list[str]:
    """So many different ones."""
    made = (
        form.format(before + around.format(tag))
        for tag, before, around, form in product(_TAGS, _BEFORE, _AROUND, _FORMS)
    )
    return list(islice(dict.fromkeys(chain(TEXTS, made)), count))


def figures(options: Namespace) -> Iterator[Figure]:
    every = texts(200 if options.quick else COUNT)
    parts = [tuple(every[start : start + A_REPORT]) for start in range(0, len(every), A_REPORT)]
    with tempfile.TemporaryDirectory() as home:
        place = Place(Path(home))
        space, session, code = _team(place)
        hub = Process.start(place)
        try:
            laptop = Laptop(hub.url, code, 1)
            cases = [_issue(laptop, part) for part in parts]
            if laptop.sync() or laptop.sync():
                raise RuntimeError("the reports did not reach the hub")
            base = f"{hub.url}/teams/{space.hex()}"
            ways = ["inbox", *(f"reports/{case.hex()}/i1" for case in cases)]
            seen, ran, shown = _look(base, session, ways, parts)
        finally:
            hub.stop()
    yield figure("hostile texts", len(set(every)), "texts")
    yield figure("of them seen on a page, as they were written", shown, "texts", at_least=1)
    yield figure("pages opened", seen, "pages")
    yield figure("ran, came up, or had to be forbidden", ran, "times", at_most=0)


def _team(place: Place) -> tuple[bytes, str, str]:
    """A space, a supervisor's session and a code for an engineer's laptop."""
    node = open_node(place)
    try:
        with node.writing() as connection:
            space = node.spaces.make("North")
            boss = node.people.add(space, "Supervisor", SUPERVISOR, "")
            session = tokens.begin_session(connection, space, boss, os.urandom, node.now())
            engineer = node.people.add(space, "Engineer", "engineer", "")
            return space, session, node.enrolments.make_code(space, engineer)
    finally:
        node.close()


def _issue(laptop: Laptop, some: tuple[str, ...]) -> bytes:
    """A report with these texts in all of its fields."""
    playbook, case = Library().get("pacts"), os.urandom(16)
    assert playbook is not None
    now = datetime.now(UTC)
    content = compose(case_of(case, some), playbook, Issue(now, 1, final=True)).to_bytes()
    laptop.local.place(case, laptop.carrier.space)
    written: dict[str, Any] = {
        "@life": True,
        "number": 1,
        "at": now.isoformat(),
        "content": laptop.local.put_blob(case, content).hex(),
        "pdf": laptop.local.put_blob(case, b"%PDF-1.7").hex(),
    }

    def fill(edit: Any) -> None:
        for name, value in written.items():
            edit.write(f"issues/i1/{name}", value)

    laptop.local.commit(case, fill)
    return case


def _look(
    base: str, session: str, ways: list[str], parts: list[tuple[str, ...]]
) -> tuple[int, int, int]:
    """Pages opened, what happened that should not, and how many texts stood there."""
    trouble: list[str] = []
    shown = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        context = browser.new_context(locale="en")
        cookie = {"name": COOKIE, "value": session, "domain": "127.0.0.1", "path": "/"}
        context.add_cookies([{**cookie, "secure": True}])  # type: ignore[typeddict-item]
        context.add_init_script("window.hit = () => { window.hits = (window.hits || 0) + 1 }")
        page = context.new_page()

        def came_up(dialog: Dialog) -> None:
            trouble.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", came_up)
        page.on("console", lambda line: trouble.append(line.text))
        for number, way in enumerate(ways):
            page.goto(f"{base}/{way}")
            trouble += ["hit"] * int(page.evaluate("window.hits || 0"))
            trouble += ["element"] * _foreign(page)
            if number:
                said = page.locator("main").text_content() or ""
                shown += sum(text.strip() in said for text in set(parts[number - 1]))
        browser.close()
    return len(ways), len(trouble), shown


def _foreign(page: Page) -> int:
    """Elements that no page of ours has."""
    return page.locator(
        "main script, iframe:not(.inline-pdf), object, embed, video, math, base, main [onerror], "
        "main [onload], main [ontoggle], main [style]"
    ).count()


def main(argv: list[str]) -> int:
    return emit("inbox_hostile", list(figures(parser(__doc__).parse_args(argv))))
