"""Forms: what a field of a message may hold, checked while it is read.

A form takes what msgpack gave and returns the value, or raises `Misfit`; nothing else. Rows are
tuples of a fixed length: what a later version adds comes under a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fieldapp.case.change import MAX_NUMBER

Form = Callable[[Any], Any]


class Misfit(ValueError):
    """The content is not of its form."""


@dataclass(frozen=True, slots=True)
class Added:
    """The form of a field that a later version has added: where it is missing, `default` is meant,
    and what is meant anyway is not sent."""

    form: Form
    default: Any

    def __call__(self, found: Any) -> Any:
        return self.form(found)


def binary(*sizes: int) -> Form:
    """Bytes of one of these lengths."""

    def read(found: Any) -> bytes:
        if type(found) is not bytes or len(found) not in sizes:
            raise Misfit
        return found

    return read


def data(limit: int) -> Form:
    """Bytes up to a length."""

    def read(found: Any) -> bytes:
        if type(found) is not bytes or len(found) > limit:
            raise Misfit
        return found

    return read


def text(limit: int) -> Form:
    """A text up to so many characters."""

    def read(found: Any) -> str:
        if type(found) is not str or len(found) > limit:
            raise Misfit
        return found

    return read


def number(found: Any) -> int:
    """A whole number that every database can hold."""
    if type(found) is not int or not 0 <= found <= MAX_NUMBER:
        raise Misfit
    return found


def flag(found: Any) -> bool:
    if type(found) is not bool:
        raise Misfit
    return found


def row(make: Callable[..., Any], *parts: Form) -> Form:
    """A list of fixed length, made into what `make` makes of its parts."""

    def read(found: Any) -> Any:
        if type(found) is not list or len(found) != len(parts):
            raise Misfit
        return make(*[form(part) for form, part in zip(parts, found, strict=True)])

    return read


def pair(*parts: Form) -> Form:
    """A plain tuple."""
    return row(lambda *content: content, *parts)


def rows(form: Form, limit: int) -> Form:
    """A tuple of up to so many of a form."""

    def read(found: Any) -> tuple[Any, ...]:
        if type(found) is not list or len(found) > limit:
            raise Misfit
        return tuple([form(part) for part in found])

    return read


def params(found: Any) -> dict[str, str | int]:
    """The parameters of a finding."""
    if type(found) is not dict or len(found) > 16:
        raise Misfit
    for name, content in found.items():
        if type(name) is not str or len(name) > 64:
            raise Misfit
        if type(content) is not int and (type(content) is not str or len(content) > 500):
            raise Misfit
    return found
