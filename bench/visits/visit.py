"""A visit, as it is played for the benches: a case from its name and a line to its report, and what
an engineer does besides.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from bench.visits.hands import Hands, Script
from fieldapp.base.language import Text
from fieldapp.playbook.fields import FieldType
from fieldapp.ui.context import Place
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.pages.new_case import NewCasePage
from fieldapp.ui.pages.report import ReportPage

_Key, _Keys = Qt.Key, Qt.KeyboardModifier
NOTES = (
    (_Key.Key_F3, "It stopped twice this week 三号灌装机"),
    (_Key.Key_F3, "每次都停了 an hour"),
    (_Key.Key_F4, "I look like a fool 在经理面前"),
    (_Key.Key_F5, "要一个书面的日期"),
    (_Key.Key_F5, "No stop before the weekend"),
    (_Key.Key_F3, "The valve was replaced 五月换的"),
)
ANSWER = "他说的和我们查到的对得上, but not the dates in May. 还要问夜班。"
PROMISE = "Ring with the test result 周五之前"
THOUGHTS, THOUGHT_SECONDS = 2, 2.5
"""Somebody who types stops to think; longer than it takes to keep a draft."""


def visit(hands: Hands, number: int, thought: float = THOUGHT_SECONDS) -> Script:
    """A new case, its notes, levels, fields and evidence, a promise, and a preliminary report."""
    yield from begin(hands, number)
    for key, words in NOTES:
        hands.press(key)
        yield hands.is_in_text
        yield from hands.write(f"{words} {number}")
        hands.press(_Key.Key_Return)
    yield from undo_and_redo(hands)
    yield from read_levels(hands)
    yield from fill_in(hands, thought)
    yield from attach(hands)
    yield from promise(hands)
    yield from report(hands)


def begin(hands: Hands, number: int) -> Script:
    """F2, a name, a line, Enter: the talk."""
    former = hands.session.case_id
    hands.press(_Key.Key_F2)
    yield lambda: hands.is_at("new") and hands.is_in_text()
    page = hands.page("new")
    assert isinstance(page, NewCasePage)
    yield lambda: page.playbooks is not None
    for words in (f"Hengfeng {number}", "Filler 3 keeps stopping"):
        yield from hands.write(words)
        hands.press(_Key.Key_Return)
    yield lambda: hands.is_at("talk") and hands.session.case_id != former and hands.is_in_text()


def undo_and_redo(hands: Hands) -> Script:
    """Takes the last note back, and back again."""
    yield hands.is_idle
    before, (place, text) = _notes(hands), hands.last
    hands.typed(place, None)
    hands.press(_Key.Key_Z, _Keys.ControlModifier)
    yield lambda: hands.is_idle() and len(_notes(hands)) < len(before)
    hands.press(_Key.Key_Z, _Keys.ControlModifier | _Keys.ShiftModifier)
    yield lambda: hands.is_idle() and _notes(hands) == before
    hands.typed(place, text)


def read_levels(hands: Hands) -> Script:
    """One's own level with F6, the customer's with F6 once more."""
    hands.press(_Key.Key_F6)
    hands.press(_Key.Key_3)
    yield hands.is_idle
    for key in (_Key.Key_F6, _Key.Key_F6, _Key.Key_2, _Key.Key_Escape):
        hands.press(key)
    yield hands.is_idle


def fill_in(hands: Hands, thought: float) -> Script:
    """Afterwards: an answer in the first text of each step, with thoughts in between."""
    hands.press(_Key.Key_F11)
    yield lambda: hands.is_at("guide")
    for number, place in enumerate(text_fields(hands)):
        yield from go_to(hands, place)
        half = len(ANSWER) // 2
        yield from hands.write(ANSWER[:half])
        if number < THOUGHTS:
            yield thought
        yield from hands.write(ANSWER[half:])


def go_to(hands: Hands, place: str) -> Script:
    """To a text of the case, behind what stands there."""
    hands.window.go(Place("guide", place))
    yield lambda: hands.is_idle() and hands.is_in_text()
    hands.press(_Key.Key_End, _Keys.ControlModifier)


def attach(hands: Hands) -> Script:
    """F8, a picture from the clipboard, Enter."""
    before = len(hands.standing.case.evidence)
    hands.press(_Key.Key_F8)
    yield lambda: hands.is_at("evidence")
    page = hands.page("evidence")
    assert isinstance(page, EvidencePage)
    picture = QImage(900, 600, QImage.Format.Format_RGB32)
    picture.fill("steelblue")
    QApplication.clipboard().setImage(picture)
    hands.press(_Key.Key_V, _Keys.ControlModifier)
    yield lambda: bool(page.intake.waiting)
    QApplication.clipboard().clear()  # it is another program's memory that holds it
    yield hands.is_idle
    hands.press(_Key.Key_Return)
    yield lambda: hands.is_idle() and len(hands.standing.case.evidence) > before


def promise(hands: Hands) -> Script:
    """A commitment is added, and said."""
    hands.window.go(Place("guide", "commitments"))
    yield lambda: hands.is_at("guide")
    hands.press(_Key.Key_Return)
    yield lambda: hands.is_idle() and hands.is_in_text()
    yield from hands.write(PROMISE)


def report(hands: Hands) -> Script:
    """F12: the draft and its pages; issued as a preliminary one."""
    hands.press(_Key.Key_F12)
    yield lambda: hands.is_at("report")
    page = hands.page("report")
    assert isinstance(page, ReportPage)
    yield lambda: page.draft is not None and bool(page.preview._pages)
    yield lambda: page.preview._pages[0].image is not None and hands.is_idle()
    page.bar.preliminary.setFocus()
    hands.press(_Key.Key_Return)
    yield lambda: page.draft is not None and len(page.draft.editions) == 1 and hands.is_idle()


def _notes(hands: Hands) -> list[Text]:
    return [one.text for one in hands.standing.case.statements if one.text]


def text_fields(hands: Hands) -> list[str]:
    """The first text field of each step that is not folded."""
    kinds = (FieldType.TEXT, FieldType.LONG_TEXT)
    return [
        next(
            known.field.register
            for known in state.visible
            if known.field.type in kinds and known.field.register.startswith("answers/")
        )
        for state in hands.standing.steps
        if not state.folded and any(known.field.type in kinds for known in state.visible)
    ]
