"""The reception: what is dropped on the window or opened in it, and where it goes from there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from fieldapp.base.language import tr
from fieldapp.ui.arrivals import Arrivals
from fieldapp.ui.bundles import CONTACT, ENDING, Bundles, is_bundle, is_contact
from fieldapp.ui.context import Place
from fieldapp.ui.dropped import DropTarget
from fieldapp.ui.stack import GATE

if TYPE_CHECKING:
    from fieldapp.ui.intake import Source
    from fieldapp.ui.main_window import MainWindow


READ = "contact:"
"""Where on the page of giving a contact is read, followed by its path."""


class Reception(QObject):
    """Of one window. What a file is taken for says `usecases.arriving`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.bundles = Bundles(window)
        self.arrivals = Arrivals(
            window.desk,
            lambda: window.session is not None,
            lambda task: window.works.watch(task, "arriving.reading"),
            self,
        )
        self._brought: list[Path] = []
        """What the system has handed over and cannot be shown yet."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._bring_in)
        window.page_shown.connect(self._soon.start)
        self.arrivals.changed.connect(self._arrived)
        self.arrivals.evidence.connect(self._keep)
        DropTarget(window, self._is_wanting).dropped.connect(self._take_in)

    def ask(self) -> None:
        """Asks for files that may hold a case."""
        lang = self._window.lang
        title, kinds = tr("ui.do_open_file", lang), tr("arriving.kinds", lang)
        names, _ = QFileDialog.getOpenFileNames(
            self._window, title, "", f"{kinds} (*.pdf *.json *{ENDING} *{CONTACT})"
        )
        self._open([Path(name) for name in names])

    def bring(self, paths: Iterable[Path]) -> None:
        """Opens files that were double-clicked elsewhere: now, or when the workspace is open and
        nobody but the person looks at the screen."""
        self._brought += paths
        self._soon.start()

    def _bring_in(self) -> None:
        if self._brought and self._is_wanting() and not self._window.is_covered:
            brought, self._brought = self._brought, []
            self._open(brought)

    def _open(self, paths: list[Path]) -> None:
        """Bundles go their own way: they are looked at with the workspace's key. So do contacts:
        their words are to be compared."""
        for path in filter(is_bundle, paths):
            self.bundles.open(path)
        for path in filter(is_contact, paths):
            self._window.go(Place("giving", f"{READ}{path}"))
        self.arrivals.open(path for path in paths if not (is_bundle(path) or is_contact(path)))

    def _is_wanting(self) -> bool:
        """Whether anything may be dropped now."""
        window = self._window
        return window.desk.is_open and window.lent is None and window.page_name not in GATE

    def _take_in(self, sources: tuple[Source, ...]) -> None:
        """Files that may hold a case are read; pictures are evidence of the open one."""
        paths = [source.content for source in sources if isinstance(source.content, Path)]
        pictures = tuple(source for source in sources if not isinstance(source.content, Path))
        self._open(paths)
        if pictures:
            self._window.keep(pictures)

    def _keep(self, paths: tuple[Path, ...]) -> None:
        from fieldapp.ui.intake import Source

        self._window.keep(tuple(Source(path, path.name) for path in paths))

    def _arrived(self) -> None:
        """A file was read: shows what it holds."""
        if self.arrivals.current is not None and self._window.page_name != "arrival":
            self._window.go(Place("arrival"))
