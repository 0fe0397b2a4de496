"""The ledger of expectations: versions, what was agreed, the way from outside it to a change."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.case import ids
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Expectation
from fieldapp.playbook.tools.expectations import current, is_covered, unlisted, versions
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import CoachCard
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Add, Content
from fieldapp.usecases.standing import Standing

_UPSET = 3
"""The emotion level from which the feeling is named before the matter."""
KEYS = ("text", "realistic", "gap", "agreed", "agreed_on", "scope")


class ExpectationForm(RecordForm):
    """The fields, what may be said now where it lies outside, and the versions before."""

    def __init__(self, context: Context, record: Expectation, standing: Standing) -> None:
        keys = (*KEYS, "reason") if record.replaces else KEYS
        super().__init__(context, "expectations", record, standing, keys=keys)
        self.say_now = CoachCard(context.theme, "say", context.say("expectations.say_now"))
        self.column.addWidget(self.say_now)
        self.former = Label("", "soft")
        self.column.addWidget(self.former)

    def show_record(self, record: Record, standing: Standing) -> None:
        super().show_record(record, standing)
        assert isinstance(record, Expectation)
        say, lang = self.context.say, self.context.lang
        level = standing.guide.levels.get("customer") or 1
        lines = [say("expectations.line_heard"), say("expectations.line_open")]
        if level >= _UPSET:
            lines.insert(0, say("expectations.line_upset"))
        self.say_now.set_lines(lines)
        self.say_now.setVisible(record.scope == "outside")
        before = versions(standing.case, record)[1:]
        told_of = [
            say(
                "expectations.former",
                day=f"{one.agreed_on:%Y-%m-%d}" if one.agreed_on else "—",
                agreed=one.agreed.get(lang) or one.text.get(lang),
            )
            for one in before
        ]
        self.former.setText("\n".join(told_of))
        self.former.setVisible(bool(before))


class ExpectationItem(RecordItem):
    """An expectation in a line: what it is, whether it lies inside, since when it is agreed."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Expectation)
        context, standing = self.context, self._standing
        say, case = context.say, standing.case if standing else None
        version = len(versions(case, record)) if case else 1
        is_loose = record.scope == "outside" and case is not None and not is_covered(case, record)
        parts = (
            say("expectations.version", number=version) if version > 1 else "",
            say("expectations.agreed", day=f"{record.agreed_on:%Y-%m-%d}")
            if record.agreed and record.agreed_on
            else say("expectations.open"),
            say(f"forms.scope_{record.scope}") if record.scope and not is_loose else "",
        )
        note = say("expectations.outside") if is_loose else ""
        self.row.show_row(told(context, record), " · ".join(filter(None, parts)), note)
        self.row.setAccessibleDescription(note)

    def form_of(self, record: Record, standing: Standing) -> RecordForm:
        assert isinstance(record, Expectation)
        return ExpectationForm(self.context, record, standing)

    def deeds(self) -> Sequence[Button]:
        say, theme = self.context.say, self.context.theme
        version = Button(theme, say("expectations.new_version"), "plain", icon="copy")
        version.clicked.connect(self.renew)
        change = Button(theme, say("expectations.to_change"), "plain", icon="clipboard-list")
        change.clicked.connect(self.ask_change)
        return (version, change)

    def renew(self) -> None:
        """A new version, with what stands; the former one stays as it was."""
        record, view = self._record, self.parentWidget()
        while view is not None and not isinstance(view, View):
            view = view.parentWidget()
        if not isinstance(record, Expectation) or not isinstance(view, View):
            return
        self.context.case.commit()
        known: dict[str, Content] = {
            name: getattr(record, name) for name in ("text", "realistic", "gap", "agreed", "scope")
        }
        view.ledger.add({**known, "replaces": record.id})

    def ask_change(self) -> None:
        """A change request that takes the expectation up, and goes there."""
        record, standing = self._record, self._standing
        if not isinstance(record, Expectation) or standing is None:
            return
        self.context.case.commit()
        name = ids.new_item_id(system_entropy)
        values: dict[str, Content] = {
            "title": record.text,
            "text": record.text,
            "requested_by": standing.case.customer.contact,
            "requested_on": system_clock().date(),
            "baseline": record.agreed,
            "expectation": record.id,
        }
        self.context.case.write(Add("changes", values, name))
        self.context.go(Place("tool", f"changes/{name}/reason"))


class View(LedgerView):
    """The versions that hold now; the former ones stand in their forms."""

    tool_id = "expectations"
    collection = "expectations"
    item = ExpectationItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.take_in = self.deed("take_in", "ear", hint=True)
        self.take_in.clicked.connect(self.take)

    def chosen(self, standing: Standing) -> Sequence[Record]:
        return current(standing.case)

    def is_empty(self, standing: Standing) -> bool:
        return super().is_empty(standing) and not unlisted(standing.case)

    def show_standing(self, standing: Standing) -> None:
        super().show_standing(standing)
        count = len(unlisted(standing.case))
        self.take_in.setText(self.context.say("expectations.take_in_count", count=count))
        self.take_in.setVisible(bool(count))

    def take(self) -> None:
        """An expectation of each that they have said and that is not listed yet."""
        if self.standing is not None:
            said = unlisted(self.standing.case)
            self.context.case.write(*(Add("expectations", {"text": one.text}) for one in said))
            self.more.setFocus()
