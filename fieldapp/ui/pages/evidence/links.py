"""What an exhibit bears out: the statements and causes it is attached to, each one press away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import Lang
from fieldapp.case.record import Record
from fieldapp.case.records import Statement
from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme.tokens import SPACE_S, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.usecases import attaching
from fieldapp.usecases.editing import Put
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing

GROUPS = ("fact", "feeling", "expectation", "causes")
"""What an exhibit can bear out, in the order it is offered."""
Choice = tuple[str, str]
"""A place such as `statements/s1`, and what it is called."""


class Links(QWidget):
    """Shown for one exhibit; the chips to choose from unfold when they are asked for."""

    def __init__(self, context: Context, evidence: str) -> None:
        super().__init__()
        self.context, self.evidence = context, evidence
        self.groups: dict[str, Chips] = {}
        self._choices: dict[str, Sequence[Choice]] = {}
        self._is_open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(Label(context.say("evidencepage.bears_out"), "strong", wrap=False))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self._none = Label(context.say("evidencepage.bears_out_nothing"), "small")
        column.addWidget(self._none)
        self._chips = QVBoxLayout()
        self._chips.setSpacing(SPACE_S)
        column.addLayout(self._chips)
        self.fold = Button(context.theme, "", "quiet", icon="link")
        self.fold.clicked.connect(self._turn)
        column.addSpacing(SPACE_XS)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)

    def show_standing(self, standing: Standing) -> None:
        """Shows what the exhibit bears out now."""
        attached = attaching.links(standing.case, self.evidence)
        groups = _groups(self.context, standing)
        names = {place: name for _, choices in groups.values() for place, name in choices}
        self._list([(place, names[place]) for place in attached if place in names])
        self._none.setVisible(not attached)
        self.fold.setVisible(bool(names))
        self.fold.setText(
            self.context.say(f"evidencepage.{'attached' if self._is_open else 'attach'}")
        )
        self._offer(groups if self._is_open else {})
        for chips in self.groups.values():
            chips.choose(attached)

    def _list(self, attached: Sequence[Choice]) -> None:
        clear(self._rows)
        for place, name in attached:
            row = Button(self.context.theme, name, "link", icon="chevron-right", is_row=True)
            row.setToolTip(name)
            row.setAccessibleName(self.context.say("evidencepage.go_to", name=name))
            row.clicked.connect(partial(self.context.go, Place("guide", place)))
            self._rows.addWidget(row)

    def _offer(self, groups: dict[str, tuple[str, Sequence[Choice]]]) -> None:
        """Chips for each group, made anew only where there are others to choose from."""
        choices = {name: found for name, (_, found) in groups.items()}
        if choices == self._choices:
            return
        self._choices = choices
        clear(self._chips)
        self.groups.clear()
        for name, (heading, found) in groups.items():
            chips = Chips(self.context.theme, found, heading, multiple=True)
            for button, (_, label) in zip(chips.buttons.values(), found, strict=True):
                button.setToolTip(label)
            chips.chosen.connect(self._choose)
            self.groups[name] = chips
            self._chips.addWidget(Label(heading, "caption", wrap=False))
            self._chips.addWidget(chips)

    def _turn(self) -> None:
        self._is_open = not self._is_open
        if standing := self.context.case.standing:
            self.show_standing(standing)

    def _choose(self) -> None:
        standing = self.context.case.standing
        if standing is None:
            return
        places = {
            place
            for chips in self.groups.values()
            for place, button in chips.buttons.items()
            if button.isChecked()
        }
        sets = attaching.linked(standing.case, self.evidence, places)
        if sets:
            self.context.case.write(*(Put(path, named) for path, named in sets.items()))


def _groups(context: Context, standing: Standing) -> dict[str, tuple[str, Sequence[Choice]]]:
    """What there is to attach to: facts, feelings, expectations, causes; a heading and places."""
    places = Places(standing.case, standing.playbook)
    groups: dict[str, tuple[str, list[Choice]]] = {}
    for name in GROUPS:
        heading = context.say(f"evidencepage.group_{name}")
        for collection, record in _members(standing, name):
            place = f"{collection}/{record.id}"
            label = called(places, place, context.lang)
            groups.setdefault(name, (heading, []))[1].append((place, label))
    return {name: (heading, tuple(found)) for name, (heading, found) in groups.items()}


def called(places: Places, place: str, lang: Lang) -> str:
    """A record by its mark and its words, on one line: `Fact 3 · It stopped again`."""
    mark, words = places.name(place).get(lang), places.words(place).get(lang)
    return " ".join((f"{mark} · {words}" if words else mark).split())


def _members(standing: Standing, name: str) -> Iterator[tuple[str, Record]]:
    """The collection and the records of a group."""
    for collection in attaching.LINKED:
        for record in standing.case.collection(collection):
            if name == (record.kind if isinstance(record, Statement) else collection):
                yield collection, record
