"""The view: from folds to a `Case`. Here merge policies and types meet the registers.

A register with several different heads is shown as one value (by policy) and listed as a conflict;
a value that does not fit its type is kept raw, listed, and counts as unanswered. The private log's
records stand beside the shared ones and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fieldapp.base.language import LANGS, Lang, Text, detect
from fieldapp.case import tree
from fieldapp.case.edit import SOURCE
from fieldapp.case.fold import Fold, Head
from fieldapp.case.hlc import milliseconds
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    Answer,
    Case,
    Cause,
    Conflict,
    ErasedStub,
    Kind,
    Record,
    Revived,
    Spec,
    specs,
)
from fieldapp.case.typed import thaw, typed

MergePolicy = Literal["single", "append", "union", "supervisor"]
_CASE_SPECS = specs(Case) | {
    "playbook": Spec(Kind.CHOICE),
    "playbook_version": Spec(Kind.CHOICE),
    "file_id": Spec(Kind.CHOICE),
}
_UNANSWERED: Any = object()


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
    reader = _Reader(shared, policies or Policies())
    parts = reader.parts(private=False)
    if private is not None:
        own = _Reader(private, policies or Policies())
        mine = own.parts(private=True)
        for name in COLLECTIONS:
            parts[name] = (*parts[name], *mine[name])
        parts["private_answers"] = frozenset(mine["answers"])
        parts["answers"] = parts["answers"] | mine["answers"]
        reader.conflicts += own.conflicts
        reader.misfits |= own.misfits
    parts["causes"], adrift = _rooted(parts["causes"], shared)
    return Case(
        id=case_id.hex(),
        conflicts=tuple(reader.conflicts),
        revived=tuple(reader.revived),
        misfits=reader.misfits,
        adrift=adrift,
        erased=tuple(
            ErasedStub(e.author, milliseconds(e.hlc), e.reason, e.scope, " ".join(e.paths))
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
class _Reader:
    fold: Fold
    policies: Policies
    conflicts: list[Conflict] = field(default_factory=list)
    revived: list[Revived] = field(default_factory=list)
    misfits: dict[str, Any] = field(default_factory=dict)

    def parts(self, *, private: bool) -> dict[str, Any]:
        """The arguments of `Case` that come from registers."""
        parts = self.values(_CASE_SPECS, "")
        for name, group in GROUPS.items():
            parts[name] = group(**self.values(specs(group), f"{name}/"))
        for name, record in COLLECTIONS.items():
            parts[name] = tuple(self.records(name, record, private=private))
        parts["answers"] = self.answers()
        parts["extras"] = {
            path.removeprefix("extras/"): thaw(self.raw(path))
            for path in sorted(self.fold.paths("extras/"))
        }
        return parts

    def records(self, collection: str, record: type[Record], *, private: bool) -> Iterable[Record]:
        fields = specs(record)
        for item_id in self.fold.items(collection):
            item = f"{collection}/{item_id}"
            state = self.fold.item(item)
            if state is not None and state.deletes and state.edited_since:
                self.revived.append(
                    Revived(
                        item,
                        tuple(head.author for head in state.deletes),
                        tuple(sorted({head.author for head in state.edited_since})),
                    )
                )
            if self._is_erased(item):
                continue
            yield record(id=item_id, private=private, **self.values(fields, f"{item}/"))

    def _is_erased(self, item: str) -> bool:
        return any(erasure.covers(item) for erasure in self.fold.erasures)

    # One register

    def heads(self, path: str) -> tuple[Head, ...]:
        """The distinct heads by policy; notes a conflict where several remain."""
        heads = self.fold.distinct(path)
        if len(heads) <= 1:
            return heads
        policy = self.policies.merge(path)
        if policy == "supervisor":
            ruling = tuple(h for h in heads if self.policies.is_supervisor(h.author))
            heads = ruling or heads
        if len(heads) > 1 and policy != "union":
            self.conflicts.append(
                Conflict(
                    path,
                    tuple((self.fold.content(h), h.author, milliseconds(h.hlc)) for h in heads),
                )
            )
        return heads

    def raw(self, path: str) -> Any:
        """A register's content; of a conflict, the latest."""
        heads = self.heads(path)
        return self.fold.content(heads[-1]) if heads else None

    def value(self, path: str, spec: Spec) -> Any:
        """A field's typed value; `_UNANSWERED` where there is none or none that fits."""
        if spec.kind is Kind.TEXT:
            return self.text(path)
        if spec.kind is Kind.REFS:
            return self.members(path)
        raw = self.raw(path)
        if raw is None:
            return _UNANSWERED
        try:
            return typed(raw, spec)
        except ValueError:
            self.misfits[path] = raw
            return _UNANSWERED

    def values(self, specs: Mapping[str, Spec], where: str) -> dict[str, Any]:
        """The answered fields of a record, a group or the case; the rest keep their defaults."""
        found = ((name, self.value(f"{where}{name}", spec)) for name, spec in specs.items())
        return {name: value for name, value in found if value is not _UNANSWERED}

    def text(self, path: str) -> Text:
        """A text: its language registers, and its scalar as the language it looks like."""
        said: dict[Lang, str] = {}
        source = self.raw(f"{path}/{SOURCE}")
        for lang in LANGS:
            part = self.raw(f"{path}/@{lang}")
            if isinstance(part, str):
                said[lang] = part
        scalar = self.raw(path)
        if isinstance(scalar, str):
            lang = detect(scalar)
            if lang in said and said[lang] != scalar:
                self._note_twin(path, lang)
            said.setdefault(lang, scalar)
            if source is None:
                source = lang
        elif scalar is not None:
            self.misfits[path] = scalar
        if not said:
            return Text()
        src: Lang = source if source in LANGS else ("zh" if "zh" in said else "en")
        return Text(said.get("zh", ""), said.get("en", ""), src)

    def _note_twin(self, path: str, lang: Lang) -> None:
        """A scalar written while somebody else wrote the same language's register."""
        heads = (*self.fold.heads(path), *self.fold.heads(f"{path}/@{lang}"))
        self.conflicts.append(
            Conflict(
                path,
                tuple(
                    (self.fold.content(h), h.author, milliseconds(h.hlc))
                    for h in sorted(heads, key=lambda head: head.order)
                ),
            )
        )

    def members(self, path: str) -> tuple[str, ...]:
        prefix = f"{path}/"
        return tuple(
            sorted(
                register.removeprefix(prefix)
                for register in self.fold.paths(prefix)
                if self.fold.is_present(register)
            )
        )

    def answers(self) -> dict[str, Answer]:
        """Every answer in its register's own form; the playbook decides whether it fits."""
        answers: dict[str, Answer] = {}
        sets: dict[str, list[str]] = {}
        texts: set[str] = set()
        for path in sorted(self.fold.paths("answers/")):
            name, _, rest = path.removeprefix("answers/").partition("/")
            if rest.startswith("@"):
                texts.add(name)
            elif rest:
                if self.fold.is_present(path):
                    sets.setdefault(name, []).append(rest)
            else:
                raw = thaw(self.raw(path))
                if isinstance(raw, list):
                    raw = tuple(str(part) for part in raw)
                if raw is not None:
                    answers[name] = raw
        answers |= {name: tuple(members) for name, members in sets.items()}
        answers |= {name: text for name in texts if (text := self.text(f"answers/{name}"))}
        return answers
