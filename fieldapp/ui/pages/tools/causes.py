"""The cause editor: a list of whys and a fishbone over the same tree, and the way back up."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from fieldapp.base.clock import system_entropy
from fieldapp.case import ids
from fieldapp.case.records import Cause
from fieldapp.playbook.tools.causes import Tree
from fieldapp.ui.context import Context
from fieldapp.ui.models.cause_tree import CauseTree, Index
from fieldapp.ui.pages.tools.cause_card import CauseCard
from fieldapp.ui.pages.tools.cause_rows import CauseDelegate, aside
from fieldapp.ui.pages.tools.fishbone import Fishbone
from fieldapp.ui.pages.tools.therefore import Therefore
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import ElidedLabel
from fieldapp.usecases.editing import Add, Content, Delete, Move, Put, Wish
from fieldapp.usecases.standing import Standing

VIEWS = ("whys", "fishbone")
_WHY_KEYS = "Ctrl+⏎"
_NARROW = 640
_LATER = 120
"""Milliseconds after which the card follows what is chosen, so that moving on costs nothing."""


class View(ToolView):
    """Chooses, adds, moves and words causes; what a cause rests on stands below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = CauseTree(self._tell, context.lang)
        self._standing: Standing | None = None
        self._opening = ""
        """The new cause whose words are to be edited as soon as it is there."""
        self._fresh: set[str] = set()
        """New causes without a word: they go again when they are left so."""
        self.aside = self.therefore = Therefore(context)
        self.therefore.chosen.connect(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addLayout(self._bar())
        self.effect = ElidedLabel("", "strong")
        column.addWidget(self.effect)
        self._views = QStackedWidget()
        self.list = self._list()
        self.fishbone = Fishbone(context, self.model)
        self.fishbone.setSelectionModel(self.list.selectionModel())
        self.fishbone.doubleClicked.connect(lambda _: self.edit())
        for view in (self.list, self.fishbone):
            self._views.addWidget(view)
        column.addWidget(self._views, 1)
        self.card = CauseCard(context)
        self.card.scheme_turned.connect(self._turn_scheme)
        column.addWidget(self.card)
        self._soon = QTimer(self, singleShot=True, interval=_LATER)
        self._soon.timeout.connect(self._follow)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._soon.start())

    def _bar(self) -> QHBoxLayout:
        """Which view, and what can be done with the chosen cause."""
        say, theme = self.context.say, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        names = [(name, say(f"causes.{name}")) for name in VIEWS]
        self.views = Chips(theme, names, say("causes.view"))
        self.views.choose((VIEWS[0],))
        self.views.chosen.connect(self._turn)
        row.addWidget(self.views, 1)
        self.why = Button(theme, say("causes.why"), "quiet", icon="plus", keys=_WHY_KEYS)
        self.why.clicked.connect(self.ask_why)
        row.addWidget(self.why)
        self.beside = IconButton(theme, "git-branch", say("causes.beside"), keys="Shift+⏎")
        self.beside.clicked.connect(self.add_beside)
        self.moves = {
            "up": IconButton(theme, "arrow-up", say("causes.up"), keys="Alt+↑"),
            "down": IconButton(theme, "arrow-down", say("causes.down"), keys="Alt+↓"),
            "out": IconButton(theme, "arrow-left", say("causes.out"), keys="Alt+←"),
            "in": IconButton(theme, "arrow-right", say("causes.in"), keys="Alt+→"),
        }
        self.remove_ = IconButton(theme, "trash-2", say("causes.remove"), keys="Del")
        self.remove_.clicked.connect(self.remove)
        row.addWidget(self.beside)
        for way, button in self.moves.items():
            button.clicked.connect(lambda _=False, way=way: self.move_(way))
            row.addWidget(button)
        row.addWidget(self.remove_)
        return row

    def _list(self) -> QTreeView:
        view = _Whys()
        view.setModel(self.model)
        self.delegate = CauseDelegate(self.context, self.model, view)
        self.delegate.asked_why.connect(self.ask_why)
        self.delegate.ended.connect(self._ended)
        view.setItemDelegate(self.delegate)
        view.setHeaderHidden(True)
        view.setIndentation(SPACE_XL)
        view.setRootIsDecorated(False)
        view.setItemsExpandable(False)  # folded away, a cause would be forgotten
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setProperty("kind", "bare")
        view.setAccessibleName(self.context.say("causes.whys"))
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setExpandsOnDoubleClick(False)
        view.doubleClicked.connect(lambda _: self.edit())
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return view

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.causes

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        effect = _effect(self.context, standing)
        self.effect.setText(self.context.say("causes.effect", effect=effect))
        self.fishbone.show_effect(effect)
        for name in self.model.show_tree(Tree.of(standing.case.causes)):
            self.list.expand(self.model.index_of(self.model.tree.causes[name].parent))
        if self._opening in self.model.tree.causes:
            opened, self._opening = self._opening, ""
            self._fresh.add(opened)
            self.choose(opened)
            QTimer.singleShot(0, self, self.edit)
        elif not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._follow()

    @property
    def cause(self) -> Cause | None:
        """The one that is chosen."""
        return self.model.cause(self.list.currentIndex())

    def _follow(self) -> None:
        """Shows below and beside the list what belongs to the chosen cause."""
        cause, standing = self.cause, self._standing
        self.card.setVisible(cause is not None)
        if cause is None or standing is None:
            return
        self.card.show_cause(cause, standing)
        self.therefore.read(self.model.tree, cause.id, _effect(self.context, standing))

    def _turn_scheme(self, wanted: str) -> None:
        self.fishbone.wanted = wanted
        self.fishbone.arrange()

    def _turn(self, name: object) -> None:
        """Between the list and the fishbone."""
        if name not in VIEWS:
            self.views.choose((VIEWS[self._views.currentIndex()],))
            return
        self._show_view(VIEWS.index(str(name)))
        self.enter()

    def _show_view(self, place: int) -> None:
        self._views.setCurrentIndex(place)
        # The fishbone draws it as its head.
        self.effect.setVisible(place == 0 and self.width() >= _NARROW)

    def _tell(self, cause: Cause) -> str:
        parts = [cause.text.get(self.context.lang) or self.context.say("causes.untold")]
        parts.append(aside(self.context, cause))
        if cause.root:
            parts.append(self.context.say("causes.pill_root"))
        if cause.id in self.model.tree.weakest:
            parts.append(self.context.say("causes.pill_weakest"))
        return ", ".join(parts)

    # Doing

    def begin(self) -> None:
        self._add(None)

    def ask_why(self) -> None:
        """A new cause of the chosen one."""
        self._add(self.cause.id if self.cause else None)

    def add_beside(self) -> None:
        """Another cause of what the chosen one explains."""
        self._add(self.cause.parent if self.cause else None)

    def _add(self, parent: str | None) -> None:
        values: dict[str, Content] = {"basis": "assumption"}
        above = self.model.tree.causes.get(parent or "")
        if above is not None:
            values |= {"parent": above.id, "category": above.category}
        self._opening = ids.new_item_id(system_entropy)
        self.context.case.write(Add("causes", values, self._opening))

    def edit(self) -> None:
        """Opens the words of the chosen cause."""
        index = self.list.currentIndex()
        if index.isValid():
            if self._views.currentIndex():
                self.views.choose((VIEWS[0],))
                self._show_view(0)
            self.list.scrollTo(index)
            self.list.edit(index)

    def _ended(self, cause_id: str, words: str) -> None:
        """A new cause that is left without a word goes again."""
        if cause_id in self._fresh:
            self._fresh.discard(cause_id)
            if not words.strip() and not self.model.tree.below(cause_id):
                self.context.case.write(Delete(f"causes/{cause_id}"))

    def remove(self) -> None:
        """Takes the chosen cause out; what was below it hangs where it hung."""
        cause, tree = self.cause, self.model.tree
        if cause is None:
            return
        near = [c.id for c in tree.below(cause.parent) if c.id != cause.id]
        heirs: list[Wish] = [
            Put(f"causes/{c.id}/parent", cause.parent) for c in tree.below(cause.id)
        ]
        self.choose(
            next(iter(c.id for c in tree.below(cause.id)), near[-1] if near else cause.parent)
        )
        self.context.case.write(*heirs, Delete(f"causes/{cause.id}"))

    def move_(self, way: str) -> None:
        """Moves the chosen cause with all below it: `up`, `down`, `out` or `in`."""
        cause, tree = self.cause, self.model.tree
        if cause is None:
            return
        siblings = tree.below(cause.parent)
        row = siblings.index(cause)
        item = f"causes/{cause.id}"
        if way == "in" and row:
            self.context.case.write(Put(f"{item}/parent", siblings[row - 1].id))
        elif way == "out" and cause.parent:
            self.context.case.write(Put(f"{item}/parent", tree.causes[cause.parent].parent))
        elif way == "up" and row:
            self.context.case.write(Move(item, siblings[row - 1].id))
        elif way == "down" and row + 1 < len(siblings):
            last = row + 2 >= len(siblings)
            self.context.case.write(Move(item, None if last else siblings[row + 2].id))

    def choose(self, cause_id: str | None) -> None:
        """Makes a cause the chosen one."""
        index = self.model.index_of(cause_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the views have no use for."""
        key, held = event.key(), event.modifiers()
        ways = {
            Qt.Key.Key_Up: "up",
            Qt.Key.Key_Down: "down",
            Qt.Key.Key_Left: "out",
            Qt.Key.Key_Right: "in",
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.ControlModifier:
                self.ask_why()
            elif held & Qt.KeyboardModifier.ShiftModifier:
                self.add_beside()
            else:
                self.edit()
        elif held & Qt.KeyboardModifier.AltModifier and key in ways:
            self.move_(ways[Qt.Key(key)])
        elif key == Qt.Key.Key_Delete:
            self.remove()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        self.card.set_narrow(is_narrow)
        self.why.set_keys("" if is_narrow else _WHY_KEYS)
        self._show_view(self._views.currentIndex())

    # Coming here

    def enter(self) -> None:
        view = self._views.currentWidget()
        if isinstance(view, QWidget):
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        match where.split("/"):
            case ["causes"]:
                self.enter()
                return True
            case ["causes", name, *rest] if name in self.model.tree.causes:
                self.choose(name)
                self._follow()
                if rest == ["evidence"]:
                    self.card.unfold(True)
                elif rest in (["basis"], ["root"]):
                    (self.card.basis if rest == ["basis"] else self.card.root).focus()
                else:
                    self.enter()
                return True
        return False


class _Whys(QTreeView):
    """The list of whys; keys that change the tree are the page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
        if event.key() in keys or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


def _effect(context: Context, standing: Standing) -> str:
    """What all the causes lead to: the case in a line."""
    return standing.case.title.get(context.lang) or context.say("ui.untitled")
