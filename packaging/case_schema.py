"""The public descriptions of a case's records, made from their declarations.

`python packaging/case_schema.py [--check]` writes, or with `--check` only compares, what
`forms/schema/` and `docs/case-format.md` say of the collections of a case. The rest is written by
hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.layout import CHOICES_SINCE, record_fields
from fieldapp.case.records import KEPT, WRITTEN_BY_HAND
from fieldapp.case.typed import MAX_STROKES

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "forms" / "schema" / "case.schema.json"
FIELDS = ROOT / "forms" / "schema" / "fields.schema.json"
PAGE = ROOT / "docs" / "case-format.md"

_OPEN = {"patternProperties": {"^x-": True}, "propertyNames": {"maxLength": 80}}
_ON_SHEET = "(0|[1-9][0-9]{0,2}|1000) (0|[1-9][0-9]?|[1-3][0-9]{2}|400)"
_NOTHING: dict[str, Any] = {"$ref": "#/$defs/nothing"}
_KNOWN = {
    Kind.TEXT: "optional_text",
    Kind.DECIMAL: "decimal",
    Kind.MOMENT: "moment",
    Kind.DAY: "day",
    Kind.REF: "optional_ref",
    Kind.REFS: "refs",
    Kind.FILE: "file",
}
_WORDS = {
    Kind.BOOL: "true/false",
    Kind.DECIMAL: "decimal",
    Kind.MOMENT: "moment",
    Kind.DAY: "day",
    Kind.FILE: "path",
    Kind.HASH: "hash",
    Kind.STROKES: "strokes",
}


def value(spec: Spec) -> dict[str, Any]:
    """The schema of one field."""
    if spec.kind in _KNOWN:
        return {"$ref": f"#/$defs/{_KNOWN[spec.kind]}"}
    if spec.kind is Kind.BOOL:
        return {"enum": [True, False, "", None]}
    if spec.kind is Kind.CHOICE:
        return {"enum": [*spec.choices, "", None]} if spec.choices else {"type": ["string", "null"]}
    content: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    if spec.kind is Kind.INT:
        bounds = {"minimum": spec.low, "maximum": spec.high}
        content = {"type": "integer"} | {k: v for k, v in bounds.items() if v is not None}
    elif spec.kind is Kind.STROKES:
        pattern = f"^(M{_ON_SHEET}(L{_ON_SHEET})*)+$"
        content = {"type": "string", "maxLength": MAX_STROKES, "pattern": pattern}
    return {"anyOf": [_NOTHING, content]}


def record(collection: str) -> dict[str, Any]:
    """The schema of the records of a collection."""
    own = {"id": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/ref"}]}}
    fields = {key: value(spec) for key, spec in record_fields(collection).items()}
    return {"type": "object", "properties": own | fields, **_OPEN, "additionalProperties": False}


def before(collection: str) -> dict[str, Any]:
    """What a file of version 1 may not say of a collection; empty where it may say all."""
    if KEPT[collection].since:
        return {"enum": [[], None]}
    newer: dict[str, Any] = {}
    for key, spec in record_fields(collection).items():
        if spec.since:
            newer[key] = {"enum": [[], "", None] if spec.kind is Kind.REFS else ["", None]}
        elif spec.newer:
            newer[key] = {"not": {"enum": list(spec.newer)}}
    return {"items": {"properties": newer}} if newer else {}


def schema(former: dict[str, Any]) -> dict[str, Any]:
    """The whole schema with what it says of records made anew."""
    records = {name: _defined(name) for name in WRITTEN_BY_HAND}
    found = json.loads(json.dumps(former))
    found["$defs"] = {k: part for k, part in found["$defs"].items() if "properties" not in part}
    properties, last = found["properties"], found["properties"].pop("answers")
    for name, defined in records.items():
        listed = {"type": ["array", "null"], "items": {"$ref": f"#/$defs/{defined}"}}
        since = KEPT[name].since
        properties[name] = ({"description": f"Since 1.{since}."} if since else {}) | listed
        found["$defs"][defined] = record(name)
    properties["answers"] = last
    limits = found["then"]["properties"]
    for name in records:
        limits.pop(name, None)
        if limit := before(name):
            limits[name] = limit
    return dict(found)


def _defined(collection: str) -> str:
    """What the schema calls the records of a collection: `emotion_reading`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", KEPT[collection].record.__name__).lower()


def listing(former: dict[str, Any]) -> dict[str, Any]:
    """The schema of playbooks' fields, whose `record` is one of the collections."""
    found = json.loads(json.dumps(former))
    found["definitions"]["field"]["properties"]["record"]["enum"] = list(WRITTEN_BY_HAND)
    return dict(found)


def row(collection: str) -> str:
    """The line of the reference page for a collection."""
    kept = KEPT[collection]
    told = ", ".join(_told(key, spec) for key, spec in record_fields(collection).items())
    since = f"*1.{kept.since}.* " if kept.since else ""
    private = "; these never leave the laptop" if kept.is_private else ""
    return f"| `{collection}` | {since}list: {told}{private} |"


def _told(key: str, spec: Spec) -> str:
    words = [spec.note] if spec.note else []
    if spec.choices:
        older = [choice for choice in spec.choices if choice not in spec.newer]
        words.append(", ".join(f"`{choice}`" for choice in older))
        if spec.newer:
            newer = ", ".join(f"`{choice}`" for choice in spec.newer)
            words.append(f"*1.{CHOICES_SINCE}* {newer}")
    elif spec.kind is Kind.INT:
        words.append("whole number" if spec.low is None else f"{spec.low} to {spec.high}")
    elif spec.kind is Kind.REF:
        words.append(f"id of `{spec.refers_to}`")
    elif spec.kind is Kind.REFS:
        words.append("ids")
    elif spec.kind in _WORDS:
        words.append(_WORDS[spec.kind])
    since = f"*1.{spec.since}* " if spec.since else ""
    return f"`{key}`" + (f" ({since}{'; '.join(words)})" if words or since else "")


def page(former: str) -> str:
    """The reference page with the lines of the collections made anew."""
    made = "".join(f"{row(name)}\n" for name in WRITTEN_BY_HAND)
    return re.sub(r"\| `statements` \|.*?(?=\| `answers` \|)", lambda _: made, former, flags=re.S)


def _with(make: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[str], str]:
    """The same on the text of a schema."""

    def made(former: str) -> str:
        return json.dumps(make(json.loads(former)), ensure_ascii=False, indent=2) + "\n"

    return made


def main(arguments: list[str]) -> int:
    """0 written or fresh, 1 stale."""
    wanted = {}
    for path, make in ((SCHEMA, _with(schema)), (FIELDS, _with(listing)), (PAGE, page)):
        old = path.read_text(encoding="utf-8")
        wanted[path] = (old, make(old))
    stale = [path for path, (old, new) in wanted.items() if old != new]
    for path in stale:
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} does not tell the records as they are declared: run dev.py forms")
        else:
            path.write_text(wanted[path][1], encoding="utf-8")
            print(name)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
