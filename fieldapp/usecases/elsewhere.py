"""What a case holds that its playbook does not ask for: noted under another method, and kept.

It is shown as one more step after the playbook's own, so that nothing captured is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import LANGS, Text, tr
from fieldapp.case.record import Record
from fieldapp.case.records import WRITTEN_BY_HAND
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.guide import FieldState, Guide, Status, StepState
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import FieldUse, Step

STEP = "noted_elsewhere"
"""The id of that step."""
Item = tuple[str, str]
"""A collection and the id of a record."""


def noted_elsewhere(guide: Guide, library: Library) -> StepState | None:
    """The step of what the playbook does not ask for; None where there is nothing.

    What no playbook at hand knows is left to the history.
    """
    states = tuple(
        FieldState(field, visible=True, required=False, value=reading.value, misfit=reading.misfit)
        for field in _fields(guide, library)
        if (reading := answers.read(field, guide.case)).value is not None
    )
    if not states:
        return None
    title, purpose = _both("elsewhere_title"), _both("elsewhere_purpose")
    step = Step(STEP, title, purpose, tuple(FieldUse(state.field) for state in states))
    return StepState(step, Status.COMPLETE, folded=False, reason=Text(), fields=states)


def _both(key: str) -> Text:
    zh, en = (tr(f"usecases.{key}", lang) for lang in LANGS)
    return Text(zh, en)


def _fields(guide: Guide, library: Library) -> Iterator[Field]:
    """Fields of other playbooks with something in them this one does not ask for."""
    asked = {use.field.id for step in guide.playbook.steps for use in step.fields}
    spoken = guide.case.answers.keys() - asked
    unseen = _unseen(guide)
    if not spoken and not unseen:
        return
    known: dict[str, Field] = {}
    for playbook in (guide.playbook, *library.playbooks):
        known = {**playbook.fields, **known}
    yield from (field for field in known.values() if field.id in spoken)
    views = [field for field in known.values() if field.type is FieldType.RECORDS]
    for field in sorted(views, key=lambda view: len(view.where)):
        if shown := _records(field, guide) & unseen:
            unseen -= shown
            yield field


def _unseen(guide: Guide) -> set[Item]:
    """Records that no step shows."""
    held = {
        (name, record.id)
        for name in WRITTEN_BY_HAND
        if name != "acknowledgements"
        for record in guide.case.collection(name)
    }
    fields = [use.field for step in guide.playbook.steps for use in step.fields]
    return held.difference(*(_records(field, guide) for field in fields))


def _records(field: Field, guide: Guide) -> set[Item]:
    """What a field shows of a collection."""
    if field.type is not FieldType.RECORDS:
        return set()
    value = answers.read(field, guide.case).value
    records = value if isinstance(value, tuple) else ()
    return {(field.record, one.id) for one in records if isinstance(one, Record)}
