"""The bias check: a card for each way of thinking that leads astray, with what may be asked now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.case import ids
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import BIASES, Doubt
from fieldapp.playbook import tools
from fieldapp.playbook.tools.bias import Question, base_rate, brought_up, questions
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases import pastcases
from fieldapp.usecases.editing import Add, Content, Delete
from fieldapp.usecases.standing import Standing


class View(ToolView):
    """Nothing has to be answered; what is answered stays on this laptop."""

    has_side = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._standing: Standing | None = None
        self._past: list[Case] = []
        self._waiting: list[bytes] = []
        self._shown: tuple[object, ...] = ()
        self._opening: tuple[str, str] | None = None
        """The question whose thought is to be typed as soon as it is kept."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = Column(context.say("bias.title"), None)
        column.body.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_M)
        private = QHBoxLayout()
        private.setSpacing(SPACE_S)
        private.addWidget(Picture("lock", context.theme.ink_soft))
        private.addWidget(Label(context.say("bias.private"), "soft"), 1)
        column.body.addLayout(private)
        self.cards: dict[str, BiasCard] = {}
        for bias in BIASES:
            card = self.cards[bias] = BiasCard(context, bias)
            card.answered.connect(self.answer)
            card.put_aside.connect(self.put_aside)
            column.body.addWidget(card)
        column.body.addStretch(1)
        outer.addWidget(column)
        self._look_back()

    # Past cases

    def _look_back(self) -> None:
        """Reads past cases one by one, so that nothing waits for it."""
        case_id = self.context.case.case_id
        task = self.context.desk.run(lambda workspace: pastcases.recent(workspace, case_id))
        task.then(self, self._begin_reading, lambda _: None)

    def _begin_reading(self, found: tuple[bytes, ...]) -> None:
        self._waiting = list(found)
        self._read_next()

    def _read_next(self) -> None:
        if not self._waiting:
            if self._standing is not None:
                self.show_standing(self._standing)
            return
        case_id, library = self._waiting.pop(0), self.context.desk.library
        task = self.context.desk.run(lambda ws: pastcases.read(ws, case_id, library))
        task.then(self, self._read, lambda _: self._read_next())

    def _read(self, case: Case) -> None:
        self._past.append(case)
        self._read_next()

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return False

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        case = standing.case
        asked = questions(case)
        rate = base_rate(case, self._past) if not self._waiting else None
        settled = {(doubt.asked, doubt.about) for doubt in case.doubts}
        if rate is not None and (rate.code, rate.about) not in settled:
            asked += (rate,)
        shown = (asked, tuple((d.id, d.answer) for d in case.doubts))
        if shown == self._shown:
            return
        self._shown = shown
        known = brought_up(case)
        for bias, card in self.cards.items():
            doubts = [doubt for doubt in case.doubts if doubt.bias == bias]
            card.show_questions([q for q in asked if q.bias == bias], doubts, known)
        if self._opening is not None:
            opened = next((d for d in case.doubts if (d.asked, d.about) == self._opening), None)
            if opened is not None:
                self._opening = None
                self.cards[opened.bias].focus_thought(opened.id)

    # Doing

    def begin(self) -> None:
        self.enter()

    def answer(self, question: Question) -> None:
        """Notes a thought on a question."""
        self._opening = (question.code, question.about)
        self._keep(question, aside=False)

    def put_aside(self, question: Question) -> None:
        """The question does not apply here; it is not asked again."""
        self._keep(question, aside=True)

    def _keep(self, question: Question, *, aside: bool) -> None:
        values: dict[str, Content] = {
            "bias": question.bias,
            "asked": question.code,
            "about": question.about,
            "aside": aside,
            "at": system_clock().replace(microsecond=0),
        }
        self.context.case.write(Add("doubts", values, ids.new_item_id(system_entropy)))

    def enter(self) -> None:
        for card in self.cards.values():
            if card.rows:
                card.rows[0].sentence.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.cards[BIASES[0]].general.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        head, _, rest = where.partition("/")
        name = rest.partition("/")[0]
        if head == "doubts":
            return any(card.focus_thought(name) for card in self.cards.values())
        return False


class BiasCard(Card):
    """One bias: what it is, what may be asked of it now, and what one has thought already."""

    answered = Signal(object)
    put_aside = Signal(object)

    def __init__(self, context: Context, bias: str) -> None:
        super().__init__(context.say(f"bias.name_{bias}"))
        self.context, self.bias = context, bias
        self.rows: list[QuestionRow] = []
        self.thoughts: dict[str, TextEditor] = {}
        self.body.setSpacing(SPACE_XS)
        self.body.addWidget(Label(context.say(f"bias.means_{bias}"), "soft"))
        self.general = SentenceButton(
            context.theme,
            context.say(f"bias.general_{bias}"),
            ink=context.theme.ask,
            icon="circle-question-mark",
        )
        self.general.clicked.connect(self._ask_generally)
        self.body.addWidget(self.general)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE_XS)
        self.body.addLayout(self._list)
        self._settled = QVBoxLayout()
        self._settled.setSpacing(SPACE_S)
        self.body.addLayout(self._settled)

    def _ask_generally(self) -> None:
        """The question that may be asked of any case is taken up like the others."""
        self.answered.emit(Question(self.bias, f"general_{self.bias}", "", {}))

    def show_questions(
        self,
        asked: list[Question],
        doubts: list[Doubt],
        known: Mapping[tuple[str, str], Question],
    ) -> None:
        """What may be asked, and what was made of what was asked before.

        Args:
            known: every question the case brings up, for those that were asked before.
        """
        for row in self.rows:
            discard(row)
        self.rows = [QuestionRow(self.context, question) for question in asked]
        for row in self.rows:
            row.answered.connect(partial(self.answered.emit, row.question))
            row.put_aside.connect(partial(self.put_aside.emit, row.question))
            self._list.addWidget(row)
        general = f"general_{self.bias}"
        self.general.setVisible(not asked and all(d.asked != general for d in doubts))
        doubts = [doubt for doubt in doubts if not doubt.aside]
        for gone in self.thoughts.keys() - {doubt.id for doubt in doubts}:
            editor = self.thoughts.pop(gone)
            holder = editor.parentWidget()
            if holder is not None:
                discard(holder)
        for doubt in doubts:
            if doubt.id not in self.thoughts:
                words = self._asked(doubt, known.get((doubt.asked, doubt.about)))
                self._settled.addWidget(self._thought(doubt, words))
            self.thoughts[doubt.id].show_value(doubt.answer)

    def _asked(self, doubt: Doubt, question: Question | None) -> str:
        """What was asked; where the case no longer brings it up, that it was thought about."""
        if question is not None:
            return sentence(self.context, question)
        key = doubt.asked if doubt.asked.startswith("general_") else "answered"
        return self.context.say(f"bias.{key}")

    def _thought(self, doubt: Doubt, words: str) -> QWidget:
        """What was asked, room for what one thinks of it, and the way to be asked again."""
        say = self.context.say
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        rows.setSpacing(SPACE_XS)
        head = QHBoxLayout()
        head.addWidget(Label(words, "strong"), 1)
        again = Button(self.context.theme, say("bias.again"), "link", icon="undo-2")
        again.clicked.connect(lambda: self.context.case.write(Delete(f"doubts/{doubt.id}")))
        head.addWidget(again)
        rows.addLayout(head)
        spot = Spot(f"doubts/{doubt.id}/answer", say("bias.your_thought"))
        hint = say("bias.your_thought")
        editor = TextEditor(self.context, spot, is_long=True, is_translated=False, placeholder=hint)
        self.thoughts[doubt.id] = editor
        rows.addWidget(editor)
        return holder

    def focus_thought(self, doubt_id: str) -> bool:
        """Puts the focus where a thought is typed; false if it is not here."""
        editor = self.thoughts.get(doubt_id)
        if editor is not None:
            editor.focus()
        return editor is not None


class QuestionRow(QWidget):
    """A question, the way to what brought it up, and what one may do with it."""

    answered = Signal()
    put_aside = Signal()

    def __init__(self, context: Context, question: Question) -> None:
        super().__init__()
        self.context, self.question = context, question
        say, theme = context.say, context.theme
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.sentence = SentenceButton(
            theme,
            sentence(context, question),
            ink=theme.ask,
            icon="circle-question-mark",
        )
        self.sentence.setToolTip(say("bias.go"))
        self.sentence.clicked.connect(self._go)
        rows.addWidget(self.sentence)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(SPACE_XL, 0, 0, 0)
        self.note = Button(theme, say("bias.answer"), "link", icon="pen-line")
        self.note.clicked.connect(self.answered)
        self.aside = Button(theme, say("bias.aside"), "link", icon="x")
        self.aside.clicked.connect(self.put_aside)
        deeds.addWidget(self.note)
        deeds.addWidget(self.aside)
        deeds.addStretch(1)
        rows.addLayout(deeds)

    def _go(self) -> None:
        """To the place that brought the question up, in the tool that shows it."""
        about = self.question.about
        self.context.go(Place("tool" if tools.showing(about) else "guide", about))


def sentence(context: Context, question: Question) -> str:
    """A question in the person's language."""
    params = dict(question.params)
    for name in ("category", "most"):
        if name in params:
            params[name] = context.say(f"forms.category_{params[name]}")
    return context.say(f"bias.ask_{question.code}", **params)
