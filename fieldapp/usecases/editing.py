"""Editing: what a person does to a case, as wishes that become one change.

A wish names a place in the case (`answers/problem`, `customer/company`, `statements/s1/text`) and
what is to stand there. Which log it belongs to, the shared or the private one, is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, Text, detect
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.declaring import Kind
from fieldapp.case.edit import Edit
from fieldapp.case.intake import IsPrivate, is_own
from fieldapp.case.record import Record
from fieldapp.case.records import COLLECTIONS, specs
from fieldapp.case.view import Reader
from fieldapp.store.errors import (
    BusyError,
    DiskFailureError,
    DiskFullError,
    LockedError,
    NotWritableError,
)
from fieldapp.store.workspace import Committed, Workspace, Writing

Content = Text | str | bool | int | Decimal | date | Sequence[str] | None
"""What can stand at a place: a sequence is a set of ids; None, or what is empty, clears it."""


@frozen
class Put:
    """Let this stand at a place."""

    path: str
    content: Content


@frozen
class PutText:
    """Let this text, as it was typed, stand at a place, or in one of its languages (`.../@zh`)."""

    path: str
    text: str


@frozen
class Add:
    """A new record of a collection. `item_id` is made by `new_id` where somebody waits for it."""

    collection: str
    values: Mapping[str, Content] = field(default_factory=dict)
    item_id: str = ""


@frozen
class Delete:
    """Hide a record, such as `statements/s1`."""

    item: str


@frozen
class Move:
    """Put a record before another of its collection, or last."""

    item: str
    before: str | None = None


Wish = Put | PutText | Add | Delete | Move


def new_id(workspace: Workspace) -> str:
    """An id for a record that is about to be added."""
    return ids.new_item_id(workspace.machine.entropy)


def apply(
    workspace: Workspace, case_id: bytes, wishes: Iterable[Wish], is_private: IsPrivate
) -> Committed:
    """Makes one change of the wishes, or one in each log; none if they change nothing.

    Args:
        is_private: whether an answer's field is private, see `Playbook.is_private`.

    Raises:
        StoreError: nothing was changed.
    """

    wanted = tuple(wishes)

    def write(writing: Writing) -> None:
        scribe = Scribe(writing, is_private)
        for wish in wanted:
            scribe.fulfil(wish)

    committed = workspace.commit(case_id, write)
    _clear_drafts(workspace, case_id, {w.path for w in wanted if isinstance(w, Put | PutText)})
    return committed


def may_pass(error: FieldAppError) -> bool:
    """Whether the same wish may succeed later: the disk is full, another program writes ..."""
    passing = (BusyError, DiskFullError, DiskFailureError, LockedError, NotWritableError)
    return isinstance(error, passing)


def _clear_drafts(workspace: Workspace, case_id: bytes, typed: set[str]) -> None:
    """A text typed and taken back again makes no change, but leaves its draft."""
    for draft in workspace.drafts(case_id) if typed else ():
        if draft.path in typed:
            workspace.clear_draft(case_id, draft.path, private=draft.private)


class Scribe:
    """Writes wishes into the two edits of one commit."""

    def __init__(self, writing: Writing, is_private: IsPrivate) -> None:
        self._shared, self._own = writing.shared, writing.private
        self._is_private = is_private

    def fulfil(self, wish: Wish) -> None:
        match wish:
            case Put(path, content):
                self._put(path, content)
            case PutText(path, text):
                _put_text(self._side(path), path, text)
            case Add(collection, values, item_id):
                self._add(collection, values, item_id)
            case Delete(item):
                self._side(item).delete(item)
            case Move(item, before):
                collection, _, item_id = item.partition("/")
                self._side(item).move(collection, item_id, before)

    def _side(self, path: str) -> Edit:
        """The edit of the log that a place lies in."""
        head, _, rest = path.partition("/")
        name = rest.partition("/")[0]
        if head == "answers":
            return self._own if self._is_private(name) else self._shared
        if head in COLLECTIONS:
            kept = self._own.fold.item(f"{head}/{name}")
            return self._own if kept is not None and kept.alive else self._shared
        return self._shared

    def _add(self, collection: str, values: Mapping[str, Content], item_id: str) -> None:
        edit = self._own if is_own(collection, values) else self._shared
        item = edit.add(collection, item_id or None)
        for name, content in values.items():
            _put(edit, f"{item}/{name}", content)

    def _put(self, path: str, content: Content) -> None:
        match path.split("/"):
            case ["emotions", item_id, "share"]:
                self._share(f"emotions/{item_id}", content is True)
            case _:
                _put(self._side(path), path, content)

    def _share(self, item: str, share: bool) -> None:
        """Moves the engineer's own reading into the log it now belongs to."""
        here = self._side(item)
        record = COLLECTIONS["emotions"]
        values = Reader(here.fold).values(specs(record), f"{item}/") | {"share": share}
        there = self._own if is_own("emotions", values) else self._shared
        if there is not here:
            here.delete(item)
            there.add(*item.split("/"))
            for name, content in values.items():
                _put(there, f"{item}/{name}", content)
        _put(there, f"{item}/share", share)


def _put(edit: Edit, path: str, content: Any) -> None:
    if isinstance(content, Text):
        edit.set_text(path, content)
    elif isinstance(content, str) and _is_text(path):
        _put_text(edit, path, content)
    elif isinstance(content, date):
        edit.write(path, content.isoformat())
    elif isinstance(content, Decimal) and not path.startswith("answers/"):
        edit.write(path, str(content))
    elif content is None:
        _clear(edit, path)
    elif isinstance(content, (str, bool, int, Decimal)):
        edit.write(path, None if content == "" else content)
    else:
        edit.set_members(path, content)


def _clear(edit: Edit, path: str) -> None:
    """Withdraws whatever stands at a place: a value, a text in two languages, a set."""
    if any(edit.fold.heads(f"{path}/@{lang}") for lang in LANGS):
        edit.set_text(path, Text())
    elif edit.fold.members(path):
        edit.set_members(path, ())
    else:
        edit.clear(path)


def _put_text(edit: Edit, path: str, text: str) -> None:
    """Writes what was typed; a text's other language stays as it is."""
    base, _, last = path.rpartition("/")
    is_one = last in ("@zh", "@en")
    place = base if is_one else path
    held = Reader(edit.fold).text(place)
    if not is_one and not (held.zh and held.en):
        edit.set_text(place, Text.of(text))
    else:
        is_zh = last == "@zh" if is_one else detect(text) == "zh"
        edit.set_text(place, replace(held, zh=text) if is_zh else replace(held, en=text))


def _is_text(path: str) -> bool:
    """Whether a text stands at this place of a record; answers say so by their type."""
    match path.split("/"):
        case [collection, _, name] if collection in COLLECTIONS:
            record: type[Record] = COLLECTIONS[collection]
            spec = specs(record).get(name)
            return spec is not None and spec.kind is Kind.TEXT
    return False
