"""Why it happens and what can be done: the cause diagram, the options, cost against benefit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.case.records import Case, Cause, Option
from fieldapp.playbook.tools.causes import Tree
from fieldapp.playbook.tools.options import payback
from fieldapp.report.blocks import (
    BeforeAfter,
    Block,
    Bullets,
    CauseDiagram,
    CauseNode,
    Cell,
    Column,
    Pair,
    Paragraph,
    Run,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import Money, bare, both, ended, money

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_MOST_CAUSES = 60
_DEEPEST = 6
"""Levels shown; deeper causes hang on their last shown ancestor."""
_MOST_CHAINS = 4
_MOST_OPTIONS = 30
_MOST_PAIRS = 6


def cause_blocks(reading: Reading) -> Iterator[Block]:
    """The cause diagram, and the way from its roots back to what happened."""
    case, voice = reading.case, reading.voice
    if not case.causes:
        return
    yield Subtitle(voice.say("title_causes"))
    shown = case.causes[:_MOST_CAUSES]
    parents = _parents(shown)
    bones: dict[str, list[CauseNode]] = {}
    for cause in shown:
        if parents[cause.id] is None:
            node = _node(cause, shown, parents, voice)
            bones.setdefault(cause.category, []).append(node)
    yield CauseDiagram(
        voice.words(case.title),
        tuple(
            (voice.say(f"category_{category or 'none'}"), tuple(nodes))
            for category, nodes in bones.items()
        ),
        voice.say("cause_legend"),
    )
    yield from voice.more(len(case.causes) - len(shown))
    if not reading.phone:
        yield from _read_back(case, voice)


def _read_back(case: Case, voice: Voice) -> Iterator[Block]:
    """Each verified root, and with "therefore" what follows from it, link by link."""
    tree = Tree.of(case.causes)
    verified = [cause for cause in tree.roots if cause.basis == "fact" and cause.text]
    chains = [way for cause in verified if len(way := tree.way_up(cause.id)) > 1]
    if not chains:
        return
    yield Paragraph(voice.say("causes.read_in_report"), look="muted")
    yield Bullets(tuple(Paragraph(_chain(way, voice)) for way in chains[:_MOST_CHAINS]))


def _chain(way: list[Cause], voice: Voice) -> Words:
    therefore = both("causes.therefore_in_report")
    texts = [bare(cause.text) for cause in way if cause.text]
    zh = therefore.zh.join(text.get("zh") for text in texts)
    en = therefore.en.join(text.get("en") for text in texts)
    return voice.words(ended(Text(zh, en, way[0].text.src)))


def _parents(causes: tuple[Cause, ...]) -> dict[str, str | None]:
    """Each cause's shown parent: no circles, no strangers, no more than `_DEEPEST` levels."""
    named = {cause.id: cause.parent for cause in causes}
    shown: dict[str, str | None] = {}
    for cause in causes:
        way: list[str] = []
        place: str | None = cause.id
        while place is not None and place in named and place not in way:
            way.append(place)
            place = named[place]
        circular = place in way
        ancestors = way[1:] if not circular else []
        shown[cause.id] = ancestors[max(0, len(ancestors) - _DEEPEST)] if ancestors else None
    return shown


def _node(
    cause: Cause, causes: tuple[Cause, ...], parents: dict[str, str | None], voice: Voice
) -> CauseNode:
    verified = cause.root and cause.basis == "fact"
    return CauseNode(
        voice.words(cause.text),
        verified,
        Words() if cause.basis == "fact" else voice.say(f"basis_{cause.basis}"),
        tuple(_node(c, causes, parents, voice) for c in causes if parents[c.id] == cause.id),
    )


def option_blocks(reading: Reading) -> Iterator[Block]:
    case, voice = reading.case, reading.voice
    if not case.options:
        return
    yield Subtitle(voice.say("title_options"))
    options = sorted(case.options[:_MOST_OPTIONS], key=lambda option: not option.chosen)
    if reading.phone:
        yield Bullets(tuple(_brief(option, voice) for option in options))
    else:
        columns = (
            Column(voice.say("column_option"), 2.5),
            Column(voice.say("column_cost"), 1.05, "right"),
            Column(voice.say("column_benefit"), 1.05, "right"),
            Column(voice.say("column_feasibility"), 0.95),
            Column(voice.say("column_risk"), 1.9),
            Column(voice.say("column_reason"), 2.1),
        )
        yield Table(columns, tuple(_option(option, voice) for option in options))
    yield from voice.more(len(case.options) - len(options))


def _title(option: Option, voice: Voice) -> Words:
    """The option's title; behind it that it was chosen, the way of handling it stands for, what
    the customer thinks of it, and when it pays back."""
    title = voice.words(option.title)
    notes = [voice.say("chosen").plain] if option.chosen else []
    if option.mode:
        notes.append(voice.say(f"modes.mode_{option.mode}").plain)
    if option.acceptance:
        notes.append(voice.say(f"acceptance_{option.acceptance}").plain)
    if (months := payback(option)) is not None:
        notes.append(voice.say("payback", months=months).plain)
    if not notes:
        return title
    behind = f"（{'，'.join(notes)}）" if voice.primary == "zh" else f" ({', '.join(notes)})"
    return Words(title.plain + behind, title.sub)


def _brief(option: Option, voice: Voice) -> Paragraph:
    """An option in two lines; of the chosen one also why."""
    title = _title(option, voice) if option.chosen else voice.words(option.title)
    amounts = [
        f"{voice.say(key).plain} {_amount(option, value).plain}"
        for key, value in (("column_cost", option.cost), ("column_benefit", option.benefit))
        if value is not None
    ]
    told = [" · ".join(amounts)]
    if option.chosen:
        told.append(voice.words(option.reason).plain)
    rest = "".join(f"\n{line}" for line in told if line)
    return Paragraph(Words((Run(title.plain, bold=option.chosen), Run(rest)), title.sub))


def _option(option: Option, voice: Voice) -> tuple[Cell, ...]:
    feasible = "" if option.feasibility is None else f"{option.feasibility} / 5"
    return (
        Cell(_title(option, voice), "good" if option.chosen else None),
        Cell(_amount(option, option.cost)),
        Cell(_amount(option, option.benefit)),
        Cell(Words(feasible)),
        Cell(voice.words(option.risk)),
        Cell(voice.words(option.reason)),
    )


def _amount(option: Option, value: Decimal | None) -> Words:
    return Words("—" if value is None else money(Money(value, option.currency or "CNY")))


def balance_blocks(reading: Reading) -> Iterator[Block]:
    """Cost against benefit of the options that state both; a phone has no room for it."""
    case, voice = reading.case, reading.voice
    if reading.phone:
        return
    pairs: list[Pair] = []
    for option in sorted(case.options, key=lambda option: not option.chosen):
        if option.cost is None or option.benefit is None or len(pairs) == _MOST_PAIRS:
            continue
        cost, benefit = (Money(n, option.currency or "CNY") for n in (option.cost, option.benefit))
        net = Money(option.benefit - option.cost, cost.currency)
        good = net.amount >= 0
        pairs.append(
            Pair(
                voice.words(bare(option.title)),
                cost.amount,
                money(cost),
                benefit.amount,
                money(benefit),
                ("+" if good and net.amount else "") + money(net),
                good,
            )
        )
    if pairs:
        currencies = {
            option.currency or "CNY" for option in case.options if option.cost is not None
        }
        yield BeforeAfter(
            voice.say("column_cost"),
            voice.say("column_benefit"),
            tuple(pairs),
            shared_scale=len(currencies) == 1,
        )
