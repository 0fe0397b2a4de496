"""Errors a person may meet. Each carries a `Finding`; the sentence is made at the edge."""

from __future__ import annotations

from typing import Any

from fieldapp.base.findings import Finding


class FieldAppError(Exception):
    """Something in the input or the surroundings prevents the wish.

    Subclasses only group errors for `except`; what happened is in `finding`.
    """

    def __init__(self, code: str, /, *, where: str = "", **params: str | int) -> None:
        self.finding = Finding(code, params, where)
        super().__init__(code, params, where)

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: whatever the subclass asks to be made."""
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        params = ", ".join(f"{k}={v!r}" for k, v in self.finding.params.items())
        return f"{self.finding.code}({params}) {self.finding.where}".rstrip()


def _again(kind: type[FieldAppError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.__dict__ |= state
    return error
