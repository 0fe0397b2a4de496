"""The draft of a report, element by element: each sentence tells what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Lang
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label, SectionTitle
from fieldapp.ui.widgets.layouts import clear, discard
from fieldapp.ui.widgets.notices import Banner
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases.drafting import Line, Part, composed_text
from fieldapp.usecases.editing import Put


class SentenceRow(QWidget):
    """A sentence and, unfolded, chips that lead to what it rests on."""

    def __init__(self, context: Context, line: Line) -> None:
        super().__init__()
        self.context, self.line = context, line
        lang = context.lang
        self._chips: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        names = context.say("reportpage.comma").join(g.name.get(lang) for g in line.grounds)
        rests = context.say("reportpage.rests_on", what=names) if names else ""
        self.button = SentenceButton(
            context.theme,
            said(line, lang),
            rests,
            ink=context.theme.warning if line.origin == "gap" else "",
        )
        self.button.setCheckable(bool(line.grounds))
        self.button.clicked.connect(self._press)
        column.addWidget(self.button)

    def _press(self) -> None:
        if not self.line.grounds:
            self.context.go(Place("guide", self.line.place))
        elif self._chips is None:
            self._chips = self._unfold()
        else:
            self._chips.setVisible(self.button.isChecked())

    def _unfold(self) -> QWidget:
        holder = QWidget(self)
        flow = FlowLayout(holder)
        for ground in self.line.grounds:
            chip = Button(self.context.theme, ground.name.get(self.context.lang), icon="link")
            words = ground.words.get(self.context.lang)
            chip.setToolTip(words)
            chip.setAccessibleDescription(words)
            chip.clicked.connect(partial(self.context.go, Place("guide", ground.place)))
            flow.addWidget(chip)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(holder)
        return holder


class PartCard(Card):
    """One element of the report: composed, or in the author's own words."""

    opened = Signal()
    """To be edited."""

    def __init__(self, context: Context, part: Part, changed: Callable[[], object]) -> None:
        super().__init__()
        title = part.title.get(context.lang)
        self.setAccessibleName(title)
        self.context, self.part = context, part
        self._changed = changed
        self.body.setSpacing(SPACE_XS)
        # The sentences have room around them of their own.
        self.body.setContentsMargins(SPACE_XL - SPACE_S, SPACE_L, SPACE_XL - SPACE_S, SPACE_L)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        head.addWidget(SectionTitle(title))
        self.body.addLayout(head)
        self._remarks = QVBoxLayout()
        self._remarks.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        self.body.addLayout(self._remarks)
        self._rows: list[SentenceRow] = []
        self._editor: TextEditor | None = None
        self._paragraphs = QVBoxLayout()
        self._paragraphs.setSpacing(SPACE_XS)
        self.body.addLayout(self._paragraphs)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(SPACE_M)
        self._foot.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        self.body.addLayout(self._foot)
        self._write = Button(context.theme, "", "link", icon="pen-line")
        self._write.clicked.connect(self._own_words)
        self._back = Button(context.theme, context.say("reportpage.compose"), "link")
        self._back.clicked.connect(self._compose)
        self._note = Label(context.say("reportpage.composed"), "small")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._write, self._back):
            self._foot.addWidget(widget)
        self._foot.addWidget(self._note, 1)
        self.show_part(part)

    def show_part(self, part: Part) -> None:
        """Shows the element as it stands; an editor that is open stays open."""
        is_same = part.paragraphs == self.part.paragraphs and bool(self._rows)
        self.part = part
        if self._editor is not None:
            case = self.context.case.standing
            if case is not None:
                self._editor.show_value(getattr(case.case.report, part.id))
        elif not is_same:
            self._show_rows(part)
        can_write = bool(part.place)
        self._write.setText(
            self.context.say("reportpage.edit" if part.is_authored else "reportpage.write")
        )
        self._write.setVisible(can_write and self._editor is None)
        self._back.setVisible(can_write and part.is_authored)
        key = "authored" if part.is_authored else "composed"
        self._note.setText(self.context.say(f"reportpage.{key}"))

    def show_remarks(self, remarks: Sequence[str]) -> None:
        """Shows beside the title what a supervisor asks for here."""
        clear(self._remarks)
        for remark in remarks:
            self._remarks.addWidget(Banner(self.context.theme, "warning", remark))

    def _show_rows(self, part: Part) -> None:
        for row in self._rows:
            discard(row)
        self._rows = [
            SentenceRow(self.context, line) for paragraph in part.paragraphs for line in paragraph
        ]
        for row in self._rows:
            self._paragraphs.addWidget(row)

    def _own_words(self) -> None:
        """Opens the editor; it begins with what is there."""
        if self.part.is_authored:
            self._open_editor()
            return
        session, element = self.context.case, self.part.id
        library = self.context.desk.library
        work = self.context.desk.run(
            lambda workspace: composed_text(workspace, session.case_id, element, library)
        )
        work.then(
            self,
            lambda text: session.write(Put(self.part.place, text)).then(
                self, lambda _: self._open_editor()
            ),
        )

    def _open_editor(self) -> None:
        if self._editor is not None:
            self._editor.focus()
            return
        context = self.context
        for row in self._rows:
            row.hide()
        spot = Spot(self.part.place, self.part.title.get(context.lang))
        self._editor = TextEditor(context, spot, is_long=True)
        self._paragraphs.addWidget(self._editor)
        done = Button(context.theme, context.say("forms.done"), "quiet", icon="check")
        done.clicked.connect(self._close_editor)
        self._done = done
        self._foot.insertWidget(0, done)
        self.show_part(self.part)
        self._editor.focus()
        self.opened.emit()

    def _close_editor(self) -> None:
        self.context.case.commit()
        if self._editor is not None:
            for widget in (self._editor, self._done):
                discard(widget)
            self._editor = None
        self._rows_again()
        self._changed()

    def _rows_again(self) -> None:
        for row in self._rows:
            discard(row)
        self._rows = []
        self.show_part(self.part)

    def _compose(self) -> None:
        """Lets the element be composed again; the own words stay in the history."""
        self.context.case.write(Put(self.part.place, None))
        if self._editor is not None:
            self._close_editor()


def said(line: Line, lang: Lang) -> str:
    """A sentence, after its label where it has one."""
    text = line.text.get(lang)
    return f"{line.label.get(lang)}{'：' if lang == 'zh' else ': '}{text}" if line.label else text
