"""Back on the engineer's side: what the customer answered, by word of mouth too, and their copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, Text, message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.readback.look import column
from fieldapp.ui.pages.readback.notes_view import ANSWERS
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import outputs, readback
from fieldapp.usecases.readback import Answer, Given, Showing
from fieldapp.usecases.workspaces import Workspace


class EngineerView(QWidget):
    """What came of the read-back.

    Args:
        shown: the notes, for what the customer says of them by word of mouth.
        answer: what they answered on the screen; None if they did not.
        lang: the customer's language.
    """

    left = Signal()
    told = Signal(object)
    """A `Given`: what the customer said by word of mouth."""

    def __init__(
        self, context: Context, shown: Showing, answer: Answer | None, lang: Lang, contact: str
    ) -> None:
        super().__init__()
        self.context, self.lang, self._contact = context, lang, contact
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, SPACE_XXL, 0, SPACE_XXL)
        rows.setSpacing(SPACE_L)
        rows.addWidget(Label(self._say("after_title"), "title"))
        self.outcome = Label(self._say(f"after_{answer or 'none'}"), "lead")
        rows.addWidget(self.outcome)
        self.telling: Card | None = None
        if answer is None and shown.notes:
            self.telling = self._telling()
            rows.addWidget(self.telling)
        rows.addWidget(self._copies())
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.return_ = Button(context.theme, self._say("return"), "primary", icon="chevron-left")
        self.return_.clicked.connect(self.left)
        foot.addWidget(self.return_)
        rows.addLayout(foot)
        rows.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(column(inside))

    def _say(self, key: str, **params: str) -> str:
        return self.context.say(f"readback.{key}", **params)

    # By word of mouth

    def _telling(self) -> Card:
        card = Card(self._say("told_title"))
        card.body.addWidget(Label(self._say("told_hint"), "soft"))
        self.words = TextEdit(
            self._say("told_words"), placeholder=self._say("told_words"), least=2, most=5
        )
        card.body.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.tell_buttons: dict[Answer, Button] = {}
        for answer in ANSWERS:
            button = Button(self.context.theme, self._say(f"told_{answer}"))
            button.clicked.connect(lambda _=False, said=answer: self._tell(said))
            self.tell_buttons[answer] = button
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _tell(self, answer: Answer) -> None:
        words = self.words.text().strip() if answer == "not_quite" else ""
        self.told.emit(Given(answer, words=Text.of(words)))

    def show_told(self, answer: Answer) -> None:
        """It is kept that they said so."""
        self.outcome.setText(self._say(f"after_told_{answer}"))
        if self.telling is not None:
            self.telling.hide()
        self.return_.setFocus()

    # The copy

    def _copies(self) -> Card:
        card = Card(self._say("copies_title"))
        card.body.addWidget(Label(self._say("copies_hint"), "soft"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.save_copy = Button(self.context.theme, self._say("save_copy"), icon="download")
        self.save_whole = Button(self.context.theme, self._say("save_whole"), icon="file-text")
        self.save_copy.clicked.connect(lambda: self._ask(whole=False))
        self.save_whole.clicked.connect(lambda: self._ask(whole=True))
        row.addWidget(self.save_copy)
        row.addWidget(self.save_whole)
        row.addStretch(1)
        card.body.addLayout(row)
        self.saved = Label("", "ok")
        self.saved.hide()
        card.body.addWidget(self.saved)
        return card

    def _ask(self, *, whole: bool) -> None:
        session = self.context.case
        name = f"{session.standing.reference}.pdf" if session.standing else "copy.pdf"
        path, _ = QFileDialog.getSaveFileName(
            self, self._say("save_copy"), name, self._say("pdf_files")
        )
        if path:
            self.save(Path(path), whole=whole)

    def save(self, path: Path, *, whole: bool) -> None:
        """Writes the copy; outside the encrypted store, as it says."""
        case_id, library = self.context.case.case_id, self.context.desk.library
        lang, contact = self.lang, self._contact

        def work(workspace: Workspace) -> None:
            made = readback.copy_for_customer(
                workspace, case_id, library, lang=lang, contact=contact, whole=whole
            )
            outputs.write_file(path, made.pdf)

        for button in (self.save_copy, self.save_whole):
            button.setEnabled(False)
        self.context.desk.run(work).then(self, lambda _: self._written(path), self._not_written)

    def _written(self, path: Path) -> None:
        self._show_saved(self._say("copy_saved", path=str(path)), "ok")

    def _not_written(self, error: FieldAppError) -> None:
        self._show_saved(message(error.finding, self.context.lang), "danger")

    def _show_saved(self, text: str, kind: str) -> None:
        for button in (self.save_copy, self.save_whole):
            button.setEnabled(True)
        self.saved.setProperty("kind", kind)
        self.saved.style().unpolish(self.saved)
        self.saved.style().polish(self.saved)
        self.saved.setText(text)
        self.saved.show()

    def focus(self) -> None:
        self.return_.setFocus(Qt.FocusReason.OtherFocusReason)
