"""Options: what each costs and brings, when it pays back, how they compare, what the customer says.

Payback is the static one: cost divided by the benefit of a month, without interest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.records import Case, Option
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

_TENTH = Decimal("0.1")
_MOST = 3
"""Findings of one kind."""


def net(option: Option) -> Decimal | None:
    """What it brings beyond what it costs; None where one of them is not known."""
    if option.cost is None or option.benefit is None:
        return None
    return option.benefit - option.cost


def payback(option: Option) -> Decimal | None:
    """Months until it has brought what it costs, to a tenth; None where that cannot be told."""
    months = option.benefit_months
    if option.cost is None or not option.benefit or option.benefit < 0 or not months or months < 0:
        return None
    return (option.cost * months / option.benefit).quantize(_TENTH, ROUND_HALF_UP)


COMPARED: dict[str, tuple[Callable[[Option], Decimal | int | None], bool]] = {
    "cost": (lambda option: option.cost, False),
    "benefit": (lambda option: option.benefit, True),
    "net": (net, True),
    "payback": (payback, False),
    "feasibility": (lambda option: option.feasibility, True),
}
"""What options are compared by in figures, and whether more is better."""
AMOUNTS = ("cost", "benefit", "net")


def currencies(options: Sequence[Option]) -> set[str]:
    """The currencies in which options state amounts."""
    stated = (o for o in options if o.cost is not None or o.benefit is not None)
    return {option.currency or "CNY" for option in stated}


def best(options: Sequence[Option]) -> dict[str, set[str]]:
    """By what is compared: the ids of the options that do best; none where all are alike or the
    amounts are in different currencies."""
    found: dict[str, set[str]] = {}
    mixed = len(currencies(options)) > 1
    for name, (figure, more) in COMPARED.items():
        known = {o.id: value for o in options if (value := figure(o)) is not None}
        values = set(known.values())
        if len(values) < 2 or (mixed and name in AMOUNTS):
            found[name] = set()
            continue
        wanted = max(values) if more else min(values)
        found[name] = {name for name, value in known.items() if value == wanted}
    return found


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What a decision between the options still lacks."""
    options = case.options
    if not options:
        return
    chosen = [option for option in options if option.chosen]
    if len(options) == 1:
        yield Finding("options.only_one", {}, "options", Severity.INFO)
    elif not chosen:
        yield Finding("options.none_chosen", {}, "options", Severity.INFO)
    if len(chosen) > 1:
        yield Finding("options.several_chosen", {}, "options", Severity.WARNING)
    for option in chosen[:1]:
        yield from _of_chosen(option)
    if len(currencies(options)) > 1:
        yield Finding("options.currencies", {}, "options", Severity.INFO)
    bare = [o for o in options if o.cost is None or o.benefit is None]
    yield from _few("no_figures", bare, "cost")
    yield from _few("no_risk", [o for o in options if o.title and not o.risk], "risk")
    unsaid = [o for o in options if o.offered and not o.for_customer]
    yield from _few("no_words_for_them", unsaid, "for_customer")


def _of_chosen(option: Option) -> Iterator[Finding]:
    if not option.reason:
        yield _about("no_reason", option, "reason", Severity.WARNING)
    gain = net(option)
    if gain is not None and gain < 0:
        yield _about("chosen_loses", option, "reason", Severity.INFO)
    if option.acceptance == "declines":
        yield _about("chosen_declined", option, "acceptance", Severity.WARNING)
    elif not option.acceptance:
        yield _about("not_asked", option, "acceptance", Severity.INFO)


def _few(code: str, options: Sequence[Option], key: str) -> Iterator[Finding]:
    return (_about(code, option, key, Severity.INFO) for option in options[:_MOST])


def _about(code: str, option: Option, key: str, severity: Severity) -> Finding:
    named = {f"name_{lang}": short(option.title.get(lang)) for lang in LANGS}
    return Finding(f"options.{code}", named, f"options/{option.id}/{key}", severity)
