"""The open case: its session, and what the cases that were left still owe the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fieldapp.ui.tasks import Desk

if TYPE_CHECKING:
    from fieldapp.ui.session import Saving, Session
    from fieldapp.ui.talk.capture import Capture
    from fieldapp.usecases.standing import Standing


class OpenCase(QObject):
    """At most one case is open. What could not be saved when a case was left, or the workspace
    locked, stays in memory, shown nowhere, and is tried again until it is on the disk."""

    stands = Signal(object)
    untouched = Signal(object)
    unreadable = Signal(object)
    """Of the open case, see `Session`."""
    owes = Signal(object)
    """A `Finding`: why something typed in a case that was left is not saved yet."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.capture: Capture | None = None
        """What is being noted in it."""
        self._desk = desk
        self._owing: dict[bytes, Session] = {}

    @property
    def case_id(self) -> bytes:
        """Of the open case; empty while none is."""
        return self.session.case_id if self.session else b""

    @property
    def owing(self) -> bytes:
        """A case that was left with something unsaved; empty if there is none."""
        return next(iter(self._owing), b"")

    @property
    def is_saved(self) -> bool:
        """Whether everything typed in any case is on the disk."""
        return not self._owing and (self.session is None or self.session.is_saved)

    def open(self, case_id: bytes, own_name: str = "", known: Standing | None = None) -> Session:
        """Opens a case in place of the one that is open.

        Args:
            own_name: the person's own.
            known: how the case stands, where that has just been read.
        """
        # Loaded with the first case: the window is up before.
        from fieldapp.ui.session import Session
        from fieldapp.ui.talk.capture import Capture

        self.close()
        session = self._owing.pop(case_id, None)
        if session is None:
            session = Session(self._desk, case_id, known=known)
            session.setParent(self)
        else:
            session.saving.disconnect(self._settle)
            session.refresh()
        session.stands.connect(self.stands)
        session.untouched.connect(self.untouched)
        session.unreadable.connect(self.unreadable)
        self.session, self.capture = session, Capture(session, own_name)
        return session

    def close(self) -> None:
        """Commits what is being typed and leaves the case."""
        if self.session is None:
            return
        session, self.session = self.session, None
        if self.capture is not None:
            self.capture.end()
            self.capture.deleteLater()
            self.capture = None
        session.close()
        session.stands.disconnect(self.stands)
        session.untouched.disconnect(self.untouched)
        session.unreadable.disconnect(self.unreadable)
        if session.is_saved:
            session.deleteLater()
        else:
            self._owing[session.case_id] = session
            session.saving.connect(self._settle)

    def _settle(self, saving: Saving) -> None:
        """Forgets the sessions that owe nothing any more."""
        for case_id, session in list(self._owing.items()):
            if session.is_saved:
                del self._owing[case_id]
                session.deleteLater()
        if saving.trouble is not None:
            self.owes.emit(saving.trouble)
