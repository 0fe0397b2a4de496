"""The content of a report: what it says, frozen, before anybody decides how it looks.

Content is made once (`fieldapp.report.compose`), hashed, and kept; every edition (language, page,
audience) is laid out from it. Its canonical bytes are JSON with sorted keys, no spaces and UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.records import Case
from fieldapp.report import snapshot
from fieldapp.report.errors import ReportError

FORMAT = "fieldapp-content/1"

Audience = Literal["supervisor", "customer"]
Origin = Literal["authored", "composed", "gap"]

ELEMENTS: Mapping[Audience, tuple[str, ...]] = {
    "supervisor": ("decision", "background", "impact", "solution", "plan", "benefit"),
    "customer": ("noted", "agreed", "next"),
}
"""What each audience's report tells, in order."""


@frozen
class Sentence:
    """A sentence and the places in the case it rests on, such as `statements/s1`.

    `label` names what a short answer answers; a sentence proper has none.
    """

    text: Text
    rests_on: tuple[str, ...] = ()
    origin: Origin = "composed"
    label: Text = NO_TEXT


Paragraph = tuple[Sentence, ...]


@frozen
class Element:
    """One of `ELEMENTS`, in paragraphs."""

    id: str
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def sentences(self) -> Iterator[Sentence]:
        for paragraph in self.paragraphs:
            yield from paragraph

    @property
    def is_authored(self) -> bool:
        return any(sentence.origin == "authored" for sentence in self.sentences)


@frozen
class Gap:
    """Something a final report needs and that is not known yet.

    `where` is its place in the case, `element` the part of the report it is missing in, `name`
    what is missing, where a word or two say it.
    """

    where: str
    text: Text
    element: str = ""
    name: Text = NO_TEXT


@frozen
class Issue:
    """The issuing of a report. `number` 0: a report that was made without being issued."""

    at: datetime
    number: int = 0
    final: bool = False
    reason: Text = NO_TEXT
    """Why it is final although something is missing."""


@dataclass(frozen=True)
class Content:
    """Frozen content.

    `case` holds what a supervisor's edition carries: all but what is private. `ops_digest` is the
    SHA-256 (hex) of the sorted ids of the operations the case was folded from; empty for a case
    that comes from a file.
    """

    case: Case
    playbook_version: str
    issue: Issue
    elements: Mapping[Audience, tuple[Element, ...]]
    gaps: tuple[Gap, ...] = ()
    ops_digest: str = ""

    @property
    def reference(self) -> str:
        """What people call the case."""
        return ids.reference(bytes.fromhex(self.case.id)) if self.case.id else ""

    def element(self, audience: Audience, name: str) -> Element:
        found = (part for part in self.elements[audience] if part.id == name)
        return next(found, Element(name))

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return self._bytes

    @cached_property
    def _bytes(self) -> bytes:
        document = {
            "format": FORMAT,
            "case": snapshot.take(self.case),
            "playbook_version": self.playbook_version,
            "ops_digest": self.ops_digest,
            "issue": {
                "at": self.issue.at.isoformat(),
                "number": self.issue.number,
                "final": self.issue.final,
                "reason": _text(self.issue.reason),
            },
            "elements": {
                audience: [_element(element) for element in elements]
                for audience, elements in self.elements.items()
            },
            "gaps": [
                [gap.where, _text(gap.text), gap.element, _text(gap.name)] for gap in self.gaps
            ],
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8", "replace")

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical bytes."""
        return hashlib.sha256(self._bytes).hexdigest()

    @classmethod
    def from_bytes(cls, data: bytes) -> Content:
        """Opens frozen content.

        Raises:
            ReportError: the bytes are damaged, or a newer version's.
        """
        try:
            document = json.loads(data)
            known = document["format"].partition(".")[0] == FORMAT
            content = _opened(document) if known else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ReportError("report.content_damaged") from error
        if content is None:
            raise ReportError("report.content_newer", format=str(document["format"])[:60])
        return content


def _text(text: Text) -> list[str]:
    return [text.zh, text.en, text.src]


def _text_back(data: Any) -> Text:
    zh, en, src = data
    return Text(str(zh), str(en), "en" if src == "en" else "zh")


def _element(element: Element) -> list[Any]:
    return [
        element.id,
        [
            [[_text(s.text), list(s.rests_on), s.origin, _text(s.label)] for s in paragraph]
            for paragraph in element.paragraphs
        ],
    ]


def _element_back(data: Any) -> Element:
    name, paragraphs = data
    return Element(
        str(name),
        tuple(
            tuple(
                Sentence(_text_back(text), tuple(rests_on), origin, _text_back(label))
                for text, rests_on, origin, label in paragraph
            )
            for paragraph in paragraphs
        ),
    )


def _opened(document: Mapping[str, Any]) -> Content:
    issue = document["issue"]
    elements: dict[Audience, tuple[Element, ...]] = {
        audience: tuple(map(_element_back, document["elements"][audience])) for audience in ELEMENTS
    }
    return Content(
        case=snapshot.give(document["case"]),
        playbook_version=str(document["playbook_version"]),
        issue=Issue(
            datetime.fromisoformat(issue["at"]),
            int(issue["number"]),
            bool(issue["final"]),
            _text_back(issue["reason"]),
        ),
        elements=elements,
        gaps=tuple(
            Gap(where, _text_back(text), element, _text_back(name))
            for where, text, element, name in document["gaps"]
        ),
        ops_digest=str(document["ops_digest"]),
    )
