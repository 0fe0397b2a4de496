"""Options side by side; one is opened below the table, one is chosen with its reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
)

from fieldapp.base.clock import system_entropy
from fieldapp.case import ids
from fieldapp.case.records import Option
from fieldapp.playbook.tools.options import COMPARED
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.models.option_table import ROWS, OptionTable
from fieldapp.ui.pages.tools.option_cells import OptionDelegate
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.amounts import shown
from fieldapp.usecases.editing import Add, Delete, Move, Put
from fieldapp.usecases.standing import Standing

HEIGHTS = {"title": 52, "cost": 44, "benefit": 44, "net": 44, "risk": 48}
ROW, LABELS, LEAST = 38, 96, 190
_LATER = 120
"""Milliseconds after which the form follows the option at hand."""
KEYS = (
    "title",
    "cost",
    "benefit",
    "benefit_months",
    "currency",
    "feasibility",
    "risk",
    "mode",
    "reason",
    "acceptance",
    "their_words",
    "offered",
    "for_customer",
)


class View(ToolView):
    """The table, and the form of the option at hand below it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        self._standing: Standing | None = None
        self._opening = ""
        self._form: RecordForm | None = None
        self._formed = ""
        """The option whose form is shown."""
        self.model = OptionTable(
            self._tell, lambda row: say(f"options.row_{row}"), say("options.best")
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_M)
        outer.addLayout(self._bar())
        self._column = Column(say("options.title"), None)
        self._column.body.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_L)
        self._column.body.setSpacing(SPACE_M)
        self.table = self._table()
        self._column.body.addWidget(self.table)
        self.card = Card()
        self._column.body.addWidget(self.card)
        self._column.body.addStretch(1)
        outer.addWidget(self._column, 1)
        self._soon = QTimer(self, singleShot=True, interval=_LATER)
        self._soon.timeout.connect(self._follow)
        self.going_in = QTimer(self, singleShot=True, interval=0)
        """Into the form of a new option, once that has come into view."""
        self.going_in.timeout.connect(self.edit)

    def _bar(self) -> QHBoxLayout:
        say, theme = self.context.say, self.context.theme
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        row.setSpacing(SPACE_S)
        self.add = Button(theme, say("options.add"), "quiet", icon="plus", keys="Ins")
        self.add.clicked.connect(self.begin)
        self.choose_ = Button(theme, say("options.choose"), "quiet", icon="circle-check")
        self.choose_.clicked.connect(self.turn_choice)
        self.show_ = Button(theme, say("options.show"), "quiet", icon="eye")
        self.show_.clicked.connect(self.ask_customer)
        left = IconButton(theme, "arrow-left", say("options.left"), keys="Alt+←")
        left.clicked.connect(lambda: self.move_(-1))
        right = IconButton(theme, "arrow-right", say("options.right"), keys="Alt+→")
        right.clicked.connect(lambda: self.move_(1))
        self.remove_ = IconButton(theme, "trash-2", say("options.remove"), keys="Del")
        self.remove_.clicked.connect(self.remove)
        for button in (self.add, self.choose_, self.show_):
            row.addWidget(button)
        row.addStretch(1)
        for button in (left, right, self.remove_):
            row.addWidget(button)
        return row

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setItemDelegate(OptionDelegate(self.context, table))
        table.setAccessibleName(self.context.say("options.table"))
        table.setProperty("kind", "bare")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.horizontalHeader().hide()
        labels = table.verticalHeader()
        labels.setFixedWidth(LABELS)
        labels.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        labels.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        labels.setSectionsClickable(False)
        for place, row in enumerate(ROWS):
            table.setRowHeight(place, HEIGHTS.get(row, ROW))
        whole = sum(HEIGHTS.get(row, ROW) for row in ROWS)
        table.setFixedHeight(whole + table.horizontalScrollBar().sizeHint().height() + 2)
        table.selectionModel().currentChanged.connect(lambda *_: self._moved())
        table.installEventFilter(self)
        table.doubleClicked.connect(lambda _: self.edit())
        return table

    def _tell(self, option: Option, row: str) -> str:
        """What stands in a row of an option."""
        say, lang = self.context.say, self.context.lang
        if row == "title":
            return option.title.get(lang) or say("options.untitled")
        if row == "risk":
            return option.risk.get(lang) or "—"
        if row == "acceptance":
            return say(f"forms.acceptance_{option.acceptance}") if option.acceptance else "—"
        figure = COMPARED[row][0](option)
        if figure is None:
            return "—"
        if row == "payback":
            return say("options.months", months=figure)
        if row == "feasibility":
            return say("options.of_five", level=figure)
        return shown(figure, option.currency)

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.options

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        former = self.option
        self.model.show_options(standing.case.options)
        self._fit()
        if self.model.column_of(self._opening) >= 0:
            opened, self._opening = self._opening, ""
            self.choose(opened)
            self._follow()
            self.going_in.start()
        elif not self.table.currentIndex().isValid():
            wanted = former.id if former else ""
            chosen = next((o.id for o in self.model.options if o.chosen), "")
            self.choose(wanted if self.model.column_of(wanted) >= 0 else chosen)
        self._follow()

    @property
    def option(self) -> Option | None:
        """The one at hand."""
        column = self.table.currentIndex().column()
        return self.model.options[column] if 0 <= column < len(self.model.options) else None

    def choose(self, option_id: str) -> None:
        """Takes an option at hand; the first where there is none of that id."""
        row = max(self.table.currentIndex().row(), 0)
        self.table.setCurrentIndex(self.model.index(row, max(self.model.column_of(option_id), 0)))

    def _moved(self) -> None:
        self.table.viewport().update()
        self._soon.start()

    def _follow(self) -> None:
        """Shows below the table the form of the option at hand."""
        option, standing = self.option, self._standing
        self.card.setVisible(option is not None)
        if option is None or standing is None:
            return
        words = "unchoose" if option.chosen else "choose"
        self.choose_.setText(self.context.say(f"options.{words}"))
        self.choose_.updateGeometry()
        if self._form is not None and self._formed == option.id:
            self._form.show_record(option, standing)
            return
        if self._form is not None:
            discard(self._form)
        self._formed = option.id
        self._form = RecordForm(self.context, "options", option, standing, keys=KEYS)
        self._form.show_record(option, standing)
        self.card.body.addWidget(self._form)

    def _fit(self) -> None:
        """As wide as there is room for all, no narrower than reads well."""
        count = max(len(self.model.options), 1)
        room = self.table.width() - LABELS - 2
        for column in range(len(self.model.options)):
            self.table.setColumnWidth(column, max(LEAST, min(room // count, 340)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    # Doing

    def begin(self) -> None:
        self._opening = ids.new_item_id(system_entropy)
        self.context.case.write(Add("options", {"currency": "CNY"}, self._opening))

    def edit(self, key: str = "") -> None:
        """Goes into the form of the option at hand."""
        self._follow()
        if self._form is not None:
            form = self._form
            form.focus(key)
            editor = form.editors.get(key, form)
            QTimer.singleShot(
                0, form, lambda: self._column.ensureWidgetVisible(editor, 0, SPACE_XL)
            )

    def turn_choice(self) -> None:
        """Chooses the option at hand and no other, and asks why; or takes the choice back."""
        option = self.option
        if option is None:
            return
        others = [o for o in self.model.options if o.chosen and o.id != option.id]
        wishes = [Put(f"options/{o.id}/chosen", False) for o in others]
        self.context.case.write(*wishes, Put(f"options/{option.id}/chosen", not option.chosen))
        if not option.chosen:
            self.edit("reason")

    def ask_customer(self) -> None:
        """Turns the screen to the customer, if there is something they may see."""
        if any(option.offered for option in self.model.options):
            self.context.go(Place("turned", "options"))
        else:
            self.context.notify("info", self.context.say("options.nothing_to_show"), ())
            self.edit("offered")

    def move_(self, by: int) -> None:
        """Moves the option at hand to the left or to the right."""
        option, options = self.option, self.model.options
        place = self.table.currentIndex().column() + by
        if option is None or not 0 <= place < len(options):
            return
        before = options[place].id if by < 0 else None
        if by > 0 and place + 1 < len(options):
            before = options[place + 1].id
        self.context.case.write(Move(f"options/{option.id}", before))

    def remove(self) -> None:
        if self.option is not None:
            self.context.case.write(Delete(f"options/{self.option.id}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that change the options come before those that move about in the table."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            deeds = {
                Qt.Key.Key_Return: self.edit,
                Qt.Key.Key_Enter: self.edit,
                Qt.Key.Key_Insert: self.begin,
                Qt.Key.Key_Delete: self.remove,
            }
            if is_alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.move_(-1 if event.key() == Qt.Key.Key_Left else 1)
                return True
            if deed := deeds.get(Qt.Key(event.key())):
                deed()
                return True
        return super().eventFilter(watched, event)

    # Coming here

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_inner(self) -> bool:
        """From the form back to the table."""
        focus = QApplication.focusWidget()
        if self._form is not None and focus is not None and self._form.isAncestorOf(focus):
            self.context.case.commit()
            self.enter()
            return True
        return False

    def jump(self, where: str) -> bool:
        match where.split("/"):
            case ["options"]:
                self.enter()
                return True
            case ["options", name, *rest] if self.model.column_of(name) >= 0:
                self.choose(name)
                self.edit(rest[0]) if rest else self.enter()
                return True
        return False
