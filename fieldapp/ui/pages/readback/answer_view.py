"""After the answer: their own words where something is not right; name and signature if wanted."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.ui.pages.readback.look import View, large, rows_of
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.signature import SignaturePad, Stroke
from fieldapp.usecases.readback import Answer

_PAD = 520
"""The signature's width."""


@dataclass(slots=True)
class Reply:
    """What the customer is giving; it outlives the views."""

    answer: Answer = "right"
    who: str = ""
    words: str = ""
    strokes: tuple[Stroke, ...] = field(default=())


class AnswerView(View):
    """What belongs to an answer of right or not quite. Nothing in it must be filled in."""

    done = Signal()
    back = Signal()
    typed = Signal()
    """Something else stands in its lines."""

    def __init__(self, theme: Theme, lang: Lang, reply: Reply) -> None:
        super().__init__(theme, lang)
        self.reply = reply
        self.fill(self._sheet(), self._foot(), self.say(f"{reply.answer}_title"))

    def _sheet(self) -> QWidget:
        answer = self.reply.answer
        sheet = QWidget()
        rows = rows_of(sheet, below=SPACE_L)
        rows.addWidget(self.text(self.say(f"{answer}_title"), "title"))
        rows.addWidget(self.text(self.say(f"{answer}_hint"), "lead", soft=True))
        self.words: TextEdit | None = None
        if answer == "not_quite":
            self.words = TextEdit(self.say("words"), text=self.reply.words, least=3, most=8)
            large(self.words, self.lang)
            self.words.typed.connect(self._take_words)
            rows.addWidget(self.words)
        rows.addSpacing(SPACE_S)
        label = self.text(self.say("who"), "part")
        self.who = LineEdit(self.say("who"), text=self.reply.who)
        label.setBuddy(self.who)
        large(self.who, self.lang)
        self.who.typed.connect(self._take_who)
        rows.addWidget(label)
        rows.addWidget(self.who)
        rows.addSpacing(SPACE_S)
        self.sign_too = self.button(self.say("sign_too"), icon="signature")
        self.sign_too.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.sign_too.clicked.connect(self._unfold)
        rows.addWidget(self.sign_too)
        self._signing = self._signature()
        rows.addWidget(self._signing)
        is_folded = answer == "not_quite" and not self.reply.strokes
        self.sign_too.setVisible(is_folded)
        self._signing.setVisible(not is_folded)
        rows.addStretch(1)
        return sheet

    def _signature(self) -> QWidget:
        part = QWidget()
        rows = rows_of(part)
        rows.addWidget(self.text(self.say("sign"), "part"))
        rows.addWidget(self.text(tr("report.signature_means", self.lang), "lead", soft=True))
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        rows.addLayout(row)
        self.pad = SignaturePad(self.theme, self.say("sign"), self.say("sign_hint"))
        self.pad.setFixedSize(_PAD, self.pad.heightForWidth(_PAD))
        self.pad.set_strokes(self.reply.strokes)
        self.pad.changed.connect(self._take_strokes)
        self.clear = self.button(self.say("clear"), "plain", icon="eraser")
        self.clear.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clear.setEnabled(bool(self.reply.strokes))
        self.clear.clicked.connect(self.pad.clear)
        row.addWidget(self.pad)
        row.addWidget(self.clear)
        row.addStretch(1)
        return part

    def _unfold(self) -> None:
        """Shows where to sign."""
        self.sign_too.hide()
        self._signing.show()
        QTimer.singleShot(0, self.pad, lambda: self.area.ensureWidgetVisible(self.pad))

    def _foot(self) -> QWidget:
        foot = QWidget()
        rows = rows_of(foot)
        self.trouble = self.text("", "fine")
        self.trouble.hide()
        rows.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.return_ = self.button(self.say("back"), icon="chevron-left")
        self.finish: Button = self.button(self.say("done"), "primary")
        self.return_.clicked.connect(self.back)
        self.finish.clicked.connect(self.done)
        row.addWidget(self.return_, 1)
        row.addWidget(self.finish, 1)
        rows.addLayout(row)
        return foot

    def focus(self) -> None:
        """Puts the focus where the customer goes on."""
        (self.words or self.finish).setFocus()

    def wait(self, *, saving: bool) -> None:
        """Says that it is being saved, and lets nothing be pressed meanwhile."""
        self.finish.setText(self.say("saving" if saving else "done"))
        for button in (self.finish, self.return_):
            button.setEnabled(not saving)

    def fail(self) -> None:
        """Says that it is not saved yet, and that nothing typed is lost."""
        self.wait(saving=False)
        self.trouble.setText(self.say("failed"))
        self.trouble.show()

    def _take_words(self, text: str) -> None:
        self.reply.words = text
        self.typed.emit()

    def _take_who(self, text: str) -> None:
        self.reply.who = text
        self.typed.emit()

    def _take_strokes(self) -> None:
        self.reply.strokes = self.pad.strokes()
        self.clear.setEnabled(bool(self.reply.strokes))
