"""The exhibit that is looked at: its picture, its words, what it bears out, what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.case.records import Evidence
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Editor, MomentEditor, NumberEditor, Spot, TextEditor
from fieldapp.ui.forms.record_form import label, named
from fieldapp.ui.pages.evidence import copying
from fieldapp.ui.pages.evidence.links import Links
from fieldapp.ui.pages.evidence.tile import ICONS
from fieldapp.ui.pictures import photo
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.shown_picture import ShownPicture
from fieldapp.usecases import attaching
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing

WIDTH = 352
_PICTURE = 200


class Detail(QScrollArea):
    """One exhibit. Another one is another `Detail`."""

    next_wanted = Signal()
    """Enter in a text: the person goes on with the next exhibit."""
    cover_wanted = Signal()
    removal_wanted = Signal()
    moved = Signal(int)
    """By so many places."""

    def __init__(self, context: Context, record: Evidence) -> None:
        super().__init__()
        self.context, self.evidence = context, record.id
        self._record = record
        self.editors: dict[str, Editor] = {}
        self._blob = ""
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(context.say("evidencepage.detail"))
        inside = QWidget()
        inside.setProperty("kind", "page")
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(self._head())
        self.picture = ShownPicture(
            context.theme, height=_PICTURE, icon=ICONS.get(record.kind, "image")
        )
        self._file = ElidedLabel("", "soft")
        if record.kind == "photo":
            column.addWidget(self.picture)
        elif record.kind == "file":
            column.addWidget(self._file)
        for key in ("value", "unit", "caption", "at") if record.kind == "number" else _WORDS:
            column.addWidget(self._field(key))
        self.links = Links(context, record.id)
        column.addWidget(self.links)
        column.addLayout(self._foot(record))
        column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        say, theme = self.context.say, self.context.theme
        self._mark = Label("", "heading", wrap=False)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._mark, 1)
        self.arrows = []
        for icon, key, by in (("arrow-left", "earlier", -1), ("arrow-right", "later", 1)):
            keys = "Alt+←" if by < 0 else "Alt+→"
            arrow = IconButton(theme, icon, say(f"evidencepage.{key}"), keys=keys)
            arrow.clicked.connect(lambda _=False, by=by: self.moved.emit(by))
            self.arrows.append(arrow)
            row.addWidget(arrow)
        return row

    def _field(self, key: str) -> QWidget:
        spot = Spot(f"evidence/{self.evidence}/{key}", label(self.context, key))
        match key:
            case "value":
                editor: Editor = NumberEditor(self.context, spot)
            case "at":
                editor = MomentEditor(self.context, spot)
            case "caption":
                hint = self.context.say("evidencepage.caption_hint")
                editor = TextEditor(self.context, spot, placeholder=hint)
            case _:
                editor = TextEditor(self.context, spot)
        self.editors[key] = editor
        return named(spot, editor)

    def _foot(self, record: Evidence) -> QVBoxLayout:
        say, theme = self.context.say, self.context.theme
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.setContentsMargins(0, SPACE_M, 0, 0)
        self.cover = Button(theme, say("evidencepage.cover"), "quiet", icon="crop")
        self.cover.clicked.connect(self.cover_wanted)
        self.copy = Button(theme, say("evidencepage.save_copy"), "plain", icon="download")
        self.copy.clicked.connect(self._save_copy)
        remove = Button(theme, say("evidencepage.remove"), "plain", icon="trash-2")
        remove.clicked.connect(self.removal_wanted)
        buttons = [self.cover] if record.kind == "photo" and record.blob else []
        for button in (*buttons, *([self.copy] if record.blob else []), remove):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def show_record(self, record: Evidence, standing: Standing) -> None:
        """Shows how the exhibit stands now."""
        self._record = record
        mark = Places(standing.case, standing.playbook).name(f"evidence/{record.id}")
        self._mark.setText(mark.get(self.context.lang))
        self.picture.setAccessibleName(
            f"{self._mark.text()} {record.caption.get(self.context.lang)}"
        )
        self._file.setText(record.file.rpartition("/")[2])
        for key, editor in self.editors.items():
            editor.show_value(getattr(record, key))
        self.links.show_standing(standing)
        ids = [item.id for item in standing.case.evidence]
        self.arrows[0].setEnabled(ids[0] != record.id)
        self.arrows[1].setEnabled(ids[-1] != record.id)
        if record.kind == "photo" and record.blob != self._blob:
            self._blob = record.blob
            self._load(record.blob)

    def _load(self, blob: str) -> None:
        side = round(WIDTH * self.devicePixelRatio())
        work = self.context.desk.run(lambda ws: attaching.thumbnail(ws, blob, side))
        work.then(self, self._show_picture, self.context.tell)

    def _show_picture(self, jpeg: bytes) -> None:
        self.picture.show_picture(photo(jpeg))

    def _save_copy(self) -> None:
        copying.ask(self, self.context, self._record, self._mark.text())

    def focus(self, key: str = "") -> None:
        """Puts the focus on a field, by default on the first one."""
        editor = self.editors.get(key) or next(iter(self.editors.values()))
        editor.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)


_WORDS = ("caption", "at")
