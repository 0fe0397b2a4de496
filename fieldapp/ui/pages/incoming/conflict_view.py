"""One place with several values: what each says, and the ways to settle it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.ui.context import Context
from fieldapp.ui.pages.incoming.versions import Versions
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.conflicts import Dispute, KeepBoth, Say, Take, Torn, way_to_keep_both
from fieldapp.usecases.people import People


class ConflictView(QWidget):
    """Take one, keep both where there is room for both, or say it in other words."""

    answered = Signal(object)
    """An `Answer`."""
    went = Signal(str)
    """The person wants to see this place: "form" or "history"."""
    typed = Signal()
    """Words of one's own have changed."""

    def __init__(self, context: Context, people: People, torn: Torn, dispute: Dispute) -> None:
        super().__init__()
        self.context, self.dispute = context, dispute
        say = context.say
        words = ChangeWords(torn.past, context.lang)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_L)
        head = QVBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Label(words.name(dispute.place), "heading"))
        many = len(dispute.versions)
        head.addWidget(Label(say("incoming.two" if many == 2 else "incoming.several", count=many)))
        if dispute.is_text and many == 2:
            head.addWidget(Label(say("incoming.marks"), "small"))
        column.addLayout(head)
        self.versions = Versions(context, people, dispute, words)
        self.versions.taken.connect(lambda version: self.answered.emit(Take(version)))
        column.addWidget(self.versions)
        if dispute.merged is not None:
            column.addWidget(self._suggestion(dispute.merged))
        self._way = way_to_keep_both(dispute, torn.past.playbook)
        column.addLayout(self._ways())
        self._editors: dict[Lang, TextEdit] = {}
        self._own = self._own_words()
        column.addWidget(self._own)
        column.addStretch(1)

    @property
    def first(self) -> QWidget:
        """Where the keyboard goes on."""
        return self.versions.buttons[0]

    def _suggestion(self, merged: Text) -> Card:
        context, say = self.context, self.context.say
        card = Card()
        card.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        card.body.setSpacing(SPACE_S)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Picture("lightbulb", context.theme.accent))
        head.addWidget(Label(say("incoming.suggestion"), "strong"), 1)
        card.body.addLayout(head)
        card.body.addWidget(Label(say("incoming.suggestion_hint"), "small"))
        for lang in LANGS:
            if merged.has(lang):
                card.body.addWidget(Label(merged.get(lang)))
        self.start = self._button("incoming.start_from", "pen-line", lambda: self.write(merged))
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _ways(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        row = FlowLayout()
        if self._way:
            self.both = self._button(
                f"incoming.both_{self._way}", "split", lambda: self.answered.emit(KeepBoth())
            )
            row.addWidget(self.both)
        if self.dispute.is_text:
            self.own = self._button("incoming.own", "pen-line", self._begin)
        else:
            self.own = self._button("incoming.other_value", "pen-line", self._to_form)
        row.addWidget(self.own)
        row.addWidget(
            self._button("incoming.history", "history", lambda: self.went.emit("history"))
        )
        column.addLayout(row)
        return column

    def _button(self, key: str, icon: str, do: Callable[[], object]) -> Button:
        button = Button(self.context.theme, self.context.say(key), icon=icon)
        button.clicked.connect(do)
        return button

    def _to_form(self) -> None:
        self.went.emit("form")

    # Words of one's own

    def _own_words(self) -> QWidget:
        say = self.context.say
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(Label(say("incoming.own_title"), "strong"))
        contents = [version.content for version in self.dispute.versions]
        for lang in LANGS:
            if any(isinstance(one, Text) and one.has(lang) for one in contents):
                editor = TextEdit(say(f"incoming.own_{lang}"), least=3)
                editor.typed.connect(self.typed)
                self._editors[lang] = editor
                if len(self._editors) > 1 or lang == "zh":
                    column.addWidget(Label(say(f"incoming.in_{lang}"), "caption"))
                column.addWidget(editor)
        self.stand = Button(self.context.theme, say("incoming.let_stand"), "primary", icon="check")
        self.stand.clicked.connect(lambda: self.answered.emit(Say(self.text())))
        row = QHBoxLayout()
        row.addWidget(self.stand)
        row.addStretch(1)
        column.addLayout(row)
        holder.hide()
        self._is_writing = False
        return holder

    def _begin(self) -> None:
        """Begins with the version that was written last."""
        self.write(self.dispute.versions[-1].content)

    def write(self, text: Text) -> None:
        """Opens the editors with a text to begin with."""
        self.show_words(text)
        chosen = self._editors.get(self.context.lang) or next(iter(self._editors.values()))
        chosen.setFocus()
        self.typed.emit()

    def show_words(self, text: Text) -> None:
        """Opens the editors with what is half written, and takes no focus."""
        for lang, editor in self._editors.items():
            editor.set_text(text.get(lang) if text.has(lang) else "")
        self._is_writing = True
        self._own.show()

    def text(self) -> Text:
        """The words of one's own; the language of the dispute stays what it was."""
        zh, en = (
            self._editors[lang].text().strip() if lang in self._editors else "" for lang in LANGS
        )
        source = self.dispute.versions[-1].content.src
        found = Text(zh, en, source)
        return found if found.has(source) else Text(zh, en, "zh" if zh else "en")

    def kept(self) -> Text | None:
        """What is half written; None while nothing is."""
        return self.text() if self._is_writing else None
