"""Page 1: status, title, the case at a glance, the decision, the figures, what is not yet known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook
from fieldapp.report.blocks import (
    Block,
    DecisionBox,
    KeyFigure,
    KeyFigures,
    MetaGrid,
    Note,
    Run,
    Section,
    Words,
)
from fieldapp.report.content import Content, Element
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import Money, both, iso_day, iso_moment, money, number

_FIGURES: tuple[tuple[str, Section, str], ...] = (
    ("downtime", "impact", ""),
    ("loss_per_month", "impact", ""),
    ("one_off_cost", "solution", "cost"),
    ("payback_days", "benefit", ""),
    ("benefit_per_year", "benefit", "benefit"),
    ("delay_days", "impact", ""),
    ("users_affected", "impact", ""),
)
"""Fields that make key figures, the most telling first; the chosen option's amount stands in."""
_MOST_FIGURES = 4
_MOST_GAPS, _MOST_GAPS_BRIEF = 6, 4
_NOT_ON_PHONE = ("meta_contact", "meta_supervisor", "meta_situation", "meta_opened")
_STRONG = ("answers/decision_amount", "answers/decision_due")
_TEN_THOUSAND = Decimal(10_000)


def glance(content: Content, case: Case, voice: Voice, brief: bool) -> MetaGrid:
    """Who, where, when, how serious; on the phone without what page 1 has no room for."""
    site = case.customer.site if not brief else Text()
    pairs: list[tuple[str, Words]] = [
        ("meta_customer", _joined(voice, case.customer.company, site)),
        ("meta_contact", voice.words(case.customer.contact)),
        ("meta_engineer", voice.words(case.engineer)),
        ("meta_supervisor", voice.words(case.supervisor)),
    ]
    if case.situation:
        pairs.append(("meta_situation", voice.say(f"situation_{case.situation}")))
    if case.severity is not None:
        pairs.append(("meta_severity", voice.say(f"severity_{case.severity}")))
    if case.opened is not None:
        pairs.append(("meta_opened", Words(iso_moment(case.opened))))
    pairs.append(("meta_issue", issue_words(content, voice)))
    left_out = _NOT_ON_PHONE if brief else ()
    return MetaGrid(
        tuple((voice.say(k), words) for k, words in pairs if words.plain and k not in left_out)
    )


def issue_words(content: Content, voice: Voice) -> Words:
    day = iso_day(content.issue.at)
    if not content.issue.number:
        return Words(day)
    return Words(f"{voice.say('issue_number', number=content.issue.number).plain} · {day}")


def _joined(voice: Voice, *texts: Text) -> Words:
    words = [voice.words(text) for text in texts if text]
    return Words(" · ".join(w.plain for w in words), " · ".join(w.sub for w in words if w.sub))


def decision(element: Element, voice: Voice) -> DecisionBox:
    """What to decide, how much, by when, and what waiting costs: a line each."""
    lines: list[Words] = []
    asked = [p for p in element.paragraphs if not p[0].label]
    for paragraph in asked:
        strong = [set(s.rests_on) <= set(_STRONG) and bool(s.rests_on) for s in paragraph]
        bold = [mark and s.origin != "gap" for mark, s in zip(strong, paragraph, strict=True)]
        lines.append(voice.prose([s.text for s in paragraph], bold))
    lines += [voice.labelled(p[0].label, p[0].text) for p in element.paragraphs if p[0].label]
    runs: list[Run] = []
    for line in lines:
        parts = [Run(line.main)] if isinstance(line.main, str) else list(line.main)
        if runs:
            runs.append(Run("\n"))
        runs += parts
    sub = "\n".join(line.sub for line in lines if line.sub)
    return DecisionBox(voice.say("title_decision"), Words(tuple(runs), sub))


@frozen
class _Amount:
    value: Decimal
    currency: str = ""
    unit: Text = Text()


def key_figures(case: Case, playbook: Playbook, voice: Voice) -> Iterator[Block]:
    """Up to four cards, in the order of the sections they lead to."""
    found: list[KeyFigure] = []
    for field_id, section, spare in _FIGURES:
        amount = _amount(case, playbook, field_id) or _chosen(case, spare)
        if amount is not None and len(found) < _MOST_FIGURES:
            value, unit = _shown(amount, voice)
            label = playbook.fields[field_id].label if field_id in playbook.fields else Text()
            words = voice.words(label or both(f"figure_{field_id}"))
            found.append(KeyFigure(value, unit, words, section))
    if found:
        order = ("impact", "solution", "benefit")
        yield KeyFigures(tuple(sorted(found, key=lambda figure: order.index(figure.section))))


def _amount(case: Case, playbook: Playbook, field_id: str) -> _Amount | None:
    field = playbook.fields.get(field_id)
    value = answers.read(field, case).value if field else None
    if field is None or not isinstance(value, Decimal):
        return None
    return _Amount(value, field.currency, field.unit)


def _chosen(case: Case, name: str) -> _Amount | None:
    option = next((option for option in case.options if option.chosen), None)
    value = getattr(option, name, None) if option and name else None
    return _Amount(value, option.currency or "CNY") if option and value is not None else None


def _shown(amount: _Amount, voice: Voice) -> tuple[str, str]:
    """Figure and unit; in Chinese money from ten thousand up counts in 万元."""
    if not amount.currency:
        return number(amount.value), voice.line(amount.unit)
    if voice.lang == "zh" and amount.currency == "CNY":
        wan = amount.value / _TEN_THOUSAND
        if 1 <= abs(wan) < _TEN_THOUSAND and wan == round(wan, 2):
            return number(wan), "万元"
        return number(amount.value), "元"
    if voice.lang == "en":
        return number(amount.value), amount.currency
    return money(Money(amount.value, amount.currency)), ""


def not_yet_known(content: Content, voice: Voice, brief: bool) -> Iterator[Block]:
    """What a final report would still need."""
    gaps = content.gaps
    if not gaps:
        return
    names = [voice.words(gap.name) for gap in gaps if gap.name]
    items = [_listed(names, voice)] if names else []
    others = [gap for gap in gaps if not gap.name]
    most = _MOST_GAPS_BRIEF if brief else _MOST_GAPS
    items += [voice.words(gap.text) for gap in others[:most]]
    if len(others) > most:
        items.append(voice.say("gaps_more", count=len(others) - most))
    if content.issue.final:
        key = "note_final" if content.issue.reason else "note_final_unexplained"
        words = voice.say(key, reason=content.issue.reason)
    else:
        words = voice.say("note_preliminary")
    yield Note(words, "warning", tuple(items))


def _listed(names: list[Words], voice: Voice) -> Words:
    joint, other = ("、", ", ") if voice.primary == "zh" else (", ", "、")
    subs = [words.sub or words.plain for words in names] if voice.lang == "both" else []
    return Words(joint.join(words.plain for words in names), other.join(subs))
