"""Hostile cases through the whole report: none without a PDF, none over five seconds.

The time is the processor's: the work neither waits nor shares, and other load does not count.
Every case is made from a seed: texts with control, bidirectional, zero-width and unpaired
characters, markup, 200,000 characters without a space; no data, thousands of items, deep trees,
circles; extreme numbers and dates. Each comes out in one edition and gives its case back.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from bench.common import emit, figure, parser
from fieldapp.base.language import Text
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.records import COLLECTIONS, GROUPS, WRITTEN_BY_HAND, Case, Conflict, specs
from fieldapp.playbook.fields import FieldType
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.report.blocks import Edition
from fieldapp.report.carrier import extract
from fieldapp.report.compose import compose
from fieldapp.report.content import Audience, Content, Issue
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.lint import lint
from fieldapp.report.make import make_report

CASES = 1000
SECONDS = 5.0

PIECES = (
    "",
    " ",
    "\x00\x01\x1f",
    "\u202egnirts\u202c desrever",
    "\u2066\u2067\u2068\u2069",
    "零\u200b宽\u200d字\ufeff符",
    "\ud800 lone \udfff",
    "<b>&amp;</b> R&D <img src=/etc/passwd> <a href=javascript:x>",
    "{0} {value} %s ${field} {{}}",
    "a<b 且 c>d；（《“…”》）",
    "𠮷野家 㛃 😀👨\u200d👩\u200d👧 é e\u0301",
    "\r\n\t\v\f\u2028\u2029",
    "正常的一句话，压力 0.2 MPa，损失 46,000 元。",
    "An ordinary sentence: 14 trips since 3 March. Fine!",
    "图1 e1 s1 Fig. 2 11010519491231002X 13812345678 a@b.cn",
    "ا ل ع ر ب ي ة אבג ไทย हिन्दी",
    "\U0010ffff\ufffe\uffff\ufdd0",
    "9" * 60,
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
)
NUMBERS = tuple(
    Decimal(digits)
    for digits in (
        "0",
        "-1",
        "0.1",
        "1E-30",
        "1E+30",
        "-9.99E+29",
        "46000",
        "3.14159265358979",
        "7",
    )
)
DAYS = (
    date(2, 1, 1),
    date(9998, 12, 31),
    date(2026, 2, 28),
    datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
)
MOMENTS = (
    datetime(2, 1, 1, tzinfo=UTC),
    datetime(9998, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=14))),
    datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-12))),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case."""

    seed: int
    seconds: float
    plain: bool
    pages: int
    trouble: str = ""


def hostile_case(seed: int, playbook: Playbook) -> Case:
    """The case of a seed."""
    return _Maker(random.Random(seed), playbook).case()


class _Maker:
    def __init__(self, chance: random.Random, playbook: Playbook) -> None:
        self._chance = chance
        self._playbook = playbook
        self._huge = chance.random() < 0.08
        self._many = chance.choice([0, 1, 3, 3, 8, 8, 20, 60])
        if chance.random() < 0.04:
            self._many = chance.choice([500, 3000])
            self._huge = False

    def case(self) -> Case:
        if self._chance.random() < 0.03:
            return Case(id="ab" * 16, playbook=self._playbook.id)
        parts: dict[str, Any] = {
            name: self._value(spec, name) for name, spec in specs(Case).items()
        }
        for name, group in GROUPS.items():
            parts[name] = group(**{k: self._value(s, k) for k, s in specs(group).items()})
        for name in WRITTEN_BY_HAND:
            parts[name] = self._records(name)
        parts["answers"] = {
            name: self._answer(field.type, field.choices)
            for name, field in self._playbook.fields.items()
            if self._chance.random() < 0.7
        } | {"unknown_field": self._text()}
        case = Case(id=self._chance.randbytes(16).hex(), playbook=self._playbook.id, **parts)
        conflict = Conflict("answers/problem", (("a", b"", 0), ("b", b"", 1)))
        return replace(
            case,
            conflicts=(conflict,),
            private_answers=frozenset(self._chance.sample(sorted(case.answers), 1)),
            extras={"x-own": [self._text().zh, {"deep": Decimal("1.5")}]},
        )

    def _records(self, name: str) -> tuple[Any, ...]:
        record = COLLECTIONS[name]
        count = self._chance.randint(0, self._many)
        keys = specs(record)
        made = []
        for number in range(count):
            values = {key: self._value(spec, key) for key, spec in keys.items()}
            if name == "causes":
                values["parent"] = self._parent(number, count)
            made.append(record(id=f"{name[0]}{number}", private=self._rare(), **values))
        return tuple(made)

    def _parent(self, number: int, count: int) -> str | None:
        """Chains, forests, circles and strangers."""
        kind = self._chance.choice(["chain", "any", "none", "stranger"])
        places = {"chain": f"c{number - 1}", "any": f"c{self._chance.randrange(count)}"}
        return places.get(kind, None if kind == "none" else "gone")

    def _rare(self) -> bool:
        return self._chance.random() < 0.1

    def _text(self) -> Text:
        chance = self._chance
        if chance.random() < 0.2:
            return Text()
        return Text(self._string(), self._string() if chance.random() < 0.5 else "", "zh")

    def _string(self) -> str:
        chance = self._chance
        if self._huge and chance.random() < 0.02:
            return chance.choice(["字", "x", "长 ", "a,b。", "\u200b", "9"]) * 200_000
        return chance.choice(["", "\n", " "]).join(
            chance.choice(PIECES) for _ in range(chance.choice([1, 1, 2, 5, 20]))
        )

    def _value(self, spec: Spec, name: str) -> Any:
        chance = self._chance
        make: dict[Kind, Callable[[], Any]] = {
            Kind.TEXT: self._text,
            Kind.CHOICE: lambda: chance.choice(spec.choices or ("", "CNY", "EUR", "??")),
            Kind.INT: lambda: chance.choice([None, spec.low or 0, spec.high or 5]),
            Kind.DECIMAL: lambda: chance.choice((None, *NUMBERS)),
            Kind.HASH: lambda: "",
            Kind.STROKES: lambda: chance.choice(("", "M0 0L1000 400", "M9 9" * 9000)),
            Kind.BOOL: lambda: chance.random() < 0.4,
            Kind.MOMENT: lambda: chance.choice((None, *MOMENTS)),
            Kind.DAY: lambda: chance.choice((None, *DAYS)),
            Kind.REF: lambda: None,
            Kind.REFS: lambda: tuple(f"e{chance.randrange(9)}" for _ in range(chance.randrange(4))),
            Kind.FILE: lambda: chance.choice(["", "photos/e1.jpg", "a/" * 60 + "b", "图.png"]),
        }
        return make[spec.kind]()

    def _answer(self, kind: FieldType, choices: Sequence[Any]) -> Any:
        chance = self._chance
        wrong = chance.choice(["x", True, Decimal(-1), ("a", "b"), self._text(), 10**18])
        if chance.random() < 0.1:
            return wrong
        match kind:
            case FieldType.CHOICE:
                return chance.choice(choices).id
            case FieldType.CHOICES:
                return tuple(choice.id for choice in choices[:3])
            case FieldType.NUMBER | FieldType.MONEY:
                return chance.choice(NUMBERS)
            case FieldType.LEVEL:
                return Decimal(chance.randint(1, 5))
            case FieldType.DAY:
                return chance.choice(["0002-01-01", "9998-12-31", "2026-02-30"])
            case FieldType.MOMENT:
                return chance.choice(["0002-01-01T00:00:00+14:00", "2026-11-20T09:30:00Z"])
            case FieldType.BOOLEAN:
                return chance.random() < 0.5
        return self._text()


def run(seed: int, library: Library) -> Outcome:
    """One case from a seed to a PDF and back."""
    chance = random.Random(f"edition {seed}")
    playbook = library.playbooks[seed % len(library.playbooks)]
    case = hostile_case(seed, playbook)
    lang: ReportLang = chance.choice(["zh", "en", "both"])
    edition: Edition = chance.choice(["a4", "phone"])
    audience: Audience = chance.choice(["supervisor", "customer"])
    picture = chance.choice([None, b"", b"no picture", b"\xff\xd8\xff broken"])
    issue = Issue(chance.choice(MOMENTS[2:]), chance.randrange(3), chance.random() < 0.5)
    start = time.process_time()
    try:
        content = compose(case, playbook, issue, ops_digest="00")
        done = make_report(
            content, playbook, lambda _: picture, lang=lang, edition=edition, audience=audience
        )
        seconds = time.process_time() - start
        lint(case, playbook, content)
        assert Content.from_bytes(content.to_bytes()) == content, "content does not come back"
        assert extract(done.pdf).manifest["content"] == content.hash, "case does not come back"
    except Exception as error:
        return Outcome(seed, time.process_time() - start, False, 0, repr(error)[:300])
    return Outcome(seed, seconds, done.plain, done.pages)


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    library = Library()
    count = 40 if arguments.quick else CASES
    outcomes = [run(seed, library) for seed in range(count)]
    for outcome in outcomes:
        if outcome.trouble or outcome.seconds > SECONDS or outcome.plain:
            told = ", ".join(f"{f.name} {getattr(outcome, f.name)}" for f in fields(outcome))
            sys.stderr.write(f"{told}\n")
    slowest = max(outcome.seconds for outcome in outcomes)
    lost = sum(bool(outcome.trouble) for outcome in outcomes)
    return emit(
        "report_fuzz",
        [
            figure("hostile cases", count, "cases"),
            figure("without a PDF that gives its case back", lost, "cases", at_most=0),
            figure("slowest", slowest, "s", at_most=SECONDS),
            figure("in the plain edition", sum(o.plain for o in outcomes), "cases"),
        ],
    )
