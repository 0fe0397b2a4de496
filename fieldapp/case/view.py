"""The view: from folds to a `Case`. Here merge policies and types meet the registers.

A register with several different heads is shown as one value (the latest, or by policy) and listed
as a conflict; a value that does not fit its type is kept raw, listed, and counts as unanswered. The
private log's records stand beside the shared ones and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fieldapp.base.language import LANGS, Lang, Text, detect
from fieldapp.case import ids, layout, tree
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.edit import SOURCE
from fieldapp.case.fold import Fold, Head
from fieldapp.case.hlc import milliseconds
from fieldapp.case.record import Record
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    Answer,
    Case,
    Cause,
    Conflict,
    ErasedStub,
    Revived,
    specs,
)
from fieldapp.case.typed import thaw, typed

MergePolicy = Literal["single", "append", "union", "supervisor"]
"""`append` and `union` are kept as items and as sets, so that nothing is left to decide here; a
register that has several values all the same is a conflict, as with `single`. `supervisor`: values
that supervisors wrote outweigh all others."""

CASE_SPECS = specs(Case) | {
    "playbook": Spec(Kind.REF),
    "playbook_version": Spec(Kind.HASH),
    "file_id": Spec(Kind.CHOICE),
    "file_format": Spec(Kind.CHOICE),
}
UNANSWERED: Any = object()


def single(path: str) -> MergePolicy:
    return "single"


def nobody(author: bytes) -> bool:
    return False


@dataclass(slots=True)
class Policies:
    """What the fold does not know: how a register merges and who supervises."""

    merge: Callable[[str], MergePolicy] = single
    is_supervisor: Callable[[bytes], bool] = nobody


def project(
    case_id: bytes, shared: Fold, private: Fold | None = None, policies: Policies | None = None
) -> Case:
    """A case as it stands in its log, and in its private log where there is one.

    Args:
        case_id: 16 bytes.
    """
    reader = Reader(shared, policies or Policies())
    parts = reader.parts(private=False)
    if private is not None:
        own = Reader(private, policies or Policies())
        mine = own.parts(private=True)
        for name in COLLECTIONS:
            parts[name] = (*parts[name], *mine[name])
        parts["private_answers"] = frozenset(mine["answers"])
        parts["answers"] = parts["answers"] | mine["answers"]
        parts["extras"] = mine["extras"] | parts["extras"]
        reader.conflicts += own.conflicts
        reader.revived += own.revived
        reader.misfits |= own.misfits
    parts["causes"], adrift = _rooted(parts["causes"], shared)
    if ids.case_id_for(parts.get("file_id", "")) != case_id:
        parts.pop("file_id", None)
    if layout.minor(parts.get("file_format", "")) <= layout.MINOR:
        parts.pop("file_format", None)
    return Case(
        id=case_id.hex(),
        conflicts=tuple(reader.conflicts),
        revived=tuple(reader.revived),
        misfits=reader.misfits,
        adrift=adrift,
        erased=tuple(
            ErasedStub(e.author, milliseconds(e.hlc), e.reason, e.scope, " ".join(sorted(e.paths)))
            for e in shared.erasures
        ),
        **parts,
    )


def _rooted(causes: tuple[Cause, ...], fold: Fold) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
    """Hangs causes without a way to the root on it."""
    edges = {}
    for cause in causes:
        heads = fold.heads(f"causes/{cause.id}/parent")
        if cause.parent is not None and heads:
            edges[cause.id] = (cause.parent, heads[-1].id)
    adrift = tree.cut({cause.id for cause in causes}, edges)
    if not adrift:
        return causes, ()
    kept = tuple(replace(c, parent=None) if c.id in adrift else c for c in causes)
    return kept, tuple(sorted(adrift))


@dataclass(slots=True)
class Reader:
    """Reads the registers of one log as typed values, and notes what is not plain."""

    fold: Fold
    policies: Policies = field(default_factory=Policies)
    conflicts: list[Conflict] = field(default_factory=list)
    revived: list[Revived] = field(default_factory=list)
    misfits: dict[str, Any] = field(default_factory=dict)

    def parts(self, *, private: bool) -> dict[str, Any]:
        """The arguments of `Case` that come from registers."""
        parts = self.values(CASE_SPECS, "")
        for name, group in GROUPS.items():
            parts[name] = group(**self.values(specs(group), f"{name}/"))
        for name, record in COLLECTIONS.items():
            parts[name] = tuple(self.records(name, record, private=private))
        parts["answers"] = self.answers()
        parts["extras"] = self.extras()
        return parts

    def records(self, collection: str, record: type[Record], *, private: bool) -> Iterable[Record]:
        fields = specs(record)
        for item_id, state in self.fold.shown(collection):
            item = f"{collection}/{item_id}"
            if self.fold.is_erased_item(item):
                continue
            if state.deletes and state.edited_since:
                self.revived.append(
                    Revived(
                        item,
                        tuple(head.author for head in state.deletes),
                        tuple(sorted({head.author for head in state.edited_since})),
                    )
                )
            yield record(id=item_id, private=private, **self.values(fields, f"{item}/"))

    # One register

    def raw(self, path: str) -> Any:
        """A register's content; of several the latest by policy, and noted as a conflict."""
        heads = self.fold.distinct(path)
        if len(heads) > 1:
            heads = self._ruling(path, heads)
        return self.fold.content(heads[-1]) if heads else None

    def _ruling(self, path: str, heads: tuple[Head, ...]) -> tuple[Head, ...]:
        """The heads that count by policy; notes a conflict where several do."""
        if self.policies.merge(path) == "supervisor":
            heads = tuple(h for h in heads if self.policies.is_supervisor(h.author)) or heads
        if len(heads) > 1:
            self._note_conflict(path, heads)
        return heads

    def _note_conflict(self, path: str, heads: Iterable[Head]) -> None:
        values = ((self.fold.content(h), h.author, milliseconds(h.hlc)) for h in heads)
        self.conflicts.append(Conflict(path, tuple(values)))

    def value(self, path: str, spec: Spec) -> Any:
        """A field's typed value; `UNANSWERED` where there is none or none that fits."""
        if spec.kind is Kind.TEXT:
            return self.text(path)
        if spec.kind is Kind.REFS:
            return tuple(self.fold.members(path))
        raw = self.raw(path)
        if raw is None:
            return UNANSWERED
        try:
            return typed(raw, spec)
        except ValueError:
            self.misfits[path] = raw
            return UNANSWERED

    def values(self, specs: Mapping[str, Spec], where: str) -> dict[str, Any]:
        """The answered fields of a record, a group or the case; the rest keep their defaults."""
        found = ((name, self.value(f"{where}{name}", spec)) for name, spec in specs.items())
        return {name: value for name, value in found if value is not UNANSWERED}

    def text(self, path: str) -> Text:
        """A text: its language registers, and its scalar as the language it looks like."""
        said: dict[Lang, str] = {}
        for lang in LANGS:
            if (part := self._string(f"{path}/@{lang}")) is not None:
                said[lang] = part
        source = self.fold.latest(f"{path}/{SOURCE}") if said else None
        scalar = self._string(path)
        if scalar is not None:
            lang = detect(scalar)
            if said.get(lang, scalar) == scalar or self._is_later_twin(path, lang):
                said[lang] = scalar
        if not any(said.values()):
            return Text()
        src: Lang = source if source in LANGS else ("zh" if "zh" in said else "en")
        return Text(said.get("zh", ""), said.get("en", ""), src)

    def _string(self, path: str) -> str | None:
        raw = self.raw(path)
        if raw is not None and not isinstance(raw, str):
            self.misfits[path] = raw
            return None
        return raw

    def _is_later_twin(self, path: str, lang: Lang) -> bool:
        """A text written as a scalar while somebody else wrote its language's register.

        Notes both as one conflict; true if the scalar is the later of the two.
        """
        twins = {path, f"{path}/@{lang}"}
        self.conflicts = [known for known in self.conflicts if known.path not in twins]
        heads = [head for twin in twins for head in self.fold.distinct(twin)]
        heads.sort(key=lambda head: head.order)
        self._note_conflict(path, heads)
        return heads[-1].op.path == path

    def answers(self) -> dict[str, Answer]:
        """Every answer in its register's own form; the playbook decides whether it fits."""
        names = {path.split("/", 2)[1] for path in self.fold.paths("answers/")}
        answers = ((name, self.answer(name)) for name in sorted(names) if ids.is_item_id(name))
        return {name: answer for name, answer in answers if answer is not None}

    def answer(self, name: str) -> Answer | None:
        """One answer, a text, a set of choices or a plain value; None where there is none.

        If versions of a playbook disagree about the form, a text or a set counts and a plain value
        beside it is kept as a misfit.
        """
        path = f"answers/{name}"
        if any(self.fold.heads(f"{path}/@{lang}") for lang in LANGS):
            return self.text(path) or None
        members = tuple(self.fold.members(path))
        raw = self.raw(path)
        if raw is None:
            return members or None
        plain = _plain_answer(raw)
        if members or plain is None:
            self.misfits[path] = raw
        return members or plain

    def extras(self) -> dict[str, Any]:
        """What case files said besides, by place; not of items that are hidden."""
        paths = sorted(self.fold.paths(ids.EXTRAS))
        shown = (path for path in paths if not self._is_hidden(ids.item_of(path)))
        found = ((path.removeprefix(ids.EXTRAS), self.kept(path)) for path in shown)
        return {place: content for place, content in found if content is not None}

    def kept(self, path: str) -> Any:
        """JSON that a case file said besides; None where there is none, or no JSON."""
        raw = self.raw(path)
        try:
            return thaw(raw)
        except ValueError:
            self.misfits[path] = raw
            return None

    def _is_hidden(self, item: str | None) -> bool:
        if item is None or item.partition("/")[0] not in COLLECTIONS:
            return False
        state = self.fold.item(item)
        return state is None or not state.alive


def _plain_answer(raw: Any) -> Answer | None:
    try:
        answer = thaw(raw)
    except ValueError:
        return None
    if isinstance(answer, list) and all(isinstance(p, str) and ids.is_item_id(p) for p in answer):
        return tuple(answer)
    return None if isinstance(answer, list | dict) else answer
