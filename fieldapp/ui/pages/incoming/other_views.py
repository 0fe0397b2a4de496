"""What came in otherwise: a deletion against an edit, a change set aside, something erased."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import Text, message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.incoming.versions import who_and_when
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.conflicts import Deletion, Keep, Remove, Torn
from fieldapp.usecases.erased import Notice
from fieldapp.usecases.people import People
from fieldapp.usecases.places import Places
from fieldapp.usecases.setaside import Aside

_TITLES = {
    "case": "incoming.erased_whole",
    "item": "incoming.erased_item",
    "person": "incoming.erased_person",
}
"""What was erased, by the scope of the order."""


class _View(QWidget):
    """A heading, sentences, facts in a card, and buttons."""

    def __init__(self, context: Context, heading: str) -> None:
        super().__init__()
        self.context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_M)
        self.column.addWidget(Label(heading, "heading"))
        self._row = FlowLayout()
        self.buttons: list[Button] = []

    @property
    def first(self) -> QWidget:
        """Where the keyboard goes on."""
        return self.buttons[0]

    def tell(self, text: str) -> None:
        self.column.addWidget(Label(text))

    def facts(self, facts: list[tuple[str, str]]) -> None:
        """Captions, each with what there is to say; those without are passed over."""
        card = Card()
        card.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        card.body.setSpacing(SPACE_M)
        for caption, text in facts:
            if text:
                pair = QVBoxLayout()
                pair.setSpacing(SPACE_XS)
                pair.addWidget(Label(caption, "caption"))
                pair.addWidget(Label(text))
                card.body.addLayout(pair)
        self.column.addWidget(card)

    def offer(self, key: str, icon: str, do: Callable[[], object], keys: str = "") -> None:
        button = Button(self.context.theme, self.context.say(key), icon=icon, keys=keys)
        if keys:
            button.setShortcut(keys)
        button.clicked.connect(do)
        self.buttons.append(button)
        self._row.addWidget(button)

    def close_up(self) -> None:
        self.column.addLayout(self._row)
        self.column.addStretch(1)


class DeletionView(_View):
    """Deleted by some, written in by others; it is shown whole until somebody decides."""

    answered = Signal(object)
    went = Signal(str)

    def __init__(self, context: Context, people: People, torn: Torn, deletion: Deletion) -> None:
        words = ChangeWords(torn.past, context.lang)
        super().__init__(context, words.name(deletion.place))
        say = context.say
        self.tell(say("incoming.deletion"))
        now = Places(torn.past.case, torn.past.playbook).words(deletion.place)
        facts = [(say("incoming.says_now"), now.get(context.lang))]
        facts += [
            (say("incoming.deleted_by"), who_and_when(context, people, hand))
            for hand in deletion.deleted
        ]
        for one in deletion.written:
            name = words.name(one.path).rpartition(" · ")[2]
            content = one.content if isinstance(one.content, Text | str | int) else ""
            caption = say("incoming.edited_by", who=who_and_when(context, people, one.hand))
            said = words.content(one.path, content)
            facts.append((caption, say("incoming.wrote", name=name, content=said)))
        self.facts(facts)
        self.offer("incoming.keep", "check", lambda: self.answered.emit(Keep()), "Alt+1")
        self.offer("incoming.remove", "trash-2", lambda: self.answered.emit(Remove()), "Alt+2")
        self.offer("incoming.history", "history", lambda: self.went.emit("history"))
        self.close_up()


class AsideView(_View):
    """A change that could not come in."""

    exporting = Signal()
    trying = Signal()

    def __init__(self, context: Context, people: People, aside: Aside) -> None:
        super().__init__(context, context.say("incoming.aside_title"))
        say = context.say
        self.tell(message(aside.finding, context.lang))
        self.tell(say("incoming.aside_rest"))
        case = " · ".join(filter(None, (aside.title.get(context.lang), aside.reference)))
        hand = aside.hand
        self.facts(
            [
                (say("incoming.aside_case"), case or say("incoming.no_case")),
                (
                    say("incoming.aside_from"),
                    who_and_when(context, people, hand) if hand else say("incoming.unknown"),
                ),
                (say("incoming.aside_at"), f"{aside.at:%Y-%m-%d %H:%M}"),
                (say("incoming.aside_what"), say("incoming.aside_size", bytes=aside.size)),
            ]
        )
        self.offer("incoming.export", "save", self.exporting.emit)
        self.offer("incoming.try_again", "refresh-cw", self.trying.emit)
        self.column.addWidget(Label(say("incoming.export_hint"), "small"))
        self.close_up()


class ErasedView(_View):
    """Who had what kind of thing erased, and why; nothing more is left to tell."""

    noted = Signal()

    def __init__(self, context: Context, people: People, notice: Notice) -> None:
        say, lang = context.say, context.lang
        super().__init__(context, say(_TITLES[notice.scope]))
        kinds = [say(f"histories.item_{name}") for name in notice.collections]
        self.tell(say("incoming.erased_gone"))
        self.facts(
            [
                (say("incoming.aside_case"), notice.title.get(lang)),
                (say("incoming.erased_what"), " · ".join(kinds)),
                (say("incoming.erased_by"), who_and_when(context, people, notice.hand)),
                (say("incoming.erased_why"), notice.reason),
            ]
        )
        self.offer("incoming.noted", "check", self.noted.emit, "Alt+1")
        self.close_up()
