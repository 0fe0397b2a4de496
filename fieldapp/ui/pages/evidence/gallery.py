"""All evidence of the case in a grid, and beside it the exhibit that is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.case.records import Evidence
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.records import is_empty
from fieldapp.ui.models.exhibits import ExhibitList, exhibits
from fieldapp.ui.pages.evidence.add_bar import AddBar
from fieldapp.ui.pages.evidence.detail import WIDTH as DETAIL
from fieldapp.ui.pages.evidence.detail import Detail
from fieldapp.ui.pages.evidence.drop_zone import DropZone
from fieldapp.ui.pages.evidence.grid import Grid
from fieldapp.ui.pages.evidence.links import called
from fieldapp.ui.pages.evidence.tile import GAP, PICTURE, WIDTH
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.pictures import Pictures
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases.editing import Delete, Move
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing

_TITLE = 140
"""Room that the title needs beside the buttons, in logical pixels."""
_SIDE = 1.4
"""A tile's picture is read so much larger than the tile, for it fills it from edge to edge."""


class Gallery(View):
    """The page as it is as a rule."""

    cover_wanted = Signal(object)
    """The `Evidence` whose kept picture is to be cut or covered."""
    removed = Signal(str)
    """What the removed exhibit was called."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.detail: Detail | None = None
        self._standing: Standing | None = None
        self._wanted = ("", "")
        """An exhibit to look at once it is there, and the field to put the focus on."""
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_L, SPACE_M)
        left.setSpacing(SPACE_M)
        left.addLayout(self._head())
        self.model = ExhibitList(context.lang)
        side = round(max(WIDTH, PICTURE) * _SIDE * self.devicePixelRatio())
        self.grid = Grid(context, self.model, Pictures(context.desk, side, self))
        self.grid.chosen.connect(self._look_at)
        self.grid.entered.connect(self.focus_detail)
        self.grid.moved.connect(self._move)
        self.grid.removal_wanted.connect(self._remove)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self.grid)
        left.addWidget(self._stack, 1)
        outer.addLayout(left, 1)
        self._line = Separator(vertical=True)
        outer.addWidget(self._line)
        self._line.hide()
        self._beside = QHBoxLayout()
        outer.addLayout(self._beside)

    def _head(self) -> QVBoxLayout:
        say = self.context.say
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.title = Label(say("evidencepage.title"), "title", wrap=False)
        self._row.addWidget(self.title, 1)
        self.bar = AddBar(self.context)
        self._row.addWidget(self.bar)
        column.addLayout(self._row)
        self._hint = Label(say("evidencepage.hint"), "soft")
        column.addWidget(self._hint)
        column.setContentsMargins(GAP, 0, GAP, 0)
        return column

    def _nothing(self) -> QWidget:
        say, theme = self.context.say, self.context.theme
        self.to_settings = Button(theme, say("evidencepage.phone_folder"), "link", icon="phone")
        self.to_settings.clicked.connect(lambda: self.context.go(Place("settings", "inbox")))
        empty = EmptyState(
            theme,
            "image-plus",
            say("evidencepage.nothing"),
            say("evidencepage.nothing_hint"),
            self.to_settings,
        )
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(GAP, 0, GAP, 0)
        inside.addWidget(DropZone(theme, empty))
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the buttons stand below the title."""
        is_narrow = self.width() - DETAIL < self.bar.sizeHint().width() + _TITLE
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self._hint.setVisible(not is_narrow)
        super().resizeEvent(event)

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        """Shows the evidence as it stands; who is writing goes on writing."""
        self._standing = standing
        former, place = self.grid.current, self.grid.currentIndex().row()
        found = exhibits(standing, self.context.lang)
        self.model.show_rows(found)
        self._stack.setCurrentIndex(1 if found else 0)
        title = self.context.say("evidencepage.title")
        self.title.setText(f"{title}  {len(found)}" if found else title)
        wanted, key = self._wanted
        if self.model.index_of(wanted).isValid():
            self._wanted = ("", "")
            self.look_at(wanted, key)
        elif found and not self.grid.current and not self.grid.choose(former):
            self.grid.choose(found[min(max(place, 0), len(found) - 1)].id)
        self._look_at(self.grid.current)

    def _record(self, evidence: str) -> Evidence | None:
        items = self._standing.case.evidence if self._standing else ()
        return next((item for item in items if item.id == evidence), None)

    def _look_at(self, evidence: str) -> None:
        """Shows an exhibit beside the grid; the one before is done with."""
        record = self._record(evidence)
        if self.detail is not None and (record is None or self.detail.evidence != record.id):
            self._let_go()
        if record is None or self._standing is None:
            return
        if self.detail is None:
            self.detail = detail = Detail(self.context, record)
            detail.next_wanted.connect(self.focus_next)
            detail.cover_wanted.connect(lambda: self._cover(detail.evidence))
            detail.removal_wanted.connect(lambda: self._remove(detail.evidence))
            detail.moved.connect(self.grid.move_current)
            self._beside.addWidget(detail)
        self._line.show()
        self.detail.show_record(record, self._standing)

    def put_away(self) -> None:
        """The person goes elsewhere; a reading that nobody has said anything in goes away."""
        if self.detail is None:
            return
        session, record = self.context.case, self._record(self.detail.evidence)
        typed = any(session.text(one.spot.path) for one in self.detail.editors.values())
        if record is not None and record.kind == "number" and is_empty(record) and not typed:
            session.write(Delete(f"evidence/{record.id}"))

    def _let_go(self) -> None:
        """Ends looking at an exhibit."""
        self.put_away()
        detail, self.detail = self.detail, None
        self._line.hide()
        if detail is None:
            return
        focused = QApplication.focusWidget()
        if focused is not None and detail.isAncestorOf(focused):
            self.focus()
        discard(detail)

    # What a person does

    def look_at(self, evidence: str, key: str = "") -> None:
        """Looks at an exhibit, or at it as soon as it is there, to write in one of its fields."""
        if self.grid.choose(evidence):
            self.focus_detail(key)
        else:
            self._wanted = (evidence, key)

    def show_target(self, place: str) -> None:
        """Says what the evidence that is added now bears out; empty: nothing in particular."""
        hint, standing = self.context.say("evidencepage.hint"), self._standing
        if place and standing is not None:
            name = called(Places(standing.case, standing.playbook), place, self.context.lang)
            hint = self.context.say("evidencepage.hint_for", name=name)
        self._hint.setText(hint)

    def focus(self) -> None:
        """Puts the focus where one goes on: on the grid, or on the way to fill it."""
        if self.model.rows:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.bar.focus()

    def focus_detail(self, key: str = "") -> None:
        if self.detail is not None:
            self.detail.focus(key)

    def focus_next(self) -> None:
        """Goes on to the next exhibit, or to adding another one after the last."""
        place = self.grid.currentIndex().row() + 1
        if place < len(self.model.rows):
            self.look_at(self.model.rows[place].id)
        else:
            self.context.case.commit()
            self.bar.focus()

    def _move(self, evidence: str, before: str | None) -> None:
        self.context.case.write(Move(f"evidence/{evidence}", before))

    def _remove(self, evidence: str) -> None:
        record = next((row for row in self.model.rows if row.id == evidence), None)
        if record is not None:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            self.context.case.write(Delete(f"evidence/{evidence}"))
            self.removed.emit(record.mark)

    def _cover(self, evidence: str) -> None:
        if record := self._record(evidence):
            self.cover_wanted.emit(record)
