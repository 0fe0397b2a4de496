"""A report in a list: what it is about, what it asks for, how much, and by when."""

from __future__ import annotations

from fieldapp.base.clock import system_clock
from fieldapp.ui import dues, verdict_marks
from fieldapp.ui.context import Context
from fieldapp.ui.moments import short
from fieldapp.ui.theme.tokens import Theme
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases.reviewlists import Listed


class ListRow(SentenceButton):
    """Pressed, it leads to the report."""

    def __init__(self, context: Context, listed: Listed) -> None:
        self.listed = listed
        super().__init__(
            context.theme,
            listed.title.get(context.lang) or listed.reference,
            " · ".join(filter(None, _details(context, listed))),
            ink=_ink(context.theme, listed),
            icon=verdict_marks.ICONS[listed.state],
        )


def _details(context: Context, listed: Listed) -> list[str]:
    """The most telling first, for the line may be cut."""
    lang, say, asked = context.lang, context.say, listed.asked
    due = asked.deadline if asked else None
    waits = listed.state in ("issued", "disputed")
    return [
        "" if listed.state == "issued" else say(f"review.state_{listed.state}"),
        dues.words(due, system_clock(), lang) if due and waits else "",
        asked.amount if asked else say("review.not_here"),
        listed.company.get(lang),
        listed.engineer.get(lang),
        listed.reference,
        short(listed.at.astimezone()),
        say("review.asked_for", name=listed.to.get(lang)) if listed.to else "",
    ]


def _ink(theme: Theme, listed: Listed) -> str:
    due = listed.asked.deadline if listed.asked else None
    if listed.state == "issued" and due:
        return dues.ink(due, system_clock(), theme)
    return verdict_marks.ink(theme, listed.state)
