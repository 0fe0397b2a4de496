"""What a supervisor reads below the decision: what changed, the report itself, its evidence, and
what was said about this and former versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.base.language import LANGS, Lang
from fieldapp.case.records import Evidence
from fieldapp.case.reportstate import Report
from fieldapp.case.wordmerge import compare
from fieldapp.report.comparison import Difference
from fieldapp.report.phrasing import number
from fieldapp.ui.context import Context
from fieldapp.ui.pages.report_parts import said
from fieldapp.ui.pictures import Pictures
from fieldapp.ui.rulings import RulingView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.marked import MarkedText
from fieldapp.usecases.drafting import Part
from fieldapp.usecases.reviewing import Looked

MOST = 12
"""Changes that are shown; the rest unfolds."""
_SIDE = 160
_CAPTION = 56
_ICONS = {"photo": "image", "file": "file-text", "number": "gauge"}


class Changes(QWidget):
    """Field by field what is otherwise than in another version."""

    def __init__(self, context: Context, changes: Sequence[Difference]) -> None:
        super().__init__()
        self.context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_M)
        self._rest = changes[MOST:]
        if not changes:
            self._column.addWidget(Label(context.say("review.nothing_changed"), "soft"))
        self._show(changes[:MOST])
        self.more: Button | None = None
        if self._rest:
            told = context.say("ui.and_more", count=len(self._rest))
            self.more = Button(context.theme, told, "link", icon="chevron-down")
            self.more.clicked.connect(self._unfold)
            self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show(self, changes: Iterable[Difference]) -> None:
        for change in changes:
            self._column.addWidget(_change(self.context, change))

    def _unfold(self) -> None:
        if self.more is not None:
            self.more.hide()
        self._show(self._rest)


def _change(context: Context, change: Difference) -> QWidget:
    """What it is about, and what stood and stands there, the words that differ marked."""
    lang, theme = context.lang, context.theme
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_XS)
    names = (change.label.get(lang), change.name.get(lang))
    title = " · ".join(dict.fromkeys(name for name in names if name))
    if change.event != "changed":
        title = f"{title} · {context.say(f'review.{change.event}')}"
    column.addWidget(Label(title, "strong"))
    before, after = _in_one_language(change, context.lang)
    if before and after:
        older, newer = compare(before, after)
        for words, pieces in (("was", older), ("now", newer)):
            row = QHBoxLayout()
            row.setSpacing(SPACE_S)
            caption = Label(context.say(f"review.{words}"), "small", wrap=False)
            caption.setFixedWidth(_CAPTION)
            row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(MarkedText(theme, pieces), 1)
            column.addLayout(row)
    else:
        column.addWidget(Label(after or before, "body" if after else "soft"))
    return holder


def _in_one_language(change: Difference, lang: Lang) -> tuple[str, str]:
    """Both in the person's language, or in the other where that is the one that changed."""
    texts = (change.before, change.after)
    order = sorted(LANGS, key=lambda one: one != lang)
    for one in order:
        found = tuple(text.get(one) if text.has(one) else "" for text in texts)
        if found[0] != found[1] and any(found):
            return found[0], found[1]
    return change.before.get(order[0]), change.after.get(order[0])


def part_card(context: Context, part: Part) -> Card:
    """An element of the report, to be read."""
    card = Card(part.title.get(context.lang))
    card.body.setSpacing(SPACE_S)
    for paragraph in part.paragraphs:
        for line in paragraph:
            gap = line.origin == "gap"
            card.body.addWidget(Label(said(line, context.lang), "warning" if gap else "body"))
    return card


class EvidenceCard(Card):
    """Photos with what they show, files by name, numbers with their units."""

    def __init__(self, context: Context, evidence: Sequence[Evidence]) -> None:
        super().__init__(context.say("review.section_evidence"))
        self._pictures = Pictures(context.desk, _SIDE, self)
        self._waiting: dict[str, list[QLabel]] = {}
        self._pictures.arrived.connect(self._arrived)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        for place, one in enumerate(evidence):
            grid.addWidget(self._exhibit(context, one), *divmod(place, 2))
        self.body.addLayout(grid)

    def _exhibit(self, context: Context, one: Evidence) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        caption = one.caption.get(context.lang)
        if one.kind == "photo" and one.blob:
            picture = QLabel()
            picture.setFixedSize(_SIDE, round(_SIDE * 0.66))
            picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            picture.setAccessibleName(caption)
            self._waiting.setdefault(one.blob, []).append(picture)
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            self._arrived(one.blob)
        else:
            icon = Picture(_ICONS[one.kind], context.theme.ink_soft)
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        if one.value is not None:
            unit = one.unit.get(context.lang)
            words.addWidget(Label(f"{number(one.value)} {unit}".strip(), "strong"))
        words.addWidget(Label(caption))
        if one.at is not None:
            words.addWidget(Label(f"{one.at.astimezone():%Y-%m-%d %H:%M}", "small"))
        words.addStretch(1)
        row.addLayout(words, 1)
        return holder

    def _arrived(self, blob: str) -> None:
        found = self._pictures.get(blob)
        for label in self._waiting.get(blob, ()):
            if found is not None:
                size, keep = label.size(), Qt.AspectRatioMode.KeepAspectRatio
                label.setPixmap(
                    found.scaled(size, keep, Qt.TransformationMode.SmoothTransformation)
                )


class VersionsCard(Card):
    """What was said about each version, the latest first, and the way to look at another one."""

    def __init__(
        self,
        context: Context,
        looked: Looked,
        other: Callable[[str], object],
        confirm: Callable[[bytes], object],
    ) -> None:
        super().__init__(context.say("review.versions"))
        say = context.say
        for report in reversed(looked.versions):
            self.body.addLayout(self._head(context, report, looked, other))
            if report.issue.withdrawn_reason:
                why = report.issue.withdrawn_reason.get(context.lang)
                self.body.addWidget(Label(why, "soft"))
            for ruling in reversed(report.rulings):
                key = looked.unconfirmed.get(ruling.review.id)
                does = None if key is None else _call(confirm, key)
                self.body.addWidget(RulingView(context, ruling, looked.names, does))
            if not report.rulings:
                self.body.addWidget(Label(say("review.nothing_said"), "soft"))

    def _head(
        self, context: Context, report: Report, looked: Looked, other: Callable[[str], object]
    ) -> QHBoxLayout:
        issue, say = report.issue, context.say
        row = QHBoxLayout()
        at = f"{issue.at.astimezone():%Y-%m-%d %H:%M}" if issue.at else ""
        parts = (
            say("review.version", number=issue.number or 0),
            say(f"review.state_{report.state}"),
            at,
        )
        row.addWidget(Label(" · ".join(filter(None, parts)), "caption"), 1)
        if report.issue.id != looked.report.issue.id:
            show = Button(context.theme, say("reportpage.show"), "link", icon="eye")
            show.setAccessibleName(f"{say('reportpage.show')} {issue.number}")
            show.clicked.connect(lambda _=False, name=issue.id: other(name))
            row.addWidget(show)
        return row


def _call(do: Callable[[bytes], object], key: bytes) -> Callable[[], object]:
    return lambda: do(key)
