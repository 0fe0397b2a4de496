"""Values and sentences in both languages: numbers, money, dates, and texts from the catalogue.

Formats follow common use (GB/T 15835 for Chinese numerals and dates): no locale library is needed
for two languages.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from fieldapp.base.language import Lang, Text, tr
from fieldapp.base.values import frozen

_SYMBOLS = {"CNY": "¥", "RMB": "¥"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST_DIGITS = 15
_ENDED = re.compile(r"[。．.!?！？…；;：:]['\"”’」』）)】]*\Z")


@frozen
class Money:
    """An amount in a currency (ISO 4217); an empty currency is left out."""

    amount: Decimal
    currency: str = "CNY"


Value = Text | Money | Decimal | int | str | date
"""What a sentence may be filled with; a `datetime` is a date with its time."""


def shown(value: Value, lang: Lang) -> str:
    """A value as a sentence in `lang` says it."""
    match value:
        case Text():
            return value.get(lang)
        case Money():
            return money(value)
        case datetime():
            return _moment(value, lang)
        case date():
            return _day(value, lang)
        case Decimal() | int():
            return number(value)
    return value


def number(value: Decimal | int) -> str:
    """`1,234.5`: groups of three, no idle zeros; very large or small ones as `1.2E+20`."""
    exact = Decimal(value)
    if not exact.is_finite():
        return str(exact)
    if exact and not -_MOST_DIGITS < exact.adjusted() < _MOST_DIGITS:
        return f"{exact:.4G}"
    plain = f"{abs(exact):,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"−{plain}" if exact < 0 else plain


def money(value: Money) -> str:
    """`¥46,000`; in a currency without a sign of its own `46,000 EUR`."""
    sign = _SYMBOLS.get(value.currency.upper())
    figure = number(value.amount)
    if sign is None:
        return f"{figure} {value.currency}".strip()
    return f"−{sign}{figure[1:]}" if figure.startswith("−") else f"{sign}{figure}"


def _day(value: date, lang: Lang) -> str:
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _moment(value: datetime, lang: Lang) -> str:
    joint = " " if lang == "zh" else ", "
    return f"{_day(value, lang)}{joint}{value:%H:%M}"


def month(value: date) -> Text:
    """The month of a day: `2026年10月`, `October 2026`."""
    return Text(f"{value.year}年{value.month}月", f"{_MONTHS[value.month - 1]} {value.year}")


def iso_day(value: date) -> str:
    """`2026-12-01`, for tables."""
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


def iso_moment(value: datetime) -> str:
    """`2026-12-01 09:30` in its own offset, for tables."""
    return f"{iso_day(value)} {value:%H:%M}"


def both(key: str, /, src: Lang = "zh", **params: Value) -> Text:
    """The catalogue's `report.<key>` in both languages, its fields filled with `params`.

    A key with a dot is of the catalogue it names: `causes.therefore`.
    """
    named = key if "." in key else f"report.{key}"
    zh, en = (
        tr(named, lang, **{name: shown(value, lang) for name, value in params.items()})
        for lang in ("zh", "en")
    )
    return Text(zh, en, src)


def ended(text: Text) -> Text:
    """The text with a full stop where it has no sign at its end."""
    return Text(_ended(text.zh, "。"), _ended(text.en, "."), text.src)


def _ended(text: str, stop: str) -> str:
    text = text.rstrip()
    return text if not text or _ENDED.search(text[-8:]) else text + stop


def bare(text: Text) -> Text:
    """The text without the full stop at its end, to stand inside a sentence."""
    zh, en = text.zh.strip().removesuffix("。"), text.en.strip().removesuffix(".")
    return Text(zh, en, text.src)
