"""Works: how far a task is that takes longer than a second, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme.tokens import Theme
from fieldapp.ui.widgets.layouts import discard

if TYPE_CHECKING:
    from fieldapp.ui.widgets.progress import ProgressStrip

PATIENCE_MS = 1_000
"""Nothing is said of a task that takes no longer."""


@dataclass(frozen=True)
class _Work:
    task: Task[Any]
    key: str
    can_stop: bool
    amount: Callable[[], str] | None


class Works(QWidget):
    """A strip for each task that is being watched, at the lower edge of the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._looks: tuple[Theme, Lang] | None = None
        self._strips: dict[_Work, ProgressStrip | None] = {}
        self._far: dict[_Work, float | None] = {}
        """How far each is, from 0 to 1, as far as it has said."""
        self.hide()

    def dress(self, theme: Theme, lang: Lang) -> None:
        """Another theme or language."""
        self._looks = theme, lang
        for work, strip in self._strips.items():
            if strip is not None:
                self._take(strip)
                self._strips[work] = self._strip(work)

    def watch(
        self,
        task: Task[Any],
        key: str,
        *,
        can_stop: bool = True,
        amount: Callable[[], str] | None = None,
        patience_ms: int = 0,
    ) -> None:
        """Shows a task, once it has taken a second.

        Args:
            key: of what is being done, in a catalogue.
            can_stop: the work looks at `Task.check` while it runs.
            amount: says in words how far it is.
            patience_ms: where it may take longer than that before anything is said of it.
        """
        work = _Work(task, key, can_stop, amount)
        self._strips[work] = None
        task.ended.connect(lambda: self._ended(work))
        task.progressed.connect(lambda done, total: self._progressed(work, done, total))
        patience = QTimer(self, singleShot=True, interval=patience_ms or PATIENCE_MS)
        patience.timeout.connect(lambda: self._show(work))
        patience.timeout.connect(patience.deleteLater)
        patience.start()

    @property
    def strips(self) -> list[ProgressStrip]:
        """What is to be seen."""
        return [strip for strip in self._strips.values() if strip is not None]

    def _show(self, work: _Work) -> None:
        if work in self._strips and self._looks is not None:
            self._strips[work] = self._strip(work)
            # To make it takes a moment, to lay the window out anew another: keys come in between.
            QTimer.singleShot(0, self, self._unfold)

    def _unfold(self) -> None:
        self.setVisible(bool(self.strips))

    def _strip(self, work: _Work) -> ProgressStrip:
        from fieldapp.ui.widgets.progress import ProgressStrip

        assert self._looks is not None
        theme, lang = self._looks
        strip = ProgressStrip(theme, tr(work.key, lang), tr("ui.stop", lang))
        if not work.can_stop:
            strip.button.hide()
        strip.cancelled.connect(work.task.cancel)
        strip.cancelled.connect(lambda: strip.button.setEnabled(False))
        self._show_far(work, strip)
        self._column.addWidget(strip)
        return strip

    def _progressed(self, work: _Work, done: int, total: int) -> None:
        self._far[work] = done / total if total else None
        strip = self._strips.get(work)
        if strip is not None:
            self._show_far(work, strip)

    def _show_far(self, work: _Work, strip: ProgressStrip) -> None:
        amount = work.amount() if work.amount is not None else ""
        strip.show_progress(self._far.get(work), amount)

    def _ended(self, work: _Work) -> None:
        strip = self._strips.pop(work, None)
        self._far.pop(work, None)
        if strip is not None:
            self._take(strip)
        self._unfold()

    def _take(self, strip: ProgressStrip) -> None:
        discard(strip)
