"""The customer: what is known of them, how it began, when they were in touch, what is open, their
other cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case import ids
from fieldapp.case.pending import promises
from fieldapp.case.record import Record
from fieldapp.playbook.tools.customers import TRUST, in_order, next_contacts, trust
from fieldapp.playbook.tools.expectations import current
from fieldapp.playbook.tools.kano import in_order as requirements
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import ScaleEditor, Spot
from fieldapp.ui.forms.record_form import named
from fieldapp.ui.owed import OwedRow
from fieldapp.ui.pages.tools.customer_cards import (
    BusinessCard,
    ContactItem,
    KickoffItem,
    details_of,
    said_of,
)
from fieldapp.ui.pages.tools.ledger import Ledger, LedgerView
from fieldapp.ui.pages.tools.one_page import OnePage
from fieldapp.ui.theme.tokens import SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.ui.widgets.trust_line import Stretch, TrustLine
from fieldapp.usecases import customers, paperwork
from fieldapp.usecases.agenda import Owed
from fieldapp.usecases.caselist import Row
from fieldapp.usecases.customers import Account, Met, Trusted
from fieldapp.usecases.paperwork import Asked
from fieldapp.usecases.standing import Standing

_MOST = 5
"""Lines of a short list; the rest is where it leads."""
_RECENT = 12
"""Contacts in other cases that are shown."""
_STRETCHES = 8
"""Cases whose trust is shown."""
_LISTS = {"wants": "kano", "baseline": "expectations", "owed": "promises"}
"""Short list -> the tool it leads to."""


class View(LedgerView):
    """The contacts, and around them what stands in this case and in the customer's others."""

    tool_id = "customers"
    collection = "contacts"
    item = ContactItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.account = Account()
        say = context.say
        self.page = OnePage(self, context, self._make)
        self.paper = self.deed("print", "printer", hint=True)
        self.paper.clicked.connect(self.page.print_it)
        self.save = self.deed("save", "download", hint=True)
        self.save.clicked.connect(self._save)
        self.kickoffs = Ledger(context, "kickoffs", say("customers.kickoff"), KickoffItem)
        self.begun = self._kickoff_card()
        self.business = BusinessCard(context)
        self.trust_over = Card(say("customers.trust_over"))
        self.line = TrustLine(context.theme, say("customers.before"), say("customers.after"))
        self.trust_over.body.addWidget(self.line)
        self.trust_over.hide()
        self.glance = Card(say("customers.glance"))
        self.who = Label("", "strong")
        self.intake = Card(say("customers.intake"))
        self.known = Label("")
        self.to_ask = Label("", "soft")
        self.trust = {
            name: ScaleEditor(context, Spot(f"answers/{name}", say(f"customers.trust_{part}")))
            for name, part in zip(TRUST, ("before", "after"), strict=True)
        }
        self._trusts = QWidget()
        self._fill_glance()
        self.body.insertWidget(0, self.glance)
        self.body.insertWidget(1, self.trust_over)
        self.lists: dict[str, Label] = {}
        self.ways: dict[str, Button] = {}
        self._owed, self._cases, self._contacts = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part, tool in _LISTS.items():
            self.body.insertWidget(self.body.count() - 1, self._list(part, tool))
        self.elsewhere = Card(say("customers.elsewhere"))
        self.elsewhere.body.addLayout(self._contacts)
        self.body.insertWidget(3, self.elsewhere)
        self.elsewhere.hide()
        cases = Card(say("customers.cases"))
        self.no_cases = Label(say("customers.no_cases"), "soft")
        cases.body.addWidget(self.no_cases)
        cases.body.addLayout(self._cases)
        self.body.insertWidget(self.body.count() - 1, cases)
        for card in (self.business, self.begun, self.intake):
            self.body.insertWidget(self.body.count() - 1, card)
        for rows in (self._owed, self._cases, self._contacts):
            rows.setSpacing(SPACE_XS)

    def _fill_glance(self) -> None:
        row = QHBoxLayout(self._trusts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XL)
        for editor in self.trust.values():
            row.addWidget(named(editor.spot, editor), 1)
        self.glance.body.addWidget(self.who)
        self.glance.body.addWidget(self._trusts)
        self.intake.body.addWidget(self.known)
        self.intake.body.addWidget(self.to_ask)

    def _kickoff_card(self) -> Card:
        say = self.context.say
        add = Button(self.context.theme, say("customers.kickoff_add"), "link")
        add.clicked.connect(self._begin_kickoff)
        card = Card(say("customers.kickoff"), add)
        card.body.addWidget(Label(say("customers.kickoff_hint"), "soft"))
        card.body.addWidget(self.kickoffs)
        return card

    def _list(self, part: str, tool: str) -> Card:
        """A short list and the way to the tool that has all of it."""
        say = self.context.say
        way = Button(self.context.theme, say(f"customers.to_{part}"), "link")
        way.clicked.connect(partial(self._go, tool))
        card = Card(say(f"customers.{part}"), way)
        self.lists[part], self.ways[part] = Label(""), way
        card.body.addWidget(self.lists[part])
        if part == "owed":
            card.body.addLayout(self._owed)
        return card

    # How the case stands

    def chosen(self, standing: Standing) -> Sequence[Record]:
        return in_order(standing.case)

    def is_empty(self, standing: Standing) -> bool:
        case = standing.case
        has_more = self.account.cases or self.account.owed or case.commitments or case.kickoffs
        return not has_more and super().is_empty(standing)

    def ledger_shown(self) -> Ledger:
        """The kick-off while the person is in it, else the contacts."""
        return self.kickoffs if self._is_in(self.kickoffs) else self.ledger

    def _is_in(self, ledger: Ledger) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and ledger.isAncestorOf(focused)

    def add(self) -> None:
        """A contact, wherever the person is."""
        self.ledger.add()

    def enter(self) -> None:
        if not self.ledger.enter():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_standing(self, standing: Standing) -> None:
        former = self.standing.case.customer.company if self.standing else None
        super().show_standing(standing)
        self.kickoffs.show_all(standing.case.kickoffs, standing)
        self.business.show_standing(standing)
        self._show_known(standing)
        self._show_trust(standing)
        self._show_lists(standing)
        self._show_owed(standing)
        company, case_id = standing.case.customer.company, standing.case_id
        if company != former:
            library = self.context.desk.library
            work = self.context.desk.run(
                lambda ws: customers.account(ws, library, company, case_id)
            )
            work.then(self, self._show_account)

    def _show_known(self, standing: Standing) -> None:
        say, lang = self.context.say, self.context.lang
        customer = standing.case.customer
        names = (customer.company, customer.site, customer.contact)
        self.who.setText(" · ".join(name.get(lang) for name in names if name))
        intake = customers.intake(standing.case, standing.playbook)
        joint = "：" if lang == "zh" else ": "
        lines = [f"{label.get(lang)}{joint}{told.get(lang)}" for label, told in intake.said]
        self.known.setText("\n".join(lines))
        missing = ("、" if lang == "zh" else ", ").join(one.get(lang) for one in intake.unsaid)
        self.to_ask.setText(say("customers.to_ask", what=missing))
        self.to_ask.setVisible(bool(missing))
        levels = dict(zip(TRUST, trust(standing.case), strict=True))
        for name, editor in self.trust.items():
            editor.show_value(levels[name])

    def _show_trust(self, standing: Standing) -> None:
        """From case to case, the earliest first; this one last, whenever it was opened."""
        say = self.context.say
        stretches = [
            Stretch(f"{one.on:%Y-%m-%d}" if one.on else say("customers.undated"), *_levels(one))
            for one in reversed(self.account.trust)
        ]
        here = customers.trusted(standing.case)
        stretches += [Stretch(say("customers.this_case"), *_levels(one)) for one in here]
        self.line.show_stretches(stretches[-_STRETCHES:])
        self.trust_over.setVisible(len(stretches) > 1)

    def _show_lists(self, standing: Standing) -> None:
        lang, case = self.context.lang, standing.case
        agreed = [one.agreed for one in current(case) if one.agreed]
        told = {"wants": [one.text for one in requirements(case)], "baseline": agreed}
        for part, texts in told.items():
            lines = [text.get(lang) for text in texts if text]
            self.lists[part].setText(self._short(lines) or self.context.say(f"customers.no_{part}"))

    def _short(self, lines: Sequence[str]) -> str:
        shown = [f"• {line}" for line in lines[:_MOST]]
        if len(lines) > _MOST:
            shown.append(self.context.say("ui.and_more", count=len(lines) - _MOST))
        return "\n".join(shown)

    def _show_owed(self, standing: Standing) -> None:
        """Of this case first, then of the others."""
        case = standing.case
        here = [
            Owed(standing.case_id, case.title, case.customer.company, one)
            for one in (*promises(case), *next_contacts(case))
        ]
        owed = (*here, *self.account.owed)
        clear(self._owed)
        for one in owed:
            row = OwedRow(self.context, one)
            row.clicked.connect(partial(self._open_owed, one))
            self._owed.addWidget(row)
        self.lists["owed"].setText(self.context.say("customers.no_owed"))
        self.lists["owed"].setVisible(not owed)

    def _show_account(self, account: Account) -> None:
        self.account = account
        clear(self._cases)
        for row in account.cases:
            line = self._case_line(row)
            line.clicked.connect(partial(self._open_case, row))
            self._cases.addWidget(line)
        self.no_cases.setVisible(not account.cases)
        clear(self._contacts)
        for met in account.contacts[:_RECENT]:
            line = self._contact_line(met)
            line.clicked.connect(partial(self._open_contact, met))
            self._contacts.addWidget(line)
        self.elsewhere.setVisible(bool(account.contacts))
        self.business.show_noted(account.noted)
        if self.standing is not None:
            self._show_trust(self.standing)
            self._show_owed(self.standing)
        self.filled.emit()

    def _contact_line(self, met: Met) -> SentenceButton:
        context, contact = self.context, met.contact
        beside = f"{details_of(context, contact)} · {met.case.summary.title.get(context.lang)}"
        theme = context.theme
        told = said_of(context, contact)
        return SentenceButton(theme, told, beside, ink=theme.ink_soft, icon="message-circle")

    def _case_line(self, row: Row) -> SentenceButton:
        say, lang, summary = self.context.say, self.context.lang, row.summary
        reference = ids.reference(row.case)
        known = (
            f"{summary.opened:%Y-%m-%d}" if summary.opened else "",
            say(f"ui.state_{summary.state}"),
            summary.site.get(lang),
            reference,
        )
        beside = " · ".join(part for part in known if part)
        theme = self.context.theme
        return SentenceButton(
            theme,
            summary.title.get(lang) or reference,
            beside,
            ink=theme.ink_soft,
            icon="file-text",
        )

    def _go(self, tool: str) -> None:
        self.context.go(Place("tool", tool))

    def _open_case(self, row: Row) -> None:
        self.context.open_case(row.case)

    def _open_contact(self, met: Met) -> None:
        self.context.open_case(met.case.case, Place("tool", f"contacts/{met.contact.id}"))

    def _open_owed(self, owed: Owed) -> None:
        place = Place("tool", owed.pending.item)
        if self.standing is not None and owed.case_id == self.standing.case_id:
            self.context.go(place)
        else:
            self.context.open_case(owed.case_id, place)

    # Doing

    def other_ways(self) -> Sequence[Button]:
        kickoff = Button(
            self.context.theme, self.context.say("customers.kickoff_add"), "plain", icon="target"
        )
        kickoff.clicked.connect(self._begin_kickoff)
        return (kickoff,)

    def begin(self) -> None:
        """A contact of now."""
        self.ledger.add({"kind": "call", "at": system_clock().replace(microsecond=0)})

    def _begin_kickoff(self) -> None:
        self.kickoffs.add({"on": system_clock().date()})

    def _save(self) -> None:
        say = self.context.say
        reference = self.standing.reference if self.standing else ""
        self.page.ask_and_save(say("customers.save"), f"{reference}-{say('customers.card')}")

    def _make(self, then: Callable[[bytes], object]) -> None:
        """The card before a visit, once all that was typed has been written."""
        context, standing = self.context, self.standing
        if standing is None:
            return
        context.case.commit()
        asked = Asked(standing.case_id, "", context.lang)
        library = context.desk.library
        task = context.desk.run(lambda ws: paperwork.card_before_visit(ws, library, asked))
        task.then(self, then, context.tell)

    def jump(self, where: str) -> bool:
        name = where.removeprefix("answers/")
        if name in self.trust and where != name:
            self.trust[name].focus()
            return True
        if name in self.business.editors and where != name:
            self.business.editors[name].focus()
            return True
        return self.kickoffs.jump_to(where) or super().jump(where)


def _levels(trusted: Trusted) -> tuple[int | None, int | None]:
    return trusted.before, trusted.after
