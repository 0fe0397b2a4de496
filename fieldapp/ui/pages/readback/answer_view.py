"""After the answer: their own words where something is not right; name and signature if wanted."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.ui.pages.readback.look import Scrolled, Size, Words, column, large, large_button
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.labels import Separator
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


class AnswerView(QWidget):
    """What belongs to an answer of right or not quite. Nothing in it must be filled in."""

    done = Signal()
    back = Signal()

    def __init__(self, theme: Theme, lang: Lang, reply: Reply) -> None:
        super().__init__()
        self.theme, self.lang, self.reply = theme, lang, reply
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE_XL)
        outer.setSpacing(SPACE_L)
        self.area = Scrolled(self._sheet(), self._say(f"{reply.answer}_title"))
        outer.addWidget(self.area, 1)
        outer.addWidget(Separator())
        outer.addLayout(column(self._foot()))

    def _say(self, key: str) -> str:
        return tr(f"readback.{key}", self.lang)

    def _words(self, text: str, size: Size, *, soft: bool = False) -> Words:
        return Words(self.theme, self.lang, text, size, soft=soft)

    def _sheet(self) -> QWidget:
        answer = self.reply.answer
        sheet = QWidget()
        rows = QVBoxLayout(sheet)
        rows.setContentsMargins(0, 0, 0, SPACE_L)
        rows.setSpacing(SPACE_M)
        rows.addWidget(self._words(self._say(f"{answer}_title"), "title"))
        rows.addWidget(self._words(self._say(f"{answer}_hint"), "lead", soft=True))
        self.words: TextEdit | None = None
        if answer == "not_quite":
            self.words = TextEdit(self._say("words"), text=self.reply.words, least=3, most=8)
            large(self.words, self.lang)
            self.words.typed.connect(self._take_words)
            rows.addWidget(self.words)
        rows.addSpacing(SPACE_S)
        label = self._words(self._say("who"), "part")
        self.who = LineEdit(self._say("who"), text=self.reply.who)
        label.setBuddy(self.who)
        large(self.who, self.lang)
        self.who.typed.connect(self._take_who)
        rows.addWidget(label)
        rows.addWidget(self.who)
        rows.addSpacing(SPACE_S)
        self.sign_too = large_button(self.theme, self.lang, self._say("sign_too"), icon="signature")
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
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_M)
        rows.addWidget(self._words(self._say("sign"), "part"))
        rows.addWidget(self._words(tr("report.signature_means", self.lang), "lead", soft=True))
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        rows.addLayout(row)
        self.pad = SignaturePad(self.theme, self._say("sign"), self._say("sign_hint"))
        self.pad.setFixedSize(_PAD, self.pad.heightForWidth(_PAD))
        self.pad.set_strokes(self.reply.strokes)
        self.pad.changed.connect(self._take_strokes)
        self.clear = large_button(self.theme, self.lang, self._say("clear"), "plain", icon="eraser")
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
        rows = QVBoxLayout(foot)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_M)
        self.trouble = self._words("", "fine")
        self.trouble.hide()
        rows.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.return_ = large_button(self.theme, self.lang, self._say("back"), icon="chevron-left")
        self.finish: Button = large_button(self.theme, self.lang, self._say("done"), "primary")
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
        self.finish.setText(self._say("saving" if saving else "done"))
        for button in (self.finish, self.return_):
            button.setEnabled(not saving)

    def fail(self) -> None:
        """Says that it is not saved yet, and that nothing typed is lost."""
        self.wait(saving=False)
        self.trouble.setText(self._say("failed"))
        self.trouble.show()

    def _take_words(self, text: str) -> None:
        self.reply.words = text

    def _take_who(self, text: str) -> None:
        self.reply.who = text

    def _take_strokes(self) -> None:
        self.reply.strokes = self.pad.strokes()
        self.clear.setEnabled(bool(self.reply.strokes))
