"""Conditions and whole playbooks as their author reads them on paper."""

import pytest
from pdf_reading import text_of
from playbook_cases import talk

from fieldapp.base.language import Lang
from fieldapp.playbook.expression import parse
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.wording import in_words
from fieldapp.report.pdf import render
from fieldapp.usecases.playbook_preview import preview


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("${fix_kind} = 'parts'", "“办法”是“换件”", "“Kind of fix” is “Parts”"),
        (
            "level('customer') >= 4 and not(${heard} = 'yes')",
            "客户的情绪等级达到 4，并且不满足（“复述认可”是“是”）",
            "the customer's emotion level is at least 4, and not (“Heard right” is “Yes”)",
        ),
        (
            "(severity() > 3 or answered(${wish})) and selected(${teams}, 'sales')",
            "（严重程度大于 3，或者“诉求”已填写），并且“部门”选了“销售”",
            "(the severity is more than 3, or “Wish” is answered), and “Teams” includes “Sales”",
        ),
        ("count(${deals}) = 0", "“约定”的条数是0", "the number of entries under “Agreements” is 0"),
        (
            "if(${explained}, ${price}, 0) + 1 < -2",
            "如果“已说明”为“是”则取“金额”，否则取0 + 1小于 -2",
            "“Amount” if “Explained” is yes, else 0 + 1 is less than -2",
        ),
        (
            "situation() != 'complaint' or ${review_on} <= today()",
            "情形不是“投诉”，或者“回看日期”不超过 今天",
            "the situation is not “complaint”, or “Review on” is at most today",
        ),
        (
            "string-length(${wish}) > 5 and sum(${deals}, 'cost') < 1 or true()",
            "（“诉求”的字数大于 5，并且“约定”的“cost”合计小于 1），或者是",
            "(the length of “Wish” is more than 5, and the sum of “cost” under “Agreements” "
            "is less than 1), or true",
        ),
        ("coalesce(${price}, 1) = 1", "“金额”（没有则取1）是1", "“Amount” (or else 1) is 1"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: str, zh: str, en: str) -> None:
    tree = parse(condition)
    assert in_words(tree, talk().fields, "zh") == zh
    assert in_words(tree, talk().fields, "en") == en


def squeezed(text: str) -> str:
    return "".join(text.split())


def contents(playbook: Playbook, lang: Lang) -> list[str]:
    """Everything an author wrote that the preview has to show."""
    texts = [playbook.title, playbook.summary]
    for step in playbook.steps:
        texts += [step.title, step.purpose, *(use.field.label for use in step.fields)]
        texts += [phrase.text for phrase in (*step.say, *step.ask, *step.avoid)]
        texts += [phrase.why for phrase in step.avoid]
        texts += [step.guard.reason] if step.guard else []
    texts += [text for rule in playbook.rules for text in (rule.message, rule.fix)]
    texts += [clock.title for clock in playbook.clocks]
    texts += [text for level in playbook.scale.levels for text in (*level.signs, *level.response)]
    return [text.get(lang) for text in texts]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["talk", *Library().ids])
def test_the_preview_shows_all_of_a_playbook(name: str, lang: Lang) -> None:
    playbook = talk() if name == "talk" else Library().get(name)
    assert playbook is not None
    rendered = render(preview(playbook, lang), "a4")
    assert not rendered.plain
    printed = squeezed(text_of(rendered))
    for text in contents(playbook, lang):
        assert squeezed(text) in printed
