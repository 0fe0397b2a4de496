"""What the tests of the inbox share: an engineer with a real workspace that syncs over HTTP, a
supervisor with a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hub_kit import PASSWORD, Served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from store_kit import laptop, new_workspace, ticking

from fieldapp.base import paths
from fieldapp.case.edit import Edit
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import importing, issuing
from fieldapp.usecases.syncing import rounds
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.joining import Joining

START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""When the clocks begin."""


@dataclass
class Engineer:
    """Somebody who writes reports."""

    workspace: Workspace
    library: Library
    account: bytes = b""

    @classmethod
    def join(cls, hub: Served, name: str, home: Path) -> Engineer:
        workspace, _ = new_workspace(home, laptop(home, clock=ticking(START)))
        account = hub.add(name)
        with Carrier() as carrier:
            joining = Joining.begin(workspace, hub.url, hub.code(account))
            joining.accept(workspace, carrier.carry(joining.hub, b"", b"", joining.question))
        return cls(workspace, Library(), account)

    def begin(self, sample: str = "telecom") -> bytes:
        """A case from a sample."""
        path = Path(str(paths.forms("samples", sample, "case.json")))
        (candidate,) = importing.check_files([path], self.library)
        return importing.keep(self.workspace, candidate, self.library).case_id

    def write(self, case: bytes, **registers: object) -> None:
        """`__` in a name stands for `/`; None takes it away."""

        def fill(writing: Writing) -> None:
            put(writing.shared, registers)

        self.workspace.commit(case, fill)

    def issue(self, case: bytes) -> None:
        issuing.issue(self.workspace, case, self.library, final=False)

    def sync(self) -> None:
        with Carrier() as carrier:
            done = rounds.sync(
                self.workspace,
                lambda one: carrier.carry(one.hub, one.token, one.space, one.question),
            )
        assert not done.troubles and not done.refused, done


def put(edit: Edit, registers: dict[str, object]) -> None:
    for name, content in registers.items():
        edit.write(name.replace("__", "/"), content)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own, for its downloads are not to be had everywhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
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
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=width < 500,
    )
