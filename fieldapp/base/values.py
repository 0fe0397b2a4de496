"""Value classes: dataclasses that cost little to define.

`dataclass(frozen=True, slots=True)` compiles six methods a class, which for a hundred classes takes
longer than anything else a command does. Here comparing, hashing and showing are shared, and that a
value is never changed is held by the type checker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

_T = TypeVar("_T")


@overload
def frozen(cls: type[_T]) -> type[_T]: ...


@overload
def frozen(*, kw_only: bool) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(frozen_default=True)
def frozen(cls: type[_T] | None = None, *, kw_only: bool = False) -> Any:
    """Makes a class a value: equal to another of its class whose fields are all equal."""

    def made(cls: type[_T]) -> type[_T]:
        found: Any = dataclass(slots=True, eq=False, repr=False, kw_only=kw_only)(cls)
        names = [field.name for field in fields(found) if field.compare]
        found._content = attrgetter(*names) if names else staticmethod(lambda _: ())
        found.__eq__, found.__hash__, found.__repr__ = _is_equal, _hash, _show
        result: type[_T] = found
        return result

    return made if cls is None else made(cls)


def _is_equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    content = self.__class__._content
    return content(self) == content(other)


def _hash(self: Any) -> int:
    return hash(self.__class__._content(self))


def _show(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"
