"""What the tests of use cases share: a real workspace, a case in it, and pictures."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw
from store_kit import PASSCODE, laptop

from fieldapp.base import paths
from fieldapp.case.records import Case
from fieldapp.overview.rows import CaseRow
from fieldapp.playbook.library import Library
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, importing, teamrows
from fieldapp.usecases.workspaces import projector


@cache
def library() -> Library:
    return Library()


def workspace_in(home: Path, machine: Machine | None = None) -> Workspace:
    """A new workspace that shows cases as their playbooks have them."""
    workspace, _ = Workspace.create(
        home / "workspace",
        passcode=PASSCODE,
        machine=machine or laptop(home),
        project=projector(library()),
    )
    return workspace


def sample_in(workspace: Workspace, name: str = "telecom") -> bytes:
    """A built-in sample, imported with its photos; its case id."""
    path = paths.forms("samples", name, "case.json")
    (imported,) = importing.keep_all(workspace, importing.check_files([path], library()), library())
    return imported.case_id


def case_in(workspace: Workspace, case_id: bytes) -> Case:
    return cases.load(workspace, case_id, library())


def counted_alike(workspace: Workspace) -> tuple[CaseRow, ...]:
    """What the cases contribute to their team's figures; what was remembered of them before says
    the same as counting them from nothing."""

    def rows() -> tuple[CaseRow, ...]:
        return tuple(sorted(teamrows.all_rows(workspace, library()), key=lambda row: row.case))

    remembered = rows()
    assert teamrows.begin(workspace, library()).left == ()
    teamrows.forget(workspace)
    assert rows() == remembered
    return remembered


def photo(
    colour: str = "steelblue", size: tuple[int, int] = (900, 600), kind: str = "JPEG"
) -> bytes:
    """A picture as a phone makes it."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((size[0] // 3, 0, size[0] // 2, size[1]), fill="white")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
