"""Texts that try to become part of a page, and a report that has them everywhere."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from fieldapp.base.language import Text
from fieldapp.case.declaring import Kind
from fieldapp.case.records import COLLECTIONS, WRITTEN_BY_HAND, Case, Customer, ReportText, specs

TEXTS = (
    "<script>hit()</script>",
    '"><script>hit()</script>',
    "'><img src=x onerror=hit()>",
    "</title><svg/onload=hit()>",
    "</textarea><iframe srcdoc='<script>parent.hit()</script>'>",
    "javascript:hit()",
    "{{ 7*7 }}{% print(7*7) %}",
    '<a href="javascript:hit()">x</a>',
    "<div hx-get='/signin' hx-trigger='load'></div>",
    "<style>*{display:none}</style>",
    "\u202ehit()\u202c \x00\ufffe ]]> -->",
    "<math><mtext><table><mglyph><style><img src onerror=hit()>",
)
"""Each calls `hit`, or shows in another way that it was taken for more than a text."""


def case_of(case: bytes, texts: tuple[str, ...]) -> Case:
    """A case with one of these texts in every field that takes one."""
    supply = (Text(text, text) for text in cycle(texts))

    def fill(record: type[Any], **known: Any) -> Any:
        found = dict(known)
        for name, spec in specs(record).items():
            if spec.kind is Kind.TEXT:
                found[name] = next(supply)
        return record(**found)

    records = {
        name: tuple(fill(COLLECTIONS[name], id=f"{name[:3]}{n}") for n in range(2))
        for name in WRITTEN_BY_HAND
        if name != "evidence"
    }
    answers = {
        name: next(supply)
        for name in ("decision_needed", "cost_of_waiting", "impact_summary", "problem")
    }
    told = fill(Case, id=case.hex(), playbook="pacts", answers=answers, **records)
    groups = {"customer": fill(Customer), "report": fill(ReportText)}
    return Case(**{**{key: getattr(told, key) for key in told.__dataclass_fields__}, **groups})
