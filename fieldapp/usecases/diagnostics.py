"""Diagnostics: one text file that helps to find a fault and tells nothing of any customer.

Only what is listed here goes in: versions, switches, counts, codes. No texts, names, paths or ids;
of a finding its code and its numbers. It is plain, so that the person can read it before they send
it to anybody.
"""

from __future__ import annotations

import locale
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import fieldapp
from fieldapp.base import logbook, paths
from fieldapp.base.findings import Finding
from fieldapp.playbook.library import Library
from fieldapp.store.database import library_version
from fieldapp.store.figures import figures
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import about, readiness
from fieldapp.usecases.outputs import write_file
from fieldapp.usecases.settings import Settings

LOG_LINES = 200
_WORD = re.compile(r"[A-Za-z0-9 ._+/:x-]{0,60}\Z", re.ASCII)


def diagnostics(
    settings: Settings,
    library: Library,
    machine: Machine,
    workspace: Workspace | None = None,
    surroundings: Mapping[str, str | int | float] | None = None,
) -> str:
    """The whole text.

    Args:
        workspace: None where it is locked or cannot be opened.
        surroundings: what only the window knows: style, scale, size of the screen.
    """
    now = machine.clock()
    folder = workspace.folder if workspace is not None else paths.default_workspace()
    sections: dict[str, Iterable[str]] = {
        "program": _program(now),
        "packages": _packages(),
        "surroundings": _pairs(surroundings or {}),
        "settings": _settings(settings),
        "playbooks": _playbooks(library),
        "machine": _findings(readiness.machine_checks(folder, library, machine.secrets)),
    }
    if workspace is not None:
        sections["workspace"] = _workspace(workspace, now)
        sections["workspace checks"] = _findings(readiness.workspace_checks(workspace, now))
    sections["log"] = logbook.tail(LOG_LINES)
    return "\n".join(line for name, lines in sections.items() for line in (f"[{name}]", *lines, ""))


def write(text: str, path: Path) -> None:
    """Keeps the text where the person wants it.

    Raises:
        NotWrittenError: with the reason.
    """
    write_file(path, text.encode())


def _program(now: datetime) -> Iterator[str]:
    yield f"fieldapp {fieldapp.__version__}"
    yield f"python {platform.python_version()} {platform.python_implementation()}"
    yield f"system {platform.system()} {platform.release()} {platform.machine()}"
    yield f"made {now.isoformat(timespec='minutes')}"
    yield f"locale {'.'.join(part or '-' for part in locale.getlocale())}"
    yield f"encoding {sys.getfilesystemencoding()}"
    yield f"form {_form()}"
    yield f"sqlite {library_version()}"
    yield f"processors {os.cpu_count()}"


def _form() -> str:
    """How the program came here."""
    if getattr(sys, "frozen", False):
        return "frozen"
    return "wheel" if paths.data_dir().name == "_data" else "checkout"


def _packages() -> Iterator[str]:
    for one in about.components():
        if one.version:
            yield f"{one.name} {one.version}"


def _pairs(found: Mapping[str, str | int | float]) -> Iterator[str]:
    for name, value in sorted(found.items()):
        yield f"{name} {value if _WORD.match(str(value)) else '-'}"


def _settings(settings: Settings) -> Iterator[str]:
    """Switches as they are; of names, lines and folders only whether they are set."""
    yield f"language {settings.language}"
    yield f"theme {settings.theme}"
    yield f"lock_minutes {settings.lock_minutes}"
    yield f"screen_seen {settings.screen_seen}"
    yield f"backup_days {settings.backup_days}"
    for name in ("playbooks", "inbox", "name", "contact"):
        yield f"{name} {'set' if getattr(settings, name) else 'not set'}"
    yield f"others {len(settings.others)}"


def _playbooks(library: Library) -> Iterator[str]:
    """A company's own by their versions alone: their names may be those of customers."""
    for one in library.playbooks:
        name = one.id if library.is_built_in(one.id) else "own"
        yield f"{name} {one.version[:12]}"
    yield from _findings(library.findings)


def _workspace(workspace: Workspace, now: datetime) -> Iterator[str]:
    yield from (f"{name} {count}" for name, count in sorted(figures(workspace).items()))
    second = workspace.backups.roots[1:]
    found = workspace.backups.find()
    yield f"backups {len(found)}"
    if found:
        yield f"last_backup_hours {int((now - found[-1].made).total_seconds() // 3600)}"
    yield f"second_folder {'set' if second else 'not set'}"
    yield from (f"second_folder_reachable {folder.is_dir()}" for folder in second)


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        numbers = [f"{k}={v}" for k, v in sorted(one.params.items()) if isinstance(v, int)]
        yield " ".join((one.severity.name, one.code, *numbers))
