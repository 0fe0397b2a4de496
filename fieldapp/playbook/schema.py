"""Checks an author's file against its public JSON Schema, naming every fault with its line.

Interprets the part of JSON Schema (draft 7) that `forms/schema/` uses for authors' files, and takes
one liberty: `x-finding` in a schema names the finding for a `pattern` that does not match. That
both agree with a general validator is tested on a corpus.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.source import Node

Schema = dict[str, Any]

FORMATS = {
    "fieldapp-playbook/1": "playbook",
    "fieldapp-fields/1": "fields",
    "fieldapp-scale/1": "scale",
    "fieldapp-phrases/1": "phrases",
    "fieldapp-handbook/1": "handbook",
    "fieldapp-practice/1": "practice",
}
"""What a file's `format` says -> the schema it follows."""


@cache
def schema(name: str) -> Schema:
    """The public schema `name`, such as `playbook`."""
    loaded: Schema = json.loads(
        paths.forms("schema", f"{name}.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def check(node: Node, name: str, file: str) -> list[Finding]:
    """Everything in `node` that does not follow the schema `name`; `file` goes into `where`."""
    root = schema(name)
    return _Check(root["definitions"], file).faults(node, root, "")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": _is_number,
    "null": lambda value: value is None,
}


class _Check:
    def __init__(self, definitions: dict[str, Schema], file: str) -> None:
        self._definitions = definitions
        self._file = file

    def faults(self, node: Node, schema: Schema, at: str) -> list[Finding]:
        if "$ref" in schema:
            return self.faults(node, self._definitions[schema["$ref"].rpartition("/")[2]], at)
        if "oneOf" in schema:
            return self._alternatives(node, schema["oneOf"], at)
        if wrong := self._type(node, schema, at):
            return [wrong]
        found = self._value(node, schema, at)
        if isinstance(node.value, dict):
            found += self._mapping(node, schema, at)
        if isinstance(node.value, list):
            found += self._list(node, schema, at)
        for part in schema.get("allOf", ()):
            if not self.faults(node, part["if"], at):
                found += self.faults(node, part["then"], at)
        return found

    def _finding(self, code: str, line: int, at: str, **params: str | int) -> Finding:
        return Finding(f"playbook.{code}", {"at": at or "-", **params}, f"{self._file}:{line}")

    def _alternatives(self, node: Node, choices: list[Schema], at: str) -> list[Finding]:
        """The alternatives of our schemas differ in type, so the type tells which is meant."""
        resolved = [
            self._definitions[choice["$ref"].rpartition("/")[2]] if "$ref" in choice else choice
            for choice in choices
        ]
        for choice in resolved:
            if not self._type(node, choice, at):
                return self.faults(node, choice, at)
        return [self._finding(f"wants_{resolved[0]['type']}", node.line, at)]

    def _type(self, node: Node, schema: Schema, at: str) -> Finding | None:
        allowed = schema.get("type", [])
        allowed = [allowed] if isinstance(allowed, str) else allowed
        if not allowed or any(_TYPES[name](node.value) for name in allowed):
            return None
        return self._finding(f"wants_{allowed[0]}", node.key_line, at)

    def _value(self, node: Node, schema: Schema, at: str) -> list[Finding]:
        value, found = node.value, []
        allowed = [schema["const"]] if "const" in schema else schema.get("enum")
        if allowed is not None and value not in allowed:
            found.append(
                self._finding(
                    "value_unknown",
                    node.line,
                    at,
                    value=_shown(value),
                    nearest=nearest(_shown(value), allowed),
                    allowed=", ".join(allowed),
                )
            )
        if isinstance(value, str):
            if len(value) > (limit := schema.get("maxLength", len(value))):
                found.append(
                    self._finding("text_long", node.line, at, limit=limit, length=len(value))
                )
            if "pattern" in schema and not re.search(schema["pattern"], value):
                code = schema["x-finding"].removeprefix("playbook.")
                found.append(self._finding(code, node.line, at, value=value[:60]))
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            low, high = schema.get("minimum", value), schema.get("maximum", value)
            if not low <= value <= high:
                found.append(
                    self._finding(
                        "number_range", node.line, at, value=str(value), low=low, high=high
                    )
                )
        return found

    def _mapping(self, node: Node, schema: Schema, at: str) -> list[Finding]:
        found = []
        properties: dict[str, Schema] = schema.get("properties", {})
        patterns: dict[str, Schema] = schema.get("patternProperties", {})
        others = schema.get("additionalProperties", True)
        for key, child in node.entries.items():
            inner = f"{at}.{key}" if at else key
            if key in properties:
                found += self.faults(child, properties[key], inner)
            elif any(re.search(pattern, key) for pattern in patterns):
                continue
            elif isinstance(others, dict):
                found += self.faults(child, others, inner)
            elif not others:
                found.append(
                    self._finding(
                        "key_unknown",
                        child.key_line,
                        inner,
                        key=key[:60],
                        nearest=nearest(key[:60], properties),
                    )
                )
        found += [
            self._finding("key_missing", node.key_line, at, key=key)
            for key in schema.get("required", ())
            if key not in node.entries
        ]
        if len(node.entries) < schema.get("minProperties", 0):
            found.append(
                self._finding("mapping_empty", node.key_line, at, keys=", ".join(properties))
            )
        return found

    def _list(self, node: Node, schema: Schema, at: str) -> list[Finding]:
        found = []
        count = len(node.items)
        low, high = schema.get("minItems", count), schema.get("maxItems", count)
        if not low <= count <= high:
            found.append(
                self._finding("list_size", node.key_line, at, count=count, low=low, high=high)
            )
        seen: dict[str, int] = {}
        for index, item in enumerate(node.items):
            inner = f"{at}[{index + 1}]"
            found += self.faults(item, schema.get("items", {}), inner)
            if schema.get("uniqueItems"):
                text = repr(item.plain())
                if text in seen:
                    found.append(self._finding("item_twice", item.line, inner, first=seen[text]))
                seen.setdefault(text, item.line)
        return found


def _shown(value: object) -> str:
    return value[:60] if isinstance(value, str) else str(value) if value is not None else ""
