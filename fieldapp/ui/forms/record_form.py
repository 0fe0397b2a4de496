"""The form of one record: an editor for each of its fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Text
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.record import Record
from fieldapp.case.records import COLLECTIONS, specs
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import (
    BoolEditor,
    ChoiceEditor,
    ChoicesEditor,
    DayEditor,
    Editor,
    LevelEditor,
    MomentEditor,
    NumberEditor,
    Options,
    ScaleEditor,
    SelectEditor,
    Spot,
    TextEditor,
)
from fieldapp.ui.forms.evidence_field import EvidenceEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XS
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.standing import Standing

FIELDS: Mapping[str, tuple[str, ...]] = {
    "statements": ("text", "speaker", "at", "verbatim", "evidence"),
    "emotions": ("level", "word", "trigger", "at", "share"),
    "causes": ("text", "category", "basis", "parent", "evidence", "root"),
    "options": (
        "title",
        "cost",
        "benefit",
        "currency",
        "feasibility",
        "risk",
        "mode",
        "chosen",
        "reason",
    ),
    "commitments": ("what", "who", "due", "party", "measure", "condition", "proof", "status"),
    "evidence": ("caption", "value", "unit", "at"),
    "requirements": ("text", "present", "absent"),
    "debriefs": ("on", "attendees", "planned", "happened", "why", "keep", "change"),
    "contacts": ("text", "kind", "who", "at", "outcome", "next", "next_on", "next_by"),
    "kickoffs": (
        "on",
        "attendees",
        "needs",
        "success",
        "excluded",
        "touch",
        "agreed_by",
        "agreed_on",
    ),
    "surveys": ("asked", "how", "who", "at"),  # the rest belongs to the questions
}
"""What is asked of each record, in the order it is asked."""
_WIDE = {"text", "what", "title", "caption", "reason", "risk", "measure", "condition", "proof"}
_WIDE |= {"present", "absent", "touch"}
_WIDE |= {"category", "basis", "mode", "evidence", "level", "status", "parent", "trigger"}
_MANY = 4
"""Choices that need the whole width."""
_LONG = {"text", "what", "reason", "risk", "measure", "condition", "proof"}


class RecordForm(QWidget):
    """The editors of a record, empty until `show_record`.

    Args:
        hidden: fields that the place of the form settles already, such as a statement's kind.
        keys: what is asked, in order; where empty, `FIELDS`, or all there is.
    """

    def __init__(
        self,
        context: Context,
        collection: str,
        record: Record,
        standing: Standing,
        hidden: Collection[str] = (),
        *,
        keys: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.context = context
        self.editors: dict[str, Editor] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_M)
        self.column.setSpacing(SPACE_L)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        known = specs(COLLECTIONS[collection])
        self._refers = {k: spec.refers_to for k, spec in known.items() if spec.refers_to}
        place = 0
        for key in keys or FIELDS.get(collection, tuple(known)):
            if key in hidden or not _is_asked(key, record):
                continue
            is_wide = key in _WIDE or known[key].is_long or len(known[key].choices) >= _MANY
            place += place % 2 if is_wide else 0
            row, column = divmod(place, 2)
            spot = Spot(f"{collection}/{record.id}/{key}", label(context, key))
            editor = self._editor(collection, key, known[key], spot, standing)
            self.editors[key] = editor
            grid.addWidget(named(spot, editor), row, column, 1, 2 if is_wide else 1)
            place += 2 if is_wide else 1

    def show_record(self, record: Record, standing: Standing) -> None:
        """Shows how the record stands now."""
        for key, editor in self.editors.items():
            value = getattr(record, key)
            if key == "currency":
                value = Text.of(value) if value else Text()
            if isinstance(editor, EvidenceEditor):
                editor.show_evidence(standing)
            elif target := self._refers.get(key):
                assert isinstance(editor, SelectEditor | ChoicesEditor)
                editor.show_options(_others(self.context, standing, target, record.id))
            editor.show_value(value)

    def focus(self, key: str = "") -> None:
        """Puts the focus on a field, the first one if there is none of that name."""
        editor = self.editors.get(key) or next(iter(self.editors.values()))
        editor.focus()

    def _editor(
        self, collection: str, key: str, spec: Spec, spot: Spot, standing: Standing
    ) -> Editor:
        context = self.context
        match spec.kind:
            case Kind.CHOICE if spec.choices:
                names = [(c, context.say(f"forms.{key}_{c}")) for c in spec.choices]
                return ChoiceEditor(context, spot, names)
            case Kind.INT if collection == "emotions":
                levels = standing.playbook.scale.levels
                return LevelEditor(context, spot, [x.label.get(context.lang) for x in levels])
            case Kind.INT:
                labels = [context.say(f"forms.{key}_{n}") for n in range(1, 6)]
                is_named = labels[0] != f"forms.{key}_1"
                return ScaleEditor(context, spot, labels if is_named else ())
            case Kind.DECIMAL:
                return NumberEditor(context, spot)
            case Kind.BOOL:
                return BoolEditor(context, spot)
            case Kind.MOMENT:
                return MomentEditor(context, spot)
            case Kind.DAY:
                return DayEditor(context, spot)
            case Kind.REF:
                none = "no_parent" if key == "parent" else "no_other"
                return SelectEditor(context, spot, context.say(f"forms.{none}"))
            case Kind.REFS if spec.refers_to == "evidence":
                return EvidenceEditor(context, spot)
            case Kind.REFS:
                return ChoicesEditor(context, spot, ())
        is_long = key in _LONG or spec.is_long
        return TextEditor(context, spot, is_long=is_long, is_translated=key != "currency")


def label(context: Context, key: str) -> str:
    """What a record's field is called."""
    name = context.say(f"playbook.label_{key}")
    return name[:1].upper() + name[1:]


def _is_asked(key: str, record: Record) -> bool:
    """Whether a field makes sense for this record: only one's own level can be shared."""
    return key != "share" or getattr(record, "who", "") == "engineer"


def named(spot: Spot, editor: Editor) -> QWidget:
    """An editor below its name."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_XS)
    if not isinstance(editor, BoolEditor):
        name = Label(spot.name, "strong", wrap=False)
        name.setBuddy(editor.control)
        column.addWidget(name)
    column.addWidget(editor)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return holder


def _others(context: Context, standing: Standing, collection: str, own: str) -> Options:
    """The records of a collection by their first words, without the one that is asked about."""
    found = standing.case.collection(collection)
    return [(other.id, _cut(_first_words(context, other))) for other in found if other.id != own]


def _first_words(context: Context, record: Record) -> str:
    texts = (getattr(record, name, None) for name in ("what", "title", "text", "caption"))
    said = next((text for text in texts if isinstance(text, Text) and text), Text())
    return said.get(context.lang) or context.say("forms.untitled")


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
