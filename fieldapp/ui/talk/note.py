"""One note: its words, who said them and when; opened to be edited where it stands."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.case.records import Statement
from fieldapp.ui.context import Context
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.talk.capture import KINDS, MARKS, SIGNS, KindName
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    BODY,
    HEADING,
    RADIUS,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    TARGET_TALK,
    Theme,
)
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.notices import Banner
from fieldapp.ui.widgets.painting import focus_ring, rounded
from fieldapp.usecases.editing import Delete, Put

_META = 20
_MOST = 1_000
"""Characters that are shown; a longer note is told whole where it is edited."""
_KEYS: dict[str, KindName] = {**SIGNS, **{str(n): kind for n, kind in enumerate(KINDS, 1)}}
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class NoteFace(QPushButton):
    """A note to look at. Pressed, it is edited; 1, 2, 3 or its sign say its kind; it can be
    dragged."""

    kind_wanted = Signal(str)
    removed = Signal()
    moved = Signal(int)
    """An arrow, as a `Qt.Key`: to another note."""
    dragged = Signal(QPoint)
    """Where the mouse drags it, in the screen's coordinates."""
    dropped = Signal(QPoint)
    """Where the mouse has let it go; null where it was thrown back by Escape."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._meta = self._mark = ""
        self._heights: dict[int, int] = {}
        self._pressed: QPoint | None = None
        self.is_dragged = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_note(self, text: str, meta: str, mark: str = "") -> None:
        """`meta`: who and when. `mark`: the sign of its kind, where no box tells it."""
        self.setText(text if len(text) <= _MOST else f"{text[:_MOST]}…")
        self.setAccessibleName(f"{text}, {meta}" if meta else text)
        self._meta, self._mark = meta, mark
        self._heights.clear()
        self.updateGeometry()
        self.update()

    # Size and look

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Remembered, for layouts ask often and each answer sets the whole text."""
        if width not in self._heights:
            text = ceil(self._laid_out(width).boundingRect().height())
            self._heights[width] = max(text + _META + 2 * SPACE_S + SPACE_XS, TARGET_TALK)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(240, TARGET_TALK)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, TARGET_TALK)

    def _laid_out(self, width: int) -> QTextLayout:
        """The words, broken between words, or within one that is too long."""
        layout = QTextLayout(self.text(), fonts.sized(HEADING))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width - self._left() - SPACE_M, 40))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout

    def _left(self) -> int:
        return SPACE_M + (SPACE_M if self._mark else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self.theme, QRectF(self.rect()).adjusted(2, 1, -2, -1)
        if self.is_dragged:
            rounded(painter, area, RADIUS, theme.accent_soft, border=theme.accent)
        elif self.underMouse() or self.isDown():
            rounded(painter, area, RADIUS, theme.hover)
        if self.hasFocus():
            focus_ring(painter, theme, area, RADIUS)
        left, width = self._left(), self.width() - self._left() - SPACE_M
        painter.setFont(fonts.sized(HEADING))
        painter.setPen(QColor(theme.ink_soft))
        if self._mark:
            painter.drawText(SPACE_S, SPACE_S + painter.fontMetrics().ascent(), self._mark)
        painter.setPen(QColor(theme.ink))
        self._laid_out(self.width()).draw(painter, QPointF(left, SPACE_S))
        painter.setFont(fonts.sized(BODY))
        painter.setPen(QColor(theme.ink_soft))
        meta = painter.fontMetrics().elidedText(self._meta, Qt.TextElideMode.ElideRight, width)
        line = QRect(left, self.height() - SPACE_S - _META, width, _META)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, meta)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.is_dragged and key == Qt.Key.Key_Escape:
            self._let_go(QPoint())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in _ARROWS:
            self.moved.emit(int(key))
        elif kind := _KEYS.get(event.text()):
            self.kind_wanted.emit(kind)
        else:
            super().keyPressEvent(event)

    # Dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed is None:
            return
        way = (event.position().toPoint() - self._pressed).manhattanLength()
        if self.is_dragged or way >= QApplication.startDragDistance():
            self.is_dragged = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.is_dragged:
            self._let_go(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)
        self._pressed = None

    def _let_go(self, place: QPoint) -> None:
        self.is_dragged, self._pressed = False, None
        self.setDown(False)
        self.unsetCursor()
        self.update()
        self.dropped.emit(place)


class NoteEdit(TextEdit):
    """The words of a note while they are edited: Enter and Escape end it."""

    ended = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, least=1, enter_submits=True)
        self.setFont(fonts.sized(HEADING))
        self.submitted.connect(self.ended)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)


class Note(QFrame):
    """A statement of the open case: its face, and the editor in its place while it is edited."""

    moved = Signal(int)
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    kind_changed = Signal()
    removed = Signal()

    def __init__(self, context: Context, statement: Statement, *, is_marked: bool = False) -> None:
        super().__init__()
        self.context, self.statement, self.is_marked = context, statement, is_marked
        self._edit: NoteEdit | None = None
        self._binding: Binding | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.face = NoteFace(context.theme)
        self.face.clicked.connect(self.edit)
        self.face.removed.connect(self.remove)
        self.face.kind_wanted.connect(self.put_kind)
        self.face.moved.connect(self.moved)
        self.face.dragged.connect(self.dragged)
        self.face.dropped.connect(self.dropped)
        self._column.addWidget(self.face)
        self.show_statement(statement)

    @property
    def item(self) -> str:
        return f"statements/{self.statement.id}"

    def show_statement(self, statement: Statement) -> None:
        """Shows how it stands now."""
        self.statement = statement
        typed = self.context.case.text(f"{self.item}/text")
        text = statement.text.original if typed is None else typed
        who = statement.speaker.get(self.context.lang)
        when = f"{statement.at.astimezone():%H:%M}" if statement.at else ""
        meta = " · ".join(part for part in (when, who) if part)
        mark = MARKS.get(statement.kind, "") if self.is_marked else ""
        self.face.show_note(text or self.context.say("forms.untitled"), meta, mark)
        if self._binding is not None:
            self._binding.show(statement.text.original)

    def edit(self) -> None:
        """Opens the words where they stand."""
        if self._edit is not None:
            return
        self._edit = NoteEdit(self.context.say("talk.edit_note"))
        path, text = f"{self.item}/text", self.statement.text.original
        self._binding = Binding(self._edit, self.context.case, path, text)
        self._edit.ended.connect(self.end_edit)
        self._column.addWidget(self._edit)
        self._edit.show()
        self.face.hide()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.moveCursor(self._edit.textCursor().MoveOperation.End)

    def end_edit(self) -> None:
        """Keeps the words; a note without one goes away."""
        edit, self._edit, self._binding = self._edit, None, None
        if edit is None:
            return
        edit.settle()
        text = edit.text()
        self.context.case.commit()
        self.face.show()
        self.face.setFocus(Qt.FocusReason.OtherFocusReason)
        discard(edit)
        if text.strip():
            self.show_statement(self.statement)
        else:
            self.remove()

    def put_kind(self, kind: str) -> None:
        """Makes it a fact, a feeling or an expectation."""
        if kind != self.statement.kind:
            self.kind_changed.emit()
            self.context.case.write(Put(f"{self.item}/kind", kind))

    def remove(self) -> None:
        """Takes it away; it can be brought back until something else is changed."""
        self.removed.emit()
        context, session = self.context, self.context.case

        def offer(_: object) -> None:
            if context.is_covered():
                return  # A notice would wait, and then take something else back.
            undo = (context.say("talk.undo"), session.undo)
            banner = context.notify("info", context.say("talk.removed"), (undo,))
            if isinstance(banner, Banner):
                session.stands.connect(banner.dismissed)

        session.write(Delete(self.item)).then(session, offer)
