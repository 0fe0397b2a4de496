"""Diagnostics, the logbook and the program about itself: useful, and silent on customers."""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_kit import laptop, write
from usecase_kit import library, sample_in, workspace_in

import fieldapp
from fieldapp.base import logbook, paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import about, care, diagnostics, erasing, issuing, settings
from fieldapp.usecases.settings import Settings

CANARY, CANARY_ZH = "zqxcanary", "鸑鷟"


@contextmanager
def kept(folder: Path | None = None) -> Iterator[None]:
    """While it lasts the logbook is kept."""
    logger = logging.getLogger("fieldapp")
    level = logger.level
    handler = logbook.start(folder)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"{CANARY} state"))
    with kept():
        yield logging.getLogger("fieldapp.report.make")


def planted(workspace: Workspace) -> None:
    """Canaries wherever a person, or a file of theirs, may put words."""
    case_id = sample_in(workspace)

    def fill(writing: Writing) -> None:
        for place in ("title", "customer/company", "engineer", "report/impact"):
            writing.shared.set_text(place, Text.of(f"{CANARY} {CANARY_ZH}"))
        item = writing.shared.add("statements", CANARY)
        writing.shared.set_text(f"{item}/text", Text.of(f"{CANARY} said"))
        writing.shared.write(f"answers/{CANARY}", CANARY)
        writing.shared.write(f"extras/x-{CANARY}", CANARY)
        writing.shared.write(f"evidence/{CANARY}/file", f"files/{CANARY}.pdf")
        writing.private.write("answers/private_notes", CANARY)

    workspace.commit(case_id, fill)
    workspace.save_draft(case_id, f"answers/{CANARY}", CANARY)
    workspace.put_blob(case_id, CANARY.encode())
    issuing.issue(workspace, case_id, library(), final=False)
    care.back_up(workspace)
    write(workspace, b"o" * 16, title=CANARY)
    erasing.erase(workspace, b"o" * 16, erasing.whole_case(f"{CANARY} asked"))


def fail() -> None:
    """Ends in an error that quotes what somebody typed."""
    try:
        int(CANARY)
    except ValueError as error:
        raise FieldAppError("usecases.case_unknown", typed=CANARY) from error


def test_nothing_of_a_customer_is_in_it(tmp_path: Path, log: logging.Logger) -> None:
    home = tmp_path / f"{CANARY} 的电脑"
    own = home / "forms" / "playbooks"
    own.mkdir(parents=True)
    built_in = paths.forms("playbooks", "pacts.yaml").read_text(encoding="utf-8")
    (own / f"{CANARY}.yaml").write_text(
        built_in.replace("id: pacts\n", f"id: {CANARY}\n", 1), encoding="utf-8"
    )
    (own / f"broken_{CANARY}.yaml").write_text(f"id: {CANARY}\n  {CANARY_ZH}", encoding="utf-8")
    mine = Settings(
        language="zh",
        name=f"{CANARY_ZH}工",
        contact=f"{CANARY}@example.org",
        playbooks=own.parent,
        inbox=home / CANARY,
        others={CANARY: CANARY_ZH},
    )
    known = Library([own.parent])
    with workspace_in(home) as workspace:
        planted(workspace)
        care.use_second_folder(workspace, home)
        try:
            fail()
        except FieldAppError:
            log.exception("could not make %s", CANARY)
            log.warning(f"{CANARY_ZH} went wrong")
        text = diagnostics.diagnostics(
            mine, known, workspace.machine, workspace, {"style": "Fusion", "title": CANARY_ZH}
        )
    target = tmp_path / "diagnostics.txt"
    diagnostics.write(text, target)
    shown = target.read_text(encoding="utf-8")
    assert CANARY not in shown.lower()
    assert not set(CANARY_ZH) & set(shown)
    assert str(Path.home()) not in shown
    for line in (
        f"fieldapp {fieldapp.__version__}",
        "language zh",
        "name set",
        "cases 2",
        "style Fusion",
        "title -",
        "backups 1",
        "second_folder set",
        "INFO usecases.doctor_workspace cases=2 conflicts=0",
    ):
        assert line in shown.splitlines()
    assert f"reportlab {importlib.metadata.version('reportlab')}" in shown
    assert any(line.startswith("own ") for line in shown.splitlines())
    (failed, _) = logbook.tail(2)
    assert failed in shown
    assert "ERROR fieldapp.report.make could not make %s | usecases.case_unknown" in failed
    assert failed.endswith("| ValueError")


def test_it_is_made_of_a_locked_workspace_too(tmp_path: Path) -> None:
    text = diagnostics.diagnostics(Settings(), library(), laptop(tmp_path))
    assert "[workspace]" not in text
    assert "[machine]" in text


def test_the_logbook_names_the_lines_of_our_source(log: logging.Logger) -> None:
    try:
        library().get("pacts").step(1 / 0)  # type: ignore[union-attr, arg-type]
    except ZeroDivisionError:
        log.exception("unexpected")
    try:
        settings.write(Settings(), Path("/dev/null/none/settings.json"))
    except FieldAppError:
        log.exception("not kept")
    first, second = logbook.tail(2)
    assert first.endswith("ERROR fieldapp.report.make unexpected | ZeroDivisionError")
    assert "usecases/outputs.py:" in second
    assert "usecases.cannot_write" in second


def test_a_logbook_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with kept(tmp_path / "file" / "log"):
        logging.getLogger("fieldapp.x").warning("said")
    assert logbook.tail(5, tmp_path / "file" / "log") == []


def test_about_names_versions_licences_and_playbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    found = about.about(library())
    assert found.version == fieldapp.__version__
    parts = {one.name: one for one in about.components()}
    assert (parts["reportlab"].licence, parts["SQLCipher"].licence) == ("BSD-3-Clause",) * 2
    assert parts["reportlab"].version == importlib.metadata.version("reportlab")
    assert "pywin32-ctypes" not in parts
    built_in = {path.stem for path in paths.forms("playbooks").glob("*.yaml")}
    assert {(one.id, one.is_built_in) for one in found.playbooks} == {
        (name, True) for name in built_in
    }

    def none(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", none)
    assert {"reportlab", "pywin32-ctypes"} <= {one.name for one in about.components()}
