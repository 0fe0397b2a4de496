"""A case of 300 fields and 200 records for the benches, and the playbook that asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fieldapp.playbook.library import Library
from fieldapp.usecases import importing
from fieldapp.usecases.workspaces import Workspace

STEPS, FIELDS, A_FILE = 5, 300, 100
PLAYBOOK = "long"
_CHOICES = [{"id": f"c{n}", "label": {"zh": f"选项 {n}", "en": f"Choice {n}"}} for n in range(5)]
_KINDS: tuple[dict[str, Any], ...] = (
    {"type": "long_text"},
    {"type": "text"},
    {"type": "choice", "choices": _CHOICES},
    {"type": "text"},
    {"type": "number", "unit": {"zh": "次", "en": "times"}},
    {"type": "long_text"},
    {"type": "choices", "choices": _CHOICES},
    {"type": "day"},
    {"type": "money", "currency": "CNY"},
    {"type": "boolean"},
)
_RECORDS = (
    (),
    ("facts", "feelings", "expectations", "customer_emotions"),
    ("causes", "options"),
    ("commitments",),
    ("evidence",),
)
"""Built-in fields that show records, by step."""


def library(folder: Path) -> Library:
    """Our playbooks, and in `folder` the one that asks for 300 fields in five steps."""
    files = {f"playbooks/{PLAYBOOK}.yaml": _playbook()}
    for part in range(FIELDS // A_FILE):
        files[f"fields/{PLAYBOOK}_{part}.yaml"] = _fields(part)
    for name, document in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return Library([folder])


def take_in(workspace: Workspace, known: Library, folder: Path, number: int) -> bytes:
    """Writes the case; `number` tells it from another one. Returns its id."""
    path = folder / f"long-{number}.json"
    path.write_text(json.dumps(_case(number), ensure_ascii=False), encoding="utf-8")
    (taken,) = importing.keep_all(workspace, importing.check_files([path], known), known)
    return taken.case_id


def field(number: int) -> str:
    return f"long_{number}"


def _fields(part: int) -> dict[str, Any]:
    shared = {
        "help": {"zh": "照实写，一句话就够。", "en": "As it is; one sentence will do."},
        "merge": "single",
        "visibility": "supervisor",
        "report": "background",
        "personal": False,
    }
    fields = [
        {"id": field(n), "label": {"zh": f"第 {n} 项", "en": f"Item {n}"}}
        | shared
        | _KINDS[n % len(_KINDS)]
        for n in range(part * A_FILE, (part + 1) * A_FILE)
    ]
    title = {"zh": "长表", "en": "Long form"}
    return {
        "format": "fieldapp-fields/1",
        "topic": f"{PLAYBOOK}_{part}",
        "title": title,
        "fields": fields,
    }


def _playbook() -> dict[str, Any]:
    of_each = FIELDS // STEPS
    steps = [
        {
            "id": f"step_{n}",
            "title": {"zh": f"第 {n + 1} 步", "en": f"Step {n + 1}"},
            "purpose": {"zh": "把知道的写下来。", "en": "Write down what is known."},
            "minutes": 20,
            **{name: [_phrase(name, m) for m in range(3)] for name in ("say", "ask", "avoid")},
            "fields": [*_RECORDS[n], *(field(n * of_each + m) for m in range(of_each))],
        }
        for n in range(STEPS)
    ]
    return {
        "format": "fieldapp-playbook/1",
        "id": PLAYBOOK,
        "title": {"zh": "长表", "en": "Long form"},
        "summary": {"zh": "三百项的表。", "en": "A form of three hundred fields."},
        "situations": ["complaint"],
        "scale": "emotion",
        "steps": steps,
        "rules": [],
        "clocks": [],
        "report": {"background": [field(0)]},
    }


def _phrase(kind: str, number: int) -> dict[str, Any]:
    text = {
        "zh": f"第 {number} 句，请您慢慢说。",
        "en": f"Sentence {number}, please take your time.",
    }
    phrase: dict[str, Any] = {"levels": [1, 5], "text": text}
    if kind == "ask":
        phrase["kind"] = "open"
    if kind == "avoid":
        phrase["why"] = {"zh": "听着像催促", "en": "it sounds like hurry"}
    return phrase


def _case(number: int) -> dict[str, Any]:
    def said(n: int, kind: str) -> dict[str, Any]:
        text = f"第 {n} 句：三号灌装机昨天夜里又停了 {n % 7} 次，每次要等十几分钟。"
        return {"id": f"s{n}", "kind": kind, "text": text, "speaker": "王芳", "verbatim": True}

    statements = [said(n, ("fact", "feeling", "expectation")[n % 3]) for n in range(100)]
    causes = [
        {"id": f"c{n}", "text": f"原因 {n}：备件没有按期更换", "category": "process"}
        for n in range(40)
    ]
    options = [
        {"id": f"o{n}", "title": f"方案 {n}", "cost": 1000 * n, "currency": "CNY"}
        for n in range(10)
    ]
    commitments = [
        {"id": f"m{n}", "what": f"第 {n} 件事：换传感器", "who": "李强", "due": "2026-12-01"}
        for n in range(40)
    ]
    emotions = [
        {"id": f"f{n}", "who": "customer", "level": 1 + n % 3, "word": "急"} for n in range(10)
    ]
    answers = {
        field(n): f"第 {n} 项的内容，写了一句话。"
        for n in range(FIELDS)
        if _KINDS[n % len(_KINDS)]["type"] in ("text", "long_text") and n % 2
    }
    return {
        "format": "fieldapp-case/1",
        "id": f"long-{number}",
        "title": f"三百项 {number}",
        "playbook": PLAYBOOK,
        "situation": "complaint",
        "customer": {"company": "恒丰乳业"},
        "statements": statements,
        "causes": causes,
        "options": options,
        "commitments": commitments,
        "emotions": emotions,
        "answers": answers,
    }
