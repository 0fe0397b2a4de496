"""How the levels went during the talk, beside what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Qt

from fieldapp.case.records import EmotionReading
from fieldapp.ui.context import Context
from fieldapp.ui.talk.drawer import Drawer
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.timeline import EmotionTimeline, Lane, Mark, Point
from fieldapp.usecases.standing import Standing


class LevelsDrawer(Drawer):
    """Two lanes and what happened: photos, read-backs, reports."""

    def __init__(self, context: Context, standing: Standing) -> None:
        super().__init__(context, "levels")
        say = context.say
        self.timeline = EmotionTimeline(
            context.theme, say("talk.drawer_levels"), say("talk.levels_none")
        )
        self.body.addWidget(self.timeline)
        self.body.addWidget(Label(say("talk.levels_private"), "soft"))
        self.body.addStretch(1)
        self.show_standing(standing)

    def show_standing(self, standing: Standing) -> None:
        say, case = self.context.say, standing.case
        lanes = [
            Lane(say(f"talk.lane_{who}"), self._points(case.emotions, who))
            for who in ("customer", "engineer")
        ]
        happened = {
            "photo": [item.at for item in case.evidence],
            "read_back": [answer.at for answer in case.acknowledgements],
            "report": [issue.at for issue in case.issues],
        }
        marks = [
            Mark(_aware(at), say(f"talk.mark_{name}"))
            for name, moments in happened.items()
            for at in moments
            if at is not None
        ]
        self.timeline.show_lanes(lanes, marks)

    def focus(self) -> None:
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _points(self, readings: Iterable[EmotionReading], who: str) -> tuple[Point, ...]:
        lang = self.context.lang
        return tuple(
            Point(_aware(one.at), one.level, one.word.get(lang) or one.trigger.get(lang))
            for one in readings
            if one.who == who and one.at is not None and one.level is not None
        )


def _aware(at: datetime) -> datetime:
    """A moment in the machine's own time; one without a zone is taken to be in it."""
    return at.astimezone()
