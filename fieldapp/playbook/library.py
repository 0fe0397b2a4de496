"""All playbooks at hand: the built-in ones and those in a person's or company's own folders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.playbook import folders
from fieldapp.playbook.errors import PlaybookError

if TYPE_CHECKING:
    from fieldapp.playbook.calendar import WorkCalendar
    from fieldapp.playbook.catalogue import Catalogue
    from fieldapp.playbook.compensation import Remedies
    from fieldapp.playbook.model import Playbook

CALENDAR = "calendar.yaml"


class Library:
    """The playbooks of some folders. A broken one is left out and reported.

    Each file is read when it is first asked for: from its compiled form where that is fresh, else
    from its YAML. The file's name is the playbook's id.
    """

    def __init__(self, own: Sequence[Path] = (), *, built_in: Path | None = None) -> None:
        """`own`: further folders laid out as the built-in one (`playbooks/`, `fields/`, ...)."""
        self._folders = [built_in or paths.forms(), *own]
        self._findings: list[Finding] = []
        self._opened: dict[str, Playbook | None] = {}
        self._catalogues: dict[tuple[Path, ...], Catalogue] = {}

    def use(self, own: Sequence[Path]) -> None:
        """Looks in these folders beside the built-in one from now on, and reads all files anew."""
        self._folders[1:] = own
        self._findings.clear()
        self._opened.clear()
        self._catalogues.clear()
        for read in ("_files", "calendar", "remedies"):
            self.__dict__.pop(read, None)

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Id -> file; of two with one id, the built-in one, then what the company has given, then
        the first folder's."""
        built_in, *own = self._folders
        found = folders.playbooks(built_in)
        found += [path for folder in own for path in folders.ready(folder)]
        found += [path for folder in own for path in folders.playbooks(folder)]
        files: dict[str, Path] = {}
        for path in found:
            if path.stem in files:
                params = {"id": path.stem, "first": str(files[path.stem].name)}
                self._findings.append(Finding("playbook.id_taken", params, path.name))
            files.setdefault(path.stem, path)
        return files

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids there are files for, whether or not they can be read."""
        return tuple(self._files)

    def is_built_in(self, playbook_id: str) -> bool:
        """Whether it came with the program."""
        path = self._files.get(playbook_id)
        return path is not None and path.is_relative_to(self._folders[0])

    @property
    def playbooks(self) -> tuple[Playbook, ...]:
        """Every playbook that can be read."""
        opened = [self.get(playbook_id) for playbook_id in self._files]
        return tuple(playbook for playbook in opened if playbook)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why playbooks were left out, and what else was noticed in their files."""
        _ = self.playbooks, self.calendar, self.remedies
        return tuple(self._findings)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The work calendar that clocks count along; what is wrong with it is in `findings`."""
        from fieldapp.playbook import calendar

        found, findings = calendar.read(self._folders)
        self._findings += findings
        return found

    @property
    def calendar_edition(self) -> str:
        """Names the files that the calendar is read from: another where one of them is changed. To
        ask for it takes no reading of a calendar, which a start would wait for."""
        files = [folder / CALENDAR for folder in self._folders]
        with suppress(OSError):
            data = b"".join(path.read_bytes() for path in files if path.is_file())
            return hashlib.sha256(data).hexdigest()[:16]
        return ""

    @cached_property
    def remedies(self) -> Remedies:
        """What may be offered to make good; what is wrong with it is in `findings`."""
        from fieldapp.playbook import compensation

        found, findings = compensation.read(self._folders)
        self._findings += findings
        return found

    def get(self, playbook_id: str) -> Playbook | None:
        """The playbook with that id, None if there is none or it is broken."""
        if playbook_id not in self._files:
            return None
        if playbook_id not in self._opened:
            self._opened[playbook_id] = self._open(self._files[playbook_id])
        return self._opened[playbook_id]

    def by_version(self, version: str) -> Playbook | None:
        """The playbook with that version (hex), None if it is none of the present ones."""
        return next((known for known in self.playbooks if known.version == version), None)

    def _open(self, path: Path) -> Playbook | None:
        from fieldapp.playbook.model import Playbook

        if path.suffix == ".json":
            return self._open_ready(path)
        sources = folders.sources(path.parent.parent, self._folders[0])
        try:
            if data := folders.fresh(path, folders.parts(sources)):
                return Playbook.from_compiled(data)
        except PlaybookError:
            pass  # A compiled form nobody can read is as good as none.
        from fieldapp.playbook.compile import compile_file

        data, findings = compile_file(path, self._catalogue(sources))
        self._findings += findings
        return Playbook.from_compiled(data) if data else None

    def _open_ready(self, path: Path) -> Playbook | None:
        from fieldapp.playbook.model import Playbook

        try:
            return Playbook.from_compiled(path.read_bytes())
        except PlaybookError as error:
            self._findings.append(replace(error.finding, where=path.name))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            params = {"reason": reason}
            self._findings.append(Finding("playbook.file_unreadable", params, path.name))
        return None

    def _catalogue(self, sources: Sequence[Path]) -> Catalogue:
        from fieldapp.playbook.catalogue import Catalogue

        key = tuple(sources)
        if key not in self._catalogues:
            self._catalogues[key] = Catalogue.of(sources)
            self._findings += self._catalogues[key].findings
        return self._catalogues[key]
