"""Which edition is shown, and the ways out: save, print, mail. Each says what is no longer safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.language import message
from fieldapp.ui import papers
from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import outgoing
from fieldapp.usecases.outgoing import Edition, Way
from fieldapp.usecases.reporting import Wish

if TYPE_CHECKING:
    from fieldapp.usecases.reporting import ReportLang

PRINT_DPI = 200
_CHOICES = ("lang", "edition", "audience")
_LANGS: Mapping[str | None, ReportLang] = {"zh": "zh", "en": "en", "both": "both"}


class Ways(QWidget):
    """The edition wanted, and what can be done with it."""

    wished = Signal(object)
    """A `Wish`: another edition is to be shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._pdf = b""
        self._edition: Edition | None = None
        say, theme = context.say, context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_S)
        column.setSpacing(SPACE_S)
        choices = QHBoxLayout()
        choices.setSpacing(SPACE_S)
        self._choices: dict[str, Select] = {}
        for name, options, chosen in (
            ("lang", ("zh", "en", "both"), context.lang),
            ("edition", ("a4", "phone"), "a4"),
            ("audience", ("supervisor", "customer"), "supervisor"),
        ):
            labels = [(option, say(f"reportpage.{name}_{option}")) for option in options]
            select = Select(theme, labels, say(f"reportpage.{name}"))
            select.choose(chosen)
            select.chosen.connect(self._wish)
            self._choices[name] = select
            choices.addWidget(select, 1)
        column.addLayout(choices)
        row = FlowLayout()
        self._ways: dict[QObject, Way] = {}
        ways: tuple[tuple[Way, str, Callable[[], object]], ...] = (
            ("save", "save", self._save),
            ("print", "printer", self._print),
            ("mail", "mail", self._mail),
        )
        for way, icon, do in ways:
            button = Button(theme, say(f"reportpage.{way}"), "quiet", icon=icon)
            button.clicked.connect(do)
            button.installEventFilter(self)
            self._ways[button] = way
            row.addWidget(button)
        self.crm = Button(theme, say("crm.button"), "quiet", icon="external-link")
        self.crm.clicked.connect(lambda: context.go(Place("crm")))
        row.addWidget(self.crm)
        column.addLayout(row)
        self._word = Label("", "small")
        column.addWidget(self._word)
        self._explain("save")

    @property
    def wish(self) -> Wish:
        """The edition that is wanted."""
        known = self.context.settings
        return Wish(
            lang=_LANGS.get(self._choices["lang"].value(), self.context.lang),
            edition="phone" if self._choices["edition"].value() == "phone" else "a4",
            audience="customer"
            if self._choices["audience"].value() == "customer"
            else "supervisor",
            contact=" · ".join(part for part in (known.name, known.contact) if part),
        )

    def show_pdf(self, pdf: bytes, edition: Edition) -> None:
        """What is shown now is what goes out."""
        self._pdf, self._edition = pdf, edition

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn) and watched in self._ways:
            self._explain(self._ways[watched])
        return False

    def _explain(self, way: Way) -> None:
        self._word.setText(message(outgoing.leaving(way, self.wish.audience), self.context.lang))

    def _wish(self) -> None:
        self._explain("save")
        self.wished.emit(self.wish)

    # Ways out

    def _save(self) -> None:
        if self._edition is None:
            return
        path = papers.ask_pdf(self, self.context.say("reportpage.save"), self._edition.stem)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Saves what is shown."""
        path = papers.with_ending(path)
        pdf = self._pdf
        self.context.desk.aside(lambda _: outgoing.save(pdf, path)).then(
            self, lambda _: papers.tell_saved(self.context, path), self.context.tell
        )

    def _mail(self) -> None:
        if self._edition is None:
            return
        pdf, edition = self._pdf, self._edition
        work = self.context.desk.aside(lambda _: outgoing.mail_draft(pdf, edition, system_clock()))
        work.then(self, self._mail_made, self.context.tell)

    def _mail_made(self, path: Path) -> None:
        if papers.open_path(path):
            self.context.notify("ok", self.context.say("reportpage.mail_opened"), ())
        else:
            opens = partial(papers.open_path, path.parent)
            actions = ((self.context.say("reportpage.open_folder"), opens),)
            self.context.notify("info", self.context.say("reportpage.mail_made"), actions)

    def _print(self) -> None:
        if self._pdf:
            papers.ask_and_print(self, self.context, self._pdf)
