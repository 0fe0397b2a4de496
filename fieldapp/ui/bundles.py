"""Bundles that are dropped or opened: whose they are is said, and taken in if the person wants."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldapp.base.language import message, tr
from fieldapp.ui.tasks import Task

if TYPE_CHECKING:
    from fieldapp.ui.main_window import MainWindow
    from fieldapp.usecases.syncing.bundles import Found, Taken
    from fieldapp.usecases.workspaces import Workspace

ENDING, CONTACT = ".fieldcase", ".fieldcontact"


def is_bundle(path: Path) -> bool:
    """By its name alone."""
    return path.suffix.lower() == ENDING


def is_contact(path: Path) -> bool:
    """By its name alone."""
    return path.suffix.lower() == CONTACT


class Bundles(QObject):
    """Those of one window. Nothing is written before somebody says so."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self, path: Path) -> None:
        """Looks at a bundle, and says whose it is and what is in it."""

        def work(workspace: Workspace, task: Task[Found]) -> Found:
            from fieldapp.usecases.syncing import bundles

            task.check()
            return bundles.look(workspace, path)

        looking = self._window.desk.run_long(work)
        looking.then(self, self._ask, self._window.voice.tell)
        self._window.works.watch(looking, "bundles.looking", can_stop=False)

    def _ask(self, found: Found) -> None:
        from fieldapp.usecases.syncing import contacts

        lang = self._window.lang
        counts = {"cases": len(found.cases), "changes": found.changes, "files": found.files}
        known = found.sender
        if known is not None:
            told = tr("bundles.known", lang, name=known.name or known.team, **counts)
            label = tr("bundles.take", lang)
        else:
            words = contacts.fingerprint(found.key, lang)
            told = tr("bundles.stranger", lang, name=found.name, words=words, **counts)
            label = tr("bundles.take_anyway", lang)
        take: Callable[[], object] = partial(self._take, found)
        self._window.voice.say("warning" if known is None else "info", told, ((label, take),))

    def _take(self, found: Found) -> None:
        library = self._window.desk.library

        def work(workspace: Workspace, task: Task[Taken]) -> Taken:
            from fieldapp.usecases.syncing import bundles

            return bundles.take(workspace, found, task.check, library)

        taking = self._window.desk.run_long(work)
        taking.then(self, self._taken, self._window.voice.tell)
        self._window.works.watch(taking, "bundles.taking")

    def _taken(self, taken: Taken) -> None:
        from fieldapp.usecases.syncing.words import understood

        window, lang = self._window, self._window.lang
        told = tr("bundles.taken", lang, changes=taken.changes, files=taken.files)
        cases = taken.cases
        to_case = (tr("arriving.open_case", lang), partial(window.open_case, cases[0]))
        window.voice.say("ok", told, (to_case,) if len(cases) == 1 else ())
        for finding in taken.findings[:1]:
            window.voice.say("warning", message(understood(finding), lang))
        window.took_in()
