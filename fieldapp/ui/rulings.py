"""What a supervisor said about a report: by whom, when, what, and whether it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case import hlc
from fieldapp.case.records import Commitment
from fieldapp.case.reportstate import Ruling
from fieldapp.ui import dues
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label


def who(context: Context, ruling: Ruling, names: Mapping[bytes, str]) -> str:
    """Whoever said it: as this laptop knows them, else as they call themselves."""
    own = ruling.review.by.get(context.lang)
    return names.get(ruling.author, "") or own or context.say("review.somebody")


def headline(context: Context, ruling: Ruling, names: Mapping[bytes, str]) -> str:
    """Who, when and what, in one line."""
    now = system_clock()
    at = hlc.shown(ruling.hlc, now).astimezone(now.tzinfo)
    decision = context.say(f"review.decision_{ruling.review.decision}")
    line = f"{who(context, ruling, names)} · {at:%Y-%m-%d %H:%M} · {decision}"
    to = ruling.review.to_name.get(context.lang)
    return f"{line}: {to}" if to else line


def condition(context: Context, asked: Commitment) -> str:
    """What is asked for, by whom, by when, and whether it is done."""
    lang = context.lang
    due = dues.words(asked.due, system_clock(), lang) if asked.due else ""
    state = context.say(f"forms.status_{asked.status}") if asked.status != "open" else ""
    return " · ".join(filter(None, (asked.what.get(lang), asked.who.get(lang), due, state)))


class RulingView(QWidget):
    """One of them, whole.

    Args:
        confirm: what to do where the person says that a contact decides on reports; None where
            nobody known wrote it.
        with_remarks: its remarks too, where they do not stand beside the parts they are about.
    """

    def __init__(
        self,
        context: Context,
        ruling: Ruling,
        names: Mapping[bytes, str],
        confirm: Callable[[], object] | None = None,
        *,
        with_remarks: bool = True,
    ) -> None:
        super().__init__()
        self.context, self.ruling = context, ruling
        say, lang = context.say, context.lang
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(Label(headline(context, ruling, names), "strong"))
        if reason := ruling.review.reason.get(lang):
            column.addWidget(Label(reason))
        for remark in ruling.remarks if with_remarks else ():
            part = say(f"review.section_{remark.section}")
            colon = "：" if lang == "zh" else ": "
            column.addWidget(Label(f"{part}{colon}{remark.text.get(lang)}"))
        for asked in ruling.conditions:
            column.addWidget(Label(f"• {condition(context, asked)}"))
        if ruling.review.is_unsigned:
            column.addWidget(Label(say("review.unsigned"), "small"))
        if ruling.is_read:
            column.addWidget(Label(say("review.is_read"), "small"))
        self.confirm: Button | None = None
        if ruling.doubt:
            column.addWidget(Label(say(f"review.doubt_{ruling.doubt}"), "warning"))
        if ruling.doubt == "unverified" and confirm is not None:
            name = who(context, ruling, names)
            column.addWidget(Label(say("review.confirm_hint", name=name), "small"))
            self.confirm = Button(context.theme, say("review.confirm", name=name), icon="check")
            self.confirm.clicked.connect(confirm)
            column.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
