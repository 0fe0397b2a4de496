"""Disputes: what several people left standing against each other in a case, and how it is settled.

The fold keeps values that did not know of each other side by side. Here they become what a person
can answer: the versions of one place, each with who wrote it and when; and items that somebody
deleted while somebody else wrote in them. Every answer supersedes exactly the heads it was given
for; where others stand there by then, it is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from fieldapp.base.language import LANGS, Lang, Text, detect
from fieldapp.base.values import frozen
from fieldapp.case import codec, ids
from fieldapp.case.change import SET, Change, Op, OpId
from fieldapp.case.edit import Edit
from fieldapp.case.fold import LIFE, POSITION, Fold, Head
from fieldapp.case.records import Case, place_of
from fieldapp.case.view import Reader
from fieldapp.case.wordmerge import merge

APART = "\n\n———\n\n"
"""Stands between two texts that were both kept."""
IsText = Callable[[str], bool]
"""Whether a text stands at a place."""


@frozen
class Hand:
    """Who wrote something, on which laptop, and the reading of its clock."""

    author: bytes
    device: bytes
    hlc: int


@frozen
class Version:
    """One of the values of a place.

    `said`: of a text, what this hand wrote of it, by language; the other language is in `content`
    too where it is not in dispute.
    """

    content: Any
    hand: Hand
    data: bytes = b""
    said: Mapping[Lang, str] = field(default_factory=dict)


@frozen
class Dispute:
    """A place with several values.

    `heads`: everything that stands there. `merged`: of a text with two versions, what both say
    together, by language; None where that cannot be told.
    """

    place: str
    versions: tuple[Version, ...]
    heads: frozenset[OpId]
    is_text: bool = False
    merged: Text | None = None
    is_private: bool = False


@frozen
class Written:
    """What somebody wrote in an item that somebody else deleted."""

    path: str
    content: Any
    hand: Hand


@frozen
class Deletion:
    """An item that was deleted by some and written in by others; it is shown whole."""

    place: str
    deleted: tuple[Hand, ...]
    written: tuple[Written, ...]
    heads: frozenset[OpId]
    is_private: bool = False


Open = Dispute | Deletion


def disputes(case: Case, fold: Fold, changes: Iterable[Change], is_text: IsText) -> list[Open]:
    """What is in dispute in one log, places in order.

    Args:
        case: the projection, which knows what counts as a conflict.
        changes: all of the log.
    """
    log = _Log(fold, changes)
    found: list[Open] = []
    for place in case.disputed:
        state = fold.item(place) if ids.item_of(f"{place}/") == place else None
        if state is not None and state.deletes and state.edited_since:
            found.append(_deletion(fold, place, log))
        elif dispute := _dispute(fold, place, log, is_text=is_text(place)):
            found.append(dispute)
    return found


# Settling


def is_as_seen(fold: Fold, seen: Open) -> bool:
    """Whether exactly that stands there what a person has seen."""
    return seen.heads == (
        _item_heads(fold, seen.place) if isinstance(seen, Deletion) else _heads(fold, seen.place)
    )


def take(edit: Edit, dispute: Dispute, version: Version) -> None:
    """Lets one version stand; of a text only in the languages it was written in."""
    if not dispute.is_text:
        edit.again(dispute.place, [version.data])
        return
    place, fold = dispute.place, edit.fold
    if not any(fold.heads(f"{place}/@{lang}") for lang in LANGS):
        edit.write(place, next(iter(version.said.values())))
        return
    for lang, text in version.said.items():
        edit.write(f"{place}/@{lang}", text)
    if any(detect(str(fold.content(head))) in version.said for head in fold.heads(place)):
        edit.clear(place)


def joined(dispute: Dispute) -> Text:
    """All versions of a text under each other, a line between them, each once.

    Two people who both keep both write the same.
    """
    versions = dispute.versions
    disputed = [lang for lang in LANGS if sum(lang in one.said for one in versions) > 1]
    if not disputed:
        texts = (text for version in versions for text in version.said.values())
        return Text.of(_under_each_other(texts))
    whole = versions[-1].content
    for lang in disputed:
        text = _under_each_other(one.said[lang] for one in versions if lang in one.said)
        whole = replace(whole, **{lang: text})
    return Text(whole.zh, whole.en, whole.src)


def split(edit: Edit, dispute: Dispute) -> None:
    """Keeps both versions of a record's text as two records, alike but for that text."""
    collection, item_id, name = dispute.place.split("/")
    take(edit, dispute, dispute.versions[0])
    for version in dispute.versions[1:]:
        content = "\0".join(version.said[lang] for lang in sorted(version.said))
        twin = ids.item_id_for(collection, f"{item_id}\0{name}\0{content}")
        edit.add(collection, twin)
        _copy(edit, f"{collection}/{item_id}", f"{collection}/{twin}", without=name)
        edit.set_text(f"{collection}/{twin}/{name}", version.content)


def keep(edit: Edit, deletion: Deletion) -> None:
    """The item stays."""
    edit.write(f"{deletion.place}/{LIFE}", True)


def remove(edit: Edit, deletion: Deletion) -> None:
    """The item goes, with all that was written in it by now."""
    edit.delete(deletion.place)


def _copy(edit: Edit, source: str, target: str, without: str) -> None:
    """Writes what stands in an item into another; of several values the latest."""
    fold = edit.fold
    for path in sorted(fold.paths(f"{source}/")):
        register = path.removeprefix(f"{source}/")
        if register in (LIFE, POSITION) or register.partition("/")[0] == without:
            continue
        data = [fold.data(head.op) for head in fold.heads(path)][-1:]
        edit.again(f"{target}/{register}", (one for one in data if one is not None))


def _under_each_other(texts: Iterable[str]) -> str:
    return APART.join(dict.fromkeys(text for text in texts if text))


# Finding


class _Log:
    """The ops of a log, to find who first wrote a value and what two of them come from."""

    def __init__(self, fold: Fold, changes: Iterable[Change]) -> None:
        self._fold = fold
        self._changes = {change.id: change for change in changes}

    def hand(self, head: Head) -> Hand:
        """Whose a head is. Where a change restored a dispute, as undo does, its values are still
        those of whoever wrote them first.
        """
        change = self._changes[head.id.change]
        siblings = [op for op in change.ops if op.path == head.op.path and op.kind == SET]
        if len(siblings) > 1:
            data = self._fold.data(head.op)
            known = (
                self._changes[op_id.change]
                for op_id, op in self._by_path.get(head.op.path, {}).items()
                if op.kind == SET and self._fold.data(op) == data
            )
            change = min(known, key=lambda one: (one.hlc, one.id))
        return Hand(change.author, change.device, change.hlc)

    def before(self, one: Head, other: Head) -> str | None:
        """The last text that two heads of a register both come from."""
        common = self._ancestors(one) & self._ancestors(other)
        texts = (
            (self._changes[op_id.change].hlc, op_id, self._fold.data(op))
            for op_id, op in self._by_path.get(one.op.path, {}).items()
            if op_id in common and op.kind == SET
        )
        latest = max((found for found in texts if found[2] is not None), default=None)
        if latest is None or latest[2] is None:
            return None
        text = codec.unpack(latest[2])
        return text if isinstance(text, str) else None

    def _ancestors(self, head: Head) -> set[OpId]:
        ops = self._by_path.get(head.op.path, {})
        found: set[OpId] = set()
        waiting = list(head.op.supersedes)
        while waiting:
            ref = waiting.pop()
            if ref in ops and ref not in found:
                found.add(ref)
                waiting += ops[ref].supersedes
        return found

    @cached_property
    def _by_path(self) -> dict[str, dict[OpId, Op]]:
        found: dict[str, dict[OpId, Op]] = {}
        for change in self._changes.values():
            for at, op in enumerate(change.ops):
                found.setdefault(op.path, {})[OpId(change.id, at)] = op
        return found


def _registers(place: str) -> Iterator[str]:
    """Where a value of a place may stand: as one scalar, or a language each."""
    yield place
    yield from (f"{place}/@{lang}" for lang in LANGS)


def _heads(fold: Fold, place: str) -> frozenset[OpId]:
    return frozenset(head.id for path in _registers(place) for head in fold.heads(path))


def _item_heads(fold: Fold, item: str) -> frozenset[OpId]:
    life = fold.heads(f"{item}/{LIFE}")
    return frozenset(head.id for head in (*life, *fold.item_heads(item)))


def _deletion(fold: Fold, item: str, log: _Log) -> Deletion:
    state = fold.item(item)
    assert state is not None
    written = tuple(
        Written(place_of(head.op.path), fold.content(head), log.hand(head))
        for head in state.edited_since
        if not head.op.path.endswith("/@src")
    )
    deleted = tuple(log.hand(head) for head in state.deletes)
    return Deletion(item, deleted, written, _item_heads(fold, item))


def _dispute(fold: Fold, place: str, log: _Log, *, is_text: bool) -> Dispute | None:
    """What stands against each other at a place; None if nothing does in this log."""
    heads = _heads(fold, place)
    if is_text and all(
        isinstance(fold.content(head), str)
        for path in _registers(place)
        for head in fold.distinct(path)
    ):
        said, merged = _texts(fold, place, log)
        if len(said) < 2:
            return None
        return Dispute(place, said, heads, is_text=True, merged=merged)
    distinct = fold.distinct(place)
    if len(distinct) < 2:
        return None
    versions = (
        Version(fold.content(head), log.hand(head), fold.data(head.op) or b"") for head in distinct
    )
    return Dispute(place, _in_order(versions), heads)


def _in_order(versions: Iterable[Version]) -> tuple[Version, ...]:
    """By their clocks, whoever looks at them and however often they were put back."""

    def order(version: Version) -> tuple[Any, ...]:
        hand = version.hand
        return hand.hlc, hand.author, hand.device, version.data, sorted(version.said.items())

    return tuple(sorted(versions, key=order))


def _texts(fold: Fold, place: str, log: _Log) -> tuple[tuple[Version, ...], Text | None]:
    """The versions of a text, and what two of them say together."""
    by_lang: dict[Lang, list[Head]] = {lang: [] for lang in LANGS}
    scalars = fold.distinct(place)
    for head in scalars:
        by_lang[detect(str(fold.content(head)))].append(head)
    for lang in LANGS:
        known = {fold.data(head.op) for head in by_lang[lang]}
        by_lang[lang] += [
            head for head in fold.distinct(f"{place}/@{lang}") if fold.data(head.op) not in known
        ]
    disputed = {lang for lang, heads in by_lang.items() if len(heads) > 1}
    if len(scalars) > 1:
        disputed |= {lang for lang in LANGS if any(head in scalars for head in by_lang[lang])}
    held = Reader(fold).text(place)
    rows: dict[object, list[dict[Lang, Head]]] = {}
    for lang in sorted(disputed):
        for head in by_lang[lang]:
            hand = log.hand(head)
            # A scalar is a version of its own; the languages one hand wrote belong together.
            writer = head.id if head in scalars else (hand.author, hand.device)
            mine = rows.setdefault(writer, [])
            row = next((one for one in mine if lang not in one), None)
            if row is None:
                mine.append(row := {})
            row[lang] = head
    common: dict[Lang, str] = {
        lang: str(fold.content(by_lang[lang][0]))
        for lang in LANGS
        if lang not in disputed and by_lang[lang]
    }
    found = [row for mine in rows.values() for row in mine]
    versions = (_version(fold, row, common, held.src, log) for row in found)
    return _in_order(versions), _merged(fold, found, common, held.src, log)


def _version(
    fold: Fold, row: Mapping[Lang, Head], common: Mapping[Lang, str], src: Lang, log: _Log
) -> Version:
    said: dict[Lang, str] = {lang: str(fold.content(head)) for lang, head in row.items()}
    hand = max((log.hand(head) for head in row.values()), key=lambda hand: hand.hlc)
    return Version(_text({**common, **said}, src), hand, b"", said)


def _merged(
    fold: Fold, rows: list[dict[Lang, Head]], common: Mapping[Lang, str], src: Lang, log: _Log
) -> Text | None:
    if len(rows) != 2 or rows[0].keys() != rows[1].keys():
        return None
    parts = dict(common)
    for lang, one in rows[0].items():
        other = rows[1][lang]
        before = log.before(one, other)
        text = None
        if before is not None and one.op.path == other.op.path:
            text = merge(before, str(fold.content(one)), str(fold.content(other)))
        if text is None:
            return None
        parts[lang] = text
    return _text(parts, src)


def _text(parts: Mapping[Lang, str], src: Lang) -> Text:
    found: Lang = src if parts.get(src) else next(iter(parts), src)
    return Text(parts.get("zh", ""), parts.get("en", ""), found)
