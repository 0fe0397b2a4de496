"""Errors a person may meet. Each carries a `Finding`; the sentence is made at the edge."""

from __future__ import annotations

from fieldapp.base.findings import Finding


class FieldAppError(Exception):
    """Something in the input or the surroundings prevents the wish.

    Subclasses only group errors for `except`; what happened is in `finding`.
    """

    def __init__(self, code: str, /, *, where: str = "", **params: str | int) -> None:
        self.finding = Finding(code, params, where)
        super().__init__(code, params, where)

    def __str__(self) -> str:
        params = ", ".join(f"{k}={v!r}" for k, v in self.finding.params.items())
        return f"{self.finding.code}({params}) {self.finding.where}".rstrip()
