"""Lines for what is still to be done in some case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.language import Text
from fieldapp.ui import dues, papers
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases import agenda
from fieldapp.usecases.agenda import Owed

SHOWN = 4
"""Lines below a customer's name; the rest is counted."""
_SETTLED_MS = 200
_ICONS = {"promise": "handshake", "clock": "clock", "return": "split", "contact": "message-circle"}


class OwedRow(SentenceButton):
    """What is to be done; below it when, by whom, and in which case. Pressed, it leads there.

    `with_customer`: it says whose it is, where several stand together.
    """

    def __init__(self, context: Context, owed: Owed, *, with_customer: bool = False) -> None:
        theme, lang, now = context.theme, context.lang, system_clock()
        due = owed.pending.due
        when = dues.words(due, now, lang) if due else context.say("agenda.undated")
        parts = (
            when,
            owed.pending.who.get(lang),
            context.say("promises.theirs") if owed.pending.party == "customer" else "",
            owed.company.get(lang) if with_customer else "",
            owed.title.get(lang) or owed.reference,
        )
        super().__init__(
            theme,
            owed.pending.what.get(lang),
            " · ".join(part for part in parts if part),
            ink=dues.ink(due, now, theme) if due else theme.ink_soft,
            icon=_ICONS[owed.pending.kind],
        )


class StillOpen(QWidget):
    """What a customer whose name is being typed still waits for; hidden while that is nothing."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.owed: tuple[Owed, ...] = ()
        self._company = Text()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_XS)
        self._lines: list[Label] = []
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self._look)
        self.hide()

    def look(self, name: str) -> None:
        """Looks for a customer of that name once the typing pauses."""
        self._company = Text.of(name.strip())
        self._soon.start()

    def _look(self) -> None:
        company = self._company
        work = self.context.desk.run(lambda workspace: agenda.of_customer(workspace, company))
        work.then(self, self._show, lambda _: None)

    def _show(self, owed: tuple[Owed, ...]) -> None:
        self.owed = owed
        for former in self._lines:
            discard(former)
        say = self.context.say
        self._lines = [Label(say("promises.elsewhere"), "strong")] if owed else []
        self._lines += [ElidedLabel(_told(self.context, one), "soft") for one in owed[:SHOWN]]
        if len(owed) > SHOWN:
            self._lines.append(Label(say("ui.and_more", count=len(owed) - SHOWN), "small"))
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(owed))


def _told(context: Context, owed: Owed) -> str:
    due, lang = owed.pending.due, context.lang
    when = dues.words(due, system_clock(), lang) if due else context.say("agenda.undated")
    return f"{owed.pending.what.get(lang)} · {when}"


def into_calendar(owner: QWidget, context: Context, owed: Sequence[Owed], path: Path) -> None:
    """Writes what has a day as a calendar file, and says so."""
    lang = context.lang
    work = context.desk.aside(lambda _: agenda.save_calendar(owed, path, system_clock(), lang))

    def written(count: int) -> None:
        told = context.say("promises.exported", count=count, name=path.name)
        action = (context.say("reportpage.open_file"), partial(papers.open_path, path))
        context.notify("ok", told, (action,))

    work.then(owner, written, context.tell)
