"""Reading an author's YAML file into a tree that knows its lines.

Built from the parser's events, not by a YAML constructor: nesting, size and number of nodes are
bounded before anything is built, keys given twice are seen, and only `true` and `false` are
booleans (YAML 1.1 would read `no:` and `on:` as such). Dates, octals and sexagesimals stay texts.
Anchors, aliases and tags are refused, so a small file cannot unfold into a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from fieldapp.base.findings import Finding, Severity

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
MAX_NODES = 50_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}", re.ASCII)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}

Scalar = None | bool | int | Decimal | str


@dataclass(slots=True)
class Node:
    """A value and where it stands: `line` of the value, `key_line` of its key in a mapping."""

    value: Scalar | list[Node] | dict[str, Node]
    line: int
    key_line: int = 0

    def __post_init__(self) -> None:
        self.key_line = self.key_line or self.line

    def get(self, key: str) -> Node | None:
        return self.value.get(key) if isinstance(self.value, dict) else None

    @property
    def items(self) -> list[Node]:
        return self.value if isinstance(self.value, list) else []

    @property
    def entries(self) -> dict[str, Node]:
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """The value without lines, in dicts, lists and scalars."""
        match self.value:
            case dict(entries):
                return {key: node.plain() for key, node in entries.items()}
            case list(items):
                return [node.plain() for node in items]
            case scalar:
                return scalar


class _SourceError(Exception):
    def __init__(self, code: str, line: int, **params: str | int) -> None:
        self.code, self.line, self.params = code, line, params
        super().__init__(code)


def read(path: Path) -> tuple[Node | None, list[Finding]]:
    """The tree of a YAML file, None if it cannot be read, and what was noticed."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [Finding("playbook.file_unreadable", {"reason": reason}, path.name)]
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> tuple[Node | None, list[Finding]]:
    """As `read`; `name` is the file's name in the findings' `where`."""
    findings: list[Finding] = []
    try:
        text, with_mark = _decoded(data)
        if with_mark:
            findings.append(Finding("playbook.file_mark", {}, f"{name}:1", Severity.WARNING))
        return _Builder().tree(_events(text)), findings
    except _SourceError as error:
        where = f"{name}:{error.line}"
        return None, [*findings, Finding(error.code, error.params, where)]


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether a byte order mark stood before it."""
    if len(data) > MAX_BYTES:
        raise _SourceError("playbook.file_large", 1, limit=MAX_BYTES // 1024)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _SourceError("playbook.file_encoding", 1, encoding="UTF-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _SourceError("playbook.file_encoding", line, encoding="?") from None
    if not text.strip():
        raise _SourceError("playbook.file_empty", 1)
    return text, data.startswith(b"\xef\xbb\xbf")


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _SourceError("playbook.file_character", line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if _begins_with_tab(text, line):
            raise _SourceError("playbook.file_tab", line) from None
        problem = error.problem or error.context or "?"
        raise _SourceError("playbook.file_yaml", line, problem=problem) from None


def _begins_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()[line - 1 : line]
    return any("\t" in found[: len(found) - len(found.lstrip())] for found in lines)


class _Builder:
    """Builds the tree; `_open` holds the collections not yet closed, outermost first, and `_key`
    the key of the innermost mapping whose value is awaited."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._key: Node | None = None
        self._root: Node | None = None
        self._count = 0

    def tree(self, events: Iterator[Any]) -> Node:
        for event in events:
            line = event.start_mark.line + 1
            match event:
                case yaml.DocumentStartEvent() if self._root is not None:
                    raise _SourceError("playbook.file_documents", line)
                case yaml.AliasEvent():
                    raise _SourceError("playbook.file_alias", line)
                case yaml.MappingStartEvent():
                    self._begin(event, Node({}, line))
                case yaml.SequenceStartEvent():
                    self._begin(event, Node([], line))
                case yaml.ScalarEvent():
                    self._scalar(event, line)
                case yaml.CollectionEndEvent():
                    self._open.pop()
        if self._root is None:
            raise _SourceError("playbook.file_empty", 1)
        return self._root

    def _begin(self, event: Any, node: Node) -> None:
        self._refuse_extras(event, node.line)
        if self._awaits_key:
            raise _SourceError("playbook.file_key", node.line)
        self._place(node)
        self._open.append(node)
        if len(self._open) > MAX_DEPTH:
            raise _SourceError("playbook.file_deep", node.line, limit=MAX_DEPTH)

    def _scalar(self, event: Any, line: int) -> None:
        self._refuse_extras(event, line)
        if self._awaits_key:
            self._key = Node(event.value, line)
            if earlier := self._open[-1].get(event.value):
                first = earlier.key_line
                raise _SourceError("playbook.file_key_twice", line, key=event.value, first=first)
            return
        quoted = bool(event.style)
        self._place(Node(event.value if quoted else _resolved(event.value), line))

    @property
    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._key is None

    def _place(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise _SourceError("playbook.file_nodes", node.line, limit=MAX_NODES)
        if not self._open:
            self._root = node
            return
        parent = self._open[-1].value
        if isinstance(parent, list):
            parent.append(node)
        elif isinstance(parent, dict) and self._key is not None:
            node.key_line = self._key.line
            parent[str(self._key.value)] = node
            self._key = None

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise _SourceError("playbook.file_alias", line)
        if event.tag is not None and event.tag != "!":
            raise _SourceError("playbook.file_tag", line, tag=event.tag)


def _resolved(text: str) -> Scalar:
    """A plain scalar's value."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text
