"""Covering a picture that is kept: what goes with it, and doing it for good."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fieldapp.base.language import message
from fieldapp.case.records import Evidence
from fieldapp.ui.context import Context
from fieldapp.ui.pages.evidence.cover_view import Marks
from fieldapp.usecases import attaching, cases
from fieldapp.usecases.attaching import Redacted, Rendition
from fieldapp.usecases.workspaces import Workspace


class Redaction(QObject):
    """One at a time; undo does not take it back, for nothing is left to go back to."""

    opened = Signal(bytes, int)
    """The kept JPEG, and how many issued reports would go with it."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self._evidence = ""
        self._jpeg = b""

    def open(self, record: Evidence) -> None:
        """Reads the picture and what hangs on it."""
        case_id, library = self.context.case.case_id, self.context.desk.library
        self._evidence = record.id

        def work(workspace: Workspace) -> tuple[bytes, int]:
            from fieldapp.usecases import drafting

            issued = drafting.editions(workspace, cases.load(workspace, case_id, library))
            kept = sum(edition.is_kept for edition in issued)
            return attaching.picture(workspace, record.blob), kept

        self.context.desk.run(work).then(self, self._opened, self.context.tell)

    def _opened(self, found: tuple[bytes, int]) -> None:
        self._jpeg, editions = found
        self.opened.emit(self._jpeg, editions)

    def burn_in(self, marks: Marks) -> None:
        """Puts the covered picture in place of the kept one."""
        jpeg = self._jpeg
        task = self.context.desk.aside(
            lambda task: attaching.burn_in(jpeg, marks.crop, marks.covers, task.check)
        )
        task.then(self, lambda made: self._replace(made, marks.reason), self.context.tell)
        self.context.watch(task, "evidencepage.covering")

    def _replace(self, covered: Rendition, reason: str) -> None:
        session, evidence = self.context.case, self._evidence
        session.commit()
        self._jpeg = b""
        work = self.context.desk.run(
            lambda workspace: attaching.redact_kept(
                workspace, session.case_id, evidence, covered, reason
            )
        )
        work.then(self, self._replaced, self.context.tell)

    def _replaced(self, done: Redacted) -> None:
        say, lang = self.context.say, self.context.lang
        self.context.case.refresh()
        if not done:  # somebody else has removed the exhibit
            return
        text = say("evidencepage.covered_editions", count=done.editions) if done.editions else ""
        self.context.notify("ok", " ".join(filter(None, (say("evidencepage.covered"), text))), ())
        for finding in done.findings[:1]:
            self.context.notify("warning", message(finding, lang), ())
