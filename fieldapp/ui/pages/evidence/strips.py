"""What goes on above the evidence: things being made ready, waiting, or refused."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.intake import Intake
from fieldapp.ui.pages.evidence.phone_strip import PhoneStrip
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.notices import Banner
from fieldapp.ui.widgets.progress import ProgressStrip

PATIENCE_MS = 400
"""What takes less is not worth a word."""
MOST = 5
"""Refused files that are named; the others are counted."""


class Strips(QWidget):
    """Follows the intake."""

    look_wanted = Signal()
    """The person wants to see what waits."""

    def __init__(self, context: Context, intake: Intake) -> None:
        super().__init__()
        self.context, self.intake = context, intake
        self.phone: PhoneStrip | None = None
        self.refused: Banner | None = None
        self.waiting: Banner | None = None
        say = context.say
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        self.column.setSpacing(SPACE_S)
        self.progress = ProgressStrip(
            context.theme, say("evidencepage.preparing"), say("evidencepage.cancel")
        )
        self.progress.cancelled.connect(intake.cancel)
        self.column.addWidget(self.progress)
        self.progress.hide()
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self.progress.show)

    def show_intake(self, *, is_put_off: bool) -> None:
        """Shows how the intake stands.

        Args:
            is_put_off: what waits is not looked at now.
        """
        self._show_progress()
        self._show_waiting(len(self.intake.waiting) if is_put_off else 0)
        self._show_refused()

    def show_phone(self, folder: Path | None) -> PhoneStrip | None:
        """Shows what arrives in this folder, or in none."""
        if self.phone is not None and self.phone.folder.folder != folder:
            self._take(self.phone)
            self.phone = None
        if folder is not None and self.phone is None:
            self.phone = PhoneStrip(self.context, self.intake, folder)
            self.column.insertWidget(0, self.phone)
        return self.phone

    def event(self, event: QEvent) -> bool:
        """Keeps a distance from the edge while anything is shown."""
        if event.type() == QEvent.Type.LayoutRequest:
            strips = (self.phone, self.progress, self.waiting, self.refused)
            is_used = any(strip is not None and not strip.isHidden() for strip in strips)
            self.column.setContentsMargins(SPACE_XL, SPACE_M if is_used else 0, SPACE_XL, 0)
        return super().event(event)

    def _show_progress(self) -> None:
        intake, say = self.intake, self.context.say
        if not intake.is_preparing:
            self._soon.stop()
            self.progress.hide()
            return
        if self.progress.isHidden() and not self._soon.isActive():
            self._soon.start()
        name = intake.current or say("evidencepage.picture")
        self.progress.label.setText(say("evidencepage.preparing_one", name=name))
        amount = say("evidencepage.amount", done=intake.done, total=intake.total)
        done = intake.done / intake.total if intake.total > 1 else None
        self.progress.show_progress(done, amount if intake.total > 1 else "")

    def _show_waiting(self, count: int) -> None:
        text = self.context.say("evidencepage.not_kept", count=count) if count else ""
        if self.waiting is not None and self.waiting.text != text:
            self._take(self.waiting)
            self.waiting = None
        if count and self.waiting is None:
            say = self.context.say
            look = (say("evidencepage.look_at_them"), self.look_wanted.emit)
            keep = (say("evidencepage.keep_them"), self.intake.keep_all)
            acts = (keep,) if self.context.is_covered() else (look, keep)
            self.waiting = Banner(self.context.theme, "warning", text, acts)
            self.column.addWidget(self.waiting)

    def _show_refused(self) -> None:
        say, lang = self.context.say, self.context.lang
        refused = self.intake.refused
        lines = [say("evidencepage.refused", count=len(refused))] if refused else []
        for one in refused[:MOST]:
            name = one.name or say("evidencepage.picture")
            lines.append(say("evidencepage.refused_one", name=name, why=message(one.finding, lang)))
        if len(refused) > MOST:
            lines.append(say("evidencepage.and_more", count=len(refused) - MOST))
        text = "\n".join(lines)
        if self.refused is not None and self.refused.text != text:
            self._take(self.refused)
            self.refused = None
        if text and self.refused is None:
            dismiss = say("evidencepage.dismiss")
            self.refused = Banner(self.context.theme, "danger", text, dismiss=dismiss)
            self.refused.dismissed.connect(self._forget)
            self.column.addWidget(self.refused)

    def _forget(self) -> None:
        self.intake.refused.clear()
        self._show_refused()

    def _take(self, strip: QWidget) -> None:
        discard(strip)
