"""The condition language: what authors can write, and that it never fails them at run time."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base.language import LANGS, message
from fieldapp.case.records import Commitment, Option
from fieldapp.playbook.errors import ExpressionError
from fieldapp.playbook.evaluation import Facts, Value, evaluate, holds
from fieldapp.playbook.expression import (
    FUNCTIONS,
    MAX_DEPTH,
    Binary,
    Call,
    FieldRef,
    Literal,
    Negation,
    parse,
    references,
    unparse,
)

FACTS = Facts(
    fields={
        "kind": "parts",
        "hours": Decimal("3.5"),
        "teams": ("quality", "sales"),
        "told": True,
        "due": date(2026, 12, 1),
        "seen": datetime(2026, 11, 19, 23, 30, tzinfo=timezone(timedelta(hours=8))),
        "text": "复述",
        "options": (
            Option(id="o1", cost=Decimal(100)),
            Option(id="o2", cost=Decimal("0.5")),
            Option(id="o3"),
        ),
        "broken": Decimal("sNaN"),
    },
    levels={"customer": 4},
    severity=3,
    situation="complaint",
    today=date(2026, 11, 20),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${kind} = 'parts'", True),
        ("${kind} != 'parts'", False),
        ("${kind} = ''", False),
        ("${none} = 'parts'", False),
        ("${none} != 'parts'", True),
        ("${none} != ${nothing}", False),
        ("${none} = ${nothing}", False),
        ("${none} < 3", False),
        ("not(${none} < 3)", True),
        ("${hours} > 3 and ${hours} <= 3.5", True),
        ("${hours} = '3.5'", False),
        ("${hours} != '3.5'", True),
        ("${kind} < 'z'", False),
        ("${hours} + 1 * 2", Decimal("5.5")),
        ("(${hours} + 1) * 2", Decimal(9)),
        ("7 mod 4 - 1", Decimal(2)),
        ("7 div 2", Decimal("3.5")),
        ("1 div 0", None),
        ("0 mod 0", None),
        ("${none} + 1", None),
        ("-${hours}", Decimal("-3.5")),
        ("--2 - -1", Decimal(3)),
        ("${broken} = ${broken}", False),
        ("${broken} + 1", None),
        ("count(${options}) = 3", True),
        ("count(${none})", Decimal(0)),
        ("count(${teams})", Decimal(2)),
        ("sum(${options}, 'cost')", Decimal("100.5")),
        ("sum(${options}, 'title')", None),
        ("sum(${options}, '__class__')", None),
        ("sum(${teams}, 'cost')", None),
        ("selected(${teams}, 'sales')", True),
        ("selected(${teams}, 'logistics')", False),
        ("selected(${kind}, 'parts')", True),
        ("selected(${none}, 'parts')", False),
        ("answered(${text}) and not(answered(${none}))", True),
        ("coalesce(${none}, ${kind})", "parts"),
        ("if(${told}, 'a', 'b')", "a"),
        ("if(${none}, 'a', 'b')", "b"),
        ("string-length(${text})", Decimal(2)),
        ("string-length(${none})", Decimal(0)),
        ("level('customer') >= 4", True),
        ("level('engineer') >= 1", False),
        ("severity() = 3 and situation() = 'complaint'", True),
        ("today() < ${due}", True),
        ("${due} - today()", Decimal(11)),
        ("${due} = '2026-12-01'", True),
        ("${due} > 'tomorrow'", False),
        ("${seen} < today()", True),
        ("true() and not(false())", True),
        ("'it''s' = \"it's\"", True),
        ("${told} = true()", True),
        ("${told} or 1 div 0", True),
        ("not(0)", True),
    ],
)
def test_comes_to(text: str, value: Value) -> None:
    assert evaluate(parse(text), FACTS) == value


def test_moments_with_and_without_an_offset_compare() -> None:
    facts = Facts(fields={"a": datetime(2026, 1, 1, 8), "b": datetime(2026, 1, 1, 9, tzinfo=UTC)})
    assert holds(parse("${a} < ${b}"), facts)


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("${a} == 1", "other_sign", 6, "="),
        ("${a} = 1 && ${b}", "other_sign", 10, "and"),
        ("${a} <> 1", "other_sign", 6, "!="),
        ("（${a} = 1)", "other_sign", 1, "("),
        ("${a} = ‘x’", "other_sign", 8, "'"),
        ("${a} = 'x", "other_sign", 8, "'...'"),
        ("${a = 1", "other_sign", 1, "${field}"),
        ("${a} / 2", "other_sign", 6, "div"),
        ("${a} # 2", "sign", 6, "#"),
        ("", "empty", 1, ""),
        ("${a} ${b}", "rest", 6, "${b}"),
        ("${a} =", "end", 7, ""),
        ("(${a} = 1", "end", 10, ""),
        ("count(${a} ${b})", "expected", 12, ","),
        ("1 < ${a} < 5", "chained", 10, "and"),
        ("and ${a}", "operand", 1, "and"),
        ("(1 + )", "operand", 6, ")"),
        ("kind = 'x'", "bare_word", 1, "${kind}"),
        ("today > 1", "bare_word", 1, "today(...)"),
        ("cuont(${a})", "function", 1, "count"),
        ("count()", "arguments", 1, "1"),
        ("today(1)", "arguments", 1, "0"),
        ("level('client')", "level", 1, "'customer'"),
        ("level(${a})", "level", 1, "'engineer'"),
        ("(" * 500, "deep", 83, str(MAX_DEPTH)),
        ("- " * 200 + "1", "deep", 165, str(MAX_DEPTH)),
        ("1" + " + 1" * 100, "deep", 163, str(MAX_DEPTH)),
        ("1 " * 600, "long", 1000, "1000"),
    ],
)
def test_a_mistake_is_named_with_its_column_and_what_to_write(
    text: str, code: str, column: int, hint: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    finding = caught.value.finding
    assert (finding.code, finding.params["column"]) == (f"playbook.expression_{code}", column)
    for lang in LANGS:
        assert hint in message(finding, lang)


def test_references_are_found_with_their_columns() -> None:
    found = references(parse("if(${a} = 1, -${b}, count(${a}))"))
    assert [(reference.name, reference.column) for reference in found] == [
        ("a", 4),
        ("b", 15),
        ("a", 27),
    ]


def test_brackets_are_written_only_where_needed() -> None:
    assert unparse(parse("((1)+(2*3))  =( 4 )")) == "1 + 2 * 3 = 4"
    assert unparse(parse("not((${a} or ${b}) and ${c})")) == "not((${a} or ${b}) and ${c})"
    assert unparse(parse("1 - (2 - 3)")) == "1 - (2 - 3)"


_NUMBERS = st.decimals(0, 10**6, allow_nan=False, places=3)
_NAMES = st.sampled_from(["kind", "hours", "teams", "told", "due", "options", "unknown", "broken"])
_LEAVES = st.one_of(
    _NUMBERS.map(Literal),
    st.text(max_size=8).map(Literal),
    st.booleans().map(Literal),
    _NAMES.map(FieldRef),
    st.sampled_from(["customer", "engineer"]).map(lambda who: Call("level", (Literal(who),))),
    st.sampled_from(["severity", "situation", "today"]).map(Call),
)
_OPERATORS = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]
_CALLED = [name for name, count in FUNCTIONS.items() if count and name != "level"]


def _grown(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        inner.map(Negation),
        st.builds(Binary, st.sampled_from(_OPERATORS), inner, inner),
        st.sampled_from(_CALLED).flatmap(
            lambda name: st.tuples(*[inner] * FUNCTIONS[name]).map(
                lambda arguments: Call(name, arguments)
            )
        ),
    )


_TREES = st.recursive(_LEAVES, _grown, max_leaves=12)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(),
    st.text(max_size=5),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.lists(st.text(max_size=3)).map(tuple),
    st.just((Option(id="o", cost=Decimal("NaN")), Commitment(id="c"))),
)
_FACTS = st.builds(
    Facts,
    fields=st.dictionaries(_NAMES, _VALUES),
    levels=st.dictionaries(st.sampled_from(["customer", "engineer"]), st.integers(1, 5)),
    severity=st.none() | st.integers(),
    situation=st.sampled_from(["", "complaint"]),
    today=st.none() | st.dates(),
)


@given(_TREES)
def test_what_is_written_reads_back_the_same(tree: Binary) -> None:
    text = unparse(tree)
    if len(text) <= 1000:
        assert parse(text) == tree


@given(_TREES, _FACTS)
def test_every_condition_comes_to_something(tree: Binary, facts: Facts) -> None:
    assert holds(tree, facts) in (True, False)


@given(st.text(st.sampled_from("${}ab'\"()=<>!+-*, 1.andorivmotcu\n￥“"), max_size=60) | st.text())
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert all(message(error.finding, lang) for lang in LANGS)
    else:
        assert holds(tree, FACTS) in (True, False)
