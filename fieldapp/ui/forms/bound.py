"""An editor bound to a place of the case: what is typed goes to the session, and is never lost.

While one is being typed in, the session's text is shown and nothing from outside replaces it; when
it is left, what was typed becomes a change.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent

from fieldapp.ui import whereabouts
from fieldapp.ui.session import Session
from fieldapp.ui.widgets.editors import LineEdit, TextEdit

_STAYS = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}
"""The focus comes back: a context menu or an input method's window was opened."""


class Binding(QObject):
    """Binds an editor to a place for as long as the editor lives.

    Args:
        path: such as `answers/problem` or `statements/s1/text/@en`.
        value: what stands there now.
    """

    def __init__(
        self, editor: LineEdit | TextEdit, session: Session, path: str, value: str = ""
    ) -> None:
        super().__init__(editor)
        self._editor, self._session, self.path = editor, session, path
        whereabouts.mark(editor, path)
        typed = session.text(path)
        editor.set_text(value if typed is None else typed)
        editor.typed.connect(self._typed)
        editor.installEventFilter(self)

    def show(self, value: str) -> None:
        """What stands in the case now; passed over while something else is being typed here."""
        if self._session.text(self.path) is None:
            self._editor.set_text(value)

    def release(self) -> None:
        """Ends the binding at once; the editor may then be bound to another place."""
        self._editor.typed.disconnect(self._typed)
        self._editor.removeEventFilter(self)
        whereabouts.mark(self._editor, "")
        self.deleteLater()

    def _typed(self, text: str) -> None:
        self._session.type(self.path, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason() not in _STAYS
            and self._session.text(self.path) is not None
        ):
            self._session.commit()
        return False
