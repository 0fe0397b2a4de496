"""What the tests of the inbox share: an engineer with a real workspace that syncs over HTTP, a
supervisor with a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from hub_kit import PASSWORD, Served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from store_kit import laptop, new_workspace, ticking

from fieldapp.base import paths
from fieldapp.case import reportstate
from fieldapp.case.reportstate import Report
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import importing, issuing
from fieldapp.usecases.syncing import rounds
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.joining import Joining
from fieldapp.usecases.syncing.rounds import Round

Result = TypeVar("Result")
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""When the clocks begin."""


class Engineer:
    """Somebody who writes reports; like the window's, their workspace has a thread of its own."""

    def __init__(self, hub: Served, name: str, home: Path) -> None:
        self._desk = ThreadPoolExecutor(1)
        self.library = Library()
        self.account = hub.add(name)
        made = self._desk.submit(lambda: new_workspace(home, laptop(home, clock=ticking(START)))[0])
        self._workspace = made.result()
        self.run(lambda _: self._join(hub, hub.code(self.account)))

    def run(self, work: Callable[[Workspace], Result]) -> Result:
        return self._desk.submit(work, self._workspace).result()

    def _join(self, hub: Served, code: str) -> None:
        with Carrier() as carrier:
            joining = Joining.begin(self._workspace, hub.url, code)
            joining.accept(self._workspace, carrier.carry(joining.hub, b"", b"", joining.question))

    def begin(self, sample: str = "telecom") -> bytes:
        """A case from a sample."""
        path = Path(str(paths.forms("samples", sample, "case.json")))

        def work(workspace: Workspace) -> bytes:
            (candidate,) = importing.check_files([path], self.library)
            return importing.keep(workspace, candidate, self.library).case_id

        return self.run(work)

    def write(self, case: bytes, path: str, content: object) -> None:
        self.run(lambda here: here.commit(case, lambda to: to.shared.write(path, content)))

    def issue(self, case: bytes) -> None:
        self.run(lambda here: issuing.issue(here, case, self.library, final=False))

    def reports(self, case: bytes) -> tuple[Report, ...]:
        """How the reports of a case stand on this laptop."""
        return self.run(lambda here: reportstate.reports(here.load(case).shared, lambda head: True))

    def sync(self) -> None:
        def work(workspace: Workspace) -> Round:
            with Carrier() as carrier:
                return rounds.sync(
                    workspace,
                    lambda one: carrier.carry(one.hub, one.token, one.space, one.question),
                )

        done = self.run(work)
        assert not done.troubles and not done.refused, done


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own, for its downloads are not to be had everywhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, hub: Served, name: str, team: str = "") -> None:
    page.goto(f"{hub.url}/signin")
    if team:
        page.fill("#team", team)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button")


def visitor(
    browser: Browser,
    *,
    lang: str = "zh-CN",
    width: int = 360,
    height: int = 640,
    dark: bool = False,
) -> BrowserContext:
    return browser.new_context(
        locale=lang,
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=width < 500,
    )
