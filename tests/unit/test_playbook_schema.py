"""The public schemas and our own walk over them agree, and the walk says what to do."""

import json
import random
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from playbook_cases import FORMS

from fieldapp.base import paths
from fieldapp.base.language import LANGS, message
from fieldapp.playbook import schema, source

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
NAMES = sorted(set(schema.FORMATS.values()))
KINDS = ("playbooks", "fields", "scales")
FILES = [
    path
    for root in (FORMS, paths.forms())
    for kind in KINDS
    for path in sorted(root.glob(f"{kind}/*.yaml"))
]


def node_of(content: Any) -> source.Node:
    """Content as a tree, by way of YAML, so that lines are real."""
    text = yaml.dump(content, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    node, findings = source.read_bytes(text.encode(), "a.yaml")
    assert node is not None, findings
    return node


def general(name: str, content: Any) -> bool:
    """Whether a general validator accepts the content."""
    return jsonschema.Draft7Validator(schema.schema(name)).is_valid(content)


def as_json(content: Any) -> Any:
    return json.loads(json.dumps(content, default=lambda number: float(Decimal(number))))


def name_of(content: Any) -> str:
    return schema.FORMATS[content["format"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_a_valid_schema_and_uses_only_what_the_walk_knows(name: str) -> None:
    content = schema.schema(name)
    jsonschema.Draft7Validator.check_schema(content)
    known = {
        *("$schema", "$id", "title", "description", "definitions", "$ref", "oneOf", "allOf"),
        *("if", "then", "type", "const", "enum", "pattern", "x-finding", "maxLength", "minimum"),
        *("maximum", "properties", "patternProperties", "additionalProperties", "required"),
        *("minProperties", "items", "minItems", "maxItems", "uniqueItems"),
    }

    def visit(part: Any) -> None:
        if not isinstance(part, dict):
            return
        assert part.keys() <= known, part.keys() - known
        for key in ("definitions", "properties", "patternProperties"):
            for child in part.get(key, {}).values():
                visit(child)
        for key in ("items", "additionalProperties", "if", "then"):
            visit(part.get(key))
        for key in ("oneOf", "allOf"):
            for child in part.get(key, ()):
                visit(child)

    visit(content)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_ours_passes_both(path: Path) -> None:
    node, findings = source.read(path)
    assert node is not None and not findings
    content = as_json(node.plain())
    assert schema.check(node, name_of(content), path.name) == []
    assert general(name_of(content), content)


def places(content: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in the content."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content)
    found = []
    for key, child in pairs:
        found.append((content, key))
        if isinstance(child, (dict, list)):
            found += places(child)
    return found


WRONG = [None, True, 7, -1, 99999, 2.5, "", "  ", "x", "Ab c", "yes", [], {}, [1], {"zh": "x"}]


@pytest.mark.parametrize("path", sorted(FORMS.rglob("*.yaml")), ids=lambda path: path.name)
def test_both_agree_on_damaged_files(path: Path) -> None:
    node, _ = source.read(path)
    assert node is not None
    text = json.dumps(as_json(node.plain()))
    name = name_of(json.loads(text))
    chance = random.Random(7)
    refused = 0
    for _ in range(120):
        content = json.loads(text)
        for _ in range(chance.randint(1, 2)):
            spots = places(content)
            container, key = chance.choice(spots)
            match chance.randint(0, 3):
                case 0:
                    container[key] = deepcopy(chance.choice(WRONG))
                case 1:
                    del container[key]
                case 2 if isinstance(container, dict):
                    container[chance.choice(["extra", "x-note", "lable", "typ"])] = 1
                case _ if isinstance(container, list):
                    container.append(deepcopy(container[0]))
        findings = schema.check(node_of(content), name, "a.yaml")
        assert (not findings) == general(name, content), (findings, content)
        refused += bool(findings)
    assert refused > 60


def findings_of(text: str, name: str = "fields") -> list[tuple[str, str]]:
    node, _ = source.read_bytes(text.encode(), "a.yaml")
    assert node is not None
    found = schema.check(node, name, "a.yaml")
    for finding in found:
        for lang in LANGS:
            assert "{" not in message(finding, lang).replace("${", "")
    return [(f.code.removeprefix("playbook."), f.where) for f in found]


def test_all_faults_are_named_at_once_each_with_its_line() -> None:
    text = """\
format: fieldapp-fields/1
topic: Talk
title: {zh: 谈话, en: [Talk]}
fields:
  - id: a
    type: choise
    lable: {zh: 甲, en: A}
  - id: b
    type: choice
    label: {zh: 乙, en: ""}
    always: yes
    retention_days: 0
  - just a word
"""
    assert findings_of(text) == [
        ("id_form", "a.yaml:2"),
        ("wants_string", "a.yaml:3"),
        ("value_unknown", "a.yaml:6"),
        ("key_unknown", "a.yaml:7"),
        ("key_missing", "a.yaml:5"),
        ("text_empty", "a.yaml:10"),
        ("wants_boolean", "a.yaml:11"),
        ("number_range", "a.yaml:12"),
        ("key_missing", "a.yaml:8"),
        ("wants_object", "a.yaml:13"),
    ]


def test_the_nearest_known_name_is_offered() -> None:
    node, _ = source.read_bytes(b"format: fieldapp-scale/1\nlevls: []\n", "a.yaml")
    assert node is not None
    unknown = schema.check(node, "scale", "a.yaml")[0]
    assert unknown.params["nearest"] == "levels"
    assert "levels" in message(unknown, "zh") and "levels" in message(unknown, "en")
