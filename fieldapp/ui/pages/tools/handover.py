"""The hand-over card: the line to read first, and what goes on the page with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.base.language import Text
from fieldapp.case.records import Commitment
from fieldapp.playbook.tools.handover import LINE, line, promised, wishes
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.forms.record_form import named
from fieldapp.ui.pages.tools.one_page import OnePage
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import handover, paperwork
from fieldapp.usecases.editing import Put
from fieldapp.usecases.paperwork import Asked
from fieldapp.usecases.standing import Standing

_PLACE = f"answers/{LINE}"
_PARTS = ("matters", "promised", "next")


class View(ToolView):
    """Shows what the page will say; it is written from the case each time."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        self._standing: Standing | None = None
        self.page = OnePage(self, context, self._make)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._bar())
        column = Column(say("handover.title"), None)
        column.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        first = Card()
        self.line = TextEditor(context, Spot(_PLACE, say("handover.line")), is_long=True)
        first.body.addWidget(named(self.line.spot, self.line))
        self.write = Button(context.theme, say("handover.write"), "link")
        self.write.clicked.connect(self.begin)
        first.body.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeft)
        column.body.addWidget(first)
        self.parts: dict[str, Label] = {}
        for part in _PARTS:
            card = Card(say(f"handover.{part}"))
            self.parts[part] = Label("")
            card.body.addWidget(self.parts[part])
            column.body.addWidget(card)
        column.body.addWidget(Label(say("handover.keeps"), "soft"))
        column.body.addStretch(1)
        outer.addWidget(column, 1)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addStretch(1)
        say, theme = self.context.say, self.context.theme
        self.paper = Button(theme, say("handover.print"), "quiet", icon="printer")
        self.paper.clicked.connect(self.page.print_it)
        self.save = Button(theme, say("handover.save"), "quiet", icon="download")
        self.save.clicked.connect(self._save)
        row.addWidget(self.paper)
        row.addWidget(self.save)
        return row

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        case = standing.case
        return not (case.statements or case.commitments or line(case))

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        case, lang, say = standing.case, self.context.lang, self.context.say
        said = line(case)
        self.line.show_value(said)
        self.write.setVisible(not said)
        told = {
            "matters": [one.text.get(lang) for one in wishes(case)],
            "promised": [self._promise(one) for one in promised(case)],
            "next": [handover.next_step(standing).get(lang)],
        }
        for part, lines in told.items():
            known = list(filter(None, lines))
            self.parts[part].setText(_listed(known) if known else say(f"handover.nothing_{part}"))

    def _promise(self, promise: Commitment) -> str:
        lang = self.context.lang
        due = f"{promise.due:%Y-%m-%d}" if promise.due else ""
        beside = " · ".join(filter(None, (promise.who.get(lang), due)))
        return f"{promise.what.get(lang)} ({beside})" if beside else promise.what.get(lang)

    # Doing

    def begin(self) -> None:
        """Writes the line from how the case stands."""
        if self._standing is not None:
            said = handover.line(self._standing, self.context.lang)
            self.context.case.write(Put(_PLACE, Text.of(said)))

    def _save(self) -> None:
        say = self.context.say
        reference = self._standing.reference if self._standing else ""
        self.page.ask_and_save(say("handover.save"), f"{reference}-{say('handover.file')}")

    def _make(self, then: Callable[[bytes], object]) -> None:
        """The card, once all that was typed has been written."""
        context, standing = self.context, self._standing
        if standing is None:
            return
        context.case.commit()
        asked = Asked(standing.case_id, "", context.lang)
        library, step = context.desk.library, handover.next_step(standing)
        task = context.desk.run(lambda ws: paperwork.card(ws, library, asked, step))
        task.then(self, then, context.tell)

    # Coming and going

    def enter(self) -> None:
        self.line.focus()

    def jump(self, where: str) -> bool:
        if where == _PLACE:
            self.line.focus()
            return True
        return False


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(lines) if len(lines) == 1 else "\n".join(f"• {line}" for line in lines)
