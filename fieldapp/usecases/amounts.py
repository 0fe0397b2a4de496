"""Amounts as reports print them, for the window."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.report.phrasing import Money, money


def shown(amount: Decimal | int, currency: str) -> str:
    """`¥46,000`; without a currency, renminbi."""
    return money(Money(Decimal(amount), currency or "CNY"))
